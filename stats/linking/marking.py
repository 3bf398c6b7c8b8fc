"""Which words of an earlier note tell the same as another one: for showing why the two are thought alike."""

from stats.linking.lexicon import WORD, composed, lexicon, words_of
from stats.linking.trace import COMMON, stem

Piece = tuple[str, bool]


def mark(note: str, other: str) -> list[Piece]:
    """`note` in pieces, in order, each with whether its words tell what `other` tells too. Accents are composed."""
    note = composed(note)
    found = list(WORD.finditer(note))  # not in lower case: some letters have a mark of their own there
    shared = _shared([word.group().lower() for word in found], words_of(other))
    pieces, place = list[Piece](), 0
    for number, word in enumerate(found):
        if number in shared:
            pieces += [(note[place : word.start()], False), (word.group(), True)]
            place = word.end()
    return [piece for piece in (*pieces, (note[place:], False)) if piece[0]]


def _shared(words: list[str], others: list[str]) -> set[int]:
    """The places of words that have a stem or name a concept which the others have too."""
    stems = {stem(word) for word in others if word not in COMMON}
    here, there = lexicon().find(words), lexicon().find(others)
    named = {place for concept in here.keys() & there.keys() for place in here[concept]}
    return named | {place for place, word in enumerate(words) if word not in COMMON and stem(word) in stems}

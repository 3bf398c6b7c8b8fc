"""Which words of an earlier note tell the same as another one: for showing why the two are thought alike."""

from functools import cache

from stats.linking.lexicon import WORD, composed, lexicon, words_of
from stats.linking.trace import COMMON, stem

Piece = tuple[str, bool]


class Marker:
    """Marks in notes what `other` tells too. It remembers words, so it is thrown away when these notes are marked."""

    def __init__(self, other: str) -> None:
        words = words_of(other)
        self._stem = cache(stem)
        self._stems = {self._stem(word) for word in words if word not in COMMON}
        self._named = lexicon().find(words).keys()

    def mark(self, note: str) -> list[Piece]:
        """`note` in pieces, in order, each with whether its words tell what the other tells. Accents are composed."""
        note = composed(note)
        found = list(WORD.finditer(note))  # not in lower case: some letters have a mark of their own there
        shared = self._shared([word.group().lower() for word in found])
        pieces, place = list[Piece](), 0
        for number, word in enumerate(found):
            if number in shared:
                pieces += [(note[place : word.start()], False), (word.group(), True)]
                place = word.end()
        return [piece for piece in (*pieces, (note[place:], False)) if piece[0]]

    def _shared(self, words: list[str]) -> set[int]:
        """The places of words that have a stem or name a concept which the other note has too."""
        here = lexicon().find(words)
        named = {place for concept in here.keys() & self._named for place in here[concept]}
        return named | {n for n, word in enumerate(words) if word not in COMMON and self._stem(word) in self._stems}


def mark(note: str, other: str) -> list[Piece]:
    """One note as `Marker` marks it."""
    return Marker(other).mark(note)

"""The words by which Norwegian and English name the same thing, written by hand in `concepts/`.

A file has a concept on each line, `name: word, word, …`, under headings, `[group]`. A star stands for any
letters at an end of a word; several words are a phrase. What a note names is found whatever the language it is in.
The file says what kind of thing a concept is: LASTING files have what stays with somebody from one contact to the next.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "concepts"
LASTING = frozenset({"life", "people", "places", "work"})
WORD = re.compile(r"[^\W_]+")
SHORTEST_START = 2
SHORTEST_INSIDE = 3
LONGEST_WORD = 64  # letters within which a part is looked for; what is longer is no word that somebody wrote


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a phrase with its stars."""

    stem: str
    open_before: bool
    open_after: bool

    def fits(self, word: str) -> bool:
        if self.open_before and self.open_after:
            return self.stem in word
        if self.open_before:
            return word.endswith(self.stem)
        return word.startswith(self.stem) if self.open_after else word == self.stem


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a word names, where these parts follow it. What the word itself is, its table says."""

    concept: int
    after: tuple[Part, ...] = ()


Table = dict[str, tuple[Pattern, ...]]


@dataclass
class Lexicon:
    """`names`: of the concepts, by number. The tables find patterns by the part of a word they show.

    `lasting`: of each, whether it tells who somebody is, and not what he needs now or what any note may say.
    `longest`: letters of the longest such part. `parts`: those that follow in phrases, each once.
    """

    names: list[str] = field(default_factory=list)
    lasting: list[bool] = field(default_factory=list)
    longest: int = 0
    parts: dict[str, Part] = field(default_factory=dict)
    whole: Table = field(default_factory=dict)
    starts: Table = field(default_factory=dict)
    ends: Table = field(default_factory=dict)
    inside: Table = field(default_factory=dict)

    def read(self, line: str, lasting: bool = True) -> None:
        """Adds the concept of a line."""
        name, _, written = line.partition(":")
        alone = (Pattern(len(self.names)),)
        self.names.append(name)
        self.lasting.append(lasting)
        for phrase in written.lower().split(","):
            if parts := phrase.replace("-", " ").split():
                first, *after = parts
                following = tuple(self.parts.setdefault(one, _part(one)) for one in after)
                self._add(_part(first), (replace(alone[0], after=following),) if after else alone)

    def _add(self, first: Part, named: tuple[Pattern, ...]) -> None:
        closed, opened = (self.whole, self.starts), (self.ends, self.inside)
        table = (opened if first.open_before else closed)[first.open_after]
        table[first.stem] = table.get(first.stem, ()) + named  # most words name one concept: they share its tuple
        self.longest = max(self.longest, len(first.stem))

    def find(self, words: Sequence[str]) -> dict[int, set[int]]:
        """The concepts that `words` name, each with the places of the words that do."""
        found: dict[int, set[int]] = {}
        for place, word in enumerate(words):
            for pattern in self._patterns(word):
                following = words[place + 1 : place + 1 + len(pattern.after)]
                if len(following) == len(pattern.after) and all(map(Part.fits, pattern.after, following)):
                    found.setdefault(pattern.concept, set()).update(range(place, place + 1 + len(following)))
        return found

    def _patterns(self, word: str) -> Iterator[Pattern]:
        yield from self.whole.get(word, ())
        for length in range(SHORTEST_START, min(len(word), self.longest) + 1):
            yield from self.starts.get(word[:length], ())
            yield from self.ends.get(word[-length:], ())
        within = word[:LONGEST_WORD]
        for start in range(len(within) - SHORTEST_INSIDE + 1):
            for end in range(start + SHORTEST_INSIDE, min(start + self.longest, len(within)) + 1):
                yield from self.inside.get(within[start:end], ())


def words_of(text: str) -> list[str]:
    return WORD.findall(composed(text).lower())


def composed(text: str) -> str:
    """`text` with each letter and its accents as one: some devices write them apart, and WORD would end there."""
    return unicodedata.normalize("NFC", text)


@cache
def lexicon() -> Lexicon:
    """All concepts, read once."""
    read = Lexicon()
    for file in sorted(FOLDER.glob("*.txt")):
        for line in filter(None, map(str.strip, file.read_text("utf-8").splitlines())):
            if not line.startswith("["):
                read.read(line, file.stem in LASTING)
    return read


def _part(part: str) -> Part:
    return Part(part.strip("*"), part.startswith("*"), part.endswith("*"))

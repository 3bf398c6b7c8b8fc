"""What of a contact is compared with others: its coarse facts, and of its note the parts as numbers, not the words."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from snowballstemmer import stemmer  # type: ignore[import-untyped]

from stats.linking.bags import Pile, Terms, Words
from stats.linking.lexicon import lexicon, words_of
from stats.vocabulary import AgeBand, Category, Channel, Gender

SLOTS = 1 << 18  # for terms without a number of their own; two that share a slot only look a little more alike
BITS = 64
GRAM = 4  # letters: as good as 3 to 5 on the development set, and a third of the memory

Number = type[np.unsignedinteger[Any]]
KINDS: dict[str, Number] = {  # of terms, and what number each is
    "grams": np.uint32,
    "stems": np.uint32,
    "concepts": np.uint32,
    "named": np.uint64,
    "faded": np.uint32,
}
# Words that nearly every note has, in both languages: they tell no story from another.
COMMON = frozenset(Path(__file__).with_name("common.txt").read_text("utf-8").split())


@dataclass(frozen=True, slots=True)
class Facts:
    """A contact as it is compared. What is None is not known, or not yet."""

    id: str
    day: date
    channel: Channel | None
    category: Category | None
    gender: Gender
    age_band: AgeBand
    language: str
    topics: frozenset[str]
    said_before: bool | None
    note: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The terms of a note, each kind without repetition. `length` is in words, and 0 where there is no note any more.

    `named`: for each of `concepts`, which words name it, a bit each; words that are 64 apart share one. `faded`: what
    outlives the note (`fading`).
    """

    grams: Terms
    stems: Terms
    concepts: Terms
    named: Words
    length: int
    faded: Terms = field(default_factory=lambda: np.array([], np.uint32))


class Traces(Sequence[Trace]):
    """Traces of many notes, by kind of term each in one piece of memory."""

    def __init__(self, traces: Iterable[Trace]) -> None:
        piles = {kind: Pile(number) for kind, number in KINDS.items()}
        lengths = array("I")
        for trace in traces:
            lengths.append(trace.length)
            for kind, pile in piles.items():
                pile.add(getattr(trace, kind))
        self.grams, self.stems, self.concepts, self.named, self.faded = (piles[kind].rows() for kind in KINDS)
        self.lengths = np.array(lengths, np.uint32)

    def __len__(self) -> int:
        return len(self.lengths)

    def __getitem__(self, place: Any) -> Any:
        rows = (getattr(self, kind)[place] for kind in KINDS)
        return Trace(**dict(zip(KINDS, rows, strict=True)), length=int(self.lengths[place]))

    def __iter__(self) -> Iterator[Trace]:
        return map(self.__getitem__, range(len(self)))


def trace_of(note: str) -> Trace:
    words = words_of(note)
    telling = [word for word in words if word not in COMMON]
    found = sorted(lexicon().find(words).items())
    return Trace(
        grams=slots_of(gram for word in telling for gram in _grams(word)),
        stems=slots_of(stem(word) for word in telling),
        concepts=np.array([concept for concept, _ in found], np.uint32),
        named=np.array([sum({1 << place % BITS for place in places}) for _, places in found], np.uint64),
        length=len(words),
    )


def slots_of(terms: Iterable[str]) -> Terms:
    return np.unique(np.fromiter((crc32(term.encode()) % SLOTS for term in terms), np.uint32))


def _grams(word: str) -> list[str]:
    around = f" {word} "
    return [around[start : start + GRAM] for start in range(max(1, len(around) - GRAM + 1))]


def stem(word: str) -> str:
    """Notes mix the languages, so both stemmers in turn."""
    english, norwegian = _stemmers()
    return str(norwegian.stemWord(english.stemWord(word)))


@cache
def _stemmers() -> tuple[Any, Any]:
    return stemmer("english"), stemmer("norwegian")

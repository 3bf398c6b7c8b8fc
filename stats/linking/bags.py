"""Sets of terms, one a note, compared with another all at once; a rare term weighs more. In memory only."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Terms = NDArray[np.uint32]
Words = NDArray[np.uint64]
Numbers = NDArray[np.float32]
NOTHING = np.uint64(0)
# Notes that are taken to be there beside those that are: as many as the first weights were learned from. Else what two
# notes of few share would tell less than what two of many do, and of half the contacts too many would look new.
BESIDE = 240
AT_ONCE = 2000  # rows that are looked up together


class Rows(Sequence[NDArray[Any]]):
    """Rows of numbers, one after the other in one piece of memory. Each that is taken out is a part of it."""

    def __init__(self, terms: NDArray[Any], lengths: NDArray[np.uint32]) -> None:
        self.terms, self.lengths = terms, lengths
        self.ends = np.cumsum(lengths, dtype=np.intp)

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, row: Any) -> Any:
        return self.terms[self.ends[row] - self.lengths[row] : self.ends[row]]

    def __iter__(self) -> Iterator[NDArray[Any]]:
        return map(self.__getitem__, range(len(self)))


class Pile:
    """Rows as they come one by one, of `number`. Put down at once, so that many leave no gaps in memory behind."""

    def __init__(self, number: type[np.unsignedinteger[Any]] = np.uint32) -> None:
        self._number, self._terms, self._lengths = number, bytearray(), array("I")

    def add(self, row: NDArray[Any]) -> None:
        self._terms += row.astype(self._number, copy=False).tobytes()
        self._lengths.append(len(row))

    def rows(self) -> Rows:
        return Rows(np.frombuffer(self._terms, self._number), np.array(self._lengths, np.uint32))


def piled(rows: Iterable[Terms]) -> Rows:
    pile = Pile()
    for row in rows:
        pile.add(row)
    return pile.rows()


class Bags:
    """The terms of `rows`, each below `slots`. Memory beside that of the rows: 4 bytes a slot, 16 a row.

    A term weighs the logarithm of how rare it is (inverse document frequency, Sparck Jones 1972) among the rows that
    have any, since a note that is over tells nothing of that; times what its slot is worth where that is said.
    """

    def __init__(self, rows: Rows, slots: int, worth: Numbers | None = None) -> None:
        self._rows = rows
        self._told = np.flatnonzero(rows.lengths)  # of no terms there is no sum
        self._starts = (rows.ends - rows.lengths)[self._told]
        self.weights = _rarity(self._seen(slots), len(self._told))
        if worth is not None:
            self.weights *= worth
        self._norms = np.sqrt(self._sum(self.weights**2))
        self._usual = float(np.median(self._norms[self._told])) if len(self._told) else 1.0

    def shared(self, row: Terms, weights: Numbers) -> Numbers:
        """Of each note, what the terms weigh together that it shares with `row`. `weights`: of each slot."""
        table = np.zeros_like(self.weights)
        table[row] = weights[row]
        return self._sum(table)

    def told(self, row: Terms, words: Words) -> tuple[Terms, NDArray[np.bool_]]:
        """The terms of `row`, the rarest first, and of each note (a row each) which of them it tells by a new word.

        `words`: for each term of `row`, which words of its note name it, a bit each. Often one word names several
        terms, and who shares it shares all of them: it tells once, by the rarest, and not as often as it has names.
        """
        order = np.argsort(-self.weights[row], kind="stable")
        has = self._has(row[order])
        heard = np.zeros(len(self._rows), np.uint64)
        for column, named in enumerate(words[order]):
            has[:, column] &= (heard & named) != named
            heard |= np.where(has[:, column], named, NOTHING)
        return row[order], has

    def _has(self, terms: Terms) -> NDArray[np.bool_]:
        number = np.zeros(len(self.weights), np.uint32)
        number[terms] = np.arange(1, len(terms) + 1)
        numbers = number[self._rows.terms]
        hits = np.flatnonzero(numbers)
        has = np.zeros((len(self._rows), len(terms)), bool)
        has[np.searchsorted(self._rows.ends, hits, "right"), numbers[hits] - 1] = True
        return has

    def alike(self, row: Terms, doubt: float) -> Numbers:
        """Of each note, how alike it and `row` are, from 0 to 1: the cosine, less where both are short.

        `doubt`: how much less, as a part of what two notes of usual length weigh.
        """
        norm = np.sqrt((self.weights[row] ** 2).sum())
        shared = self.shared(row, self.weights**2)
        return np.asarray(shared / (norm * self._norms + doubt * self._usual**2 + 1e-6), np.float32)

    def _sum(self, table: Numbers) -> Numbers:
        found = np.zeros(len(self._rows), np.float32)
        for told, starts, terms in self._pieces():
            found[told] = np.add.reduceat(table[terms], starts)
        return found

    def _seen(self, slots: int) -> NDArray[np.int_]:
        """Of each slot, how many rows have it."""
        seen = np.zeros(slots, np.int_)
        for _, _, terms in self._pieces():
            seen += np.bincount(terms, minlength=slots)
        return seen

    def _pieces(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], Terms]]:
        """AT_ONCE rows that have terms, where each starts among their terms, and these.

        To look a term up takes 12 bytes of memory for a while, and so many stay in a processor's cache.
        """
        for first in range(0, len(self._told), AT_ONCE):
            told, starts = (some[first : first + AT_ONCE] for some in (self._told, self._starts))
            yield told, starts - starts[0], self._rows.terms[starts[0] : self._rows.ends[told[-1]]]


def _rarity(seen: NDArray[np.int_], rows: int) -> Numbers:
    """Of each term, by how many of `rows` have it, as if BESIDE more had none (additive smoothing)."""
    numbers = np.arange(seen.max(initial=0) + 1)  # few: of most terms the same is worked out
    return np.log((rows + BESIDE + 1) / (numbers + 0.5)).clip(0).astype(np.float32)[seen]

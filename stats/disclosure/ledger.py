"""Everything that was published, as whoever collects it can put it together: rows over inner cells, with their values.

A ledger only grows. What will be published next is a ledger too, of the same shape, until it is added.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from stats.disclosure.cells import Cell, Kind, Sum, place, value, way


class How(StrEnum):
    """Where the printed number came from. Only STORED is safe by itself; the others are there to be attacked.

    STORED: summed from the stored rounded cells. EXACT: the true number. AGAIN: inner cells were rounded once more for
    this release, and summed. ALONE: this sum was rounded by itself. LEAST: no sum, but a number that the true one is
    said not to be below.
    """

    STORED = "stored"
    EXACT = "exact"
    AGAIN = "again"
    ALONE = "alone"
    LEAST = "least"


@dataclass(frozen=True)
class Row:
    """One printed number. `table`: the same word in every edition of a table; `name`: the row's within it."""

    release: str
    table: str
    name: str
    of: Sum
    value: int
    how: How = How.STORED

    def __str__(self) -> str:
        return f"{self.release}: {self.table}, {self.name}"


@dataclass(frozen=True)
class Ledger:
    """`stored`: the rounded value of every inner cell, for good. `rows`: what was printed of them."""

    stored: Mapping[Cell, int] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()

    def __add__(self, draft: "Ledger") -> "Ledger":
        """Both together. Raises ValueError where the draft has another value for a stored cell."""
        if any(self.stored.get(cell, count) != count for cell, count in draft.stored.items()):
            raise ValueError("a stored cell was rounded again")
        return Ledger({**self.stored, **draft.stored}, self.rows + draft.rows)


@dataclass(frozen=True)
class Relations:
    """What everybody knows of true counts without any table.

    `at_least_zero`: sums that are never negative. `both_or_none`: contacts with their persons: either both are 0 or
    neither is, and there are no more persons than contacts.
    """

    at_least_zero: tuple[Sum, ...]
    both_or_none: tuple[tuple[Cell, Cell], ...]

    def about(self, cells: AbstractSet[Cell]) -> "Relations":
        """Those in which any of the cells is."""
        return Relations(
            tuple(of for of in self.at_least_zero if of.keys() & cells),
            tuple(pair for pair in self.both_or_none if cells & set(pair)),
        )

    def hold(self, counts: Mapping[Cell, int]) -> bool:
        return all(value(of, counts) >= 0 for of in self.at_least_zero) and all(
            (counts.get(persons, 0) > 0) == (counts.get(contacts, 0) > 0)
            and counts.get(persons, 0) <= counts.get(contacts, 0)
            for contacts, persons in self.both_or_none
        )


def relations(cells: Iterable[Cell]) -> Relations:
    """Nobody is taken from where nobody was, nobody returns from a year they were not seen in, nobody is no contact."""
    known = list(cells)
    beside = [(cell, cell._replace(kind=Kind.PERSONS)) for cell in known if cell.kind is Kind.CONTACTS]
    return Relations((*_taken(known), *_returning(known)), tuple(beside))


def _taken(cells: list[Cell]) -> Iterator[Sum]:
    """For each cell that was taken from: what was there before, less what was taken then."""
    places: dict[object, list[Cell]] = {}
    for cell in cells:
        places.setdefault(place(cell), []).append(cell)
    for together in places.values():
        for taken in (cell for cell in together if cell.kind is Kind.TAKEN):
            before = (cell for cell in together if cell.correction < taken.correction and not way(cell))
            yield {cell: -1 if cell.kind is Kind.TAKEN else 1 for cell in before} | {taken: -1}


def _returning(cells: list[Cell]) -> Iterator[Sum]:
    """For each two years: the persons of the earlier, at any time, less those of the later who were last seen there."""
    ever = [cell for cell in cells if cell.kind in (Kind.PERSONS, Kind.ADDED) and not way(cell)]
    back: dict[tuple[int, int], dict[Cell, int]] = {}
    for cell in ever:
        if cell.last and cell.kind is Kind.PERSONS:
            back.setdefault((cell.year, cell.last), {})[cell] = -1
    years = {cell.year for cell in ever}
    for (_, earlier), returned in back.items():
        if earlier in years:
            yield {cell: 1 for cell in ever if cell.year == earlier} | returned

"""The inner cells of closed years, and the published rows that are sums over them.

A cell of a closed year counts the persons of one group (category, or category and gender, and so on) by the year in
which they were last seen before. That makes unions and new persons sums: whoever was seen in the years a to b has one
year among them that was the first, and is counted in that year's cells with a last earlier year before a. So no later
table is ever rounded anew. The group of a person in a union is the one of that first year.

A correction of a closed year changes no cell. Whom it added to a cell and whom it took away are cells of their own.
So are those whom another way of counting puts into a cell or takes out of it: `way` tells them from corrections, and
their number is that of a correction made at the same time.

Contacts stand beside persons of the same group (CONTACTS), or are counted in groups of their own, such as channels
(WHOLE). In one ledger with persons the latter are marked (`apart`), so that nobody takes them for persons.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    PERSONS = "persons"
    CONTACTS = "contacts"
    ADDED = "added"
    TAKEN = "taken"
    WHOLE = "whole"


NEVER = 0
WAY = "way="  # the last part of a group, in cells that are about another way of counting


class Cell(NamedTuple):
    """Some persons (or their contacts) of a year. `last`: the year they were seen before that, or NEVER.

    `correction`: which one of its year added or took them, from 1; 0 for what was counted when the year was closed.
    """

    kind: Kind
    year: int
    last: int
    group: tuple[str, ...]
    correction: int = 0

    def __repr__(self) -> str:
        """What the drawing of a rounding hangs on: it must never change."""
        return f"{self.kind.value} {self.year} {self.last} {self.correction} {list(self.group)!r}"


Sum = Mapping[Cell, int]  # cell -> how often it is counted: 1, or -1 where it was taken away
Test = Callable[[tuple[str, ...]], bool]

SIGN = {Kind.PERSONS: 1, Kind.CONTACTS: 1, Kind.ADDED: 1, Kind.TAKEN: -1, Kind.WHOLE: 1}
APART = "contacts"  # the first of a group of contacts that has no persons


def everybody(_group: tuple[str, ...]) -> bool:
    return True


def seen(cells: Iterable[Cell], first: int, last: int, group: Test = everybody, correction: int = 0) -> Sum:
    """The persons seen in the years `first` to `last`, each once. `correction`: after that one, and those before it."""
    return _total(
        cell
        for cell in cells
        if cell.kind is not Kind.CONTACTS and cell.correction <= correction and not way(cell)
        if first <= cell.year <= last and cell.last < first and group(cell.group)
    )


def new(cells: Iterable[Cell], year: int, group: Test = everybody, correction: int = 0) -> Sum:
    """The persons of `year` who were never seen before."""
    return {cell: sign for cell, sign in seen(cells, year, year, group, correction).items() if cell.last == NEVER}


def contacts(cells: Iterable[Cell], first: int, last: int, group: Test = everybody) -> Sum:
    """The contacts of the years `first` to `last`. They are never corrected; see `docs/disclosure.md`."""
    return _total(
        cell for cell in cells if cell.kind is Kind.CONTACTS and first <= cell.year <= last and group(cell.group)
    )


def overlap(cells: Iterable[Cell], earlier: int, later: int, group: Test = everybody) -> Sum:
    """The persons of `later` who were last seen in `earlier`. Not to be printed: what an attacker is after."""
    return _total(
        cell
        for cell in cells
        if cell.kind is not Kind.CONTACTS and not way(cell)
        if (cell.year, cell.last) == (later, earlier) and group(cell.group)
    )


def corrected(cells: Iterable[Cell], cell: Cell, correction: int) -> Sum:
    """What a cell of persons is after its correction of that number."""
    return _total(one for one in cells if place(one) == place(cell) and one.correction <= correction and not way(one))


def way(cell: Cell) -> str:
    """The other way of counting that a cell is about; nothing for those that are counted and corrected."""
    return cell.group[-1][len(WAY) :] if cell.group and cell.group[-1].startswith(WAY) else ""


def by_way(cell: Cell, name: str) -> Cell:
    """Whom another way of counting puts where a correction puts `cell`, or takes from there."""
    return cell._replace(group=(*cell.group, f"{WAY}{name}"))


def otherwise(cells: Iterable[Cell], cell: Cell) -> Sum:
    """What the place of `cell` is by the other way of counting that it is about."""
    known = list(cells)
    there = (one for one in known if place(one) == place(cell) and way(one) == way(cell))
    return {**corrected(known, cell, cell.correction - 1), **_total(there)}


def place(cell: Cell) -> tuple[object, ...]:
    """What a cell of persons has in common with those that changed it."""
    return cell.kind is Kind.CONTACTS, cell.year, cell.last, plain(cell).group


def plain(cell: Cell) -> Cell:
    """The cell as if it were about no other way of counting."""
    return cell._replace(group=cell.group[:-1]) if way(cell) else cell


def apart(cell: Cell) -> Cell:
    """A cell of contacts in groups of their own, or of their corrections, as it stands in a ledger with persons."""
    return cell._replace(group=(APART, *cell.group))


def is_apart(cell: Cell) -> bool:
    return cell.group[:1] == (APART,)


def value(of: Sum, counts: Mapping[Cell, int]) -> int:
    return sum(factor * counts.get(cell, 0) for cell, factor in of.items())


def _total(cells: Iterable[Cell]) -> Sum:
    return {cell: SIGN[cell.kind] for cell in cells}


def persons(cells: Iterable[Cell]) -> Iterator[Cell]:
    return (cell for cell in cells if cell.kind is Kind.PERSONS)

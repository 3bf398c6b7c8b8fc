"""Everything that was published, as whoever collects it can put it together: rows over inner cells, with their values.

A ledger only grows. What will be published next is a ledger too, of the same shape, until it is added.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from stats.disclosure.cells import SIGN, Cell, Kind, Sum, is_apart, place, value, way


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
    """`stored`: the rounded value of every inner cell, for good. `rows`: what was printed of them.

    `never_negative`: sums of true counts of which everybody who reads it knows that, besides what `relations` says.
    """

    stored: Mapping[Cell, int] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    never_negative: tuple[Sum, ...] = ()

    def __add__(self, draft: "Ledger") -> "Ledger":
        """Both together. Raises ValueError where the draft has another value for a stored cell."""
        if any(self.stored.get(cell, count) != count for cell, count in draft.stored.items()):
            raise ValueError("a stored cell was rounded again")
        known = (of for of in draft.never_negative if of not in self.never_negative)
        return Ledger({**self.stored, **draft.stored}, self.rows + draft.rows, (*self.never_negative, *known))


@dataclass(frozen=True)
class Relations:
    """What everybody knows of true counts without any table.

    `at_least_zero`: sums that are never negative. `both_or_none`: contacts with the persons who had them: either both
    are 0 or neither is, and there are no more persons than contacts.
    """

    at_least_zero: tuple[Sum, ...]
    both_or_none: tuple[tuple[Sum, Sum], ...]

    def about(self, cells: AbstractSet[Cell]) -> "Relations":
        """Those in which any of the cells is."""
        return Relations(
            tuple(of for of in self.at_least_zero if of.keys() & cells),
            tuple(two for two in self.both_or_none if any(of.keys() & cells for of in two)),
        )

    def untrue(self, counts: Mapping[Cell, int]) -> list[Sum]:
        """The sums of which these counts are not such as everybody takes them to be."""
        negative = [of for of in self.at_least_zero if value(of, counts) < 0]
        unfit = (two for two in self.both_or_none if not fits(*(value(of, counts) for of in two)))
        return negative + [contacts for contacts, _ in unfit]


def fits(contacts: int, persons: int) -> bool:
    """Whether so many persons can have had so many contacts."""
    return persons <= contacts and (persons > 0) == (contacts > 0)


def relations(cells: Iterable[Cell]) -> Relations:
    """Nobody is taken from where nobody was, nobody returns from a year they were not seen in, nobody is no contact."""
    known = list(cells)
    beside = [({cell: 1}, {cell._replace(kind=Kind.PERSONS): 1}) for cell in known if cell.kind is Kind.CONTACTS]
    persons = [cell for cell in known if not is_apart(cell)]
    return Relations((*_taken(known), *_returning(persons)), (*beside, *_met(known)))


def _met(cells: list[Cell]) -> Iterator[tuple[Sum, Sum]]:
    """All contacts of a year and all its persons, at its closing and after each correction, which is one of both.

    Of no smaller part is it true. A person has one group (the strongest category) and contacts have others.
    """
    counted = [cell for cell in cells if cell.kind is not Kind.CONTACTS and not way(cell)]
    numbers: dict[int, set[int]] = {}
    for cell in counted:
        numbers.setdefault(cell.year, set()).add(cell.correction)
    for year, corrections in numbers.items():
        for number in corrections:
            then = {cell: SIGN[cell.kind] for cell in counted if cell.year == year and cell.correction <= number}
            contacts, persons = ({c: s for c, s in then.items() if is_apart(c) is which} for which in (True, False))
            if contacts and persons:
                yield contacts, persons


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
    """For each two years: the persons of the earlier, at any time, less those of the later who were last seen there.

    Of the later as it was closed, and after each correction.
    """
    ever, back = dict[int, Sum](), dict[tuple[int, int], list[Cell]]()
    for cell in (cell for cell in cells if not way(cell)):
        if cell.kind in (Kind.PERSONS, Kind.ADDED):
            ever[cell.year] = {**ever.get(cell.year, {}), cell: 1}
        if cell.last and cell.kind is not Kind.CONTACTS:
            back.setdefault((cell.year, cell.last), []).append(cell)
    for (_, earlier), returned in back.items():
        for number in sorted({cell.correction for cell in returned}) if earlier in ever else ():
            then = {cell: -SIGN[cell.kind] for cell in returned if cell.correction <= number}
            yield {**ever[earlier], **then}

"""Where a printed table differs from what follows from its own numbers. Pure: nothing is altered or stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from stats.series.numbers import bare, cut_off, half_up
from stats.series.table import ELSEWHERE, NOTHING, Cell, Derivation, How, Place, Table

DIVIDED = (How.CHANGE, How.RATIO, How.SHARE)
ADDED = 6  # decimals, more than any print has


class Kind(StrEnum):
    """What is to be said of a cell that follows from others."""

    DIFFERS = "differs"
    NOT_PRINTED = "not_printed"
    NO_COMPARISON = "no_comparison"  # a number is missing, or nothing can be divided by it
    NOT_HERE = "not_here"  # another table is named that was not imported


@dataclass(frozen=True)
class Difference:
    """A cell that is not what follows from others. `recomputed` is rounded as the cell, `exact` is not."""

    kind: Kind
    cell: Place
    printed: Cell
    recomputed: Decimal | None
    exact: Fraction | None
    how: Derivation

    @property
    def was_cut_off(self) -> bool:
        """Whether the print left decimals out instead of rounding."""
        if self.kind is not Kind.DIFFERS or self.exact is None:
            return False
        return self.printed.number == cut_off(self.exact, _decimals(self.how, self.printed))


class NotHere(Exception):
    """A table is named that is not among the others."""


def compare(table: Table, others: Mapping[str, Table] | None = None) -> list[Difference]:
    """Every cell whose print differs or lacks, row by row. `others`: the newest of each further table, by title.

    What is printed in words is not compared.
    """
    numbers = Numbers(table, others or {})
    found = [_compare_cell(numbers, place, how) for place, how in table.derived_cells()]
    return [one for one in found if one]


def _compare_cell(numbers: "Numbers", place: Place, how: Derivation) -> Difference | None:
    printed = numbers.table.cell(place) or NOTHING
    if printed.in_words:
        return None
    try:
        exact = numbers.derived(place, how)
    except NotHere:
        return Difference(Kind.NOT_HERE, place, printed, None, None, how)
    if exact is None:
        return Difference(Kind.NO_COMPARISON, place, printed, None, None, how)
    return _judge(place, printed, exact, how)


def _judge(place: Place, printed: Cell, exact: Fraction, how: Derivation) -> Difference | None:
    recomputed = _rounded(exact, how, printed)
    if printed.number == recomputed:
        return None
    kind = Kind.DIFFERS if printed.text else Kind.NOT_PRINTED
    return Difference(kind, place, printed, recomputed, exact, how)


def _rounded(exact: Fraction, how: Derivation, printed: Cell) -> Decimal:
    """Only what is divided is rounded as the cell is: a sum has to be right to the last decimal that was added."""
    return half_up(exact, _decimals(how, printed)) if how.how in DIVIDED else bare(half_up(exact, ADDED))


def _decimals(how: Derivation, printed: Cell) -> int:
    return printed.decimals if how.decimals is None else how.decimals


class Numbers:
    """The numbers of a table and of those it refers to. What is not printed is recomputed where it is needed."""

    def __init__(self, table: Table, others: Mapping[str, Table]) -> None:
        self.table, self._others = table, others
        self._under_way: set[Place] = set()

    def derived(self, place: Place, how: Derivation) -> Fraction | None:
        """What the cell should be, or None where a number it needs is missing. Raises NotHere."""
        terms = [self._term(place, how, number, name) for number, name in enumerate(how.terms)]
        known = [term for term in terms if term is not None]
        return RULES[how.how](*known) if len(known) == len(terms) else None

    def _term(self, place: Place, how: Derivation, number: int, name: str) -> Fraction | None:
        own = self.table.rows if how.is_row else self.table.columns
        if name in own:
            return self._number(Place(name, place.column) if how.is_row else Place(place.row, name))
        if how.how is How.SHARE and number == 1 and name in self.table.rows:
            return self._number(Place(name, how.terms[0]))
        title, _, name = name.rpartition(ELSEWHERE)
        if title not in self._others:
            raise NotHere(title)
        cell = self._others[title].cell(Place(name, place.column) if how.is_row else Place(place.row, name))
        return Fraction(cell.number) if cell and cell.number is not None else None

    def _number(self, place: Place) -> Fraction | None:
        cell = self.table.cell(place) or NOTHING
        if cell.number is not None:
            return Fraction(cell.number)
        return None if cell.text or place in self._under_way else self._unprinted(place)

    def _unprinted(self, place: Place) -> Fraction | None:
        """A cell that follows from itself, by whatever way, has no number."""
        self._under_way.add(place)
        try:
            values = (self.derived(place, how) for how in self.table.derivations_of(place))
            return next((value for value in values if value is not None), None)
        finally:
            self._under_way.discard(place)


def _change(before: Fraction, after: Fraction) -> Fraction | None:
    return (after - before) * 100 / before if before > 0 else None


def _ratio(part: Fraction, whole: Fraction) -> Fraction | None:
    return part / whole if whole else None


def _share(part: Fraction, whole: Fraction) -> Fraction | None:
    return part * 100 / whole if whole else None


def _sum(*parts: Fraction) -> Fraction:
    return sum(parts, Fraction(0))


def _remainder(whole: Fraction, *parts: Fraction) -> Fraction:
    return whole - sum(parts, Fraction(0))


def _same(other: Fraction) -> Fraction:
    return other


RULES: dict[How, Callable[..., Fraction | None]] = {
    How.CHANGE: _change,
    How.RATIO: _ratio,
    How.SHARE: _share,
    How.SUM: _sum,
    How.REMAINDER: _remainder,
    How.SAME: _same,
}

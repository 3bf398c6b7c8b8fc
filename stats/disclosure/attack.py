"""The attacker: somebody who has every release, knows how rounding works, and knows what is true of any counts.

What he can work out of a true count is its least and most value in an integer program with all of that in it. He does
not know how single inner cells were rounded, only the printed sums of them.
"""

from collections.abc import Hashable, Iterable, Iterator

from stats.disclosure.cells import Cell, Kind, Sum, place
from stats.disclosure.ledger import How, Relations, Row
from stats.disclosure.programs import INFINITY, Expression, Program, value
from stats.disclosure.rounding import BASE

NEAR = BASE - 1  # a rounded count is at most this far from the true one


class Attacker:
    """What `rows` and `known` say of `cells`.

    `capped`: cells of whom no more were shown as taken than were shown before, however many were. `highest`: no count
    is above it.
    """

    def __init__(
        self, cells: Iterable[Cell], rows: Iterable[Row], known: Relations, capped: Iterable[Cell], highest: int
    ) -> None:
        self._program = Program()
        self._capped = frozenset(capped)
        self._highest = highest
        self._true = {cell: self._program.variable(most=highest) for cell in sorted(cells)}
        self._printed: dict[Hashable, Expression] = {}
        self._cases: dict[Hashable, tuple[int, int]] = {}
        self._relate(known)
        for row in rows:
            self._program.require(self._row(row), row.value, INFINITY if row.how is How.LEAST else row.value)

    def range(self, of: Sum) -> tuple[int, int]:
        """The least and the most that a sum of true counts can be. Raises Unsolved where rows contradict each other."""
        sought = self._of(of)
        lowest = self._program.least(sought)
        highest = self._program.least({variable: -factor for variable, factor in sought.items()})
        return value(sought, lowest), value(sought, highest)

    def _of(self, of: Sum) -> dict[int, int]:
        return {self._true[cell]: factor for cell, factor in of.items()}

    def _relate(self, known: Relations) -> None:
        for of in known.at_least_zero:
            self._program.require(self._of(of), least=0)
        for contacts, persons in known.both_or_none:
            some, none = self._program.variable(), {cell: -factor for cell, factor in contacts.items()}
            linked = {**contacts, **{cell: -factor for cell, factor in persons.items()}}
            self._program.require(self._of(linked), least=0)
            self._program.require({**self._of(persons), some: -1}, least=0)
            self._program.require({**self._of(none), some: self._highest * len(contacts)}, least=0)

    def _row(self, row: Row) -> Expression:
        if row.how in (How.EXACT, How.LEAST):
            return self._of(row.of)
        total: dict[int, int] = {}
        for sign, part in parts(row):
            for variable, factor in self._rounded(row, part).items():
                total[variable] = total.get(variable, 0) + sign * factor
        return total

    def _rounded(self, row: Row, part: Sum) -> Expression:
        """What stands for a part of a row in print; the same wherever the same rounding of it was used."""
        name = (row.how, row.release if row.how is How.AGAIN else "", frozenset(part.items()))
        if name not in self._printed:
            (cell, *_) = part
            kind = cell.kind if row.how is How.STORED else None
            if kind is Kind.CONTACTS:
                self._printed[name] = self._beside(row, cell)
            elif kind in (Kind.ADDED, Kind.TAKEN, Kind.WHOLE):
                self._printed[name] = self._changed(cell)
            else:
                self._printed[name], self._cases[name] = self._small(self._of(part))
        return self._printed[name]

    def _small(self, true: Expression) -> tuple[Expression, tuple[int, int]]:
        """0 for 0-4, 5 for 1-5, and the true count from 6: one case each. Also the variables of the first two cases."""
        highest = self._highest * len(true)
        nothing, base, more = (self._program.variable() for _ in range(3))
        low, middle, high = (self._program.variable(most=most) for most in (NEAR, BASE, highest))
        self._program.require({nothing: 1, base: 1, more: 1}, 1, 1)
        self._program.require({low: 1, nothing: -NEAR}, most=0)
        self._program.require({middle: 1, base: -BASE}, most=0)
        self._program.require({middle: 1, base: -1}, least=0)
        self._program.require({high: 1, more: -highest}, most=0)
        self._program.require({high: 1, more: -BASE - 1}, least=0)
        self._program.require({**true, low: -1, middle: -1, high: -1}, 0, 0)
        return {base: BASE, high: 1}, (nothing, base)

    def _changed(self, cell: Cell) -> Expression:
        """A multiple of five, less than five away; or more below, where no more could be taken."""
        steps = self._program.variable(most=self._highest)
        beyond = self._highest if cell in self._capped else NEAR
        self._program.require({self._true[cell]: 1, steps: -BASE}, -NEAR, beyond)
        return {steps: BASE}

    def _beside(self, row: Row, cell: Cell) -> Expression:
        """Contacts: none where no persons are shown, any from five where five are, and the true number beside more."""
        persons: Sum = {cell._replace(kind=Kind.PERSONS): 1}
        self._rounded(row, persons)
        nothing, base = self._cases[row.how, "", frozenset(persons.items())]
        shown, most = self._program.variable(most=self._highest), self._highest
        self._program.require({shown: 1, nothing: most}, most=most)
        self._program.require({shown: 1, nothing: BASE}, least=BASE)
        self._program.require({shown: 1, self._true[cell]: -1, nothing: most, base: most}, least=0)
        self._program.require({shown: 1, self._true[cell]: -1, nothing: -most, base: -most}, most=0)
        return {shown: 1}


def parts(row: Row) -> Iterator[tuple[int, Sum]]:
    """What was rounded for a row, and how often it counts: single cells, or what a corrected cell is, or the whole."""
    if row.how is How.STORED:
        yield from ((factor, {cell: 1}) for cell, factor in row.of.items())
    elif row.how is How.ALONE:
        yield 1, row.of
    else:
        places = {place(cell): cell for cell in row.of}
        yield from ((1, {c: factor for c, factor in row.of.items() if place(c) == one}) for one in places)


def allowed(cell: Cell, shown: int, capped: bool) -> range:
    """The true counts that a stored value may stand for; of contacts, which lean on their persons, any."""
    if cell.kind is Kind.CONTACTS:
        return range(shown + BASE * BASE)
    if cell.kind is Kind.PERSONS:
        low, high = (0, NEAR) if shown == 0 else (1, BASE) if shown == BASE else (shown, shown)
        return range(low, high + 1)
    return range(max(shown - NEAR, 0), shown + (BASE * BASE if capped else NEAR) + 1)

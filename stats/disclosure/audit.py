"""Whether a draft may be published beside everything that was: what an attacker could then work out, if anything.

`audit` looks at every inner cell and at what can be derived: overlaps of years, corrections, rows less rows. Where a
true count of 1-4 has fewer than five possible values, that is a finding; no findings, and the draft may go out. What
the ledger gives away without the draft is none: it is out, and refusing all that comes later would help nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from stats.disclosure.attack import Attacker
from stats.disclosure.cells import Cell, Kind, Sum, corrected, place, value
from stats.disclosure.ledger import How, Ledger, Relations, Row, relations
from stats.disclosure.moves import Moves
from stats.disclosure.programs import Unsolved
from stats.disclosure.quantities import quantities
from stats.disclosure.rounding import BASE, is_small

NONE = (0, -1)
FEW = 6  # rows that a finding is explained by


class Problem(StrEnum):
    PINNED = "pinned"
    NARROW = "narrow"
    NOT_STORED = "not the sum of what is stored"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True)
class Finding:
    """What an attacker learns. `range`: the least and most it can be, empty where that is not the matter.

    `what` is `of` in plain words. Findings are as secret as the register: they say which counts are small.
    `rows`: a few printed numbers that are enough to learn it; where that takes many, some that share cells with it.
    """

    problem: Problem
    what: str
    range: tuple[int, int]
    rows: tuple[str, ...]
    of: Sum


class Untrue(ValueError):
    """True counts that nobody would take for true. `of`: a sum that shows it, such as one below zero."""

    def __init__(self, of: Sum) -> None:
        super().__init__(f"these counts cannot be true: {of}")
        self.of = of


def audit(ledger: Ledger, draft: Ledger, truth: Mapping[Cell, int], most: int | None = None) -> list[Finding]:
    """What is learned from both together about true counts of 1-4, and not from the ledger alone.

    Empty: the draft may be published. `most`: after so many findings it ends; one is enough to refuse a draft, and
    each takes a while to explain. `truth`: the true count of every stored cell. Raises Untrue where it cannot be true
    and could before the draft, and ValueError where the draft has another value for a stored cell.
    """
    alone, both = _Audit(ledger, truth), _Audit(ledger + draft, truth)
    if both.untrue and not alone.untrue:
        raise Untrue(both.untrue[0])
    wrong = [row for row in draft.rows if row in both.wrong]
    findings = [Finding(Problem.NOT_STORED, str(row), NONE, (str(row),), row.of) for row in wrong]
    return findings + list(islice(both.findings(alone), most))


def _should_be(row: Row, stored: Mapping[Cell, int], truth: Mapping[Cell, int]) -> int:
    """What a row must be to be what it says; one that was rounded for itself may be anything."""
    if row.how is How.LEAST:
        return min(row.value, value(row.of, truth))
    if row.how in (How.STORED, How.EXACT):
        return value(row.of, stored if row.how is How.STORED else truth)
    return row.value


class _Audit:
    """What somebody who has a ledger can know. `wrong`: its rows that are not what they say they are.

    `untrue`: of which sums the true counts are not such as he takes them to be. By these he is misled, and knows
    nothing; what was printed like that stands, and refusing all that comes later would help nobody.
    """

    def __init__(self, ledger: Ledger, truth: Mapping[Cell, int]) -> None:
        known = relations(ledger.stored)
        known = replace(known, at_least_zero=(*known.at_least_zero, *ledger.never_negative))
        self.untrue = known.untrue(truth)
        known = replace(known, at_least_zero=tuple(of for of in known.at_least_zero if of not in self.untrue))
        self.wrong = [row for row in ledger.rows if row.value != _should_be(row, ledger.stored, truth)]
        rows = tuple(replace(row, how=How.AGAIN) if row in self.wrong else row for row in ledger.rows)
        self._ledger, self._truth, self._known = replace(ledger, rows=rows), truth, known
        self._capped = set(capped(ledger.stored))
        self._highest = 2 * max([*truth.values(), *ledger.stored.values(), 0]) + 2 * BASE * BASE
        self._groups = _components(ledger, known)
        self._attackers: dict[frozenset[int], Attacker] = {}  # by the groups of cells that they know of

    def findings(self, before: "_Audit") -> Iterator[Finding]:
        """What can be known of small numbers that could not be `before`."""
        moves = Moves(self._ledger, self._truth, self._known, self._capped)
        attacked = set()
        for what, of in quantities(self._ledger):
            same = frozenset(of.items())
            if is_small(abs(value(of, self._truth))) and same not in attacked and not moves.free(of):
                attacked.add(same)
                yield from self._attack(what, of, before)

    def _attack(self, what: str, of: Sum, before: "_Audit") -> Iterator[Finding]:
        least, most = self._range(of)
        if _is_narrow(least, most) and not before.knows(of, least, most):
            problem = Problem.PINNED if least == most else Problem.NARROW if least < most else Problem.CONTRADICTION
            yield Finding(problem, what, (least, most), tuple(str(row) for row in self._enough(of)), of)

    def knows(self, of: Sum, least: int, most: int) -> bool:
        """Whether a sum is known to be within that, or within less. What contradicts itself tells nothing."""
        if not of.keys() <= self._groups.keys():
            return False
        low, high = self._range(of)
        return least <= low <= high <= most

    def _range(self, of: Sum) -> tuple[int, int]:
        groups = self._together(of)
        if groups not in self._attackers:
            self._attackers[groups] = self._attacker(groups, self._ledger.rows)
        return _range(self._attackers[groups], of)

    def _together(self, of: Sum) -> frozenset[int]:
        return frozenset(self._groups[cell] for cell in of)

    def _attacker(self, groups: frozenset[int], rows: Iterable[Row]) -> Attacker:
        """One that knows these rows of what hangs together; the rest tells nothing of it."""
        cells = {cell for cell, group in self._groups.items() if group in groups}
        inside = (row for row in rows if row.of.keys() & cells)
        return Attacker(cells, inside, self._known.about(cells), self._capped, self._highest)

    def _enough(self, of: Sum) -> list[Row]:
        """A few rows that narrow a sum by themselves; where that takes many, those that have least beside it."""
        groups = self._together(of)

        def narrow(rows: list[Row]) -> bool:
            return _is_narrow(*_range(self._attacker(groups, rows), of))

        near = [row for row in self._ledger.rows if row.of.keys() & of.keys()]
        near.sort(key=lambda row: (row.how is How.STORED, len(row.of)))
        few = next((near[:number] for number in range(1, FEW + 1) if narrow(near[:number])), [])
        for row in few:
            without = [one for one in few if one is not row]
            few = without if narrow(without) else few
        return few or near[: 2 * FEW]


def _range(attacker: Attacker, of: Sum) -> tuple[int, int]:
    """The least and the most, or NONE where the rows contradict each other."""
    try:
        return attacker.range(of)
    except Unsolved:
        return NONE


def _is_narrow(least: int, most: int) -> bool:
    return most - least + 1 < BASE


def capped(stored: Mapping[Cell, int]) -> Iterator[Cell]:
    """The cells of those taken away of whom no more could be shown than is, since no more persons were shown there."""
    together: dict[object, list[Cell]] = {}
    for cell in stored:
        together.setdefault(place(cell), []).append(cell)
    for cell, taken in stored.items():
        if cell.kind is Kind.TAKEN:
            before = corrected(together[place(cell)], cell, cell.correction - 1)
            if taken + BASE > value(before, stored):
                yield cell


def _components(ledger: Ledger, known: Relations) -> dict[Cell, int]:
    """The number of the group that a cell belongs to; groups have no row and no relation in common."""
    group = {cell: number for number, cell in enumerate(sorted(ledger.stored))}
    members = {number: [cell] for cell, number in group.items()}
    together = [{**contacts, **persons} for contacts, persons in known.both_or_none]
    for linked in (*(row.of for row in ledger.rows), *known.at_least_zero, *together):
        first, *others = sorted({group[cell] for cell in linked}, key=lambda number: -len(members[number])) or [0]
        for number in others:
            for cell in members[number]:
                group[cell] = first
            members[first] += members.pop(number)
    return group

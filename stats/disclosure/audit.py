"""Whether a draft may be published beside everything that was: what an attacker could then work out, if anything.

`audit` looks at every inner cell and at what can be derived: overlaps of years, corrections, rows less rows. Where a
true count of 1-4 has fewer than five possible values, that is a finding; no findings, and the draft may go out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

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


def audit(
    ledger: Ledger,
    draft: Ledger,
    truth: Mapping[Cell, int],
    most: int | None = None,
    never_negative: Iterable[Sum] = (),
) -> list[Finding]:
    """What is learned from both together about true counts of 1-4. Empty: the draft may be published.

    `most`: after so many findings it ends; one is enough to refuse a draft, and each takes a while to explain.
    `truth`: the true count of every stored cell. `never_negative`: sums of which everybody knows that, too. Raises
    ValueError where it cannot be true, or where the draft has another value for a stored cell.
    """
    both = ledger + draft
    known = relations(both.stored)
    known = replace(known, at_least_zero=(*known.at_least_zero, *never_negative))
    if not known.hold(truth):
        raise ValueError("these counts cannot be true")
    wrong = [row for row in both.rows if row.value != _should_be(row, both.stored, truth)]
    findings = [Finding(Problem.NOT_STORED, str(row), NONE, (str(row),), row.of) for row in wrong]
    again = tuple(replace(row, how=How.AGAIN) if row in wrong else row for row in both.rows)
    return findings + _Audit(replace(both, rows=again), truth, known).findings(most)


def _should_be(row: Row, stored: Mapping[Cell, int], truth: Mapping[Cell, int]) -> int:
    """What a row must be to be what it says; one that was rounded for itself may be anything."""
    if row.how is How.LEAST:
        return min(row.value, value(row.of, truth))
    if row.how in (How.STORED, How.EXACT):
        return value(row.of, stored if row.how is How.STORED else truth)
    return row.value


class _Audit:
    def __init__(self, ledger: Ledger, truth: Mapping[Cell, int], known: Relations) -> None:
        self._ledger, self._truth, self._known = ledger, truth, known
        self._capped = set(capped(ledger.stored))
        self._highest = 2 * max([*truth.values(), *ledger.stored.values(), 0]) + 2 * BASE * BASE
        self._moves = Moves(ledger, truth, known, self._capped)
        self._groups = _components(ledger, known)
        self._attackers: dict[frozenset[int], Attacker] = {}  # by the groups of cells that they know of

    def findings(self, most: int | None) -> list[Finding]:
        found: dict[frozenset[tuple[Cell, int]], Finding | None] = {}
        for what, of in quantities(self._ledger):
            if most is not None and sum(map(bool, found.values())) >= most:
                break
            same = frozenset(of.items())
            if is_small(abs(value(of, self._truth))) and same not in found and not self._moves.free(of):
                found[same] = self._attack(what, of)
        return [finding for finding in found.values() if finding]

    def _attack(self, what: str, of: Sum) -> Finding | None:
        groups = frozenset(self._groups[cell] for cell in of)
        if groups not in self._attackers:
            self._attackers[groups] = self._attacker(groups, self._ledger.rows)
        least, most = _range(self._attackers[groups], of)
        if not _is_narrow(least, most):
            return None
        problem = Problem.PINNED if least == most else Problem.NARROW if least < most else Problem.CONTRADICTION
        return Finding(problem, what, (least, most), tuple(str(row) for row in self._enough(of, groups)), of)

    def _attacker(self, groups: frozenset[int], rows: Iterable[Row]) -> Attacker:
        """One that knows these rows of what hangs together; the rest tells nothing of it."""
        cells = {cell for cell, group in self._groups.items() if group in groups}
        inside = (row for row in rows if row.of.keys() & cells)
        return Attacker(cells, inside, self._known.about(cells), self._capped, self._highest)

    def _enough(self, of: Sum, groups: frozenset[int]) -> list[Row]:
        """A few rows that narrow a sum by themselves; where that takes many, those that have least beside it."""

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

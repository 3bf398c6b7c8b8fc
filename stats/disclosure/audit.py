"""Whether a draft may be published beside everything that was: what an attacker could then work out, if anything.

`audit` looks at every inner cell and at what can be derived: overlaps of years, corrections, rows less rows. Where a
true count of 1-4 has fewer than five possible values, that is a finding; no findings, and the draft may go out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from stats.disclosure.attack import Attacker, allowed
from stats.disclosure.cells import Cell, Kind, Sum, corrected, overlap, place, value
from stats.disclosure.ledger import How, Ledger, Relations, Row, relations
from stats.disclosure.programs import Unsolved
from stats.disclosure.rounding import BASE, is_small

Changes = dict[Cell, int]  # true counts, other than they are

NONE: tuple[int, int] = (0, -1)


class Problem(StrEnum):
    PINNED = "pinned"
    NARROW = "narrow"
    NOT_STORED = "not the sum of what is stored"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True)
class Finding:
    """What an attacker learns. `range`: the least and most it can be, empty where that is not the matter.

    `rows`: the printed numbers that share cells with it.
    """

    problem: Problem
    what: str
    range: tuple[int, int]
    rows: tuple[str, ...]


def audit(ledger: Ledger, draft: Ledger, truth: Mapping[Cell, int]) -> list[Finding]:
    """What is learned from both together about true counts of 1-4. Empty: the draft may be published.

    `truth`: the true count of every stored cell. Raises ValueError where it cannot be true, or where the draft has
    another value for a stored cell.
    """
    both = ledger + draft
    known = relations(both.stored)
    if not known.hold(truth):
        raise ValueError("these counts cannot be true")
    wrong = [row for row in both.rows if row.value != _should_be(row, both.stored, truth)]
    findings = [Finding(Problem.NOT_STORED, str(row), NONE, (str(row),)) for row in wrong]
    again = tuple(replace(row, how=How.AGAIN) if row in wrong else row for row in both.rows)
    return findings + _Audit(replace(both, rows=again), truth, known).findings()


def _should_be(row: Row, stored: Mapping[Cell, int], truth: Mapping[Cell, int]) -> int:
    """What a row must be to be what it says; one that was rounded for itself may be anything."""
    if row.how in (How.STORED, How.EXACT):
        return value(row.of, stored if row.how is How.STORED else truth)
    return row.value


class _Audit:
    def __init__(self, ledger: Ledger, truth: Mapping[Cell, int], known: Relations) -> None:
        self._ledger, self._truth, self._known = ledger, truth, known
        self._capped = set(capped(ledger.stored))
        self._highest = 2 * max([*truth.values(), *ledger.stored.values(), 0]) + 2 * BASE * BASE
        self._groups = _components(ledger, known)
        self._attackers: dict[int, Attacker] = {}
        self._near = _near(known)
        self._other = {cell for row in ledger.rows if row.how is not How.STORED for cell in row.of}

    def findings(self) -> list[Finding]:
        moves = {cell: list(self._moves(cell)) for cell in self._ledger.stored}
        found: dict[str, Finding | None] = {}
        for what, of in quantities(self._ledger):
            if is_small(abs(value(of, self._truth))) and what not in found and not self._is_free(of, moves):
                found[what] = self._attack(what, of)
        return [finding for finding in found.values() if finding]

    def _is_free(self, of: Sum, moves: Mapping[Cell, list[Changes]]) -> bool:
        """Whether moves of single cells give a sum five values already, so that no program need be solved."""
        for cell in of:
            steps = [
                sum(of.get(one, 0) * (count - self._truth[one]) for one, count in move.items()) for move in moves[cell]
            ]
            if steps and max(steps) - min(steps) + 1 >= BASE:
                return True
        return False

    def _moves(self, cell: Cell) -> Iterator[Changes]:
        """Other counts that a cell may have, with what must then change beside it, while all that is printed stays."""
        if cell not in self._other:
            for count in allowed(cell, self._ledger.stored[cell], cell in self._capped):
                changed = self._beside(self._together({cell: count}))
                if all(self._is_allowed(*one) for one in changed.items()) and self._relations_hold(changed):
                    yield changed

    def _together(self, changed: Changes) -> Changes:
        """With as many persons more, or as few of them taken, as a changed cell demands."""
        ((cell, _),) = changed.items()
        short = max((-self._sum(of, changed) for of in self._near.get(cell, ())), default=0)
        if short <= 0 or cell.kind is Kind.CONTACTS:
            return changed
        if cell.kind is Kind.TAKEN:
            persons = cell._replace(kind=Kind.PERSONS, correction=0)
            return changed | {persons: self._truth.get(persons, 0) + short}
        taken = [one for of in self._near[cell] for one in of if one.kind is Kind.TAKEN and place(one) == place(cell)]
        return changed | {one: allowed(one, self._ledger.stored[one], one in self._capped).start for one in taken}

    def _beside(self, changed: Changes) -> Changes:
        """With the contacts of changed persons, or the persons of changed contacts, changed as little as can be."""
        others: Changes = {}
        for cell, count in changed.items():
            persons = cell.kind is Kind.PERSONS
            other = cell._replace(kind=Kind.CONTACTS if persons else Kind.PERSONS)
            if cell.kind in (Kind.PERSONS, Kind.CONTACTS) and other in self._ledger.stored:
                now = self._truth[other]
                others[other] = (max(now, count) if persons else min(max(now, 1), count)) if count else 0
        return changed | others

    def _is_allowed(self, cell: Cell, count: int) -> bool:
        if cell in self._other or cell not in self._truth or count == self._truth[cell]:
            return count == self._truth.get(cell, 0)
        if cell.kind is Kind.CONTACTS:
            return self._ledger.stored[cell._replace(kind=Kind.PERSONS)] <= BASE
        return count in allowed(cell, self._ledger.stored[cell], cell in self._capped)

    def _relations_hold(self, changed: Changes) -> bool:
        return all(self._sum(of, changed) >= 0 for cell in changed for of in self._near.get(cell, ()))

    def _sum(self, of: Sum, changed: Changes) -> int:
        return sum(factor * changed.get(cell, self._truth[cell]) for cell, factor in of.items())

    def _attack(self, what: str, of: Sum) -> Finding | None:
        rows = tuple(str(row) for row in self._ledger.rows if row.of.keys() & of.keys())
        try:
            least, most = self._attacker(of).range(of)
        except Unsolved:
            return Finding(Problem.CONTRADICTION, what, NONE, rows)
        if most - least + 1 >= BASE:
            return None
        return Finding(Problem.PINNED if least == most else Problem.NARROW, what, (least, most), rows)

    def _attacker(self, of: Sum) -> Attacker:
        """One that knows what hangs together with these cells, and nothing else: the rest tells nothing of them."""
        groups = frozenset(self._groups[cell] for cell in of)
        number = min(groups)
        if groups != {number} or number not in self._attackers:
            cells = [cell for cell, group in self._groups.items() if group in groups]
            inside = set(cells)
            rows = [row for row in self._ledger.rows if row.of.keys() & inside]
            known = Relations(
                tuple(one for one in self._known.at_least_zero if one.keys() & inside),
                tuple(pair for pair in self._known.both_or_none if inside & set(pair)),
            )
            attacker = Attacker(cells, rows, known, self._capped, self._highest)
            if groups != {number}:
                return attacker
            self._attackers[number] = attacker
        return self._attackers[number]


def quantities(ledger: Ledger) -> Iterator[tuple[str, Sum]]:
    """What must not become known where it is a small number, each with words for it."""
    cells = sorted(ledger.stored)
    for cell in cells:
        yield repr(cell), {cell: 1}
    yield from _corrections(cells)
    yield from _overlaps(cells)
    yield from _differences(ledger.rows)


def _corrections(cells: list[Cell]) -> Iterator[tuple[str, Sum]]:
    """What corrected cells are, and by how much each correction changed them."""
    together: dict[object, list[Cell]] = {}
    for cell in cells:
        together.setdefault(place(cell), []).append(cell)
    for of_place in together.values():
        name = repr(of_place[0]._replace(kind=Kind.PERSONS, correction=0))
        for number in {cell.correction for cell in of_place} - {0}:
            after, before = (corrected(of_place, of_place[0], one) for one in (number, number - 1))
            yield f"{name} after correction {number}", after
            yield f"{name} by correction {number}", _less(after, before)


def _overlaps(cells: list[Cell]) -> Iterator[tuple[str, Sum]]:
    """Who was seen in one year and then in another, all of them and by group."""
    pairs = {(cell.last, cell.year) for cell in cells if cell.last}
    for earlier, later in sorted(pairs):
        both = overlap(cells, earlier, later)
        yield f"in {earlier} and next in {later}", both
        for group in sorted({cell.group for cell in both}):
            yield (
                f"in {earlier} and next in {later}, {' '.join(group)}",
                {cell: sign for cell, sign in both.items() if cell.group == group},
            )


def _differences(rows: Iterable[Row]) -> Iterator[tuple[str, Sum]]:
    """Each row, each row less one that is a part of it, and each row less its other editions."""
    tables: dict[str, list[Row]] = {}
    for row in rows:
        tables.setdefault(row.table, []).append(row)
        yield str(row), row.of
    for table in tables.values():
        for one, other in combinations(table, 2):
            small, large = sorted((one, other), key=lambda row: len(row.of))
            if small.of != large.of and small.of.keys() <= large.of.keys():
                yield f"{large} less {small.name} ({small.release})", _less(large.of, small.of)


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


def _less(one: Sum, other: Sum) -> Sum:
    both = {cell: one.get(cell, 0) - other.get(cell, 0) for cell in {**one, **other}}
    return {cell: factor for cell, factor in both.items() if factor}


def _near(known: Relations) -> dict[Cell, list[Sum]]:
    near: dict[Cell, list[Sum]] = {}
    for of in known.at_least_zero:
        for cell in of:
            near.setdefault(cell, []).append(of)
    return near


def _components(ledger: Ledger, known: Relations) -> dict[Cell, int]:
    """The number of the group that a cell belongs to; groups have no row and no relation in common."""
    group = {cell: number for number, cell in enumerate(sorted(ledger.stored))}
    members = {number: [cell] for cell, number in group.items()}
    for linked in (*(row.of for row in ledger.rows), *known.at_least_zero, *known.both_or_none):
        first, *others = sorted({group[cell] for cell in linked}, key=lambda number: -len(members[number])) or [0]
        for number in others:
            for cell in members[number]:
                group[cell] = first
            members[first] += members.pop(number)
    return group

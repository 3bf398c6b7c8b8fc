"""A quick way to see that a sum of true counts cannot be narrowed, so that hardly any program needs to be solved.

The rounded values stay as they are, and with them all that is printed; single true counts move as far as their rounded
value and what everybody knows allow, with what must move beside them. In sums that were printed exact, others move the
other way.
"""

from collections.abc import Iterable, Iterator, Mapping

from stats.disclosure.attack import allowed
from stats.disclosure.cells import Cell, Kind, Sum, place, plain
from stats.disclosure.ledger import How, Ledger, Relations, fits
from stats.disclosure.rounding import BASE

Changes = dict[Cell, int]  # true counts, other than they are


class Moves:
    """What can move; cells in rows that were rounded for themselves never do. `capped`: as of an Attacker."""

    def __init__(self, ledger: Ledger, truth: Mapping[Cell, int], known: Relations, capped: set[Cell]) -> None:
        self._stored, self._truth, self._capped = ledger.stored, truth, capped
        self._near = _near(known.at_least_zero)
        self._met = _met(known)
        self._other = {cell for row in ledger.rows if row.how in (How.AGAIN, How.ALONE) for cell in row.of}
        exact = [row.of for row in ledger.rows if row.how is How.EXACT] + list(_never_other(known.at_least_zero))
        self._exact, self._alike = _near(exact), _alike(exact)
        self._least = [row for row in ledger.rows if row.how is How.LEAST]
        self._moves = {cell: list(self._of(cell)) for cell in ledger.stored}

    def free(self, of: Sum) -> bool:
        """Whether moves of single cells give a sum five values."""
        for cell in of:
            values = [self._sum(of, move) for move in self._moves[cell]]
            if values and max(values) - min(values) + 1 >= BASE:
                return True
        return False

    def _of(self, cell: Cell) -> Iterator[Changes]:
        """Other counts that a cell may have, with what must then change beside it, while all that is printed stays."""
        if cell not in self._other:
            for count in allowed(cell, self._stored[cell], cell in self._capped):
                changed = self._followed(self._beside(self._balanced(self._together({cell: count}))))
                if all(self._is_allowed(*one) for one in changed.items()) and self._holds(changed):
                    yield changed

    def _together(self, changed: Changes) -> Changes:
        """With as many persons more, or as few of them taken, as a changed cell demands."""
        ((cell, _),) = changed.items()
        short = max((-self._sum(of, changed) for of in self._near.get(cell, ())), default=0)
        if short <= 0 or cell.kind is Kind.CONTACTS:
            return changed
        if cell.kind is Kind.TAKEN:
            persons = plain(cell)._replace(kind=Kind.PERSONS, correction=0)
            return changed | {persons: self._truth.get(persons, 0) + short}
        taken = [one for of in self._near[cell] for one in of if one.kind is Kind.TAKEN and place(one) == place(cell)]
        return changed | {one: allowed(one, self._stored[one], one in self._capped).start for one in taken}

    def _balanced(self, changed: Changes) -> Changes:
        """With others of the same exact rows changed the other way, as far as they can."""
        balanced = dict(changed)
        for cell, count in changed.items():
            rest = self._truth.get(cell, 0) - count
            for other, sign in self._alike.get(cell, ()):
                if rest and other not in balanced:
                    able = allowed(other, self._stored[other], other in self._capped)
                    now = self._truth[other]
                    balanced[other] = max(able.start, min(able.stop - 1, now + sign * rest))
                    rest -= sign * (balanced[other] - now)
        return balanced

    def _beside(self, changed: Changes) -> Changes:
        """With the contacts of changed persons, or the persons of changed contacts, changed as little as can be."""
        others: Changes = {}
        for cell, count in changed.items():
            persons = cell.kind is Kind.PERSONS
            other = cell._replace(kind=Kind.CONTACTS if persons else Kind.PERSONS)
            if cell.kind in (Kind.PERSONS, Kind.CONTACTS) and other in self._stored:
                now = self._truth[other]
                others[other] = (max(now, count) if persons else min(max(now, 1), count)) if count else 0
        return changed | others

    def _followed(self, changed: Changes) -> Changes:
        """With as many contacts in groups of their own more as persons are, where there would be too few of them."""
        followed = dict(changed)
        for contacts, persons in {id(two): two for cell in changed for two in self._met.get(cell, ())}.values():
            short = self._sum(persons, followed) - self._sum(contacts, followed)
            for cell in (one for one in contacts if contacts[one] > 0 and one not in followed):
                if short > 0:
                    now = self._truth.get(cell, 0)
                    room = allowed(cell, self._stored[cell], cell in self._capped).stop - 1 - now
                    followed[cell] = now + max(min(room, short), 0)
                    short -= followed[cell] - now
        return followed

    def _is_allowed(self, cell: Cell, count: int) -> bool:
        if cell in self._other or cell not in self._truth or count == self._truth[cell]:
            return count == self._truth.get(cell, 0)
        if cell.kind is Kind.CONTACTS:
            return self._stored[cell._replace(kind=Kind.PERSONS)] <= BASE
        return count in allowed(cell, self._stored[cell], cell in self._capped)

    def _holds(self, changed: Changes) -> bool:
        """Whether what everybody knows is still so, and every exact sum what it was."""
        return all(
            all(self._sum(of, changed) >= 0 for of in self._near.get(cell, ()))
            and all(self._sum(of, changed) == self._sum(of, {}) for of in self._exact.get(cell, ()))
            and all(fits(*(self._sum(of, changed) for of in two)) for two in self._met.get(cell, ()))
            for cell in changed
        ) and all(self._sum(row.of, changed) >= row.value for row in self._least if row.of.keys() & changed.keys())

    def _sum(self, of: Sum, changed: Changes) -> int:
        return sum(factor * changed.get(cell, self._truth[cell]) for cell, factor in of.items())


def _near(sums: Iterable[Sum]) -> dict[Cell, list[Sum]]:
    """For each cell, the sums in which it is."""
    near: dict[Cell, list[Sum]] = {}
    for of in sums:
        for cell in of:
            near.setdefault(cell, []).append(of)
    return near


def _never_other(at_least_zero: Iterable[Sum]) -> Iterator[Sum]:
    """Sums that are known to be nought, since they are never below it and never above."""
    known = list(at_least_zero)
    yield from (of for of in known if {cell: -factor for cell, factor in of.items()} in known)


def _met(known: Relations) -> dict[Cell, list[tuple[Sum, Sum]]]:
    """For each cell, the contacts and persons among whom it is."""
    met: dict[Cell, list[tuple[Sum, Sum]]] = {}
    for two in known.both_or_none:
        for cell in {**two[0], **two[1]}:
            met.setdefault(cell, []).append(two)
    return met


def _alike(sums: Iterable[Sum]) -> dict[Cell, list[tuple[Cell, int]]]:
    """For each cell of these sums, the cells that are in the same of them: added there too (1), or taken away (-1)."""
    places: dict[Cell, list[tuple[int, int]]] = {}
    for number, of in enumerate(sums):
        for cell, factor in of.items():
            places.setdefault(cell, []).append((number, factor))
    groups: dict[tuple[tuple[int, int], ...], list[Cell]] = {}
    for cell, where in places.items():
        groups.setdefault(tuple(where), []).append(cell)
    opposite = {cell: tuple((number, -factor) for number, factor in where) for cell, where in places.items()}
    return {
        cell: [(one, 1) for one in groups[tuple(where)]] + [(one, -1) for one in groups.get(opposite[cell], ())]
        for cell, where in places.items()
    }

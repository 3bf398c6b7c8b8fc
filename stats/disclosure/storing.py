"""What is rounded once and then stored for good: a year when it is closed, and a correction when it is made."""

from collections.abc import Iterable, Mapping

from stats.disclosure.cells import SIGN, Cell, Kind, Sum, corrected, value
from stats.disclosure.rounding import BASE, Bounds, is_small, round_beside, round_changes, round_small


def close_year(
    counts: Mapping[Cell, int],
    sums: Iterable[Sum],
    seed: int,
    stored: Mapping[Cell, int],
    truth: Mapping[Cell, int],
    bounds: Bounds[Cell] | None = None,
) -> dict[Cell, int]:
    """The values to store of a year's persons and of contacts beside them, of which `counts` are the true ones.

    `sums`: what will be printed of them, also together with the years before, whose `stored` and true counts are given;
    these sums come out near what they are. `seed`: 128 random bits, others for each year and correction, which the
    caller stores and nobody else sees. `bounds`: of the persons, as `under` says.
    """
    persons, contacts = _of_kind(counts, Kind.PERSONS), _of_kind(counts, Kind.CONTACTS)
    printed = list(sums)
    missing = [
        value(of, truth) - value(of, stored) for of in ({c: f for c, f in of.items() if c in stored} for of in printed)
    ]
    rounded = round_small(persons, [of.keys() & persons.keys() for of in printed], seed, missing, bounds)
    shown = {cell: rounded.get(cell._replace(kind=Kind.PERSONS), 0) for cell in contacts}
    return {**rounded, **round_beside(contacts, shown, [of.keys() & contacts.keys() for of in printed], seed)}


def close_contacts(
    counts: Mapping[Cell, int], sums: Iterable[Sum], seed: int, bounds: Bounds[Cell] | None = None
) -> dict[Cell, int]:
    """The values to store of contacts in groups of their own (WHOLE): multiples of 5. `bounds`: as `over` says."""
    margins = [{cell: sign for cell, sign in of.items() if cell in counts} for of in sums]
    return round_changes(counts, margins, seed, {}, bounds)


def over(persons: int, contacts: Iterable[Cell], before: int = 0) -> Bounds[Cell]:
    """No fewer contacts than `persons`, the fewest that can be shown. `before`: the contacts that are shown already."""
    return Bounds(_signed(contacts), persons - before)


def under(contacts: int, persons: Iterable[Cell], before: int = 0) -> Bounds[Cell]:
    """As many persons as can have had the `contacts` that are shown: some where there are any, and no more than those.

    Not only because a reader wonders. The true numbers are known to be so, and what is shown must leave them room.
    `persons`: the cells to round; `before`: how many persons are shown already.
    """
    return Bounds(_signed(persons), (BASE if contacts else 0) - before, contacts - before)


def fewest(counts: Mapping[Cell, int], stored: Mapping[Cell, int]) -> int:
    """The fewest persons that can be shown of these cells, however they are rounded."""
    return sum(_fewest(cell, count, stored) for cell, count in counts.items())


def _fewest(cell: Cell, count: int, stored: Mapping[Cell, int]) -> int:
    if cell.kind is Kind.TAKEN:
        return -min(-(-count // BASE), _shown(cell, stored) // BASE) * BASE
    if cell.kind is Kind.ADDED:
        return count // BASE * BASE
    return 0 if is_small(count) else count


def _signed(cells: Iterable[Cell]) -> Sum:
    return {cell: SIGN[cell.kind] for cell in cells}


def correct(
    changes: Mapping[Cell, int],
    sums: Iterable[Sum],
    stored: Mapping[Cell, int],
    seed: int,
    bounds: Bounds[Cell] | None = None,
) -> dict[Cell, int]:
    """The values to store of persons or contacts added and taken by a correction; `stored`: of everything before it.

    Nobody is shown as taken from where nobody was shown. `sums` and `seed` as in `close_year`; `bounds` of what is
    added less what is taken.
    """
    most = {cell: _shown(cell, stored) for cell in changes if cell.kind is Kind.TAKEN}
    margins = [{cell: sign for cell, sign in of.items() if cell in changes} for of in sums]
    return round_changes(changes, margins, seed, most, bounds)


def _shown(cell: Cell, stored: Mapping[Cell, int]) -> int:
    """How many persons a cell shows before the correction that `cell` belongs to."""
    return value(corrected(stored, cell, cell.correction - 1), stored)


def _of_kind(counts: Mapping[Cell, int], kind: Kind) -> dict[Cell, int]:
    return {cell: count for cell, count in counts.items() if cell.kind is kind}

"""What is rounded once and then stored for good: a year when it is closed, and a correction when it is made."""

from collections.abc import Iterable, Mapping

from stats.disclosure.cells import Cell, Kind, Sum, corrected, value
from stats.disclosure.rounding import round_beside, round_changes, round_small


def close_year(
    counts: Mapping[Cell, int],
    sums: Iterable[Sum],
    seed: int,
    stored: Mapping[Cell, int],
    truth: Mapping[Cell, int],
) -> dict[Cell, int]:
    """The values to store of a year's persons and contacts, of which `counts` are the true ones.

    `sums`: what will be printed of them, also together with the years before, whose `stored` and true counts are given;
    these sums come out near what they are. `seed`: 128 random bits, others for each year and correction, which the
    caller stores and nobody else sees.
    """
    persons, contacts = _of_kind(counts, Kind.PERSONS), _of_kind(counts, Kind.CONTACTS)
    printed = list(sums)
    missing = [
        value(of, truth) - value(of, stored) for of in ({c: f for c, f in of.items() if c in stored} for of in printed)
    ]
    rounded = round_small(persons, [of.keys() & persons.keys() for of in printed], seed, missing)
    shown = {cell: rounded.get(cell._replace(kind=Kind.PERSONS), 0) for cell in contacts}
    return {**rounded, **round_beside(contacts, shown, [of.keys() & contacts.keys() for of in printed], seed)}


def correct(changes: Mapping[Cell, int], sums: Iterable[Sum], stored: Mapping[Cell, int], seed: int) -> dict[Cell, int]:
    """The values to store of persons added and taken by a correction; `stored`: those of everything before it.

    Nobody is shown as taken from where nobody was shown. `sums` and `seed` as in `close_year`.
    """
    most = {cell: _shown(cell, stored) for cell in changes if cell.kind is Kind.TAKEN}
    margins = [{cell: sign for cell, sign in of.items() if cell in changes} for of in sums]
    return round_changes(changes, margins, seed, most)


def _shown(cell: Cell, stored: Mapping[Cell, int]) -> int:
    """How many persons a cell shows before the correction that `cell` belongs to."""
    return value(corrected(stored, cell, cell.correction - 1), stored)


def _of_kind(counts: Mapping[Cell, int], kind: Kind) -> dict[Cell, int]:
    return {cell: count for cell, count in counts.items() if cell.kind is kind}

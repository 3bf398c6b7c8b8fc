"""How far rounding may have moved what is printed, worked out from the frozen cells alone: whoever has the file can.

Each cell says itself how far its true number may be. In a sum these seldom all point the same way, and sums are what
rounding keeps near. So a sum is taken to be off by no more than the root of the sum of their squares; how often that
held is in `docs/disclosure.md`. Nothing here is frozen: a release stays as it is, its documents allow for rounding.
"""

from collections.abc import Iterable, Mapping
from math import isqrt
from typing import Any, NamedTuple

from stats.disclosure.attack import allowed
from stats.disclosure.cells import Cell, Sum
from stats.disclosure.rounding import BASE
from stats.releases.cells import totals
from stats.releases.content import read_cells
from stats.releases.plan import Unit

Content = Mapping[str, Any]


class Margin(NamedTuple):
    """How far the true number may be `below` what is printed, and `above` it; whole."""

    below: int
    above: int


def widened(content: Content) -> dict[str, Any]:
    """The release as its documents say it: upper ends and the interval of the estimate have room for rounding.

    Each main figure is approximate, and one with a year before has how far that one may lie, as `before_low` and
    `before_high`. How many contacts are linked is None where rounding alone could make that number of nothing.
    """
    now, before = (margins(content, content["year"] - back) for back in (0, 1))
    return {
        **content,
        "headline": [_figure(one, now[one["name"]], before[one["name"]]) for one in content["headline"]],
        "estimate": _estimate(content["estimate"], now),
        "linked": {"contacts_linked": _linked(content["linked"]["contacts_linked"], now)},
    }


def margins(content: Content, year: int) -> dict[str, Margin]:
    """Of each main figure of the year."""
    cells = read_cells(dict(content))
    contacts, persons = (dict(totals(cells[unit], year)) for unit in (Unit.CONTACTS, Unit.PERSONS))
    of = {"persons": persons["all"], "new_persons": persons["new"]}
    found = {name: margin(sum_, cells[Unit.PERSONS]) for name, sum_ in of.items()}
    return {"contacts": margin(contacts["all"], cells[Unit.CONTACTS]), **found}


def margin(of: Sum, cells: Mapping[Cell, int]) -> Margin:
    """Of a sum of frozen cells."""
    sides = [sorted(sign * end for end in _off(cell, cells[cell])) for cell, sign in of.items()]
    return Margin(_root(low for low, _ in sides), _root(high for _, high in sides))


def _off(cell: Cell, shown: int) -> tuple[int, int]:
    """By how much the least and the most that a cell may be differ from what is shown."""
    may_be = allowed(cell, shown, capped=False)
    return may_be[0] - shown, may_be[-1] - shown


def _root(numbers: Iterable[int]) -> int:
    """Of the sum of the squares, rounded up: whole, so that it is the same on every machine."""
    squares = sum(number * number for number in numbers)
    return isqrt(squares - 1) + 1 if squares else 0


def _figure(figure: Content, now: Margin, before: Margin) -> dict[str, Any]:
    told = {**figure, "approximate": True}
    if "high" in figure:
        told["high"] = max(figure["high"], -(-(figure["value"] + now.above) // BASE) * BASE)
    if figure["before"] is not None:
        ends = {"before_low": figure["before"] - before.below, "before_high": figure["before"] + before.above}
        told |= {name: max(end, 0) for name, end in ends.items()}
    return told


def _estimate(estimate: Content | None, of: Mapping[str, Margin]) -> dict[str, Any] | None:
    if estimate is None:
        return None
    return {**estimate, **{name: _interval(estimate[name], of[name]) for name in ("persons", "new_persons")}}


def _interval(likely: Content, of: Margin) -> dict[str, Any]:
    """It is beside the printed number what the estimate is beside the true one, so both ends may be off as that is."""
    return {**likely, "low": max(likely["low"] - of.below, 0), "high": likely["high"] + of.above}


def _linked(contacts: int, of: Mapping[str, Margin]) -> int | None:
    """Contacts less new persons, and so off by what both are."""
    return contacts if contacts > _root((of["contacts"].below, of["new_persons"].above)) else None

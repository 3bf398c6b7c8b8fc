"""What a release says, as plain values: numbers that were protected, and the words for none of them.

The same values give the same bytes (`canonical`), whose SHA-256 is the release's digest. Everything a reader needs to
add it up again is in it, the frozen inner cells too: each of them hides five values.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from math import ceil, floor
from typing import Any

from stats.disclosure.attack import NEAR
from stats.disclosure.cells import NEVER, Cell, Kind, Sum, seen, value
from stats.disclosure.rounding import BASE
from stats.estimating import NEEDED, Estimate, Likely
from stats.progress import each
from stats.releases.cells import rows, totals
from stats.releases.overlapping import Overlap, make_overlap
from stats.releases.plan import DESIGNS, Unit, Whom

FORMAT = "lavterskel-release-1"
Shown = Mapping[Unit, Mapping[Cell, int]]
Content = dict[str, Any]


@dataclass(frozen=True)
class About:
    """What a release says besides its tables. `settled` and `new_settled`: persons who were told from all others.

    `rule`: the version it is counted by. `overlap`: two years by two versions, as the first edition has them.
    """

    year: int
    edition: int
    reason: str
    closed_on: date
    released_on: date
    demo: bool
    draft: bool
    settled: int
    new_settled: int
    open_: Mapping[str, int]
    gone_through: Content | None
    estimate: Estimate | None
    before: Content | None
    rule: str
    overlap: Content | None


def canonical(content: Content) -> str:
    """The one way to write it."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: Content) -> str:
    return sha256(canonical(content).encode()).hexdigest()


def give(content: Content) -> bytes:
    """The file that `lavterskel verify` reads."""
    return json.dumps({"content": content, "digest": digest(content)}, ensure_ascii=False, indent=1).encode()


def make_content(about: About, plan: Sequence[str], shown: Shown, overlap: Overlap | None = None) -> Content:
    """The release. `shown`: every frozen cell so far, as rounded. `overlap`: what it counts by two methods itself."""
    both = make_overlap(overlap, shown[Unit.PERSONS]) if overlap else about.overlap
    return {
        "format": FORMAT,
        "year": about.year,
        "edition": about.edition,
        "reason": about.reason,
        "closed_on": about.closed_on.isoformat(),
        "released_on": about.released_on.isoformat(),
        "demo": about.demo,
        "draft": about.draft,
        "on_request": False,
        "rule": about.rule,
        "before_rule": about.before["rule"] if about.before else None,
        **({"overlap": both} if both else {}),
        **({"gone_through": about.gone_through} if about.gone_through else {}),
        **_numbers(about, plan, shown),
    }


def _numbers(about: About, plan: Sequence[str], shown: Shown) -> Content:
    headline, persons = _headline(about, shown), shown[Unit.PERSONS]
    contacts = _sayable(dict(totals(shown[Unit.CONTACTS], about.year))["all"], shown[Unit.CONTACTS])
    number, of = {one["name"]: one["value"] for one in headline}, dict(totals(persons, about.year))
    return {
        "headline": headline,
        "estimate": _estimate(about.estimate, {"persons": of["all"], "new_persons": of["new"]}, persons),
        "open": _open(about.open_, headline, _sayable(of["new"], persons), contacts),
        "linked": {"contacts_linked": max(number["contacts"] - number["new_persons"], 0)},
        "tables": [make_table(name, shown, about.year, about.before) for name in each(plan, "table")],
        "cells": list_cells(shown, about.year),
    }


def _headline(about: About, shown: Shown) -> list[Content]:
    of = {unit: dict(totals(shown[unit], about.year)) for unit in Unit}
    before = {one["name"]: one["value"] for one in about.before["headline"]} if about.before else {}
    cells = shown[Unit.PERSONS]
    persons, new = (value(of[Unit.PERSONS][whom], cells) for whom in ("all", "new"))
    with_contacts = _sayable(of[Unit.CONTACTS]["all"], shown[Unit.CONTACTS])  # each person has one
    new_low = at_least(min(about.new_settled, with_contacts), of[Unit.PERSONS]["new"], cells)
    others = min(about.settled - about.new_settled, with_contacts - new_low)
    low = new_low + at_least(others, _known(of[Unit.PERSONS]), cells)

    def figure(name: str, number: int, **between: int) -> Content:
        return {"name": name, "value": number, **between, "before": before.get(name)}

    return [
        figure("contacts", value(of[Unit.CONTACTS]["all"], shown[Unit.CONTACTS])),
        figure("persons", persons, low=low, high=_up(persons)),
        figure("new_persons", new, low=new_low, high=_up(new)),
    ]


def _known(of: Mapping[str, Sum]) -> Sum:
    """The persons who were here before the year."""
    return {cell: sign for cell, sign in of["all"].items() if cell not in of["new"]}


def at_least(count: int, of: Sum, cells: Mapping[Cell, int]) -> int:
    """What can be said of a true `count` of some of those who are summed here. There are at least so many."""
    return max(min(_down(count), _down(_sayable(of, cells))), 0)


def _sayable(of: Sum, cells: Mapping[Cell, int]) -> int:
    """The most of which may be said that a true sum is not below it.

    No more than is printed, which would tell which small groups in it were made nought. And four below the most that it
    can be: then each group in it, and each sum of some, still has five values, whatever else is said in this way.
    """
    number = value(of, cells)
    most = sum(_most(cell, cells[cell]) for cell in of)
    return min(number, most - NEAR) if _touched(of, cells) else number


def _most(cell: Cell, shown: int) -> int:
    """The most that a cell can add to a sum."""
    if cell.kind is Kind.TAKEN:
        return -max(shown - NEAR, 0)
    return shown + NEAR if cell.kind is Kind.ADDED or not shown else shown


def _open(counts: Mapping[str, int], headline: Sequence[Content], most_new: int, contacts: int) -> dict[str, int]:
    """How much is open, of the contacts no more than the main figures leave: each of them is a new person, too.

    `most_new` and `contacts`: the most that may be said of new persons, and of contacts.
    """
    _, persons, new = headline
    room = min(_down(most_new) - new["low"], _down(contacts) - persons["low"])
    told = {"owed": _down(counts["owed"])}
    for name in ("unsure", "not_looked"):
        told[name] = max(min(_down(counts[name]), room), 0)
        room -= told[name]
    return told


def make_table(name: str, shown: Shown, year: int, year_before: Content | None) -> Content:
    """One table of the year. `year_before`: the release of that year, if there is one."""
    design = DESIGNS[name]
    cells, before = shown[design.unit], _rows_of(year_before, name)
    *of_groups, of_all = [
        {"head": list(head), "value": value(of, cells), "approximate": _touched(of, cells), "before": before.get(head)}
        for head, of in rows(design, cells, year)
    ]
    years = [year - 1, year] if design.whom is Whom.TWO_YEARS else [year]
    del of_all["head"]
    unit = "new_persons" if design.whom is Whom.NEW else design.unit.value
    return {"name": name, "unit": unit, "years": years, "by": list(design.by), "rows": of_groups, "total": of_all}


def _rows_of(content: Content | None, name: str) -> dict[tuple[str, ...], int]:
    tables = content["tables"] if content else []
    found = [row for table in tables if table["name"] == name for row in (*table["rows"], table["total"])]
    return {tuple(row.get("head", ())): row["value"] for row in found}


def _touched(of: Sum, cells: Mapping[Cell, int]) -> bool:
    """Whether a number has a part that may have been rounded. That it was would tell too much."""
    return any(cells[cell] <= BASE or cell.correction or cell.kind is Kind.WHOLE for cell in of)


def _estimate(estimate: Estimate | None, of: Mapping[str, Sum], persons: Mapping[Cell, int]) -> Content | None:
    """Each figure as far from its printed number as it was estimated to be from the true one.

    Where nothing can be compared the estimate is what was counted, and would give the true number away.
    """
    if estimate is None:
        return None
    figures = {name: _moved(one, of[name], persons) for name, one in estimate.figures.items()}
    ever = seen(persons, NEVER + 1, max((cell.year for cell in persons), default=1))
    told: Content = {**figures, "settled": at_least(estimate.settled, ever, persons), "needed": NEEDED}
    told["unreadable"] = estimate.unreadable
    if tried := estimate.validated:
        told["validated"] = {"persons": at_least(tried.persons, ever, persons), "day": tried.day.isoformat()}
    return told


def _moved(one: Likely, of: Sum, persons: Mapping[Cell, int]) -> dict[str, int]:
    """No further below the number than may be said that the true one is at least: so many could be somebody else."""
    number, lowest = value(of, persons), -max(_sayable(of, persons), 0)
    ends = {"middle": round(one.middle - one.linked), "low": floor(one.low - one.linked)}
    moved = ends | {"high": ceil(one.high - one.linked)}
    return {end: max(number + max(by, lowest), 0) for end, by in moved.items()}


def list_cells(shown: Shown, year: int) -> list[Content]:
    """Those of the year and of the year before, which some tables are summed from too."""
    return [
        {"unit": unit.value, **cell._asdict(), "kind": cell.kind.value, "group": list(cell.group), "value": count}
        for unit in Unit
        for cell, count in sorted(shown[unit].items(), key=repr)
        if cell.year in (year - 1, year)
    ]


def read_cells(content: Content) -> dict[Unit, dict[Cell, int]]:
    """The cells that a release brings with it. Raises KeyError, TypeError or ValueError where it is none."""
    read: dict[Unit, dict[Cell, int]] = {unit: {} for unit in Unit}
    for one in content["cells"]:
        read[Unit(one["unit"])][_cell(one)] = _whole(one["value"])
    return read


def _cell(one: Mapping[str, Any]) -> Cell:
    return Cell(Kind(one["kind"]), one["year"], one["last"], tuple(one["group"]), one["correction"])


def _whole(number: object) -> int:
    if type(number) is not int:
        raise ValueError
    return number


def _down(number: int) -> int:
    return number // BASE * BASE


def _up(number: int) -> int:
    return -(-number // BASE) * BASE

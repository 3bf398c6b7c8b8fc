"""Holding a release against itself: whoever has the file can, with this program and without any database."""

from collections.abc import Iterator
from typing import Any

from stats.disclosure.cells import Cell, value
from stats.releases.cells import rows, totals
from stats.releases.content import FORMAT, Content, digest, read_cells
from stats.releases.overlapping import columns_of
from stats.releases.plan import DESIGNS, Unit

SHAPES = (KeyError, TypeError, ValueError, AttributeError)


def verify(release: Any) -> list[str]:
    """What is wrong with a release as it was given out (`content` and `digest`), in English; nothing: all is well."""
    try:
        content, told = release["content"], release["digest"]
        if content["format"] != FORMAT:
            return [f"this is no {FORMAT}"]
        return list(_problems(content, told))
    except SHAPES:
        return ["this is no release"]


def _problems(content: Content, told: str) -> Iterator[str]:
    found = digest(content)
    if found != told:
        yield f"the digest is {found}, and not {told} as the file says"
    cells = read_cells(content)
    yield from _headline(content, cells)
    for table in content["tables"]:
        if not table.get("exact"):  # those are counted, and not summed from rounded cells
            yield from _table(table, cells, content["year"])
    if "overlap" in content:
        yield from _overlap(content, cells[Unit.PERSONS])


def _headline(content: Content, cells: dict[Unit, dict[Cell, int]]) -> Iterator[str]:
    told = {one["name"]: one["value"] for one in content["headline"]}
    of = {unit: dict(totals(cells[unit], content["year"])) for unit in Unit}
    added = {
        "contacts": value(of[Unit.CONTACTS]["all"], cells[Unit.CONTACTS]),
        "persons": value(of[Unit.PERSONS]["all"], cells[Unit.PERSONS]),
        "new_persons": value(of[Unit.PERSONS]["new"], cells[Unit.PERSONS]),
    }
    for name, number in added.items():
        if told[name] != number:
            yield f"{name} is printed as {told[name]}, and its parts are {number}"


def _table(table: Content, cells: dict[Unit, dict[Cell, int]], year: int) -> Iterator[str]:
    design = DESIGNS[table["name"]]
    printed = {tuple(row.get("head", ())): row["value"] for row in (*table["rows"], table["total"])}
    for head, of in rows(design, cells[design.unit], year):
        number = value(of, cells[design.unit])
        if printed.get(head) != number:
            yield f"{table['name']}, {' '.join(head) or 'all'}: printed {printed.get(head)}, and its parts are {number}"


def _overlap(content: Content, cells: dict[Cell, int]) -> Iterator[str]:
    """What is printed of two years by two methods."""
    both = content["overlap"]
    for table in both["tables"]:
        told = {tuple(row.get("head", ())): row["values"] for row in (*table["rows"], table["total"])}
        design = DESIGNS[table["name"]]
        for head, sums in columns_of(design, list(cells), content["year"], both["before"], both["now"]):
            numbers = [value(of, cells) for of in sums]
            if told.get(head) != numbers:
                where = f"{table['name']}, {' '.join(head) or 'all'}, by both rules"
                yield f"{where}: printed {told.get(head)}, and the parts are {numbers}"

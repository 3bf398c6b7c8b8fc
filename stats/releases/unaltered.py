"""Whether the ledger still is what the editions say that they added to it: the audit is blind to what is missing."""

import json
from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from stats.disclosure.cells import Cell, Sum, value
from stats.disclosure.ledger import Row
from stats.models.releases import Release
from stats.releases.cells import printed
from stats.releases.content import Content, read_cells
from stats.releases.editions import list_releases
from stats.releases.frozen import read_frozen, read_ledger
from stats.releases.overlapping import columns_of
from stats.releases.plan import DESIGNS, Unit
from stats.releases.verifying import verify

Printed = tuple[str, str, int, frozenset[tuple[Cell, int]]]  # table, row, number, what it sums


def list_altered(session: Session) -> list[Release]:
    """The editions that are not what they were, or whose frozen cells or rows are not: changed, or gone."""
    frozen = read_frozen(session)
    try:
        rows = [(unit, row) for unit in Unit for row in read_ledger(session, frozen, unit).rows]
    except KeyError:  # a row sums a cell that is gone
        return list_releases(session)
    entered: dict[str, set[tuple[Unit, Printed]]] = {}
    for unit, row in rows:
        entered.setdefault(row.release, set()).add((unit, _printed(row)))
    return [one for one in list_releases(session) if not _stands(one, frozen.shown, entered)]


def _stands(
    release: Release, shown: Mapping[Unit, Mapping[Cell, int]], entered: Mapping[str, set[tuple[Unit, Printed]]]
) -> bool:
    content = json.loads(release.content)
    if verify({"content": content, "digest": release.digest}):
        return False
    told = ((unit, cell, count) for unit, cells in read_cells(content).items() for cell, count in cells.items())
    if any(shown[unit].get(cell) != count for unit, cell, count in told):
        return False
    return set(_told(content)) <= entered.get(f"{release.year}-{release.edition}", set())


def _told(content: Content) -> Iterator[tuple[Unit, Printed]]:
    """Every number that the edition prints and that is a sum of its cells."""
    plan = [table["name"] for table in content["tables"] if not table.get("exact")]
    for unit, cells in read_cells(content).items():
        for table, row, of in printed(plan, unit, cells, content["year"]):
            if table in plan or not content["on_request"]:
                yield unit, (table, row, value(of, cells), _sum(of))
    if "overlap" in content and content["edition"] == 1:  # later ones repeat it, and enter nothing
        yield from ((Unit.PERSONS, one) for one in _told_otherwise(content))


def _told_otherwise(content: Content) -> Iterator[Printed]:
    """After a change of method, the year before by the new one and the year by the old one."""
    both, cells, year = content["overlap"], read_cells(content)[Unit.PERSONS], content["year"]
    before, now = both["before"], both["now"]
    for table in both["tables"]:
        for head, (_, new, old, _) in columns_of(DESIGNS[table["name"]], list(cells), year, before, now):
            for name, of in ((f"{year - 1} {{}} by {now}", new), (f"{year} {{}} by {before}", old)):
                yield table["name"], name.format(" ".join(head) or "all"), value(of, cells), _sum(of)


def _printed(row: Row) -> Printed:
    return row.table, row.name, row.value, _sum(row.of)


def _sum(of: Sum) -> frozenset[tuple[Cell, int]]:
    return frozenset(of.items())

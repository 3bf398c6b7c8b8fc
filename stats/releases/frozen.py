"""The register's ledger of what was published: frozen cells, and the rows that were printed. Read, and added to."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from stats.disclosure.cells import Cell, Kind, Sum, apart
from stats.disclosure.ledger import Ledger, Row
from stats.links import Newest
from stats.models import TakenBack
from stats.models.releases import FrozenCell, PublishedRow, Release
from stats.releases.cells import Counts
from stats.releases.plan import DESIGNS, Unit

Cells = dict[Unit, Counts]
LATEST_KIND = Kind.WHOLE
CELLS = "cells"  # of a ledger: the table of the frozen cells


@dataclass(frozen=True)
class Frozen:
    """Every cell that was ever frozen, by unit: what is shown of it, what is true, and its number in the register."""

    shown: Cells
    true: Cells
    ids: dict[tuple[Unit, Cell], int]


def read_frozen(session: Session, before: Release | None = None) -> Frozen:
    """All frozen cells; or those that were there `before` that release."""
    shown: Cells = {unit: {} for unit in Unit}
    true: Cells = {unit: {} for unit in Unit}
    ids = {}
    earlier = select(FrozenCell).order_by(FrozenCell.id)
    for row in session.scalars(earlier.where(FrozenCell.release_id < before.id) if before else earlier):
        cell = Cell(row.kind, row.year, row.last, tuple(json.loads(row.group)), row.correction)
        shown[row.unit][cell], true[row.unit][cell] = row.shown, row.count
        ids[row.unit, cell] = row.id
    return Frozen(shown, true, ids)


def read_ledger(session: Session, frozen: Frozen, unit: Unit) -> Ledger:
    """Everything that was published of a unit."""
    cell_of = {number: cell for (one, cell), number in frozen.ids.items() if one is unit}
    rows = session.execute(
        select(PublishedRow, Release.year, Release.edition).join(Release).where(PublishedRow.unit == unit)
    )
    return Ledger(
        frozen.shown[unit],
        tuple(
            Row(f"{year}-{edition}", row.table, row.name, _of(row.of, cell_of), row.value, row.how)
            for row, year, edition in rows
        ),
    )


def _of(text: str, cell_of: Mapping[int, Cell]) -> Sum:
    return {cell_of[number]: sign for number, sign in json.loads(text)}


def store_cells(session: Session, release: Release, counts: Cells, shown: Cells) -> None:
    """Adds the cells that a release freezes, with their true `counts` and what is `shown` of them for good."""
    session.add_all(
        FrozenCell(
            release_id=release.id,
            unit=unit,
            **cell._asdict() | {"group": json.dumps(cell.group)},
            count=count,
            shown=shown[unit][cell],
        )
        for unit in Unit
        for cell, count in counts[unit].items()
    )
    session.flush()


def store_rows(session: Session, release: Release, rows: Mapping[Unit, Iterable[Row]], frozen: Frozen) -> None:
    """Adds what a release prints. `frozen`: all cells there are, its own too."""
    session.add_all(_stored(release, unit, row, frozen.ids) for unit in rows for row in rows[unit])
    session.flush()


def _stored(release: Release, unit: Unit, row: Row, ids: Mapping[tuple[Unit, Cell], int]) -> PublishedRow:
    of = json.dumps([[ids[unit, cell], sign] for cell, sign in row.of.items()])
    return PublishedRow(
        release_id=release.id, unit=unit, table=row.table, name=row.name, of=of, value=row.value, how=row.how
    )


def joined(one: Cells, other: Cells) -> Cells:
    return {unit: {**one[unit], **other[unit]} for unit in Unit}


def all_units(counts: Cells) -> Counts:
    """Counts of every unit in one, the cells of contacts marked."""
    return {_marked(unit, cell): count for unit in counts for cell, count in counts[unit].items()}


def together(ledgers: Mapping[Unit, Ledger]) -> Ledger:
    """One ledger of all units, as whoever has the releases has them. The frozen cells stand in each file, too."""
    stored = all_units({unit: dict(ledger.stored) for unit, ledger in ledgers.items()})
    rows = (
        replace(row, of={_marked(unit, cell): sign for cell, sign in row.of.items()})
        for unit, ledger in ledgers.items()
        for row in ledger.rows
    )
    cells = (Row(str(cell.year), CELLS, repr(cell), {cell: 1}, count) for cell, count in stored.items())
    return Ledger(stored, (*rows, *cells))


def _marked(unit: Unit, cell: Cell) -> Cell:
    return apart(cell) if unit is Unit.CONTACTS else cell


def kind_of_contacts(frozen: Frozen, year: int) -> Kind:
    """How contacts of a year are rounded: all of them, or only small cells where an earlier program closed it."""
    of_year = (cell for cell in frozen.true[Unit.CONTACTS] if cell.year == year)
    return next((cell.kind for cell in of_year if not cell.correction), LATEST_KIND)


def moment(session: Session, release: Release) -> Newest:
    """When it was made. Where the newest move taken back is not known, those of its day were taken back before it."""
    last = release.last_taken_back
    if last is None:
        last = session.scalar(select(func.max(TakenBack.id)).where(TakenBack.day <= release.day)) or 0
    return Newest(release.last_decision, last, release.id)


def has_groups(frozen: Frozen, name: str, year: int) -> bool:
    """Whether the year is closed, with the groups that a table is made of."""
    design = DESIGNS[name]
    cells = [cell for cell in frozen.shown[design.unit] if cell.year == year]
    return bool(cells) and set(design.by) <= {part.split("=")[0] for cell in cells for part in cell.group}


def next_correction(frozen: Frozen, year: int) -> int:
    """The number that a correction of the year gets now; 0 where the year is not closed yet."""
    numbers = [cell.correction for cell in frozen.true[Unit.PERSONS] if cell.year == year]
    return max(numbers) + 1 if numbers else 0

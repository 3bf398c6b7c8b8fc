"""The tables of `printed/`, read as the program reads them: those of one annual report, as its pages print them."""

from pathlib import Path

from stats.series.files import read_content
from stats.series.reading import read_table
from stats.series.recomputing import Difference, Kind, compare
from stats.series.table import Place, Table

DATA = Path(__file__).parent / "printed"
ALL = sorted(DATA.glob("*.csv"))

Said = tuple[str, str, str, str]  # row, column, what is printed there, what it should be


def from_file(path: Path) -> Table:
    return read_table(read_content(path.read_bytes()))


def of(*lines: str) -> Table:
    """A small invented table; `lines` are what is special about it."""
    return read_table(read_content("\n".join(["title;T", "source;S", "unit;persons", "method;M", *lines]).encode()))


def printed(table: Table, row: str, column: str) -> str:
    cell = table.cell(Place(row, column))
    assert cell is not None
    return cell.text


def said(difference: Difference) -> Said:
    recomputed = "" if difference.recomputed is None else f"{difference.recomputed.normalize():f}"
    return difference.cell.row, difference.cell.column, difference.printed.text, recomputed


def found(table: Table, kind: Kind, **others: Table) -> list[Said]:
    return [said(one) for one in compare(table, others) if one.kind is kind]

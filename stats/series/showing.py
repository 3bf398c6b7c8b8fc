"""What the page of a printed table says: its cells with their marks, its bars and its breaks. It draws nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from chat.language import N_, Speech
from stats.series.recomputing import Difference, Kind, compare
from stats.series.table import Cell, Figures, Place, Table
from stats.series.wording import say, say_number

CHARTS = 6  # rows that are drawn where the table names none
YEAR = re.compile(r"(?:18|19|20|21)\d\d")
MARKS = {
    Kind.DIFFERS: N_("≠ recomputed %(recomputed)s"),
    Kind.NOT_PRINTED: N_("[%(recomputed)s] not printed"),
    Kind.NO_COMPARISON: N_("no comparison"),
    Kind.NOT_HERE: N_("no comparison"),
}
BESIDE = {
    N_("What is not printed"): (Kind.NOT_PRINTED,),
    N_("What cannot be compared"): (Kind.NO_COMPARISON, Kind.NOT_HERE),
}
FIGURES = {Figures.EXACT: N_("Counted"), Figures.ESTIMATE: N_("Estimate")}


@dataclass(frozen=True)
class ShownCell:
    """A cell as it was printed, with what is said of it. `after_break`: it was counted otherwise than those before."""

    text: str
    is_words: bool
    marks: list[tuple[Kind, str]]  # with words
    after_break: bool


@dataclass(frozen=True)
class Bar:
    """One bar: its year, what was printed, its length in per mille of the longest, and what stands before it."""

    year: str
    text: str
    length: int
    after_break: bool


@dataclass(frozen=True)
class Chart:
    """The bars of a row. `words`: what was printed in words in place of a number, by year."""

    name: str
    bars: list[Bar]
    words: list[tuple[str, str]]


@dataclass(frozen=True)
class Shown:
    """A table as its page shows it. `differs`: places, and what is said of each; `beside`: by heading."""

    table: Table
    figures: str
    rows: dict[str, list[ShownCell]]
    differs: list[tuple[str, str]]
    beside: dict[str, list[tuple[str, str]]]
    charts: list[Chart]
    heads: list[tuple[str, bool]]  # the name of a column, and whether a break stands before it


def show(table: Table, others: Mapping[str, Table], said: Speech) -> Shown:
    """The table with its differences; `others` as for `compare`."""
    differences = compare(table, others)
    broken = {one.column for one in table.breaks}
    return Shown(
        table=table,
        figures=FIGURES[table.figures],
        rows={row: _cells(table, row, differences, broken, said) for row in table.rows},
        differs=_told((Kind.DIFFERS,), differences, said),
        beside={heading: told for heading, kinds in BESIDE.items() if (told := _told(kinds, differences, said))},
        charts=_charts(table, differences),
        heads=[(column, column in broken) for column in table.columns],
    )


def count_kinds(table: Table, others: Mapping[str, Table]) -> dict[Kind, int]:
    """How many cells of each kind there are, for the list of tables."""
    kinds = [one.kind for one in compare(table, others)]
    return {kind: kinds.count(kind) for kind in Kind}


def _told(kinds: tuple[Kind, ...], found: list[Difference], said: Speech) -> list[tuple[str, str]]:
    return [(f"{one.cell.row}, {one.cell.column}", say(one, said)) for one in found if one.kind in kinds]


def _cells(table: Table, row: str, found: list[Difference], broken: set[str], said: Speech) -> list[ShownCell]:
    return [
        ShownCell(cell.text, cell.in_words, _marks(Place(row, column), found, said), column in broken)
        for column, cell in zip(table.columns, table.rows[row], strict=True)
    ]


def _marks(place: Place, found: list[Difference], said: Speech) -> list[tuple[Kind, str]]:
    return [(one.kind, _mark(one, said)) for one in found if one.cell == place]


def _mark(difference: Difference, said: Speech) -> str:
    if difference.recomputed is None:
        return said.text(MARKS[difference.kind])
    return said.text(MARKS[difference.kind], recomputed=say_number(difference.recomputed, said))


def _charts(table: Table, found: list[Difference]) -> list[Chart]:
    """Of the rows that the table names, or else of the first; only years are drawn, and only what begins at nought."""
    years = [column for column in table.columns if YEAR.fullmatch(column)]
    if len(years) < 2:
        return []
    charts = [_chart(table, row, years, found) for row in (table.charts or table.rows)]
    return [chart for chart in charts if chart][: None if table.charts else CHARTS]


def _chart(table: Table, row: str, years: list[str], found: list[Difference]) -> Chart | None:
    cells = {year: table.rows[row][table.columns.index(year)] for year in years}
    numbers = [cell.number for cell in cells.values() if cell.number is not None]
    if not numbers or min(numbers) < 0 or max(numbers) == 0:
        return None
    differing = {one.cell for one in found if one.kind is Kind.DIFFERS}
    broken = {one.column for one in table.breaks}
    bars = [
        Bar(year, _label(cell, Place(row, year) in differing), _length(cell, max(numbers)), year in broken)
        for year, cell in cells.items()
    ]
    return Chart(row, bars, [(year, cell.text) for year, cell in cells.items() if cell.in_words])


def _label(cell: Cell, differs: bool) -> str:
    """What stands above a bar: words have no room there, and a star instead."""
    if cell.number is None:
        return "*" if cell.text else "–"
    return f"{cell.text} ≠" if differs else cell.text


def _length(cell: Cell, longest: Decimal) -> int:
    return 0 if cell.number is None else round(1000 * cell.number / longest)

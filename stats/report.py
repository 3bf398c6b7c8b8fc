"""The year's report: figures and tables with their rules, as values for pages, JSON and CSV."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from io import StringIO
from itertools import chain
from typing import Any

from sqlalchemy import extract, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from chat.language import N_, Speech, speech
from stats.counted import read_apart, read_lists
from stats.counting import RULE
from stats.dimensions import Head, Spoken
from stats.following import CountedRegister
from stats.further import further_figures, further_tables, read_further
from stats.layout import Figure, Table, Value, figures, tables
from stats.listed import EntryName
from stats.models import Contact
from stats.record_words import ACTIVITIES, INCIDENTS, ActivityKind, IncidentKind
from stats.rows import guarded
from stats.rules import DEMO, EXACT, FIGURE_NAMES, FROM_LINKS, MARKING, RESTING_ON_LINKS, SAYING_SO, VERSION
from stats.vocabulary import LABELS, NotContactReason, NotRecorded, SkipReason, language_name

Row = list[Any]

NO_LONGER_USED = N_("%(name)s (no longer used)")
APART: dict[type[StrEnum], str] = {NotContactReason: "not_a_contact", SkipReason: "skipped_registrations"}


@dataclass(frozen=True)
class Report:
    """The figures of one year. Texts are English inside and are said in a language on the way out."""

    year: int
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]

    def figure(self, name: str) -> Figure:
        """The figure called `name`. Raises KeyError."""
        return {figure.name: figure for figure in self.figures}[name]

    def table(self, name: str) -> Table:
        """The table called `name`. Raises KeyError."""
        return {table.name: table for table in self.tables}[name]

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """The report as plain values; names of figures are fixed, titles and rules are in `language`."""
        said = speech(language)
        figures = {figure.name: _figure_json(said, figure) for figure in self.figures}
        tables = [_table_json(said, table) for table in self.tables]
        return {"year": self.year, "figures": figures, "tables": tables}

    def as_csv(self, language: str = "en", demo: bool = False) -> str:
        """The report as one CSV text. Where `language` writes a decimal comma, semicolons stand between the cells.

        Names of the lists are guarded against spreadsheets that would compute them. The first row says that it is not
        for publication; where it is of a demo, the second says so.
        """
        said = speech(language)
        return write_rows(said, self._rows(said), MARKING, demo)

    def _rows(self, said: Speech) -> Iterator[Row]:
        yield [said.text(N_("Year")), self.year]
        yield []
        yield [said.text(text) for text in (N_("Figure"), N_("Value"), N_("Counting rule"), N_("At least"))]
        for figure in self.figures:
            least = "" if figure.least is None else figure.least
            yield [said.text(FIGURE_NAMES[figure.name]), _cell(said, figure.value), say_rule(said, figure), least]
        for table in self.tables:
            yield []
            yield from _table_rows(said, table)


def write_rows(said: Speech, rows: Iterable[Iterable[Any]], marking: str, demo: bool = False) -> str:
    """Rows as one CSV text, after one that says what they are not for, and for a demo one more."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";" if _decimal_comma(said) else ",", quoting=csv.QUOTE_ALL)
    marks = [[said.text(mark)] for mark in (marking, *([DEMO] if demo else []))]
    for row in chain(marks, rows):
        writer.writerow(guarded(cell) if isinstance(cell, str) else cell for cell in row)
    return out.getvalue()


def _decimal_comma(said: Speech) -> bool:
    return said.number(0.5, "0.0") == "0,5"


def _cell(said: Speech, value: Value) -> Value | str:
    """A value as a cell. Where it needs a decimal comma it is for reading only, and two decimals are enough."""
    return said.number(value, "0.00") if isinstance(value, float) and _decimal_comma(said) else value


def say_rule(said: Speech, about: Figure | Table) -> str:
    """The whole rule of a figure or table, with how exact a figure is, and the version."""
    mark = f"{said.text(exactness(about.name))} " if isinstance(about, Figure) and about.name not in SAYING_SO else ""
    details = {name: _detail(said, detail) for name, detail in about.details.items()}
    return f"{said.text(about.rule, **details)} {mark}{said.text(VERSION, version=RULE)}"


def _detail(said: Speech, detail: Value | StrEnum) -> Value | str:
    return said.text(LABELS[detail]).lower() if isinstance(detail, StrEnum) else detail


def exactness(figure: str) -> str:
    """Whether a figure is counted exactly, and from what."""
    return FROM_LINKS if figure in RESTING_ON_LINKS else EXACT


def say_head(said: Speech, head: Head) -> str:
    """What a row is about."""
    if isinstance(head, int):
        return said.day(date(2000, head, 1), "LLLL")
    if isinstance(head, Spoken):
        return language_name(head, said.code) if head else said.text(LABELS[NotRecorded.NOT_RECORDED])
    if isinstance(head, EntryName):
        name = head.names[said.code]
        return said.text(NO_LONGER_USED, name=name) if head.retired else name
    for words, figure in APART.items():
        if isinstance(head, words):
            return f"{said.text(FIGURE_NAMES[figure])}: {said.text(LABELS[head]).lower()}"
    if isinstance(head, ActivityKind):
        return said.text(ACTIVITIES[head])
    return said.text(INCIDENTS[head] if isinstance(head, IncidentKind) else LABELS[head])


def _figure_json(said: Speech, figure: Figure) -> dict[str, Any]:
    least = {} if figure.least is None else {"least": figure.least}
    return {"value": figure.value, **least, "rule": say_rule(said, figure)}


def _table_json(said: Speech, table: Table) -> dict[str, Any]:
    return {
        "title": said.text(table.title),
        "rule": say_rule(said, table),
        "columns": [said.text(column) for column in table.columns],
        "rows": [[say_head(said, head), *values] for head, values in table.rows],
    }


def _table_rows(said: Speech, table: Table) -> Iterator[Row]:
    plain = _table_json(said, table)
    yield [plain["title"]]
    yield plain["columns"]
    yield from plain["rows"]
    yield [said.text(N_("Counting rule")), plain["rule"]]


def years(session: Session, day: InstrumentedAttribute[date] = Contact.day) -> list[int]:
    """The years that have contacts, or whatever else is registered with such a `day`; newest first."""
    found = session.scalars(select(extract("year", day)).distinct())
    return sorted((int(year) for year in found), reverse=True)


def year_report(session: Session, year: int, counted: CountedRegister | None = None) -> Report:
    """Counts `year` as the register and the lists stand now; from what is remembered, where that is handed in."""
    found = (counted or CountedRegister()).read(session)
    columns, apart, further = found.of(year), read_apart(session, year), read_further(session, year, found.met)
    counts = (*figures(columns, apart), *further_figures(columns, further))
    return Report(year, counts, (*tables(columns, apart, read_lists(session)), *further_tables(further)))

"""What a chapter is made of: numbers, tables and charts, in the words of one language. Nothing is computed here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chat.language import Speech
from stats.releases.wording import SIGN

Content = Mapping[str, Any]
NOTHING = "–"


@dataclass(frozen=True)
class Number:
    """A number in a table: whole, protected where `approximate`, or a change in whole per cent."""

    value: int
    approximate: bool = False
    change: bool = False

    def say(self, said: Speech) -> str:
        """As it is printed."""
        if self.change:
            sign = "+" if self.value > 0 else "−" if self.value < 0 else ""
            return f"{sign}{said.number(abs(self.value), '#,##0')} %"
        return f"{SIGN if self.approximate else ''}{said.number(self.value, '#,##0')}"


Cell = Number | str
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Mark:
    """What a chart draws of one row. `level`: which of the three tones of a bar. `rule`: the rule it is counted by."""

    label: str
    value: Number
    before: Number | None = None
    low: int | None = None
    high: int | None = None
    level: int = 1
    shape: str = "full"  # or hollow, square


@dataclass(frozen=True)
class Chart:
    """A chart: `kind` is bars or dots. `text` describes it; `gap` says in words why a year stands apart, or nothing."""

    name: str
    kind: str
    marks: tuple[Mark, ...]
    text: str
    note: str = ""
    gap: str = ""


@dataclass(frozen=True)
class Table:
    """A table; its first `heads` columns are words. `total` is its last row, or none."""

    name: str
    title: str
    heads: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row | None
    rule: tuple[str, ...]
    chart: Chart | None = None
    number: int = 0


@dataclass(frozen=True)
class Chapter:
    """All that a document says. `marks` are what stands on every page and sheet of a draft and of a demonstration."""

    said: Speech
    report: str
    title: str
    headline: str
    range: str
    marks: tuple[str, ...]
    opening: tuple[str, ...]
    dates: str
    tables: tuple[Table, ...]
    changed: tuple[str, ...]
    sure: tuple[str, ...]
    method: tuple[tuple[str, str], ...]
    checksum: str
    edition: str
    facts: tuple[tuple[str, Cell], ...]
    definitions: tuple[tuple[str, str], ...]
    released_on: date

    @property
    def foot(self) -> str:
        """What stands below every page: the marks, and which release this is."""
        return in_sentences([*self.marks, self.edition])

    def show(self, cell: Cell) -> str:
        """A cell as it is printed."""
        return cell if isinstance(cell, str) else cell.say(self.said)


def in_sentences(texts: Iterable[str]) -> str:
    """One after the other, each with one full stop between, whether it had one or not."""
    return ". ".join(text.removesuffix(".") for text in texts)

"""A printed table as values. Nothing here computes or reads a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from stats.series.numbers import count_decimals

ELSEWHERE = " / "  # between the title of another table and a name in it


class Figures(StrEnum):
    """Whether the figures were counted or guessed at."""

    EXACT = "exact"
    ESTIMATE = "estimate"


class How(StrEnum):
    """How a number follows from others."""

    CHANGE = "change"  # in per cent, from the first to the second
    RATIO = "ratio"  # the first divided by the second
    SHARE = "share"  # the first in per cent of the second
    SUM = "sum"
    REMAINDER = "remainder"  # the first without the others
    SAME = "same"  # as one elsewhere


@dataclass(frozen=True)
class Place:
    """Where a cell stands, by the names of its row and column."""

    row: str
    column: str


@dataclass(frozen=True)
class Cell:
    """What was printed, and the number it is; none where it is empty or says it in words."""

    text: str
    number: Decimal | None = None

    @property
    def in_words(self) -> bool:
        return bool(self.text) and self.number is None

    @property
    def decimals(self) -> int:
        return 0 if self.number is None else count_decimals(self.number)


NOTHING = Cell("")


@dataclass(frozen=True)
class Derivation:
    """How a whole row or a whole column follows from others; `of` is its name.

    `terms` are rows for a row and columns for a column; the second of a column's share may be a row, the total. A name
    in another table has the table's title before it. `decimals`: as many as a cell is printed with, unless given.
    """

    of: str
    is_row: bool
    how: How
    terms: tuple[str, ...]
    decimals: int | None = None


@dataclass(frozen=True)
class Break:
    """From `column` on it was counted differently."""

    column: str
    words: str


@dataclass(frozen=True)
class Table:
    """A printed table. `source`: report and page. `charts`: rows to draw, none for the first ones."""

    title: str
    source: str
    unit: str
    figures: Figures
    method: str
    version: str
    columns: tuple[str, ...]
    rows: dict[str, tuple[Cell, ...]]
    derivations: tuple[Derivation, ...] = ()
    breaks: tuple[Break, ...] = ()
    charts: tuple[str, ...] = ()

    def cell(self, place: Place) -> Cell | None:
        """The cell at `place`, or None where there is no such row or column."""
        if place.row not in self.rows or place.column not in self.columns:
            return None
        return self.rows[place.row][self.columns.index(place.column)]

    def derived_cells(self) -> Iterator[tuple[Place, Derivation]]:
        """Every cell that follows from others, row by row, with how."""
        for row in self.rows:
            for column in self.columns:
                for derivation in self.derivations_of(Place(row, column)):
                    yield Place(row, column), derivation

    def derivations_of(self, place: Place) -> list[Derivation]:
        """A row's does not reach into a column that has one of its own: a change of sums is no sum of changes."""
        own = [one for one in self.derivations if not one.is_row and one.of == place.column]
        return own or [one for one in self.derivations if one.is_row and one.of == place.row]

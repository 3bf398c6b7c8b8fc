"""A file becomes rows of text, whatever program wrote it; and what is said when it cannot. No meaning yet."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO

from chat.language import N_
from stats.sheets import BETWEEN, SheetRefused, decode

MAX_BYTES = 24 * 1024  # a table fills a page; the form that brings it back has to fit into a request
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 200, 40, 300

NOT_CSV = N_("The file cannot be read as CSV. A spreadsheet program can save it so.")
UNREADABLE = N_("This row cannot be read. A quotation mark may be missing there.")
TOO_LARGE = N_("The file is too large. One table has at most 200 rows, 40 columns and 24 kB.")
TOO_LONG = N_("A cell has more than 300 characters.")
STRANGE_SIGNS = N_("A cell has characters that cannot be saved.")


@dataclass(frozen=True)
class Line:
    """A row of the file: its number there, and its cells without empty ones at the end."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Wrong:
    """What is wrong in a row of the file; 0 where it is in none. `text` is English, and `word` fills its gap."""

    row: int
    text: str
    word: str = ""

    def __str__(self) -> str:
        said = self.text % {"word": self.word} if self.word else self.text
        return f"row {self.row}: {said}" if self.row else said


class SeriesRefused(ValueError):
    """The file is not read. `wrongs` has all that is wrong with it, row by row."""

    def __init__(self, *wrongs: Wrong) -> None:
        self.wrongs = sorted(wrongs, key=lambda wrong: wrong.row)
        super().__init__("\n".join(map(str, self.wrongs)))


def read_content(content: bytes) -> str:
    """The file's text, with commas between its cells whatever stood there. Raises SeriesRefused."""
    if len(content) > MAX_BYTES:
        raise SeriesRefused(Wrong(0, TOO_LARGE))
    try:
        text = decode(content)
    except SheetRefused:
        raise SeriesRefused(Wrong(0, NOT_CSV)) from None
    return _as_text(_rows(text, _delimiter(text)))


def read_lines(text: str) -> list[Line]:
    """The rows of what `read_content` has made plain that are not empty. Raises SeriesRefused."""
    lines = [Line(number, cells) for number, cells in enumerate(_rows(text, ","), 1) if cells]
    if len(lines) > MAX_ROWS or any(len(line.cells) > MAX_COLUMNS for line in lines):
        raise SeriesRefused(Wrong(0, TOO_LARGE))
    if wrongs := [wrong for line in lines for wrong in _strange(line)]:
        raise SeriesRefused(*wrongs)
    return lines


def _delimiter(text: str) -> str:
    """What stands after the first word; the title that follows may hold any of the others."""
    return next((sign for sign in text if sign in BETWEEN), BETWEEN[0])


def _rows(text: str, delimiter: str) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    try:
        for cells in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(_trimmed(cells))
    except csv.Error:
        raise SeriesRefused(Wrong(len(rows) + 1, UNREADABLE)) from None
    return rows


def _as_text(rows: Iterable[tuple[str, ...]]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    plain = [cell.strip() for cell in cells]
    while plain and not plain[-1]:
        plain.pop()
    return tuple(plain)


def _strange(line: Line) -> Iterable[Wrong]:
    if any(len(cell) > MAX_CELL for cell in line.cells):
        yield Wrong(line.number, TOO_LONG)
    if not all(_is_plain(cell) for cell in line.cells):
        yield Wrong(line.number, STRANGE_SIGNS)


def _is_plain(cell: str) -> bool:
    return all(sign.isprintable() or sign.isspace() for sign in cell) and not {"\n", "\r"} & set(cell)

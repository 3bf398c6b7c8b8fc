"""A release as a workbook: the release, one sheet for each table, and the definitions. Numbers are numbers."""

from collections.abc import Iterable
from datetime import datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from chat.language import N_
from stats.releases import wording as words
from stats.releases.documents.parts import Cell, Chapter, Number, Table, in_sentences

LONGEST_NAME = 31  # of a sheet, as Excel has it
WIDE, NARROW, TEXT = 40, 15, 80  # characters
LINE = 15  # points
EXACT, ABOUT = "#,##0", f'"{words.SIGN}"#,##0'
CHANGE = '"+"0" %";"−"0" %";0" %"'
RIGHT = {"align": "right"}
TOP = {"valign": "top"}


def lay_out(chapter: Chapter) -> bytes:
    """The chapter as a workbook. ≈ and the per cent sign are formats, so the cells can be computed with."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        made = datetime.combine(chapter.released_on, time())
        about = {"title": f"{chapter.report}: {chapter.title}", "subject": in_sentences(chapter.marks)}
        book.set_properties({**about, "created": made, "author": ""})
        pen = _Pen(book, chapter)
        pen.release()
        for table in chapter.tables:
            pen.table(table)
        pen.definitions()
    return out.getvalue()


class _Pen:
    """Writes sheets from the top, line by line."""

    def __init__(self, book: Any, chapter: Chapter) -> None:
        self._book, self._chapter, self._said = book, chapter, chapter.said
        self._bold = book.add_format({"bold": True})
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._number_head = book.add_format({"bold": True, "bottom": 1, **RIGHT})
        self._wrapped = book.add_format({"text_wrap": True, **TOP})
        self._term = book.add_format({"bold": True, **TOP})
        self._formats: dict[tuple[str, bool], Any] = {}

    def release(self) -> None:
        """The facts of the release, what it says in words, and which table stands where."""
        self._begin(self._said.text(words.RELEASE), f"{self._chapter.report}: {self._chapter.title}", (WIDE, TEXT))
        for sentence in (*self._chapter.opening, self._chapter.dates):
            self._sentence(sentence)
        self._line()
        for name, fact in self._chapter.facts:
            self._cell(self._row, 0, name)
            self._cell(self._row, 1, fact, align="left")
            self._row += 1
        for title, sentences in ((words.CHANGED, self._chapter.changed), (words.HOW_SURE, self._chapter.sure)):
            self._line()
            self._line(self._said.text(title), self._bold)
            for sentence in sentences:
                self._sentence(sentence)
        self._line()
        for table in self._chapter.tables:
            self._sheet.write_url(self._row, 0, f"internal:'{_name(table)}'!A1", string=_titled(table))
            self._row += 1

    def table(self, table: Table) -> None:
        """A table with its rule below."""
        numbers = len(table.columns) - table.heads
        self._begin(_name(table), _titled(table), (*[WIDE] * table.heads, *[NARROW] * numbers))
        for place, column in enumerate(table.columns):
            self._sheet.write_string(self._row, place, column, self._head if place < table.heads else self._number_head)
        self._row += 1
        self._sheet.freeze_panes(self._row, 0)
        for row in table.rows:
            self._cells(row, table.heads)
        if table.total:
            self._cells(table.total, table.heads, bold=True)
        self._line()
        self._line(self._said.text(N_("Counting rule")), self._bold)
        for sentence in table.rule:
            self._sentence(sentence)

    def definitions(self) -> None:
        """What the words mean."""
        title = self._said.text(words.DEFINITIONS)
        self._begin(title, title, (WIDE, TEXT))
        heads = (self._said.text(words.TERM), self._said.text(words.MEANING))
        self._sheet.write_row(self._row, 0, heads, self._head)
        self._row += 1
        for term, text in (*self._chapter.definitions, *self._chapter.method):
            self._sheet.set_row(self._row, _height(text, TEXT))
            self._sheet.write_string(self._row, 0, term, self._term)
            self._sheet.write_string(self._row, 1, text, self._wrapped)
            self._row += 1
        self._line()
        self._sentence(self._chapter.checksum)

    def _begin(self, name: str, title: str, widths: Iterable[int]) -> None:
        """A new sheet with the marks and its title."""
        self._sheet, self._row = self._book.add_worksheet(name[:LONGEST_NAME]), 0
        self._sheet.hide_gridlines(2)
        self._sheet.set_paper(9)  # A4
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_footer(f"&L&8{self._chapter.foot.replace('&', '&&')}&R&8&P")
        self._widths = tuple(widths)
        for place, width in enumerate(self._widths):
            self._sheet.set_column(place, place, width)
        for mark in self._chapter.marks:
            self._line(mark, self._bold)
        self._line(title, self._title)
        self._line()

    def _line(self, text: str = "", form: Any = None) -> None:
        """A heading, or an empty line."""
        if text:
            self._sheet.write_string(self._row, 0, text, form)
        self._row += 1

    def _sentence(self, text: str) -> None:
        """A text as wide as the table, so that it is read and printed whole."""
        self._sheet.set_row(self._row, _height(text, sum(self._widths)))
        self._sheet.merge_range(self._row, 0, self._row, len(self._widths) - 1, text, self._wrapped)
        self._row += 1

    def _cells(self, row: Iterable[Cell], heads: int, *, bold: bool = False) -> None:
        for place, cell in enumerate(row):
            self._cell(self._row, place, cell, "left" if place < heads else "right", bold)
        self._row += 1

    def _cell(self, row: int, place: int, cell: Cell, align: str = "left", bold: bool = False) -> None:
        if isinstance(cell, Number):
            shown = CHANGE if cell.change else ABOUT if cell.approximate else EXACT
            self._sheet.write_number(row, place, cell.value, self._format(shown, align, bold))
        else:
            self._sheet.write_string(row, place, cell, self._format("@", align, bold))

    def _format(self, shown: str, align: str, bold: bool) -> Any:
        key = (f"{shown}{align}", bold)
        if key not in self._formats:
            top = {"top": 1} if bold else {}
            self._formats[key] = self._book.add_format({"num_format": shown, "align": align, "bold": bold, **top})
        return self._formats[key]


def _height(text: str, width: int) -> int:
    """Room for a text in a column of so many characters; a program that opens the file may not find it by itself."""
    return LINE * -(-len(text) // int(width * 0.9))


def _titled(table: Table) -> str:
    return f"{table.number}. {table.title}"


def _name(table: Table) -> str:
    """The name of its sheet: cut where a word ends."""
    name = f"{table.number} {table.title}"
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 1].rpartition(' ')[0]}…"

"""What stands in a document, read back as a reader of its kind does: its texts, and the rows of its tables."""

import csv
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any

from docx import Document
from python_calamine import CalamineWorkbook

Rows = list[list[str]]


class _Page(HTMLParser):
    """Collects the texts of a page and the cells of its tables; styles are no text, descriptions of pictures are."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tables: list[Rows] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within.append(tag)
        self.texts += [value for name, value in attrs if name == "aria-label" and value]
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("th", "td"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" in self._within:
            return
        self.texts.append(data)
        if "th" in self._within or "td" in self._within:
            self.tables[-1][-1][-1] += data


def _page(file: bytes) -> _Page:
    page = _Page()
    page.feed(file.decode())
    return page


def sheets(file: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet of a workbook by name."""
    with CalamineWorkbook.from_filelike(BytesIO(file)) as book:
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def csv_rows(file: bytes, delimiter: str = ",") -> Rows:
    return list(csv.reader(StringIO(file.decode("utf-8-sig")), delimiter=delimiter))


def text_of(kind: str, file: bytes) -> str:
    """All that a document says, in one text."""
    if kind == "html":
        return "\n".join(_page(file).texts)
    if kind == "docx":
        return "\n".join(_of_docx(file))
    if kind == "xlsx":
        cells = (cell for rows in sheets(file).values() for row in rows for cell in row)
        return "\n".join(str(int(cell)) if isinstance(cell, float) else str(cell) for cell in cells)
    return file.decode("utf-8-sig")


def _of_docx(file: bytes) -> list[str]:
    text = Document(BytesIO(file))
    section = text.sections[0]
    parts = [*section.header.paragraphs, *text.paragraphs, *section.footer.paragraphs]
    cells = [cell for table in tables_of("docx", file) for row in table for cell in row]
    return [*(part.text for part in parts), *cells, *descriptions(file)]


def descriptions(file: bytes) -> list[str]:
    """What is said of each picture of a text document."""
    return [shape._inline.docPr.get("descr") or "" for shape in Document(BytesIO(file)).inline_shapes]


def tables_of(kind: str, file: bytes) -> list[Rows]:
    """The tables of a page or text document, row by row."""
    if kind == "html":
        return _page(file).tables
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(BytesIO(file)).tables]

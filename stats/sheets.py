"""Reading a CSV or XLSX file into rows of text. What its columns mean is for `stats.mapping` to say.

A file is refused where it would take more memory or time than any sheet of contacts does. Nothing is written to disk.
"""

import codecs
import csv
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from chat.language import N_

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 150 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 100

BETWEEN = ";,\t"  # what may stand between the cells of CSV
OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also the outside of an XLSX that has a password
ZIP = b"PK"
CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")  # where a cell stands, such as AB12
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

TOO_BIG = N_("The file is larger than 20 MB.")
TOO_LARGE_INSIDE = N_("The file becomes too large when it is unpacked.")
TOO_MANY_ROWS = N_("The sheet has more than 50,000 rows.")
TOO_MANY_COLUMNS = N_("The sheet has more than 100 columns.")
HAS_PASSWORD = N_("This is an old Excel file, or one with a password. Save it as .xlsx without a password.")
UNREADABLE = N_("The file cannot be read as CSV or XLSX.")
UNREADABLE_ROW = N_("Row %(row)s cannot be read. A quotation mark may be missing there.")
EMPTY = N_("The file has no row with the names of columns.")


class SheetRefused(ValueError):
    """The file is not read. `text` is English and marked for translation; `row` fills its gap."""

    def __init__(self, text: str, row: int = 0) -> None:
        super().__init__(text % {"row": row} if row else text)
        self.text, self.row = text, row


@dataclass(frozen=True)
class Sheet:
    """A table of text. `rows`: the number that a spreadsheet shows beside a row -> its cells, without empty rows.

    `header` is the number of the row with the names. `unread` are the names of further sheets in the file.
    """

    header: int
    columns: tuple[str, ...]
    rows: dict[int, tuple[str, ...]]
    unread: tuple[str, ...] = ()


def read_sheet(content: bytes) -> Sheet:
    """The first sheet that the file shows, by what the file is and not by its name. Raises SheetRefused."""
    if len(content) > MAX_BYTES:
        raise SheetRefused(TOO_BIG)
    if content.startswith(OLD_EXCEL):
        raise SheetRefused(HAS_PASSWORD)
    return _read_xlsx(content) if content.startswith(ZIP) else _read_csv(decode(content))


def _read_csv(text: str) -> Sheet:
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: dict[int, tuple[str, ...]] = {}
    try:
        for number, cells in enumerate(reader, 1):
            rows[number] = tuple(cell.strip() for cell in cells)
    except csv.Error:
        raise SheetRefused(UNREADABLE_ROW, len(rows) + 1) from None
    return _with_header(rows)


def decode(content: bytes) -> str:
    """What Excel and others write: UTF-8, the `Unicode text` of Excel, or the old code page of Windows.

    Raises SheetRefused.
    """
    encodings = ("utf-16",) if content.startswith(UTF_16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SheetRefused(UNREADABLE)


def _delimiter(text: str) -> str:
    """What stands between the cells of the first line that has several."""
    for line in StringIO(text):
        bare = re.sub(r'"[^"]*"', "", line)
        if any(sign in bare for sign in BETWEEN):
            return max(BETWEEN, key=bare.count)
    return BETWEEN[0]


def _with_header(rows: dict[int, tuple[str, ...]], unread: Iterable[str] = ()) -> Sheet:
    """The sheet whose names stand in the first row of several cells; a title may stand above."""
    full = {number: cells for number, cells in rows.items() if any(cells)}
    header = next((number for number, cells in full.items() if sum(map(bool, cells)) > 1), None)
    if header is None:
        raise SheetRefused(EMPTY)
    below = {number: cells for number, cells in full.items() if number > header}
    if len(below) > MAX_ROWS:
        raise SheetRefused(TOO_MANY_ROWS)
    if len(full[header]) > MAX_COLUMNS:
        raise SheetRefused(TOO_MANY_COLUMNS)
    return Sheet(header, full[header], below, tuple(unread))


def _read_xlsx(content: bytes) -> Sheet:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(_repack(content))) as book:
            shown = [sheet.name for sheet in book.sheets_metadata if _is_shown(sheet.typ, sheet.visible)]
            cells = book.get_sheet_by_name(shown[0]).to_python(skip_empty_area=False) if shown else []
    except (BadZipFile, CalamineError, EOFError, expat.ExpatError, NotImplementedError, RuntimeError, zlib.error):
        raise SheetRefused(UNREADABLE) from None
    rows = {number: tuple(map(_text, row)) for number, row in enumerate(cells, 1)}
    return _with_header(rows, shown[1:])


def _is_shown(kind: SheetTypeEnum, visible: SheetVisibleEnum) -> bool:
    return kind == SheetTypeEnum.WorkSheet and visible == SheetVisibleEnum.Visible


def _text(value: object) -> str:
    """A cell as one would type it; of a moment only its day."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _repack(content: bytes) -> bytes:
    """The file with nothing in it but what was unpacked and checked here.

    The sizes that a file gives for its parts may be lies, and the library that reads the sheet would believe them.
    """
    out, room = BytesIO(), MAX_UNPACKED
    with ZipFile(BytesIO(content)) as packed, ZipFile(out, "w") as plain:
        for name in dict.fromkeys(packed.namelist()):
            if not name.endswith((".xml", ".rels")):
                continue  # pictures, programs
            with packed.open(name) as file:
                part = file.read(room + 1)
            room -= len(part)
            if room < 0:
                raise SheetRefused(TOO_LARGE_INSIDE)
            _Reach().check(part)
            plain.writestr(name, part)
    return out.getvalue()


class _Reach:
    """How far the filled cells of a sheet reach, as its XML tells it.

    The library makes room for the whole rectangle around them, so one cell at the far corner would take all memory.
    """

    def __init__(self) -> None:
        self._row = self._column = 0

    def check(self, xml: bytes) -> None:
        """Raises SheetRefused where a cell is too far away, and ExpatError where this is no XML."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._refuse
        parser.Parse(xml, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                given = attributes.get("r", "")
                self._row, self._column = int(given) if given.isdecimal() else self._row + 1, 0
            case "c":
                self._go_to(attributes.get("r", ""))
            case "v" | "is" | "f":
                self._look()

    def _go_to(self, place: str) -> None:
        self._column += 1
        if found := CELL.fullmatch(place.upper()):
            self._row, self._column = int(found[2]), 0
            for letter in found[1]:
                self._column = self._column * 26 + ord(letter) - 64

    def _look(self) -> None:
        if self._row > MAX_ROWS + 100:  # a title and empty rows may stand above
            raise SheetRefused(TOO_MANY_ROWS)
        if self._column > MAX_COLUMNS:
            raise SheetRefused(TOO_MANY_COLUMNS)

    def _refuse(self, *_told: object) -> None:
        raise SheetRefused(UNREADABLE)  # what a sheet is never written with, and what could grow without end

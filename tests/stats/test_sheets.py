"""A sheet is read as what it is, down to the cell; what would take too much, or attacks, is refused."""

import tracemalloc
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from stats import sheets
from stats.sheets import Sheet, SheetRefused, read_sheet
from tests.stats.sheet_files import as_xlsx, parts, with_part

SHEET = "xl/worksheets/sheet1.xml"
PLAIN = as_xlsx([["dato", "kanal"], ["2024-01-02", "chat"]])


def refused(content: bytes) -> str:
    with pytest.raises(SheetRefused) as why:
        read_sheet(content)
    return why.value.text


def part(name: str) -> bytes:
    return dict(parts(PLAIN))[name]


class TestCsv:
    @pytest.mark.parametrize("between", [";", ",", "\t"])
    def test_what_stands_between_the_cells_is_seen(self, between: str) -> None:
        sheet = read_sheet(f"dato{between}kanal\n2024-01-02{between}chat\n".encode())
        assert sheet == Sheet(1, ("dato", "kanal"), {2: ("2024-01-02", "chat")})

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_norwegian_letters_arrive_however_they_were_saved(self, encoding: str) -> None:
        sheet = read_sheet("kjønn;språk\nmann;bokmål\n".encode(encoding))
        assert (sheet.columns, sheet.rows) == (("kjønn", "språk"), {2: ("mann", "bokmål")})

    def test_a_quoted_cell_may_have_lines_and_signs(self) -> None:
        sheet = read_sheet(b'dato;notat\r\n2024-01-02;"en; to\r\n""tre"""\r\n')
        assert sheet.rows == {2: ("2024-01-02", 'en; to\r\n"tre"')}

    def test_a_title_above_and_empty_rows_keep_the_numbers_that_a_spreadsheet_shows(self) -> None:
        sheet = read_sheet(b"Kontakter 2024;\n;\ndato;kanal\n;\n2024-01-02;chat\n")
        assert (sheet.header, sheet.rows) == (3, {5: ("2024-01-02", "chat")})

    def test_a_row_that_cannot_be_read_is_named(self) -> None:
        with pytest.raises(SheetRefused, match="Row 2 cannot be read"):
            read_sheet(b'dato;notat\n2024-01-02;"' + b"x" * 200_000 + b"\n")

    @pytest.mark.parametrize("content", [b"", b"\n\n", b"dato\n2024-01-02\n", b" ; ; \n"])
    def test_a_file_without_names_of_columns_is_refused(self, content: bytes) -> None:
        assert refused(content) == sheets.EMPTY

    def test_what_is_no_text_is_refused(self) -> None:
        assert refused(b"\x89PNG\0\0\x90\0\0") == sheets.UNREADABLE


class TestXlsx:
    def test_cells_are_text_as_one_would_type_them(self) -> None:
        sheet = read_sheet(as_xlsx([["dato", "alder", "notat"], [date(2024, 3, 2), 41, "Har hund."]]))
        assert sheet.rows == {2: ("2024-03-02", "41", "Har hund.")}

    def test_of_a_moment_only_the_day_is_read(self) -> None:
        out = BytesIO()
        with Workbook(out, {"default_date_format": "dd.mm.yyyy hh:mm"}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["dato", "kanal"])
            sheet.write_datetime(1, 0, datetime(2024, 3, 2, 23, 41))  # noqa: DTZ001 - spreadsheets have no zones
            sheet.write(1, 1, "chat")
        assert read_sheet(out.getvalue()).rows == {2: ("2024-03-02", "chat")}

    def test_further_sheets_are_named_and_not_read(self) -> None:
        assert read_sheet(as_xlsx([["dato", "kanal"]], ["2025", "Lister"])).unread == ("2025", "Lister")

    def test_one_that_has_a_password_or_is_old_says_so(self) -> None:
        assert refused(b"\xd0\xcf\x11\xe0" + bytes(600)) == sheets.HAS_PASSWORD

    @pytest.mark.parametrize("content", [b"PK", PLAIN[:400], PLAIN[:-30], b"PK\x03\x04" + bytes(100)])
    def test_a_broken_one_is_refused(self, content: bytes) -> None:
        assert refused(content) == sheets.UNREADABLE

    def test_a_zip_of_something_else_is_refused(self) -> None:
        out = BytesIO()
        with ZipFile(out, "w") as file:
            file.writestr("hei.txt", "hei")
        assert refused(out.getvalue()) == sheets.UNREADABLE

    def test_xml_that_is_broken_is_refused(self) -> None:
        assert refused(with_part(PLAIN, SHEET, b"<worksheet><row>")) == sheets.UNREADABLE


class TestLimits:
    def test_a_file_that_is_too_big_is_not_looked_at(self) -> None:
        assert refused(bytes(sheets.MAX_BYTES + 1)) == sheets.TOO_BIG

    def test_too_many_rows_are_refused(self) -> None:
        assert refused(b"a;b\n" + b"1;2\n" * (sheets.MAX_ROWS + 1)) == sheets.TOO_MANY_ROWS

    def test_too_many_columns_are_refused(self) -> None:
        assert refused(b";".join([b"a"] * (sheets.MAX_COLUMNS + 1)) + b"\n") == sheets.TOO_MANY_COLUMNS

    @pytest.mark.parametrize(("place", "why"), [("A1000000", sheets.TOO_MANY_ROWS), ("XFD2", sheets.TOO_MANY_COLUMNS)])
    def test_one_cell_far_away_takes_no_memory(self, place: str, why: str) -> None:
        xml = part(SHEET).replace(b"</row></sheetData>", f'<c r="{place}"><v>1</v></c></row></sheetData>'.encode())
        assert place.encode() in xml
        assert refused(with_part(PLAIN, SHEET, xml)) == why


class TestAttacks:
    def test_a_file_that_grows_without_end_when_it_is_unpacked_is_refused_in_little_memory(self) -> None:
        bomb = with_part(PLAIN, SHEET, part(SHEET) + b" " * (sheets.MAX_UNPACKED + 1))
        assert len(bomb) < 1_000_000
        tracemalloc.start()
        try:
            assert refused(bomb) == sheets.TOO_LARGE_INSIDE
            assert tracemalloc.get_traced_memory()[1] < 3 * sheets.MAX_UNPACKED
        finally:
            tracemalloc.stop()

    def test_a_size_that_is_a_lie_is_not_believed(self) -> None:
        """The directory at the end says that the sheet is small."""
        large = with_part(PLAIN, SHEET, part(SHEET) + b" " * 4_000_000)
        with ZipFile(BytesIO(large)) as file:
            real = file.getinfo(SHEET).file_size.to_bytes(4, "little")
        assert refused(large.replace(real, (100).to_bytes(4, "little"))) == sheets.UNREADABLE

    @pytest.mark.parametrize(
        "told",
        [
            b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
            b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
            b"<!DOCTYPE x>",
        ],
        ids=["growing", "another file", "another machine", "nothing"],
    )
    @pytest.mark.parametrize("name", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "[Content_Types].xml"])
    def test_xml_with_a_document_type_is_refused(self, told: bytes, name: str) -> None:
        head, _, body = part(name).partition(b"?>")
        assert refused(with_part(PLAIN, name, head + b"?>" + told + body)) == sheets.UNREADABLE

    def test_what_a_workbook_brings_besides_cells_is_not_unpacked(self) -> None:
        out = BytesIO(PLAIN)
        with ZipFile(out, "a", ZIP_DEFLATED) as file:
            file.writestr("xl/vbaProject.bin", bytes(1000))
            file.writestr("../../etc/passwd", "root")
        assert read_sheet(out.getvalue()).rows == {2: ("2024-01-02", "chat")}

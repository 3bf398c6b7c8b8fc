"""Sheets as services have them, made for a test: CSV as Excel writes it in Norway, and XLSX."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook  # type: ignore[import-untyped]

Cell = str | date | int
Table = Sequence[Sequence[Cell]]

YEARS = (2023, 2024)
CONTACTS = 1200  # in both years together
HEADER = (
    "Nr",
    "Dato for kontakt",
    "Kanal",
    "Erfaring med salg av sex",
    "Kjønn",
    "Alder",
    "Språk",
    "Hva det gjaldt",
    "Snakket før",
    "Brukernavn",
    "Kommentar",
    "Tidsmerke",
)
CHANNELS = ("Chat", "Facebook", "SMS", "Gaysir", "Datingside", "Mail", "Oppmøte")
AGES = ("18-24", "25-34", "22", "41 år", "over 50", "Ukjent", "")
TOPICS = ("Testing", "Jus; Politi", "kondom, rus", "Bosted", "Økonomi / Opphold", "")
NOTES = (
    "Vil vite hvor han kan teste seg.",
    "Har hund; jobber natt.",
    "",
    'Sa "kanskje senere".',
    "Spurte om støtte\nog bolig.",
)


def two_years() -> list[list[Cell]]:
    """Invented contacts of two years, the heading first; the same each time."""
    random = Random(7)
    days = sorted(date(year, 1, 1) + timedelta(random.randrange(365)) for year in YEARS for _ in range(CONTACTS // 2))
    return [list(HEADER), *(_contact(random, number, day) for number, day in enumerate(days, 1))]


def _contact(random: Random, number: int, day: date) -> list[Cell]:
    said = [random.choice(those) for those in (CHANNELS, ("Ja", "Usikker", "Nei"), ("Mann", "mann", "Trans", "Ukjent"))]
    more = [random.choice(those) for those in (AGES, ("norsk", "engelsk", "Rumensk", ""), TOPICS, ("Ja", "Nei", ""))]
    at = f"{day:%d.%m.%Y} {random.randrange(8, 23):02}:{random.randrange(60):02}"
    return [number, day, *said, *more, f"havkatt_{number}", random.choice(NOTES), at]


def as_csv(table: Table) -> bytes:
    """With semicolons, days as `02.03.2024`, and the mark that Excel puts first."""
    out = StringIO()
    csv.writer(out, delimiter=";").writerows([_written(cell) for cell in row] for row in table)
    return out.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else str(cell)


def as_xlsx(table: Table, more_sheets: Sequence[str] = ()) -> bytes:
    out = BytesIO()
    with Workbook(out, {"in_memory": True, "default_date_format": "dd.mm.yyyy"}) as book:
        sheet = book.add_worksheet("Kontakter")
        for number, row in enumerate(table):
            for column, cell in enumerate(row):
                sheet.write(number, column, datetime.combine(cell, datetime.min.time()) if type(cell) is date else cell)
        for name in more_sheets:
            book.add_worksheet(name)
    return out.getvalue()


def with_part(workbook: bytes, name: str, xml: bytes) -> bytes:
    """The workbook with one of its parts replaced."""
    out = BytesIO()
    with ZipFile(BytesIO(workbook)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for part in before.namelist():
            after.writestr(part, xml if part == name else before.read(part))
    return out.getvalue()


def parts(workbook: bytes) -> Iterator[tuple[str, bytes]]:
    with ZipFile(BytesIO(workbook)) as file:
        for name in file.namelist():
            yield name, file.read(name)

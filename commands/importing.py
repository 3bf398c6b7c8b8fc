"""A file of contacts comes in: JSON lines, or a sheet whose columns and values are matched to the register's."""

import argparse
import sys
from io import StringIO
from pathlib import Path
from typing import NoReturn

from sqlalchemy.orm import Session

from app import open_app_database
from chat import calendar
from chat.settings import Settings
from commands.shared import Commands, Failure, add
from stats import exchange, service_key
from stats.mapping import Meaning, MeaningRefused, corrected, letter, not_understood, propose
from stats.rows import read_records
from stats.sheets import Sheet, SheetRefused, read_sheet

SHOWN = 20  # values of a field that are not understood


def add_to(group: Commands) -> None:
    words = "import JSON lines, CSV or XLSX: all of the file, or nothing"
    new = add(group, "import", contacts_import, words)
    new.add_argument("file", type=Path)
    new.add_argument("--with-links", action="store_true", help="link contacts that share a value of `person`")
    new.add_argument("--mapping", type=Path, metavar="MAPPING.json", help="what columns and values of a sheet mean")
    new.add_argument("--dry-run", action="store_true", help="only say what columns become, and what is wrong")


def contacts_import(settings: Settings, options: argparse.Namespace) -> None:
    content = _read(options.file)
    lines = content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") or options.file.suffix == ".jsonl"
    database = open_app_database(settings)
    key = database.run_now(service_key.open_key, settings.secret_file)
    if result := database.run_now(_take_lines if lines else _take_sheet, key, content, options):
        _tell_details(result.telling, "line" if lines else "row")
        _tell(result)


def _take_lines(
    session: Session, key: bytes, content: bytes, options: argparse.Namespace
) -> exchange.ImportResult | None:
    try:
        lines = StringIO(content.decode("utf-8-sig"), newline="")
    except UnicodeDecodeError:
        raise Failure(f"{options.file} cannot be read: save it as UTF-8 and try again") from None
    if options.dry_run:
        _tell_found(exchange.examine(session, key, read_records(lines), calendar.today()), "line")
        return None
    try:
        return exchange.import_contacts(session, key, lines, options.with_links, calendar.today())
    except exchange.ImportErrors as errors:
        _refuse(errors, "line")


def _take_sheet(
    session: Session, key: bytes, content: bytes, options: argparse.Namespace
) -> exchange.ImportResult | None:
    sheet, meaning = _understand(session, content, options)
    if options.dry_run:
        _tell_meaning(sheet, meaning)
        _tell_found(exchange.examine_sheet(session, key, sheet, meaning, calendar.today()), "row")
        return None
    try:
        return exchange.import_sheet(session, key, sheet, meaning, options.with_links, calendar.today())
    except exchange.ImportErrors as errors:
        _refuse(errors, "row")


def _understand(session: Session, content: bytes, options: argparse.Namespace) -> tuple[Sheet, Meaning]:
    try:
        sheet = read_sheet(content)
        meaning = propose(sheet, exchange.topic_names(session))
        return sheet, corrected(sheet, meaning, _read(options.mapping)) if options.mapping else meaning
    except SheetRefused as refused:
        raise Failure(f"{options.file}: {refused}") from None
    except MeaningRefused as refused:
        raise Failure(f"{options.mapping}: {refused}") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as reason:
        raise Failure(f"{path} cannot be read: {reason.strerror}") from None


def _tell_meaning(sheet: Sheet, meaning: Meaning) -> None:
    for place, (column, name) in enumerate(zip(sheet.columns, meaning.columns, strict=True)):
        print(f"{column or letter(place)} -> {name or 'never kept'}")
    for name, word in meaning.otherwise.items():
        if word:
            print(f"{name} is {word} where a row says nothing")
    for name, strange in not_understood(sheet, meaning).items():
        chosen = meaning.values.get(name, {})
        for value, rows in [one for one in strange if one[0] not in chosen][:SHOWN]:
            print(f"{name} {value!r} is not understood ({rows} rows)")
    for other in sheet.unread:
        print(f"the sheet {other!r} is not read")


def _tell_found(found: exchange.Examined, counted: str) -> None:
    print(f"{len(found.new)} new, {len(found.known)} already there, {len(found.errors)} wrong.")
    _tell_details(found.telling, counted)
    if found.errors:
        _refuse(exchange.ImportErrors(found.errors), counted)


def _tell_details(telling: dict[int, list[str]], counted: str) -> None:
    for number, kinds in telling.items():
        print(f"{counted} {number}: the note may tell who it is: {', '.join(kinds)}", file=sys.stderr)


def _tell(result: exchange.ImportResult) -> None:
    if result.ended_notes:
        print(f"notes that were over, and are not kept: {result.ended_notes}", file=sys.stderr)
    if result.dropped_fields:
        print(f"never kept: {', '.join(result.dropped_fields)}", file=sys.stderr)
    if result.known:
        print(f"already there, and left as they are: {result.known}", file=sys.stderr)
    print(f"Imported {result.contacts} contacts and {result.links} links.")


def _refuse(errors: exchange.ImportErrors, counted: str) -> NoReturn:
    rows = "".join(f"\n  {counted} {number}: {what}" for number, what in errors.errors)
    raise Failure(f"nothing was imported{rows}") from None

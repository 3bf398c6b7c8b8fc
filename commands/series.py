"""Figures that were printed in earlier reports: in, and compared with what follows from them."""

import argparse
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import open_app_database
from chat import calendar
from chat.db import make_reader
from chat.language import speech
from chat.settings import Settings
from commands.shared import Commands, Failure, add, add_group
from stats.series.editions import Imported, import_series, newest_tables
from stats.series.files import SeriesRefused, read_content
from stats.series.reading import read_table
from stats.series.recomputing import compare
from stats.series.table import Table
from stats.series.wording import say


def add_to(commands: Commands) -> None:
    group = add_group(commands, "series", "figures that were printed in earlier reports")
    new = add(group, "import", series_import, "add a printed table or a new edition of it, all or nothing")
    new.add_argument("file", type=Path)
    tried = add(group, "check", series_check, "print where tables differ from what follows from them; stores nothing")
    tried.add_argument("file", type=Path, nargs="+")


def series_import(settings: Settings, options: argparse.Namespace) -> None:
    """Adds the file as an edition of its title, and prints where it differs."""
    content = _read(options.file)
    try:
        imported, others = open_app_database(settings).run_now(_import, content)
    except SeriesRefused as refused:
        raise _failure(options.file, refused) from None
    edition = imported.edition
    done = "is imported" if imported.is_new else "is there already"
    print(f"{edition.title}, edition {edition.edition}, {done}.")
    _tell(others[edition.title], others)


def series_check(settings: Settings, options: argparse.Namespace) -> None:
    """Prints where the files differ. They may refer to each other, and to what was imported."""
    tables = [_table(file) for file in options.file]
    others = _stored(settings) | {table.title: table for table in tables}
    for table in tables:
        print(table.title)
        _tell(table, others)


def _import(session: Session, content: bytes) -> tuple[Imported, dict[str, Table]]:
    imported = import_series(session, content, None, calendar.today())
    return imported, newest_tables(session)


def _stored(settings: Settings) -> dict[str, Table]:
    """What was imported, read without touching it; nothing where there is no register or one that knows no series."""
    if not settings.app_path.exists():
        return {}
    engine = make_reader(settings.app_path)
    try:
        with suppress(OperationalError), Session(engine) as session:
            return newest_tables(session)
        return {}
    finally:
        engine.dispose()


def _table(file: Path) -> Table:
    try:
        return read_table(read_content(_read(file)))
    except SeriesRefused as refused:
        raise _failure(file, refused) from None


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as reason:
        raise Failure(f"{file} cannot be read: {reason.strerror}") from None


def _failure(file: Path, refused: SeriesRefused) -> Failure:
    return Failure("\n".join(f"{file}: {wrong}" for wrong in refused.wrongs))


def _tell(table: Table, others: dict[str, Table]) -> None:
    for line in _lines(table, others):
        print(f"  {line}")


def _lines(table: Table, others: dict[str, Table]) -> Iterator[str]:
    said = speech("en")
    differences = compare(table, others)
    if not differences:
        yield "The print differs nowhere from what follows from it."
    for difference in differences:
        place = difference.cell
        yield f"{place.row}, {place.column}: {say(difference, said)}"

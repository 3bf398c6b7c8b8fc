"""The contact register: in, out, and counted."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from getpass import getpass
from pathlib import Path

from sqlalchemy.orm import Session

from app import open_app_database
from chat import calendar
from chat.settings import Settings
from commands import importing
from commands.shared import Commands, Failure, a_year, add, add_group
from stats import approval, exchange, report, service_key


def add_to(commands: Commands) -> None:
    group = add_group(commands, "contacts", "the contact register")
    importing.add_to(group)
    out = add(group, "export", contacts_export, "write the register to a new file, or to standard output")
    out.add_argument("file", type=Path, nargs="?")
    out.add_argument("--format", choices=["jsonl", "csv", "xlsx"], help="else by the name of the file, or jsonl")
    out.add_argument("--notes", action="store_true", help="include the notes on contacts; a counselor has to approve")
    out.add_argument("--approved-by", metavar="NAME", help="the counselor, who then types the own password")
    year = add(commands, "figures", print_figures, "print a year's figures as the register stands: not for publication")
    year.add_argument("year", type=a_year)
    year.add_argument("--format", choices=["json", "csv"], default="json")
    year.add_argument("--language", choices=["nb", "en"], default="en")


def _as_lines(records: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


FORMATS: dict[str, Callable[[list[dict[str, object]]], bytes]] = {
    "jsonl": _as_lines,
    "csv": lambda records: exchange.as_csv(records).encode(),
    "xlsx": exchange.as_xlsx,
}


def contacts_export(settings: Settings, options: argparse.Namespace) -> None:
    form = options.format or (options.file.suffix.removeprefix(".") if options.file else "jsonl")
    if form not in FORMATS:
        raise Failure(f"the format is one of {', '.join(FORMATS)}")
    if options.notes != bool(options.approved_by):
        raise Failure("notes are exported with both --notes and --approved-by NAME, a counselor")
    password = _ask_password(options.approved_by) if options.notes else ""
    records = open_app_database(settings).run_now(_export, settings.secret_file, options.approved_by, password)
    _write(FORMATS[form](records), options.file)


def _write(content: bytes, file: Path | None) -> None:
    """Into a new file that only its owner can read, or to standard output."""
    if file is None:
        sys.stdout.buffer.write(content)
        return
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
    except OSError as reason:
        raise Failure(f"{file} cannot be written: {reason.strerror}") from None


def _ask_password(name: str) -> str:
    if sys.stdin.isatty():
        return getpass(f"{name}, type your password if all notes may leave in this file: ")
    return sys.stdin.readline().rstrip("\r\n")


def _export(session: Session, secret_file: Path, approved_by: str | None, password: str) -> list[dict[str, object]]:
    """With notes only where somebody approved, which is on record before the first of them is written."""
    if approved_by:
        approval.approve_export(session, approved_by, password, calendar.today())
    key = service_key.open_key(session, secret_file)
    return list(exchange.export_contacts(session, key, with_notes=bool(approved_by)))


def print_figures(settings: Settings, options: argparse.Namespace) -> None:
    figures = open_app_database(settings).run_now(report.year_report, options.year)
    if options.format == "csv":
        sys.stdout.write(figures.as_csv(options.language))
    else:
        print(json.dumps(figures.as_json(options.language), ensure_ascii=False, indent=2))

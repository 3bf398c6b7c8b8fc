"""The contact register: in, out, and counted."""

import argparse
import json
import sys
from datetime import date
from io import StringIO
from pathlib import Path

from sqlalchemy.orm import Session

from app import open_app_database
from chat.settings import Settings
from commands.shared import Commands, Failure, add, add_group
from stats import exchange, report, service_key


def add_to(commands: Commands) -> None:
    group = add_group(commands, "contacts", "the contact register")
    new = add(group, "import", contacts_import, "import JSON lines or CSV: all of the file, or nothing")
    new.add_argument("file", type=Path)
    new.add_argument("--with-links", action="store_true", help="link contacts that share a value of `person`")
    out = add(group, "export", contacts_export, "write the register to standard output")
    out.add_argument("--format", choices=["jsonl", "csv"], default="jsonl")
    out.add_argument("--with-notes", action="store_true", help="include the notes on contacts")
    year = add(commands, "report", print_report, "print a year's figures")
    year.add_argument("year", type=_year)
    year.add_argument("--format", choices=["json", "csv"], default="json")


def _year(text: str) -> int:
    if not text.isdigit() or not 1900 <= int(text[:5]) <= 2200:
        raise argparse.ArgumentTypeError(f"{text!r} is not a year")
    return int(text)


def contacts_import(settings: Settings, options: argparse.Namespace) -> None:
    try:
        text = options.file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Failure(f"{options.file} cannot be read: save it as UTF-8 and try again") from None
    except OSError as reason:
        raise Failure(f"{options.file} cannot be read: {reason.strerror}") from None
    today = date.today()  # noqa: DTZ011 - the day as the service's calendar has it
    database = open_app_database(settings)
    key = database.run_now(service_key.open_key, settings.secret_file)
    try:
        result = database.run_now(exchange.import_contacts, key, StringIO(text, newline=""), options.with_links, today)
    except exchange.ImportErrors as errors:
        rows = "".join(f"\n  line {row}: {what}" for row, what in errors.errors)
        raise Failure(f"nothing was imported{rows}") from None
    if result.ended_notes:
        print(f"notes that were over, and are not kept: {result.ended_notes}", file=sys.stderr)
    if result.dropped_fields:
        print(f"never kept: {', '.join(result.dropped_fields)}", file=sys.stderr)
    print(f"Imported {result.contacts} contacts and {result.links} links.")


def contacts_export(settings: Settings, options: argparse.Namespace) -> None:
    records = open_app_database(settings).run_now(_export, settings.secret_file, options.with_notes)
    if options.format == "csv":
        sys.stdout.write(exchange.as_csv(records))
        return
    for record in records:
        print(json.dumps(record, ensure_ascii=False))


def _export(session: Session, secret_file: Path, with_notes: bool) -> list[dict[str, object]]:
    key = service_key.open_key(session, secret_file)
    return list(exchange.export_contacts(session, key, with_notes))


def print_report(settings: Settings, options: argparse.Namespace) -> None:
    figures = open_app_database(settings).run_now(report.year_report, options.year)
    if options.format == "csv":
        sys.stdout.write(figures.as_csv("en"))
    else:
        print(json.dumps(figures.as_json("en"), ensure_ascii=False, indent=2))

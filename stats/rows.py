"""Reading the rows of a contact file: JSON lines, or CSV with the same names. No storage.

The form's own rules decide what a row may be; here are only the file's names, and what a file must always say.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from stats.forms import FormErrors, NewContact, parse_contact
from stats.vocabulary import About, TalkedBefore

FORM_NAMES = {  # a field of the file -> the field of the form that has its rules
    "date": "day",
    "channel": "channel",
    "about": "about",
    "category": "category",
    "gender": "gender",
    "age_band": "age_band",
    "language": "language",
    "topics": "topics",
    "said_before": "talked_before",
    "comment": "note",
}
KNOWN = {"id", "person", "talked_before", "no_note", "note_until", *FORM_NAMES}
NEVER_EMPTY = ("id", "date", "channel", "gender", "age_band", "language", "said_before")
NOTHING: tuple[object, ...] = (None, "", [])

SAID_BEFORE = {  # the file's three words, beside our own four
    "yes": TalkedBefore.VOLUNTEERED,
    "no": TalkedBefore.ASKED_NO,
    "unknown": TalkedBefore.NOT_ASKED,
}
NO_NOTE = {"yes": True, "no": False, "": False}
FORMULA = ("=", "+", "-", "@", "'")  # a note that begins like this gets an apostrophe before it in CSV

Record = Mapping[str, Any]


class RowError(ValueError):
    """What is wrong with one row, in English, for the person who made the file."""


@dataclass(frozen=True)
class Row:
    """A good row. `person` is the file's own label, None where it has none."""

    number: int
    given_id: str
    person: str | None
    contact: NewContact


def read_records(lines: Iterable[str]) -> Iterator[tuple[int, Record | RowError]]:
    """The records of a file, each with the number of the line it ends on; where it cannot be read, what is wrong.

    `lines` come as an open file gives them, with their line ends.
    """
    given = list(lines)
    given[:1] = [line.removeprefix("\ufeff") for line in given[:1]]
    first = next((line for line in given if line.strip()), "")
    if not first:
        return iter([(1, RowError("the file has no contacts"))])
    return _read_json(given) if first.lstrip().startswith("{") else _read_csv(given, first)


def _read_json(lines: list[str]) -> Iterator[tuple[int, Record | RowError]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            yield number, record if isinstance(record, dict) else RowError("not a JSON object")


def _read_csv(lines: list[str], header: str) -> Iterator[tuple[int, Record | RowError]]:
    # Spreadsheets in Norwegian write semicolons between cells.
    reader = csv.DictReader(lines, delimiter="," if "," in header else ";")
    try:
        wrong = _wrong_columns(list(reader.fieldnames or ()))
        if wrong:
            yield 1, RowError(wrong)
            return
        for record in reader:
            yield reader.line_num, RowError("more cells than columns") if None in record else _plain(record)
    except csv.Error as unreadable:  # such as a cell that is longer than any contact has
        yield reader.line_num + 1, RowError(f"not readable as CSV: {unreadable}")


def _wrong_columns(columns: list[str]) -> str:
    """What is wrong with the columns, empty where nothing is. Those that are dropped may be as they like."""
    if "id" not in columns:
        return "neither JSON lines nor CSV with a column id"
    twice = sorted(name for name in KNOWN if columns.count(name) > 1)
    return f"more than one column {', '.join(twice)}" if twice else ""


def _plain(record: dict[str, str]) -> Record:
    """A record of CSV as it would stand in JSON."""
    topics = [topic.strip() for topic in (record.get("topics") or "").split(";")]
    return {**record, "topics": topics, "comment": unguarded(record.get("comment") or "")}


def guarded(note: str) -> str:
    """The note as a cell that no spreadsheet takes for a formula."""
    return f"'{note}" if note.startswith(FORMULA) else note


def unguarded(cell: str) -> str:
    """The note that `guarded` made this cell of."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def parse_row(number: int, record: Record, today: date) -> Row:
    """The contact of one record. Raises RowError with everything that is wrong in it."""
    empty = [name for name in NEVER_EMPTY if record.get(name) in NOTHING]
    if empty:
        raise RowError("; ".join(f"{name} is missing" for name in empty))
    try:
        contact = parse_contact(_form(record), today, note_required=False)
    except FormErrors as wrong:
        names = {form: name for name, form in FORM_NAMES.items()}
        raise RowError("; ".join(f"{names[field]}: {text}" for field, text in wrong.errors.items())) from None
    person = record.get("person")
    contact = replace(contact, no_note=_no_note(record), note_until=_note_until(record))
    return Row(number, _text(record, "id"), None if person in NOTHING else str(person), contact)


def _no_note(record: Record) -> bool:
    said = _text(record, "no_note")
    if said not in NO_NOTE:
        raise RowError("no_note: must be yes or no")
    if NO_NOTE[said] and _text(record, "comment"):
        raise RowError("comment: must be empty where no_note is yes")
    return NO_NOTE[said]


def _note_until(record: Record) -> date | None:
    said = _text(record, "note_until")
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise RowError("note_until: must be a day such as 2026-03-31") from None


def _form(record: Record) -> dict[str, list[str]]:
    form = {form: [_text(record, name)] for name, form in FORM_NAMES.items() if name != "topics"}
    (said,) = form["talked_before"]
    return form | {
        "about": [_text(record, "about") or About.HIMSELF],
        "talked_before": [_text(record, "talked_before") or SAID_BEFORE.get(said, said)],
        "topics": _topics(record),
    }


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str | None):
        raise RowError(f"{name}: must be text")
    return value or ""


def _topics(record: Record) -> list[str]:
    topics = record.get("topics") or []
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise RowError("topics: must be a list of texts")
    return topics

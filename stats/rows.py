"""The rows of a contact file, as records with the file's own names, however the file wrote them. No storage.

The form's own rules decide what a row may be; here are only the names, and what a row must always say. Records come
from JSON lines, read here, or from a sheet (`stats.mapping`).
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chat.language import N_
from stats.forms import FormErrors, NewContact, parse_contact
from stats.vocabulary import About, TalkedBefore

ALIKE = ("basis", "considering", "nationality", "contacted_by", "heard_from", "step")  # named as in the form
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
    **{name: name for name in ALIKE},
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
OUR_ID = re.compile(r"[0-9a-f]{8}|[0-9a-f]{16}")
# Where a cell begins, also one that a spreadsheet makes of the rest of it, and what makes a formula of it there.
BEGINS = r"((?:^|[;\t\r\n]) *)"
FORMULA = r"(?=[=+\-@'＝＋－＠])"

Record = Mapping[str, Any]


MISSING = N_("is missing")
STORED = N_("the register already has this contact")
TWICE = N_("the same as on line %(line)s")


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong: in which field, empty for the row as a whole, and English text for who made the file.

    `line` fills the gap of the text. What stands in the file is never repeated.
    """

    field: str
    text: str
    line: int = 0

    def __str__(self) -> str:
        text = self.text % {"line": self.line} if self.line else self.text
        return f"{self.field}{' ' if self.text == MISSING else ': '}{text}" if self.field else text


class RowError(ValueError):
    """Everything that is wrong with one row."""

    def __init__(self, *wrongs: Wrong) -> None:
        super().__init__("; ".join(map(str, wrongs)))
        self.wrongs = wrongs


@dataclass(frozen=True)
class Row:
    """A good row. `person` is the file's own label, None where it has none."""

    number: int
    given_id: str
    person: str | None
    contact: NewContact


def read_records(lines: Iterable[str]) -> Iterator[tuple[int, Record | RowError]]:
    """The records of JSON lines, each with the number of its line; where it cannot be read, what is wrong.

    `lines` come as an open file gives them, with their line ends.
    """
    given = list(lines)
    given[:1] = [line.removeprefix("\ufeff") for line in given[:1]]
    first = next((line for line in given if line.strip()), "")
    if not first.lstrip().startswith("{"):
        wrong = "neither JSON lines nor a sheet" if first else "the file has no contacts"
        return iter([(1, RowError(Wrong("", wrong)))])
    return _read_json(given)


def _read_json(lines: list[str]) -> Iterator[tuple[int, Record | RowError]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            yield number, record if isinstance(record, dict) else RowError(Wrong("", "not a JSON object"))


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: an apostrophe stands wherever one could begin."""
    return re.sub(BEGINS + FORMULA, r"\1'", text)


def unguarded(cell: str) -> str:
    """The text that `guarded` made this cell of."""
    return re.sub(f"{BEGINS}'{FORMULA}", r"\1", cell)


def parse_row(number: int, record: Record, today: date, topics: Collection[str]) -> Row:
    """The contact of one record; `topics` are the codes of the list. Raises RowError with everything that is wrong."""
    empty = [name for name in NEVER_EMPTY if record.get(name) in NOTHING]
    if empty:
        raise RowError(*(Wrong(name, MISSING) for name in empty))
    try:
        form = _form(record)
        contact = parse_contact(form, today, note_required=False, basis_required=False, topics=topics)
    except FormErrors as wrong:
        names = {form: name for name, form in FORM_NAMES.items()}
        raise RowError(*(Wrong(names[field], text) for field, text in wrong.errors.items())) from None
    person = record.get("person")
    contact = replace(contact, no_note=_no_note(record), note_until=_note_until(record))
    return Row(number, _text(record, "id"), None if person in NOTHING else str(person), contact)


def _no_note(record: Record) -> bool:
    said = _text(record, "no_note")
    if said not in NO_NOTE:
        raise RowError(Wrong("no_note", N_("must be yes or no")))
    if NO_NOTE[said] and _text(record, "comment"):
        raise RowError(Wrong("comment", N_("must be empty where no_note is yes")))
    return NO_NOTE[said]


def _note_until(record: Record) -> date | None:
    said = _text(record, "note_until")
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise RowError(Wrong("note_until", N_("must be a day such as 2026-03-31"))) from None


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
        raise RowError(Wrong(name, "must be text"))
    return value or ""


def _topics(record: Record) -> list[str]:
    topics = record.get("topics") or []
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise RowError(Wrong("topics", "must be a list of texts"))
    return topics

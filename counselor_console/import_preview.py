"""How a sheet that waits is told: its columns, the values nobody knows, what is wrong, the first rows as they would be.

Everything here is read from the sheet and from what storing it would do; nothing is decided or stored.
"""

import csv
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from io import StringIO
from typing import Any

from chat.language import N_, Speech
from counselor_console.notes import KINDS
from counselor_console.uploads import Upload
from stats.exchange import Examined
from stats.fields import FIELDS, YES_NO, names_a_person
from stats.forms import NewContact
from stats.identifying import Kind
from stats.mapping import OTHERWISE, Meaning, dropped_columns, letter, not_understood, words_of
from stats.rows import FORM_NAMES, RowError, Wrong
from stats.sheets import Sheet
from stats.vocabulary import LABELS, language_name

Names = dict[str, str]

FIRST_ROWS, WRONG_ROWS, STRANGE_VALUES, SAMPLES = 5, 20, 50, 2  # that a page shows
LONGEST_SAMPLE = 40
LEAVE_OUT = "leave-out"


class Telling(StrEnum):
    """What is done with notes that may tell who somebody is."""

    LEAVE_OUT = "leave_out"
    KEEP = "keep"


TELLING = {
    Telling.LEAVE_OUT: N_("Leave these notes out. The contacts are counted without them."),
    Telling.KEEP: N_("Keep them. I have looked at each, and none tells who it is."),
}


@dataclass(frozen=True)
class Column:
    """A column as the page asks about it; `fixed` where it names a person, and nobody may choose."""

    place: int
    name: str
    becomes: str
    samples: list[str]
    fixed: bool


def told(found: Upload, examined: Examined, names: Names, said_in: Speech) -> dict[str, Any]:
    """What the page of the preview says. `names`: of the topics, by their codes."""
    sheet, meaning = found.sheet, found.meaning
    strange = not_understood(sheet, meaning)
    return {
        "columns": _columns(sheet, meaning),
        "fields": {name: field.label for name, field in FIELDS.items()},
        "strange": {name: values[:STRANGE_VALUES] for name, values in strange.items()},
        "more": {name: len(values) - STRANGE_VALUES for name, values in strange.items()},
        "choices": {name: _choices(name, meaning, names, said_in) for name in {*strange, *OTHERWISE}},
        "leave_out": LEAVE_OUT,
        "found": examined,
        "dropped": dropped_columns(sheet, meaning),
        "first": [(row.number, _told(row.contact, names, said_in)) for row in _first(examined)],
        "wrong": _wrongs(examined.errors)[:WRONG_ROWS],
        "wrong_in_all": len(examined.errors),
        "telling": _telling(examined, said_in)[:WRONG_ROWS],
        "telling_in_all": len(examined.telling),
        "telling_choices": TELLING,
    }


def errors_as_csv(errors: list[tuple[int, RowError]], said_in: Speech) -> str:
    out = StringIO()
    writer = csv.writer(out, delimiter=";" if said_in.code == "nb" else ",")
    writer.writerow([said_in.text(head) for head in (N_("Row"), N_("Field"), N_("What is wrong"))])
    for number, label, wrong in _wrongs(errors):
        said = said_in.text(wrong.text, line=wrong.line) if wrong.line else said_in.text(wrong.text)
        writer.writerow([number, said_in.text(label) if label else "", said])
    return out.getvalue()


def _columns(sheet: Sheet, meaning: Meaning) -> list[Column]:
    return [
        Column(place, column or letter(place), meaning.columns[place], _samples(sheet, place), names_a_person(column))
        for place, column in enumerate(sheet.columns)
    ]


def _samples(sheet: Sheet, place: int) -> list[str]:
    """The first values of a column, cut short."""
    values: dict[str, None] = {}
    for row in sheet.rows.values():
        if place < len(row) and row[place] and len(values) < SAMPLES:
            values[row[place]] = None
    return [value if len(value) <= LONGEST_SAMPLE else f"{value[:LONGEST_SAMPLE]}…" for value in values]


def _choices(name: str, meaning: Meaning, names: Names, said_in: Speech) -> list[tuple[str, str]]:
    """What a value of the field can mean, and how that is said."""
    choices = [(word, _label(name, word, names, said_in)) for word in words_of(name, meaning)]
    return sorted(choices, key=lambda choice: choice[1]) if FIELDS[name].words is None else choices


def _label(name: str, word: str, names: Names, said_in: Speech) -> str:
    if name == "language":
        return language_name(word, said_in.code)
    if name == "topics":
        return names.get(word, word)
    known = next(member for member in FIELDS[name].words or () if member == word)
    return said_in.text((YES_NO | LABELS)[known])


def _first(examined: Examined) -> list[Any]:
    return list(examined.new.values())[:FIRST_ROWS]


def _told(contact: NewContact, names: Names, said_in: Speech) -> list[tuple[str, str]]:
    """The contact as it would be stored, field by field; what is not known is left out."""
    told = []
    for name, attribute in FORM_NAMES.items():
        value = getattr(contact, attribute)
        if name != "said_before" and value and value != "unknown":
            told.append((said_in.text(FIELDS[name].label), _said(name, value, names, said_in)))
    return told


def _said(name: str, value: Any, names: Names, said_in: Speech) -> str:
    if isinstance(value, date):
        return said_in.day(value)
    if isinstance(value, tuple):
        return ", ".join(names.get(topic, str(topic)) for topic in value)
    if name == "comment":
        return str(value)
    return _label(name, "yes" if value is True else value, names, said_in)


def _telling(examined: Examined, said_in: Speech) -> list[tuple[int, str]]:
    """The rows whose note may tell who somebody is, each with the kinds of what was found in it."""
    return [
        (row, ", ".join(said_in.text(KINDS[Kind(kind)]) for kind in kinds)) for row, kinds in examined.telling.items()
    ]


def _wrongs(errors: list[tuple[int, RowError]]) -> list[tuple[int, str, Wrong]]:
    """One line for each thing that is wrong: the row, the field's label or nothing, what it is."""
    ordered = sorted(errors, key=lambda error: error[0])
    return [
        (number, FIELDS[wrong.field].label if wrong.field else "", wrong)
        for number, row in ordered
        for wrong in row.wrongs
    ]

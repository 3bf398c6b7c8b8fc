"""Contacts that a service kept in a spreadsheet come in: uploaded, understood, looked at, and then stored or not.

What the columns mean is for `stats.mapping` to say, and what may be stored for `stats.exchange`.
"""

import csv
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from typing import Any

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from chat.access import SESSION_COOKIE, requires
from chat.language import N_, Speech, speech
from chat.roles import Permission
from chat.sealing import token_hash
from counselor_console.answers import first, read_form, staff_page
from counselor_console.uploads import Upload, Uploads
from stats import topics
from stats.exchange import Examined, ImportErrors, examine_sheet, import_sheet, topic_names
from stats.forms import NewContact
from stats.mapping import (
    FIELDS,
    OTHERWISE,
    YES_NO,
    Meaning,
    dropped_columns,
    letter,
    names_a_person,
    not_understood,
    propose,
    without_names,
    words_of,
)
from stats.rows import FORM_NAMES, RowError, Wrong
from stats.sheets import MAX_BYTES, TOO_BIG, Sheet, SheetRefused, read_sheet
from stats.vocabulary import LABELS, language_name

Form = dict[str, list[str]]
Names = dict[str, str]

START, PREVIEW = "/console/import", "/console/import/preview"
MAX_UPLOAD = MAX_BYTES + 64 * 1024  # with what a browser writes around the file
FIRST_ROWS, WRONG_ROWS, STRANGE_VALUES, SAMPLES = 5, 20, 50, 2  # that a page shows
LONGEST_SAMPLE = 40
LEAVE_OUT = "leave-out"
UTF8_MARK = "\ufeff"

NO_FILE = N_("Choose a file first.")
GONE = N_("The file is not here any more. Choose it again.")
CHANGED = N_("You changed something. Look at it once more, then import.")
NOT_STORED = N_("Nothing was imported. Mend what is wrong, and try again.")


class MemoryParser(MultiPartParser):
    """Starlette's, which writes a file of more than a megabyte to disk unless it is told not to."""

    spool_max_size = 0


@dataclass(frozen=True)
class Column:
    """A column as the page asks about it; `fixed` where it names a person, and nobody may choose."""

    place: int
    name: str
    becomes: str
    samples: list[str]
    fixed: bool


@requires(Permission.REGISTER)
async def start(request: Request) -> Response:
    return _start(request)


@requires(Permission.REGISTER)
async def upload(request: Request) -> Response:
    try:
        content = await _uploaded(request)
        sheet = await run_in_threadpool(lambda: without_names(read_sheet(content)))
    except SheetRefused as refused:
        return _start(request, 422, refused.text, refused.row)
    names = await request.app.state.app_db.run(topic_names)
    _uploads(request).add(_session(request), sheet, propose(sheet, names))
    return RedirectResponse(PREVIEW, 303)


@requires(Permission.REGISTER)
async def preview(request: Request) -> Response:
    found = _uploads(request).find(_session(request))
    return await _preview(request, found) if found else RedirectResponse(START, 303)


@requires(Permission.REGISTER)
async def decide(request: Request) -> Response:
    """Takes the choices of the form: to look again, to store what was looked at, or to throw the file away."""
    form, uploads, session = await read_form(request), _uploads(request), _session(request)
    found = uploads.find(session)
    if found is None or found.key != first(form, "key"):
        return _start(request, 409, GONE)
    if first(form, "do") == "discard":
        uploads.forget(session)
        return RedirectResponse(START, 303)
    before = replace(found)
    found.meaning, found.with_links = _chosen(found, form), first(form, "with_links") == "yes"
    if first(form, "do") != "store":
        return RedirectResponse(PREVIEW, 303)
    return await _store(request, found) if found == before else await _preview(request, found, 409, CHANGED)


@requires(Permission.REGISTER)
async def report(request: Request) -> Response:
    """The rows that are wrong, as a file for whoever mends the sheet. What stands in the rows is not in it."""
    found = _uploads(request).find(_session(request))
    if found is None:
        return RedirectResponse(START, 303)
    examined, _ = await _examine(request, found)
    text = UTF8_MARK + _as_csv(examined.errors, speech(request.state.staff.language))
    disposition = {"Content-Disposition": 'attachment; filename="import-errors.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=disposition)


async def _uploaded(request: Request) -> bytes:
    """The file's content, which is never written to disk. Raises SheetRefused."""
    if int(request.headers.get("content-length") or 0) > MAX_UPLOAD:
        raise SheetRefused(TOO_BIG)
    try:
        form = await MemoryParser(request.headers, request.stream(), max_files=1, max_fields=4).parse()
    except (MultiPartException, KeyError):
        raise SheetRefused(NO_FILE) from None
    file = form.get("file")
    content = b"" if file is None or isinstance(file, str) else await file.read()
    await form.close()
    if not content:
        raise SheetRefused(NO_FILE)
    return content


async def _store(request: Request, found: Upload) -> Response:
    state, today = request.app.state, _today()
    work = (state.service_key, found.sheet, found.meaning, found.with_links, today)
    try:
        result = await state.app_db.run(import_sheet, *work)
    except ImportErrors:
        return await _preview(request, found, 409, NOT_STORED)
    _uploads(request).finish(_session(request), result)
    return RedirectResponse(START, 303)


def _chosen(found: Upload, form: Form) -> Meaning:
    """What the sheet means by the form. The numbers of values are those of the page that the form came from."""
    sheet, before = found.sheet, found.meaning
    columns = tuple(_field(form, place, column) for place, column in enumerate(sheet.columns))
    values = {name: dict(words) for name, words in before.values.items()}
    for name, strange in not_understood(sheet, before).items():
        for number, (value, _) in enumerate(strange[:STRANGE_VALUES]):
            _decide_value(values.setdefault(name, {}), value, first(form, f"{name}-{number}"), words_of(name, before))
    otherwise = {name: _known(first(form, f"otherwise-{name}"), words_of(name, before)) for name in OTHERWISE}
    return replace(before, columns=columns, values=values, otherwise=otherwise)


def _field(form: Form, place: int, column: str) -> str:
    return "" if names_a_person(column) else _known(first(form, f"column-{place}"), list(FIELDS))


def _decide_value(decided: dict[str, str], value: str, word: str, known: list[str]) -> None:
    if word == LEAVE_OUT or word in known:
        decided[value] = "" if word == LEAVE_OUT else word
    else:
        decided.pop(value, None)


def _known(word: str, known: list[str]) -> str:
    return word if word in known else ""


def _start(request: Request, status: int = 200, error: str = "", row: int = 0) -> Response:
    uploads, session = _uploads(request), _session(request)
    context = {"waiting": uploads.find(session) is not None, "result": uploads.find_result(session)}
    return staff_page(request, "console/import/upload.html", status, error=error, row=row, **context)


async def _preview(request: Request, found: Upload, status: int = 200, said: str = "") -> Response:
    examined, names = await _examine(request, found)
    said_in, sheet, meaning = speech(request.state.staff.language), found.sheet, found.meaning
    strange = not_understood(sheet, meaning)
    context: dict[str, Any] = {
        "upload": found,
        "said": said,
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
    }
    return staff_page(request, "console/import/preview.html", status, **context)


async def _examine(request: Request, found: Upload) -> tuple[Examined, Names]:
    """What storing the sheet would do, and the names of the topics."""

    def look(session: Session) -> tuple[Examined, Names]:
        key, today = request.app.state.service_key, _today()
        names = topics.names(session, request.state.staff.language)
        return examine_sheet(session, key, found.sheet, found.meaning, today), names

    examined: tuple[Examined, Names] = await request.app.state.app_db.run(look)
    return examined


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


def _wrongs(errors: list[tuple[int, RowError]]) -> list[tuple[int, str, Wrong]]:
    """One line for each thing that is wrong: the row, the field's label or nothing, what it is."""
    ordered = sorted(errors, key=lambda error: error[0])
    return [
        (number, FIELDS[wrong.field].label if wrong.field else "", wrong)
        for number, row in ordered
        for wrong in row.wrongs
    ]


def _as_csv(errors: list[tuple[int, RowError]], said_in: Speech) -> str:
    out = StringIO()
    writer = csv.writer(out, delimiter=";" if said_in.code == "nb" else ",")
    writer.writerow([said_in.text(head) for head in (N_("Row"), N_("Field"), N_("What is wrong"))])
    for number, label, wrong in _wrongs(errors):
        said = said_in.text(wrong.text, line=wrong.line) if wrong.line else said_in.text(wrong.text)
        writer.writerow([number, said_in.text(label) if label else "", said])
    return out.getvalue()


def _uploads(request: Request) -> Uploads:
    uploads: Uploads = request.app.state.uploads
    return uploads


def _session(request: Request) -> bytes:
    return token_hash(request.cookies[SESSION_COOKIE])


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day as the service's calendar has it


ROUTES = [
    Route("/import", start),
    Route("/import", upload, methods=["POST"], max_body_size=MAX_UPLOAD),
    Route("/import/preview", preview),
    Route("/import/preview", decide, methods=["POST"]),
    Route("/import/errors.csv", report),
]

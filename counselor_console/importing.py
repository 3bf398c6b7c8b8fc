"""Contacts that a service kept in a spreadsheet come in: uploaded, understood, looked at, and then stored or not.

What the columns mean is for `stats.mapping` to say, how that is shown for `import_preview`, and what may be stored for
`stats.exchange`.
"""

from collections.abc import AsyncGenerator
from dataclasses import replace
from functools import partial

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from chat import calendar
from chat.access import SESSION_COOKIE, requires
from chat.language import N_, speech
from chat.roles import Permission
from chat.sealing import token_hash
from counselor_console import import_preview
from counselor_console.answers import first, read_form, staff_page
from counselor_console.import_preview import LEAVE_OUT, STRANGE_VALUES, TELLING, Names, Telling, errors_as_csv
from counselor_console.uploads import Upload, Uploads
from stats import topics
from stats.exchange import Examined, ImportErrors, ImportResult, examine_sheet, import_sheet, topic_names
from stats.fields import FIELDS, names_a_person
from stats.mapping import OTHERWISE, Meaning, not_understood, propose, without_names, words_of
from stats.sheets import MAX_BYTES, TOO_BIG, SheetRefused, read_sheet

Form = dict[str, list[str]]

START, PREVIEW = "/console/import", "/console/import/preview"
MAX_UPLOAD = MAX_BYTES + 64 * 1024  # with what a browser writes around the file
MAX_HEARD = 20 * MAX_UPLOAD  # more is cut off, and the browser says what it likes
UTF8_MARK = "\ufeff"

NO_FILE = N_("Choose a file first.")
GONE = N_("The file is not here any more. Choose it again.")
CHANGED = N_("You changed something. Look at it once more, then import.")
UNDECIDED = N_("Choose what is done with these notes.")
NOT_STORED = N_("Nothing was imported. Mend what is wrong, and try again.")


class MemoryParser(MultiPartParser):
    """Starlette's, which writes a file of more than a megabyte to disk unless it is told not to."""

    spool_max_size = 0


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
    found, key = uploads.find(session), first(form, "key")
    if uploads.is_stored(session, key):
        return RedirectResponse(START, 303)
    if found is None or found.key != key:
        return _start(request, 409, GONE)
    if first(form, "do") == "discard":
        uploads.forget(session)
        return RedirectResponse(START, 303)
    before = replace(found)
    found.meaning, found.with_links = _chosen(found, form), first(form, "with_links") == "yes"
    if first(form, "do") != "store":
        return RedirectResponse(PREVIEW, 303)
    if found != before:
        return await _preview(request, found, 409, CHANGED)
    return await _store(request, found, first(form, "telling"))


@requires(Permission.REGISTER)
async def report(request: Request) -> Response:
    """The rows that are wrong, as a file for whoever mends the sheet. What stands in the rows is not in it."""
    found = _uploads(request).find(_session(request))
    if found is None:
        return RedirectResponse(START, 303)
    examined, _ = await _examine(request, found)
    text = UTF8_MARK + errors_as_csv(examined.errors, speech(request.state.staff.language))
    disposition = {"Content-Disposition": 'attachment; filename="import-errors.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=disposition)


async def _uploaded(request: Request) -> bytes:
    """The file's content, which is never written to disk. Raises SheetRefused."""
    try:
        form = await MemoryParser(request.headers, _held(request), max_files=1, max_fields=4).parse()
    except (MultiPartException, KeyError):
        raise SheetRefused(NO_FILE) from None
    file = form.get("file")
    content = b"" if file is None or isinstance(file, str) else await file.read()
    await form.close()
    if not content:
        raise SheetRefused(NO_FILE)
    return content


async def _held(request: Request) -> AsyncGenerator[bytes, None]:
    """What comes, of a file that is too large only the beginning; the rest is let go, so that the browser hears why.

    Raises SheetRefused in the end.
    """
    came = 0
    async for part in request.stream():
        came += len(part)
        if came <= MAX_UPLOAD:
            yield part
    if came > MAX_UPLOAD:
        raise SheetRefused(TOO_BIG)


async def _store(request: Request, found: Upload, telling: str) -> Response:
    """Stores the sheet. What is done with notes that may tell who somebody is has to be chosen where there are any."""
    if telling not in TELLING:
        examined, _ = await _examine(request, found)
        if examined.telling and not examined.errors:
            return await _preview(request, found, 422, undecided=UNDECIDED)
    try:
        result = await _import(request, found, telling)
    except ImportErrors:
        return await _preview(request, found, 409, NOT_STORED)
    except IntegrityError:  # the same sheet twice in one moment: the other was first, and this finds what it stored
        return await _repeat(request, found, telling)
    _uploads(request).finish(_session(request), found.key, result)
    return RedirectResponse(START, 303)


async def _repeat(request: Request, found: Upload, telling: str) -> Response:
    """After the same sheet was stored: what it did is told by whoever was first, also to the same session."""
    result, uploads, session = await _import(request, found, telling), _uploads(request), _session(request)
    if uploads.find(session) is found:
        uploads.finish(session, found.key, result)
    return RedirectResponse(START, 303)


async def _import(request: Request, found: Upload, telling: str) -> ImportResult:
    """Raises ImportErrors. Without a choice notes are left out: none tells anything, or came to do so just now."""
    key, keep, today = request.app.state.service_key, telling == Telling.KEEP, calendar.today()
    work = partial(import_sheet, keep_telling=keep)
    result: ImportResult = await request.app.state.app_db.run(
        work, key, found.sheet, found.meaning, found.with_links, today
    )
    return result


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


async def _preview(request: Request, found: Upload, status: int = 200, said: str = "", undecided: str = "") -> Response:
    examined, names = await _examine(request, found)
    told = import_preview.told(found, examined, names, speech(request.state.staff.language))
    context = {"upload": found, "said": said, "undecided": undecided}
    return staff_page(request, "console/import/preview.html", status, **context, **told)


async def _examine(request: Request, found: Upload) -> tuple[Examined, Names]:
    """What storing the sheet would do, and the names of the topics."""

    def look(session: Session) -> tuple[Examined, Names]:
        key, today = request.app.state.service_key, calendar.today()
        names = topics.names(session, request.state.staff.language)
        examined = examine_sheet(session, key, found.sheet, found.meaning, today)
        _ = examined.telling  # read here, where nobody waits for it
        return examined, names

    examined: tuple[Examined, Names] = await request.app.state.app_db.run(look)
    return examined


def _uploads(request: Request) -> Uploads:
    uploads: Uploads = request.app.state.uploads
    return uploads


def _session(request: Request) -> bytes:
    return token_hash(request.cookies[SESSION_COOKIE])


ROUTES = [
    Route("/import", start),
    Route("/import", upload, methods=["POST"], max_body_size=MAX_HEARD),
    Route("/import/preview", preview),
    Route("/import/preview", decide, methods=["POST"]),
    Route("/import/errors.csv", report),
]

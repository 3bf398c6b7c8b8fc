"""The mailbox as visitors meet it: leaving a question, coming back with a code, writing again, destroying it.

The addresses and the titles say nothing. Everything is a form that leads on to a page (303), so that nothing written
and no code stays in the browser's history; what could not be taken is shown once more from memory.
"""

from datetime import date
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chat import calendar
from chat.broker import QUEUE, Changed
from chat.errors import Busy, Closed, NotFound, Paused, Taken, TextRefused, TooMany
from chat.language import DEFAULT
from chat.mailbox.codes import DIGITS, LONGEST, Mistyped, grouped, read_code
from chat.mailbox.service import Mailbox
from chat.mailbox.threads import Count, Facts, View
from chat.pages import page
from chat.periods import PERIODS, Kind
from chat.protocol import Side
from chat.text import MAX_TEXT
from public_widget.once import Once, Spent, known_mark, new_mark
from public_widget.opening import opening_now
from public_widget.origin import asking_network
from public_widget.pages import conversations
from public_widget.returns import COOKIE, Return, find_return, forget_return, remember_return, returns
from public_widget.tongues import asked_for, language_of
from public_widget.unsent import Unsent, Unsents
from public_widget.visit import drop_kept_pages, field, remember_unsent, unsent_key, visit_token
from stats import readings, return_codes

PAGE, READ = "/later", "/later/read"

PROBLEMS: dict[type[Exception], str] = {
    Closed: "closed",
    Busy: "busy",
    Paused: "paused",
    TextRefused: "text",
    TooMany: "full",
    Taken: "sent",
    Spent: "sent",
    NotFound: "over",
}

OF_CODE: dict[type[Exception], str] = {Mistyped: "mistyped", Busy: "guesses", NotFound: "unknown"}
_starts: Once[str] = Once()
_texts = Unsents()
_words = Unsents()  # of what was said without a text: so many typed codes push no text out


async def front(request: Request) -> Response:
    """Where a question is left and a code is typed. Help that is open now stands above the box."""
    key = unsent_key(request)
    unsent = _unsent(key)
    language = asked_for(request) if "lang" in request.query_params else language_of(request, unsent.language)
    opened = find_return(request)
    context = {
        "opened": opened is not None,
        "reads_on": await _next_reading(request),
        "open_now": opening_now(request).open,
        "text": unsent.text,
        "problem": unsent.problem,
        "left": conversations(request).paused_for(visit_token(request)),
        "typed_digits": _digits(unsent.text) if unsent.problem == "mistyped" else 0,
        "mark": new_mark(),
        "counts": list(Count),
        "chosen": Facts(language),
        **_lengths(),
    }
    response = page(request, "widget/later.html", language, **context)
    if key:
        remember_unsent(response, "")
    return response


async def start(request: Request) -> Response:
    """A new thread. The same form twice is one, and shows the same code. Let in as a conversation is."""
    form = await request.form()
    language, text = language_of(request, field(form, "language")), field(form, "text")
    mark = known_mark(field(form, "mark"))
    try:
        if await _next_reading(request) is None:
            raise Closed
        if left := conversations(request).paused_for(visit_token(request)):
            raise Paused(left)
        token = await _starts.run(mark, lambda: _start(request, form, mark, language, text))
    except tuple(PROBLEMS) as failure:
        return _show_again(PAGE, text, PROBLEMS[type(failure)], language)
    request.app.state.broker.publish(QUEUE, Changed())
    return _enter(request, token)


async def _start(request: Request, form: FormData, mark: str, language: str, text: str) -> str:
    conversations(request).pass_door(asking_network(request))
    count = _count(form)
    key, code = await _mailbox(request).start(mark, text, Facts(language, count), calendar.today())
    opened = Return(key, language, _mailbox(request).hint(code), grouped(code))
    if _hint_wanted(form, count):
        await _mailbox(request).choose(key, Facts(language, count, opened.hint), calendar.today())
    return returns.put(opened)


async def enter(request: Request) -> Response:
    """Opens the thread of a code, in its own language where he has chosen none.

    A typing error is told without a look-up; all else that does not open looks alike.
    """
    language, typed = await _typed(request)
    try:
        code = read_code(typed)
        key = await _mailbox(request).enter(code, calendar.today())
        seen = await _mailbox(request).view(key, calendar.today())
    except tuple(OF_CODE) as failure:
        return _show_again(PAGE, typed, OF_CODE[type(failure)], language)
    if language == DEFAULT:
        language = language_of(request, seen.facts.language)
    return _enter(request, returns.put(Return(key, language, _mailbox(request).hint(code))))


async def part(request: Request) -> Response:
    """Takes a code away from every note that has it, whether it still opens something or not. It is answered alike."""
    language, typed = await _typed(request)
    try:
        code = read_code(typed)
        await _mailbox(request).drop_hint(code, calendar.today())
    except (Mistyped, Busy) as failure:
        return _show_again(PAGE, typed, OF_CODE[type(failure)], language)
    await _drop_hint(request, _mailbox(request).hint(code))
    return _show_again(PAGE, "", "parted", language)


async def _typed(request: Request) -> tuple[str, str]:
    """The language of the form, and the code as it was typed."""
    form = await request.form()
    return language_of(request, field(form, "language")), field(form, "code")[:LONGEST]


async def read(request: Request) -> Response:
    """What was written, for whom the code let in; anybody else is led to where codes are typed."""
    opened, key = find_return(request), unsent_key(request)
    if opened is None:
        return _over(request, had_cookie=COOKIE in request.cookies)
    try:
        seen = await _mailbox(request).view(opened.key, calendar.today())
    except NotFound:
        return _over(request, had_cookie=True)
    if "lang" in request.query_params:
        opened.language = asked_for(request)
    unsent = _unsent(key)
    response = page(request, "widget/later_read.html", opened.language, **await _context(request, opened, seen, unsent))
    if key:
        remember_unsent(response, "")
    return response


async def noted(request: Request) -> Response:
    """The code has been written down, and is not shown again."""
    if opened := find_return(request):
        opened.code = ""
        await _mailbox(request).mark_met(opened.key)
    return RedirectResponse(READ, 303)


async def write(request: Request) -> Response:
    form, opened = await request.form(), find_return(request)
    text = field(form, "text")
    if opened is None:
        return _over(request, had_cookie=True)
    try:
        await _mailbox(request).write(opened.key, known_mark(field(form, "mark")), text, calendar.today())
    except NotFound:
        return _over(request, had_cookie=True)
    except tuple(PROBLEMS) as failure:
        return _show_again(READ, text, PROBLEMS[type(failure)], opened.language)
    request.app.state.broker.publish(QUEUE, Changed())
    return RedirectResponse(READ, 303)


async def choose(request: Request) -> Response:
    """What may be noted. A hint that he takes back is taken from every contact that has it."""
    form, opened = await request.form(), find_return(request)
    if opened is None:
        return _over(request, had_cookie=True)
    count = _count(form)
    hint = opened.hint if _hint_wanted(form, count) else None
    try:
        seen = await _mailbox(request).view(opened.key, calendar.today())
        await _mailbox(request).choose(opened.key, Facts(seen.facts.language, count, hint), calendar.today())
    except NotFound:
        return _over(request, had_cookie=True)
    if hint is None:
        await _drop_hint(request, opened.hint)
    return RedirectResponse(READ, 303)


async def destroy(request: Request) -> Response:
    """At once, with its key, and the hint wherever it stands."""
    opened = find_return(request)
    if opened is None:
        return _over(request, had_cookie=True)
    await _mailbox(request).destroy(opened.key)
    await _drop_hint(request, opened.hint)
    response = _show_again(PAGE, "", "destroyed", opened.language)
    forget_return(request, response)
    drop_kept_pages(response)
    return response


async def _drop_hint(request: Request, hint: bytes) -> None:
    await request.app.state.app_db.run(return_codes.drop_hint, hint)
    request.app.state.unclean = True  # it may still stand in the log


async def _context(request: Request, opened: Return, seen: View, unsent: Unsent) -> dict[str, Any]:
    return {
        "seen": seen,
        "code": opened.code,
        "reads_on": await _next_reading(request),
        "text": unsent.text,
        "problem": unsent.problem,
        "mark": new_mark(),
        "counts": list(Count),
        "chosen": seen.facts,
        "answered": any(letter.side is Side.COUNSELOR for letter in seen.letters),
        "left": None,
        **_lengths(),
    }


def _lengths() -> dict[str, Any]:
    kept = {"kept": PERIODS[Kind.MAILBOX].length, "note_kept": PERIODS[Kind.NOTE].length}
    return kept | {"digits": DIGITS, "longest": MAX_TEXT, "longest_code": LONGEST, "framed": False}


def _count(form: FormData) -> Count:
    chosen = field(form, "count")
    return Count(chosen) if chosen in list(Count) else Count.NOTE


def _hint_wanted(form: FormData, count: Count) -> bool:
    """Where there is nothing to compare, there is nothing to join."""
    return field(form, "hint") == "yes" and count is Count.NOTE


def _digits(typed: str) -> int:
    try:
        return len(read_code(typed))
    except Mistyped as wrong:
        return wrong.digits


def _enter(request: Request, token: str) -> Response:
    response = RedirectResponse(READ, 303)
    if request.cookies.get(COOKIE) != token:  # it is the same when a form comes twice
        forget_return(request, response)
    remember_return(response, token)
    return response


def _over(request: Request, had_cookie: bool) -> Response:
    """Back to where a code is typed; with a word of why, for whom had been let in."""
    response = _show_again(PAGE, "", "over", asked_for(request)) if had_cookie else RedirectResponse(PAGE, 303)
    forget_return(request, response)
    return response


def _show_again(address: str, text: str, problem: str, language: str) -> Response:
    response = RedirectResponse(address, 303)
    kept = _texts if problem in PROBLEMS.values() and text else _words
    remember_unsent(response, kept.put(Unsent(text, problem, language)))
    return response


def _unsent(key: str) -> Unsent:
    found = _texts.take(key)
    return found if found.problem else _words.take(key)


async def _next_reading(request: Request) -> date | None:
    found: date | None = await request.app.state.app_db.run(readings.next_reading, calendar.today())
    return found


def _mailbox(request: Request) -> Mailbox:
    mailbox: Mailbox = request.app.state.mailbox
    return mailbox


ROUTES: list[BaseRoute] = [
    Route(PAGE, front),
    Route(PAGE, start, methods=["POST"]),
    Route(PAGE + "/code", enter, methods=["POST"]),
    Route(PAGE + "/apart", part, methods=["POST"]),
    Route(READ, read),
    Route(READ, write, methods=["POST"]),
    Route(PAGE + "/noted", noted, methods=["POST"]),
    Route(PAGE + "/choices", choose, methods=["POST"]),
    Route(PAGE + "/destroy", destroy, methods=["POST"]),
]

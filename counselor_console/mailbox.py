"""The mailbox as staff meet it: what waits, the longest first; reading, claiming, answering; and who reads it when.

What visitors wrote is shown only where this browser's session has its counselor's key open.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import wraps
from secrets import token_urlsafe
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chat import access, calendar
from chat.access import Handler, requires
from chat.broker import QUEUE, Changed
from chat.errors import Closed, MoreWritten, NotFound, Taken, TextRefused, TooFast
from chat.language import N_
from chat.mailbox import keys
from chat.mailbox.keys import Opened
from chat.mailbox.service import Mailbox
from chat.mailbox.threads import Count, Key, View
from chat.password import WrongPassword
from chat.periods import Kind
from chat.roles import Permission
from chat.sealing import Unreadable
from chat.text import MAX_TEXT
from counselor_console.answers import first, pane, read_form
from counselor_console.doorway import read_again
from counselor_console.notes import KINDS, check_note
from counselor_console.rota import WEEKDAYS
from counselor_console.sign_in import TOO_FAST, WRONG_PASSWORD
from stats import readings, retention, return_codes
from stats.owed import owe
from stats.standing import utc_now
from stats.vocabulary import Channel

HOME = "/console/mailbox"
SOON = timedelta(days=7)  # before the end, in which what waits is warned of

OTHER_PASSWORD = N_(
    "Your key has another password: yours was set anew without it. Make a new key. "
    "A colleague has to let you in before you can read."
)
TELLS_WHO = N_("The answer has something that may tell who somebody is. Read it once more.")
BAD_TEXT = N_("Write an answer of at most 4,000 characters.")
NOT_YOURS = N_(
    "This was not sent: a colleague has it now, or the visitor has deleted it. Your text is still in the box."
)
MORE = N_("This was not sent: the visitor has written more meanwhile. Read it first. Your text is still in the box.")
NO_KEY = N_("This was not sent, because nobody has a key that could open it. Your text is still in the box.")
NOT_REMOVED = N_("This was not removed: a colleague has it now, or the visitor has written more. Look once more.")
NOT_SURE = N_("This was not removed. Tick the box first, if it is to be deleted.")
CLOSED_KEY = N_("Your key is not open here. Open it with your password.")
GONE = N_("This is not there any more, or your key does not open it.")
REFUSALS: dict[type[Exception], str] = {TextRefused: BAD_TEXT, Taken: NOT_YOURS, MoreWritten: MORE, Closed: NO_KEY}


OfThread = Callable[[Request, Key, View], Awaitable[Response]]


class KeyClosed(Exception):
    """This browser's session does not have its counselor's key open."""


@requires(Permission.CONVERSATIONS, Permission.DECIDE)
async def listed(request: Request) -> Response:
    return await _list(request)


@requires(Permission.CONVERSATIONS)
async def open_key(request: Request) -> Response:
    """With the password, which is neither kept nor shown again. A first time makes the key; so does `anew`."""
    form = await read_form(request)
    try:
        await access.open_key(request, first(form, "password"), "anew" in form)
    except TooFast:
        return await _list(request, 429, error=TOO_FAST)
    except WrongPassword:
        return await _list(request, 422, error=WRONG_PASSWORD)
    except Unreadable:
        return await _list(request, 409, error=OTHER_PASSWORD)
    await read_again(request)  # a reader may have become ready
    return RedirectResponse(HOME, 303)


@requires(Permission.CONVERSATIONS)
async def grant(request: Request) -> Response:
    """Lets a colleague whose key is new open what one can open oneself."""
    opened, colleague = access.find_open_key(request), _number(await read_form(request), "colleague")
    if opened and colleague:
        with suppress(Unreadable):  # one's own is another meanwhile, which the list says
            await request.app.state.app_db.run(keys.grant, opened, colleague)
    await read_again(request)  # a reader may have become ready
    return RedirectResponse(HOME, 303)


@requires(Permission.DECIDE)
async def set_readers(request: Request) -> Response:
    """Who reads on which weekday. With nobody on any, the mailbox is closed."""
    form, run = await read_form(request), request.app.state.app_db.run
    for weekday in range(len(WEEKDAYS)):
        await run(readings.set_reader, weekday, _number(form, f"reader-{weekday}") or None)
    await read_again(request)
    return RedirectResponse(HOME, 303)


def with_thread(handler: OfThread) -> Handler:
    """Gives the opened thread of the address to `handler`. What cannot be opened leads to the list, which says why."""

    @wraps(handler)
    async def opened(request: Request) -> Response:
        try:
            key, seen = await _read(request)
        except KeyClosed:
            return await _list(request, 409, said=CLOSED_KEY)
        except (NotFound, Unreadable):
            return await _list(request, 404, said=GONE)
        return await handler(request, key, seen)

    return opened


@requires(Permission.CONVERSATIONS)
@with_thread
async def thread(request: Request, key: Key, seen: View) -> Response:
    return _thread(request, key, seen)


@requires(Permission.CONVERSATIONS)
@with_thread
async def claim(request: Request, key: Key, _seen: View) -> Response:
    """So that two do not answer at once. Where a colleague was first, the page says so."""
    with suppress(Taken):
        await _mailbox(request).claim(key.thread, request.state.staff.id, calendar.today())
    return RedirectResponse(f"{HOME}/{key.thread}", 303)


@requires(Permission.CONVERSATIONS)
async def release(request: Request) -> Response:
    await _mailbox(request).release(request.path_params["id"], request.state.staff.id)
    return RedirectResponse(f"{HOME}/{request.path_params['id']}", 303)


@requires(Permission.CONVERSATIONS)
@with_thread
async def answer(request: Request, key: Key, seen: View) -> Response:
    """Sends the answer. Its registration is owed then, or, as the visitor wants, one more is counted nowhere."""
    form, staff = await read_form(request), request.state.staff
    text, read = first(form, "text").replace("\r\n", "\n").strip(), _number(form, "read")
    found = check_note(text, {})
    if found and "anyway" not in form:
        return _thread(request, key, seen, 422, text=text, error=TELLS_WHO, found=found, read=read)
    sent = (staff.id, read, first(form, "mark"), text, calendar.today())
    try:
        answered = await _mailbox(request).answer(key, *sent)
    except NotFound:  # deleted in this moment
        return await _list(request, 404, said=GONE)
    except MoreWritten:
        return await _look_again(request, 422, text=text, error=MORE)
    except tuple(REFUSALS) as refused:
        return _thread(request, key, seen, 422, text=text, error=REFUSALS[type(refused)], read=read)
    return await _register(request, seen) if answered else RedirectResponse(HOME, 303)


@requires(Permission.CONVERSATIONS)
@with_thread
async def remove(request: Request, key: Key, seen: View) -> Response:
    """Deletes what is no question, for good; counted with what else was destroyed, as what expires is."""
    form = await read_form(request)
    if "sure" not in form:
        return _thread(request, key, seen, 422, said=NOT_SURE, read=_number(form, "read"))
    try:
        await _mailbox(request).remove(key.thread, request.state.staff.id, _number(form, "read"))
    except Taken:
        return await _look_again(request, 409, said=NOT_REMOVED)
    await request.app.state.app_db.run(retention.record, utc_now().date(), {Kind.MAILBOX: 1})
    request.app.state.broker.publish(QUEUE, Changed())
    return RedirectResponse(HOME, 303)


async def _register(request: Request, seen: View) -> Response:
    """A crash in between loses this one count, and nothing that the visitor was promised."""
    run, staff, facts = request.app.state.app_db.run, request.state.staff, seen.facts
    today = calendar.today()
    address = HOME
    if facts.count is Count.NOT_AT_ALL:
        await run(return_codes.count_nowhere, today)
    else:
        told = (facts.language, True, facts.count is Count.NO_NOTE, None, facts.hint)
        address = f"/console/owed/{await run(owe, staff.id, today, Channel.WEB_CHAT, *told)}"
    request.app.state.broker.publish(QUEUE, Changed())
    return RedirectResponse(address, 303)


async def _read(request: Request) -> tuple[Key, View]:
    """The thread of the address, opened. Raises KeyClosed, NotFound, and Unreadable when her key does not open it."""
    opened, today = access.find_open_key(request), calendar.today()
    if opened is None:
        raise KeyClosed
    key = await _mailbox(request).key_for(opened, request.path_params["id"], today)
    return key, await _mailbox(request).view(key, today)


async def _list(request: Request, status: int = 200, error: str = "", said: str = "") -> Response:
    """`said`: why a thread is not shown; an answer that was written to it is shown again, to be copied."""
    kept = first(await read_form(request), "text") if said and request.method == "POST" else ""
    staff, today = request.state.staff, calendar.today()
    opened = access.find_open_key(request) if staff.may(Permission.CONVERSATIONS) else None
    rows = await _mailbox(request).list_all(today) if staff.may(Permission.CONVERSATIONS) else []
    context: dict[str, Any] = await request.app.state.app_db.run(_read_keys, opened)
    context |= {"rows": rows, "today": today, "soon": today + SOON, "error": error, "said": said, "kept": kept}
    context |= {
        "back": HOME,
        "opened": opened is not None,
        "anew": error == OTHER_PASSWORD,
        "may_decide": staff.may(Permission.DECIDE),
        "weekdays": WEEKDAYS,
    }
    context["reads_on"] = await request.app.state.app_db.run(readings.next_reading, today)
    return pane(request, "console/mailbox/_list.html", status, **context)


def _read_keys(session: Session, opened: Opened | None) -> dict[str, object]:
    """Who reads when, who can open what, and whom one could let in."""
    readers = readings.list_readers(session)
    insiders = {account.id: account.name for account in keys.list_insiders(session)}
    return {
        "readers": readers,
        "insiders": insiders,
        "readings": readings.list_readings(session),
        "shares": keys.list_shares(session),
        "lacking": keys.list_lacking(session, opened) if opened else [],
        "names": {account.id: account.name for account in readers},
    }


async def _look_again(request: Request, status: int, **told: Any) -> Response:
    """The thread as it is now."""

    @with_thread
    async def shown(request: Request, key: Key, seen: View) -> Response:
        return _thread(request, key, seen, status, **told)

    return await shown(request)


def _thread(
    request: Request,
    key: Key,
    seen: View,
    status: int = 200,
    *,
    text: str = "",
    error: str = "",
    said: str = "",
    found: Any = (),
    read: int | None = None,
) -> Response:
    """`error`: of the answer; `said`: of all else. `read`: how many letters were there when the form was shown first;
    None for as many as are there now."""
    today = calendar.today()
    told: dict[str, Any] = {
        "text": text,
        "error": error,
        "said": said,
        "found": found,
        "kinds": KINDS,
        "mark": token_urlsafe(16),
        "read": len(seen.letters) if read is None else read,
        "longest": MAX_TEXT,
    }
    mine = seen.counselor_id == request.state.staff.id
    told |= {"seen": seen, "mine": mine, "today": today, "address": f"{HOME}/{key.thread}"}
    return pane(request, "console/mailbox/_thread.html", status, **told)


def _number(form: dict[str, list[str]], name: str) -> int:
    """0 where there is none."""
    said = first(form, name)
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def _mailbox(request: Request) -> Mailbox:
    mailbox: Mailbox = request.app.state.mailbox
    return mailbox


THREAD = "/mailbox/{id}"
ROUTES: list[BaseRoute] = [
    Route("/mailbox", listed),
    Route("/mailbox/key", open_key, methods=["POST"]),
    Route("/mailbox/grant", grant, methods=["POST"]),
    Route("/mailbox/readers", set_readers, methods=["POST"]),
    Route(THREAD, thread),
    Route(THREAD + "/claim", claim, methods=["POST"]),
    Route(THREAD + "/release", release, methods=["POST"]),
    Route(THREAD + "/answer", answer, methods=["POST"]),
    Route(THREAD + "/remove", remove, methods=["POST"]),
]

"""Who is asking, and may they. The one place where a request becomes a member of staff."""

import time
from collections.abc import Awaitable, Callable
from functools import wraps

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from chat import accounts, second_factor
from chat import password as passwords
from chat.accounts import Staff
from chat.broker import QUEUE, Changed
from chat.errors import TooFast
from chat.mailbox.keys import Opened
from chat.pages import page
from chat.roles import Permission, Role
from chat.second_factor import SECONDS, Pending

SESSION_COOKIE = "__Host-session"
PENDING_COOKIE = "__Host-signing-in"
COOKIE = {"path": "/", "secure": True, "httponly": True, "samesite": "strict"}
Handler = Callable[[Request], Awaitable[Response]]
Entry = tuple[str, Staff | None]  # a session's token and its owner, or a pending sign-in's and nobody yet

HASHING = anyio.CapacityLimiter(2)  # argon2 takes 64 MiB each time


def wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def requires(*permissions: Permission) -> Callable[[Handler], Handler]:
    """Lets only signed-in staff with one of `permissions` through, as `request.state.staff`; none asks for no role."""

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: Request) -> Response:
            staff = await identify(request)
            if staff is None:
                return _unknown(request)
            if permissions and not any(staff.may(permission) for permission in permissions):
                return _forbidden(request, staff)
            request.state.staff = staff
            return await handler(request)

        return guarded

    return decorate


async def identify(request: Request) -> Staff | None:
    """The signed-in member of staff, who is thereby seen to be present; None for everybody else."""
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        return None
    asked = request.app.state.presence.now()
    staff: Staff | None = await request.app.state.app_db.run(accounts.identify, token)
    if staff:
        _see(request, staff, asked)
    return staff


async def sign_in(request: Request, name: str, password: str, language: str) -> Entry | None:
    """A way in, or None for wrong words. Raises TooFast after many failures."""
    attempts = request.app.state.attempts
    if wait := attempts.take(name):
        raise TooFast(wait)
    opening = request.app.state.settings.second_factor == "off"  # else only the digits show who it is
    found: tuple[int, Opened | None] | None
    async with HASHING:
        found = await run_in_threadpool(request.app.state.app_db.run_now, passwords.come_in, name, password, opening)
    if found is None:
        return None
    attempts.give_back(name)
    return await _admit(request, *found, language)


async def accept_invitation(request: Request, code: str, name: str, password: str, language: str) -> Entry:
    """As `chat.accounts.accept_invitation`; and a way in."""
    async with HASHING:  # a code has 80 random bits: guessing needs no further slowing
        account_id = await request.app.state.app_db.run(accounts.accept_invitation, code, name, password)
    return await _admit(request, account_id, None, language)


async def give_code(request: Request, code: str, language: str) -> tuple[str, Staff]:
    """The new session's token and its owner, for the digits of the sign-in that waits in this browser.

    Raises as `PendingSignIns.take` and `chat.second_factor.confirm` do.
    """
    state, token = request.app.state, request.cookies.get(PENDING_COOKIE, "")
    pending = state.signing_in.take(token)
    await state.app_db.run(second_factor.confirm, state.service_key, pending, code, time.time())
    state.signing_in.end(token, pending)
    return await _open_session(request, pending.account_id, None, language)


def find_pending(request: Request) -> Pending | None:
    """The sign-in that waits for its digits in this browser."""
    found: Pending | None = request.app.state.signing_in.find(request.cookies.get(PENDING_COOKIE, ""))
    return found


async def sign_out(request: Request) -> None:
    """Ends the session; its owner no longer counts as present. Closes the keys of all that have ended."""
    run = request.app.state.app_db.run
    if staff := await identify(request):
        await run(accounts.sign_out, request.cookies[SESSION_COOKIE])
        _let_go(request, staff)
    await run(request.app.state.open_keys.drop_ended)


async def work_as(request: Request, role: Role) -> None:
    """Goes on in another of one's roles, in this browser. What the last one held open closes, as on signing out."""
    staff: Staff = request.state.staff
    await request.app.state.app_db.run(accounts.set_role, request.cookies[SESSION_COOKIE], role)
    await request.app.state.app_db.run(request.app.state.open_keys.drop_ended)
    _let_go(request, staff)


async def set_staff_language(request: Request, code: str) -> None:
    await request.app.state.app_db.run(accounts.set_language, request.cookies[SESSION_COOKIE], code)


def set_session_cookie(response: Response, token: str) -> None:
    response.set_cookie(SESSION_COOKIE, token, **COOKIE)  # type: ignore[arg-type]


def set_pending_cookie(response: Response, token: str) -> None:
    response.set_cookie(PENDING_COOKIE, token, SECONDS, **COOKIE)  # type: ignore[arg-type]


def clear_pending_cookie(response: Response) -> None:
    response.delete_cookie(PENDING_COOKIE, **COOKIE)  # type: ignore[arg-type]


def clear_session_cookie(response: Response) -> None:
    response.delete_cookie(SESSION_COOKIE, **COOKIE)  # type: ignore[arg-type]


async def open_key(request: Request, password: str, anew: bool) -> None:
    """Opens the key of who is signed in, in this browser. Raises TooFast, and as `chat.password.open_key` does."""
    await _with_password(request, passwords.open_key, password, anew)


async def change_password(request: Request, old: str, new: str) -> None:
    """Raises TooFast, and as `chat.password.change_password` does."""
    await _with_password(request, passwords.change_password, old, new)


def find_open_key(request: Request) -> Opened | None:
    """The key of who is signed in, where this browser's session has it open."""
    token, staff = request.cookies.get(SESSION_COOKIE, ""), request.state.staff
    found: Opened | None = request.app.state.open_keys.find(token, staff.id)
    return found


async def _with_password(request: Request, work: Callable[..., Opened | None], *told: object) -> None:
    """Does `work` for who is signed in. The key that comes of it is open here."""
    state, staff = request.app.state, request.state.staff
    if wait := state.attempts.take(staff.name):
        raise TooFast(wait)
    async with HASHING:
        opened = await run_in_threadpool(state.app_db.run_now, work, staff.id, *told)
    state.attempts.give_back(staff.name)
    state.unclean = True  # what the password before it opened may still stand in the log
    _keep_open(request, request.cookies[SESSION_COOKIE], staff, opened)


async def _admit(request: Request, account_id: int, opened: Opened | None, language: str) -> Entry:
    state = request.app.state
    if state.settings.second_factor == "off":
        return await _open_session(request, account_id, opened, language)
    pending = await state.app_db.run(second_factor.begin, account_id)
    return state.signing_in.add(pending), None


async def _open_session(request: Request, account_id: int, opened: Opened | None, language: str) -> tuple[str, Staff]:
    token, staff = await request.app.state.app_db.run(accounts.open_session, account_id, language)
    _keep_open(request, token, staff, opened)
    _see(request, staff, request.app.state.presence.now())
    return token, staff


def _keep_open(request: Request, token: str, staff: Staff, opened: Opened | None) -> None:
    if opened:
        request.app.state.open_keys.put(token, opened)
    if not staff.may(Permission.CONVERSATIONS):
        request.app.state.open_keys.drop(token)


def _let_go(request: Request, staff: Staff) -> None:
    request.app.state.presence.gone(staff.id)
    request.app.state.around.gone(staff.id)
    request.app.state.conversations.sign_out(staff.id)
    request.app.state.broker.publish(QUEUE, Changed())


def _see(request: Request, staff: Staff, asked: float) -> None:
    if staff.may(Permission.CONVERSATIONS):
        request.app.state.presence.seen(staff.id, asked)
    if staff.may(Permission.INVITED):
        request.app.state.around.seen(staff.id, asked)


def _unknown(request: Request) -> Response:
    is_page = "text/html" in request.headers.get("accept", "") and "hx-request" not in request.headers
    if is_page or (request.method == "GET" and not wants_json(request)):
        return RedirectResponse("/console/login", 303)
    return JSONResponse({"error": "unauthenticated"}, 401)


def _forbidden(request: Request, staff: Staff) -> Response:
    if wants_json(request):
        return JSONResponse({"error": "forbidden"}, 403)
    return page(request, "errors/error.html", staff.language, 403, status=403)

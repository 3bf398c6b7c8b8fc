"""Coming in and going out: sign-in, the one-time invitation, the language of one's own pages."""

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from chat import access, second_factor
from chat.accounts import MIN_PASSWORD, InvitationRefused, Staff
from chat.errors import TooFast
from chat.language import N_, known_language
from chat.pages import page
from chat.roles import Role
from chat.sealing import Unreadable
from chat.second_factor import CodeRefused, Pending, SignInOver
from counselor_console.answers import first, read_form
from counselor_console.menu import HOMES, is_page

WRONG = N_("The name and the password do not belong together. Try again.")
TOO_FAST = N_("There have been many attempts. Wait three minutes, or ask whoever runs the service.")
WRONG_CODE = N_("These digits are not right, or have been used already. Wait for the next ones.")
OVER = N_("The sign-in took too long, or the digits were wrong too often. Begin again.")
UNREADABLE = N_(
    "The key for your phone cannot be read here any more. Ask whoever runs the service to let you set it up anew."
)
REFUSALS: dict[type[Exception], tuple[int, str, str]] = {
    CodeRefused: (401, "code", WRONG_CODE),
    SignInOver: (401, "over", OVER),
    TooFast: (429, "busy", TOO_FAST),
    Unreadable: (503, "factor", UNREADABLE),
}
WRONG_PASSWORD = N_("This is not your password. Try again.")
DIFFERENT = N_("The two passwords are not the same.")


async def login_page(request: Request) -> Response:
    return _login(request, known_language(request.query_params.get("lang")))


async def login(request: Request) -> Response:
    """Signs in. What was wrong is not told apart, so that nobody learns which names exist."""
    form = await read_form(request)
    language = known_language(first(form, "language"))
    name = first(form, "name").strip()
    try:
        found = await access.sign_in(request, name, first(form, "password"), language)
    except TooFast as busy:
        if access.wants_json(request):
            return JSONResponse({"error": "busy", "retry_ms": busy.retry_ms}, 429)
        return _login(request, language, 429, name, TOO_FAST)
    if found is None and access.wants_json(request):
        return JSONResponse({"error": "credentials"}, 401)
    if found is None:
        return _login(request, language, 401, name, WRONG)
    return _welcome(request, language, *found)


async def code_page(request: Request) -> Response:
    pending = access.find_pending(request)
    if pending is None:
        return RedirectResponse("/console/login", 303)
    return _code(request, known_language(request.query_params.get("lang")), pending)


async def code(request: Request) -> Response:
    """Signs in with the six digits, after the password."""
    form = await read_form(request)
    language = known_language(first(form, "language"))
    try:
        token, staff = await access.give_code(request, first(form, "code"), language)
    except tuple(REFUSALS) as refused:
        return _not_yet(request, language, *REFUSALS[type(refused)])
    response = _welcome(request, language, token, staff)
    access.clear_pending_cookie(response)
    return response


async def logout(request: Request) -> Response:
    await access.sign_out(request)
    response = RedirectResponse("/console/login", 303)
    access.clear_session_cookie(response)
    return response


async def invitation_page(request: Request) -> Response:
    return _invitation(request, known_language(request.query_params.get("lang")))


async def invitation(request: Request) -> Response:
    """Sets the password that goes with a one-time code, and signs in."""
    form = await read_form(request)
    language = known_language(first(form, "language"))
    code, name, password = (first(form, field) for field in ("code", "name", "password"))
    if password != first(form, "again"):
        return _invitation(request, language, 400, code, name, DIFFERENT)
    try:
        found = await access.accept_invitation(request, code, name, password, language)
    except InvitationRefused as refused:
        return _invitation(request, language, 400, code, name, str(refused))
    return _welcome(request, language, *found)


@access.requires()
async def language(request: Request) -> Response:
    """Changes the language of this browser's session and goes back to where it was chosen."""
    form = await read_form(request)
    await access.set_staff_language(request, known_language(first(form, "language")))
    back = first(form, "back")
    return RedirectResponse(back if is_page(request, back) else "/console", 303)


@access.requires()
async def role(request: Request) -> Response:
    """Goes on in another of one's roles, where it begins. One that is not one's own changes nothing."""
    chosen, staff = first(await read_form(request), "role"), request.state.staff
    role = Role(chosen) if chosen in staff.choices else staff.role
    if role is not staff.role:
        await access.work_as(request, role)
    return RedirectResponse(HOMES[role], 303)


def _welcome(request: Request, language: str, token: str, staff: Staff | None) -> Response:
    if staff is None:
        return _ask_for_code(request, language, token)
    response = Response(status_code=204) if access.wants_json(request) else RedirectResponse(HOMES[staff.role], 303)
    access.set_session_cookie(response, token)
    return response


def _ask_for_code(request: Request, language: str, token: str) -> Response:
    response: Response = RedirectResponse(f"/console/code?lang={language}", 303)
    if access.wants_json(request):
        response = JSONResponse({"error": "code"}, 401)
    access.set_pending_cookie(response, token)
    return response


def _not_yet(request: Request, language: str, status: int, word: str, error: str) -> Response:
    if access.wants_json(request):
        return JSONResponse({"error": word}, status)
    pending = access.find_pending(request)
    return _code(request, language, pending, status, error) if pending else _login(request, language, status, "", OVER)


def _login(request: Request, code: str, status: int = 200, name: str = "", error: str = "") -> Response:
    return page(request, "console/login.html", code, status, name=name, error=error)


def _code(request: Request, language: str, pending: Pending, status: int = 200, error: str = "") -> Response:
    """Asks for the digits; before the first ones, shows the key that makes them."""
    if not (secret := pending.new_secret):
        return page(request, "console/code.html", language, status, error=error)
    shown = {"key": second_factor.grouped(secret), "picture": second_factor.picture(secret, pending.name)}
    return page(request, "console/enroll.html", language, status, error=error, **shown)


def _invitation(
    request: Request, language: str, status: int = 200, code: str = "", name: str = "", error: str = ""
) -> Response:
    filled = {"code": code, "name": name, "error": error, "shortest": MIN_PASSWORD}
    return page(request, "console/invitation.html", language, status, **filled)

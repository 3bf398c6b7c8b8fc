"""Changing one's own password. What the old one opened in the mailbox, the new one opens."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chat import access
from chat.access import requires
from chat.accounts import MIN_PASSWORD, AccountRefused
from chat.errors import TooFast
from chat.language import N_
from chat.password import WrongPassword
from counselor_console.answers import first, pane, read_form
from counselor_console.sign_in import DIFFERENT, TOO_FAST, WRONG_PASSWORD

SHORT = N_("A password has at least 8 characters.")


@requires()
async def form(request: Request) -> Response:
    return _form(request)


@requires()
async def save(request: Request) -> Response:
    """Nothing of what was typed is shown again."""
    typed = await read_form(request)
    old, new = first(typed, "old"), first(typed, "new")
    if new != first(typed, "again"):
        return _form(request, 422, DIFFERENT)
    try:
        await access.change_password(request, old, new)
    except TooFast:
        return _form(request, 429, TOO_FAST)
    except WrongPassword:
        return _form(request, 422, WRONG_PASSWORD)
    except AccountRefused:
        return _form(request, 422, SHORT)
    return _form(request, done=True)


def _form(request: Request, status: int = 200, error: str = "", done: bool = False) -> Response:
    return pane(request, "console/_password.html", status, error=error, done=done, shortest=MIN_PASSWORD)


ROUTES: list[BaseRoute] = [
    Route("/password", form),
    Route("/password", save, methods=["POST"]),
]

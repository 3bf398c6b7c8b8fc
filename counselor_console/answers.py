"""How the console answers: whole pages and panes for staff, forms read into plain fields. No decisions."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chat.language import LANGUAGES
from chat.pages import page
from chat.roles import Permission
from counselor_console.doorway import look
from counselor_console.menu import ROLE_NAMES, menu_for
from stats.vocabulary import LABELS, language_name


def is_fragment(request: Request) -> bool:
    """Whether htmx asks, and wants a part of a page."""
    return request.headers.get("hx-request") == "true"


def staff_page(request: Request, template: str, status_code: int = 200, **context: Any) -> Response:
    """A page or fragment that knows who reads it."""
    staff = request.state.staff
    known = {
        "staff": staff,
        "menu": partial(menu_for, request, staff),
        "available": request.app.state.presence.available(staff.id),
        "counsels": staff.may(Permission.CONVERSATIONS),
        "role_names": ROLE_NAMES,
        "doorway": partial(look, request),
        "labels": LABELS,
        "half_written": lambda conversation: request.app.state.conversations.half_written.find(conversation, staff.id),
        "tongue": lambda code: LANGUAGES.get(code) or language_name(code, staff.language),
    }
    response = page(request, template, staff.language, status_code, **known, **context)
    response.headers["vary"] = "HX-Request"
    return response


def pane(request: Request, fragment: str, status_code: int = 200, **context: Any) -> Response:
    """`fragment` for the pane beside the conversations, or as a page of its own when htmx did not ask."""
    template = fragment if is_fragment(request) else "console/pane.html"
    return staff_page(request, template, status_code, fragment=fragment, **context)


async def read_form(request: Request) -> dict[str, list[str]]:
    """The fields of the form that was sent; files are not fields."""
    fields: dict[str, list[str]] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(value)
    return fields


def first(form: dict[str, list[str]], name: str) -> str:
    """The field's value, empty when it was not sent."""
    return form.get(name, [""])[0]

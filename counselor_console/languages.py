"""The languages that visitors are offered: safety texts beside the Norwegian, approved by who decides on texts."""

import re
from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chat import calendar, tongues
from chat.access import requires
from chat.language import N_, VISITORS
from chat.roles import Permission
from chat.safety import digest, lacking, safety_texts
from chat.tongues import DRAFTS, NotReady
from counselor_console.answers import first, is_fragment, pane, read_form

PAGE = "/console/languages"
HEADING = N_("Languages")
VALUE = re.compile(r"%\(\w+\)s")  # what differs from day to day, such as a length of time
CHANGED = N_("The texts are not those that you read. Read them again.")


@requires(Permission.DECIDE)
async def languages(request: Request) -> Response:
    return await _list(request)


@requires(Permission.DECIDE)
async def language(request: Request) -> Response:
    return await _texts(request, _draft(request))


@requires(Permission.DECIDE)
async def approve(request: Request) -> Response:
    """Offers the language, where its safety texts are still those that were read."""
    code, staff = _draft(request), request.state.staff
    read = first(await read_form(request), "read")
    seen = bytes.fromhex(read) if len(read) == 2 * len(digest(code)) and set(read) <= set("0123456789abcdef") else b""
    try:
        await request.app.state.app_db.run(tongues.approve, code, seen, staff.name, staff.role, calendar.today())
    except NotReady:
        return await _texts(request, code, 422, CHANGED)
    return await _done(request)


@requires(Permission.DECIDE)
async def withdraw(request: Request) -> Response:
    await request.app.state.app_db.run(tongues.withdraw, _draft(request))
    return await _done(request)


async def _done(request: Request) -> Response:
    request.app.state.tongues = await request.app.state.app_db.run(tongues.read)
    return await _list(request) if is_fragment(request) else RedirectResponse(PAGE, 303)


async def _list(request: Request) -> Response:
    drafts = await request.app.state.app_db.run(_standing)
    return pane(request, "console/texts/_languages.html", drafts=drafts, names=VISITORS, heading=HEADING)


def _standing(session: Session) -> dict[str, dict[str, Any]]:
    """How each draft stands: by whom it is approved, whether that is outdated, how many texts are lacking."""
    return {
        code: {
            "approval": tongues.approval(session, code),
            "outdated": tongues.is_outdated(session, code),
            "lacking": lacking(code),
        }
        for code in DRAFTS
    }


async def _texts(request: Request, code: str, status: int = 200, error: str = "") -> Response:
    standing = (await request.app.state.app_db.run(_standing))[code]
    told = {"code": code, "parts_of_page": safety_texts(code), "read": digest(code).hex(), "error": error}
    shown = {"with_gaps": partial(VALUE.sub, "…"), "heading": HEADING}
    return pane(request, "console/texts/_language.html", status, **shown, **told, **standing)


def _draft(request: Request) -> str:
    code: str = request.path_params["language"]
    if code not in DRAFTS:
        raise HTTPException(404)
    return code


LANGUAGE = "/languages/{language}"

ROUTES: list[BaseRoute] = [
    Route("/languages", languages),
    Route(LANGUAGE, language),
    Route(LANGUAGE + "/approve", approve, methods=["POST"]),
    Route(LANGUAGE + "/withdraw", withdraw, methods=["POST"]),
]

"""Act now: what to say and do when a life or a child is in danger, and the service's own texts about it."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chat import calendar
from chat.access import requires
from chat.accounts import Staff, list_accounts
from chat.errors import NotFound, TextRefused
from chat.guidance import (
    TITLES,
    Guide,
    approve,
    languages_of,
    list_every,
    list_guidance,
    longest,
    told_visitors,
    write,
)
from chat.language import N_, direction
from chat.phrases import list_urgent
from chat.roles import Permission
from chat.text import check_text
from counselor_console.answers import first, is_fragment, pane, read_form
from stats.forms import LINE_END

PAGE = "/console/guidance"
HEADING = N_("Act now")
BAD_TEXT = N_("Write the text, at most %(longest)s characters.")


@requires(Permission.INVITED)
async def act_now(request: Request) -> Response:
    """Opens the panel, for whoever may read. From now on the conversation does not end because nobody writes."""
    return await _hold(request, held=True)


@requires(Permission.INVITED)
async def danger_over(request: Request) -> Response:
    return await _hold(request, held=False)


async def _hold(request: Request, held: bool) -> Response:
    state, staff = request.app.state, request.state.staff
    try:
        await state.conversations.hold(request.path_params["id"], staff.id, held)
        lane = state.conversations.as_mine(state.conversations.read_by(request.path_params["id"], staff.id), staff.id)
    except NotFound:
        return JSONResponse({"error": "not_found"}, 404)
    told = await state.app_db.run(_told, staff.language, state.presence.others(staff.id))
    return pane(request, "console/texts/_act_now.html", lane=lane, heading=HEADING, **told)


def _told(session: Session, language: str, others: set[int]) -> dict[str, Any]:
    return {
        "sayings": list_urgent(session),
        "guidance": list_guidance(session, language),
        "titles": TITLES,
        "colleagues": [account.name for account in list_accounts(session) if account.id in others],
    }


@requires(Permission.DECIDE)
async def guidance(request: Request) -> Response:
    return await _guidance(request)


@requires(Permission.DECIDE)
async def save(request: Request) -> Response:
    """Keeps one text, and approves it where that was pressed. Another text than before is a draft again."""
    form = await read_form(request)
    key, language = _text(request)
    body = LINE_END.sub("\n", first(form, "body")).strip()
    if not _fits(body, longest(key)):
        return await _guidance(request, 422, wrong=(key, language), typed=body)
    approver = request.state.staff if "approve" in form else None
    await request.app.state.app_db.run(_keep, key, language, body, approver)
    request.app.state.young = await request.app.state.app_db.run(told_visitors)
    return await _guidance(request) if is_fragment(request) else RedirectResponse(f"{PAGE}#{key}", 303)


async def _guidance(request: Request, status: int = 200, wrong: object = None, typed: str = "") -> Response:
    every = await request.app.state.app_db.run(list_every)
    told = {"guidance": every, "titles": TITLES, "longest": longest, "direction": direction}
    error = {"wrong": wrong, "typed": typed, "error": BAD_TEXT, "heading": HEADING}
    return pane(request, "console/texts/_guidance.html", status, **told, **error)


def _keep(session: Session, key: Guide, language: str, body: str, approver: Staff | None) -> None:
    text = write(session, key, language, body)
    if approver:
        approve(text, approver.name, approver.role, calendar.today())


def _text(request: Request) -> tuple[Guide, str]:
    key, language = request.path_params["key"], request.path_params["language"]
    if key not in list(Guide) or language not in languages_of(Guide(key)):
        raise HTTPException(404)
    return Guide(key), language


def _fits(body: str, most: int) -> bool:
    try:
        return bool(check_text(body)) and len(body) <= most
    except TextRefused:
        return False


CONVERSATION = "/conversations/{id}"
TEXT = "/guidance/{key}/{language}"

ROUTES: list[BaseRoute] = [
    Route(CONVERSATION + "/act-now", act_now, methods=["POST"]),
    Route(CONVERSATION + "/danger-over", danger_over, methods=["POST"]),
    Route("/guidance", guidance),
    Route(TEXT, save, methods=["POST"]),
]

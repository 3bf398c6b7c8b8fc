"""A colleague goes on in one's place, or somebody reads along: asking, saying yes and no, and ending it."""

from dataclasses import dataclass, replace

from msgspec import json
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from chat.access import requires, wants_json
from chat.accounts import list_accounts
from chat.errors import Full, NotFound, StorageFailed
from chat.language import N_
from chat.roles import Permission, Role, in_order
from chat.service import Conversations
from chat.sharing import MAX_GUESTS, MAX_NOTE, Sharing, fits
from counselor_console.answers import first, is_fragment, read_form, staff_page
from counselor_console.conversations import go_on, not_found
from counselor_console.queue import rail_answer
from stats.forms import LINE_END

NO_COLLEAGUE = N_("Choose a colleague.")
BAD_NOTE = N_("Write at most 500 characters.")
ENOUGH = N_("Three read along already. More would be too many for the visitor.")
UNTOLD = N_("The visitor could not be told, so nobody was let in. Try again.")


@dataclass(frozen=True)
class Colleague:
    """Somebody who is here. `takes_over`: in a role that has conversations."""

    id: int
    name: str
    role: Role
    takes_over: bool


@requires(Permission.CONVERSATIONS)
async def colleagues(request: Request) -> Response:
    if not wants_json(request):
        return await _panel(request)
    try:
        _conversations(request).held_by(_id(request), request.state.staff.id)
    except NotFound:
        return not_found()
    rows = {"colleagues": await _colleagues(request)}
    return Response(json.encode(rows), media_type="application/json")


@requires(Permission.CONVERSATIONS)
async def offer(request: Request) -> Response:
    """Asks a colleague who is here to go on in one's place."""
    form = await read_form(request)
    to, note = await _find(request, first(form, "to")), LINE_END.sub("\n", first(form, "note")).strip()
    if to is None or not to.takes_over:
        return await _panel(request, NO_COLLEAGUE, note)
    if not fits(note):
        return await _panel(request, BAD_NOTE, note)
    return await _do(request, _sharing(request).offer(_id(request), request.state.staff.id, to.id, note))


@requires(Permission.CONVERSATIONS)
async def withdraw(request: Request) -> Response:
    return await _do(request, _sharing(request).withdraw(_id(request), request.state.staff.id))


@requires(Permission.CONVERSATIONS)
async def decline(request: Request) -> Response:
    """Says no to what a colleague asked."""
    try:
        await _sharing(request).withdraw(_id(request), request.state.staff.id)
    except NotFound:
        return not_found()
    return await rail_answer(request) if is_fragment(request) else Response(status_code=204)


@requires(Permission.CONVERSATIONS)
async def accept(request: Request) -> Response:
    """Goes on in the place of the colleague who asked."""
    return await go_on(request, _sharing(request).accept)


@requires(Permission.CONVERSATIONS)
async def invite(request: Request) -> Response:
    """Lets somebody read along and answer, once the visitor was told."""
    guest = await _find(request, first(await read_form(request), "guest"))
    if guest is None:
        return await _panel(request, NO_COLLEAGUE)
    try:
        return await _do(request, _sharing(request).invite(_id(request), request.state.staff.id, guest.id, guest.role))
    except Full:
        return await _panel(request, ENOUGH)
    except StorageFailed:
        return await _panel(request, UNTOLD)


@requires(Permission.INVITED)
async def part(request: Request) -> Response:
    """Ends somebody's reading along: the counselor's doing, or one's own."""
    staff, guest = request.state.staff, request.path_params["guest"]
    work = _sharing(request).part(_id(request), staff.id, guest)
    if guest != staff.id:
        return await _do(request, work)
    try:
        await work
    except NotFound:
        return not_found()
    return Response(status_code=200 if is_fragment(request) else 204)  # htmx takes the lane away


async def _do(request: Request, work) -> Response:  # type: ignore[no-untyped-def]
    try:
        await work
    except NotFound:
        return not_found()
    return await _panel(request) if is_fragment(request) else Response(status_code=204)


async def _panel(request: Request, said: str = "", note: str = "") -> Response:
    """Who could go on or read along. 422 with `said`, why what was asked for did not happen."""
    if said and not is_fragment(request):
        return JSONResponse({"error": "refused"}, 422)
    try:
        running = _conversations(request).held_by(_id(request), request.state.staff.id)
    except NotFound:
        return not_found()
    facts, people = running.facts, await _colleagues(request)
    known = {one.id: one for one in people}
    context = {
        "conversation": running.id,
        "said": said,
        "note": note,
        "longest": MAX_NOTE,
        "guests": [known[guest.id] for guest in facts.guests if guest.id in known],
        "offered": known.get(facts.offer.to) if facts.offer else None,
        "able": [one for one in people if one.takes_over],
        "askable": [one for one in people if one.id not in running.readers()],
        "full": len(facts.guests) >= MAX_GUESTS,
    }
    return staff_page(request, "console/sharing/_colleagues.html", 422 if said else 200, **context)


async def _colleagues(request: Request) -> list[Colleague]:
    """Everybody else who is here and could be asked, by name. Who is not here would not learn of it."""
    state, staff = request.app.state, request.state.staff
    found: list[Colleague] = await state.app_db.run(_list, state.around.others(staff.id))
    talking = state.presence.others(staff.id)
    return [replace(one, takes_over=one.takes_over and one.id in talking) for one in found]


def _list(session: Session, here: set[int]) -> list[Colleague]:
    people = []
    for account in list_accounts(session):
        roles = in_order(row.role for row in account.roles if row.role.may(Permission.INVITED))
        if roles and not account.disabled and account.id in here:
            asked_as = Role.MEDIATOR if Role.MEDIATOR in roles else roles[0]
            takes_over = any(role.may(Permission.CONVERSATIONS) for role in roles)
            people.append(Colleague(account.id, account.name, asked_as, takes_over))
    return people


async def _find(request: Request, wanted: str) -> Colleague | None:
    return next((one for one in await _colleagues(request) if str(one.id) == wanted), None)


def _conversations(request: Request) -> Conversations:
    conversations: Conversations = request.app.state.conversations
    return conversations


def _sharing(request: Request) -> Sharing:
    return _conversations(request).sharing


def _id(request: Request) -> str:
    conversation: str = request.path_params["id"]
    return conversation


CONVERSATION = "/conversations/{id}"
ROUTES: list[BaseRoute] = [
    Route(CONVERSATION + "/colleagues", colleagues),
    Route(CONVERSATION + "/offer", offer, methods=["POST"]),
    Route(CONVERSATION + "/offer/withdraw", withdraw, methods=["POST"]),
    Route(CONVERSATION + "/offer/decline", decline, methods=["POST"]),
    Route(CONVERSATION + "/accept", accept, methods=["POST"]),
    Route(CONVERSATION + "/guests", invite, methods=["POST"]),
    Route(CONVERSATION + "/guests/{guest:int}/part", part, methods=["POST"]),
]

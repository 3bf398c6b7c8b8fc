"""What a counsellor does with a conversation: take, open its socket, hand back, close. Words travel elsewhere."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chat.access import requires
from chat.errors import Full, NotFound, Owed, Taken
from chat.language import N_
from chat.roles import Permission
from chat.running import Running
from chat.service import Conversations
from chat.sharing import fits
from chat.views import Mine
from counselor_console.answers import first, is_fragment, read_form, staff_page
from counselor_console.queue import rail_answer
from counselor_console.registration import form_for_ended
from stats.forms import LINE_END

REFUSALS: dict[type[Exception], tuple[str, str]] = {
    Taken: ("taken", N_("A colleague was quicker.")),
    Owed: ("owed", N_("Register your last conversation first.")),
    Full: ("full", N_("You have as many conversations as you can take now.")),
    NotFound: ("ended", N_("The visitor has left.")),
}


@requires(Permission.CONVERSATIONS)
async def take(request: Request) -> Response:
    return await go_on(request, _conversations(request).take)


async def go_on(request: Request, begin: Callable[[str, int], Awaitable[str]]) -> Response:
    """`begin` makes the conversation one's own and gives a ticket. htmx gets the lane, or why not in the rail."""
    try:
        ticket = await begin(request.path_params["id"], request.state.staff.id)
    except tuple(REFUSALS) as refused:
        code, sentence = REFUSALS[type(refused)]
        if is_fragment(request):
            return await rail_answer(request, sentence, 409)
        return JSONResponse({"error": code}, 409)
    return await lane(request) if is_fragment(request) else JSONResponse({"ticket": ticket})


@requires(Permission.INVITED)
async def lane(request: Request) -> Response:
    """The lane of a conversation that one already has or reads along, for a page where it is not open."""
    staff = request.state.staff
    try:
        running = _readable(request)
    except NotFound:
        return not_found()
    return staff_page(request, "console/_lane.html", lane=_conversations(request).as_mine(running, staff.id))


@requires(Permission.INVITED)
async def ticket(request: Request) -> Response:
    try:
        _readable(request)
        found = await _conversations(request).counselor_ticket(request.path_params["id"], request.state.staff.id)
    except NotFound:
        return not_found()
    return JSONResponse({"ticket": found}, 201)


@requires(Permission.CONVERSATIONS)
async def close(request: Request) -> Response:
    """Ends the conversation. htmx gets the registration that is now owed."""
    return await _end(request, _conversations(request).close)


@requires(Permission.CONVERSATIONS)
async def pause(request: Request) -> Response:
    """As `close`, and the visitor's browser begins no other conversation for a while."""
    return await _end(request, _conversations(request).pause)


async def _end(request: Request, end: Callable[[str, int], Awaitable[None]]) -> Response:
    mine = _find_mine(request)
    try:
        await end(request.path_params["id"], request.state.staff.id)
    except NotFound:
        return not_found()
    if mine and is_fragment(request):
        return await form_for_ended(request, mine.alias)
    return Response(status_code=204)


@requires(Permission.CONVERSATIONS)
async def hand_back(request: Request) -> Response:
    """Puts the visitor back in the queue, with a note for whoever takes him next."""
    note = LINE_END.sub("\n", first(await read_form(request), "note")).strip()
    if not fits(note):
        return JSONResponse({"error": "note"}, 422)
    try:
        await _conversations(request).hand_back(request.path_params["id"], request.state.staff.id, note)
    except NotFound:
        return not_found()
    # An empty answer lets htmx take the lane away; 204 would make it leave the page as it is.
    return Response(status_code=200 if is_fragment(request) else 204)


def _conversations(request: Request) -> Conversations:
    conversations: Conversations = request.app.state.conversations
    return conversations


def _readable(request: Request) -> Running:
    """The conversation, which one has, in a role that has conversations, or reads along. Raises NotFound."""
    staff = request.state.staff
    running = _conversations(request).read_by(request.path_params["id"], staff.id)
    if running.is_held_by(staff.id) and not staff.may(Permission.CONVERSATIONS):
        raise NotFound
    return running


def _find_mine(request: Request) -> Mine | None:
    mine = _conversations(request).mine(request.state.staff.id)
    return next((one for one in mine if one.conversation == request.path_params["id"]), None)


def not_found() -> Response:
    return JSONResponse({"error": "not_found"}, 404)

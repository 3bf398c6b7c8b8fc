"""What a counsellor does with a conversation: take, open its socket, hand back, close. Words travel elsewhere."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chat.access import requires
from chat.errors import Full, NotFound, Owed, Taken
from chat.language import N_
from chat.roles import Permission
from chat.service import Conversations
from chat.views import Mine
from counselor_console.answers import is_fragment, staff_page
from counselor_console.queue import rail_answer
from counselor_console.registration import form_for_ended

REFUSALS: dict[type[Exception], tuple[str, str]] = {
    Taken: ("taken", N_("A colleague was quicker.")),
    Owed: ("owed", N_("Register your last conversation first.")),
    Full: ("full", N_("You have as many conversations as one person can hold well.")),
    NotFound: ("ended", N_("The visitor has left.")),
}


@requires(Permission.CONVERSATIONS)
async def take(request: Request) -> Response:
    conversation, staff = request.path_params["id"], request.state.staff
    try:
        ticket = await _conversations(request).take(conversation, staff.id)
    except tuple(REFUSALS) as refused:
        code, sentence = REFUSALS[type(refused)]
        if is_fragment(request):
            return await rail_answer(request, sentence, 409)
        return JSONResponse({"error": code}, 409)
    return await lane(request) if is_fragment(request) else JSONResponse({"ticket": ticket})


@requires(Permission.CONVERSATIONS)
async def lane(request: Request) -> Response:
    """The lane of a conversation that one already has, for a page where it is not open."""
    mine = _find_mine(request)
    if mine is None:
        return _not_found()
    return staff_page(request, "console/_lane.html", lane=mine)


@requires(Permission.CONVERSATIONS)
async def ticket(request: Request) -> Response:
    try:
        found = await _conversations(request).counselor_ticket(request.path_params["id"], request.state.staff.id)
    except NotFound:
        return _not_found()
    return JSONResponse({"ticket": found}, 201)


@requires(Permission.CONVERSATIONS)
async def close(request: Request) -> Response:
    """Ends the conversation. htmx gets the registration that is now owed."""
    mine = _find_mine(request)
    try:
        await _conversations(request).close(request.path_params["id"], request.state.staff.id)
    except NotFound:
        return _not_found()
    if mine and is_fragment(request):
        return await form_for_ended(request, mine.alias)
    return Response(status_code=204)


@requires(Permission.CONVERSATIONS)
async def hand_back(request: Request) -> Response:
    """Puts the visitor back in the queue."""
    try:
        await _conversations(request).hand_back(request.path_params["id"], request.state.staff.id)
    except NotFound:
        return _not_found()
    # An empty answer lets htmx take the lane away; 204 would make it leave the page as it is.
    return Response(status_code=200 if is_fragment(request) else 204)


def _conversations(request: Request) -> Conversations:
    conversations: Conversations = request.app.state.conversations
    return conversations


def _find_mine(request: Request) -> Mine | None:
    mine = _conversations(request).mine(request.state.staff.id)
    return next((one for one in mine if one.conversation == request.path_params["id"]), None)


def _not_found() -> Response:
    return JSONResponse({"error": "not_found"}, 404)

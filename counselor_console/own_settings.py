"""What staff set for the own console, and what they have begun to write: both are kept here and not in the browser."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chat.access import requires
from chat.broker import QUEUE, Changed
from chat.errors import NotFound, TextRefused
from chat.limits import MAX_MINE
from chat.models import Preference
from chat.preferences import list_preferences, set_most, set_preference
from chat.roles import Permission
from counselor_console.answers import first, is_fragment, read_form, staff_page

CHOICES = range(1, MAX_MINE + 1)  # of how many conversations one wants at once


@requires(Permission.INVITED)
async def set_one(request: Request) -> Response:
    """Switches one preference on or off. htmx gets its switch as it is now."""
    form = await read_form(request)
    name, on = first(form, "preference"), first(form, "on") == "yes"
    if name not in list(Preference):
        raise HTTPException(404)
    await request.app.state.app_db.run(set_preference, request.state.staff.id, Preference(name), on)
    if not is_fragment(request):
        return RedirectResponse("/console", 303)
    return staff_page(request, "console/texts/_switch.html", preference=name, preferences=await preferences(request))


@requires(Permission.CONVERSATIONS)
async def set_own_most(request: Request) -> Response:
    """How many conversations one wants at once. Every page of one's own learns it."""
    state, staff, chosen = request.app.state, request.state.staff, first(await read_form(request), "most")
    if chosen not in map(str, CHOICES):
        raise HTTPException(404)
    await state.app_db.run(set_most, staff.id, int(chosen))
    state.broker.publish(QUEUE, Changed())
    if not is_fragment(request):
        return RedirectResponse("/console", 303)
    return staff_page(request, "console/texts/_most.html", most=int(chosen), choices=CHOICES)


@requires(Permission.INVITED)
async def keep_half_written(request: Request) -> Response:
    """For the next time that the page is loaded. 404 when the conversation is over, or one may not read it."""
    text = first(await read_form(request), "text")
    try:
        request.app.state.conversations.keep_half_written(request.path_params["id"], request.state.staff.id, text)
    except NotFound:
        return JSONResponse({"error": "not_found"}, 404)
    except TextRefused:
        return JSONResponse({"error": "text"}, 422)
    return Response(status_code=204)


async def preferences(request: Request) -> frozenset[Preference]:
    """What is on for whoever asks."""
    found: frozenset[Preference] = await request.app.state.app_db.run(list_preferences, request.state.staff.id)
    return found


ROUTES: list[BaseRoute] = [
    Route("/preferences", set_one, methods=["POST"]),
    Route("/preferences/most", set_own_most, methods=["POST"]),
    Route("/conversations/{id}/half-written", keep_half_written, methods=["POST"]),
]

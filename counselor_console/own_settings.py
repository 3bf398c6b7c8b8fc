"""What staff set for the own console, and what they have begun to write: both are kept here and not in the browser."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chat.access import requires
from chat.errors import NotFound, TextRefused
from chat.models import Preference
from chat.preferences import list_preferences, set_preference
from chat.roles import Permission
from counselor_console.answers import first, is_fragment, read_form, staff_page


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
async def keep_half_written(request: Request) -> Response:
    """For the next time that the page is loaded. 404 when the conversation is over or not one's own."""
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
    Route("/conversations/{id}/half-written", keep_half_written, methods=["POST"]),
]

"""Following a campaign's short address: counted, and forgotten. No cookie, no log, no database."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from chat import calendar

FETCHED_AHEAD = ("sec-purpose", "purpose", "x-purpose", "x-moz")  # where browsers say that nobody pressed yet
NOT_PRESSED = ("prefetch", "preview")


async def follow(request: Request) -> Response:
    """To where the code leads, or to the front page."""
    today = calendar.today()
    target = request.app.state.links.follow(request.path_params["code"], today, counted=_is_press(request))
    return RedirectResponse(target or "/", 302, {"referrer-policy": "no-referrer"})


def _is_press(request: Request) -> bool:
    said = " ".join(request.headers.get(name, "").lower() for name in FETCHED_AHEAD)
    ahead = any(word in said for word in NOT_PRESSED)
    return request.method == "GET" and not ahead

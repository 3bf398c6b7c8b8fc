"""What is kept, for how long, what was destroyed, and why the service may not meet real visitors yet."""

from starlette.requests import Request
from starlette.responses import Response

from chat.access import requires
from chat.periods import PERIODS
from counselor_console.answers import pane
from stats import retention
from stats.proof import list_held


@requires()
async def kept(request: Request) -> Response:
    held, ran = await list_held(request.app.state), await request.app.state.app_db.run(retention.last_run)
    return pane(request, "console/_kept.html", title="kept", holdings=held, ran=ran, periods=PERIODS)

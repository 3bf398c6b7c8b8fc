"""What is kept, for how long, what was destroyed, and why the service may not meet real visitors yet."""

from starlette.requests import Request
from starlette.responses import Response

from chat.access import requires
from chat.periods import PERIODS
from counselor_console.answers import pane
from stats import retention


@requires()
async def kept(request: Request) -> Response:
    run = request.app.state.app_db.run
    held, ran = await run(retention.holdings), await run(retention.last_run)
    return pane(request, "console/_kept.html", title="kept", holdings=held, ran=ran, periods=PERIODS)

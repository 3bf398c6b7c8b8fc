"""What is kept, for how long, what was destroyed, and why the service may not meet real visitors yet."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from chat.access import requires
from chat.periods import PERIODS, Kind
from counselor_console.answers import pane
from stats import retention


@requires()
async def kept(request: Request) -> Response:
    run = request.app.state.app_db.run
    held, ran = await run(retention.holdings), await run(retention.last_run)
    oldest = await request.app.state.mailbox.find_oldest()
    held = [replace(one, oldest=oldest) if one.kind is Kind.MAILBOX else one for one in held]
    return pane(request, "console/_kept.html", title="kept", holdings=held, ran=ran, periods=PERIODS)

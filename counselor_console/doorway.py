"""The door of our own chat as staff see it: open or closed, until when, and who may shut it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request

from chat import calendar
from chat.broker import QUEUE, Changed
from chat.roles import Permission
from stats import hours, readings
from stats.hours import Hours, Opening


@dataclass(frozen=True)
class Doorway:
    """`shut`: by hand, until somebody opens it or, where shifts decide, the next one begins."""

    opening: Opening
    shut: bool
    by_rota: bool
    may_shut: bool


def look(request: Request) -> Doorway:
    """The door at this moment."""
    state, now = request.app.state, datetime.now(UTC)
    by: Hours = state.hours
    opening = by.tell(now, state.conversations.is_open())
    may_shut = request.state.staff.may(Permission.CONVERSATIONS)
    return Doorway(opening, by.is_shut(now), by.by_rota, may_shut)


async def read_again(request: Request) -> None:
    """Makes what was just changed hold at once, and tells the pages of staff, and visitors if we close soon now."""
    state, now = request.app.state, datetime.now(UTC)
    state.hours = await state.app_db.run(hours.read, state.settings, now)
    state.reads_on = await state.app_db.run(readings.next_reading, calendar.today())
    state.broker.publish(QUEUE, Changed())
    if closing := state.hours.closes_soon(now):
        await state.conversations.warn_of_closing(*closing)

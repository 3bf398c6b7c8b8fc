"""Contacts of a year about which nobody has decided whose they are: better settled before the year is closed."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from chat import calendar
from chat.access import requires
from chat.roles import Permission
from counselor_console.answers import pane
from counselor_console.contacts import topic_names
from stats.counted import counted_contacts
from stats.register import view_contacts
from stats.releases.before_closing import list_open
from stats.releases.closing import list_releases

SHOWN = 50


@requires(Permission.REGISTER)
async def undecided(request: Request) -> Response:
    """The last year where it is over and not closed, else this one. Those that are unsure come first."""
    state = request.app.state
    found = await state.app_db.run(_undecided, state.service_key, calendar.today().year)
    found["topic_names"] = await topic_names(request)
    return pane(request, "console/_undecided.html", title="contacts", most=SHOWN, **found)


def _undecided(session: Session, service_key: bytes, this_year: int) -> dict[str, Any]:
    year = this_year if list_releases(session, this_year - 1) else this_year - 1
    contacts = counted_contacts(session)
    if not any(one.day.year == year for one in contacts):
        year = this_year
    found = list_open(session, contacts, year)
    wanted = [*found.unsure, *found.not_looked][:SHOWN]
    views = {view.id: view for view in view_contacts(session, service_key, wanted)}
    return {"of_year": year, "open": found, "contacts": [views[one] for one in wanted if one in views]}

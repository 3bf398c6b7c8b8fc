"""Contacts of a year about which nobody has decided whose they are: better settled before the year is closed."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from chat import calendar
from chat.access import requires
from chat.roles import Permission
from counselor_console.answers import first, is_fragment, pane, read_form
from counselor_console.contacts import topic_names
from stats.counted import counted_contacts
from stats.register import view_contacts
from stats.releases.before_closing import list_open, open_years
from stats.releases.editions import list_releases
from stats.releases.gone_through import state, who_went_through

SHOWN = 50


@requires(Permission.REGISTER)
async def undecided(request: Request) -> Response:
    """The open year that is asked for, else the one to close first. Contacts that are unsure come first."""
    app, asked = request.app.state, request.path_params.get("year", "")
    found = await app.app_db.run(_undecided, app.service_key, asked, calendar.today().year, request.state.staff.id)
    found |= {"topic_names": await topic_names(request), "may_clear": request.state.staff.may(Permission.CLEAR)}
    return pane(request, "console/_undecided.html", title="contacts", most=SHOWN, **found)


@requires(Permission.CLEAR)
async def gone_through(request: Request) -> Response:
    """States that she went through the list of a year that is over, or that it is not so after all."""
    asked, this_year = request.path_params["year"], calendar.today().year
    if not (asked.isdecimal() and len(asked) == 4 and int(asked) < this_year):
        raise HTTPException(404)
    is_so = first(await read_form(request), "is_so") == "yes"
    actor = request.state.staff.id
    await request.app.state.app_db.run(_state, int(asked), actor, is_so)
    return await undecided(request) if is_fragment(request) else RedirectResponse(f"/console/undecided/{asked}", 303)


def _state(session: Session, year: int, actor_id: int, is_so: bool) -> None:
    """Nothing, where the year is closed by now."""
    if not list_releases(session, year):
        state(session, year, actor_id, is_so, calendar.today())


def _undecided(session: Session, service_key: bytes, asked: str, this_year: int, actor_id: int) -> dict[str, Any]:
    years = open_years(session, this_year) or [this_year]
    year = int(asked) if asked in map(str, years) else years[0]
    found = list_open(session, counted_contacts(session), year)
    wanted = [*found.unsure, *found.not_looked][:SHOWN]
    views = {view.id: view for view in view_contacts(session, service_key, wanted)}
    return {
        "of_year": year,
        "years": years,
        "open": found,
        "contacts": [views[one] for one in wanted if one in views],
        "is_over": year < this_year,
        "gone_through": actor_id in who_went_through(session, year),
    }

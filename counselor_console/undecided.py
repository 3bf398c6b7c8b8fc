"""What is better settled before a year is closed: registrations that are owed, and contacts about which nobody has
decided whose they are.
"""

from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from chat import calendar
from chat.access import requires
from chat.language import N_
from chat.roles import Permission
from counselor_console.answers import first, is_fragment, pane, read_form
from counselor_console.contacts import topic_names
from stats.contacts import view_contacts
from stats.counted import counted_contacts
from stats.releases.before_closing import Open, list_open, open_years
from stats.releases.gone_through import state, who_said, who_went_through

SHOWN = 50
CHANGED = N_("The list has changed since it was shown to you. Look through it once more.")


class NotThisList(Exception):
    """What was gone through is not what is open now."""


@requires(Permission.REGISTER)
async def undecided(request: Request) -> Response:
    """The open year that is asked for, else the one to close first."""
    return await _show(request)


@requires(Permission.CLEAR)
async def gone_through(request: Request) -> Response:
    """States that she went through the list of a year that is over, or that it is not so after all."""
    asked, form = request.path_params["year"], await read_form(request)
    work = partial(request.app.state.app_db.run, _state, asked, calendar.today().year, request.state.staff.id)
    try:
        await work(first(form, "is_so") == "yes", first(form, "list"))
    except NotThisList:
        return await _show(request, 409, CHANGED)
    return await _show(request) if is_fragment(request) else RedirectResponse(f"/console/undecided/{asked}", 303)


async def _show(request: Request, status_code: int = 200, said: str = "") -> Response:
    app, staff = request.app.state, request.state.staff
    asked, place = request.path_params.get("year", ""), request.query_params.get("page", "")
    found = await app.app_db.run(_read, app.service_key, asked, calendar.today().year, staff.id, place)
    found |= {"topic_names": await topic_names(request), "may_clear": staff.may(Permission.CLEAR), "said": said}
    return pane(request, "console/_undecided.html", status_code, title="contacts", **found)


def _state(session: Session, asked: str, this_year: int, actor_id: int, is_so: bool, mark: str) -> None:
    """`mark`: of the list that she had before her. Raises NotThisList."""
    year = _open_year(open_years(session, this_year - 1), asked)
    found = list_open(session, counted_contacts(session), year)
    if is_so and found.mark != mark:
        raise NotThisList
    state(session, year, actor_id, is_so, calendar.today(), found)


def _open_year(years: list[int], asked: str) -> int:
    """Raises HTTPException where that year is not one of them."""
    found = {str(year): year for year in years}.get(asked)
    if found is None:
        raise HTTPException(404)
    return found


def _read(
    session: Session, service_key: bytes, asked: str, this_year: int, actor_id: int, place: str
) -> dict[str, Any]:
    years = open_years(session, this_year)
    year = _open_year(years, asked) if asked else (years or [this_year])[0]
    found = list_open(session, counted_contacts(session), year)
    return {
        "of_year": year,
        "years": years,
        "open": found,
        "is_over": year < this_year,
        "gone_through": actor_id in who_went_through(session, year, found),
        "said_before": any(event.actor_id == actor_id for event in who_said(session, year)),
        **_page(session, service_key, found, place),
    }


def _page(session: Session, service_key: bytes, found: Open, place: str) -> dict[str, Any]:
    """The contacts at that place of the list; the last ones, where it has become shorter."""
    pages = max(-(-len(found.contacts) // SHOWN), 1)
    page = min(max(int(place), 1), pages) if place.isdecimal() and len(place) < 6 else 1
    wanted = found.contacts[(page - 1) * SHOWN : page * SHOWN]
    views = {view.id: view for view in view_contacts(session, service_key, wanted)}
    contacts = [views[one] for one in wanted if one in views]
    unsure_from = len(found.not_looked) // SHOWN + 1
    return {"contacts": contacts, "page": page, "pages": pages, "unsure_from": unsure_from, "most": SHOWN}

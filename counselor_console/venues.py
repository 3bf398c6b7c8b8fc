"""Venues: what staff know of each, and our own names there. Everybody with shifts reads; the lead decides."""

from datetime import date
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chat import calendar
from chat.access import requires
from chat.language import N_
from chat.roles import Permission
from counselor_console.answers import is_fragment, pane, read_form
from stats import profiles, venues
from stats.forms import FormErrors
from stats.models.shifts import Venue
from stats.shift_forms import MAX_NAME, MAX_RULES, parse_profile, parse_venue
from stats.vocabulary import LABELS, VENUE_LABELS, Channel

HEADING = N_("Venues")
CHANNELS = {channel: LABELS[channel] for channel in Channel if channel is not Channel.WEB_CHAT}
TAKEN = N_("There is another venue of this name.")

Form = dict[str, list[str]]


@requires(Permission.RECORDS)
async def list_page(request: Request) -> Response:
    found: list[Venue] = await request.app.state.app_db.run(venues.list_venues)
    context = {"venues": found, "kinds": VENUE_LABELS, **_known(request)}
    return pane(request, "console/shifts/_venues.html", heading=HEADING, **context)


@requires(Permission.DECIDE)
async def new_form(request: Request) -> Response:
    return _form(request, None, {})


@requires(Permission.RECORDS)
async def read_or_edit(request: Request) -> Response:
    venue = await _find(request)
    return _form(request, venue, _filled(venue))


@requires(Permission.DECIDE)
async def save_new(request: Request) -> Response:
    return await _save(request, None)


@requires(Permission.DECIDE)
async def save(request: Request) -> Response:
    return await _save(request, await _find(request))


@requires(Permission.DECIDE)
async def add_profile(request: Request) -> Response:
    venue, form = await _find(request), await read_form(request)
    try:
        name, active_from, active_until = parse_profile(form, calendar.today())
    except FormErrors as wrong:
        return _form(request, venue, _filled(venue) | form, wrong.errors)
    await request.app.state.app_db.run(profiles.add_profile, venue.id, name, active_from, active_until)
    return await _again(request, venue.id)


@requires(Permission.DECIDE)
async def end_profile(request: Request) -> Response:
    """The name is no longer ours from today on."""
    venue_id, profile_id = request.path_params["id"], request.path_params["profile"]
    try:
        yesterday = date.fromordinal(calendar.today().toordinal() - 1)
        await request.app.state.app_db.run(profiles.end_profile, venue_id, profile_id, yesterday)
    except profiles.NoProfile:
        raise HTTPException(404) from None
    return await _again(request, venue_id)


async def _save(request: Request, venue: Venue | None) -> Response:
    form = await read_form(request)
    try:
        new = parse_venue(form, calendar.today())
        venue_id = await request.app.state.app_db.run(venues.save_venue, new, venue.id if venue else None)
    except FormErrors as wrong:
        return _form(request, venue, form, wrong.errors)
    except venues.NameTaken:
        return _form(request, venue, form, {"name": TAKEN})
    return await _again(request, venue_id)


async def _again(request: Request, venue_id: int) -> Response:
    if not is_fragment(request):
        return RedirectResponse(f"/console/venues/{venue_id}", 303)
    venue: Venue = await request.app.state.app_db.run(venues.get_venue, venue_id)
    return _form(request, venue, _filled(venue))


def _form(request: Request, venue: Venue | None, filled: Form, errors: dict[str, str] | None = None) -> Response:
    """For the lead a form, for others the same to read."""
    known = _known(request)
    context: dict[str, Any] = {"venue": venue, "errors": errors or {}, "kinds": VENUE_LABELS, "channels": CHANNELS}
    context["filled"] = {"active_from": [known["today"].isoformat()]} | filled
    name = "_venue_form" if known["may_decide"] else "_venue"
    status = 422 if errors else 200
    return pane(request, f"console/shifts/{name}.html", status, heading=HEADING, **known, **context)


def _known(request: Request) -> dict[str, Any]:
    may_decide, today = request.state.staff.may(Permission.DECIDE), calendar.today()
    asked = {"warnings": venues.warnings, "is_ours": profiles.is_ours}
    return {"may_decide": may_decide, "today": today, "longest": (MAX_NAME, MAX_RULES), **asked}


def _filled(venue: Venue) -> Form:
    return {
        "name": [venue.name],
        "kind": [venue.kind],
        "channel": [venue.channel],
        "agreement": ["yes" if venue.agreement else "no"],
        "agreement_day": [_said(venue.agreement_day)],
        "agreement_until": [_said(venue.agreement_until)],
        "no_logging": ["yes" if venue.no_logging else "no"],
        "no_logging_day": [_said(venue.no_logging_day)],
        "rules": [venue.rules],
        "languages": [venue.languages],
    }


def _said(day: date | None) -> str:
    return day.isoformat() if day else ""


async def _find(request: Request) -> Venue:
    try:
        found: Venue = await request.app.state.app_db.run(venues.get_venue, request.path_params["id"])
    except venues.NoVenue:
        raise HTTPException(404) from None
    return found


ROUTES: list[BaseRoute] = [
    Route("/venues", list_page),
    Route("/venues/new", new_form),
    Route("/venues/new", save_new, methods=["POST"]),
    Route("/venues/{id:int}", read_or_edit),
    Route("/venues/{id:int}", save, methods=["POST"]),
    Route("/venues/{id:int}/profiles", add_profile, methods=["POST"]),
    Route("/venues/{id:int}/profiles/{profile:int}/end", end_profile, methods=["POST"]),
]

"""What was done to people, written down apart from contacts."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chat.access import requires
from chat.language import N_
from chat.roles import Permission
from counselor_console import notes
from counselor_console.answers import first, read_form
from counselor_console.records import Typed, back_to, chosen_year, find_row, show, show_form, today, typed_of
from stats import incidents
from stats.forms import FormErrors
from stats.models.records import Incident
from stats.record_words import INCIDENTS, REPORTED, WHY_NOT

HOME = "/console/incidents"
WORDS: dict[str, Any] = {"kinds": INCIDENTS, "reported": REPORTED, "why_not": WHY_NOT}


@requires(Permission.INCIDENTS)
async def listed(request: Request) -> Response:
    state = request.app.state
    years = await state.app_db.run(incidents.list_years, today())
    year = chosen_year(request, years)
    found = await state.app_db.run(incidents.list_incidents, state.service_key, year)
    told = {"found": found, "counts": incidents.count_kinds(found), **WORDS}
    return show(request, "incidents", N_("Incidents"), year=year, years=years, home=HOME, **told)


@requires(Permission.INCIDENTS)
async def form(request: Request) -> Response:
    row, key = await find_row(request, Incident), request.app.state.service_key
    if row is None:
        return _form(request, {})
    area, warning = incidents.read_texts(key, row)
    told = {"month": [f"{row.month:%Y-%m}"], "area": [area], "note": [warning]}
    return _form(request, typed_of(row) | told)


@requires(Permission.INCIDENTS)
async def save(request: Request) -> Response:
    """The warning is the note of its form: what tells who somebody is is removed, or kept for a reason."""
    before, typed = await find_row(request, Incident), await read_form(request)
    if first(typed, "remove"):
        return _form(request, notes.without_removed(typed))
    try:
        incident, texts = incidents.parse_incident(typed, today())
        notes.refuse_unsettled(texts.warning, typed)
    except FormErrors as wrong:
        return _form(request, typed, wrong.errors)
    state = request.app.state
    if before:
        incident.id, state.unclean = before.id, True  # the texts before may still stand in the log
    await state.app_db.run(incidents.store_incident, state.service_key, incident, texts, today())
    return back_to(f"{HOME}?year={incident.month.year}")


@requires(Permission.INCIDENTS)
async def remove(request: Request) -> Response:
    number = request.path_params["id"]
    await find_row(request, Incident)
    await request.app.state.app_db.run(Session.execute, delete(Incident).where(Incident.id == number))
    request.app.state.unclean = True  # its texts may still stand in the log
    return back_to(HOME)


def _form(request: Request, typed: Typed, errors: Mapping[str, str] | None = None) -> Response:
    title, note = N_("An incident"), notes.described(typed | {"note_of": ["incident"]})
    known = {"home": HOME, "longest_area": incidents.AREA, "note": note, **WORDS}
    return show_form(request, "incident", title, typed, errors, **known)


ROUTES = [
    Route("/incidents", listed),
    Route("/incidents/new", form),
    Route("/incidents/new", save, methods=["POST"]),
    Route("/incidents/{id:int}", form),
    Route("/incidents/{id:int}", save, methods=["POST"]),
    Route("/incidents/{id:int}/remove", remove, methods=["POST"]),
]

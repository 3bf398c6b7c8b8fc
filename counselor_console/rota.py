"""The rota: weekly shifts, days that are not as it says, and the minutes that hold for all of it."""

from datetime import date

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chat import calendar
from chat.access import requires
from chat.language import N_
from chat.roles import Permission
from counselor_console.answers import is_fragment, pane, read_form
from counselor_console.doorway import read_again
from stats import rota, venues
from stats.forms import FormErrors
from stats.models.shifts import Venue, WeeklyShift
from stats.shift_forms import OWN_CHAT, parse_exception, parse_rules, parse_weekly

HEADING = N_("Rota")
WEEKDAYS = [date(2024, 1, day) for day in range(1, 8)]  # a week that begins on a Monday, to name its days

Form = dict[str, list[str]]


@requires(Permission.RECORDS)
async def rota_page(request: Request) -> Response:
    return await _page(request)


@requires(Permission.DECIDE)
async def new_form(request: Request) -> Response:
    filled = {"from_day": [calendar.today().isoformat()], "languages": ["nb en"]}
    return await _form(request, None, filled)


@requires(Permission.DECIDE)
async def edit_form(request: Request) -> Response:
    weekly = await _find(request)
    return await _form(request, weekly.id, _filled(weekly))


@requires(Permission.DECIDE)
async def save_new(request: Request) -> Response:
    return await _save(request, None)


@requires(Permission.DECIDE)
async def save(request: Request) -> Response:
    return await _save(request, (await _find(request)).id)


@requires(Permission.DECIDE)
async def end(request: Request) -> Response:
    return await _change(request, rota.end_weekly, request.path_params["id"], calendar.today())


@requires(Permission.DECIDE)
async def add_exception(request: Request) -> Response:
    form, today = await read_form(request), calendar.today()
    known = {weekly.id for weekly in await request.app.state.app_db.run(rota.list_weekly, today)}
    try:
        return await _change(request, rota.add_exception, parse_exception(form, today, known), today)
    except FormErrors as wrong:
        return await _page(request, form, wrong.errors)


@requires(Permission.DECIDE)
async def remove_exception(request: Request) -> Response:
    return await _change(request, rota.remove_exception, request.path_params["id"], calendar.today())


@requires(Permission.DECIDE)
async def set_rules(request: Request) -> Response:
    form = await read_form(request)
    try:
        return await _change(request, rota.set_rules, *parse_rules(form, calendar.today()))
    except FormErrors as wrong:
        return await _page(request, form, wrong.errors)


async def _save(request: Request, weekly_id: int | None) -> Response:
    form, today, run = await read_form(request), calendar.today(), request.app.state.app_db.run
    known = {venue.id for venue in await run(venues.list_venues)}
    try:
        return await _change(request, rota.save_weekly, parse_weekly(form, today, known), today, weekly_id)
    except FormErrors as wrong:
        return await _form(request, weekly_id, form, wrong.errors)


async def _change(request: Request, work, *said) -> Response:  # type: ignore[no-untyped-def]
    try:
        await request.app.state.app_db.run(work, *said)
    except rota.NotInRota:
        raise HTTPException(404) from None
    await read_again(request)
    return await _page(request) if is_fragment(request) else RedirectResponse("/console/rota", 303)


async def _page(request: Request, filled: Form | None = None, errors: dict[str, str] | None = None) -> Response:
    today = calendar.today()
    context = await request.app.state.app_db.run(_read, today)
    context |= {"filled": context["rules"] | (filled or {}), "errors": errors or {}, "weekdays": WEEKDAYS}
    context |= {"today": today, "may_decide": request.state.staff.may(Permission.DECIDE), "warnings": venues.warnings}
    return pane(request, "console/shifts/_rota.html", 422 if errors else 200, heading=HEADING, **context)


def _read(session: Session, today: date) -> dict[str, object]:
    rules = rota.rules(session)
    minutes = {"last_intake": [str(rules.last_intake)], "patience": [str(rules.patience)]}
    weekly, exceptions = rota.list_weekly(session, today), rota.list_exceptions(session, today)
    places = {venue.id: venue for venue in venues.list_venues(session)}
    return {"rules": minutes, "weekly": weekly, "exceptions": exceptions, "venues": places}


async def _form(
    request: Request, weekly_id: int | None, filled: Form, errors: dict[str, str] | None = None
) -> Response:
    places: list[Venue] = await request.app.state.app_db.run(venues.list_venues)
    context = {"weekly_id": weekly_id, "filled": filled, "errors": errors or {}, "venues": places}
    status = 422 if errors else 200
    return pane(request, "console/shifts/_weekly.html", status, heading=HEADING, weekdays=WEEKDAYS, **context)


def _filled(weekly: WeeklyShift) -> Form:
    return {
        "venue": [str(weekly.venue_id or OWN_CHAT)],
        "weekday": [str(weekly.weekday)],
        "starts": [f"{weekly.starts:%H:%M}"],
        "ends": [f"{weekly.ends:%H:%M}"],
        "languages": [weekly.languages],
        "from_day": [weekly.from_day.isoformat()],
        "until_day": [weekly.until_day.isoformat() if weekly.until_day else ""],
    }


async def _find(request: Request) -> WeeklyShift:
    try:
        found: WeeklyShift = await request.app.state.app_db.run(rota.get_weekly, request.path_params["id"])
    except rota.NotInRota:
        raise HTTPException(404) from None
    return found


ROUTES: list[BaseRoute] = [
    Route("/rota", rota_page),
    Route("/rota/new", new_form),
    Route("/rota/new", save_new, methods=["POST"]),
    Route("/rota/{id:int}", edit_form),
    Route("/rota/{id:int}", save, methods=["POST"]),
    Route("/rota/{id:int}/end", end, methods=["POST"]),
    Route("/rota/exceptions", add_exception, methods=["POST"]),
    Route("/rota/exceptions/{id:int}/remove", remove_exception, methods=["POST"]),
    Route("/rota/rules", set_rules, methods=["POST"]),
]

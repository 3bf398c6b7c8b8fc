"""Shifts: those to come, how each went, one added by hand; the door of our own chat; codes that show it is us."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chat import calendar
from chat.access import requires
from chat.language import N_
from chat.missed import Missed
from chat.roles import Permission
from counselor_console.answers import is_fragment, pane, read_form, staff_page
from counselor_console.doorway import read_again
from stats import hours, profiles, shifts, venues
from stats.forms import FormErrors
from stats.models.shifts import Shift, Venue
from stats.shift_forms import OWN_CHAT, parse_shift
from stats.vocabulary import SHIFT_LABELS, ShiftState

HEADING = N_("Shifts")
COMING, EARLIER = timedelta(days=14), timedelta(days=60)

Form = dict[str, list[str]]


@dataclass(frozen=True)
class ShiftList:
    """`coming` with today, the earliest first; `earlier` the latest first; `missed` in the same time as `earlier`."""

    coming: list[Shift]
    earlier: list[Shift]
    missed: Counter[Missed]


@requires(Permission.RECORDS)
async def list_page(request: Request) -> Response:
    return await _list(request)


@requires(Permission.RECORDS)
async def new_form(request: Request) -> Response:
    filled: Form = {"day": [calendar.today().isoformat()], "state": [ShiftState.HELD], "languages": ["nb en"]}
    return await _form(request, None, filled)


@requires(Permission.RECORDS)
async def edit_form(request: Request) -> Response:
    shift = await _find(request)
    return await _form(request, shift, _filled(shift))


@requires(Permission.RECORDS)
async def save_new(request: Request) -> Response:
    return await _save(request, None)


@requires(Permission.RECORDS)
async def save(request: Request) -> Response:
    return await _save(request, await _find(request))


@requires(Permission.CONVERSATIONS)
async def close_now(request: Request) -> Response:
    """Lets nobody new in. What runs goes on."""
    await request.app.state.app_db.run(hours.shut, datetime.now(UTC))
    return await _door(request)


@requires(Permission.CONVERSATIONS)
async def open_again(request: Request) -> Response:
    await request.app.state.app_db.run(hours.reopen)
    return await _door(request)


@requires(Permission.CONVERSATIONS)
async def check_code(request: Request) -> Response:
    """Shown in the answer itself and nowhere again, so there is no page to be sent on to."""
    state = request.app.state
    code = await state.app_db.run(profiles.issue_code, state.service_key, calendar.today())
    address = f"{state.settings.origins[0]}/us"
    return pane(request, "console/shifts/_code.html", 201, heading=HEADING, code=code, address=address)


async def _door(request: Request) -> Response:
    await read_again(request)
    if is_fragment(request):
        return staff_page(request, "console/shifts/_door.html")
    return RedirectResponse("/console/shifts", 303)


async def _list(request: Request) -> Response:
    today = calendar.today()
    read = await request.app.state.app_db.run(_read, today)
    context = {"shifts": read, "today": today, "states": SHIFT_LABELS, "warnings": venues.warnings}
    return pane(request, "console/shifts/_shifts.html", heading=HEADING, **context)


def _read(session: Session, today: date) -> ShiftList:
    earlier = shifts.list_shifts(session, today - EARLIER, today - shifts.DAY)
    missed = hours.count_since(session, today - EARLIER)
    return ShiftList(shifts.list_shifts(session, today, today + COMING), earlier[::-1], missed)


async def _save(request: Request, shift: Shift | None) -> Response:
    form, run = await read_form(request), request.app.state.app_db.run
    if shift and shift.weekly_id:
        form["day"] = [shift.day.isoformat()]
    known = {venue.id for venue in await run(venues.list_venues)}
    try:
        new = parse_shift(form, calendar.today(), known)
        await run(shifts.save_shift, new, shift.id if shift else None)
    except FormErrors as wrong:
        return await _form(request, shift, form, wrong.errors)
    await read_again(request)
    return await _list(request) if is_fragment(request) else RedirectResponse("/console/shifts", 303)


async def _form(request: Request, shift: Shift | None, filled: Form, errors: dict[str, str] | None = None) -> Response:
    places: list[Venue] = await request.app.state.app_db.run(venues.list_venues)
    said = venues.warnings(shift.venue, shift.day) if shift else []
    context = {"shift": shift, "filled": filled, "errors": errors or {}, "venues": places, "states": SHIFT_LABELS}
    status = 422 if errors else 200
    return pane(request, "console/shifts/_shift.html", status, heading=HEADING, warnings=said, **context)


def _filled(shift: Shift) -> Form:
    return {
        "state": [shift.state],
        "venue": [str(shift.venue_id or OWN_CHAT)],
        "day": [shift.day.isoformat()],
        "starts": [f"{shift.starts:%H:%M}"],
        "ends": [f"{shift.ends:%H:%M}"],
        "team_size": [str(shift.team_size or "")],
        "languages": [shift.languages],
        "attempts": [str(shift.attempts)],
    }


async def _find(request: Request) -> Shift:
    try:
        found: Shift = await request.app.state.app_db.run(shifts.get_shift, request.path_params["id"])
    except shifts.NoShift:
        raise HTTPException(404) from None
    return found


ROUTES: list[BaseRoute] = [
    Route("/shifts", list_page),
    Route("/shifts/new", new_form),
    Route("/shifts/new", save_new, methods=["POST"]),
    Route("/shifts/{id:int}", edit_form),
    Route("/shifts/{id:int}", save, methods=["POST"]),
    Route("/close-now", close_now, methods=["POST"]),
    Route("/open-again", open_again, methods=["POST"]),
    Route("/check-codes", check_code, methods=["POST"]),
]

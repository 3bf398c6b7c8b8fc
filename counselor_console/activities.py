"""What the service does beside talking with people, written down by staff."""

from collections.abc import Mapping

from sqlalchemy import delete
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chat.access import requires
from chat.language import N_
from chat.roles import Permission
from counselor_console.answers import read_form
from counselor_console.records import Typed, back_to, chosen_year, find_row, show, show_form, today, typed_of
from stats import activities
from stats.forms import FormErrors
from stats.models.records import Activity
from stats.record_words import ACTIVITIES

HOME = "/console/activities"


@requires(Permission.RECORDS)
async def listed(request: Request) -> Response:
    run = request.app.state.app_db.run
    years = await run(activities.list_years, today())
    year = chosen_year(request, years)
    found = await run(activities.list_activities, year)
    told = {"activities": found, "counts": activities.count_kinds(found), "kinds": ACTIVITIES}
    return show(request, "activities", N_("Activities"), year=year, years=years, home=HOME, **told)


@requires(Permission.RECORDS)
async def form(request: Request) -> Response:
    row = await find_row(request, Activity)
    return _form(request, typed_of(row) or {"first_day": [today().isoformat()]})


@requires(Permission.RECORDS)
async def save(request: Request) -> Response:
    before, typed = await find_row(request, Activity), await read_form(request)
    try:
        activity = activities.parse_activity(typed)
    except FormErrors as wrong:
        return _form(request, typed, wrong.errors)
    if before:
        activity.id = before.id
    await request.app.state.app_db.run(Session.merge, activity)
    return back_to(f"{HOME}?year={activity.first_day.year}")


@requires(Permission.RECORDS)
async def remove(request: Request) -> Response:
    number = request.path_params["id"]
    await find_row(request, Activity)
    await request.app.state.app_db.run(Session.execute, delete(Activity).where(Activity.id == number))
    return back_to(HOME)


def _form(request: Request, typed: Typed, errors: Mapping[str, str] | None = None) -> Response:
    return show_form(request, "activity", N_("An activity"), typed, errors, home=HOME, kinds=ACTIVITIES)


ROUTES = [
    Route("/activities", listed),
    Route("/activities/new", form),
    Route("/activities/new", save, methods=["POST"]),
    Route("/activities/{id:int}", form),
    Route("/activities/{id:int}", save, methods=["POST"]),
    Route("/activities/{id:int}/remove", remove, methods=["POST"]),
]

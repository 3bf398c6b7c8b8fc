"""Help and address: numbers and places that visitors are told, kept true by those who decide on texts."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chat.access import requires
from chat.language import N_, VISITORS
from chat.roles import Permission
from counselor_console.answers import read_form
from counselor_console.records import LARGEST, Typed, back_to, show, show_form, today
from counselor_console.rota import WEEKDAYS
from stats import reach
from stats.forms import FormErrors
from stats.models.told import Reach
from stats.reach import NotThere

HOME = "/console/reach"
TITLE = N_("Help and address")


@requires(Permission.DECIDE)
async def listed(request: Request) -> Response:
    rows = await request.app.state.app_db.run(reach.list_reach)
    stale = {row.id for row in rows if reach.is_stale(row, today())}
    return show(request, "reach", TITLE, rows=rows, stale=stale, ways=reach.WAYS, weekdays=WEEKDAYS, runs=_runs(rows))


@requires(Permission.DECIDE)
async def form(request: Request) -> Response:
    row = await _asked(request)
    return _form(request, row, _typed(row) if row else {"always": ["yes"], "place": ["100"]})


@requires(Permission.DECIDE)
async def save(request: Request) -> Response:
    row, typed = await _asked(request), await read_form(request)
    try:
        new = reach.parse_reach(typed)
    except FormErrors as wrong:
        return _form(request, row, typed, wrong)
    who = request.state.staff.name
    await request.app.state.app_db.run(reach.save, row.id if row else None, new, who, today())
    return await _done(request)


@requires(Permission.DECIDE)
async def remove(request: Request) -> Response:
    row = await _asked(request)
    if row:
        await request.app.state.app_db.run(reach.remove, row.id)
    return await _done(request)


async def _done(request: Request) -> Response:
    """Visitors are told it from now on."""
    state = request.app.state
    state.reach = await state.app_db.run(reach.read, state.settings.time_zone)
    return back_to(HOME)


async def _asked(request: Request) -> Reach | None:
    number = request.path_params.get("id")
    if number is None:
        return None
    try:
        found: Reach = await request.app.state.app_db.run(reach.get_reach, min(number, LARGEST))
    except NotThere:
        raise HTTPException(404) from None
    return found


def _form(request: Request, row: Reach | None, typed: Typed, wrong: FormErrors | None = None) -> Response:
    context: dict[str, Any] = {"row": row, "ways": reach.WAYS, "weekdays": WEEKDAYS, "tongues_of": VISITORS}
    context |= {"home": HOME, "most": {"value": reach.LONGEST_VALUE, "words": reach.LONGEST_WORDS}}
    return show_form(request, "reach_point", TITLE, typed, wrong.errors if wrong else None, **context)


def _typed(row: Reach) -> Typed:
    """The form's fields as the row would fill them."""
    typed = {"way": [row.way.value], "value": [row.value], "place": [str(row.place)]}
    typed["always"] = ["yes" if row.always else ""]
    typed |= {f"words_{one.language}": [one.text] for one in row.words}
    for one in row.hours:
        typed |= {f"starts_{one.weekday}": [f"{one.starts:%H:%M}"], f"ends_{one.weekday}": [f"{one.ends:%H:%M}"]}
    return typed


def _runs(rows: list[Reach]) -> dict[int, list[reach.Run]]:
    return {row.id: reach.runs(reach.week_of(row)) for row in rows}


ROUTES: list[BaseRoute] = [
    Route("/reach", listed),
    Route("/reach/new", form),
    Route("/reach/new", save, methods=["POST"]),
    Route("/reach/{id:int}", form),
    Route("/reach/{id:int}", save, methods=["POST"]),
    Route("/reach/{id:int}/remove", remove, methods=["POST"]),
]

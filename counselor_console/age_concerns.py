"""Thoughts that somebody may be a child: a list to go through, kept apart from all else."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chat.access import requires
from chat.language import N_
from chat.roles import Permission
from counselor_console import notes
from counselor_console.answers import first, read_form
from counselor_console.records import Typed, back_to, find_row, show, show_form, today, typed_of
from stats import age_concerns
from stats.forms import FormErrors
from stats.models.records import AgeConcern
from stats.record_words import AGE_OUTCOMES, AGE_SIGNS

HOME = "/console/age-concerns"
WORDS: dict[str, Any] = {"signs": AGE_SIGNS, "outcomes": AGE_OUTCOMES}


@requires(Permission.INCIDENTS)
async def listed(request: Request) -> Response:
    state = request.app.state
    found = await state.app_db.run(age_concerns.list_concerns, state.service_key)
    return show(request, "age_concerns", N_("Concerns about age"), found=found, home=HOME, **WORDS)


@requires(Permission.INCIDENTS)
async def form(request: Request) -> Response:
    row, key = await find_row(request, AgeConcern), request.app.state.service_key
    if row is None:
        return _form(request, {"day": [today().isoformat()]})
    told = {"signs": row.signs.split(), "outcomes": row.outcomes.split(), "note": [age_concerns.read_text(key, row)]}
    return _form(request, typed_of(row) | told)


@requires(Permission.INCIDENTS)
async def save(request: Request) -> Response:
    """Whoever changes it later, it stays in the name of who wrote it down first."""
    before, typed = await find_row(request, AgeConcern), await read_form(request)
    if first(typed, "remove"):
        return _form(request, notes.without_removed(typed))
    try:
        concern, text = age_concerns.parse_concern(typed, today())
        notes.refuse_unsettled(text, typed)
    except FormErrors as wrong:
        return _form(request, typed, wrong.errors)
    state = request.app.state
    if before:
        concern.id, state.unclean = before.id, True  # the text before may still stand in the log
    concern.counselor_id = before.counselor_id if before else request.state.staff.id
    await state.app_db.run(age_concerns.store_concern, state.service_key, concern, text)
    return back_to(HOME)


def _form(request: Request, typed: Typed, errors: Mapping[str, str] | None = None) -> Response:
    title, note = N_("A concern about age"), notes.described(typed | {"note_of": ["age_concern"]})
    return show_form(request, "age_concern", title, typed, errors, home=HOME, note=note, **WORDS)


ROUTES = [
    Route("/age-concerns", listed),
    Route("/age-concerns/new", form),
    Route("/age-concerns/new", save, methods=["POST"]),
    Route("/age-concerns/{id:int}", form),
    Route("/age-concerns/{id:int}", save, methods=["POST"]),
]

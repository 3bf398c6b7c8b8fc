"""Trying ourselves: a contact whose person may be known, shown as if nobody knew. What comes of it is the team's."""

from random import SystemRandom
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chat import calendar
from chat.access import requires
from chat.language import N_
from chat.roles import Permission
from counselor_console.answers import first, pane, read_form
from counselor_console.earlier import LIKENESS, answers_of
from stats import link_checks, topics
from stats.register import get_contact
from stats.remembering import Remembered, facts_of
from stats.suggestions import Suggestions
from stats.vocabulary import Verdict

RESULTS = {
    True: N_("Found: the two were linked. It counts for the team, and nobody is named."),
    False: N_("Missed: this person was among earlier contacts. It counts for the team, and nobody is named."),
    None: N_("Nobody knows of an earlier contact of this person. It is not counted."),
}


@requires(Permission.REGISTER)
async def show(request: Request) -> Response:
    return await _show(request, "")


@requires(Permission.REGISTER)
async def answer(request: Request) -> Response:
    """Counts it, says what was known, and shows another."""
    form = await read_form(request)
    same = {one for one, verdict in answers_of(form).items() if verdict is Verdict.SAME}
    found = await request.app.state.app_db.run(link_checks.record, first(form, "contact"), same, calendar.today())
    return await _show(request, RESULTS[found])


async def _show(request: Request, said: str) -> Response:
    state = request.app.state
    shown = await state.app_db.run(_pick, state.remembered, state.suggestions)
    names = await state.app_db.run(topics.names, request.state.staff.language)
    context = {"said": said, "likeness": LIKENESS, "verdicts": list(Verdict), "topic_names": names}
    return pane(request, "console/_link_check.html", shown=shown, **context)


def _pick(session: Session, remembered: Remembered, suggestions: Suggestions) -> dict[str, Any] | None:
    contact_id = link_checks.pick(session, remembered.memory(session), SystemRandom())
    if contact_id is None:
        return None
    (contact,) = remembered.view(session, [contact_id])
    found = suggestions.suggest_blind(session, contact_id)
    return {"contact": contact, "suggestions": found, "sought": facts_of(get_contact(session, contact_id))}


ROUTES = [
    Route("/checks", show),
    Route("/checks", answer, methods=["POST"]),
]

"""Trying ourselves: a contact whose person may be known, shown as if nobody knew. What comes of it is the team's."""

from collections.abc import Mapping
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
from stats.contacts import get_contact
from stats.link_checks import Result
from stats.remembering import Remembered, facts_of
from stats.suggestions import Suggestions
from stats.vocabulary import Verdict

RESULTS = {
    Result.FOUND: N_("Found: the two were linked. It counts for the team, and nobody is named."),
    Result.MISSED: N_("Missed: this person was among earlier contacts. It counts for the team, and nobody is named."),
    Result.NOT_SHOWN: N_("This person was met before, but was not among those shown. It is not counted."),
    Result.NOBODY: N_("Nobody knows of an earlier contact of this person. It is not counted."),
}

SEVERAL = N_(
    "You said of more than one person that it is the same one. Choose one of them at most. It is not counted yet."
)
OVER = N_("This one was answered before, or waited too long. It is not counted.")
NO_ANSWERS: Mapping[str, Verdict] = {}


@requires(Permission.REGISTER)
async def show(request: Request) -> Response:
    return await _show(request, "")


@requires(Permission.REGISTER)
async def answer(request: Request) -> Response:
    """Counts it once, says what was known, and shows another."""
    state, form = request.app.state, await read_form(request)
    contact_id, answers = state.shown_blind.take(first(form, "check")), answers_of(form)
    if contact_id is None:
        return await _show(request, OVER)
    same = {one for one, verdict in answers.items() if verdict is Verdict.SAME}
    try:
        found = await state.app_db.run(link_checks.record, contact_id, answers.keys(), same, calendar.today().year)
    except link_checks.SeveralPersons:
        return await _show(request, SEVERAL, contact_id, answers)
    return await _show(request, RESULTS[found])


async def _show(
    request: Request, said: str, again: str | None = None, answers: Mapping[str, Verdict] = NO_ANSWERS
) -> Response:
    """One that is picked, or `again` the same one as it was answered."""
    state = request.app.state
    shown = await state.app_db.run(_read, state.remembered, state.suggestions, again)
    names = await state.app_db.run(topics.names, request.state.staff.language)
    check = state.shown_blind.add(shown["contact"].id) if shown else ""
    context = {"said": said, "likeness": LIKENESS, "verdicts": list(Verdict), "topic_names": names}
    context |= {"shown": shown, "check": check, "answers": answers}
    return pane(request, "console/_link_check.html", 422 if again else 200, **context)


def _read(
    session: Session, remembered: Remembered, suggestions: Suggestions, again: str | None
) -> dict[str, Any] | None:
    contact_id = again or link_checks.pick(session, remembered.memory(session), SystemRandom())
    if contact_id is None:
        return None
    (contact,) = remembered.view(session, [contact_id])
    found = suggestions.suggest_blind(session, contact_id)
    return {"contact": contact, "suggestions": found, "sought": facts_of(get_contact(session, contact_id))}


ROUTES = [
    Route("/checks", show),
    Route("/checks", answer, methods=["POST"]),
]

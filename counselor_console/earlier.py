"""The earlier persons beside a registration: whom it could be, and what staff answer. Nobody is linked without them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chat import calendar
from chat.access import requires
from chat.language import N_
from chat.roles import Permission
from counselor_console.answers import first, read_form, staff_page
from counselor_console.card import CONTACT_ID, Card, Form
from stats import return_codes, topics
from stats.forms import MAX_NOTE
from stats.linking.lexicon import words_of
from stats.linking.trace import Facts
from stats.remembering import said_before
from stats.suggestions import Likeness, Suggestion, Suggestions
from stats.vocabulary import About, AgeBand, Category, Channel, Gender, TalkedBefore, Verdict

ENOUGH = 4  # words of a note; less tells nobody from another
MOST = 20  # answers that a form may bring
ANSWER = "answer-"

LIKENESS = {
    Likeness.VERY: N_("Very alike"),
    Likeness.ALIKE: N_("Alike"),
    Likeness.LITTLE: N_("A little alike"),
}

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class Beside:
    """What stands beside a form: the suggestions, and the answer to each as it is now.

    `short`: the note says too little yet. `also`: a colleague registers much the same in these minutes.
    """

    suggestions: list[Suggestion]
    answers: Mapping[str, Verdict]
    sought: Facts
    short: bool = False
    also: bool = False


def is_asked(card: Card, form: Form) -> bool:
    """Whether there is anybody to look for: not for relatives, and not for who wanted no note."""
    return first(form, "about") == About.HIMSELF and not card.no_note and card.exchanged


def answers_of(form: Form) -> dict[str, Verdict]:
    """What the form says of each contact that it showed; not looked where it says nothing, or nothing known."""
    return {one: _word(first(form, ANSWER + one), Verdict) or Verdict.NOT_LOOKED for one in ids(form, "shown")}


def ids(form: Form, name: str) -> list[str]:
    return [one for one in form.get(name, []) if CONTACT_ID.fullmatch(one)][:MOST]


def look(session: Session, suggestions: Suggestions, form: Form, hint: bytes | None = None) -> Beside:
    """Whom the contact in the form could be. A code that the visitor let join his contacts answers in advance."""
    sought, answers = sought_in(form), answers_of(form)
    coded = return_codes.newest_of_persons(session, hint) if hint else [*ids(form, "coded")]
    answered = [one for one, verdict in answers.items() if verdict is not Verdict.NOT_LOOKED]
    if len(words_of(sought.note)) < ENOUGH and not coded and not answered:
        return Beside([], {}, sought, short=True)
    found = suggestions.suggest(session, sought, coded, answered)
    at_first = {one.contact.id: Verdict.SAME if one.coded else Verdict.NOT_LOOKED for one in found}
    return Beside(found, {one: answers.get(one, at_first[one]) for one in at_first}, sought)


def sought_in(form: Form) -> Facts:
    """The contact that is being written, as far as that is known. A contact in memory has another id."""
    return Facts(
        id=first(form, "contact_id"),
        day=_day(first(form, "day")),
        channel=_word(first(form, "channel") or first(form, "own_channel"), Channel),
        category=_word(first(form, "category"), Category),
        gender=_word(first(form, "gender"), Gender) or Gender.UNKNOWN,
        age_band=_word(first(form, "age_band"), AgeBand) or AgeBand.UNKNOWN,
        language=first(form, "language"),
        topics=frozenset(form.get("topics", [])),
        said_before=said_before(_word(first(form, "talked_before"), TalkedBefore) or TalkedBefore.NOT_ASKED),
        note=first(form, "note")[:MAX_NOTE],
    )


async def beside(request: Request, card: Card, form: Form) -> dict[str, Any]:
    """What `console/registration/_earlier.html` shows."""
    if not is_asked(card, form):
        return {"beside": None}
    state = request.app.state
    found = await state.app_db.run(look, state.suggestions, form, card.return_hint)
    if not found.short:
        also = await run_in_threadpool(state.at_once.tell, request.state.staff.id, found.sought)
        found = replace(found, also=also)
    names = await state.app_db.run(topics.names, request.state.staff.language)
    return {"beside": found, "likeness": LIKENESS, "verdicts": list(Verdict), "topic_names": names}


@requires(Permission.REGISTER)
async def earlier(request: Request) -> Response:
    """The suggestions again, after something in the form changed."""
    form = await read_form(request)
    context = {"filled": form, "errors": {}, "apart": None, **await beside(request, Card("", ""), form)}
    return staff_page(request, "console/registration/_earlier.html", **context)


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return calendar.today()


def _word(said: str, words: type[E]) -> E | None:
    return next((word for word in words if word == said), None)


ROUTES = [Route("/contacts/earlier", earlier, methods=["POST"])]

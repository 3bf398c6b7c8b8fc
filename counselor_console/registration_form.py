"""The form of a contact: what it is for, what it is filled with, and what there is to choose. It is saved elsewhere."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from chat import calendar
from counselor_console import notes
from counselor_console.answers import first, pane
from counselor_console.card import Card, Form, contact_id
from counselor_console.earlier import beside
from stats import directory, shifts, topics
from stats.contacts import list_continuable
from stats.listed import is_used
from stats.owed import CHOSEN
from stats.vocabulary import (
    BASES,
    CATEGORY_HINTS,
    CRITERIA,
    About,
    AgeBand,
    Category,
    Channel,
    ContactedBy,
    Gender,
    HeardFrom,
    Nationality,
    NotContactReason,
    Step,
    TalkedBefore,
    WeakerBecause,
    language_name,
)

EXCERPT = 40  # characters of a note, to know it by
# The languages that the service meets most, beside our own two.
LANGUAGES = frozenset(
    "ar bg cs da de es et fa fi fr hu it lt lv nn pl pt ro ru so sv th ti tl tr uk ur vi zh".split()  # noqa: SIM905 - read more easily so
)
AT_FIRST: Form = {"about": [About.HIMSELF], "step": [Step.SINGLE]}
FOLDED = {  # what the form folds away, with the word that asks for nothing
    "nationality": "unknown",
    "contacted_by": "unknown",
    "heard_from": "unknown",
    "step": Step.SINGLE,
    "referrals": "",
    "continues": "",
}
CHOICES: Mapping[str, Any] = {
    "abouts": list(About),
    "categories": CATEGORY_HINTS,
    "criteria": CRITERIA,
    "bases": BASES[Category.NONE],
    "channels": list(Channel),
    "genders": list(Gender),
    "age_bands": list(AgeBand),
    "nationalities": list(Nationality),
    "makers": list(ContactedBy),
    "sources": list(HeardFrom),
    "steps": list(Step),
    "talks": list(TalkedBefore),
    "reasons": list(NotContactReason),
    "skip_reasons": list(CHOSEN),
    "weaker_reasons": list(WeakerBecause),
    "excerpt": EXCERPT,
}


async def form(
    request: Request, card: Card, filled: Form, errors: Mapping[str, str] | None = None, **said: object
) -> Response:
    """The form, filled in. `said` goes on to the page: `kept`, that it was begun earlier; `refused`, why not now;
    `apart`, what stands against the answers.
    """
    state, staff = request.app.state, request.state.staff
    choices = await state.app_db.run(read_choices, state.service_key, staff.id, card, filled, staff.language)
    context = {"card": card, "filled": filled, "errors": errors or {}, "today": today()}
    context |= {"contact_id": contact_id(filled), "note": notes.described(filled)}
    context |= await beside(request, card, filled)
    unfolded = is_unfolded(filled, errors or {}) or (card.channel is not None and len(choices["shifts"]) > 1)
    context |= {"tongues": _languages(staff.language, filled), "unfolded": unfolded}
    status = 422 if errors else 409 if said.get("refused") else 200
    known = {"kept": False, "refused": "", "apart": None, **said}
    return pane(request, "console/_registration.html", status, **context, **choices, **known, **CHOICES)


def read_choices(
    session: Session, service_key: bytes, staff_id: int, card: Card, filled: Form, language: str
) -> dict[str, Any]:
    """What there is to choose for the day and channel that stand in the form."""
    day, channel = card.day or _day(filled), card.channel or _channel(filled)
    chosen = {*filled.get("topics", []), *filled.get("referrals", [])}
    listed = [one for one in topics.list_topics(session) if is_used(one, day) or one.code in chosen]
    services = [one for one in directory.list_all(session) if is_used(one, day) or str(one.id) in chosen]
    earlier = list_continuable(session, service_key, staff_id, day)
    return {
        "topics": {one.code: topics.label(one, language) for one in listed},
        "services": services,
        "shifts": shifts.held_on(session, day, channel) if channel else [],
        "earlier": [] if card.no_note else [one for one in earlier if one.channel is not channel],
    }


def is_unfolded(filled: Form, errors: Mapping[str, str]) -> bool:
    """Whether something stands in what is folded away otherwise, or is wrong there."""
    said = any(name in errors or first(filled, name) not in ("", unasked) for name, unasked in FOLDED.items())
    return said or "shift" in errors  # one stands there from the start, and is nothing to unfold it for


def today() -> date:
    return calendar.today()


def _day(filled: Form) -> date:
    try:
        return date.fromisoformat(first(filled, "day"))
    except ValueError:
        return today()


def _channel(filled: Form) -> Channel | None:
    return next((channel for channel in Channel if channel == first(filled, "channel")), None)


def _languages(said_in: str, filled: Form) -> list[str]:
    """Codes to choose from: our own two first, then by name; the one that is filled in is always there."""
    others = {*LANGUAGES, *filled.get("language", [])} - {"", "nb", "en"}
    return ["nb", "en", *sorted(others, key=lambda code: language_name(code, said_in))]

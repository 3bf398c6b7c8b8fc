"""What the service says about danger: its own texts, each approved by name or shown as a draft.

All are for staff but one, which visitors read before they tell anything. It is in each of their languages, and until
somebody has approved one, or where there is none, they read YOUNG. So they are never without.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.language import DEFAULT, LANGUAGES, N_, VISITORS, speech
from chat.models import GuidanceText
from chat.roles import Role
from chat.text import MAX_TEXT

YOUNG = N_("If a child is in danger, we may have to tell someone who can help. If we can, we tell you first.")
MAX_YOUNG = 300  # it stands beside the box that visitors write in


class Guide(StrEnum):
    """In the order in which they are shown."""

    NUMBERS = "numbers"
    ON_CALL = "on_call"
    DANGER = "danger"
    CHILD = "child"
    AVERT = "avert"
    YOUNG = "young"


TITLES = {
    Guide.NUMBERS: N_("Numbers"),
    Guide.ON_CALL: N_("On call"),
    Guide.DANGER: N_("Danger to life"),
    Guide.CHILD: N_("A child in danger"),
    Guide.AVERT: N_("The duty to avert"),
    Guide.YOUNG: N_("What visitors read before they write"),
}
FOR_STAFF = tuple(key for key in Guide if key is not Guide.YOUNG)


def list_guidance(session: Session, language: str) -> dict[Guide, GuidanceText]:
    """Every text in `language`, or as the service first wrote it where it has none in that language."""
    return {key: _find(session, key, language) or get_guidance(session, key, DEFAULT) for key in FOR_STAFF}


def list_every(session: Session) -> dict[Guide, dict[str, GuidanceText]]:
    """Every text in each of the languages of who reads it; a draft where there is none."""
    return {key: {code: get_guidance(session, key, code) for code in languages_of(key)} for key in Guide}


def languages_of(key: Guide) -> dict[str, str]:
    return VISITORS if key is Guide.YOUNG else LANGUAGES


def longest(key: Guide) -> int:
    return MAX_YOUNG if key is Guide.YOUNG else MAX_TEXT


def told_visitors(session: Session) -> dict[str, str]:
    """What somebody approved for visitors to read, by language."""
    approved = select(GuidanceText).where(GuidanceText.key == Guide.YOUNG, GuidanceText.approved_on.is_not(None))
    return {text.language: text.body for text in session.scalars(approved)}


def get_guidance(session: Session, key: Guide, language: str) -> GuidanceText:
    """The text in exactly this language; a draft where there is none, which says what visitors read meanwhile."""
    ours = speech(language).text(YOUNG) if key is Guide.YOUNG else ""
    return _find(session, key, language) or GuidanceText(key=key, language=language, body=ours)


def write(session: Session, key: Guide, language: str, body: str) -> GuidanceText:
    """The text, which is a draft again where it says something else than before."""
    text = get_guidance(session, key, language)
    if text.body != body:
        text.body, text.approved_by, text.approved_as, text.approved_on = body, None, None, None
    session.add(text)
    return text


def approve(text: GuidanceText, name: str, role: Role, on: date) -> None:
    text.approved_by, text.approved_as, text.approved_on = name, role, on


def _find(session: Session, key: Guide, language: str) -> GuidanceText | None:
    return session.get(GuidanceText, (key, language))

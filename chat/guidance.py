"""What the service tells its staff about danger: its own texts, each approved by name or shown as a draft."""

from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from chat.language import DEFAULT, LANGUAGES, N_
from chat.models import GuidanceText
from chat.roles import Role
from chat.text import MAX_TEXT

MAX_GUIDANCE = MAX_TEXT


class Guide(StrEnum):
    """In the order in which they are shown."""

    NUMBERS = "numbers"
    ON_CALL = "on_call"
    DANGER = "danger"
    CHILD = "child"
    AVERT = "avert"


TITLES = {
    Guide.NUMBERS: N_("Numbers"),
    Guide.ON_CALL: N_("On call"),
    Guide.DANGER: N_("Danger to life"),
    Guide.CHILD: N_("A child in danger"),
    Guide.AVERT: N_("The duty to avert"),
}


def list_guidance(session: Session, language: str) -> dict[Guide, GuidanceText]:
    """Every text in `language`, or as the service first wrote it where it has none in that language."""
    return {key: _find(session, key, language) or get_guidance(session, key, DEFAULT) for key in Guide}


def list_every(session: Session) -> dict[Guide, dict[str, GuidanceText]]:
    """Every text in each of our own languages; an empty draft where there is none."""
    return {key: {language: get_guidance(session, key, language) for language in LANGUAGES} for key in Guide}


def get_guidance(session: Session, key: Guide, language: str) -> GuidanceText:
    """The text in exactly this language; an empty draft where there is none."""
    return _find(session, key, language) or GuidanceText(key=key, language=language, body="")


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

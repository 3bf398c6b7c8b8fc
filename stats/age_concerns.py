"""Thoughts that somebody may be a child: what was considered, and what came of it. The list of one's duty to act.

It tells of no identity, stands beside no contact or conversation, and is in no figure and no export.
"""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.language import N_
from chat.models import Account
from chat.sealing import seal, unseal
from stats.forms import MAX_NOTE
from stats.models.records import AgeConcern
from stats.record_forms import Form, RecordReader
from stats.record_words import AgeOutcome, AgeSign

CHOOSE = N_("Choose at least one.")


class Told(NamedTuple):
    """A concern, its text in plain words, and the name of who wrote it down."""

    row: AgeConcern
    text: str
    counselor: str


def list_concerns(session: Session, service_key: bytes) -> list[Told]:
    """All that are kept, the newest first."""
    newest = select(AgeConcern, Account.name).join(Account).order_by(AgeConcern.day.desc(), AgeConcern.id.desc())
    return [Told(row, read_text(service_key, row), name) for row, name in session.execute(newest)]


def read_text(service_key: bytes, concern: AgeConcern) -> str:
    """The text in plain words, empty where there is none. Raises chat.sealing.Unreadable for another key."""
    return unseal(service_key, concern.text, _place(concern)).decode() if concern.text else ""


def store_concern(session: Session, service_key: bytes, concern: AgeConcern, text: str) -> None:
    """Stores what `parse_concern` made, anew or in the place of the one of its number."""
    row = session.merge(concern)
    session.flush()  # which gives a new one its number
    row.text = seal(service_key, text.encode(), _place(row)) if text else None


def parse_concern(form: Form, today: date) -> tuple[AgeConcern, str]:
    """The concern that `form` describes, not yet stored and nobody's, and its text: its `note`. Raises FormErrors."""
    reader = RecordReader(form)
    signs = reader.choices("signs", AgeSign, CHOOSE)
    outcomes = reader.choices("outcomes", AgeOutcome, CHOOSE)
    concern = AgeConcern(
        day=reader.day("day", today),
        signs=" ".join(signs),
        consulted=reader.yes("consulted"),
        outcomes=" ".join(outcomes),
    )
    text = reader.words("note", MAX_NOTE)
    reader.finish()
    return concern, text


def _place(concern: AgeConcern) -> str:
    return f"age_concern|{concern.id}"

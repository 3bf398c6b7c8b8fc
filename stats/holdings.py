"""What the register holds, counted for those who run the service; no note is opened for it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from stats.models import Contact, OwedRegistration


@dataclass(frozen=True)
class Holdings:
    contacts: int
    oldest_note: date | None
    owed: int
    oldest_owed: date | None


def holdings(session: Session) -> Holdings:
    """Counts and oldest days of contacts with a note and of registrations still owed."""
    contacts = session.scalar(select(func.count(Contact.id))) or 0
    oldest_note = session.scalar(select(func.min(Contact.day)).where(Contact.note.is_not(None)))
    owed = session.scalar(select(func.count(OwedRegistration.id))) or 0
    return Holdings(contacts, oldest_note, owed, session.scalar(select(func.min(OwedRegistration.day))))

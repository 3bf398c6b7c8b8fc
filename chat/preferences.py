"""What a member of staff has set for the own console, read and changed."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chat.models import Preference, StaffPreference


def list_preferences(session: Session, account_id: int) -> frozenset[Preference]:
    """What is on."""
    mine = select(StaffPreference.preference).where(StaffPreference.account_id == account_id)
    return frozenset(session.scalars(mine))


def set_preference(session: Session, account_id: int, preference: Preference, on: bool) -> None:
    """Switches it on or off; again is harmless."""
    row = StaffPreference(account_id=account_id, preference=preference)
    if on:
        session.merge(row)
    else:
        mine = StaffPreference.account_id == account_id, StaffPreference.preference == preference
        session.execute(delete(StaffPreference).where(*mine))

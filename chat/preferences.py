"""What a member of staff has set for the own console, read and changed."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chat.limits import MAX_MINE
from chat.models import Account, Preference, StaffPreference


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


def get_most(session: Session, account_id: int) -> int:
    """How many conversations she wants to hold at once."""
    return session.get_one(Account, account_id).most_conversations


def set_most(session: Session, account_id: int, most: int) -> None:
    """Those that she has already stay hers. Raises ValueError unless one person can hold so many well."""
    if not 1 <= most <= MAX_MINE:
        raise ValueError(most)
    session.get_one(Account, account_id).most_conversations = most

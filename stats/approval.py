"""Notes leave in a file only when a counsellor lets them, and who did so is kept on record.

This binds whoever follows the rules. Who holds the service key and the database needs no export to read the notes.
"""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chat import accounts
from chat.models import AccountRole
from chat.roles import Role
from stats.models import Contact, NoteExport


class ApprovalRefused(Exception):
    """The notes stay; the message says why."""


def approve_export(session: Session, name: str, password: str, today: date) -> None:
    """Puts on record that this counselor lets all notes go, and how many they are. Raises ApprovalRefused."""
    account_id = accounts.check_password(session, name, password)
    if account_id is None:
        raise ApprovalRefused("the name and the password do not belong together")
    if session.get(AccountRole, (account_id, Role.COUNSELOR)) is None:
        raise ApprovalRefused(f"{name} is not a counselor")
    notes = session.scalar(select(func.count()).where(Contact.note.is_not(None))) or 0
    session.add(NoteExport(day=today, approved_by=account_id, notes=notes))

"""The rota's word on the mailbox: who reads it on which weekday, and when that is next. Without one it is closed."""

from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chat import accounts
from chat.mailbox import keys
from chat.mailbox.models import Reading
from chat.models import Account
from chat.roles import Permission
from stats.models.shifts import RotaException

AHEAD = 56  # days that are looked at: as far as shifts are planned


def list_readings(session: Session) -> dict[int, Account]:
    """Who reads on which weekday, as the rota says."""
    found = session.scalars(select(Reading).order_by(Reading.weekday))
    return {row.weekday: session.get_one(Account, row.account_id) for row in found}


def list_readers(session: Session) -> list[Account]:
    """Whom the rota can name."""
    return accounts.list_able(session, Permission.CONVERSATIONS)


def set_reader(session: Session, weekday: int, account_id: int | None) -> None:
    """Names who reads on a weekday, or nobody. Somebody who may not read is nobody."""
    session.execute(delete(Reading).where(Reading.weekday == weekday))
    if account_id in {account.id for account in list_readers(session)}:
        session.add(Reading(weekday=weekday, account_id=account_id))
    session.flush()


def next_reading(session: Session, today: date) -> date | None:
    """The next day, after today, on which somebody reads who can; None where there is none.

    Not a day on which the rota has no shift at all, and not one of a reader who may not read, or whose key is not in.
    """
    insiders = {account.id for account in keys.list_insiders(session)}
    ready = set(session.scalars(select(Reading.weekday).where(Reading.account_id.in_(insiders))))
    free = _free_days(session, today)
    days = (today + timedelta(days=ahead) for ahead in range(1, AHEAD))
    return next((day for day in days if day.weekday() in ready and day not in free), None)


def _free_days(session: Session, today: date) -> set[date]:
    off = RotaException.weekly_id.is_(None) & RotaException.starts.is_(None)
    return set(session.scalars(select(RotaException.day).where(off, RotaException.day >= today)))

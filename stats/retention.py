"""Destruction by schedule. What is older than its period goes; a count of it, by day and kind, stays.

The periods stand in `chat.periods`. Conversations end in `chat.service`, which counts them; the rest ends here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CursorResult, Delete, Update, delete, func, select, update
from sqlalchemy.orm import Session

from chat.models import Invitation, StaffSession, Statement
from chat.periods import PERIODS, STALE_HOURS, Kind
from stats.models import Contact, Destruction, OwedRegistration

RAN = "retention_ran"  # the statement with the hour of the last run that succeeded


class ClockWentBack(Exception):
    """The last run lies in the future: one of the two clocks is wrong, and nothing would be destroyed in time."""


@dataclass(frozen=True)
class Holding:
    """A kind of content: the oldest that is left, and when how much of it was last destroyed."""

    kind: Kind
    oldest: date | None = None
    destroyed: int = 0
    on: date | None = None


def run(session: Session, now: datetime) -> dict[Kind, int]:
    """Destroys what is over at `now` (UTC, without zone) in the caller's transaction; how many of which kinds.

    Raises ClockWentBack, and then destroys nothing.
    """
    last = last_run(session)
    if last and last > now + timedelta(days=1):
        raise ClockWentBack
    done = {kind: number for kind, destroy in RULES.items() if (number := _count(session, destroy(now)))}
    record(session, now.date(), done)
    session.merge(Statement(name=RAN, value=now.isoformat(timespec="hours")))
    return done


def run_if_due(session: Session, now: datetime) -> dict[Kind, int]:
    """Runs once in each hour; nothing destroyed when this hour's run is done already."""
    last = last_run(session)
    due = last is None or last != now.replace(minute=0, second=0, microsecond=0)
    return run(session, now) if due else {}


def _count(session: Session, destroy: Delete | Update) -> int:
    done = session.execute(destroy.execution_options(synchronize_session=False))
    return done.rowcount if isinstance(done, CursorResult) else 0


def _ended_notes(now: datetime) -> Update:
    over = update(Contact).where(Contact.note.is_not(None), Contact.note_until < now.date())
    return over.values(note=None, note_until=None)


def _ended_cards(now: datetime) -> Delete:
    return delete(OwedRegistration).where(OwedRegistration.day < (now - PERIODS[Kind.OWED].length).date())


def _ended_sessions(now: datetime) -> Delete:
    return delete(StaffSession).where(StaffSession.expires_at <= now)


def _ended_invitations(now: datetime) -> Delete:
    return delete(Invitation).where(Invitation.expires_at <= now)


def _ended_records(now: datetime) -> Delete:
    return delete(Destruction).where(Destruction.day < (now - PERIODS[Kind.AUDIT].length).date())


RULES: Mapping[Kind, Callable[[datetime], Delete | Update]] = {
    Kind.NOTE: _ended_notes,
    Kind.OWED: _ended_cards,
    Kind.SESSION: _ended_sessions,
    Kind.INVITATION: _ended_invitations,
    Kind.AUDIT: _ended_records,
}


def record(session: Session, day: date, done: Mapping[Kind, int]) -> None:
    """Adds what was destroyed to the day's counts."""
    for kind, number in done.items():
        row = session.get(Destruction, (day, kind)) or Destruction(day=day, kind=kind, number=0)
        row.number += number
        session.add(row)
    session.flush()


def last_run(session: Session) -> datetime | None:
    """The hour (UTC, without zone) of the last run that succeeded."""
    found = session.get(Statement, RAN)
    return datetime.fromisoformat(found.value) if found else None


def is_current(session: Session, now: datetime) -> bool:
    """Whether destruction ran lately enough that what is over is gone."""
    last = last_run(session)
    return last is not None and now - timedelta(hours=STALE_HOURS) < last <= now + timedelta(days=1)


def holdings(session: Session) -> list[Holding]:
    """Each kind of the table of periods, in its order."""
    return [Holding(kind, _oldest(session, kind), *_last_destroyed(session, kind)) for kind in PERIODS]


def _oldest(session: Session, kind: Kind) -> date | None:
    if kind is Kind.NOTE:
        until = session.scalar(select(func.min(Contact.note_until)))
        return until - PERIODS[kind].length if until else None
    first = {
        Kind.OWED: select(func.min(OwedRegistration.day)),
        Kind.AUDIT: select(func.min(Destruction.day)),
    }
    return session.scalar(first[kind]) if kind in first else None


def _last_destroyed(session: Session, kind: Kind) -> tuple[int, date | None]:
    newest = select(Destruction).where(Destruction.kind == kind).order_by(Destruction.day.desc())
    row = session.scalar(newest.limit(1))
    return (row.number, row.day) if row else (0, None)

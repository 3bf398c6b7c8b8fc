"""Destruction by schedule. What is older than its period goes; a count of it, by day and kind, stays.

The periods stand in `chat.periods`. Conversations end in `chat.service`, which counts them; the rest ends here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Delete, Update, delete, func, select, update
from sqlalchemy.orm import Session

from chat.db import Database
from chat.language import N_
from chat.models import Invitation, StaffSession, Statement
from chat.periods import PERIODS, STALE_HOURS, Kind
from stats import copies
from stats.models import Contact, Destruction, NoteExport, OwedRegistration
from stats.models.records import AgeConcern, Incident
from stats.models.shifts import CheckCode
from stats.owed import lapse

RAN = "retention_ran"  # the statement with the hour of the last run that succeeded


class ClockWentBack(Exception):
    """The last run lies in the future: one of the two clocks is wrong, and nothing would be destroyed in time."""


class Incomplete(Exception):
    """Of these kinds not everything could be destroyed. All others were."""

    def __init__(self, kinds: list[Kind]) -> None:
        super().__init__(", ".join(kinds))
        self.kinds = kinds


@dataclass(frozen=True)
class Holding:
    """A kind of content: the oldest that is left, and when how much of it was last destroyed.

    `unseen` is a text of the catalogue: why nobody can say how old the oldest is. `written`: of a backup, the last one.
    """

    kind: Kind
    oldest: date | None = None
    unseen: str = ""
    written: date | None = None
    destroyed: int = 0
    on: date | None = None


def run(database: Database, now: datetime) -> dict[Kind, int]:
    """Destroys what is over at `now` (UTC, without zone), each kind in a transaction of its own; how many of which.

    Raises ClockWentBack, and then destroys nothing; Incomplete when a kind resists, which stops no other.
    """
    last = database.run_now(last_run)
    if last and last > now + timedelta(days=1):
        raise ClockWentBack
    done, resisting = dict[Kind, int](), list[Kind]()
    for kind in (*RULES, Kind.BACKUP):
        try:
            done[kind] = database.run_now(destroy, kind, now)
        except Exception:
            resisting.append(kind)
    if resisting:
        raise Incomplete(resisting)
    database.run_now(_note_run, now)
    return {kind: number for kind, number in done.items() if number}


def destroy(session: Session, kind: Kind, now: datetime) -> int:
    """Destroys what is over of one kind, and counts it. What is never registered is counted with the figures, too."""
    over = RULES.get(kind)
    if kind is Kind.OWED:
        lapse(session, _oldest_card(now))
    number = _count(session, over(now)) if over else copies.destroy_ended(session, now.date())
    if number:
        record(session, now.date(), {kind: number})
    return number


def _note_run(session: Session, now: datetime) -> None:
    session.merge(Statement(name=RAN, value=now.isoformat(timespec="hours")))


def is_due(session: Session, now: datetime) -> bool:
    """Whether this hour's run is still to come."""
    return last_run(session) != now.replace(minute=0, second=0, microsecond=0)


def _count(session: Session, over: Delete | Update) -> int:
    done = session.execute(over.execution_options(synchronize_session=False))
    return done.rowcount if isinstance(done, CursorResult) else 0


def _ended_notes(now: datetime) -> Update:
    over = update(Contact).where(Contact.note.is_not(None), Contact.note_until < now.date())
    return over.values(note=None, note_until=None, return_hint=None)


def _ended_traces(now: datetime) -> Update:
    over = update(Contact).where(Contact.trace.is_not(None), Contact.trace_until < now.date())
    return over.values(trace=None, trace_until=None)


def _ended_incident_texts(now: datetime) -> Update:
    """What is left is what is counted: month, kind, and what the police were told."""
    over = update(Incident).where(Incident.texts_until < now.date())
    return over.values(area=None, warning=None, texts_until=None)


def _ended_age_concerns(now: datetime) -> Delete:
    return delete(AgeConcern).where(AgeConcern.day < (now - PERIODS[Kind.AGE_CONCERN].length).date())


def _ended_cards(now: datetime) -> Delete:
    return delete(OwedRegistration).where(OwedRegistration.day < _oldest_card(now))


def _oldest_card(now: datetime) -> date:
    return (now - PERIODS[Kind.OWED].length).date()


def _ended_sessions(now: datetime) -> Delete:
    return delete(StaffSession).where(StaffSession.expires_at <= now)


def _ended_invitations(now: datetime) -> Delete:
    return delete(Invitation).where(Invitation.expires_at <= now)


def _ended_codes(now: datetime) -> Delete:
    return delete(CheckCode).where(CheckCode.day < (now - PERIODS[Kind.CHECK_CODE].length).date())


def _ended_records(now: datetime) -> Delete:
    return delete(Destruction).where(Destruction.day < (now - PERIODS[Kind.AUDIT].length).date())


def _ended_exports(now: datetime) -> Delete:
    return delete(NoteExport).where(NoteExport.day < (now - PERIODS[Kind.NOTE_EXPORT].length).date())


RULES: Mapping[Kind, Callable[[datetime], Delete | Update]] = {
    Kind.NOTE: _ended_notes,
    Kind.TRACE: _ended_traces,
    Kind.OWED: _ended_cards,
    Kind.SESSION: _ended_sessions,
    Kind.INVITATION: _ended_invitations,
    Kind.INCIDENT: _ended_incident_texts,
    Kind.AGE_CONCERN: _ended_age_concerns,
    Kind.CHECK_CODE: _ended_codes,
    Kind.AUDIT: _ended_records,
    Kind.NOTE_EXPORT: _ended_exports,
}


BEGINNINGS: Mapping[Kind, Any] = {
    Kind.OWED: OwedRegistration.day,
    Kind.AGE_CONCERN: AgeConcern.day,
    Kind.CHECK_CODE: CheckCode.day,
    Kind.AUDIT: Destruction.day,
    Kind.NOTE_EXPORT: NoteExport.day,
}
ENDS: Mapping[Kind, Any] = {
    Kind.NOTE: Contact.note_until,
    Kind.TRACE: Contact.trace_until,
    Kind.INCIDENT: Incident.texts_until,
    Kind.SESSION: StaffSession.expires_at,
    Kind.INVITATION: Invitation.expires_at,
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
    return [_holding(session, kind) for kind in PERIODS]


def _holding(session: Session, kind: Kind) -> Holding:
    number, day = _last_destroyed(session, kind)
    written = copies.find_last_written(session) if kind is Kind.BACKUP else None
    return Holding(kind, _oldest(session, kind), _unseen(session, kind), written, number, day)


def _oldest(session: Session, kind: Kind) -> date | None:
    """Where only the end is stored, the beginning is its period earlier."""
    if kind is Kind.BACKUP:
        return copies.find_oldest(session)
    if kind in BEGINNINGS:
        return session.scalar(select(func.min(BEGINNINGS[kind])))
    end = session.scalar(select(func.min(ENDS[kind]))) if kind in ENDS else None
    return date.fromordinal((end - PERIODS[kind].length).toordinal()) if end else None


def _unseen(session: Session, kind: Kind) -> str:
    if kind in (Kind.CONVERSATION, Kind.OLD_CONVERSATION):
        return N_("How old the oldest is cannot be read: no time of a visitor is stored in the open.")
    if kind is Kind.BACKUP and copies.is_out_of_reach(session):
        return N_("The folder with the copies cannot be reached, so none in it is destroyed.")
    return ""


def _last_destroyed(session: Session, kind: Kind) -> tuple[int, date | None]:
    newest = select(Destruction).where(Destruction.kind == kind).order_by(Destruction.day.desc())
    row = session.scalar(newest.limit(1))
    return (row.number, row.day) if row else (0, None)

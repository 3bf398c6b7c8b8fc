"""Whether the service may meet real visitors, and what is missing. Read once a minute, shown on every page of staff."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from chat import guards, surroundings
from chat.language import N_
from chat.models import Statement
from chat.settings import Settings
from stats import copies, retention

REHEARSED = "restore_rehearsed"  # the statement with the day
REHEARSAL_DAYS = 366
BACKUP_DAYS = 8  # a weekly copy may be a day late


@dataclass(frozen=True)
class Standing:
    """`reasons` are texts of the catalogue; empty means ready. `destroying`: destruction runs on schedule."""

    reasons: tuple[str, ...] = ()
    destroying: bool = True
    key_with_notes: bool = True  # the service key lies in the data folder
    surroundings: dict[str, str] = field(default_factory=surroundings.nothing_answered)


def read_standing(session: Session, settings: Settings, now: datetime) -> Standing:
    """The standing at `now` (UTC, without zone)."""
    answers = surroundings.load(session)
    destroying = retention.is_current(session, now)
    key_with_notes = settings.secret_file.is_relative_to(settings.data_dir)
    missing = {
        N_("Old content is not destroyed on schedule. Nobody new is let in until it is."): not destroying,
        N_("Staff sign in without a second factor."): settings.second_factor == "off",
        N_("No backup copy has been restored as a rehearsal during the last year."): not _is_recent(
            session, REHEARSED, REHEARSAL_DAYS, now
        ),
        N_("No backup copy has been written during the last week."): not _is_recent(
            session, copies.WRITTEN, BACKUP_DAYS, now
        ),
        N_("The questions about the machine and the network are not answered."): surroundings.UNKNOWN
        in answers.values(),
        N_("Images of the machine’s memory are taken. They can hold conversations."): answers["snapshots"] == "memory",
        N_("The machine is not as it should be, and the service was told to run all the same."): bool(
            guards.problems(settings)
        ),
    }
    reasons = tuple(reason for reason, is_so in missing.items() if is_so)
    return Standing(reasons, destroying, key_with_notes, answers)


def _is_recent(session: Session, name: str, days: int, now: datetime) -> bool:
    day = session.get(Statement, name)
    return day is not None and date.fromisoformat(day.value) > now.date() - timedelta(days=days)


def utc_now() -> datetime:
    """As times are stored: UTC, without zone."""
    return datetime.now(UTC).replace(tzinfo=None)

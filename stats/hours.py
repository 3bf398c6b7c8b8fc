"""When own chat is open, by its shifts and by who shut the door; and that a shift was held. Times in UTC, aware.

That a counselor is present is not known here; `chat.service` asks both.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from chat.missed import Missed
from chat.settings import Settings
from chat.waits import Wait
from stats import rota
from stats.models.shifts import MissedCount, Shift, WaitCount, WeeklyShift
from stats.vocabulary import Channel, ShiftState

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """`languages`: those that are spoken then."""

    begins: datetime
    ends: datetime
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Opening:
    """What everybody is told, in local time. Open: until when. Closed: when next, if that is known.

    `expected`: it would be open if a counselor were there, so one may come at any moment.
    """

    open: bool
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    last_intake_at: datetime | None = None
    expected: bool = False


@dataclass(frozen=True)
class Hours:
    """`by_rota`: the spans decide; otherwise presence alone does. `closed_at`: when a counselor shut the door."""

    zone: ZoneInfo
    by_rota: bool = False
    spans: tuple[Span, ...] = ()
    last_intake: timedelta = timedelta()
    patience: timedelta = timedelta(minutes=5)
    closed_at: datetime | None = None

    def lets_in(self, now: datetime) -> bool:
        """Whether somebody new may come, if a counselor is there."""
        if self.is_shut(now) or not self.by_rota:
            return not self.is_shut(now)
        closes = self._closes(now)
        return closes is not None and now < closes - self.last_intake

    def is_shut(self, now: datetime) -> bool:
        """Whether a counselor shut the door and no shift has begun since."""
        shut = self.closed_at
        return shut is not None and not any(shut < span.begins <= now for span in self.spans)

    def tell(self, now: datetime, is_open: bool) -> Opening:
        """`is_open`: whether somebody new is really let in now."""
        closes, expected = self._closes(now), self.lets_in(now)
        if not is_open:
            return Opening(False, self._opens(now), expected=expected)
        if closes is None:
            return Opening(True, expected=expected)
        return Opening(True, None, self._local(closes), self._local(closes - self.last_intake), expected)

    def closes_soon(self, now: datetime) -> tuple[datetime, datetime | None] | None:
        """When the shift that is on ends, once nobody new is let in because of it, and when the next begins, if that
        is known. In local time."""
        closes = self._closes(now) if self.by_rota else None
        return (self._local(closes), self._opens(now)) if closes and now >= closes - self.last_intake else None

    def speaks_next(self, language: str, now: datetime, is_open: bool) -> datetime | None:
        """When the next shift in a language begins, in local time; the one that is on counts too, while it is open.

        None where none is planned.
        """
        spoken = (span for span in self.spans if language in span.languages)
        coming = (span for span in spoken if (span.ends if is_open else span.begins) > now)
        return next((self._local(span.begins) for span in coming), None)

    def _opens(self, now: datetime) -> datetime | None:
        """When the next shift begins: any, where the door is shut, else one that does not just prolong what is on."""
        after = now if self.is_shut(now) else self._closes(now) or now
        return next((self._local(span.begins) for span in self.spans if span.begins > after), None)

    def _closes(self, now: datetime) -> datetime | None:
        """The end of the shift that is on, and of those that follow without a pause."""
        end = now
        for span in self.spans:
            if span.begins <= end < span.ends:
                end = span.ends
        return end if end > now else None

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)


def span_of(shift: Shift, zone: ZoneInfo) -> Span:
    """The shift's real time. Of a clock time that autumn has twice, the first; one that spring skips, an hour later."""
    last = shift.day + DAY if shift.ends <= shift.starts else shift.day
    spoken = frozenset((shift.languages or "").split())
    return Span(_moment(shift.day, shift.starts, zone), _moment(last, shift.ends, zone), spoken)


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def read(session: Session, settings: Settings, now: datetime) -> Hours:
    """The hours as they are decided at `now`."""
    rules, zone = rota.rules(session), settings.time_zone
    by_rota = settings.open == "rota" and _was_ever_planned(session)
    closed_at = rules.closed_at.replace(tzinfo=UTC) if rules.closed_at else None
    since = min(now, closed_at or now).astimezone(zone).date() - DAY
    shifts = _own(session, since) if by_rota else []
    spans = sorted((span_of(shift, zone) for shift in shifts), key=lambda span: span.begins)
    intake, patience = timedelta(minutes=rules.last_intake), timedelta(minutes=rules.patience)
    return Hours(zone, by_rota, tuple(spans), intake, patience, closed_at)


def shut(session: Session, now: datetime) -> None:
    """Lets nobody new in until `reopen`, or until the next shift begins. Conversations go on."""
    rules = rota.rules(session)
    rules.closed_at = now.astimezone(UTC).replace(tzinfo=None)
    session.add(rules)


def reopen(session: Session) -> None:
    rota.rules(session).closed_at = None


def tend(session: Session, settings: Settings, now: datetime, present: int) -> None:
    """Plans ahead, and marks what is on as held when `present` counselors are there, with the most there were.

    What staff have said themselves of a shift that was held stays.
    """
    local = now.astimezone(settings.time_zone).date()
    rota.plan(session, local)
    if not read(session, settings, now).is_shut(now):
        reopen(session)  # a shift has begun since
    for shift in _own(session, local - DAY) if present else []:
        span = span_of(shift, settings.time_zone)
        said = shift.by_hand and shift.state is ShiftState.HELD
        if span.begins <= now < span.ends and not said:
            shift.state = ShiftState.HELD
            shift.team_size = max(shift.team_size or 0, present)


def count_missed(session: Session, day: date, missed: Mapping[Missed, int]) -> None:
    """Adds to the day's numbers."""
    for why, number in missed.items():
        row = session.get(MissedCount, (day, why)) or MissedCount(day=day, why=why, number=0)
        row.number += number
        session.add(row)


def count_waits(session: Session, day: date, waits: Mapping[Wait, int]) -> None:
    """Adds to the numbers of the month of `day`."""
    month = day.replace(day=1)
    for wait, number in waits.items():
        row = session.get(WaitCount, (month, wait)) or WaitCount(month=month, wait=wait, number=0)
        row.number += number
        session.add(row)


def count_since(session: Session, day: date) -> Counter[Missed]:
    """How many visitors were not met since that day, and why."""
    found = select(MissedCount.why, func.sum(MissedCount.number).label("number")).where(MissedCount.day >= day)
    return Counter({row.why: row.number for row in session.execute(found.group_by(MissedCount.why))})


def _own(session: Session, since: date) -> list[Shift]:
    lasting = Shift.state.in_((ShiftState.PLANNED, ShiftState.HELD))
    return list(session.scalars(select(Shift).where(Shift.channel == Channel.WEB_CHAT, lasting, Shift.day >= since)))


def _was_ever_planned(session: Session) -> bool:
    weekly = select(WeeklyShift.id).where(WeeklyShift.venue_id.is_(None))
    by_hand = select(Shift.id).where(Shift.channel == Channel.WEB_CHAT)
    return session.scalar(select(or_(weekly.exists(), by_hand.exists()))) or False

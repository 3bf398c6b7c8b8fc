"""The rota: weekly shifts, the days that are not as it says, and the shifts that follow from both.

Weeks ahead are planned as rows, which everything else reads. What staff have decided about one of them stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stats.models.shifts import RotaException, RotaRules, Shift, Venue, WeeklyShift
from stats.vocabulary import Channel, ShiftState

AHEAD = timedelta(weeks=8)

Values = dict[str, Any]  # of a shift's columns


class NotInRota(Exception):
    """There is no such weekly shift or exception."""


@dataclass(frozen=True)
class NewWeekly:
    """A weekly shift, complete, not yet stored. Without a venue it is own chat's."""

    venue_id: int | None
    weekday: int
    starts: time
    ends: time
    languages: str
    from_day: date
    until_day: date | None


@dataclass(frozen=True)
class NewException:
    """For all weekly shifts when there is no `weekly_id`; a day without when there are no times."""

    day: date
    weekly_id: int | None
    starts: time | None = None
    ends: time | None = None


def list_weekly(session: Session, today: date) -> list[WeeklyShift]:
    """What still holds or is to come, from Monday on."""
    lasting = select(WeeklyShift).where(WeeklyShift.until_day.is_(None) | (WeeklyShift.until_day >= today))
    return list(session.scalars(lasting.order_by(WeeklyShift.weekday, WeeklyShift.starts, WeeklyShift.id)))


def get_weekly(session: Session, weekly_id: int) -> WeeklyShift:
    """Raises NotInRota."""
    found = session.get(WeeklyShift, weekly_id)
    if found is None:
        raise NotInRota
    return found


def list_exceptions(session: Session, today: date) -> list[RotaException]:
    """Those to come, the nearest first."""
    found = select(RotaException).where(RotaException.day >= today)
    return list(session.scalars(found.order_by(RotaException.day, RotaException.id)))


def save_weekly(session: Session, new: NewWeekly, today: date, weekly_id: int | None = None) -> None:
    """Adds a weekly shift, or changes one from today on, and plans anew. Raises NotInRota."""
    weekly = get_weekly(session, weekly_id) if weekly_id else WeeklyShift()
    for name, value in vars(new).items():
        setattr(weekly, name, value)
    session.add(weekly)
    plan(session, today)


def end_weekly(session: Session, weekly_id: int, today: date) -> None:
    """Takes a weekly shift out of the rota from today on. Raises NotInRota."""
    get_weekly(session, weekly_id).until_day = today - timedelta(days=1)
    plan(session, today)


def add_exception(session: Session, new: NewException, today: date) -> None:
    """Makes a day other than the rota says, and plans anew. Raises NotInRota."""
    if new.weekly_id is not None:
        get_weekly(session, new.weekly_id)
    session.add(RotaException(**vars(new)))
    plan(session, today)


def remove_exception(session: Session, exception_id: int, today: date) -> None:
    """Makes the day as the rota says. Raises NotInRota."""
    found = session.get(RotaException, exception_id)
    if found is None:
        raise NotInRota
    session.delete(found)
    plan(session, today)


def rules(session: Session) -> RotaRules:
    """What holds for the whole rota; the defaults when nobody has decided."""
    return session.get(RotaRules, 1) or RotaRules(id=1, last_intake=15, patience=5)


def set_rules(session: Session, last_intake: int, patience: int) -> None:
    """Both in minutes."""
    found = rules(session)
    found.last_intake, found.patience = last_intake, patience
    session.add(found)


def plan(session: Session, today: date) -> None:
    """Makes the shifts from today on, as far as AHEAD, those that follow from the rota now.

    What was decided by hand is not changed. A shift of today that no longer follows is cancelled, because contacts may
    belong to it, and planned again when it follows again; one of a later day is deleted.
    """
    session.flush()
    wanted = _wanted(session, today)
    for shift in session.scalars(select(Shift).where(Shift.weekly_id.is_not(None), Shift.day >= today)):
        values = wanted.pop((shift.weekly_id, shift.day), None)
        undone = shift.state is ShiftState.CANCELLED and values
        if not shift.by_hand and (shift.state is ShiftState.PLANNED or undone):
            _follow(session, shift, values, today)
    session.add_all(Shift(state=ShiftState.PLANNED, **values) for values in wanted.values())
    session.flush()


def _follow(session: Session, shift: Shift, values: Values | None, today: date) -> None:
    if values:
        for name, value in (values | {"state": ShiftState.PLANNED}).items():
            setattr(shift, name, value)
    elif shift.day > today:
        session.delete(shift)
    else:
        shift.state = ShiftState.CANCELLED


def _wanted(session: Session, today: date) -> dict[tuple[int | None, date], Values]:
    """What follows from the rota: the weekly shift and the day, and what such a shift is like."""
    exceptions = list_exceptions(session, today)
    days = [today + timedelta(days=n) for n in range(AHEAD.days + 1)]
    return {
        (weekly.id, day): _values(session, weekly, day, *times)
        for weekly in list_weekly(session, today)
        for day in days
        if _falls_on(weekly, day) and (times := _times(weekly, day, exceptions))
    }


def _falls_on(weekly: WeeklyShift, day: date) -> bool:
    begun = weekly.from_day <= day
    return weekly.weekday == day.weekday() and begun and (weekly.until_day is None or day <= weekly.until_day)


def _times(weekly: WeeklyShift, day: date, exceptions: Sequence[RotaException]) -> tuple[time, time] | None:
    """When the shift is on that day, or None. What is said of it alone counts for more than what is said of all."""
    said = [one for one in exceptions if one.day == day and one.weekly_id in (None, weekly.id)]
    if not said:
        return weekly.starts, weekly.ends
    last = max(said, key=lambda one: (one.weekly_id is not None, one.id))
    return (last.starts, last.ends) if last.starts and last.ends else None


def _values(session: Session, weekly: WeeklyShift, day: date, starts: time, ends: time) -> Values:
    venue = session.get_one(Venue, weekly.venue_id) if weekly.venue_id else None
    return {
        "weekly_id": weekly.id,
        "day": day,
        "venue_id": weekly.venue_id,
        "channel": venue.channel if venue else Channel.WEB_CHAT,
        "starts": starts,
        "ends": ends,
        "languages": weekly.languages,
    }

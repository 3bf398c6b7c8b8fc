"""Shifts as they were planned and as they went: reading them, adding one by hand, recording how it went."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from chat.language import N_
from stats.forms import FormErrors
from stats.models import Contact
from stats.models.shifts import Shift
from stats.venues import get_venue
from stats.vocabulary import Channel, ShiftState

DAY = timedelta(days=1)
HAS_CONTACTS = N_("Contacts are registered on this shift, so it keeps its day and place and was not cancelled.")


class NoShift(Exception):
    """There is no such shift."""


@dataclass(frozen=True)
class NewShift:
    """A shift, complete, not yet stored. Without a venue it is own chat."""

    day: date
    venue_id: int | None
    starts: time
    ends: time
    state: ShiftState
    team_size: int | None
    languages: str
    attempts: int


def held_on(session: Session, day: date, channel: Channel) -> list[Shift]:
    """The shifts that a contact of that day and channel may belong to, the earliest first.

    Those planned or held then, and those of the day before that lasted into the night.
    """
    lasting = Shift.state.in_((ShiftState.PLANNED, ShiftState.HELD))
    then = or_(Shift.day == day, and_(Shift.day == day - DAY, Shift.ends <= Shift.starts))
    found = select(Shift).where(then, Shift.channel == channel, lasting)
    return list(session.scalars(found.order_by(Shift.day, Shift.starts, Shift.id)))


def list_shifts(session: Session, first: date, last: date) -> list[Shift]:
    """All shifts of these days, the earliest first."""
    found = select(Shift).where(Shift.day.between(first, last))
    return list(session.scalars(found.order_by(Shift.day, Shift.starts, Shift.id)))


def get_shift(session: Session, shift_id: int) -> Shift:
    """Raises NoShift."""
    found = session.get(Shift, shift_id)
    if found is None:
        raise NoShift
    return found


def _check_contacts(session: Session, shift: Shift, new: NewShift) -> None:
    """Raises FormErrors where contacts belong to the shift and would be of another day or place, or of none."""
    torn = {
        "day": new.day != shift.day,
        "venue": new.venue_id != shift.venue_id,
        "state": new.state is ShiftState.CANCELLED and shift.state is not ShiftState.CANCELLED,
    }
    errors = {name: HAS_CONTACTS for name, is_torn in torn.items() if is_torn}
    if errors and session.scalar(select(Contact.id).where(Contact.shift_id == shift.id).limit(1)):
        raise FormErrors(errors)


def save_shift(session: Session, new: NewShift, shift_id: int | None = None) -> None:
    """Adds a shift by hand, or says how one is or went; the rota changes it no more.

    One that follows from the rota keeps its day. Raises NoShift, NoVenue, or FormErrors where contacts belong to it and
    it would be another one.
    """
    shift = get_shift(session, shift_id) if shift_id else Shift()
    new = replace(new, day=shift.day) if shift.weekly_id else new
    if shift_id:
        _check_contacts(session, shift, new)
    for name, value in vars(new).items():
        setattr(shift, name, value)
    shift.channel = get_venue(session, new.venue_id).channel if new.venue_id else Channel.WEB_CHAT
    shift.by_hand = True
    session.add(shift)
    session.flush()

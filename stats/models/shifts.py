"""The tables of shifts, venues and our own profiles there.

A shift is staffed time: of staff, so it has clock times. What tells of visitors is a number for a day, or
for a month.
"""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chat.missed import Missed
from chat.models import NUMBERS_ONCE, AppBase, stored_by_value
from chat.waits import Wait
from stats.vocabulary import Channel, ShiftState, VenueKind


class Venue(AppBase):
    """A place that is not ours, where we meet people. `agreement`: its owner knows that we are there, and agrees.

    `no_logging`: the owner promised not to record who talks with us. `languages`: codes with spaces between.
    """

    __tablename__ = "venues"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[VenueKind] = mapped_column(stored_by_value(VenueKind))
    channel: Mapped[Channel] = mapped_column(stored_by_value(Channel))
    agreement: Mapped[bool] = mapped_column(default=False)
    agreement_day: Mapped[date | None]
    agreement_until: Mapped[date | None]
    no_logging: Mapped[bool] = mapped_column(default=False)
    no_logging_day: Mapped[date | None]
    rules: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="")
    profiles: Mapped[list["Profile"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="Profile.name"
    )


class Profile(AppBase):
    """A name under which we write at a venue. Public, so that somebody else's can be told from it."""

    __tablename__ = "profiles"

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    active_from: Mapped[date]
    active_until: Mapped[date | None]


class WeeklyShift(AppBase):
    """A row of the rota, on `weekday` 0 (Monday) to 6. It is ended rather than deleted. Without a venue: own chat."""

    __tablename__ = "weekly_shifts"
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6", "weekday"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venues.id"))
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
    languages: Mapped[str]
    from_day: Mapped[date]
    until_day: Mapped[date | None]


class RotaException(AppBase):
    """A day that is not as the rota says: for one weekly shift, or for all of them. With times: at another time."""

    __tablename__ = "rota_exceptions"
    __table_args__ = (CheckConstraint("(starts IS NULL) = (ends IS NULL)", "both_times"), NUMBERS_ONCE)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    weekly_id: Mapped[int | None] = mapped_column(ForeignKey("weekly_shifts.id"))
    starts: Mapped[time | None]
    ends: Mapped[time | None]


class RotaRules(AppBase):
    """The one row of what holds for the whole rota, in minutes. `closed_at` (UTC): when a counselor shut the door."""

    __tablename__ = "rota_rules"
    __table_args__ = (CheckConstraint("id = 1", "one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    last_intake: Mapped[int] = mapped_column(default=15, server_default=text("15"))
    patience: Mapped[int] = mapped_column(default=5, server_default=text("5"))
    closed_at: Mapped[datetime | None]


class Shift(AppBase):
    """Staffed time on one day, with local clock times; one that ends no later than it starts ends the next day.

    Without a venue it is own chat. `attempts`: messages that we sent and nobody answered. `weekly_id`: the row of the
    rota that it follows from, if any; `by_hand`: staff have said what it is like, so the rota changes it no more.
    """

    __tablename__ = "shifts"
    __table_args__ = (
        UniqueConstraint("weekly_id", "day"),
        CheckConstraint("attempts >= 0", "attempts"),
        CheckConstraint("team_size >= 1", "team_size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venues.id"))
    channel: Mapped[Channel] = mapped_column(stored_by_value(Channel))
    starts: Mapped[time]
    ends: Mapped[time]
    state: Mapped[ShiftState] = mapped_column(stored_by_value(ShiftState))
    team_size: Mapped[int | None]
    languages: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    weekly_id: Mapped[int | None] = mapped_column(ForeignKey("weekly_shifts.id"))
    by_hand: Mapped[bool] = mapped_column(default=False, server_default=false())
    venue: Mapped[Venue | None] = relationship(lazy="selectin")


class MissedCount(AppBase):
    """How many visitors of a day were not met, and why. Nothing else is kept of them."""

    __tablename__ = "missed"

    day: Mapped[date] = mapped_column(primary_key=True)
    why: Mapped[Missed] = mapped_column(stored_by_value(Missed), primary_key=True)
    number: Mapped[int]


class WaitCount(AppBase):
    """How many visitors of a month waited so long for a first answer. `month`: its first day. Nothing else is kept."""

    __tablename__ = "waits"

    month: Mapped[date] = mapped_column(primary_key=True)
    wait: Mapped[Wait] = mapped_column(stored_by_value(Wait), primary_key=True)
    number: Mapped[int]


class CheckCode(AppBase):
    """A code by which one person can be sure that it is us: its keyed digest, and the day on which it was made."""

    __tablename__ = "check_codes"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    day: Mapped[date]

"""What of a year is counted beside contacts and persons: shifts, visitors not met, campaigns, activities, incidents.

Numbers only. Nothing of it leads to a contact, but that a shift knows how many different persons were met on it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from chat.language import N_
from chat.missed import Missed
from chat.waits import ANSWERED, Wait
from stats.campaigns import count_opened
from stats.columns import YearColumns, count_by, placed
from stats.dimensions import DIMENSIONS, Lists
from stats.layout import Figure, Table, Value
from stats.models.records import Activity, CampaignClicks, Incident
from stats.models.shifts import MissedCount, Shift, WaitCount
from stats.record_words import ActivityKind, IncidentKind
from stats.rules import FIGURE_RULES, TABLE_RULES, TABLE_TITLES
from stats.vocabulary import Channel, NotRecorded, ShiftState


@dataclass(frozen=True)
class HeldShift:
    """A shift that was held. `persons`: how many different ones were met. `attempts`: messages that nobody answered."""

    channel: Channel
    persons: int
    attempts: int

    @property
    def is_outreach(self) -> bool:
        return self.channel is not Channel.WEB_CHAT


@dataclass(frozen=True)
class Further:
    """The numbers of a year."""

    shifts: tuple[HeldShift, ...]
    missed: Mapping[Missed, int]
    waits: Mapping[Wait, int]
    clicks: int
    opened: int
    activities: Mapping[ActivityKind, int]
    reached: int
    incidents: Mapping[IncidentKind, int]


def read_further(session: Session, year: int, met: Mapping[int, int]) -> Further:
    """`met`: how many different persons on each shift."""
    first, last = date(year, 1, 1), date(year, 12, 31)

    def total(what: Any, day: InstrumentedAttribute[date]) -> int:
        return session.scalar(select(func.sum(what)).where(day.between(first, last))) or 0

    def number(what: Any, day: InstrumentedAttribute[date], how_many: Any) -> dict[Any, int]:
        return dict(session.execute(select(what, how_many).where(day.between(first, last)).group_by(what)).all())

    held = select(Shift.id, Shift.channel, Shift.attempts).where(Shift.state == ShiftState.HELD)
    shifts = session.execute(held.where(Shift.day.between(first, last)))
    return Further(
        tuple(HeldShift(channel, met.get(id_, 0), attempts) for id_, channel, attempts in shifts),
        number(MissedCount.why, MissedCount.day, func.sum(MissedCount.number)),
        number(WaitCount.wait, WaitCount.month, func.sum(WaitCount.number)),
        total(CampaignClicks.clicks, CampaignClicks.day),
        count_opened(session, first, last),
        number(Activity.kind, Activity.first_day, func.count()),
        total(Activity.reached, Activity.first_day),
        number(Incident.kind, Incident.month, func.count()),
    )


def count_work(session: Session, year: int) -> dict[str, int]:
    """What the service did in the year that counts nobody it met."""
    found = read_further(session, year, {})
    return {"shifts_held": len(found.shifts), "activities": sum(found.activities.values())}


def further_figures(year: YearColumns, found: Further) -> tuple[Figure, ...]:
    """The figures of a year beside those of contacts and persons."""
    outreach = [shift for shift in found.shifts if shift.is_outreach]
    persons = sum(shift.persons for shift in outreach)
    (by,) = placed([year], DIMENSIONS["channel"], Lists())
    in_channel = dict(zip(by.heads, count_by(year, by, year.everything).contacts.tolist(), strict=True))
    values: dict[str, Value] = {
        "shifts_held": len(found.shifts),
        "persons_per_shift": persons / len(outreach) if outreach else None,
        "visitors_unanswered": found.missed.get(Missed.UNANSWERED, 0),
        "visitors_turned_away": found.missed.get(Missed.TURNED_AWAY, 0),
        "visitors_answered": sum(found.waits.get(wait, 0) for wait in ANSWERED),
        "campaign_clicks": found.clicks,
        "conversations_opened": found.opened,
        "contacts_own_chat": in_channel[Channel.WEB_CHAT],
        "activities": sum(found.activities.values()),
        "incidents": sum(found.incidents.values()),
    }
    details: dict[str, dict[str, Value | StrEnum]] = {
        "visitors_answered": {"median": median(found.waits) or NotRecorded.NOT_RECORDED},
        "persons_per_shift": {"persons": persons, "shifts": len(outreach)},
        "activities": {"reached": found.reached},
    }
    return tuple(Figure(name, value, FIGURE_RULES[name], details.get(name, {})) for name, value in values.items())


def median(waits: Mapping[Wait, int]) -> Wait | None:
    """The band of the middle one of those who were answered; of an even number the shorter. None where nobody was."""
    numbers = [waits.get(wait, 0) for wait in ANSWERED]
    counted = zip(ANSWERED, accumulate(numbers), strict=True)
    return next((wait for wait, so_far in counted if so_far and 2 * so_far >= sum(numbers)), None)


def further_tables(found: Further) -> tuple[Table, ...]:
    """The tables that go with them."""
    return (
        _shifts(found.shifts),
        _kinds("wait", N_("First answer"), found.waits, Wait),
        _kinds("activity", N_("Kind"), found.activities, ActivityKind),
        _kinds("incident", N_("Kind"), found.incidents, IncidentKind),
    )


def _shifts(shifts: tuple[HeldShift, ...]) -> Table:
    held, persons, attempts = Counter[Channel](), Counter[Channel](), Counter[Channel]()
    for shift in shifts:
        held[shift.channel] += 1
        persons[shift.channel] += shift.persons
        attempts[shift.channel] += shift.attempts
    rows = tuple((channel, (held[channel], persons[channel], attempts[channel])) for channel in Channel)
    columns = (N_("Channel"), N_("Shifts held"), N_("Persons met, shift by shift"), N_("Attempts without answer"))
    totals = (held.total(), None, attempts.total())
    return Table("shift", TABLE_TITLES["shift"], TABLE_RULES["shift"], columns, rows, totals)


def _kinds(name: str, head: str, counted: Mapping[Any, int], kinds: type[StrEnum]) -> Table:
    rows = tuple((kind, (counted.get(kind, 0),)) for kind in kinds)
    return Table(name, TABLE_TITLES[name], TABLE_RULES[name], (head, N_("Number")), rows, (sum(counted.values()),))

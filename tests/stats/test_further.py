"""What of a year is counted beside contacts and persons."""

from datetime import date, time

import pytest
from sqlalchemy.orm import Session

from chat.missed import Missed
from chat.waits import Wait
from stats import campaigns, hours
from stats.further import median
from stats.models.records import Activity, Campaign, Incident
from stats.models.shifts import Shift, Venue
from stats.record_words import ActivityKind, IncidentKind, Reported
from stats.report import year_report
from stats.vocabulary import Channel, ShiftState, VenueKind
from tests.stats.factories import TODAY, add, add_person, figure, rows


def test_a_person_counts_once_on_each_shift_and_an_empty_shift_counts_as_nought(session: Session, room: Venue) -> None:
    first, second, empty = (a_shift(session, room) for _ in range(3))
    add_person(session, on(first), on(first), on(second))
    add(session, **on(first))
    assert figure(session, "persons_per_shift") == pytest.approx((2 + 1 + 0) / 3)
    assert rows(session, "shift")["chat_room"] == (3, 3, 0)
    assert empty


def test_own_chat_and_shifts_that_were_not_held_are_no_outreach(session: Session, room: Venue) -> None:
    own = a_shift(session, None, channel=Channel.WEB_CHAT)
    add(session, shift_id=own, channel=Channel.WEB_CHAT)
    planned = a_shift(session, room, state=ShiftState.PLANNED)
    add(session, **on(planned))
    assert figure(session, "persons_per_shift") is None
    assert figure(session, "shifts_held") == 1
    held = a_shift(session, room, attempts=4)
    add(session, **on(held))
    assert figure(session, "persons_per_shift") == 1
    assert rows(session, "shift")["chat_room"] == (1, 1, 4)


def test_a_shift_into_the_new_year_keeps_who_came_after_midnight(session: Session, room: Venue) -> None:
    night = a_shift(session, room, day=date(2024, 12, 31), starts=time(20), ends=time(2))
    add(session, shift_id=night, channel=Channel.CHAT_ROOM, day=date(2024, 12, 31))
    session.flush()
    assert figure(session, "persons_per_shift", 2024) == 1
    assert figure(session, "persons_per_shift", 2025) is None


def test_visitors_not_met_and_conversations_and_clicks_are_numbers_of_the_year(session: Session) -> None:
    campaign = Campaign(code="kort", name="Kort", target="/", first_day=TODAY, retired=False)
    session.add(campaign)
    session.flush()
    for day in (TODAY, TODAY.replace(year=2024)):
        hours.count_missed(session, day, {Missed.UNANSWERED: 2, Missed.TURNED_AWAY: 1})
        campaigns.record_day(session, {(campaign.id, day): 7}, day, 5)
    add(session, channel=Channel.WEB_CHAT)
    add(session, channel=Channel.EMAIL)
    names = ("visitors_unanswered", "visitors_turned_away", "campaign_clicks", "conversations_opened")
    assert [figure(session, name) for name in (*names, "contacts_own_chat")] == [2, 1, 7, 5, 1]


def test_waits_are_numbers_of_the_year_and_the_middle_one_is_said_in_words(session: Session) -> None:
    assert "Not recorded".lower() in said(session, "visitors_answered")
    hours.count_waits(session, TODAY, {Wait.UNDER_1: 3, Wait.UNDER_15: 4, Wait.LEFT: 9})
    hours.count_waits(session, TODAY.replace(year=2024), {Wait.LONGER: 5})
    assert figure(session, "visitors_answered") == 7
    assert "waited: 5 to 15 minutes." in said(session, "visitors_answered")
    assert rows(session, "wait") == {"under_1": (3,), "under_5": (0,), "under_15": (4,), "longer": (0,), "left": (9,)}


@pytest.mark.parametrize(
    ("waits", "middle"),
    [
        ({}, None),
        ({Wait.LEFT: 3}, None),
        ({Wait.LONGER: 1, Wait.LEFT: 3}, Wait.LONGER),
        ({Wait.UNDER_1: 2, Wait.UNDER_5: 2}, Wait.UNDER_1),
        ({Wait.UNDER_1: 2, Wait.UNDER_5: 3}, Wait.UNDER_5),
    ],
)
def test_the_middle_is_that_of_those_who_were_answered(waits: dict[Wait, int], middle: Wait | None) -> None:
    assert median(waits) is middle


def said(session: Session, name: str) -> str:
    """The rule of a figure, in English."""
    return str(year_report(session, 2025).as_json()["figures"][name]["rule"])


def test_activities_and_incidents_are_counted_by_kind_and_year(session: Session) -> None:
    for day in (TODAY, TODAY, TODAY.replace(year=2024)):
        session.add(Activity(kind=ActivityKind.STAND, first_day=day, place="", reached=20, text=""))
        month = day.replace(day=1)
        session.add(Incident(month=month, kind=IncidentKind.ROBBERY, reported=Reported.UNKNOWN, consent=False))
    session.flush()
    assert (figure(session, "activities"), figure(session, "incidents")) == (2, 2)
    assert rows(session, "activity")["stand"] == rows(session, "incident")["robbery"] == (2,)
    assert year_report(session, 2025).figure("activities").details == {"reached": 40}


def on(shift_id: int) -> dict[str, object]:
    return {"shift_id": shift_id, "channel": Channel.CHAT_ROOM}


def a_shift(session: Session, venue: Venue | None, **differing: object) -> int:
    plain: dict[str, object] = {
        "day": TODAY,
        "venue_id": venue.id if venue else None,
        "channel": Channel.CHAT_ROOM,
        "starts": time(18),
        "ends": time(21),
        "state": ShiftState.HELD,
        "languages": "nb",
    }
    shift = Shift(**plain | differing)
    session.add(shift)
    session.flush()
    return shift.id


@pytest.fixture
def room(session: Session) -> Venue:
    venue = Venue(name="Rommet", kind=VenueKind.CHAT_ROOM, channel=Channel.CHAT_ROOM)
    session.add(venue)
    session.flush()
    return venue

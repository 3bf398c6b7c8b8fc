"""When own chat is open: by its shifts, across midnight and both changes of the clock, and by the door."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from chat.missed import Missed
from chat.settings import Settings, load_settings
from chat.waits import Wait
from stats import hours, rota, shifts
from stats.hours import Hours, Opening, Span
from stats.models.shifts import Shift, WaitCount
from stats.vocabulary import Channel, ShiftState
from tests.stats.test_rota import by_hand, weekly

OSLO = ZoneInfo("Europe/Oslo")
THURSDAY = date(2026, 12, 3)
INTAKE = timedelta(minutes=15)


def at(clock: str, day: date = THURSDAY) -> datetime:
    """A moment by the clock in Oslo."""
    return datetime.combine(day, time.fromisoformat(clock), OSLO).astimezone(UTC)


def span(begins: str, ends: str, day: date = THURSDAY) -> Span:
    return Span(at(begins, day), at(ends, day))


def by_shifts(*spans: Span) -> Hours:
    return Hours(OSLO, True, spans, INTAKE)


def shift(starts: str, ends: str, day: date) -> Shift:
    return Shift(day=day, starts=time.fromisoformat(starts), ends=time.fromisoformat(ends))


def length(shift: Shift) -> timedelta:
    found = hours.span_of(shift, OSLO)
    return found.ends - found.begins


class TestTheRealTimeOfAShift:
    def test_one_that_ends_no_later_than_it_starts_ends_the_next_day(self) -> None:
        assert length(shift("22:00", "02:00", THURSDAY)) == timedelta(hours=4)
        assert length(shift("12:00", "12:00", THURSDAY)) == timedelta(days=1)

    def test_a_night_in_which_spring_takes_an_hour_is_an_hour_shorter(self) -> None:
        assert length(shift("22:00", "06:00", date(2027, 3, 27))) == timedelta(hours=7)

    def test_a_night_in_which_autumn_gives_an_hour_is_an_hour_longer(self) -> None:
        assert length(shift("22:00", "06:00", date(2026, 10, 24))) == timedelta(hours=9)

    def test_a_clock_time_that_spring_skips_is_an_hour_later(self) -> None:
        found = hours.span_of(shift("02:30", "06:00", date(2027, 3, 28)), OSLO)
        assert found.begins.astimezone(OSLO).time() == time(3, 30)

    def test_of_a_clock_time_that_autumn_has_twice_it_is_the_first(self) -> None:
        found = hours.span_of(shift("02:30", "06:00", date(2026, 10, 25)), OSLO)
        assert found.begins == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


class TestLettingIn:
    @pytest.mark.parametrize(
        ("clock", "open_"), [("16:59", False), ("17:00", True), ("20:44", True), ("20:45", False), ("21:00", False)]
    )
    def test_it_begins_with_the_shift_and_stops_before_its_end(self, clock: str, open_: bool) -> None:
        assert by_shifts(span("17:00", "21:00")).lets_in(at(clock)) == open_

    def test_shifts_without_a_pause_are_one(self) -> None:
        both = by_shifts(span("17:00", "19:00"), span("19:00", "21:00"))
        assert both.lets_in(at("18:55"))
        told = both.tell(at("18:55"), is_open=True)
        assert (told.closes_at, told.last_intake_at) == (at("21:00"), at("20:45"))

    def test_without_a_rota_it_may_be_at_any_time(self) -> None:
        assert Hours(OSLO).lets_in(at("04:00"))


class TestTheDoor:
    def test_shut_it_lets_nobody_in_until_the_next_shift_begins(self) -> None:
        two = replace(by_shifts(span("17:00", "19:00"), span("20:00", "22:00")), closed_at=at("18:00"))
        assert not two.lets_in(at("18:30"))
        assert two.lets_in(at("20:00"))

    def test_one_shut_before_a_shift_is_opened_by_it(self) -> None:
        assert replace(by_shifts(span("17:00", "21:00")), closed_at=at("12:00")).lets_in(at("17:00"))

    def test_where_presence_decides_it_stays_shut_until_it_is_opened(self) -> None:
        assert not Hours(OSLO, closed_at=at("12:00")).lets_in(at("12:00", THURSDAY + timedelta(days=9)))


class TestWhatEverybodyIsTold:
    def test_open_until_when_in_local_time(self) -> None:
        told = by_shifts(span("17:00", "21:00")).tell(at("18:00"), is_open=True)
        assert told == Opening(True, None, at("21:00"), at("20:45"), expected=True)
        assert told.closes_at is not None
        assert told.closes_at.isoformat() == "2026-12-03T21:00:00+01:00"

    def test_closed_until_the_next_shift(self) -> None:
        told = by_shifts(span("17:00", "21:00")).tell(at("12:00"), is_open=False)
        assert told == Opening(False, at("17:00"))

    def test_after_the_last_intake_until_the_one_after(self) -> None:
        later = span("17:00", "21:00", date(2026, 12, 8))
        assert by_shifts(span("17:00", "21:00"), later).tell(at("20:50"), is_open=False).opens_at == later.begins

    def test_a_shift_to_which_nobody_came_is_expected_and_the_next_is_told(self) -> None:
        both = by_shifts(span("17:00", "19:00"), span("19:00", "21:00"), span("22:00", "23:00"))
        assert both.tell(at("17:30"), is_open=False) == Opening(False, at("22:00"), expected=True)

    def test_a_shut_door_is_opened_by_the_very_next_shift(self) -> None:
        both = replace(by_shifts(span("17:00", "19:00"), span("19:00", "21:00")), closed_at=at("17:30"))
        assert both.tell(at("18:00"), is_open=False) == Opening(False, at("19:00"))

    def test_by_presence_no_time_is_known(self) -> None:
        assert Hours(OSLO).tell(at("12:00"), is_open=True) == Opening(True, expected=True)
        assert Hours(OSLO).tell(at("12:00"), is_open=False) == Opening(False, expected=True)


class TestReadingThem:
    def test_what_was_never_planned_is_open_by_presence(self, session: Session, settings: Settings) -> None:
        assert not hours.read(session, settings, at("12:00")).by_rota

    def test_from_the_first_plan_on_shifts_decide(self, session: Session, settings: Settings) -> None:
        rota.save_weekly(session, weekly(), THURSDAY)
        found = hours.read(session, settings, at("18:00"))
        assert found.by_rota
        assert found.lets_in(at("18:00"))
        assert not found.lets_in(at("16:00"))

    def test_a_rota_that_ended_stays_a_rota(self, session: Session, settings: Settings) -> None:
        rota.save_weekly(session, weekly(), THURSDAY)
        rota.end_weekly(session, 1, THURSDAY)
        assert not hours.read(session, settings, at("18:00")).lets_in(at("18:00"))

    def test_presence_alone_decides_where_that_is_set(self, session: Session, folder: Path) -> None:
        rota.save_weekly(session, weekly(), THURSDAY)
        env = {"LAVTERSKEL_DATA_DIR": str(folder), "LAVTERSKEL_OPEN": "presence"}
        assert hours.read(session, load_settings(env), at("12:00")).lets_in(at("12:00"))

    def test_a_cancelled_shift_opens_nothing(self, session: Session, settings: Settings) -> None:
        shifts.save_shift(session, by_hand(day=THURSDAY))
        assert not hours.read(session, settings, at("18:00")).lets_in(at("18:00"))

    def test_last_nights_shift_still_counts_after_midnight(self, session: Session, settings: Settings) -> None:
        rota.save_weekly(session, weekly(starts=time(22), ends=time(2)), THURSDAY)
        then = at("01:00", THURSDAY + timedelta(days=1))
        assert hours.read(session, settings, then).lets_in(then)

    def test_shutting_and_opening_again(self, session: Session, settings: Settings) -> None:
        hours.shut(session, at("18:00"))
        assert hours.read(session, settings, at("18:01")).is_shut(at("18:01"))
        hours.reopen(session)
        assert not hours.read(session, settings, at("18:02")).is_shut(at("18:02"))

    def test_opening_a_door_that_nobody_shut_changes_nothing(self, session: Session, settings: Settings) -> None:
        hours.reopen(session)
        assert hours.read(session, settings, at("18:00")).closed_at is None


class TestTending:
    def test_a_shift_with_somebody_present_was_held_with_the_most_there_were(
        self, session: Session, settings: Settings
    ) -> None:
        rota.save_weekly(session, weekly(), THURSDAY)
        for clock, present in (("17:00", 1), ("18:00", 3), ("19:00", 2)):
            hours.tend(session, settings, at(clock), present)
        assert self._today(session) == (ShiftState.HELD, 3)

    @pytest.mark.parametrize(("clock", "present"), [("16:59", 1), ("18:00", 0), ("21:00", 1)])
    def test_otherwise_it_stays_planned(self, session: Session, settings: Settings, clock: str, present: int) -> None:
        rota.save_weekly(session, weekly(), THURSDAY)
        hours.tend(session, settings, at(clock), present)
        assert self._today(session) == (ShiftState.PLANNED, None)

    def test_a_shift_cancelled_by_hand_stays_so(self, session: Session, settings: Settings) -> None:
        shifts.save_shift(session, by_hand(day=THURSDAY))
        hours.tend(session, settings, at("18:00"), 2)
        assert self._today(session) == (ShiftState.CANCELLED, None)

    def test_a_team_that_was_said_by_hand_stays(self, session: Session, settings: Settings) -> None:
        shifts.save_shift(session, by_hand(day=THURSDAY, state=ShiftState.HELD, team_size=1))
        hours.tend(session, settings, at("18:00"), 4)
        assert self._today(session) == (ShiftState.HELD, 1)

    def test_one_planned_by_hand_is_marked_as_held(self, session: Session, settings: Settings) -> None:
        shifts.save_shift(session, by_hand(day=THURSDAY, state=ShiftState.PLANNED))
        hours.tend(session, settings, at("18:00"), 2)
        assert self._today(session) == (ShiftState.HELD, 2)

    def test_a_shift_that_began_opens_the_door_for_good(self, session: Session, settings: Settings) -> None:
        rota.save_weekly(session, weekly(), THURSDAY)
        hours.shut(session, at("16:00"))
        hours.tend(session, settings, at("16:30"), 0)
        assert rota.rules(session).closed_at is not None
        hours.tend(session, settings, at("17:00"), 0)
        assert rota.rules(session).closed_at is None

    def _today(self, session: Session) -> tuple[ShiftState, int | None]:
        [found] = shifts.list_shifts(session, THURSDAY, THURSDAY)
        assert found.channel is Channel.WEB_CHAT
        return found.state, found.team_size


def test_visitors_who_were_not_met_are_numbers_of_a_day(session: Session) -> None:
    hours.count_missed(session, THURSDAY, {Missed.TURNED_AWAY: 2})
    hours.count_missed(session, THURSDAY, {Missed.TURNED_AWAY: 1, Missed.UNANSWERED: 4})
    hours.count_missed(session, THURSDAY - timedelta(days=1), {Missed.UNANSWERED: 1})
    assert hours.count_since(session, THURSDAY) == Counter({Missed.TURNED_AWAY: 3, Missed.UNANSWERED: 4})
    assert hours.count_since(session, THURSDAY - timedelta(days=1))[Missed.UNANSWERED] == 5


def test_waits_are_numbers_of_a_month(session: Session) -> None:
    hours.count_waits(session, THURSDAY, {Wait.UNDER_1: 2})
    hours.count_waits(session, THURSDAY + timedelta(days=1), {Wait.UNDER_1: 1, Wait.LEFT: 4})
    stored = [(row.month, row.wait, row.number) for row in session.query(WaitCount)]
    first = THURSDAY.replace(day=1)
    assert sorted(stored) == [(first, Wait.LEFT, 4), (first, Wait.UNDER_1, 3)]


@pytest.fixture
def settings(folder: Path) -> Settings:
    return load_settings({"LAVTERSKEL_DATA_DIR": str(folder)})

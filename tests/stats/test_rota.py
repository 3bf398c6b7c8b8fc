"""Weekly shifts become shifts weeks ahead, and what staff have decided about one of them stays."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from stats import rota, shifts
from stats.models.shifts import Shift, Venue
from stats.rota import AHEAD, NewException, NewWeekly, NotInRota
from stats.shifts import NewShift
from stats.vocabulary import Channel, ShiftState, VenueKind

TODAY = date(2026, 12, 3)  # a Thursday
WEEK = timedelta(weeks=1)


def weekly(**differing: Any) -> NewWeekly:
    plain: dict[str, Any] = {
        "venue_id": None,
        "weekday": 3,
        "starts": time(17),
        "ends": time(21),
        "languages": "nb en",
        "from_day": TODAY,
        "until_day": None,
    }
    return NewWeekly(**plain | differing)


def by_hand(**differing: Any) -> NewShift:
    plain: dict[str, Any] = {
        "day": TODAY,
        "venue_id": None,
        "starts": time(17),
        "ends": time(21),
        "state": ShiftState.CANCELLED,
        "team_size": None,
        "languages": "",
        "attempts": 0,
    }
    return NewShift(**plain | differing)


def planned(session: Session) -> list[Shift]:
    return shifts.list_shifts(session, TODAY - AHEAD, TODAY + 2 * AHEAD)


def test_a_weekly_shift_is_planned_eight_weeks_ahead(session: Session) -> None:
    rota.save_weekly(session, weekly(), TODAY)
    found = planned(session)
    assert [shift.day for shift in found] == [TODAY + n * WEEK for n in range(9)]
    assert {(shift.state, shift.channel, shift.languages) for shift in found} == {
        (ShiftState.PLANNED, Channel.WEB_CHAT, "nb en")
    }


def test_planning_again_adds_nothing_but_the_days_that_came_near(session: Session) -> None:
    rota.save_weekly(session, weekly(), TODAY)
    rota.plan(session, TODAY)
    assert len(planned(session)) == 9
    rota.plan(session, TODAY + WEEK)
    assert planned(session)[-1].day == TODAY + 9 * WEEK


def test_a_day_without_that_is_taken_back_today_is_planned_again(session: Session) -> None:
    rota.save_weekly(session, weekly(), TODAY)
    rota.add_exception(session, NewException(TODAY, None), TODAY)
    assert planned(session)[0].state is ShiftState.CANCELLED
    (without,) = rota.list_exceptions(session, TODAY)
    rota.remove_exception(session, without.id, TODAY)
    assert (planned(session)[0].day, planned(session)[0].state) == (TODAY, ShiftState.PLANNED)


def test_a_shift_that_is_held_stays_so_when_the_rota_is_planned_again(session: Session) -> None:
    rota.save_weekly(session, weekly(), TODAY)
    planned(session)[0].state = ShiftState.HELD
    rota.plan(session, TODAY)
    assert planned(session)[0].state is ShiftState.HELD


def test_what_staff_cancelled_by_hand_is_not_planned_again(session: Session) -> None:
    rota.save_weekly(session, weekly(), TODAY)
    shifts.save_shift(session, by_hand(), planned(session)[0].id)
    rota.plan(session, TODAY)
    assert planned(session)[0].state is ShiftState.CANCELLED


def test_it_has_the_channel_of_its_venue(session: Session) -> None:
    session.add(Venue(id=1, name="Kafeen", kind=VenueKind.COMMUNITY_SITE, channel=Channel.GAY_COMMUNITY_SITE))
    rota.save_weekly(session, weekly(venue_id=1), TODAY)
    assert {shift.channel for shift in planned(session)} == {Channel.GAY_COMMUNITY_SITE}


def test_it_is_planned_between_its_first_day_and_its_last(session: Session) -> None:
    rota.save_weekly(session, weekly(from_day=TODAY + WEEK, until_day=TODAY + 2 * WEEK), TODAY)
    assert [shift.day for shift in planned(session)] == [TODAY + WEEK, TODAY + 2 * WEEK]


def test_a_change_holds_from_today_and_leaves_the_past(session: Session) -> None:
    rota.save_weekly(session, weekly(), TODAY)
    rota.save_weekly(session, weekly(starts=time(18)), TODAY + WEEK, weekly_id=1)
    assert [shift.starts for shift in planned(session)][:3] == [time(17), time(18), time(18)]


def test_another_weekday_moves_what_is_planned(session: Session) -> None:
    rota.save_weekly(session, weekly(), TODAY)
    rota.save_weekly(session, weekly(weekday=1), TODAY + timedelta(days=1), weekly_id=1)
    assert {shift.day.weekday() for shift in planned(session)[1:]} == {1}


def test_one_that_is_taken_out_takes_the_coming_shifts_along_and_cancels_todays(session: Session) -> None:
    rota.save_weekly(session, weekly(), TODAY)
    rota.end_weekly(session, 1, TODAY)
    assert [(shift.day, shift.state) for shift in planned(session)] == [(TODAY, ShiftState.CANCELLED)]
    assert rota.list_weekly(session, TODAY) == []


class TestADayThatIsNotAsTheRotaSays:
    def test_a_holiday_has_no_shift(self, session: Session) -> None:
        rota.save_weekly(session, weekly(), TODAY)
        rota.add_exception(session, NewException(TODAY + WEEK, None), TODAY)
        assert TODAY + WEEK not in [shift.day for shift in planned(session)]

    def test_one_shift_may_be_at_another_time(self, session: Session) -> None:
        rota.save_weekly(session, weekly(), TODAY)
        rota.save_weekly(session, weekly(starts=time(9), ends=time(11)), TODAY)
        rota.add_exception(session, NewException(TODAY + WEEK, 1, time(12), time(13)), TODAY)
        then = [(shift.starts, shift.ends) for shift in planned(session) if shift.day == TODAY + WEEK]
        assert then == [(time(9), time(11)), (time(12), time(13))]

    def test_what_is_said_of_one_shift_counts_for_more_than_what_is_said_of_all(self, session: Session) -> None:
        rota.save_weekly(session, weekly(), TODAY)
        rota.add_exception(session, NewException(TODAY + WEEK, 1, time(12), time(13)), TODAY)
        rota.add_exception(session, NewException(TODAY + WEEK, None), TODAY)
        assert [shift.starts for shift in planned(session) if shift.day == TODAY + WEEK] == [time(12)]

    def test_it_is_as_the_rota_says_again_when_that_is_taken_back(self, session: Session) -> None:
        rota.save_weekly(session, weekly(), TODAY)
        rota.add_exception(session, NewException(TODAY + WEEK, None), TODAY)
        rota.remove_exception(session, 1, TODAY)
        assert TODAY + WEEK in [shift.day for shift in planned(session)]

    def test_one_that_is_not_there_is_refused(self, session: Session) -> None:
        with pytest.raises(NotInRota):
            rota.add_exception(session, NewException(TODAY, 7), TODAY)
        with pytest.raises(NotInRota):
            rota.remove_exception(session, 7, TODAY)


class TestWhatStaffHaveDecided:
    def test_a_shift_cancelled_by_hand_stays_so(self, session: Session) -> None:
        rota.save_weekly(session, weekly(), TODAY)
        shifts.save_shift(session, by_hand(), planned(session)[1].id)
        rota.save_weekly(session, weekly(starts=time(10)), TODAY, weekly_id=1)
        second = planned(session)[1]
        assert (second.state, second.starts, second.day) == (ShiftState.CANCELLED, time(17), TODAY + WEEK)

    def test_a_shift_that_was_held_stays_when_its_day_is_taken_out(self, session: Session) -> None:
        rota.save_weekly(session, weekly(), TODAY)
        planned(session)[0].state = ShiftState.HELD
        rota.end_weekly(session, 1, TODAY)
        assert [shift.state for shift in planned(session)] == [ShiftState.HELD]

    def test_one_added_by_hand_is_none_of_the_rotas(self, session: Session) -> None:
        shifts.save_shift(session, by_hand(state=ShiftState.PLANNED, day=TODAY + WEEK))
        rota.plan(session, TODAY)
        assert [shift.day for shift in planned(session)] == [TODAY + WEEK]


def test_the_rules_have_defaults_until_somebody_decides(session: Session) -> None:
    assert (rota.rules(session).last_intake, rota.rules(session).patience) == (15, 5)
    rota.set_rules(session, 30, 10)
    session.flush()
    session.expire_all()
    assert (rota.rules(session).last_intake, rota.rules(session).patience) == (30, 10)

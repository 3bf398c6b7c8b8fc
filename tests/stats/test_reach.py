"""Help lines, our telephone and our address: which are open when, and what a form must say."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from stats import reach
from stats.forms import FormErrors
from stats.reach import NO_HOURS, NewReach, Point, Reached, parse_reach
from stats.vocabulary import ContactWay

OSLO = ZoneInfo("Europe/Oslo")
TODAY = date(2026, 3, 2)  # a Monday
WEEK = {0: (time(9), time(15)), 1: (time(9), time(15)), 4: (time(20), time(2))}
FORM = {"way": ["help_line"], "value": ["116 117"], "always": ["yes"], "words_nb": ["Legevakt"], "place": ["10"]}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=OSLO)


def line(**more: Any) -> Point:
    return replace(Point(ContactWay.HELP_LINE, "116 000", False, {}, WEEK), **more)


class TestWhenItIsOpen:
    @pytest.mark.parametrize(
        ("moment", "is_open"),
        [
            (at(2, 8, 59), False),
            (at(2, 9), True),
            (at(2, 14, 59), True),
            (at(2, 15), False),
            (at(4, 10), False),  # a Wednesday
            (at(6, 23), True),  # Friday night
            (at(7, 1, 59), True),  # and what is left of it
            (at(7, 2), False),
            (at(7, 21), False),  # Saturday evening is not Friday's
        ],
    )
    def test_it_follows_the_week(self, moment: datetime, is_open: bool) -> None:
        assert line().is_open(moment) is is_open

    def test_the_night_of_sunday_goes_on_into_monday(self) -> None:
        assert line(week={6: (time(22), time(4))}).is_open(at(2, 3))

    def test_the_clock_is_ours_whatever_the_servers(self) -> None:
        told = Reached(OSLO, (line(),))
        assert told.help_now(datetime(2026, 3, 2, 8, 30, tzinfo=UTC)) == [line()]
        assert told.help_now(datetime(2026, 3, 2, 14, 30, tzinfo=UTC)) == []

    def test_our_own_telephone_is_no_help_elsewhere_and_always_told(self) -> None:
        own = line(way=ContactWay.TELEPHONE)
        told = Reached(OSLO, (line(always=True), own))
        assert (told.help_now(at(4, 3)), told.own) == ([line(always=True)], [own])

    def test_days_with_the_same_hours_are_said_together(self) -> None:
        assert line().runs == [(0, 1, time(9), time(15)), (4, 4, time(20), time(2))]


class TestWhatIsKept:
    def test_it_begins_with_the_five_lines_that_the_page_had(self, session: Session) -> None:
        told = reach.read(session, OSLO)
        assert [one.value for one in told.help_now()] == ["116 117", "116 123", "113", "112", "116 111"]
        assert told.own == []

    def test_what_nobody_confirmed_for_half_a_year_is_to_be_checked(self, session: Session) -> None:
        row = reach.get_reach(session, 1)
        assert reach.is_stale(row, TODAY)
        reach.save(session, 1, parse_reach(FORM), "Lea", TODAY)
        assert not reach.is_stale(row, date(2026, 9, 1))
        assert reach.is_stale(row, date(2026, 9, 2))

    def test_it_is_changed_and_deleted_whole(self, session: Session) -> None:
        new = NewReach(ContactWay.ADDRESS, "Oppdiktet gate 1", 5, False, {"nb": "Ring på"}, {2: (time(17), time(21))})
        reach.save(session, 1, new, "Lea", TODAY)
        reach.save(session, 1, new, "Lea", TODAY)
        [own] = reach.read(session, OSLO).own
        assert (own.value, own.words, own.week) == ("Oppdiktet gate 1", {"nb": "Ring på"}, new.week)
        reach.remove(session, 1)
        session.flush()
        assert reach.read(session, OSLO).own == []


class TestTheForm:
    def test_hours_or_always_must_be_said(self) -> None:
        with pytest.raises(FormErrors) as wrong:
            parse_reach({**FORM, "always": []})
        assert wrong.value.errors == {"always": NO_HOURS}

    def test_both_times_of_a_day_and_no_other_words(self) -> None:
        form = {
            **FORM,
            "always": [""],
            "starts_0": ["09:00"],
            "ends_0": ["15.30"],
            "starts_1": ["9"],
            "ends_2": ["10:00"],
        }
        with pytest.raises(FormErrors) as wrong:
            parse_reach(form)
        assert set(wrong.value.errors) == {"starts_1", "starts_2"}

    def test_hours_are_read(self) -> None:
        form = {**FORM, "always": [""], "starts_0": ["09:00"], "ends_0": ["15.30"]}
        assert parse_reach(form).week == {0: (time(9), time(15, 30))}

    def test_always_leaves_no_hours_behind(self) -> None:
        assert parse_reach({**FORM, "starts_0": ["09:00"], "ends_0": ["15:00"]}).week == {}

    @pytest.mark.parametrize("value", ["", "ring oss", "javascript:1", "<b>", "116 117 " * 9])
    def test_a_number_looks_like_one(self, value: str) -> None:
        with pytest.raises(FormErrors) as wrong:
            parse_reach({**FORM, "value": [value]})
        assert set(wrong.value.errors) == {"value"}

    def test_an_address_is_words(self) -> None:
        assert parse_reach({**FORM, "way": ["address"], "value": ["Oppdiktet gate 1"]}).value == "Oppdiktet gate 1"

    def test_a_line_says_in_norwegian_who_answers(self) -> None:
        with pytest.raises(FormErrors) as wrong:
            parse_reach({**FORM, "words_nb": [""]})
        assert set(wrong.value.errors) == {"words_nb"}

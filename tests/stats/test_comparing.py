"""A year beside an earlier one."""

from datetime import date, time

import pytest
from sqlalchemy.orm import Session

from chat.language import speech
from stats.comparing import Compared, change, list_breaks, say_change, staff_breaks
from stats.models.shifts import WeeklyShift

PRINTED = [  # a service's published figures of 2010 and 2011, and the change that it printed
    (1077, 1218, 13),
    (852, 982, 15),
    (16156, 18644, 15),
    (9246, 10560, 14),
    (442, 537, 21),
    (402, 475, 18),
    (44, 41, -7),
    (26, 18, -31),
    (26, 17, -35),
    (21, 12, -43),
    (4, 9, 125),
    (1, 3, 200),
    (5, 5, 0),
]


@pytest.mark.parametrize(("before", "now", "printed"), PRINTED)
def test_the_change_is_what_was_printed(before: int, now: int, printed: int) -> None:
    assert change(now, before) == printed


@pytest.mark.parametrize(("before", "now", "expected"), [(8, 9, 13), (8, 7, -13), (200, 201, 1), (1000, 1004, 0)])
def test_halves_go_away_from_nought(before: int, now: int, expected: int) -> None:
    assert change(now, before) == expected


@pytest.mark.parametrize(("before", "now"), [(0, 5), (0, 0), (None, 5), (5, None)])
def test_nothing_can_be_divided_by_nought_or_by_what_is_not_there(before: int | None, now: int | None) -> None:
    assert change(now, before) is None


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Compared(6, None), "ny i 2026"),
        (Compared(0, None), "–"),
        (Compared(6, 0), "fra null"),
        (Compared(0, 0), "–"),
        (Compared(187, 162), "+15\N{NO-BREAK SPACE}%"),
        (Compared(46, 51), "−10\N{NO-BREAK SPACE}%"),
        (Compared(5, 5), "0\N{NO-BREAK SPACE}%"),
    ],
)
def test_the_change_in_words(one: Compared, expected: str) -> None:
    assert say_change(speech("nb"), one, 2026) == expected


def test_a_change_of_the_rule_is_a_break_in_the_years_it_falls_in(session: Session) -> None:
    assert list_breaks(session, 2024, 2025) == ()
    found = list_breaks(session, 2025, 2026)
    assert [(one.day, one.values) for one in found][:1] == [(date(2026, 11, 24), {"before": "1", "after": "2"})]
    assert list_breaks(session, 2027, 2028) == ()


def test_more_shifts_in_a_week_are_a_break_with_its_day(session: Session) -> None:
    for begun, weekday in ((date(2025, 3, 1), 1), (date(2025, 9, 1), 3)):
        shift = {"weekday": weekday, "starts": time(18), "ends": time(21), "languages": "nb"}
        session.add(WeeklyShift(from_day=begun, **shift))
    session.flush()
    (found,) = list_breaks(session, 2024, 2025)
    assert (found.day, found.values) == (date(2025, 9, 1), {"before": "1", "after": "2"})


def test_a_shift_that_takes_the_place_of_another_is_no_break() -> None:
    assert staff_breaks([(date(2025, 1, 1), date(2025, 8, 31)), (date(2025, 9, 1), None)]) == []


def test_the_end_of_a_shift_is_a_break_on_the_day_after() -> None:
    (found,) = staff_breaks([(date(2025, 1, 1), date(2025, 8, 31)), (date(2025, 1, 1), None)])
    assert (found.day, found.values) == (date(2025, 9, 1), {"before": "2", "after": "1"})

"""What the service does beside talking with people: by year, counted by kind."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from stats import activities
from stats.forms import FormErrors
from stats.models.records import Activity
from stats.record_words import ActivityKind
from tests.stats.factories import TODAY

PLAIN = {"kind": "meeting", "first_day": "2025-03-04"}


def activity(**differing: str) -> Activity:
    return activities.parse_activity({name: [value] for name, value in (PLAIN | differing).items()})


def test_little_is_needed() -> None:
    short = activity()
    assert (short.kind, short.first_day) == (ActivityKind.MEETING, date(2025, 3, 4))
    assert (short.last_day, short.place, short.reached, short.text) == (None, "", None, "")


@pytest.mark.parametrize("kind", ["meeting", "seminar", "stand", "media", "advertising", "talk", "other"])
def test_each_kind_of_activity_has_a_word(kind: str) -> None:
    assert activity(kind=kind).kind == kind


def test_a_period_has_both_its_days() -> None:
    period = activity(kind="advertising", last_day="2025-04-30")
    assert (period.first_day, period.last_day) == (date(2025, 3, 4), date(2025, 4, 30))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "party"),
        ("first_day", ""),
        ("first_day", "4. mars"),
        ("first_day", "1999-12-31"),
        ("last_day", "2025-03-03"),
        ("reached", "-1"),
        ("reached", "mange"),
        ("reached", "12345678"),
        ("place", "x" * 121),
        ("text", "x" * 1001),
        ("text", "a\x00b"),
    ],
)
def test_a_wrong_field_is_refused_by_name(field: str, value: str) -> None:
    with pytest.raises(FormErrors) as refused:
        activity(**{field: value})
    assert list(refused.value.errors) == [field]


def test_a_year_has_those_that_began_in_it_newest_first_and_counts_them_by_kind(session: Session) -> None:
    for kind, first in (
        ("meeting", "2025-01-01"),
        ("stand", "2025-12-31"),
        ("meeting", "2025-06-01"),
        ("meeting", "2024-12-31"),
    ):
        session.add(activity(kind=kind, first_day=first, last_day="2026-01-05"))
    session.flush()
    found = activities.list_activities(session, 2025)
    assert [one.first_day.month for one in found] == [12, 6, 1]
    assert activities.count_kinds(found) == {ActivityKind.MEETING: 2, ActivityKind.STAND: 1}
    assert activities.list_years(session, date(2026, 2, 1)) == [2026, 2025, 2024]


def test_without_any_there_is_this_year(session: Session) -> None:
    assert activities.list_years(session, TODAY) == [2025]
    assert activities.count_kinds([]) == {}

"""The years beside each other, from printed numbers alone."""

from typing import Any

from chat.language import speech
from stats.releases.over_years import draw, printed_years
from tests.releases.factories import content

NB = speech("nb")


def printed(year: int, persons: int, **changes: Any) -> dict[str, Any]:
    """An edition of that year in which so many persons were printed, and twice as many contacts."""
    numbers = {"contacts": 2 * persons, "persons": persons, "new_persons": persons // 2}
    headline = [{"name": name, "value": value} for name, value in numbers.items()]
    return content(year=year, headline=headline, **{"edition": 1, "rule": "4", "on_request": False, **changes})


def test_each_year_stands_once_as_it_was_last_printed() -> None:
    editions = [
        printed(2025, 60),
        printed(2024, 45, edition=2),
        printed(2024, 40),
        printed(2024, 5, edition=3, on_request=True),
    ]
    assert [(one.year, one.edition, one.numbers["persons"]) for one in printed_years(editions)] == [
        (2024, 2, 45),
        (2025, 1, 60),
    ]


def test_bars_are_as_long_as_the_numbers_and_say_that_these_are_protected() -> None:
    contacts, persons, new = draw(printed_years([printed(2024, 30), printed(2025, 60)]), NB)
    assert [chart.name for chart in (contacts, persons, new)] == ["Kontakter", "Personer", "Nye personer"]
    assert [(bar.year, bar.text, bar.length) for bar in persons.bars] == [("2024", "≈30", 500), ("2025", "≈60", 1000)]


def test_another_counting_rule_is_a_break() -> None:
    years = printed_years([printed(2023, 30, rule="3"), printed(2024, 30), printed(2025, 60)])
    assert [one.after_break for one in years] == [False, True, False]
    assert [bar.after_break for bar in draw(years, NB)[0].bars] == [False, True, False]


def test_one_year_has_nothing_beside_it_and_noughts_have_no_length() -> None:
    assert draw(printed_years([printed(2024, 30)]), NB) == []
    assert [bar.length for bar in draw(printed_years([printed(2024, 0), printed(2025, 0)]), NB)[0].bars] == [0, 0]

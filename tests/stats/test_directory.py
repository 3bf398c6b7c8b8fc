"""The directory of services: found by the beginnings of words, refused where a field says nothing."""

import pytest
from sqlalchemy.orm import Session

from stats import directory
from stats.forms import FormErrors
from stats.listed import is_used
from stats.models.records import ReferralService
from tests.stats.factories import TODAY

PLAIN = {"name": "Testhjørnet", "category": "health", "valid_from": "2025-01-01"}


def form(**differing: str) -> dict[str, list[str]]:
    return {name: [value] for name, value in (PLAIN | differing).items()}


def service(**differing: str) -> ReferralService:
    return directory.parse_service(form(**differing))


@pytest.fixture
def corner() -> ReferralService:
    return service(city="Bergen", anonymous="yes", languages="nb, EN", note="Gratis, uten time.")


@pytest.mark.parametrize(
    "words",
    ["", "testhj", "BERGEN", "anonym test bergen", "anonymous testing", "helse", "health", "engelsk", "gratis time"],
)
def test_it_is_found_by_what_is_said_of_it_in_any_of_our_languages(corner: ReferralService, words: str) -> None:
    assert directory.has_words(corner, words)


@pytest.mark.parametrize("words", ["oslo", "bergen oslo", "juridisk", "hjørnet", "tysk"])
def test_it_is_not_found_where_one_of_the_words_is_another(corner: ReferralService, words: str) -> None:
    assert not directory.has_words(corner, words)


def test_a_service_that_is_not_anonymous_is_not_found_by_that_word() -> None:
    assert not directory.has_words(service(), "anonym")


def test_languages_are_kept_as_codes_once_each() -> None:
    assert service(languages="nb; en  no,th").languages == "nb en th"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 81),
        ("name", "A\x07B"),
        ("category", ""),
        ("category", "dentist"),
        ("languages", "nb xx"),
        ("telephone", "ring oss"),
        ("web", "example.org"),
        ("web", "javascript:alert(1)"),
        ("web", 'https://example.org/" onclick='),
        ("note", "x" * 1001),
    ],
)
def test_a_field_that_says_nothing_is_refused_by_name(field: str, value: str) -> None:
    with pytest.raises(FormErrors) as refused:
        service(**{field: value})
    assert list(refused.value.errors) == [field]


def test_every_wrong_field_is_told_at_once() -> None:
    with pytest.raises(FormErrors) as refused:
        service(name="", category="", web="x")
    assert set(refused.value.errors) == {"name", "category", "web"}


def test_only_those_that_can_be_chosen_on_a_day_are_offered_by_name(session: Session) -> None:
    for name, more in (
        ("Åpen dør", {}),
        ("anker", {}),
        ("Borte", {"retired_on": "2025-06-12"}),
        ("Snart", {"valid_from": "2025-06-13"}),
    ):
        directory.save(session, service(name=name, **more))
    every = directory.list_all(session)
    assert [one.name for one in every if is_used(one, TODAY)] == ["anker", "Åpen dør"]
    assert len(every) == 4

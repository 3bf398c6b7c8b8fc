"""The words of the register, their labels, and the labels in Norwegian."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from chat.language import read_catalogue
from stats import rules, vocabulary
from stats.vocabulary import (
    CATEGORY_HINTS,
    CRITERIA,
    LABELS,
    SHIFT_LABELS,
    STRENGTH,
    VENUE_LABELS,
    Category,
    ShiftState,
    VenueKind,
    known_language_code,
    language_name,
)

KINDS = [kind for kind in vars(vocabulary).values() if isinstance(kind, type) and issubclass(kind, StrEnum)]
# Whose words may be said in another way.
APART: Mapping[type[StrEnum], Mapping[Any, str]] = {VenueKind: VENUE_LABELS, ShiftState: SHIFT_LABELS}
WORDS = [word for kind in KINDS if kind not in (StrEnum, *APART) for word in kind]
RULE_TEXTS = [
    text
    for texts in (rules.FIGURE_NAMES, rules.FIGURE_RULES, rules.TABLE_TITLES, rules.TABLE_RULES, CRITERIA)
    for text in texts.values()
] + [text for _, _, text in rules.EARLIER]


@pytest.mark.parametrize("word", WORDS)
def test_every_word_has_a_label_in_both_languages(word: StrEnum) -> None:
    assert read_catalogue("nb")[LABELS[word]].string


@pytest.mark.parametrize("kind", APART)
def test_so_have_the_words_of_venues_and_shifts(kind: type[StrEnum]) -> None:
    assert all(read_catalogue("nb")[APART[kind][word]].string for word in kind)
    assert APART[kind].keys() == set(kind)


@pytest.mark.parametrize("text", [*RULE_TEXTS, rules.MARKING, rules.VERSION, *CATEGORY_HINTS.values()])
def test_every_rule_is_said_in_both_languages(text: str) -> None:
    assert read_catalogue("nb")[text].string


def test_words_that_are_equal_have_the_same_label() -> None:
    assert len(set(WORDS)) == len(LABELS)
    assert {word for word in set(WORDS) if WORDS.count(word) > 1} == {"unknown", "other"}


def test_confirmed_is_stronger_than_uncertain_and_uncertain_than_none() -> None:
    assert sorted(Category, key=STRENGTH.__getitem__) == ["none", "uncertain", "confirmed"]


def test_figures_and_tables_have_a_name_and_a_rule_each() -> None:
    assert rules.FIGURE_NAMES.keys() == rules.FIGURE_RULES.keys()
    assert rules.TABLE_TITLES.keys() == rules.TABLE_RULES.keys()


@pytest.mark.parametrize(
    ("given", "stored"), [("no", "nb"), ("NB", "nb"), (" en ", "en"), ("nn", "nn"), ("norsk", None), ("", None)]
)
def test_languages_are_two_letter_codes_and_no_is_read_as_nb(given: str, stored: str | None) -> None:
    assert known_language_code(given) == stored


def test_languages_have_names() -> None:
    assert language_name("ro", "nb") == "rumensk"
    assert language_name("ro", "en") == "Romanian"

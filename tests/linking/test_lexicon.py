"""The concepts: how words find them, and that the lists say what they mean."""

from collections import Counter
from typing import Any

import pytest

from stats.linking.lexicon import FOLDER, Lexicon, Pattern, lexicon, words_of


def found(concept: str, text: str) -> dict[int, set[int]]:
    read = Lexicon()
    read.read(concept)
    return read.find(words_of(text))


@pytest.mark.parametrize(
    ("pattern", "text", "places"),
    [
        ("katt", "en katt her", {1}),
        ("katt", "en kattunge", None),
        ("katt*", "Kattungen sov", {0}),
        ("*lærer", "min mattelærer", {1}),
        ("*lærer", "mattelæreren", None),
        ("*lærer*", "mattelæreren", {0}),
        ("night shift*", "two night-shifts a week", {1, 2}),
        ("night shift*", "a night out", None),
        ("på gata", "alltid på", None),
    ],
)
def test_stars_stand_for_any_letters_and_phrases_for_words_in_a_row(
    pattern: str, text: str, places: set[int] | None
) -> None:
    assert found(f"it: {pattern}", text) == ({0: places} if places else {})


class Asked(dict[str, tuple[Pattern, ...]]):
    """A table that counts how often it is asked, and gives up before a test seems to hang."""

    often = 0

    def get(self, part: str, default: Any = None) -> Any:
        self.often += 1
        assert self.often < 10_000
        return super().get(part, default)


def test_a_word_without_an_end_takes_no_longer_than_a_long_one() -> None:
    read = Lexicon(inside=Asked(), starts=Asked(), ends=Asked())
    for line in ("katt: katt*", "hund: *hund", "båt: *båt*"):
        read.read(line)
    assert read.find(["katt" + "båt" + "x" * 100_000 + "hund"]) == {0: {0}, 1: {0}, 2: {0}}


def test_both_languages_name_the_same_concept() -> None:
    for one, other in (
        ("fiskeren", "fisherman"),
        ("gjeld", "debt"),
        ("sykkel", "bicycle"),
        ("rullestol", "wheelchair"),
    ):
        assert set(lexicon().find([one])) & set(lexicon().find([other])), (one, other)


@pytest.mark.parametrize(("word", "lasting"), [("fiskeren", True), ("bestemor", True), ("klamydia", False)])
def test_a_concept_tells_who_somebody_is_or_what_he_needs_now(word: str, lasting: bool) -> None:
    assert any(lexicon().lasting[concept] for concept in lexicon().find([word])) is lasting


def test_names_are_there_once_and_each_concept_has_words() -> None:
    names = Counter(lexicon().names)
    assert [name for name, times in names.items() if times > 1] == []
    for file in FOLDER.glob("*.txt"):
        for line in file.read_text("utf-8").splitlines():
            assert line.startswith("[") or all(word.strip(" *") for word in line.partition(":")[2].split(",")), line


def test_the_lists_are_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.glob("*.txt")) < 1_000_000


def test_a_letter_and_its_accent_are_one_letter_however_they_are_written() -> None:
    assert words_of("Ba\u030aten i Tromsø, kafe\u0301") == ["båten", "i", "tromsø", "kafé"]

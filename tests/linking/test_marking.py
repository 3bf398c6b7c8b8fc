"""Which words of an earlier note are marked."""

import pytest

from stats.linking.marking import mark


@pytest.mark.parametrize("first", ["Er", "İ", "İstanbulİ"])
def test_it_marks_the_words_that_tell_the_same_whatever_letters_stand_before_them(first: str) -> None:
    pieces = mark(f"{first} fisker, redd.", "Fiskeren ringte")
    assert pieces == [(f"{first} ", False), ("fisker", True), (", redd.", False)]


def test_accents_that_are_written_apart_part_no_word() -> None:
    pieces = mark("Fra Skåne, båten brant.".replace("å", "a\u030a"), "Båten hans brant")
    assert pieces == [("Fra Skåne, ", False), ("båten", True), (" ", False), ("brant", True), (".", False)]
    assert mark("Båten lå der", "Ba\u030aten")[0] == ("Båten", True)


def test_a_note_without_words_is_one_piece_and_no_note_is_none() -> None:
    assert (mark("  … ", "hund"), mark("", "hund")) == ([("  … ", False)], [])

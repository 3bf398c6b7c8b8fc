"""Numbers as reports print them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.series.numbers import Ambiguous, bare, count_decimals, cut_off, half_up, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1270", "1270"),
        ("17 194", "17194"),
        ("17\u00a0194", "17194"),
        ("17\u202f194", "17194"),
        ("+13", "13"),
        ("-7", "-7"),
        ("−7", "-7"),
        ("–7", "-7"),
        ("- 7", "-7"),
        ("81 %", "81"),
        ("+14,5%", "14.5"),
        ("21.5", "21.5"),
        ("0,125", "0.125"),
        ("1.234.567", "1234567"),
        ("1.234,50", "1234.50"),
        ("0", "0"),
    ],
)
def test_it_reads_what_is_printed(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "about 70", "just under 30", "15-150", "–", "ca. 1250", "1 23", "12 345 6", "5a"])
def test_words_and_ranges_are_no_numbers(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize("text", ["1.270", "1,270", "-13.539"])
def test_a_number_that_may_be_two_is_refused(text: str) -> None:
    with pytest.raises(Ambiguous):
        read_number(text)


def test_the_decimal_sign_decides_what_may_be_two_numbers() -> None:
    assert read_number("1.270", ",") == 1270
    assert read_number("1.270", ".") == Decimal("1.270")
    assert read_number("1,270", ".") == 1270


@pytest.mark.parametrize(
    ("exact", "decimals", "rounded"),
    [
        (Fraction(27, 2), 0, "14"),
        (Fraction(-27, 2), 0, "-14"),
        (Fraction(5, 2), 0, "3"),  # the even neighbour is 2
        (Fraction(17194, 1270), 0, "14"),
        (Fraction(2675, 1000), 2, "2.68"),  # 2.67 where a binary number stands in between
        (Fraction(1, 3), 1, "0.3"),
        (Fraction(-1, 3), 0, "0"),
    ],
)
def test_it_rounds_half_up(exact: Fraction, decimals: int, rounded: str) -> None:
    assert str(half_up(exact, decimals)) == rounded


@given(st.fractions(-(10**12), 10**12), st.integers(0, 6))  # beyond any number that is printed
def test_it_rounds_to_the_nearest_and_never_the_other_way(exact: Fraction, decimals: int) -> None:
    rounded = half_up(exact, decimals)
    off = abs(Fraction(rounded) - exact) * 10**decimals
    assert off < Fraction(1, 2) or (off == Fraction(1, 2) and abs(Fraction(rounded)) > abs(exact))
    assert abs(Fraction(cut_off(exact, decimals))) <= abs(exact)
    assert half_up(-exact, decimals) == -rounded


def test_decimals_are_counted_as_written_and_noughts_can_be_left_out() -> None:
    assert count_decimals(Decimal("1.50")) == 2
    assert [str(bare(Decimal(text))) for text in ("1.50", "100.000", "57")] == ["1.5", "100", "57"]

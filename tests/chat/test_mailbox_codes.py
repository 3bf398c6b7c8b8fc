"""Return codes: hard to guess, easy to type, and a typing error is known without looking anything up."""

import pytest

from chat.mailbox.codes import DIGITS, RANDOM, Mistyped, grouped, new_code, read_code


def test_a_code_has_more_than_eighty_bits_and_no_two_are_the_same() -> None:
    assert 10**RANDOM > 2**80
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert {len(code) for code in codes} == {DIGITS}
    assert all(read_code(code) == code for code in codes)


@pytest.mark.parametrize("how", ["{}", " {} ", "nr. {}\n", "{}!"])
def test_it_is_read_however_it_is_spaced(how: str) -> None:
    code = new_code()
    for typed in (grouped(code), code, "-".join(code), grouped(code).replace(" ", "\u00a0")):
        assert read_code(how.format(typed)) == code


@pytest.mark.parametrize("zero", ["٠", "۰", "๐", "०"])
def test_it_is_read_in_the_digits_of_other_scripts(zero: str) -> None:
    code = new_code()
    assert read_code("".join(chr(ord(zero) + int(digit)) for digit in code)) == code


def test_any_one_wrong_digit_is_found_out() -> None:
    code = new_code()
    for place in range(DIGITS):
        for digit in set("0123456789") - {code[place]}:
            with pytest.raises(Mistyped):
                read_code(code[:place] + digit + code[place + 1 :])


def test_any_two_neighbours_that_changed_places_are_found_out() -> None:
    code = new_code()
    for place in range(DIGITS - 1):
        one, two = code[place], code[place + 1]
        if one != two:
            with pytest.raises(Mistyped):
                read_code(code[:place] + two + one + code[place + 2 :])


@pytest.mark.parametrize("typed", ["", "abc", "0" * 27, "0" * 29, "1" * 5000, "\x00", "½" * 28, "²" * 27, "-1"])
def test_anything_else_is_no_code_and_says_how_many_digits_it_has(typed: str) -> None:
    with pytest.raises(Mistyped) as refused:
        read_code(typed)
    assert 0 <= refused.value.digits <= 200

"""The return code: twenty-eight digits that look like any other number. The last two check the others.

Twenty-six random digits are 86 bits. With the remainder by 97, as account numbers have it (ISO 7064, MOD 97-10), one
wrong digit or two neighbours that changed places are always found out, so a typing error needs no look-up.
"""

import secrets
import unicodedata

RANDOM, CHECK, GROUP = 26, 2, 4
DIGITS = RANDOM + CHECK
BASE, GOOD = 97, 1
LONGEST = 200  # signs of a code, however it is spaced


class Mistyped(Exception):
    """These digits are not a code of ours. `digits` is how many there are."""

    def __init__(self, digits: int) -> None:
        super().__init__(digits)
        self.digits = digits


def new_code() -> str:
    """The digits without spaces."""
    number = secrets.randbelow(10**RANDOM) * 10**CHECK
    return f"{number + BASE + GOOD - number % BASE:0{DIGITS}d}"


def grouped(code: str) -> str:
    """As people copy it, four digits at a time."""
    return " ".join(code[start : start + GROUP] for start in range(0, DIGITS, GROUP))


def read_code(typed: str) -> str:
    """The digits of what was typed, in whatever script and however spaced. Raises Mistyped."""
    found = [unicodedata.digit(sign, None) for sign in typed[:LONGEST]]
    code = "".join(str(digit) for digit in found if digit is not None)
    if len(code) != DIGITS or int(code) % BASE != GOOD:
        raise Mistyped(len(code))
    return code

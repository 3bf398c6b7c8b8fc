"""Numbers as reports print them: read from text, rounded half up, written again. No floats."""

import re
from decimal import Decimal
from fractions import Fraction

SPACES = " \u00a0\u202f"  # plain, unbreakable, and narrow: what stands between thousands
MINUS = "−"
PRINTED = re.compile(rf"([+{MINUS}–-]?) ?(\d[\d{SPACES}.,]*?)[{SPACES}]?%?")
GROUPS = re.compile(rf"\d{{1,3}}([{SPACES}.,])\d{{3}}(?:\1\d{{3}})*|\d+")


class Ambiguous(ValueError):
    """The text may be a number of thousands or one with three decimals."""


def read_number(text: str, decimal_sign: str = "") -> Decimal | None:
    """The number that `text` is, or None where it says it in words, such as "about 70", or says nothing.

    `decimal_sign` is a comma, a point, or unknown. Raises Ambiguous where the answer would depend on it.
    """
    found = PRINTED.fullmatch(text)
    if not found:
        return None
    sign, digits = found.groups()
    whole, decimals = _parted(digits, decimal_sign)
    if not GROUPS.fullmatch(whole) or not (decimals or "0").isdecimal():
        return None
    plain = re.sub(r"\D", "", whole) + (f".{decimals}" if decimals else "")
    return Decimal(plain) * (1 if sign in ("", "+") else -1)


def _parted(digits: str, decimal_sign: str) -> tuple[str, str]:
    """What stands before and after the decimal sign."""
    sign = decimal_sign or _last_sign(digits)
    whole, _, decimals = digits.rpartition(sign) if sign and sign in digits else (digits, "", "")
    return whole, decimals


def _last_sign(digits: str) -> str:
    signs = [sign for sign in digits if sign in ".,"]
    if not signs or (len(signs) > 1 and len(set(signs)) == 1):
        return ""  # one sign several times can only part thousands
    if len(signs) == 1 and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits):
        raise Ambiguous(digits)
    return signs[-1]


def count_decimals(number: Decimal) -> int:
    """How many decimals are written, noughts at the end included."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def half_up(exact: Fraction, decimals: int) -> Decimal:
    """Rounded to so many decimals; what lies in the middle goes away from nought, as in print."""
    scaled = abs(exact) * 10**decimals
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(units if exact >= 0 else -units).scaleb(-decimals)


def cut_off(exact: Fraction, decimals: int) -> Decimal:
    """The same without rounding: further decimals are left out."""
    units = abs(exact).numerator * 10**decimals // abs(exact).denominator
    return Decimal(units if exact >= 0 else -units).scaleb(-decimals)


def bare(number: Decimal) -> Decimal:
    """The number without noughts at the end of its decimals."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()

"""Ordinary facts that look like a detail: dates, clock times, sums, references, and public numbers."""

import re
from collections.abc import Callable, Iterator

from stats.identifying.note import Note
from stats.identifying.spans import Candidate, Rule, Weight, anything, find_all

MONEY = r"(?:kr\b|kroner|kronar|nok\b|,-|€|euro?\b|usd\b|\$|£|lei\b|zł|tusen|mill)"
CLOCK = r"(?:[01]?\d|2[0-4])[.:]?[0-5]\d"
THOUSANDS = r"\d{1,3}(?:[ .]\d{3})+"


def is_day(digits: str) -> bool:
    """Whether eight digits are a day of the last or this century, written from either end."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    return _is_day(year, month, day) or _is_day(int(digits[4:]), int(digits[2:4]), int(digits[:2]))


def _is_day(year: int, month: int, day: int) -> bool:
    return 1900 <= year < 2100 and 1 <= month <= 12 and 1 <= day <= 31


def _may_be_day(text: str) -> bool:
    """Whether three numbers can be a day with its month, in the order of either language."""
    first, second = map(int, re.findall(r"\d+", text)[:2])
    return 1 <= min(first, second) <= 12 and max(first, second) <= 31


def _is_spaced_day(text: str) -> bool:
    day, month, year = map(int, text.split())
    return _is_day(year, month, day)


def _is_moment(digits: str) -> bool:
    return is_day(digits[:8]) and int(digits[8:10]) < 24 and int(digits[10:12]) < 60


def _is_sum(text: str) -> bool:
    """Eight digits as a Norwegian mobile number has them are no sum, unless it is a round one."""
    digits = re.sub(r"\D", "", text)
    return len(digits) != 8 or digits[0] not in "49" or digits.endswith("000")


def _fact(shape: str, accepts: Callable[[str], bool] = anything, weight: Weight = Weight.FACT) -> Rule:
    return Rule(None, weight, re.compile(rf"(?i){shape}"), accepts)


DAYS = (
    _fact(r"(?<![\d.])\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d\d)(?!\d)", _may_be_day),
    _fact(r"(?<!\d)(?:19|20)\d\d([./-])\d{1,2}\1\d{1,2}(?!\d)"),
    _fact(r"(?<!\d)\d{8}(?!\d)", is_day),
    _fact(r"(?<!\d)\d{1,2} \d{1,2} (?:19|20)\d\d(?!\d)", _is_spaced_day),
    _fact(r"(?<!\d)\d{12}(?!\d)", _is_moment),
    _fact(rf"(?<!\d){CLOCK} ?- ?{CLOCK}(?! ?\d)"),
)
SUMS = (
    _fact(r"(?<![\d+])\d{3,5}-\d{3,5}(?![ -]?\d)"),
    _fact(rf"(?<![\d+])(?<!\d[ .]){THOUSANDS}(?:-{THOUSANDS})?(?![ .]?\d)", _is_sum),
    _fact(rf"(?<![\d+])(?<!\d )\d(?:[ .]?\d){{0,11}} ?{MONEY}", weight=Weight.SURE),
    _fact(r"\b(?:kr|nok|eur|usd|€|\$|£)\.? ?\d(?:[ .]?\d){0,11}(?! ?\d)"),
)
PUBLIC = (
    _fact(r"(?<![\d/])(?:19|20)\d\d/\d{2,7}(?:-\d{1,4})?(?![\d/])"),
    _fact(r"\borg(?:anisasjons)?\.? ?-?(?:nr|nummer)\w*\.?:? ?\d(?: ?\d){8}(?!\d)", weight=Weight.SURE),
    _fact(r"(?<!\d)(?<!\d )(?:116 ?\d{3}|0\d{4}|11[023]|8[0-2](?: ?\d){6})(?! ?\d)", weight=Weight.KNOWN),
)


def find(note: Note) -> Iterator[Candidate]:
    yield from find_all((*DAYS, *SUMS, *PUBLIC), note.text)

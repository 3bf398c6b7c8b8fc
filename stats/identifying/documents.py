"""Numbers that an office or a bank gave: national ids, DUF numbers, accounts and cards; and the plates of vehicles."""

import re
from collections.abc import Callable, Iterator

from stats.identifying import checks
from stats.identifying.note import Note
from stats.identifying.spans import Candidate, Kind, Rule, Weight, anything, find_all
from stats.identifying.tables import either

LINK = rf"(?:{either('around', 'link')}\b|[.:;,=(\"-]| ){{0,6}}"
NO_MONEY = r"(?! ?(?:kr\b|kroner|,-|nok\b|euro?\b))"
NO_SWEDISH_PLATE = (
    r"(?!(?:BMW|KIA|GTI|TDI|TSI|GTE|GTX|CDI|GHB|GBL|HIV|HBV|HCV|HPV|CRP|PCR|NAV|UDI|DPS|BUP|PHQ|GAD|SMS|MDM|LSD"
    r"|NOK|SEK|EUR|USD)\b)"
)


def _after(*words: str) -> str:
    """What comes before a number that is announced."""
    return rf"(?i:\b{either('around', *words)}\b{LINK})"


def _digits(least: int, most: int, between: str = r"[ .\-/]?") -> str:
    return rf"(?P<it>\d(?:{between}\d){{{least - 1},{most - 1}}})(?!\d)"


def _holds(*counts: int) -> Callable[[str], bool]:
    return lambda text: len(checks.digits(text)) in counts


def _rule(kind: Kind, weight: Weight, shape: str, accepts: Callable[[str], bool] = anything) -> Rule:
    return Rule(kind, weight, re.compile(shape), accepts)


def _id(weight: Weight, shape: str, accepts: Callable[[str], bool]) -> Rule:
    return _rule(Kind.NATIONAL_ID, weight, rf"(?<!\d){shape}(?!\d)", accepts)


ELEVEN = r"\d{6}[ .\-/]{0,3}\d{3} ?\d\d"
PARTED = r"\d\d[ .\-/]\d\d[ .\-/]\d\d[ .,\-/]{1,3}\d{3} ?\d\d"
IDS = (
    _rule(Kind.NATIONAL_ID, Weight.TOLD, _after("id") + _digits(5, 13, r"[ .,\-/]{0,2}"), _holds(5, 9, 10, 11, 12, 13)),
    _id(Weight.CHECKED, ELEVEN, checks.is_norwegian),
    _id(Weight.CHECKED, PARTED, checks.is_norwegian),
    _id(Weight.SURE, ELEVEN, checks.born_norwegian),
    _id(Weight.SURE, PARTED + r"(?<!00)" + NO_MONEY, checks.born_norwegian),
    _id(Weight.CHECKED, r"\d{11}", checks.is_polish),
    _id(Weight.CHECKED, r"\d ?\d{6} ?\d{6}", checks.is_romanian),
    _id(Weight.CHECKED, r"(?:19|20)?\d{6}[ +-]?\d{4}", checks.is_swedish),
    _id(Weight.CHECKED, r"\d{6}[ -]?\d{4}", checks.is_danish),
    _id(Weight.SURE, r"(?:19|20)?\d{6}[+-]\d{4}", checks.born_nordic),
)
DUF = (
    _rule(Kind.DUF_NUMBER, Weight.TOLD, _after("duf") + _digits(10, 12)),
    _rule(Kind.DUF_NUMBER, Weight.SHAPE, r"(?<!\d)(?:19[89]|20\d)\d ?\d{6} ?\d\d(?!\d)"),
)
CARD = r"(?<!\d)(?:[2-6]\d{3}([ .-]?)\d{4}\1\d{4}\1\d{1,7}|3\d{3}[ -]?\d{6}[ -]?\d{5})(?!\d)"
ACCOUNTS = (
    _rule(Kind.ACCOUNT_NUMBER, Weight.TOLD, _after("account") + _digits(8, 18, r"[ .-]?") + NO_MONEY),
    _rule(Kind.ACCOUNT_NUMBER, Weight.TOLD, _after("card") + _digits(12, 19, r"[ .-]?")),
    _rule(Kind.ACCOUNT_NUMBER, Weight.CHECKED, r"(?<!\d)\d{4}([ .]?)\d\d\1\d{5}(?!\d)", checks.is_account),
    _rule(Kind.ACCOUNT_NUMBER, Weight.SURE, r"(?<!\d)\d{4}([ .])\d\d\1\d{5}(?!\d)"),
    _rule(Kind.ACCOUNT_NUMBER, Weight.CHECKED, CARD, checks.is_luhn),
    _rule(Kind.ACCOUNT_NUMBER, Weight.SURE, r"(?<!\d)[2-6]\d{3}([ .-])\d{4}\1\d{4}\1\d{4}(?!\d)"),
)
A_CAR = rf"(?i:\b{either('around', 'car', 'plate')}\b)"
NO_WORD = r"(?!(?i:kr|ca|nr|kl|tl|pb|po|en|et|er|be|by|at|as|us|ha|an|to|av|de|ep|ph)\b)"
LOOSE_PLATE = rf"{NO_WORD}(?i:[a-z]{{2}})[ -]?\d(?: ?\d){{4}}"
SWEDISH_PLATE = rf"{NO_SWEDISH_PLATE}[A-Z]{{3}}[ -]?\d\d[\dA-Z]"
ANY_PLATE = r"[A-Z]{1,3}(?:[ -]?[A-Z]{1,2})?[ -]?\d{1,5}(?:[ -]?[A-Z]{1,3})?"
PLATES = (
    _rule(Kind.VEHICLE_PLATE, Weight.SURE, r"\b(?!KR|CA|NR|KL|TL|PB|PO)[A-Z]{2}[ -]?\d\d ?\d{3}(?!\d)"),
    _rule(Kind.VEHICLE_PLATE, Weight.TOLD, rf"{A_CAR}[^\n]{{0,30}}?\b(?P<it>{LOOSE_PLATE})(?! ?\d)"),
    _rule(
        Kind.VEHICLE_PLATE,
        Weight.SURE,
        rf"{A_CAR}[^\n]{{0,40}}?\b(?P<it>{SWEDISH_PLATE})\b",
    ),
    _rule(Kind.VEHICLE_PLATE, Weight.TOLD, rf"{_after('plate')}(?P<it>{ANY_PLATE})\b"),
)
RULES = (*IDS, *DUF, *ACCOUNTS, *PLATES)
IBAN = re.compile(r"(?i)\b[a-z]{2}(?P<apart> ?)\d\d(?:[ .-]?[a-z0-9]){11,30}")


def find(note: Note) -> Iterator[Candidate]:
    yield from find_all(RULES, note.text)
    yield from _ibans(note.text)


def _ibans(text: str) -> Iterator[Candidate]:
    """The shape may run on into the words after it, so each is cut at its country's length."""
    for match in IBAN.finditer(text):
        length = checks.IBAN_LENGTHS.get(match[0][:2].upper(), 0)
        places = [place for place, character in enumerate(match[0]) if character.isalnum()]
        if 0 < length <= len(places):
            end = places[length - 1] + 1
            checked = checks.is_iban(match[0][:end])
            if checked or not match["apart"]:
                weight = Weight.TOLD if checked else Weight.SHAPE
                yield Candidate(match.start(), match.start() + end, Kind.ACCOUNT_NUMBER, weight)

"""Telephone numbers: by the shape of Norwegian ones, by a country's code, by the words before them, or in words."""

import re
from collections.abc import Callable, Iterator

from stats.identifying.note import Note, Word
from stats.identifying.spans import Candidate, Kind, Rule, Weight, anything, find_all
from stats.identifying.tables import either, lines, pairs

LOOSE = r"(?:[ .\-/()]{0,2}| [.\-/] )"
NO_DATE = r"(?!\d\d?[./-]\d\d?[./-]\d\d|\d{4}-\d\d-\d\d)"
CALLED = rf"(?i)\b{either('around', 'phone')}\b(?:{either('around', 'link')}\b|[.:;,=(\"-]| ){{0,5}}"
REACHED = rf"(?i)\b{either('around', 'reach')}\b[^\d\n]{{0,30}}"
ALONE = r"(?<![\w+])(?<!\d[ .,-])"


def _countries() -> str:
    codes = sorted(pairs("countries").items(), key=lambda one: -len(one[0]))
    known = (rf"{code}\)?(?: ?\(0\))?(?:{LOOSE}\d){{{least.replace(' ', ',')}}}" for code, least in codes)
    return "|".join((*known, rf"[1-9]\d{{0,2}}\)?(?:{LOOSE}\d){{6,12}}"))


def _phone(weight: Weight, shape: str, accepts: Callable[[str], bool] = anything) -> Rule:
    return Rule(Kind.PHONE, weight, re.compile(shape), accepts)


def _is_long_enough(number: str) -> bool:
    return 7 <= sum(map(str.isdigit, number)) <= 13


RULES = (
    _phone(Weight.SURE, rf"(?<![\w+])\(?(?:\+ ?|00[ -]?)(?:{_countries()})(?!\d)"),
    _phone(Weight.SURE, r"(?<![\w+.,])\(?47\)?[ -]?[2-79](?:[ .-]?\d){7}(?!\d)"),
    _phone(Weight.SHAPE, rf"{ALONE}\(?[49](?:{LOOSE}\d){{7}}(?![\d%])(?![ .-]\d)"),
    _phone(Weight.SHAPE, rf"{ALONE}[2-79]\d([ .,\-/])\d\d\1\d\d\1\d\d(?!\d)(?!\1\d)"),
    _phone(Weight.SHAPE, rf"{ALONE}[2-79]\d\d([ .,\-/])\d\d\1\d{{3}}(?!\d)(?!\1\d)"),
    _phone(Weight.SHAPE, rf"{ALONE}[2-79]\d{{7}}(?!\d)"),
    # A mobile number as it is mostly written, whatever number stands before it: an age, a room.
    _phone(Weight.SHAPE, r"(?<![\w+.,])(?<!\d\d\d )[49](?:\d{7}|\d\d \d\d \d{3}|\d \d\d \d\d \d\d)(?![\d%])(?! \d)"),
    _phone(Weight.SHAPE, rf"{ALONE}\(?0[1-9](?:[ \-/()]{{0,2}}\d){{7,9}}(?!\d)"),
    _phone(Weight.SURE, rf"{CALLED}{NO_DATE}(?P<it>\d(?:{LOOSE}\d){{6,12}})(?!\d)"),
    _phone(Weight.SURE, rf"{CALLED}(?P<it>\d{{1,3}}(?:, ?\d{{1,3}}){{2,9}})(?!\d|,\d)", _is_long_enough),
    _phone(Weight.SHAPE, rf"{REACHED}{NO_DATE}(?P<it>\d(?:{LOOSE}\d){{7,11}})(?!\d)"),
)
NUMBER_WORDS = {word: int(digits) for word, digits in pairs("number_words").items()}
TENS = tuple(word for word, digits in NUMBER_WORDS.items() if digits == 2)
WAYS = re.compile(rf"(?i){either('around', 'site', 'phone')}")  # one is reached through them; they have no number
SERVICES = tuple(line for line in lines("organisations") if not WAYS.fullmatch(line))
LINK_TO_A_SERVICE = re.compile(r"(?:[ ,:(.-]|\b(?:på|tlf|telefon|nr|vakttelefon|sentralbord|at|on)\b)*$")


def find(note: Note) -> Iterator[Candidate]:
    for candidate in [*find_all(RULES, note.text), *_in_words(note)]:
        whole = _inside_brackets(note.text, candidate)
        yield Candidate(whole.start, whole.end, None, Weight.KNOWN) if _is_public(note.text, whole) else whole


def _inside_brackets(text: str, found: Candidate) -> Candidate:
    it = text[found.start : found.end]
    unclosed = it.startswith("(") and ")" not in it
    return found._replace(start=found.start + unclosed)


def _is_public(text: str, found: Candidate) -> bool:
    digits = "".join(re.findall(r"\d", text[found.start : found.end]))
    return digits[-8:] in pairs("public_numbers") or _follows_a_service(text[max(0, found.start - 60) : found.start])


def _follows_a_service(before: str) -> bool:
    return LINK_TO_A_SERVICE.sub("", before).endswith(SERVICES)


def _in_words(note: Note) -> Iterator[Candidate]:
    """Runs of at least four words for digits, or of words and digits, that make a number long enough."""
    run: list[Word] = []
    for index, word in enumerate(note.words):
        if run and not re.fullmatch(r"[ ,.-]{1,3}", note.gap(index)):
            yield from _spoken(run)
            run = []
        if _digits(word):
            run.append(word)
        else:
            yield from _spoken(run)
            run = []
    yield from _spoken(run)


def _spoken(run: list[Word]) -> Iterator[Candidate]:
    count = sum(map(_digits, run))
    if run and run[0].lower in ("en", "ein") and count == 9:
        run, count = run[1:], 8
    if 7 <= count <= 13 and sum(not word.text.isdigit() for word in run) >= 3:
        yield Candidate(run[0].start, run[-1].end, Kind.PHONE, Weight.SURE)


def _digits(word: Word) -> int:
    if word.text.isdigit():
        return len(word.text)
    return NUMBER_WORDS.get(word.lower, 0) or _joined(word.lower)


def _joined(word: str) -> int:
    """A pair said as one word, such as `tjueto`."""
    tens = next((tens for tens in TENS if word.startswith(tens)), "")
    return 2 if tens and NUMBER_WORDS.get(word[len(tens) :]) == 1 else 0

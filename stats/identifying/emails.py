"""E-mail addresses, also those spelled out; a service's own, such as post@, is no person's."""

import re
from collections.abc import Iterator

from stats.identifying.note import Note
from stats.identifying.profiles import ENDINGS
from stats.identifying.spans import Candidate, Kind, Rule, Weight, find_all
from stats.identifying.tables import words

PART = r"[\w.+-]{1,64}"
LABEL = r"[\w-]{1,63}"
DOT = r"(?:dot|punktum|punkt|prikk)"
SPOKEN_DOT = rf"(?: ?\. ?| ?[(\[] ?{DOT} ?[)\]] ?| {DOT} )"
SPOKEN_AT = r"(?: ?[(\[{] ?(?:at|a|@|krøllalfa|alfakrøll) ?[)\]}] ?| (?:krøll-?alfa|alfa-?krøll|snabel-?a|at-tegn) )"
SPOKEN_PART = rf"{PART}(?: (?:{DOT}|understrek|underscore|bindestrek|strek) {PART}){{0,3}}"
MAILERS = r"(?:gmail|hotmail|outlook|yahoo|live|icloud|proton(?:mail)?|online|gmx|mail)"


def _is_personal(address: str) -> bool:
    return re.split(r"[@ (\[{]", address, maxsplit=1)[0].lower() not in words("service_mailboxes")


def _email(shape: str) -> Rule:
    return Rule(Kind.EMAIL, Weight.TOLD, re.compile(rf"(?i)(?<![\w.+-]){shape}\b"), _is_personal)


RULES = (
    _email(rf"{PART}@{LABEL}(?:\.{LABEL}){{0,5}}"),
    _email(rf"{PART}(?: @ |@ ){LABEL}(?: ?\. ?{LABEL}){{0,2}} ?\. ?{ENDINGS}"),
    _email(rf"{PART} @{MAILERS}\.{ENDINGS}"),
    _email(rf"{SPOKEN_PART}{SPOKEN_AT}{LABEL}(?:{SPOKEN_DOT}{LABEL}){{0,3}}"),
    _email(rf"{SPOKEN_PART} at {LABEL}(?: {DOT} {LABEL}){{1,3}}"),
    _email(rf"{PART} at {MAILERS}(?:\.[a-z]{{2,6}}){{1,2}}"),
    _email(rf"{SPOKEN_PART}(?: @ |@){LABEL}(?: {DOT} {LABEL}){{1,3}}"),
)


def find(note: Note) -> Iterator[Candidate]:
    yield from find_all(RULES, note.text)

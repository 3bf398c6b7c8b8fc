"""User names: behind an @, after words that announce one, and tokens that look like nothing else."""

import re
from collections.abc import Callable, Iterator

from stats.identifying.note import Note
from stats.identifying.spans import Candidate, Kind, Rule, Weight, anything, find_all
from stats.identifying.tables import either, lines, words

SITE = either("around", "site")
CALLED = either("around", "called")
ANY = either("around", "called", "site", "profile")
BETWEEN = rf"(?:{either('around', 'link', 'called', 'site')}\b|[:=,(\"'-]| ){{0,10}}"
JOINED = rf"(?: {either('around', 'joined')}|[:=])"
KNOWN_AS = either("around", "known_as")
HANDLE = r"(?P<it>@?\w[\w.-]{1,40}\w)"
HANDLES = rf"{HANDLE[:-1]}(?-i:(?: [A-ZÆØÅ][\w.-]{{1,20}}){{0,2}}(?: \d{{1,4}})?)\b)"  # also of several words
ALONE = r"(?<![\w.@/-])"

NOT_HANDLES = words("not_handles")
PROPER = {line.lower() for line in lines("organisations")}
NOT_STRANGE = words("ordinary_words") | PROPER | {"passord", "password", "hver", "bilde", "each", "every"}
PARTICIPLE = re.compile(r"(?:ert|gt|dt|ttet|dret|kket|jent|lig|ende|løs)$")
LEAD = re.compile(r"[^\W\d_]*")


def _is_handle(token: str) -> bool:
    """An @, an underscore, a digit, or a dot or a capital inside: no ordinary word looks so."""
    bare = token.removeprefix("@")
    if not bare[0].isalpha():
        return bool(re.match(r"[\d_]+[^\W\d_]{4}", bare)) and "." not in bare
    marked = token != bare or any(character in "_." or character.isdigit() for character in bare)
    return not _is_known(bare) and (marked or bool(re.search(r"[a-zæøå]{2}[A-ZÆØÅ]", bare)))


def _is_known(token: str) -> bool:
    return LEAD.match(token)[0].lower() in NOT_HANDLES or token.lower() in PROPER  # type: ignore[index]


def _is_strange(token: str) -> bool:
    word = token.lower()
    return not word.isdigit() and word not in NOT_STRANGE and not PARTICIPLE.search(word) and not _is_known(token)


def _stands_out(token: str) -> bool:
    """Strange, and with a capital or a hyphen or what only handles have."""
    return _is_strange(token) and (_is_handle(token) or token[0].isupper() or "-" in token)


def _is_strange_word(token: str) -> bool:
    return token[0].islower() and _is_strange(token)


def _has_digits(token: str) -> bool:
    return _is_handle(token) and any(character == "_" or character.isdigit() for character in token)


def _has_letters(token: str) -> bool:
    return not token.isupper() and not _is_known(token)


def _rule(shape: str, accepts: Callable[[str], bool] = anything) -> Rule:
    return Rule(Kind.USERNAME, Weight.SURE, re.compile(rf"(?i){shape}"), accepts)


ANNOUNCED = (
    _rule(rf"\b{ANY}\b{BETWEEN}{HANDLE}", _is_handle),
    _rule(rf"\b{CALLED}\b[^.\n:=]{{0,25}}?{JOINED}[ \"'(]{{0,3}}{HANDLE}", _is_strange),
    _rule(rf"\b{CALLED}[ ,]*[\"']{HANDLE}[\"']"),
    _rule(rf"\b{SITE} ?[:=] ?{HANDLE}", _is_strange),
    _rule(rf"\b(?:{KNOWN_AS}|{CALLED}) [\"']?{HANDLE}[\"']? (?:på|on|in|hos) {SITE}\b", _is_strange_word),
    _rule(rf"\b{KNOWN_AS} [\"']?{HANDLE}", _has_digits),
    _rule(rf"{ALONE}{HANDLE} (?:på|on|hos) {SITE}\b", _is_handle),
    _rule(rf"\b(?:{either('around', 'under')} {CALLED}|{CALLED} (?-i:(?=[A-ZÆØÅ]))) ?[\"']?{HANDLES}", _is_strange),
    _rule(rf"\b{either('around', 'goes_as')} [\"']?{HANDLES}", _stands_out),
)
UNANNOUNCED = (
    _rule(r"[\"'](?P<it>(?-i:[A-ZÆØÅ])\w+(?: \w+){0,2} \d{1,4})[\"']", _is_strange),
    _rule(rf"{ALONE}@[^\W\d][\w.-]{{0,40}}\w", _has_letters),
    _rule(rf"{ALONE}[^\W_][\w.-]{{0,30}}_[\w.-]{{0,30}}[^\W_]", _has_letters),
    _rule(rf"{ALONE}[^\W\d_]{{3,30}}\d{{2,6}}(?![\w-])", _has_letters),
    _rule(rf"{ALONE}[^\W\d_]{{3,30}}\d{{1,4}}[^\W\d_]{{2,20}}\d*\b", _has_letters),
)


def find(note: Note) -> Iterator[Candidate]:
    yield from find_all((*ANNOUNCED, *UNANNOUNCED), note.text)

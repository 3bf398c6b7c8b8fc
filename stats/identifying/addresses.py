"""Where somebody lives: a street with its number, or without one where the words say that somebody lives there."""

import re
from collections.abc import Iterator

from stats.identifying.note import Note, Word
from stats.identifying.spans import Candidate, Kind, Rule, Weight, find_all
from stats.identifying.tables import either, lines, sets, words

STREETS = sets("streets")
STRONG = tuple(STREETS["strong"])
ENDINGS = tuple(STREETS["strong"] | STREETS["weak"])

CAPITAL = r"[A-ZÆØÅÄÖ]"
NAME = rf"{CAPITAL}[\w'.-]{{0,40}}"
NO_UNIT = rf"(?!\.? ?{either('streets', 'month')})(?! ?(?:%|(?:eller |-)\d|{either('streets', 'unit')}\b))"
NUMBER = rf"\d{{1,3}}(?![\d.:/]?\d)(?: ?[A-Ha-h]\b(?! \w+ing\b))?{NO_UNIT}"
FLATS = (
    rf"{either('streets', 'door')} ?(?:nr\.? ?)?(?:[a-z]?\d{{1,4}}[a-z]?|[a-h])\b",
    r"[HUKL] ?0\d{3}",
    r"(?:\d{1,2}\. ?(?:etg\.?|etasje|floor)|(?:1st|2nd|3rd|\d{1,2}th) floor|etg\.? ?\d{1,2})",
    rf"{either('streets', 'floor')} (?:etasje|etg|floor)",
    rf"c/o (?-i:{CAPITAL}\w+(?: {CAPITAL}\w+)?)",
)
FLAT = rf"(?i:{'|'.join(FLATS)})"
POSTCODE = rf"(?:N-?)?\d{{4}} {CAPITAL}[\w-]*(?: (?:S|N|V|Ø|{CAPITAL}{{3,}})\b)?"
BRITISH = r"[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}"
PLACES = sorted((re.escape(place.title()) for place in words("places")), key=len, reverse=True)
PLACE = rf"(?:{'|'.join(PLACES)})\b"
TOWN = rf"(?:,? ?{POSTCODE}|,? {BRITISH}|, {PLACE}(?:,? {BRITISH})?)"
TAIL = rf"(?:(?:,? ?{FLAT}){{0,3}}{TOWN}?)"
LIVES = rf"(?i:\b{either('around', 'lives')}\b)"
AT = rf"(?i:{either('around', 'at')})"
ENGLISH = rf"(?:{NAME} ){{1,3}}{either('streets', 'english')}\b{TAIL}"
ROOM = r"(?:(?i:flat|apt\.?|apartment|room|unit) \w{1,4},? )?"
ENDS = r"(?= ?(?:$|[,;)!?\n]|\.(?! ?[a-zæøå])|(?:og|hos|med|sammen|in|with|and|men|but)\b))"


def _address(weight: Weight, shape: str) -> Rule:
    return Rule(Kind.ADDRESS, weight, re.compile(shape))


RULES = (
    _address(Weight.TOLD, rf"{ROOM}\b\d{{1,4}}[A-Za-z]? {ENGLISH}"),
    _address(Weight.SURE, rf"{ROOM}(?:{NAME} ){{1,3}}{either('streets', 'numbered_after')} {NUMBER}{TAIL}"),
    _address(Weight.SURE, rf"\b{either('streets', 'compass')} {NAME} {NUMBER}{TAIL}"),
    _address(Weight.SURE, rf"{LIVES}(?: \w+){{0,3}} (?:in|on|at) (?P<it>{ENGLISH})"),
    _address(Weight.SURE, rf"{LIVES}[ :]*(?:\w+ ){{0,2}}?(?:{AT} )?(?P<it>{NAME} \d{{1,3}}(?: ?[A-H])?\b{TAIL}){ENDS}"),
    _address(
        Weight.SURE, rf"\b{either('streets', 'foreign')}(?: [\w.]+){{1,3}}?,? (?:nr\.? ?)?\d{{1,3}}[A-Za-z]?\b{NO_UNIT}"
    ),
)
AFTER = re.compile(TAIL)
NUMBERED = re.compile(rf"(?:(?<=gt)\.)? ?,? ?(?:nr\.? ?)?{NUMBER}{TAIL}")
LED = re.compile(rf"{either('streets', 'lead')} $")
NAMED = re.compile(rf"(?:{NAME}[ -]){{1,3}}$")
LIVED = re.compile(rf"{LIVES}[ :]*(?:[\w-]+ ){{0,5}}?(?:{AT} |: ?)?$")

NEAR = re.compile(rf"(?i)\b{either('around', 'near')} $")
BOX = re.compile(rf"(?i:\b(?:postboks|p\.? ?o\.? ?box|pb\.?) ?(?:nr\.? ?)?\d{{1,5}}\b){TOWN}?")


def find(note: Note) -> Iterator[Candidate]:
    yield from find_all(RULES, note.text)
    yield from _boxes(note.text)
    for word in note.words:
        if word.lower.endswith(ENDINGS) and word.lower not in STREETS["not"]:
            yield from _street(note.text, word)


def _boxes(text: str) -> Iterator[Candidate]:
    """Post boxes; where a service or an office stands before one, it is theirs."""
    for match in BOX.finditer(text):
        before = text[max(0, match.start() - 60) : match.start()]
        if not any(line in before for line in lines("organisations")):
            yield Candidate(match.start(), match.end(), Kind.ADDRESS, Weight.SURE)


def _street(text: str, word: Word) -> Iterator[Candidate]:
    start = _start(text, word)
    capital, compound = text[start].isupper(), word.start == start and len(word.text) > 5
    strong = word.lower.endswith(STRONG)
    numbered = NUMBERED.match(text, word.end)
    if numbered and (capital or (strong and compound)):
        yield Candidate(start, numbered.end(), Kind.ADDRESS, Weight.TOLD)
    elif strong and capital and (compound or start < word.start) and _is_lived_in(text[max(0, start - 60) : start]):
        after = AFTER.match(text, word.end)
        yield Candidate(start, after.end() if after else word.end, Kind.ADDRESS, Weight.SURE)


def _is_lived_in(before: str) -> bool:
    """Whether the words before a street say that somebody lives there; *near* it is only a place."""
    return bool(LIVED.search(before)) and not NEAR.search(before)


def _start(text: str, word: Word) -> int:
    """A street may have names before it (`Nordahl Prøves gate`), or a word that tells two apart (`Øvre Storgata`)."""
    before = text[max(0, word.start - 60) : word.start]
    if word.text in STREETS["alone"]:
        named = NAMED.search(before)
        return word.start - len(_without_ordinary(named[0])) if named else word.start
    led = LED.search(before)
    return word.start - len(led[0]) if led else word.start


def _without_ordinary(names: str) -> str:
    first, _, rest = names.partition(" ")
    return rest if rest and first.lower() in words("ordinary_words") else names

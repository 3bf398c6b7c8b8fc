"""A note as the finders read it: one form for each letter, digit, space and mark, and without what nobody sees.

What is read may be shorter or longer than what was written, so a note knows where in that each character stood.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from stats.identifying.spans import Candidate

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
BREAKS = "\u2028\u2029\x0b\x0c\x85"
BLANKS = "\t\r\u2800\u3164\uffa0"
LEVEL = str.maketrans(DASHES + BREAKS + BLANKS + "’‘´`“”«»", "-" * 6 + "\n" * 5 + " " * 5 + "''''" + '""""')
WORD = re.compile(r"\w+")
BETWEEN_DIGITS = re.compile(r"(?<=\d)(?: *\n *| *[•·∙⋅‧・●▪◦⁃*] *\n?)(?=\d)")
BEFORE_NUMBER = re.compile(r"(?<=[^\n])\n(?= *\+?\d[\d .-]*+(?:[A-Ha-h]\b)?+(?![a-zæøå]))")
SPACES = re.compile(r"(?<= ) +")


@dataclass(frozen=True)
class Word:
    start: int
    end: int
    text: str
    lower: str


class Note:
    def __init__(self, text: str) -> None:
        characters, places = _level(text)
        joined = BETWEEN_DIGITS.sub(_blank, BEFORE_NUMBER.sub(" ", characters))
        kept = _without(SPACES, joined)
        self.text = "".join(joined[place] for place in kept)
        self._places = [places[place] for place in kept]

    @cached_property
    def words(self) -> list[Word]:
        found = WORD.finditer(self.text)
        return [Word(match.start(), match.end(), match[0], match[0].lower()) for match in found]

    def gap(self, index: int) -> str:
        """What stands between a word and the one before it; before the first, a new line."""
        return self.text[self.words[index - 1].end : self.words[index].start] if index else "\n"

    def as_written(self, found: Candidate) -> Candidate:
        """The same where it stands in what was written, with the marks and unseen characters that belong to it."""
        return found._replace(start=self._places[found.start][0], end=self._places[found.end - 1][1])


def _level(text: str) -> tuple[str, list[tuple[int, int]]]:
    """What is read, and for each of its characters the stretch of `text` that it stands for."""
    read: list[str] = []
    places: list[tuple[int, int]] = []
    for place, character in enumerate(text):
        category = unicodedata.category(character)
        if category != "Cf" and category[0] != "M":
            start = places[-1][1] if places else 0
            for form in _form(character):
                read.append(form)
                places.append((start, place + 1))
        elif read and (category != "Cf" or read[-1].isalnum()):
            read[-1] = _composed(read[-1], character)
            places[-1] = (places[-1][0], place + 1)
    if places:
        places[-1] = (places[-1][0], len(text))
    return "".join(read), places


@lru_cache(10_000)
def _form(character: str) -> str:
    """The plain form of a letter, digit or space; a ligature is several letters."""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Zs":
        return " "
    plain = unicodedata.normalize("NFKC", character.translate(LEVEL)).translate(LEVEL)
    return plain if len(plain) == 1 or (category[0] in "LN" and plain.isalnum()) else character


def _composed(letter: str, mark: str) -> str:
    """The letter with its mark where the two are one character, else without."""
    both = unicodedata.normalize("NFC", letter + mark)
    return both if len(both) == 1 else letter


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _without(shape: re.Pattern[str], text: str) -> list[int]:
    """The places in `text` outside of what has that shape."""
    kept: list[int] = []
    end = 0
    for match in shape.finditer(text):
        kept += range(end, match.start())
        end = match.end()
    return [*kept, *range(end, len(text))]

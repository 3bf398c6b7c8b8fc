"""A note as the finders read it: the same length as what was written, with one form for each kind of space and mark."""

import re
from dataclasses import dataclass
from functools import cached_property

SPACES = "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\t"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
LEVEL = str.maketrans(SPACES + DASHES + "’‘´`“”«»＠＋", " " * len(SPACES) + "-" * len(DASHES) + "''''" + '""""' + "@+")
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Word:
    start: int
    end: int
    text: str
    lower: str


class Note:
    def __init__(self, text: str) -> None:
        self.text = text.translate(LEVEL)

    @cached_property
    def words(self) -> list[Word]:
        found = WORD.finditer(self.text)
        return [Word(match.start(), match.end(), match[0], match[0].lower()) for match in found]

    def gap(self, index: int) -> str:
        """What stands between a word and the one before it; before the first, a new line."""
        return self.text[self.words[index - 1].end : self.words[index].start] if index else "\n"

"""Names of people: given names that are known, what stands after words that announce a name, and surnames beside them.

A name that is also a word counts only where it cannot be the word. Case decides most: inside a sentence neither
language writes an ordinary noun with a capital.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from stats.identifying.note import Note, Word
from stats.identifying.spans import Candidate, Kind, Weight
from stats.identifying.tables import either, lines, sets, words

GIVEN = words("given_names")
ALSO_WORDS = words("name_words")
SURNAMES = words("surnames")
ENDINGS = tuple(words("surname_endings"))
FARMS = tuple(sets("things")["farm"])
ORDINARY = words("ordinary_words")
PLACES = words("places")
NOT_ALONE = ALSO_WORDS | ORDINARY
NOT_SMALL = NOT_ALONE | PLACES
FOLLOWS = SURNAMES | GIVEN - ORDINARY
BESIDE = sets("things")
NO_PEOPLE = BESIDE["after"] | BESIDE["house"]

GAP = r"[ :,\"'(]{1,3}"
ANNOUNCED = re.compile(rf"(?i)\b{either('around', 'named')}(?:{GAP}{either('around', 'between')}\b){{0,3}}{GAP}$")
RELATED = re.compile(rf"(?i)\b{either('around', 'relation')}(?: {either('around', 'whose')})?,? $")
TITLED = re.compile(rf"(?i)\b{either('around', 'title')}\.? $")
MADE = re.compile(rf"(?i)\b{either('things', 'work')} (?:av|by|om|about|til) $")
MOST_INITIALS = 3
NO_INITIALS = frozenset({"US", "UK", "EU", "DC", "PS", "NB"})
AGED = re.compile(r" ?\(\d\d(?: år)?\)")
GENITIVE = re.compile(r"'s?(?!\w)")
BEGINS = re.compile(r"[.!?:\n\"*•]|^- ")


def _phrases() -> dict[str, list[str]]:
    """Proper names that are nobody's, by their first word."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in lines("organisations"):
        found[re.split(r"\W", line, maxsplit=1)[0]].append(line)
    return dict(found)


PHRASES = _phrases()


def find(note: Note) -> Iterator[Candidate]:
    reader = Reader(note)
    index = 0
    while index < len(note.words):
        last = reader.name_from(index)
        if last is None:
            index += 1
            continue
        weight = Weight.SURE if reader.is_announced(index) else Weight.SHAPE
        yield Candidate(note.words[index].start, reader.end_of(last), Kind.NAME, weight)
        index = last + 1


class Reader:
    """Looks at one word of a note after the other, with what stands beside it."""

    def __init__(self, note: Note) -> None:
        self.note = note
        self.words = note.words

    def name_from(self, index: int) -> int | None:
        """The last word of the name that begins here, if one does."""
        surname = self._after_initials(index)
        if not (surname or self._is_given(index) or self._is_unknown_name(index) or self._is_surname(index)):
            return None
        last = self._last(surname or index)
        return None if self._is_of_a_thing(index, last) else last

    def is_announced(self, index: int) -> bool:
        return bool(ANNOUNCED.search(self._before(index))) and not self._names_a_site(index)

    def end_of(self, index: int) -> int:
        """A genitive is taken along: its mark alone would be left."""
        word = self.words[index]
        mark = GENITIVE.match(self.note.text, word.end)
        quoted = self.note.text[max(0, word.start - 1) : word.start] == "'"
        return mark.end() if mark and not quoted else word.end

    # What a word may be

    def _is_given(self, index: int) -> bool:
        word = self.words[index]
        stem = _stem(word.lower)
        if not stem or (index in self._services and not self.is_announced(index)) or self._is_place(index):
            return False
        if word.text[0].islower():
            return len(stem) > 3 and NOT_SMALL.isdisjoint((stem, word.lower))
        if word.text.isupper() and (stem in ALSO_WORDS or len(stem) < 4):
            return False
        return stem not in NOT_ALONE or self._is_no_word(index, stem)

    def _is_no_word(self, index: int, stem: str) -> bool:
        """Whether a name that is also a word, written with a capital, is the name here."""
        if self.is_announced(index) or self._last(index) > index or AGED.match(self.note.text, self.words[index].end):
            return True
        if self._begins(index):
            return self._neighbour(index + 1) in BESIDE["speech"]
        return not (stem in ORDINARY or self._ends_a_phrase(index) or self._is_drug(index) or self._is_month(index))

    def _is_unknown_name(self, index: int) -> bool:
        """A word with a capital that nobody knows, where somebody is named or spoken of as near to somebody."""
        if not self._could_be_name(index):
            return False
        before = self._before(index)
        near = bool(TITLED.search(before)) or (bool(RELATED.search(before)) and not self._begins(index))
        return near or self.is_announced(index)

    def _after_initials(self, index: int) -> int | None:
        """The surname after the initials that begin here. Behind a single one it has to look like a surname."""
        last = index
        while last < index + MOST_INITIALS and self._is_initial(last):
            last += 1
        letters = "".join(word.text for word in self.words[index:last])
        if not letters or letters in NO_INITIALS or last == len(self.words) or not self._could_be_name(last):
            return None
        return last if len(letters) > 1 or _looks_like_surname(self.words[last]) else None

    def _is_initial(self, index: int) -> bool:
        word = self.words[index] if index < len(self.words) - 1 else None
        return bool(word and len(word.text) == 1 and word.text.isupper() and self.note.gap(index + 1) in (".", ". "))

    def _is_surname(self, index: int) -> bool:
        word = self.words[index]
        if not self._could_be_name(index) or word.text.isupper():
            return False
        if _ends_as_surname(word) and (word.lower in SURNAMES or not self._begins(index)):
            return True
        return word.lower not in SURNAMES and not self._begins(index) and self._is_family(index + 1)

    def _is_family(self, index: int) -> bool:
        """A surname right after a word with a capital."""
        if index >= len(self.words) or self.note.gap(index) != " " or not self._could_be_name(index):
            return False
        word = self.words[index]
        return word.lower in SURNAMES or word.lower.endswith(ENDINGS)

    def _could_be_name(self, index: int) -> bool:
        word = self.words[index]
        named = word.text.isalpha() and word.text[0].isupper() and len(word.text) > 1 and not word.text[1:].isupper()
        return named and index not in self._services and word.lower not in ORDINARY and word.lower not in PLACES

    # What stands around it

    def _before(self, index: int) -> str:
        start = self.words[index].start
        return self.note.text[max(0, start - 60) : start]

    def _neighbour(self, index: int) -> str:
        return self.words[index].lower if 0 <= index < len(self.words) else ""

    def _begins(self, index: int) -> bool:
        return bool(BEGINS.search(self.note.gap(index)))

    def _last(self, index: int) -> int:
        """Further names that follow: after one space or a hyphen, each with a capital, at most four."""
        last = index
        for following in range(index + 1, min(index + 5, len(self.words))):
            joined = self.note.gap(following) in (" ", "-")
            if (joined and self._continues(following)) or self._follows_initial(following):
                last = following
            elif not (joined and self.words[following].lower in BESIDE["particle"]):
                break
        return last

    def _follows_initial(self, index: int) -> bool:
        return self._is_initial(index - 1) and self._could_be_name(index) and _looks_like_surname(self.words[index])

    def _continues(self, index: int) -> bool:
        word = self.words[index]
        initial = len(word.text) == 1 and word.text.isupper() and word.text != "I"
        known = word.text[0].isupper() and word.lower in FOLLOWS
        return initial or self._could_be_name(index) or (known and index not in self._services)

    def _is_place(self, index: int) -> bool:
        return self.words[index].lower in PLACES and self._neighbour(index - 1) in BESIDE["place"]

    def _is_drug(self, index: int) -> bool:
        return self._neighbour(index) in BESIDE["drug"] and self._neighbour(index - 1) in BESIDE["use"]

    def _is_month(self, index: int) -> bool:
        beside = self._neighbour(index - 1) in BESIDE["before_month"] or self._neighbour(index + 1).isdigit()
        return self._neighbour(index) == "jan" and beside

    def _ends_a_phrase(self, index: int) -> bool:
        """After another word with a capital inside the sentence that is no name: the two name a thing."""
        before = index - 1
        if before < 0 or self.note.gap(index) != " " or self._begins(before) or not self._could_be_name(before):
            return False
        return not (RELATED.search(self._before(before)) or self.is_announced(before))

    def _is_of_a_thing(self, index: int, last: int) -> bool:
        """Whether a street, a house, a storm or a faith has the name."""
        gap = self.note.gap(last + 1) if last + 1 < len(self.words) else ""
        after = self._neighbour(last + 1) if gap == " " else ""
        inside = {word.lower for word in self.words[index + 1 : last + 1]}
        return (
            bool(MADE.search(self._before(index)))
            or after in BESIDE["after"]
            or (gap == "-" and self.words[last + 1].text[0].islower())
            or (after in BESIDE["house"] and self.words[last + 1].text[0].isupper())
            or bool(inside & NO_PEOPLE)
            or self._owns_a_thing(last)
            or (self._neighbour(index - 1) in BESIDE["before"] and self.note.gap(index) in (" ", ". "))
            or (self._neighbour(index) == "christian" and after in BESIDE["faith"])
        )

    def _owns_a_thing(self, last: int) -> bool:
        """Whether a house is called after a person, in the genitive and with a capital (`Bob's Pub`)."""
        owner, owned = self.words[last], self.words[last + 2 : last + 3]
        named = any(word.text[0].isupper() and word.lower in NO_PEOPLE | BESIDE["before"] for word in owned)
        return named and self.note.text.startswith("'s ", owner.end)

    def _names_a_site(self, index: int) -> bool:
        near = re.findall(r"\w+", self._before(index).lower())[-5:]
        return not BESIDE["site"].isdisjoint(near)

    @cached_property
    def _services(self) -> frozenset[int]:
        """The words that are part of a service's or other proper name."""
        inside: set[int] = set()
        for index, word in enumerate(self.words):
            for phrase in PHRASES.get(word.text, ()):
                if self.note.text.startswith(phrase, word.start):
                    inside.update(range(index, index + len(re.findall(r"\w+", phrase))))
        return frozenset(inside)


def _stem(word: str) -> str:
    """The given name in a word, also in its genitive, or nothing."""
    if word in GIVEN:
        return word
    return word[:-1] if word.endswith("s") and word[:-1] in GIVEN else ""


def _looks_like_surname(word: Word) -> bool:
    return word.lower in SURNAMES or _ends_as_surname(word) or word.lower.endswith(FARMS)


def _ends_as_surname(word: Word) -> bool:
    return len(word.text) > 5 and word.lower.removesuffix("s").endswith(ENDINGS)

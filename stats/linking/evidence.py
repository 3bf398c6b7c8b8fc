"""What speaks for and against two contacts being of one person, and for somebody being new: numbers for `model`."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from stats.linking.bags import Bags, piled
from stats.linking.fading import Faded
from stats.linking.lexicon import lexicon
from stats.linking.trace import SLOTS, Facts, Trace, Traces, slots_of, trace_of
from stats.vocabulary import AgeBand, Category, Gender

Matrix = NDArray[np.float64]

SAME = (
    "alike_letters",
    "shared_stems",
    "shared_concepts",
    "rare_concepts",
    "long_note",
    "shared_topics",
    "same_age",
    "next_age",
    "other_age",
    "other_gender",
    "rare_gender",
    "same_language",
    "rare_language",
    "same_category",
    "opposite_category",
    "same_channel",
    "recency",
)
NEW = ("always", "young_register", "said_before", "said_not_before", "short_note", "no_experience")

AGES = [band.value for band in AgeBand if band is not AgeBand.UNKNOWN]
RARE_GENDERS = (Gender.WOMAN, Gender.TRANS, Gender.NONBINARY)
OPPOSITES: dict[Category | None, Category] = {Category.CONFIRMED: Category.NONE, Category.NONE: Category.CONFIRMED}
SHORT = 8  # words: too few to tell a story by
DOUBT = 0.6  # chosen with the scales below on the development set, cross-validated by person
LETTERS = 16.0
SHARED, MOST = 0.1, 3.0
# How soon people return: each at a constant rate, and the rates differ as a gamma distribution does. The days between
# have a Lomax distribution then (Schmittlein, Morrison and Colombo 1987). Half of all returns are within LASTS days.
LASTS, FALLS = 180, 2
ONCE = 0.35  # of what all shared places of a trace weigh, the part that is left where each word tells once, some half
CONCERN = 0.5  # what shared words count among minors: of them staff note the concern, which is much the same for all
RARE = 2.0  # the weight of a lasting concept that one note in seven has
PASSING = 0.5  # what a concept counts that tells what somebody needs now or does that day, and not who he is
STRAY = 50  # contacts of which one may be before a register begins
USUAL = 30  # words of a note: half are longer


class Memory:
    """Contacts in date order, as they are compared. In memory only."""

    def __init__(self, contacts: Sequence[Facts], traces: Traces | None = None) -> None:
        """`traces`: of the contacts' notes, where they were made before."""
        self.contacts = contacts
        self.traces = Traces(trace_of(contact.note) for contact in contacts) if traces is None else traces
        self._grams = Bags(self.traces.grams, SLOTS)
        self._stems = Bags(self.traces.stems, SLOTS)
        worth = np.where(lexicon().lasting, 1, PASSING).astype(np.float32)
        self._concepts = Bags(self.traces.concepts, len(lexicon().names), worth)
        self._lengths = np.array([_length(trace) for trace in self.traces])
        self._faded = Faded(self.traces)
        self._topics = Bags(piled(slots_of(contact.topics) for contact in contacts), SLOTS)
        self._facts = {name: np.array([_code(getattr(one, name)) for one in contacts], np.uint32) for name in FACTS}
        self._ages = np.array([_place(contact.age_band) for contact in contacts])
        self._days = np.array([contact.day.toordinal() for contact in contacts])
        self._speakers = Counter(contact.language for contact in contacts)

    @property
    def told(self) -> NDArray[np.bool_]:
        """Of each contact, whether anything is left of its note."""
        return np.asarray((self.traces.lengths > 0) | (self.traces.faded.lengths > 0))

    @property
    def begun(self) -> date | None:
        return begun(self.contacts)

    def same(self, contact: Facts, trace: Trace) -> Matrix:
        """What speaks for each contact in memory being of `contact`'s person: a row each, the columns SAME."""
        tells = CONCERN if contact.age_band is AgeBand.UNDER_18 else 1.0
        columns = [*(tells * column for column in self._of_note(trace)), *self._of_facts(contact)]
        found = np.empty((len(SAME), len(self.contacts)))
        for row, column in enumerate(columns):
            found[row] = column
        return found.T

    def _of_note(self, trace: Trace) -> list[NDArray[np.float32]]:
        concepts, told = self._concepts.told(trace.concepts, trace.named)
        weights = self._concepts.weights[concepts]
        faded, rare_faded = self._faded.shared(trace, RARE)
        return [
            LETTERS * self._grams.alike(trace.grams, DOUBT),
            (SHARED * self._stems.shared(trace.stems, self._stems.weights)).clip(0, MOST),
            (SHARED * (told @ weights + ONCE * faded)).clip(0, MOST),
            (SHARED * (told @ (weights - RARE).clip(0) + ONCE * rare_faded)).clip(0, MOST),
            self._lengths,
        ]

    def _of_facts(self, contact: Facts) -> list[NDArray[np.generic] | float]:
        def same(name: str) -> NDArray[np.bool_]:
            return np.asarray(self._facts[name] == _code(getattr(contact, name)))

        age, unknown = _place(contact.age_band), self._facts["gender"] == _code(Gender.UNKNOWN)
        apart = np.where((self._ages < 0) | (age < 0), -1, abs(self._ages - age))
        rare = log((len(self.contacts) + 1) / (self._speakers[contact.language] + 0.5))
        return [
            self._topics.alike(slots_of(contact.topics), 0),
            apart == 0,
            apart == 1,
            apart > 1,
            ~same("gender") & ~unknown & (contact.gender is not Gender.UNKNOWN),
            same("gender") & (contact.gender in RARE_GENDERS),
            same("language"),
            same("language") * min(max(rare, 0), 4),
            same("category"),
            self._facts["category"] == _code(OPPOSITES.get(contact.category, "")),
            same("channel"),
            -FALLS * np.log1p(abs(self._days - contact.day.toordinal()) / LASTS),
        ]


FACTS = ("gender", "language", "category", "channel")


def begun(contacts: Sequence[Facts]) -> date | None:
    """The day on which a register begins of which these are all `contacts`, in date order.

    One of fifty may be before it: a year that was mistyped, or a few that were taken over from an old file.
    """
    return contacts[len(contacts) // STRAY].day if contacts else None


def new(contact: Facts, trace: Trace, begun: date | None) -> NDArray[np.float64]:
    """What speaks for no earlier contact being of `contact`'s person: the columns NEW.

    `begun`: of the register. Of those who will return, few can have done so soon after it.
    """
    said, short = contact.said_before, max(trace.length, len(trace.faded)) <= SHORT
    days = max((contact.day - (begun or contact.day)).days, 1)
    young, none = log(1 + LASTS / days), contact.category is Category.NONE
    return np.array([1, young, said is True, said is False, short, none], float)


def _length(trace: Trace) -> float:
    """How long the note is, as the logarithm of its words in usual notes; 0 where nothing of it is left.

    Of a short note little can be found again, and of a long one more than its likeness says, which is by the word.
    """
    words = trace.length or len(trace.faded)
    return log(max(words, SHORT) / USUAL) if words else 0.0


def _code(word: object) -> int:
    """A number for a word of a short vocabulary, which takes less memory."""
    return crc32(str(word).encode())


def _place(age: AgeBand) -> int:
    return AGES.index(age.value) if age.value in AGES else -1

"""What colleagues register in these minutes, so that two do not register one contact. In memory, as numbers only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Lock
from time import monotonic

import numpy as np

from stats.linking.bags import Terms
from stats.linking.trace import Facts, Trace, trace_of

MINUTES = 15
FEWEST, ALIKE = 3, 0.4  # stems of the shorter note, and how many of them the other shares
FEWEST_NAMED, ALIKE_NAMED = 4, 0.55  # the same of words that name a concept, in whatever language


@dataclass(frozen=True)
class Begun:
    counselor: int
    day: date
    trace: Trace
    at: float


class AtOnce:
    """The registrations of the last minutes, by the id that their contact has or will have."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._begun: dict[str, Begun] = {}

    def tell(self, counselor: int, sought: Facts) -> bool:
        """Remembers what is being registered, and whether a colleague registers much the same in these minutes."""
        now, one = self._clock(), trace_of(sought.note)
        with self._lock:
            self._begun = {id_: begun for id_, begun in self._begun.items() if now - begun.at < MINUTES * 60}
            others = list(self._begun.values())
            self._begun[sought.id] = Begun(counselor, sought.day, one, now)
        return any(_is_alike(other, counselor, sought, one) for other in others)


def _is_alike(other: Begun, counselor: int, sought: Facts, trace: Trace) -> bool:
    """In whatever channel: of one contact two may say that differently, and two stories are seldom so alike."""
    may_be = other.counselor != counselor and other.day == sought.day
    return may_be and (_worded(other.trace, trace) >= ALIKE or _named(other.trace, trace) >= ALIKE_NAMED)


def _worded(a: Trace, b: Trace) -> float:
    fewer = min(len(a.stems), len(b.stems))
    return len(np.intersect1d(a.stems, b.stems)) / fewer if fewer >= FEWEST else 0


def _named(a: Trace, b: Trace) -> float:
    """The part of the words that name something by which they name what the other note names too."""
    both = np.intersect1d(a.concepts, b.concepts)
    fewer = min(_words(one, one.concepts) for one in (a, b))
    return min(_words(one, both) for one in (a, b)) / fewer if fewer >= FEWEST_NAMED else 0


def _words(trace: Trace, concepts: Terms) -> int:
    """How many words of its note name one of these; one word often names several."""
    return int(np.bitwise_or.reduce(trace.named[np.isin(trace.concepts, concepts)])).bit_count()

"""What colleagues register in these minutes, so that two do not register one contact. In memory, as numbers only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Lock
from time import monotonic

import numpy as np

from stats.linking.bags import Terms
from stats.linking.trace import Facts, Trace, trace_of
from stats.vocabulary import Channel

MINUTES = 15
ALIKE = 0.4  # of what the shorter note tells; two who tell of one conversation share more, two stories seldom as much
FEWEST = 3  # stems; less is no story


@dataclass(frozen=True)
class Begun:
    counselor: int
    day: date
    channel: Channel | None
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
            self._begun[sought.id] = Begun(counselor, sought.day, sought.channel, one, now)
        return any(_is_alike(other, counselor, sought, one) for other in others)


def _is_alike(other: Begun, counselor: int, sought: Facts, trace: Trace) -> bool:
    channels = {other.channel, sought.channel} - {None}
    may_be = other.counselor != counselor and other.day == sought.day and len(channels) < 2
    return may_be and _shared(other.trace.stems, trace.stems) >= ALIKE


def _shared(a: Terms, b: Terms) -> float:
    fewer = min(len(a), len(b))
    return len(np.intersect1d(a, b)) / fewer if fewer >= FEWEST else 0

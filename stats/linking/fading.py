"""What is left to compare of a note that is over: into which of 1,024 places its concepts and stems fell.

The places are told by a key, so nobody without it learns anything of a word. With the key a word can be tried: its
place is marked in every note that had it, and in one of thirty that had not. Many words share each place, so none can
be read back with certainty.
"""

import numpy as np

from chat.sealing import term_digests
from stats.linking.bags import Bags, Numbers, Terms
from stats.linking.lexicon import lexicon, words_of
from stats.linking.trace import COMMON, Trace, Traces, stem

PLACES = 1024


def places_of(service_key: bytes, note: str) -> Terms:
    """The places of the note's terms, each once, in order."""
    words = words_of(note)
    concepts = {f"concept|{lexicon().names[number]}" for number in lexicon().find(words)}
    stems = {f"stem|{stem(word)}" for word in words if word not in COMMON}
    digests = term_digests(service_key, concepts | stems)
    return np.unique(np.array([int.from_bytes(digest[:8]) % PLACES for digest in digests], np.uint32))


def pack(places: Terms) -> bytes:
    """A bit for each place, so that its size tells nothing."""
    marked = np.zeros(PLACES, np.uint8)
    marked[places] = 1
    return np.packbits(marked).tobytes()


def unpack(packed: bytes) -> Terms:
    return np.flatnonzero(np.unpackbits(np.frombuffer(packed, np.uint8))).astype(np.uint32)


class Faded:
    """The places of contacts in memory, compared wherever one of the two has no note any more."""

    def __init__(self, traces: Traces) -> None:
        self._bags = Bags(traces.faded, PLACES)
        self._over = traces.lengths == 0

    def shared(self, trace: Trace, rare: float) -> tuple[Numbers, Numbers]:
        """Of each contact, what the shared places weigh together, and what they weigh above `rare`."""
        compared = self._over if trace.length else np.ones_like(self._over)
        weights = self._bags.weights
        found = (self._bags.shared(trace.faded, some) for some in (weights, np.maximum(weights - rare, 0)))
        all_, above = (np.asarray(one * compared, np.float32) for one in found)
        return all_, above

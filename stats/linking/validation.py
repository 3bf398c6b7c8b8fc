"""Whether the number of persons comes out right, tried on contacts whose persons are known.

Weights are learned by fold: a contact is compared by weights that were learned from other persons' contacts only. The
number is then told of many random parts of the persons, as if nobody had decided anything.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from stats.linking.drawing import interval
from stats.linking.evidence import Memory, begun, new
from stats.linking.fitting import Choice, fit
from stats.linking.model import STARTING, Weights, choose, doubted_new
from stats.linking.ranking import SEED
from stats.linking.trace import Facts, Trace

Matrix = NDArray[np.float64]
Places = NDArray[np.int_]
Interval = tuple[float, float, float]  # the middle, and the least and most
Estimator = Callable[[Sequence[Matrix]], Interval]  # of how likely each contact is of somebody new, in each draw

FOLDS = 5
SETS = 200
PART = 0.5  # of the persons, in each set
METHOD = 5  # a new number wherever the drawing of divisions changes


@dataclass(frozen=True)
class Known:
    """Contacts in date order whose `persons` are known, with what speaks for each of those before it: `same`.

    `before`: what the weights are thought to be without these contacts.
    """

    contacts: Sequence[Facts]
    traces: Sequence[Trace]
    persons: NDArray[np.generic]
    same: Sequence[Matrix]
    before: Matrix | None = None

    def fit(self, among: NDArray[np.bool_]) -> Weights:
        """What is learned from contacts whose notes are still there."""
        places = np.flatnonzero(among)
        told = [place for place in places.tolist() if self.traces[place].length]
        return fit([self._choice(place, places[places < place]) for place in told], self.before)

    def _choice(self, place: int, earlier: Places) -> Choice:
        right = self.persons[earlier] == self.persons[place]
        return Choice(self.same[place][earlier], self._new(place, earlier), np.asarray(right, bool))

    def chances(self, place: int, among: Places, weights: Matrix) -> Matrix:
        """As `model.choose` tells of one contact and the earlier ones `among`."""
        return choose(self.same[place][among], self._new(place, among), weights)

    def _new(self, place: int, earlier: Places) -> Matrix:
        since = begun([self.contacts[one] for one in earlier])
        return new(self.contacts[place], self.traces[place], since)


@dataclass(frozen=True)
class Tried:
    """Parts of the persons of a set, on average: how far off, which way, how wide. `covered`: in how many sets."""

    bias: float
    error: float
    covered: float
    width: float


def known_of(memory: Memory, places: Sequence[int], persons: Sequence[object], before: Matrix | None = None) -> Known:
    """Of the contacts at `places` in memory, which are of `persons`, compared as all in memory are."""
    pairs = [(memory.contacts[place], memory.traces[place]) for place in places]
    same = [memory.same(*pair)[list(places[:number])] for number, pair in enumerate(pairs)]
    return Known([contact for contact, _ in pairs], [trace for _, trace in pairs], np.array(persons), same, before)


def learn_by_fold(known: Known, draws: int, generator: np.random.Generator) -> dict[object, Matrix]:
    """Draws of the weights for each person, learned from the persons of other folds."""
    drawn: dict[object, Matrix] = {}
    for fold in np.array_split(generator.permutation(np.unique(known.persons)), FOLDS):
        weights = known.fit(~np.isin(known.persons, fold))
        drawn |= dict.fromkeys(fold.tolist(), weights.draws(draws, SEED))
    return drawn


def try_sets(
    known: Known, drawn: Mapping[object, Matrix], estimate: Estimator, generator: np.random.Generator, sets: int = SETS
) -> Iterator[tuple[float, bool, float]]:
    """Of one random set of persons after the other: how far off the number is, whether it is covered, and the width."""
    everybody = np.unique(known.persons)
    for _ in range(sets):
        some = generator.choice(everybody, int(len(everybody) * PART), replace=False)
        places = np.flatnonzero(np.isin(known.persons, some))
        weights = (drawn[known.persons[place].item()] for place in places)
        told = zip(places.tolist(), weights, strict=True)
        middle, low, high = estimate(
            [doubted_new(known.chances(place, places[places < place], of)) for place, of in told]
        )
        true = len(some)
        yield middle / true - 1, low <= true <= high, (high - low) / true


def together(tried: Sequence[tuple[float, bool, float]]) -> Tried:
    off, covered, width = (np.array(part, float) for part in zip(*tried, strict=True))
    return Tried(float(off.mean()), float(abs(off).mean()), float(covered.mean()), float(width.mean()))


def by_drawing(generator: np.random.Generator) -> Estimator:
    """The number of persons as drawn divisions have it where nobody decided anything: each draw says who is new."""

    def estimate(chances: Sequence[Matrix]) -> Interval:
        table = np.array(chances)[:, 1:]
        middle, low, high = interval((generator.random(table.shape) < table).sum(0))
        return float(middle), float(low), float(high)

    return estimate


def method(starting: Path = STARTING) -> str:
    """The version of how it is done. The starting weights are learned anew whenever evidence or concepts change."""
    return f"{METHOD}-{crc32(starting.read_bytes()):08x}"

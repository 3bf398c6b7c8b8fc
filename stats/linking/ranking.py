"""For each contact the earlier ones that may be of the same person, and of all contacts how many persons they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stats.linking.evidence import Memory, new
from stats.linking.model import Weights, choose
from stats.linking.trace import Facts

Matrix = NDArray[np.float64]

CANDIDATES = 10
DRAWS = 400
SEED = 20_26  # any: what is drawn must be the same tomorrow
LOW, HIGH = 5, 95  # percentiles of the 90 % interval
VERY_LIKELY = 0.7


@dataclass(frozen=True)
class Ranking:
    """`new`: in each draw, how likely the contact is of a new person. `candidates`: earlier places, best first."""

    place: int
    new: Matrix
    candidates: list[tuple[int, float]]

    @property
    def p_new(self) -> float:
        return float(self.new.mean())


@dataclass(frozen=True)
class Estimate:
    persons: float
    low: float
    high: float


def rank(contacts: Sequence[Facts], weights: Weights) -> Iterator[Ranking]:
    """Ranks contacts in date order, of whose links nothing is known, each among those before it."""
    memory = Memory(contacts)
    drawn = weights.draws(DRAWS, SEED)
    for place, contact in enumerate(contacts):
        trace = memory.traces[place]
        chosen = choose(memory.same(contact, trace)[:place], new(contact, trace), drawn)
        likely = chosen[:-1].mean(1)
        best = np.argsort(-likely, kind="stable")[:CANDIDATES]
        yield Ranking(place, chosen[-1], [(int(earlier), float(likely[earlier])) for earlier in best])


def estimate(chances: Sequence[Matrix]) -> Estimate:
    """The number of persons with its 90 % interval. `chances`: of each contact, in each draw, that its person is new.

    Whether each is new is drawn once in each draw of the weights, so that both errors are in the interval.
    """
    table = np.array(chances).reshape(len(chances), DRAWS)
    persons = (np.random.default_rng(SEED).random(table.shape) < table).sum(0)
    low, high = np.percentile(persons, [LOW, HIGH]) if len(table) else (0, 0)
    return Estimate(float(table.mean(1).sum()), float(low), float(high))

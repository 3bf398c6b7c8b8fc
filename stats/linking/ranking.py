"""For each contact the earlier ones that may be of the same person, and of all contacts how many persons they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stats.linking.evidence import Memory, new
from stats.linking.model import Weights, choose, doubted_new
from stats.linking.trace import Facts

Matrix = NDArray[np.float64]

CANDIDATES = 10
DRAWS = 400
SEED = 20_26  # any: what is drawn must be the same tomorrow
LOW, HIGH = 5, 95  # percentiles of the 90 % interval
SPREAD = 0.9  # how much of it is told: whole it covers 98 to 100 % where persons are known, cross-validated
VERY_LIKELY = 0.7
# Of candidates that seem certain, the part who are others of the same kind. Evidence is added up as if its parts were
# independent, but all that belongs to one kind of story comes together; measured where persons are known.
OF_A_KIND = 0.27


@dataclass(frozen=True)
class Ranking:
    """`new`: how likely the contact is of a new person, by the most probable weights and then in each draw.

    `candidates`: the places of earlier contacts with the probability of being of the same person, best first.
    """

    place: int
    new: Matrix
    candidates: list[tuple[int, float]]

    @property
    def p_new(self) -> float:
        return float(self.new[0])


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
        chosen = choose(memory.same(contact, trace)[:place], new(contact, trace, memory.begun), drawn)
        yield rank_one(place, chosen)


def rank_one(place: int, chosen: Matrix, among: int | None = None, most: int = CANDIDATES) -> Ranking:
    """The ranking that `model.choose` makes of the contact at `place`. All its probabilities together are at most 1.

    `among`: how many of the first rows are contacts of their own, where others stand for the rest. `most`: candidates.
    """
    earlier, new_ = chosen[:-1, 1:].mean(1), chosen[-1]
    likely = earlier * (1 - new_[0]) * (1 - OF_A_KIND) / max(earlier.sum(), 1e-12)
    best = np.argsort(-likely[:among], kind="stable")[:most]
    return Ranking(place, doubted_new(chosen), [(int(one), float(likely[one])) for one in best])


def estimate(chances: Sequence[Matrix]) -> Estimate:
    """The number of persons with its 90 % interval. `chances`: of each contact, `Ranking.new`.

    The number is that of the most probable weights. Whether each contact is new is drawn once in each draw of the
    weights, so that both errors are in the interval. Around those weights errors of the many that are not alike add
    up to persons who return, and would make the mean of the draws too small: only their spread is taken. It ends at
    the nearest whole persons.
    """
    table = np.array(chances).reshape(len(chances), DRAWS + 1)
    persons = float(table[:, 0].sum())
    drawn = (np.random.default_rng(SEED).random((len(table), DRAWS)) < table[:, 1:]).sum(0)
    low, high = SPREAD * np.percentile(drawn - drawn.mean(), [LOW, HIGH]) + persons
    least, most = min(len(table), 1), len(table)
    return Estimate(persons, min(max(round(low), least), persons), max(min(round(high), most), persons))

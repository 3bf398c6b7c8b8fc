"""Weights from what a team decided and what it passed on, and how sure they are."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stats.linking.decided import Checks, Decided
from stats.linking.evidence import Memory
from stats.linking.fitting import fit
from stats.linking.model import Weights
from stats.linking.passing import Passing

Matrix = NDArray[np.float64]

ROUNDS, NEAR = 30, 0.02  # how often at most, and a change of weights that is none
CHAINS, TURNS, SEED = 100, 5, 7  # of drawing odds and weights in turn
STEP = 0.05  # of a rate, to see how far it moves the weights


def learn(memory: Memory, decided: Decided, checks: Checks, places: Sequence[int], before: Matrix) -> Weights:
    """The weights by what a team decided, and passed on, of contacts at `places`.

    Learned from links and *another* alone, they would tell that as many return as are among those it decided about.
    `before`: what the weights are thought to be without these.
    """
    told = Told(memory, decided, places, before)
    found = Weights(before, np.zeros((len(before), len(before))))
    for _ in range(ROUNDS):
        last = found.mean
        found = told.fit(told.rates(last[None], checks.rate)[0], last)
        if abs(found.mean - last).max() < NEAR:
            break
    return told.doubt(found, checks)


class Told:
    """What contacts at `places` tell of the weights, by rates: of each of their years the odds, and the miss rate."""

    def __init__(self, memory: Memory, decided: Decided, places: Sequence[int], before: Matrix) -> None:
        self._passing, self._before = Passing(memory, decided, before), before
        of = np.array(places, int)
        years = np.array([memory.contacts[place].day.year for place in places])
        self._years = [of[years == year] for year in np.unique(years)]
        linked = self._passing.linked[of]
        self._linked = [self._passing.linked_choice(place) for place in of[linked].tolist()]
        self._unlinked = {place: self._passing.unlinked(place) for place in of[~linked].tolist()}

    def rates(self, weights: Matrix, missed: Matrix | float, generator: np.random.Generator | None = None) -> Matrix:
        """The odds as `Passing.odds` tells them, and in the end the miss rate; a row for each of `weights`."""
        odds = [self._passing.odds(year, self._unlinked, weights, missed, generator) for year in self._years]
        return np.column_stack([*odds, np.broadcast_to(missed, len(weights))])

    def fit(self, rates: Matrix, first: Matrix) -> Weights:
        """The most probable weights by a row of `rates`. `first`: from where they are sought."""
        *odds, missed = rates.tolist()
        passed = [
            self._unlinked[place].passed_on(missed, of_year if self._passing.open[place] else 1.0)
            for year, of_year in zip(self._years, odds, strict=True)
            for place in year.tolist()
            if place in self._unlinked
        ]
        return fit([*self._linked, *passed], self._before, first)

    def doubt(self, found: Weights, checks: Checks) -> Weights:
        """`found`, but as unsure as the rates are too, by which it was found.

        In turn odds are drawn by weights and weights by rates (data augmentation; Tanner and Wong 1987). How far each
        rate moves the weights is told by learning once more with another.
        """
        (rates,) = self.rates(found.mean[None], checks.rate)
        moves = [(self.fit(rates + step, found.mean).mean - found.mean) / STEP for step in STEP * np.eye(len(rates))]
        generator = np.random.default_rng(SEED)
        missed, moved = checks.rates(CHAINS, generator), np.zeros((CHAINS, len(found.mean)))
        for _ in range(TURNS):
            weights = generator.multivariate_normal(found.mean, found.covariance, CHAINS, method="cholesky") + moved
            moved = (self.rates(weights, missed, generator) - rates) @ np.array(moves)
        return Weights(found.mean + moved.mean(0), found.covariance + np.cov(moved.T))

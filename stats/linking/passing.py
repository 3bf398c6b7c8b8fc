"""What is told by the contacts that a team linked to nobody. They are no sample of all: those who were recognised lack.

Who was looked at and not linked is somebody new, or was missed, or returns as somebody who was not shown. Whom the team
passed on, since nobody decided or was unsure, is left open. Where a team links whom it recognises and seldom says of
others that they are new, whoever returns is left open less often than whoever is new. How much less often is told by
how many were linked among how many who are likely to return (expectation maximisation; Dempster and others 1977).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from stats.linking.decided import Decided, Mask, apart_of, beginnings
from stats.linking.evidence import Memory, new
from stats.linking.fitting import Choice, fit
from stats.linking.model import Weights, choose, doubted
from stats.linking.thinning import thin

Matrix = NDArray[np.float64]

FIRM = 6.0  # contacts that it takes to move half of the belief that who returns is left open as often as who is new
TURNS = 50
ROUNDS, NEAR = 30, 0.02  # of learning: how often at most, and a change of weights that is none
ASKED = 200  # contacts of a year, of which the odds are told


@dataclass(frozen=True)
class Unlinked:
    """A contact that was linked to no earlier one. `seen`: of the rows of `choice` those that somebody looked at."""

    choice: Choice
    seen: Mask

    def returning(self, weights: Matrix, missed: Matrix | float) -> Matrix:
        """How likely it is of somebody who was here before, not being linked; a column a draw of weights."""
        choice = self.choice
        chances = doubted(choose(choice.same, choice.new, weights, choice.added))
        back = chances[:-1][~self.seen].sum(0) + missed * chances[:-1][self.seen].sum(0)
        return np.asarray(back / (back + chances[-1]))

    def passed_on(self, missed: float, odds: float) -> Choice:
        """What can be learned from it."""
        return replace(self.choice, passed=odds * np.where(self.seen, missed, 1.0))


class Passing:
    """What a team decided and what it passed on, by the places of contacts in `memory`."""

    def __init__(self, memory: Memory, decided: Decided, weights: Matrix) -> None:
        """`weights`: the most probable ones, by which the earlier contacts that matter are found."""
        self._memory, self._weights = memory, weights
        self._begun = beginnings(decided.person)
        self._apart = apart_of(decided, self._begun)
        self._looked = np.array(decided.looked, bool)
        places = np.arange(len(self._begun))
        alone = (self._begun == places) & (places > 0)  # the very first has nobody before
        self.linked = (self._begun != places) & ~np.isin(places, list(decided.moved))
        self.open, self.settled = alone & ~self._looked, alone & self._looked

    def linked_choice(self, place: int) -> Choice:
        return self._choice(place, self._begun[:place] == self._begun[place])[0]

    def unlinked(self, place: int) -> Unlinked:
        choice, rows = self._choice(place)
        apart = np.isin(self._begun[rows], self._apart[place])
        return Unlinked(choice, apart if self._apart[place] else np.full(len(rows), self._looked[place]))

    def _choice(self, place: int, right: Mask | None = None) -> tuple[Choice, NDArray[np.int_]]:
        """Of many earlier contacts that are unlikely a sample stands for all."""
        contact, trace = self._memory.contacts[place], self._memory.traces[place]
        same = self._memory.same(contact, trace)[:place]
        rows, added = thin(same, self._weights, right)
        own = np.zeros(len(rows), bool) if right is None else right[rows]
        return Choice(same[rows], new(contact, trace, self._memory.begun), own, added), rows

    def odds_of_year(self, year: int, weights: Matrix, missed: Matrix) -> Matrix:
        """As `odds`, of the contacts of a year, or of a part of them that stands for all."""
        of_year = np.array([contact.day.year == year for contact in self._memory.contacts])
        decided = of_year & (self.linked | self.settled)
        if not decided.any():
            return np.ones(len(weights))
        places = np.flatnonzero(of_year & (decided | self.open))
        some = places[:: ceil(len(places) / ASKED)]
        return self.odds(some, {one: self.unlinked(one) for one in some[~self.linked[some]].tolist()}, weights, missed)

    def odds(
        self,
        places: NDArray[np.int_],
        unlinked: Mapping[int, Unlinked],
        weights: Matrix,
        missed: Matrix | float,
    ) -> Matrix:
        """How much likelier of those at `places` who returns is left open than who is new."""

        def returning(which: Mask) -> Matrix:
            told = [unlinked[place].returning(weights, missed) for place in places[which[places]].tolist()]
            return np.array(told).reshape(-1, len(weights))

        return left_open(returning(self.open), returning(self.settled), int(self.linked[places].sum()))


def left_open(open_: Matrix, settled: Matrix, linked: int) -> Matrix:
    """How much likelier who returns is left open than who is new; a number for each draw, a column of both tables.

    `open_` and `settled`: how likely each is to return by evidence alone. `linked`: how many more return. It is never
    more than 1: else few that are left open could all be taken to return, which nothing would contradict.
    """
    if not len(open_):
        return np.ones(open_.shape[1])
    number, found = len(open_), linked + settled.sum(0)
    anew = len(settled) - settled.sum(0)
    usual = number / (number + linked + len(settled))
    odds = np.ones(open_.shape[1])
    for _ in range(TURNS):
        back = (open_ * odds / (1 - open_ + open_ * odds)).sum(0)
        of_back = (back + FIRM * usual) / (back + found + FIRM)
        of_new = (number - back + FIRM * usual) / (number - back + anew + FIRM)
        odds = np.minimum(of_back / of_new, 1)
    return np.asarray(odds)


def learn(memory: Memory, decided: Decided, missed: float, places: Sequence[int], before: Matrix) -> Weights:
    """The most probable weights by what a team decided, and passed on, of contacts at `places`.

    Learned from links and *another* alone, they would tell that as many return as are among those it decided about.
    `before`: what the weights are thought to be without these.
    """
    passing = Passing(memory, decided, before)
    of = np.array(places, int)
    known = [passing.linked_choice(place) for place in of[passing.linked[of]].tolist()]
    unlinked = {place: passing.unlinked(place) for place in of[~passing.linked[of]].tolist()}
    years = np.array([memory.contacts[place].day.year for place in places])
    found = Weights(before, np.zeros((len(before), len(before))))
    for _ in range(ROUNDS):
        last, passed = found.mean, []
        for year in np.unique(years):
            of_year = of[years == year]
            (odds,) = passing.odds(of_year, unlinked, last[None], missed)
            told = ((unlinked[place], passing.open[place]) for place in of_year.tolist() if place in unlinked)
            passed += [one.passed_on(missed, odds if is_open else 1.0) for one, is_open in told]
        found = fit([*known, *passed], before, last)
        if abs(found.mean - last).max() < NEAR:
            break
    return found

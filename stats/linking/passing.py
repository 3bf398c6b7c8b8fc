"""What is told by the contacts that a team linked to nobody. They are no sample of all: those who were recognised lack.

Who was looked at and not linked is somebody new, or was missed, or returns as somebody who was not shown. Whom the team
passed on, since nobody decided or was unsure, is left open. Where a team links whom it recognises and seldom says of
others that they are new, whoever returns is left open less often than whoever is new. How much less often is told by
how many were linked among how many who are likely to return (expectation maximisation; Dempster and others 1977).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from stats.linking.decided import Decided, Mask, apart_of, beginnings
from stats.linking.evidence import Memory, new
from stats.linking.fitting import Choice
from stats.linking.model import choose, doubted
from stats.linking.thinning import thin

Matrix = NDArray[np.float64]

FIRM = 6.0  # contacts that it takes to move half of the belief that who returns is left open as often as who is new
TURNS = 50  # in which the odds are found, and drawn
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
        return replace(self.choice, told=np.append(odds * np.where(self.seen, missed, 1.0), 1))


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

    def odds_of_year(self, year: int, weights: Matrix, missed: Matrix, generator: np.random.Generator) -> Matrix:
        """As `odds` draws them, of the contacts of a year, or of a part of them that stands for all."""
        of_year = np.array([contact.day.year == year for contact in self._memory.contacts])
        decided = of_year & (self.linked | self.settled)
        if not decided.any():
            return np.ones(len(weights))
        places = np.flatnonzero(of_year & (decided | self.open))
        some = places[:: ceil(len(places) / ASKED)]
        unlinked = {one: self.unlinked(one) for one in some[~self.linked[some]].tolist()}
        return self.odds(some, unlinked, weights, missed, generator)

    def odds(
        self,
        places: NDArray[np.int_],
        unlinked: Mapping[int, Unlinked],
        weights: Matrix,
        missed: Matrix | float,
        generator: np.random.Generator | None = None,
    ) -> Matrix:
        """How much likelier of those at `places` who returns is left open than who is new.

        The most probable, or with a `generator` drawn as they may be.
        """

        def returning(which: Mask) -> Matrix:
            told = [unlinked[place].returning(weights, missed) for place in places[which[places]].tolist()]
            return np.array(told).reshape(-1, len(weights))

        told = returning(self.open), returning(self.settled), int(self.linked[places].sum())
        return left_open(*told) if generator is None else draw_left_open(*told, generator)


def left_open(open_: Matrix, settled: Matrix, linked: int) -> Matrix:
    """How much likelier who returns is left open than who is new; a number for each draw, a column of both tables.

    `open_` and `settled`: how likely each is to return by evidence alone. `linked`: how many more return. It is never
    more than 1: else few that are left open could all be taken to return, which nothing would contradict.
    """
    if not len(open_) or not linked + len(settled):
        return np.ones(open_.shape[1])
    odds = np.ones(open_.shape[1])
    for _ in range(TURNS):
        back = _returning(open_, odds).sum(0)
        of_back, of_new = _counts(open_, settled, linked, back, settled.sum(0))
        odds = np.minimum((of_back[0] / sum(of_back)) / (of_new[0] / sum(of_new)), 1)
    return np.asarray(odds)


def draw_left_open(open_: Matrix, settled: Matrix, linked: int, generator: np.random.Generator) -> Matrix:
    """As `left_open`, but drawn: few contacts tell little of it.

    In turn it is drawn who returns, by the odds, and the odds by who returns (data augmentation; Tanner and Wong 1987).
    """
    odds = left_open(open_, settled, linked)
    if not len(open_) or not linked + len(settled):
        return odds
    for _ in range(TURNS):
        back = (generator.random(open_.shape) < _returning(open_, odds)).sum(0)
        found = (generator.random(settled.shape) < settled).sum(0)
        of_back, of_new = (generator.beta(*some) for some in _counts(open_, settled, linked, back, found))
        odds = np.minimum(of_back / of_new, 1)
    return np.asarray(odds)


def _returning(open_: Matrix, odds: Matrix) -> Matrix:
    return np.asarray(open_ * odds / (1 - open_ + open_ * odds))


def _counts(
    open_: Matrix, settled: Matrix, linked: int, back: Matrix, found: Matrix
) -> tuple[tuple[Matrix, Matrix], tuple[Matrix, Matrix]]:
    """Of those who return, and of those who are new: how many are left open and how many are not, FIRM beforehand.

    `back` and `found`: how many of `open_` and `settled` return.
    """
    usual = len(open_) / (len(open_) + linked + len(settled))
    is_open, is_not = FIRM * usual, FIRM * (1 - usual)
    of_back = back + is_open, linked + found + is_not
    of_new = len(open_) - back + is_open, len(settled) - found + is_not
    return of_back, of_new

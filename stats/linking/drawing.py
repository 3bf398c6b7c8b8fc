"""Whose contacts may be once staff have decided some links: divisions of all contacts into persons, drawn at random.

A link that was missed makes one person two, and nothing makes up for it: persons counted from links alone are too many.
Each drawn division is one way in which it may be, and what many have in common is known. Every table is counted from
the same ones (linkage averaging, Sadinle 2018).
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stats.linking.evidence import Memory, new
from stats.linking.model import Weights, choose, doubted
from stats.linking.trace import Facts

Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.int_]

BELIEVED = (1.0, 4.0)  # missed and found, before any check
FALSE = (1.0, 49.0)  # of those who are new, linked and not; nothing measures it yet
LOW, HIGH = 5, 95  # percentiles of the 90 % interval


@dataclass(frozen=True)
class Decided:
    """What staff decided of contacts in date order.

    `person`: for each place the number of the group that links make of it; a contact without links is one of its own.
    `apart`: pairs of these numbers with a standing *different*. `looked`: for each place whether somebody looked at the
    candidates and linked none. Those who were seen are taken to be those who are apart; where nobody is, to be all.
    `moved`: the places of contacts that went on from another, which nobody decided and nobody doubts.
    """

    person: Sequence[int]
    apart: AbstractSet[tuple[int, int]]
    looked: Sequence[bool]
    moved: AbstractSet[int] = frozenset()


@dataclass(frozen=True)
class Checks:
    """Known pairs that were shown to the team as if nobody knew, and how many of those it missed.

    The miss rate is what a Beta distribution says of them. Before any check it is about one in five, and between 1 and
    53 % nine times of ten: that is an assumption of the weight of five checks, and nothing that was measured.
    """

    shown: int = 0
    missed: int = 0

    def rates(self, number: int, generator: np.random.Generator) -> Matrix:
        missed, found = BELIEVED
        return generator.beta(missed + self.missed, found + self.shown - self.missed, number)


def draw(
    contacts: Sequence[Facts], decided: Decided, weights: Weights, checks: Checks, seed: int, number: int
) -> Places:
    """`number` divisions of `contacts`, which are in date order, into persons: a row each, the same for the same seed.

    A row has for each contact the place of the first contact of its person. Links hold but for a few: of those who are
    new, about one in fifty is taken to be linked (FALSE, an assumption). Who is *different* is never one person.
    """
    return draw_from(Memory(contacts), decided, weights, checks, seed, number)


def draw_from(memory: Memory, decided: Decided, weights: Weights, checks: Checks, seed: int, number: int) -> Places:
    """As `draw`, of contacts that are in memory already."""
    drawing = _Drawing(decided, checks, seed, number, memory.told)
    drawn = weights.draws(number, seed)
    for place, (contact, trace) in enumerate(zip(memory.contacts, memory.traces, strict=True)):
        chosen = choose(memory.same(contact, trace)[:place], new(contact, trace, memory.begun), drawn)
        drawing.settle(place, doubted(chosen)[:, 1:])
    return drawing.divisions()


def interval(values: NDArray[np.int_]) -> tuple[Matrix, Matrix, Matrix]:
    """The middle, and the least and most of the 90 % interval, of what was counted in each drawn division: its rows."""
    low, high = np.percentile(values, [LOW, HIGH], axis=0)
    return np.asarray(values.mean(0)), low, high


def beginnings(person: Sequence[int]) -> Places:
    """For each place the first place of its group: the one division that links alone make."""
    first: dict[int, int] = {}
    return np.array([first.setdefault(group, place) for place, group in enumerate(person)], int)


class _Drawing:
    """Divisions of the contacts, each final up to the group that was settled last."""

    def __init__(self, decided: Decided, checks: Checks, seed: int, number: int, told: Mask) -> None:
        self._moved, self._told = decided.moved, told
        self._looked = decided.looked
        self._begun = beginnings(decided.person)
        self._apart = _apart(decided, self._begun)
        self._persons = np.tile(self._begun[:, None], (1, number))
        self._generator = np.random.default_rng([seed, 1])  # another than the weights are drawn with
        self._missed = checks.rates(number, self._generator)
        self._false = self._generator.beta(*FALSE, number)
        self._wrong = np.zeros(self._persons.shape, bool)

    def divisions(self) -> Places:
        """Some that were linked are somebody else after all. Nothing is known of him, so he is new."""
        return np.where(self._wrong, np.arange(len(self._begun))[:, None], self._persons).T.copy()

    def settle(self, place: int, chances: Matrix) -> None:
        """Draws whose the contact at `place` is. `chances`: of `model.doubted`, a column a draw."""
        if self._begun[place] == place:
            self._settle_group(place, chances[:-1], chances[-1])
        elif place not in self._moved:
            self._doubt_link(place, chances[-1])

    def _doubt_link(self, place: int, is_new: Matrix) -> None:
        """Draws whether it was somebody new who was linked. He is linked to whomever he is most like.

        Where the notes are over, what staff saw is not known: he is taken to have been as likely new as not.
        """
        others = self._told[:place][self._begun[:place] == self._begun[place]]
        if not (self._told[place] and others.any()):
            is_new = np.full_like(is_new, 0.5)
        found, falsely = (1 - self._missed) * (1 - is_new), self._false * is_new
        self._wrong[place] = self._generator.random(len(is_new)) < falsely / (falsely + found)

    def _settle_group(self, place: int, open_: Matrix, is_new: Matrix) -> None:
        """Draws who the person of the group is that begins at `place`."""
        if self._apart[place]:
            open_ = open_ * self._free(place)
        unseen = open_.sum(0)
        comes_back = self._generator.random(len(unseen)) < self._returning(place, is_new, unseen)
        draws = np.flatnonzero(comes_back & (unseen > 0))
        found = _pick(open_[:, draws], self._generator.random(len(draws)))
        group = np.flatnonzero(self._begun == place)
        self._persons[np.ix_(group, draws)] = self._persons[found, draws]

    def _free(self, place: int) -> Mask:
        """In each draw, the earlier contacts that are of nobody who is *different*."""
        ruled_out = np.zeros(self._persons.shape, bool)
        np.put_along_axis(ruled_out, self._persons[self._apart[place]], True, 0)
        return ~np.take_along_axis(ruled_out, self._persons[:place], 0)

    def _returning(self, place: int, is_new: Matrix, unseen: Matrix) -> Matrix:
        """How likely it is in each draw that somebody returns.

        Who was seen and said to be *different* is so but for what the team misses. That chance counts here; whose the
        contact is then is drawn among the others, since a draw never undoes what staff decided.
        """
        if self._looked[place] and not self._apart[place]:
            unseen = np.zeros_like(unseen)  # who was seen is not known: everybody was
        back = unseen + self._missed * (1 - is_new - unseen)
        return np.asarray(back / (back + is_new))


def _apart(decided: Decided, begun: Places) -> list[list[int]]:
    """For each place that begins a group, the earlier such places of those who are *different*."""
    begins = dict(zip(decided.person, begun.tolist(), strict=True))
    found: list[list[int]] = [[] for _ in begun]
    for earlier, later in {tuple(sorted((begins[a], begins[b]))) for a, b in decided.apart}:
        found[later].append(earlier)
    return found


def _pick(chances: Matrix, where: Matrix) -> Places:
    """One row of each column, as likely as it says there. `where`: between 0 and 1, for each column."""
    together = chances.cumsum(0)
    return np.asarray((together <= where * together[-1:]).sum(0))

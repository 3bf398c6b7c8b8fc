"""Whose contacts may be once staff have decided some links: divisions of all contacts into persons, drawn at random.

A link that was missed makes one person two, and nothing makes up for it: persons counted from links alone are too many.
Each drawn division is one way in which it may be, and what many have in common is known. Every table is counted from
the same ones (linkage averaging, Sadinle 2018).
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from stats.linking.decided import Checks, Decided, Places, apart_of, beginnings
from stats.linking.evidence import Memory, new
from stats.linking.model import Weights, choose, doubted, usual
from stats.linking.passing import Passing
from stats.linking.trace import Facts

Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]

FALSE = (1.0, 49.0)  # of those who are new, linked and not; nothing measures it yet
LOW, HIGH = 5, 95  # percentiles of the 90 % interval
AT_ONCE = 500_000  # chances in memory at a time


def draw(
    contacts: Sequence[Facts], decided: Decided, weights: Weights, checks: Checks, seed: int, number: int
) -> Places:
    """`number` divisions of `contacts`, which are in date order, into persons: a row each, the same for the same seed.

    A row has for each contact the place of the first contact of its person. Links hold but for a few: of those who are
    new, about one in fifty is taken to be linked (FALSE, an assumption). Who is *different* is never one person.
    """
    return draw_from(Memory(contacts), decided, weights, checks, seed, number)


def draw_from(
    memory: Memory,
    decided: Decided,
    weights: Weights,
    checks: Checks,
    seed: int,
    number: int,
    wanted: Sequence[int] | None = None,
) -> Places:
    """As `draw`, of contacts that are in memory already.

    `wanted`: the places that are told of, where not all are. They are drawn as they are among all; only what they do
    not hang on is left out.
    """
    places = np.arange(len(memory.contacts)) if wanted is None else np.array(wanted, int)
    return _Drawing(memory, decided, weights, checks, seed, number).divide(places)


def interval(values: NDArray[np.int_]) -> tuple[Matrix, Matrix, Matrix]:
    """The middle, and the least and most of the 90 % interval, of what was counted in each drawn division: its rows."""
    low, high = np.percentile(values, [LOW, HIGH], axis=0)
    return np.asarray(values.mean(0)), low, high


class _Drawing:
    """Divisions of the contacts, of each only what was asked for.

    Whom a contact returns as hangs on nothing later, so one goes back through time: a contact is drawn in the draws in
    which a later one needs it. Chance comes by the place, so that what is left out changes nothing else. Tables have a
    row for each place and a column for each draw; of what nobody asks for no memory is taken.
    """

    def __init__(
        self, memory: Memory, decided: Decided, weights: Weights, checks: Checks, seed: int, number: int
    ) -> None:
        self._memory, self._decided, self._seed = memory, decided, seed
        self._weights = weights.draws(number, seed)[1:]
        self._told = memory.told
        self._passing, self._odds = Passing(memory, decided, weights.mean), dict[int, Matrix]()  # by year
        self._begun = beginnings(decided.person)
        self._apart = apart_of(decided, self._begun)
        generator = np.random.default_rng([seed, 1])  # another than the weights are drawn with
        self._missed = checks.rates(number, generator)
        self._false = generator.beta(*FALSE, number)
        shape = len(memory.contacts), number
        self._asked, self._due = np.zeros(shape, bool), np.zeros(shape, bool)
        self._found, self._persons = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
        self._returns = np.zeros(shape, bool)  # also if the one who was found may not be
        self._barred: dict[tuple[int, int], list[int]] = {}  # a place and a draw -> groups that were found to clash

    def divide(self, wanted: Places) -> Places:
        """Some that were linked are somebody else after all. Nothing is known of him, so he is new."""
        begun = self._begun[wanted]
        self._ask(begun[:, None], np.arange(len(self._missed)))
        while self._due.any():
            self._draw_due()
            self._settle()
        found = self._persons[begun]
        for row, place in enumerate(wanted.tolist()):
            found[row, self._doubt_link(place)] = place
        return np.ascontiguousarray(found.T, int)

    def _ask(self, places: Places, draws: Places) -> None:
        self._due[places, draws] |= ~self._asked[places, draws]
        self._asked[places, draws] = True

    def _draw_due(self) -> None:
        for place in range(len(self._due) - 1, -1, -1):
            draws = np.flatnonzero(self._due[place])
            if len(draws):
                self._draw(place, draws)

    def _draw(self, place: int, draws: Places) -> None:
        """Draws whom the person returns as whose group begins at `place`, or that he is new."""
        again = np.array([len(self._barred.get((place, draw), ())) for draw in draws.tolist()])
        chance = self._chance(place).random((again.max() + 1, 3, len(self._missed)))[again, :, draws].T
        found = np.full(len(draws), place)
        for part, chances in self._chances(place, draws):
            found[part] = self._find(place, draws[part], chances, chance[:, part])
        self._found[place, draws], self._due[place, draws] = found, False
        back = found < place
        for other in (self._begun[found[back]], *self._apart[place]):
            self._ask(np.asarray(other), draws[back])

    def _find(self, place: int, draws: Places, chances: Matrix, chance: Matrix) -> Places:
        open_, is_new = self._open(place, draws, chances[:-1]), chances[-1]
        unseen = open_.sum(0)
        back = self._back(place, draws, is_new, unseen)
        anew = is_new / self._odds_at(place)[draws]
        returns = self._returns[place, draws]
        comes_back = (returns | (chance[0] * (back + anew) < back)) & (unseen > 0)
        self._returns[place, draws] = returns | (chance[2] * back < self._missed[draws] * (1 - is_new))
        found = np.full(len(draws), place)
        found[comes_back] = _pick(open_[:, comes_back], chance[1, comes_back])
        return found

    def _chance(self, place: int) -> np.random.Generator:
        return np.random.default_rng([self._seed, 2, place])

    def _chances(self, place: int, draws: Places) -> Iterator[tuple[slice, Matrix]]:
        """Of `model.doubted`, a column a draw, some draws at a time."""
        contact, trace = self._memory.contacts[place], self._memory.traces[place]
        same, anew = self._memory.same(contact, trace)[:place], new(contact, trace, self._memory.begun)
        added, columns = usual(same), max(AT_ONCE // (place + 1), 1)
        for start in range(0, len(draws), columns):
            part = slice(start, start + columns)
            yield part, doubted(choose(same, anew, self._weights[draws[part]], added))

    def _open(self, place: int, draws: Places, chances: Matrix) -> Matrix:
        """Of the earlier contacts those who are of nobody known to be *different*: by links, or found to be."""
        if self._apart[place]:
            chances[np.isin(self._begun[:place], self._apart[place])] = 0
            for column, draw in enumerate(draws.tolist()):
                for group in self._barred.get((place, draw), ()):
                    chances[self._begun[:place] == group, column] = 0
        return chances

    def _back(self, place: int, draws: Places, is_new: Matrix, unseen: Matrix) -> Matrix:
        """How likely it is in each draw that somebody returns, beside `is_new`.

        Who was seen and said to be *different* is so but for what the team misses. That chance counts here; whose the
        contact is then is drawn among the others, since a draw never undoes what staff decided.
        """
        if self._decided.looked[place] and not self._apart[place]:
            unseen = np.zeros_like(unseen)  # who was seen is not known: everybody was
        return np.asarray(unseen + self._missed[draws] * (1 - is_new - unseen))

    def _odds_at(self, place: int) -> Matrix:
        """In each draw, how much likelier who returns was left as the contact is than who is new; of its year."""
        year = self._memory.contacts[place].day.year
        if not self._passing.open[place]:
            return np.ones(len(self._weights))
        if year not in self._odds:
            generator = np.random.default_rng([self._seed, 3, year])
            self._odds[year] = self._passing.odds_of_year(year, self._weights, self._missed, generator)
        return self._odds[year]

    def _settle(self) -> None:
        """Tells persons by whom each was found to return as. What rests on somebody who is still due may change."""
        pending = np.zeros_like(self._due)
        for place in np.flatnonzero(self._asked.any(1)).tolist():
            draws = np.flatnonzero(self._asked[place])
            found = self._begun[self._found[place, draws]]
            self._persons[place, draws] = np.where(found < place, self._persons[found, draws], place)
            pending[place, draws] = pending[found, draws]
            if self._apart[place]:
                self._hold_apart(place, draws[found < place], pending)

    def _hold_apart(self, place: int, draws: Places, pending: Mask) -> None:
        """Has those drawn again who are, through a third, one person with somebody *different*."""
        others = np.array(self._apart[place])
        pending[place, draws] |= pending[np.ix_(others, draws)].any(0)
        clash = (self._persons[np.ix_(others, draws)] == self._persons[place, draws]).any(0) & ~pending[place, draws]
        for draw in draws[clash].tolist():
            self._barred.setdefault((place, draw), []).append(int(self._begun[self._found[place, draw]]))
        self._due[place, draws[clash]] = pending[place, draws[clash]] = True

    def _doubt_link(self, place: int) -> Mask:
        """Draws whether it was somebody new who was linked. He is linked to whomever he is most like.

        Where the notes are over, what staff saw is not known: he is taken to have been as likely new as not.
        """
        number = len(self._missed)
        if self._begun[place] == place or place in self._decided.moved:
            return np.zeros(number, bool)
        is_new = np.full(number, 0.5)
        if self._told[place] and self._told[:place][self._begun[:place] == self._begun[place]].any():
            is_new = np.concatenate([chances[-1] for _, chances in self._chances(place, np.arange(number))])
        found, falsely = (1 - self._missed) * (1 - is_new), self._false * is_new
        return np.asarray(self._chance(place).random(number) < falsely / (falsely + found))


def _pick(chances: Matrix, where: Matrix) -> Places:
    """One row of each column, as likely as it says there. `where`: between 0 and 1, for each column."""
    together = chances.cumsum(0)
    return np.asarray((together <= where * together[-1:]).sum(0))

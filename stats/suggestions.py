"""The earlier persons whom somebody may be, told from the register while staff write. Nothing is linked here."""

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from stats.contacts import ContactView
from stats.decisions import Decisions
from stats.learning import learned
from stats.linking.evidence import Memory, new
from stats.linking.marking import Marker, Piece
from stats.linking.model import Matrix, Weights, choose, starting_weights
from stats.linking.ranking import DRAWS, SEED, rank_one
from stats.linking.thinning import KEPT, thin
from stats.linking.trace import Facts, trace_of
from stats.links import Joined, near
from stats.remembering import Remembered
from stats.vocabulary import AgeBand, Gender

SHOWN = 5
VERY, ALIKE = 0.5, 0.2


class Likeness(StrEnum):
    """A probability in words."""

    VERY = "very_alike"
    ALIKE = "alike"
    LITTLE = "a_little_alike"


@dataclass(frozen=True)
class Suggestion:
    """A person who may be the one sought, with the contact of that person that is most alike.

    `reading`: its note, with the words marked that tell the same. `alike` and `unlike`: what is known of both and
    agrees, or does not. `coded`: the visitor let a code join the two.
    """

    contact: ContactView
    likeness: Likeness
    reading: list[Piece]
    alike: list[str]
    unlike: list[str]
    coded: bool = False


class Suggestions:
    """Who somebody may be, among those whom `remembered` has."""

    def __init__(self, remembered: Remembered) -> None:
        self._remembered = remembered
        self._joined = Joined()
        self.use(starting_weights())

    def use(self, weights: Weights) -> None:
        self._drawn = weights.draws(DRAWS, SEED)

    def learn(self, session: Session) -> None:
        """Compares by what staff decided so far. It takes a while, so nobody who writes is to wait for it."""
        self.use(learned(session, self._remembered.memory(session)))

    def suggest(
        self, session: Session, sought: Facts, coded: Collection[str] = (), answered: Collection[str] = ()
    ) -> list[Suggestion]:
        """The five most likely persons, best first, and before them those who are `coded` or were `answered` already.

        Left out is the person that `sought.id` belongs to, whom staff decided that it is not, and whose notes are over.
        """
        memory, standing = self._remembered.memory(session), self._joined.read(session)
        own = standing.same(sought.id)
        chances = self._chances(memory, sought, [one.id not in own for one in memory.contacts])
        wanted = list(dict.fromkeys((*coded, *answered)))
        others = near(session, [sought.id]).apart(sought.id)
        found = _best_of_persons(chances, standing, own, others)
        persons = {other for one in wanted for other in standing.same(one)}
        shown = [one for one in found if one in wanted] + [one for one in found if one not in persons][:SHOWN]
        views = {view.id: view for view in self._remembered.view(session, {*shown, *wanted}, standing)}
        first = [one for one in wanted if one in views and one not in shown]
        chance = {one: max(found.get(other, 0) for other in standing.same(one)) for one in views}
        tell = _Teller(sought)
        return [tell(views[one], chance[one], one in coded) for one in (*first, *shown)]

    def suggest_blind(self, session: Session, contact_id: str) -> list[Suggestion]:
        """What was to be suggested when this contact was new, as if nobody had linked it."""
        memory = self._remembered.memory(session)
        (view,) = self._remembered.view(session, [contact_id])
        place = next(number for number, one in enumerate(memory.contacts) if one.id == contact_id)
        sought = replace(memory.contacts[place], note=view.note)
        chances = self._chances(memory, sought, np.arange(len(memory.contacts)) < place)
        standing = self._joined.read(session)
        found = _best_of_persons(chances, standing.without(contact_id), standing.moved(contact_id))
        views = {view.id: view for view in self._remembered.view(session, list(found)[:SHOWN], standing)}
        tell = _Teller(sought)
        return [tell(views[one], chance) for one, chance in found.items() if one in views]

    def _chances(self, memory: Memory, sought: Facts, among: Sequence[bool] | NDArray[np.bool_]) -> dict[str, float]:
        ranked = likeliest(memory, sought, self._drawn, np.flatnonzero(among))
        return {memory.contacts[place].id: chance for place, chance in ranked if memory.traces[place].length}


def likeliest(
    memory: Memory, sought: Facts, drawn: Matrix, among: NDArray[np.intp] | None = None
) -> list[tuple[int, float]]:
    """The places in memory that are likeliest of the same person, with their probabilities, best first.

    `among`: the places that can be, where some cannot: nobody returns from a contact to itself.
    """
    places = np.arange(len(memory.contacts)) if among is None else among
    if not len(places):
        return []
    trace = trace_of(sought.note)
    same = memory.same(sought, trace)[places]
    rows, added = thin(same, drawn[0])
    chosen = choose(same[rows], new(sought, trace, memory.begun), drawn, added)
    found = rank_one(len(memory.contacts), chosen, KEPT, KEPT).candidates
    return [(int(places[rows[row]]), chance) for row, chance in found]


def _best_of_persons(
    chances: dict[str, float], decided: Decisions, own: AbstractSet[str], others: AbstractSet[str] = frozenset()
) -> dict[str, float]:
    """The likeliest contact of each person, with the chance of all of that person's, best first.

    Left out is the person of `own`, and whoever has one of `others`, which are decided to be of somebody else.
    """
    found: dict[str, float] = {}
    taken = set(own)
    for contact_id in sorted(chances, key=chances.__getitem__, reverse=True):
        if contact_id not in taken:
            person = decided.same(contact_id)
            taken |= person
            if not person & others:
                found[contact_id] = sum(chances.get(one, 0) for one in person)
    return dict(sorted(found.items(), key=lambda one: -one[1]))


class _Teller:
    """Tells why earlier contacts may be of the person sought."""

    def __init__(self, sought: Facts) -> None:
        self._sought, self._marker = sought, Marker(sought.note)

    def __call__(self, contact: ContactView, chance: float, coded: bool = False) -> Suggestion:
        alike, unlike = _compared(contact, self._sought)
        reading = self._marker.mark(contact.note)
        return Suggestion(contact, _likeness(chance), reading, alike, unlike, coded)


def _likeness(chance: float) -> Likeness:
    if chance >= VERY:
        return Likeness.VERY
    return Likeness.ALIKE if chance >= ALIKE else Likeness.LITTLE


def _compared(contact: ContactView, sought: Facts) -> tuple[list[str], list[str]]:
    """Words of the vocabulary: what both are, and what only the earlier contact is."""
    known: Iterable[tuple[StrEnum | None, StrEnum | None, StrEnum | None]] = (
        (contact.gender, sought.gender, Gender.UNKNOWN),
        (contact.age_band, sought.age_band, AgeBand.UNKNOWN),
        (contact.category, sought.category, None),
    )
    both = [(here, there) for here, there, unknown in known if here and there and unknown not in (here, there)]
    alike = [here for here, there in both if here == there]
    return [str(one) for one in alike], [str(here) for here, there in both if here != there]

"""The earlier persons whom somebody may be, told from the register while staff write. Nothing is linked here.

What is compared is kept in this process's memory only, as numbers, and goes when the note goes.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from stats.decisions import Decisions
from stats.linking.evidence import Memory, new
from stats.linking.marking import Piece, mark
from stats.linking.model import Weights, choose, starting_weights
from stats.linking.ranking import DRAWS, SEED, VERY_LIKELY, rank_one
from stats.linking.trace import Facts, Trace, trace_of
from stats.links import decisions
from stats.models import Contact
from stats.register import ContactView, contact_note, view_contacts
from stats.vocabulary import SAID_BEFORE, About, AgeBand, Gender, TalkedBefore

SHOWN = 5
LIKELY = 0.25

State = tuple[int, int, object]


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
    """Remembers what of the register is compared, and brings that up to date before each answer."""

    def __init__(self, service_key: bytes) -> None:
        self._service_key = service_key
        self._lock = Lock()
        self._state: State | None = None
        self._traces: dict[str, Trace] = {}
        self._memory = Memory([])
        self.use(starting_weights())

    def use(self, weights: Weights) -> None:
        self._drawn = weights.draws(DRAWS, SEED)

    def suggest(
        self, session: Session, sought: Facts, coded: Collection[str] = (), answered: Collection[str] = ()
    ) -> list[Suggestion]:
        """The five most likely persons, best first, and before them those who are `coded` or were `answered` already.

        Left out is the person that `sought.id` belongs to, and whom staff decided that it is not.
        """
        with self._lock:
            self._refresh(session)
            chances = self._chances(sought)
        found = _best_of_persons(chances, decisions(session), sought.id)
        wanted = {*coded, *answered}
        shown = [one for one in found if one in wanted] + [one for one in found if one not in wanted][:SHOWN]
        views = {view.id: view for view in view_contacts(session, self._service_key, [*shown, *wanted])}
        first = [one for one in wanted if one in views and one not in shown]
        return [_told(views[one], sought, found.get(one, 0), one in coded) for one in (*first, *shown)]

    def _chances(self, sought: Facts) -> dict[str, float]:
        contacts = self._memory.contacts
        if not contacts:
            return {}
        trace = trace_of(sought.note)
        chosen = choose(self._memory.same(sought, trace), new(sought, trace), self._drawn)
        return {contacts[place].id: chance for place, chance in rank_one(len(contacts), chosen).candidates}

    def _refresh(self, session: Session) -> None:
        """Notes come and go with their contacts and periods; where nothing of that changed, nothing is read."""
        state = session.execute(
            select(func.count(Contact.id), func.count(Contact.note), func.max(Contact.note_until))
        ).one()
        if tuple(state) == self._state:
            return
        rows = list(session.scalars(_comparable()))
        traces = {row.id: self._traces.get(row.id) or self._trace(row) for row in rows}
        self._memory = Memory([facts_of(row) for row in rows], list(traces.values()))
        self._traces, self._state = traces, (state[0], state[1], state[2])

    def _trace(self, contact: Contact) -> Trace:
        return trace_of(contact_note(self._service_key, contact))


def facts_of(contact: Contact, note: str = "") -> Facts:
    """What is compared of a stored contact, with as much of its note as is given."""
    return Facts(
        id=contact.id,
        day=contact.day,
        channel=contact.channel,
        category=contact.category,
        gender=contact.gender,
        age_band=contact.age_band,
        language=contact.language,
        topics=frozenset(row.topic for row in contact.topics),
        said_before=said_before(contact.talked_before),
        note=note,
    )


def said_before(talked: TalkedBefore) -> bool | None:
    """Whether the person said that we had talked before; None where nobody knows."""
    if talked in SAID_BEFORE:
        return True
    return False if talked is TalkedBefore.ASKED_NO else None


def _comparable() -> Select[Contact]:
    return (
        select(Contact)
        .where(Contact.about == About.HIMSELF, ~Contact.no_note, Contact.note.is_not(None))
        .order_by(Contact.day, Contact.id)
    )


def _best_of_persons(chances: dict[str, float], decided: Decisions, of: str) -> dict[str, float]:
    """The likeliest contact of each person, with the chance of all of that person's, best first."""
    own = decided.same(of)
    found: dict[str, float] = {}
    taken: set[str] = set()
    for contact_id in sorted(chances, key=chances.__getitem__, reverse=True):
        person = decided.same(contact_id)
        apart = any(event.verdict == "different" for _, event in decided.between(own, person))
        if contact_id not in taken | own and not apart:
            found[contact_id] = sum(chances.get(one, 0) for one in person)
        taken |= person
    return dict(sorted(found.items(), key=lambda one: -one[1]))


def _told(contact: ContactView, sought: Facts, chance: float, coded: bool) -> Suggestion:
    alike, unlike = _compared(contact, sought)
    reading = mark(contact.note, sought.note)
    return Suggestion(contact, _likeness(chance), reading, alike, unlike, coded)


def _likeness(chance: float) -> Likeness:
    if chance >= VERY_LIKELY:
        return Likeness.VERY
    return Likeness.ALIKE if chance >= LIKELY else Likeness.LITTLE


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

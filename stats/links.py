"""The decisions of staff about pairs of contacts, as the register has them. A person is what they make, and not stored.

Decisions are events, added and never changed; `stats.decisions` has the rules. A contact that went on in another
channel is one person with what it went on as, without a link.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from threading import Lock
from typing import Any

from sqlalchemy import func, literal_column, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from stats.decisions import Decided, Decisions, NotLinked, Pair, in_order
from stats.models import Contact, LinkDecision, TakenBack
from stats.vocabulary import About, Verdict


class SameContact(Exception):
    """A contact cannot be linked to itself."""


class UnknownContact(Exception):
    """There is no such contact."""


class NotHimself(Exception):
    """Only contacts with the person concerned can be linked; a relative or helper is not a counted person."""


class NotCompared(Exception):
    """The person wanted no note on this contact, so nobody compares it with others."""


def link(session: Session, a: str, b: str, actor_id: int | None, day: date) -> None:
    """Adds the decision that `a` and `b` are the same person; `actor_id` None means an import.

    Raises SameContact, UnknownContact, NotHimself, NotCompared, and AlreadyLinked or StandsApart of `stats.decisions`;
    nothing is added then.
    """
    decide(session, Verdict.SAME, a, b, actor_id, day)


def decide(session: Session, verdict: Verdict, a: str, b: str, actor_id: int | None, day: date) -> None:
    """Adds what somebody decided about two contacts. Raises what `link` does; StandsApart only for *same*."""
    if a == b:
        raise SameContact(a)
    for contact_id in (a, b):
        _check_linkable(session, contact_id)
    near(session, [a, b]).check(verdict, a, b)
    session.add(_event(verdict, a, b, actor_id, day))
    session.flush()


def answer(session: Session, contact_id: str, verdicts: Mapping[str, Verdict], actor_id: int, day: date) -> None:
    """Adds what was said of a contact and each of the others that were shown beside it.

    Who is the same comes first; nothing more is said of another contact of one who is. Raises what `decide` does.
    """
    for other, verdict in sorted(verdicts.items(), key=lambda one: one[1] is not Verdict.SAME):
        joined = other in linked_contacts(session, contact_id)
        if not joined or verdict is Verdict.DIFFERENT:
            decide(session, verdict, contact_id, other, actor_id, day)


def keep_shown(session: Session, contact_id: str, shown: Collection[str], actor_id: int, day: date) -> None:
    """Adds that nobody looked at the earlier contacts that were `shown` beside it, where nothing was said of any yet.

    Once: what is shown later, in place of those that were answered, would keep the contact open for ever.
    """
    standing = near(session, [contact_id])
    said = {one for two in standing.last if contact_id in two for one in two}
    earlier = earlier_ones(session, contact_id, {*said, *shown})
    if said.isdisjoint(earlier):
        passed = sorted(earlier - standing.same(contact_id))
        session.add_all(_event(Verdict.NOT_LOOKED, contact_id, one, actor_id, day) for one in passed)
        session.flush()


def passed_on(session: Session, standing: Decisions, contact_id: str) -> set[str]:
    """The earlier contacts that were shown beside it, and that nobody has answered since."""
    here = [two for two, event in standing.last.items() if contact_id in two and event.verdict is Verdict.NOT_LOOKED]
    others = {one for two in here for one in two} - standing.same(contact_id)
    return earlier_ones(session, contact_id, others)


def earlier_ones(session: Session, contact_id: str, among: Set[str]) -> set[str]:
    """Of `among`, those that can be linked and were before the contact."""
    began = select(Contact.day, Contact.id).where(Contact.id == contact_id).scalar_subquery()
    before = tuple_(Contact.day, Contact.id) < began
    wanted = Contact.id.in_(among), Contact.about == About.HIMSELF, ~Contact.no_note
    return set(session.scalars(select(Contact.id).where(before, *wanted)))


def link_chain(session: Session, contacts: Sequence[str], day: date) -> int:
    """Links contacts that were just imported, each to the next, and returns the number of links."""
    session.add_all(_event(Verdict.SAME, a, b, None, day) for a, b in pairwise(contacts))
    session.flush()
    return max(len(contacts) - 1, 0)


def take_back(session: Session, a: str, b: str, actor_id: int | None, day: date) -> None:
    """Takes back what stands directly between `a` and `b`, by adding an event.

    Raises NotLinked, or OnePersonNow of `stats.decisions`; nothing is added then.
    """
    undone = near(session, [a, b]).to_take_back(a, b)
    session.add_all(_event(one.verdict, a, b, actor_id, day, undoes=one.id) for one in undone)
    session.flush()


def part(session: Session, a: str, b: str, actor_id: int, day: date) -> None:
    """Takes back that one of the two went on as the other, and adds an event that says so. Raises NotLinked."""
    for before, after in ((a, b), (b, a)):
        contact = session.get(Contact, after)
        if contact and contact.continues == before:
            contact.continues = None
            session.add(TakenBack(before=before, after=after, actor_id=actor_id, day=day))
            return session.flush()
    raise NotLinked(f"{a}, {b}")


@dataclass(frozen=True)
class Newest:
    """A moment of the register, by the numbers of its newest events: a decision, and a move that was taken back.

    `release`: the one that was made then, if that is what the moment is about.
    """

    decision: int
    taken_back: int
    release: int | None = None


def newest(session: Session) -> Newest:
    """Now."""
    decision, taken_back = (session.scalar(select(func.max(one.id))) or 0 for one in (LinkDecision, TakenBack))
    return Newest(decision, taken_back)


def decisions(session: Session, until: Newest | None = None) -> Decisions:
    """Everything that stands now, or that stood `until` then."""
    events = _EVENTS if until is None else _EVENTS.where(LinkDecision.id <= until.decision)
    return Decisions(_events(session, events), moves(session, until))


def near(session: Session, contacts: Collection[str]) -> Decisions:
    """What stands on the persons of `contacts`, and between them and others. No other decision is read."""
    moved, events = moves(session), set[Decided]()
    seen, edge = set[str](), set(contacts)
    while edge:
        seen |= edge
        events.update(_events(session, _EVENTS.where(or_(*(side.in_(edge) for side in _TWO)))))
        joined = [*moved, *(event.two for event in events if event.verdict is Verdict.SAME)]
        edge = {one for two in joined if not seen.isdisjoint(two) for one in two} - seen
    return Decisions(events, moved)


class Joined:
    """Which contacts are one person, kept in this process's memory: decisions are only added, so the new ones are read.

    Of decisions that two are of different persons, only those are here that overrule a link.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._newest = 0
        self._events: list[Decided] = []
        self._moves: list[Pair] = []
        self._standing = Decisions([])

    def read(self, session: Session) -> Decisions:
        """As it stands now, whoever decided last."""
        with self._lock:
            fresh, moved = list(_events(session, _LINKED.where(LinkDecision.id > self._newest))), moves(session)
            if fresh or moved != self._moves:
                self._events, self._moves = [*self._events, *fresh], moved
                self._newest = max((self._newest, *(event.id for event in fresh)))
                self._standing = Decisions(self._events, moved)
            return self._standing


def persons(session: Session) -> dict[str, int]:
    """The person each contact belongs to, as a number that means something only within this answer.

    Contacts with relatives and helpers belong to nobody and are left out.
    """
    return decisions(session).persons(linkable(session))


def linkable(session: Session) -> list[str]:
    """The contacts that belong to somebody, in date order."""
    of_himself = select(Contact.id).where(Contact.about == About.HIMSELF).order_by(Contact.day, Contact.id)
    return list(session.scalars(of_himself))


def linked_contacts(session: Session, contact_id: str) -> list[str]:
    """The other contacts of the same person."""
    return sorted(near(session, [contact_id]).same(contact_id) - {contact_id})


def moves(session: Session, until: Newest | None = None) -> list[Pair]:
    """Every contact with the person concerned that went on in another channel, before what it went on as."""
    onward = select(Contact.continues, Contact.id).where(Contact.continues.is_not(None), Contact.about == About.HIMSELF)
    found = [(before, after) for before, after in session.execute(onward) if before]
    return sorted(found + ([] if until is None else taken_back_after(session, until)))


def taken_back_after(session: Session, until: Newest) -> list[Pair]:
    """The moves of persons concerned that stood then and were taken back later."""
    later = select(TakenBack.before, TakenBack.after).where(TakenBack.id > until.taken_back)
    of_himself = later.join(Contact, Contact.id == TakenBack.after).where(Contact.about == About.HIMSELF)
    return [(before, after) for before, after in session.execute(of_himself.order_by(TakenBack.id))]


_TWO = (LinkDecision.contact_a, LinkDecision.contact_b)
_EVENTS = select(LinkDecision.id, *_TWO, LinkDecision.verdict, LinkDecision.day, LinkDecision.undoes)


_LINK = aliased(LinkDecision)
_LINKED = _EVENTS.where(  # what was decided of two who were linked at any time; the word stands here as in their index
    select(_LINK.id)
    .where(_LINK.contact_a == LinkDecision.contact_a, _LINK.contact_b == LinkDecision.contact_b)
    .where(_LINK.verdict == literal_column(f"'{Verdict.SAME}'"))
    .exists()
)


def _events(session: Session, which: Any) -> Iterator[Decided]:
    for id_, a, b, verdict, day, undoes in session.execute(which):
        yield Decided(id_, (a, b), verdict, day, undoes)


def _event(
    verdict: Verdict, a: str, b: str, actor_id: int | None, day: date, undoes: int | None = None
) -> LinkDecision:
    first, second = in_order(a, b)
    return LinkDecision(contact_a=first, contact_b=second, verdict=verdict, actor_id=actor_id, day=day, undoes=undoes)


def _check_linkable(session: Session, contact_id: str) -> None:
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise UnknownContact(contact_id)
    if contact.about is not About.HIMSELF:
        raise NotHimself(contact_id)
    if contact.no_note:
        raise NotCompared(contact_id)

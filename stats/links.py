"""Which contacts are the same person. Links are events; a person is what they make, and not stored.

Links form no rings: contacts that already are one person cannot be linked again, so unlinking parts them. A contact
that went on in another channel is one person with what it went on as, without a link.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from stats.models import Contact, LinkDecision, TakenBack
from stats.vocabulary import About, Verdict

Pair = tuple[str, str]


class AlreadyLinked(Exception):
    """The two contacts already are the same person, directly or through others."""


class SameContact(Exception):
    """A contact cannot be linked to itself."""


class UnknownContact(Exception):
    """There is no such contact."""


class NotHimself(Exception):
    """Only contacts with the person concerned can be linked; a relative or helper is not a counted person."""


class NotCompared(Exception):
    """The person wanted no note on this contact, so nobody compares it with others."""


class NotLinked(Exception):
    """No link stands directly between these two contacts."""


def link(session: Session, a: str, b: str, actor_id: int | None, day: date) -> None:
    """Adds the decision that `a` and `b` are the same person; `actor_id` None means an import.

    Raises SameContact, UnknownContact, NotHimself, NotCompared or AlreadyLinked; nothing is added then.
    """
    if a == b:
        raise SameContact(a)
    for contact_id in (a, b):
        _check_linkable(session, contact_id)
    if b in linked_contacts(session, a):
        raise AlreadyLinked(f"{a}, {b}")
    session.add(_same(a, b, actor_id, day))
    session.flush()


def link_chain(session: Session, contacts: Sequence[str], day: date) -> int:
    """Links contacts that were just imported, each to the next, and returns the number of links."""
    session.add_all(_same(a, b, None, day) for a, b in pairwise(contacts))
    session.flush()
    return max(len(contacts) - 1, 0)


def unlink(session: Session, a: str, b: str, actor_id: int | None, day: date) -> None:
    """Takes back the link directly between `a` and `b` by adding an event. Raises NotLinked."""
    first, second = sorted((a, b))
    here = (LinkDecision.contact_a == first, LinkDecision.contact_b == second)
    # Two staff who link at the same moment may leave two events; both are taken back.
    standing = list(session.scalars(_standing().where(*here)))
    if not standing:
        raise NotLinked(f"{a}, {b}")
    session.add_all(_same(a, b, actor_id, day, undoes=decision.id) for decision in standing)
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


def persons(session: Session) -> dict[str, int]:
    """The person each contact belongs to, as a number that means something only within this answer.

    Contacts with relatives and helpers belong to nobody and are left out.
    """
    of_himself = select(Contact.id).where(Contact.about == About.HIMSELF).order_by(Contact.day, Contact.id)
    return components(session.scalars(of_himself), direct_links(session) + moves(session))


def linked_contacts(session: Session, contact_id: str) -> list[str]:
    """The other contacts of the same person."""
    near = _neighbours(direct_links(session) + moves(session))
    return sorted(_reach(contact_id, near) - {contact_id})


def direct_links(session: Session) -> list[Pair]:
    """Every pair that a link stands directly between, each pair in order."""
    return sorted({(decision.contact_a, decision.contact_b) for decision in session.scalars(_standing())})


def moves(session: Session) -> list[Pair]:
    """Every contact with the person concerned that went on in another channel, before what it went on as."""
    onward = select(Contact.continues, Contact.id).where(Contact.continues.is_not(None), Contact.about == About.HIMSELF)
    return [(before, after) for before, after in session.execute(onward.order_by(Contact.id)) if before]


def components(contacts: Iterable[str], pairs: Iterable[Pair]) -> dict[str, int]:
    """Numbers the groups that `pairs` make of `contacts`, from 0, in the order of `contacts`."""
    near = _neighbours(pairs)
    number: dict[str, int] = {}
    count = 0
    for contact_id in contacts:
        if contact_id not in number:
            number |= dict.fromkeys(_reach(contact_id, near), count)
            count += 1
    return number


def _standing() -> Select[LinkDecision]:
    undo = aliased(LinkDecision)
    undone = select(undo.id).where(undo.undoes == LinkDecision.id).exists()
    return select(LinkDecision).where(LinkDecision.undoes.is_(None), ~undone)


def _same(a: str, b: str, actor_id: int | None, day: date, undoes: int | None = None) -> LinkDecision:
    first, second = sorted((a, b))
    return LinkDecision(
        contact_a=first, contact_b=second, verdict=Verdict.SAME, actor_id=actor_id, day=day, undoes=undoes
    )


def _check_linkable(session: Session, contact_id: str) -> None:
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise UnknownContact(contact_id)
    if contact.about is not About.HIMSELF:
        raise NotHimself(contact_id)
    if contact.no_note:
        raise NotCompared(contact_id)


def _neighbours(pairs: Iterable[Pair]) -> dict[str, set[str]]:
    near: dict[str, set[str]] = {}
    for a, b in pairs:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    return near


def _reach(start: str, near: Mapping[str, set[str]]) -> set[str]:
    reached, edge = {start}, [start]
    while edge:
        fresh = near.get(edge.pop(), set()) - reached
        reached |= fresh
        edge.extend(fresh)
    return reached

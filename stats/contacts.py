"""Contacts as staff read them, their notes unsealed. Nothing here is written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.sealing import Unreadable, unseal
from stats.decisions import Decisions
from stats.linking.bags import Terms
from stats.linking.fading import unpack
from stats.links import UnknownContact, near
from stats.models import Contact
from stats.vocabulary import (
    About,
    AgeBand,
    Basis,
    Category,
    Channel,
    ContactedBy,
    Gender,
    HeardFrom,
    Nationality,
    Step,
    TalkedBefore,
    WeakerBecause,
)


@dataclass(frozen=True)
class ContactView:
    """A contact as staff read it. `linked` is the number of other contacts of the same person.

    `unreadable`: there is a note, and it is damaged; `note` is empty then.
    """

    id: str
    day: date
    channel: Channel
    about: About
    category: Category | None
    gender: Gender
    age_band: AgeBand
    language: str
    topics: tuple[str, ...]
    talked_before: TalkedBefore
    note: str
    no_note: bool
    linked: int
    basis: Basis | None = None
    considering: bool = False
    nationality: Nationality = Nationality.UNKNOWN
    contacted_by: ContactedBy = ContactedBy.UNKNOWN
    heard_from: HeardFrom = HeardFrom.UNKNOWN
    step: Step = Step.UNKNOWN
    shift_id: int | None = None
    continues: str | None = None
    weaker_because: WeakerBecause | None = None
    unreadable: bool = False


Read = str | None  # a note; None where it is damaged, which is to hide neither its contact nor any other


def get_contact(session: Session, contact_id: str) -> Contact:
    """The stored contact. Raises UnknownContact."""
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise UnknownContact(contact_id)
    return contact


def contact_note(service_key: bytes, contact: Contact) -> str:
    """The note in plain words, empty where there is none. Raises chat.sealing.Unreadable for another key."""
    if contact.note is None:
        return ""
    return unseal(service_key, contact.note, f"note|{contact.id}").decode()


def _read(service_key: bytes, contact: Contact) -> Read:
    try:
        return contact_note(service_key, contact)
    except Unreadable:
        return None


def contact_trace(service_key: bytes, contact: Contact) -> Terms:
    """The places of its trace, none where there is no trace. Raises chat.sealing.Unreadable for another key."""
    packed = unseal(service_key, contact.trace, f"trace|{contact.id}") if contact.trace else b""
    return unpack(packed)


def list_contacts(
    session: Session, service_key: bytes, limit: int = 50, words: str = "", linkable: bool = False
) -> list[ContactView]:
    """The newest contacts first, at most `limit`; with `words`, those whose note has all of them, in any case.
    `linkable`: only those that can be linked.

    Notes are searched in memory after unsealing; no index of their words exists anywhere.
    """
    newest = select(Contact).order_by(Contact.day.desc(), Contact.id)
    if linkable:
        newest = newest.where(Contact.about == About.HIMSELF, ~Contact.no_note)
    wanted, found = words.casefold().split(), list[tuple[Contact, Read]]()
    for contact in session.scalars(newest.execution_options(yield_per=100)):
        note = _read(service_key, contact)
        if all(word in (note or "").casefold() for word in wanted):
            found.append((contact, note))
        if len(found) == limit:
            break
    return _views(session, found)


def view_contacts(
    session: Session, service_key: bytes, contact_ids: Collection[str], standing: Decisions | None = None
) -> list[ContactView]:
    """These contacts as staff read them, newest first; unknown ids are passed over.

    `standing`: what makes them persons, where it was read before.
    """
    rows = session.scalars(select(Contact).where(Contact.id.in_(contact_ids)).order_by(Contact.day.desc(), Contact.id))
    return _views(session, [(contact, _read(service_key, contact)) for contact in rows], standing)


def list_continuable(session: Session, service_key: bytes, counselor_id: int, day: date) -> list[ContactView]:
    """The counselor's own contacts of that day, which one more may be the continuation of."""
    mine = select(Contact).where(Contact.counselor_id == counselor_id, Contact.day == day, ~Contact.no_note)
    found = session.scalars(mine.order_by(Contact.channel, Contact.id))
    return [_view(contact, _read(service_key, contact), 0) for contact in found]


def _views(
    session: Session, found: Sequence[tuple[Contact, Read]], standing: Decisions | None = None
) -> list[ContactView]:
    """These contacts, each with its note, as staff read them."""
    standing = standing or near(session, [contact.id for contact, _ in found])
    return [_view(contact, note, len(standing.same(contact.id)) - 1) for contact, note in found]


def _view(contact: Contact, note: Read, linked: int) -> ContactView:
    return ContactView(
        id=contact.id,
        day=contact.day,
        channel=contact.channel,
        about=contact.about,
        category=contact.category,
        gender=contact.gender,
        age_band=contact.age_band,
        language=contact.language,
        topics=tuple(row.topic for row in contact.topics),
        talked_before=contact.talked_before,
        note=note or "",
        no_note=contact.no_note,
        linked=linked,
        basis=contact.basis,
        considering=contact.considering,
        nationality=contact.nationality,
        contacted_by=contact.contacted_by,
        heard_from=contact.heard_from,
        step=contact.step,
        shift_id=contact.shift_id,
        continues=contact.continues,
        weaker_because=contact.weaker_because,
        unreadable=note is None,
    )

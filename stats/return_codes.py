"""What the register has of return codes of the mailbox, as their visitors chose: a hint that contacts are of one of
them, or a number of those who are counted nowhere. A hint joins nothing by itself; staff link.
"""

from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from stats.contacts import ContactView, view_contacts
from stats.links import linked_contacts, near
from stats.models import Contact, OwedRegistration, Uncounted
from stats.vocabulary import About


def list_same_code(session: Session, service_key: bytes, contact_id: str) -> list[ContactView]:
    """The contacts that a visitor let his return code join to this one, and that nobody has linked yet; newest first.

    None where the contact cannot be linked itself.
    """
    contact = session.get(Contact, contact_id)
    if contact is None or contact.return_hint is None or not _is_linkable(contact):
        return []
    same = select(Contact).where(Contact.return_hint == contact.return_hint)
    apart = {one.id for one in session.scalars(same) if _is_linkable(one)} - {contact_id}
    return view_contacts(session, service_key, apart - set(linked_contacts(session, contact_id)))


def newest_of_persons(session: Session, hint: bytes) -> list[str]:
    """Of each person whom the hint joins contacts of, the newest of these contacts."""
    newest = select(Contact).where(Contact.return_hint == hint).order_by(Contact.day.desc(), Contact.id)
    found = [one.id for one in session.scalars(newest) if _is_linkable(one)]
    person_of = near(session, found).persons(found)
    return list({person_of[one]: one for one in reversed(found)}.values())


def _is_linkable(contact: Contact) -> bool:
    return contact.about is About.HIMSELF and not contact.no_note


def drop_hint(session: Session, hint: bytes) -> None:
    """Takes a hint away from every contact and card that has it: its visitor does not agree any more."""
    for table in (Contact, OwedRegistration):
        session.execute(update(table).where(table.return_hint == hint).values(return_hint=None))


def count_nowhere(session: Session, day: date) -> None:
    """Adds one to the day's number of exchanges that the visitor wanted counted nowhere. Nothing else is kept of it."""
    row = session.get(Uncounted, day) or Uncounted(day=day, number=0)
    row.number += 1
    session.add(row)
    session.flush()


def number_uncounted(session: Session, first: date, last: date) -> int:
    found = select(func.sum(Uncounted.number)).where(Uncounted.day >= first, Uncounted.day <= last)
    return session.scalar(found) or 0

"""What of the register is compared with what: facts, and notes as numbers. In this process's memory only.

What was told by a note goes from here when the note goes; what its trace tells, when that goes.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chat.sealing import Unreadable
from stats.contacts import ContactView, contact_note, contact_trace, view_contacts
from stats.decisions import Decisions
from stats.linking.evidence import Memory
from stats.linking.trace import Facts, Trace, Traces, trace_of
from stats.models import Contact
from stats.vocabulary import SAID_BEFORE, About, TalkedBefore

AT_ONCE = 200  # contacts that are read together
State = tuple[object, ...]
There = tuple[bool, bool]  # whether a note and a trace are stored
Known = tuple[Facts, Trace, There | None]  # None where something is stored that cannot be read
T = TypeVar("T")

_once: dict[Any, Any] = {}


class Remembered:
    """The contacts with persons concerned who did not refuse it, in date order; brought up to date when asked.

    `unreadable`: of how many the note or its trace is damaged. They are compared by what can be read of them, and stay.
    """

    def __init__(self, service_key: bytes) -> None:
        self._service_key = service_key
        self._lock = Lock()
        self._state: State | None = None
        self._memory = Memory([])
        self._stored: list[There | None] = []  # of each in memory
        self.unreadable = 0

    def memory(self, session: Session) -> Memory:
        """Contacts and notes come and go; where nothing of that changed, nothing is read.

        A note has a last day as long as it is there, and a trace has; their index tells it without reading contacts.
        """
        with self._lock:
            until = (Contact.note_until, Contact.trace_until)
            numbers: list[Any] = [func.count(), *map(func.count, until), func.max(Contact.note_until)]
            state = tuple(session.execute(select(*numbers).select_from(Contact)).one())
            if state != self._state:
                self._read(session)
                self._state = state
            return self._memory

    def view(
        self, session: Session, contact_ids: Collection[str], standing: Decisions | None = None
    ) -> list[ContactView]:
        return view_contacts(session, self._service_key, contact_ids, standing)

    def _read(self, session: Session) -> None:
        """What is unreadable is tried again whenever something has changed."""
        contacts, stored = list[Facts](), list[There | None]()

        def told() -> Iterator[Trace]:
            for facts, trace, there in self._each(session):
                contacts.append(facts)
                stored.append(there)
                yield trace

        self._memory = Memory(contacts, Traces(told()))
        self._stored, self.unreadable = stored, stored.count(None)

    def _each(self, session: Session) -> Iterator[Known]:
        """What is to be compared, one by one, so that of no more than a few there is more in memory than will stay."""
        asked = (Contact.id, Contact.note.is_not(None), Contact.trace.is_not(None))
        compared = select(*asked).where(Contact.about == About.HIMSELF, ~Contact.no_note)
        rows = session.execute(compared.order_by(Contact.day, Contact.id))
        left: dict[str, There] = {id_: once((note, trace)) for id_, note, trace in rows}
        known = zip(self._memory.contacts, self._stored, strict=True)
        places = {one.id: place for place, (one, had) in enumerate(known) if had and had == left.get(one.id)}
        fresh = self._read_some(session, {id_: there for id_, there in left.items() if id_ not in places})
        for id_, there in left.items():
            if (place := places.get(id_)) is None:
                yield next(fresh)
            else:
                yield self._memory.contacts[place], self._memory.traces[place], there

    def _read_some(self, session: Session, there: Mapping[str, There]) -> Iterator[Known]:
        """In the same order."""
        ids = list(there)
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            rows = {contact.id: contact for contact in session.scalars(select(Contact).where(Contact.id.in_(some)))}
            for contact in map(rows.__getitem__, some):
                trace, whole = self._read_one(contact)
                yield facts_of(contact), trace, there[contact.id] if whole else None

    def _read_one(self, contact: Contact) -> tuple[Trace, bool]:
        """What is left of its note, and whether all of that could be read."""
        note, places = self._unsealed(contact_note, contact), self._unsealed(contact_trace, contact)
        trace = trace_of(note or "")
        whole = note is not None and places is not None
        return (trace if places is None else replace(trace, faded=places)), whole

    def _unsealed(self, read: Callable[[bytes, Contact], T], contact: Contact) -> T | None:
        """None where it is damaged: that is to stop neither suggestions nor the closing of a year."""
        try:
            return read(self._service_key, contact)
        except Unreadable:
            return None


def facts_of(contact: Contact, note: str = "") -> Facts:
    """What is compared of a stored contact, with as much of its note as is given."""
    return Facts(
        id=contact.id,
        day=once(contact.day),
        channel=contact.channel,
        category=contact.category,
        gender=contact.gender,
        age_band=contact.age_band,
        language=once(contact.language),
        topics=once(frozenset(row.topic for row in contact.topics)),
        said_before=said_before(contact.talked_before),
        note=note,
    )


def once(value: T) -> T:
    """The same object for the same value, of which there are few: memory is for many contacts."""
    found: T = _once.setdefault(value, value)
    return found


def said_before(talked: TalkedBefore) -> bool | None:
    """Whether the person said that we had talked before; None where nobody knows."""
    if talked in SAID_BEFORE:
        return True
    return False if talked is TalkedBefore.ASKED_NO else None

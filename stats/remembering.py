"""What of the register is compared with what: facts, and notes as numbers. In this process's memory only.

What was told by a note goes from here when the note goes; what its trace tells, when that goes.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chat.sealing import Unreadable
from stats.decisions import Decisions
from stats.linking.evidence import Memory
from stats.linking.trace import Facts, Trace, trace_of
from stats.models import Contact
from stats.register import ContactView, contact_note, contact_trace, view_contacts
from stats.vocabulary import SAID_BEFORE, About, TalkedBefore

AT_ONCE = 1000  # contacts that are read together
State = tuple[object, ...]


@dataclass(frozen=True)
class Known:
    """A contact that was read, which nobody changes. `there`: whether its note and its trace were.

    None where they are and cannot be read: it is tried again whenever something has changed.
    """

    there: tuple[bool, bool] | None
    facts: Facts
    trace: Trace


class Remembered:
    """The contacts with persons concerned who did not refuse it, in date order; brought up to date when asked.

    `unreadable`: of how many the note or its trace is damaged. They are compared by their facts alone, and stay.
    """

    def __init__(self, service_key: bytes) -> None:
        self._service_key = service_key
        self._lock = Lock()
        self._state: State | None = None
        self._known: dict[str, Known] = {}
        self._memory = Memory([])
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
        there = (Contact.id, Contact.note.is_not(None), Contact.trace.is_not(None))
        compared = select(*there).where(Contact.about == About.HIMSELF, ~Contact.no_note)
        left = {id_: (note, trace) for id_, note, trace in session.execute(compared.order_by(Contact.day, Contact.id))}
        self._known = {id_: one for id_, one in self._known.items() if id_ in left and one.there == left[id_]}
        fresh = [id_ for id_ in left if id_ not in self._known]
        for start in range(0, len(fresh), AT_ONCE):
            rows = session.scalars(select(Contact).where(Contact.id.in_(fresh[start : start + AT_ONCE])))
            self._known |= {row.id: self._read_one(row, left[row.id]) for row in rows}
        in_order = [self._known[id_] for id_ in left]
        self.unreadable = sum(one.there is None for one in in_order)
        self._memory = Memory([one.facts for one in in_order], [one.trace for one in in_order])

    def _read_one(self, contact: Contact, there: tuple[bool, bool]) -> Known:
        try:
            return Known(there, facts_of(contact), self._trace(contact))
        except Unreadable:  # one damaged note is to stop neither suggestions nor the closing of a year
            return Known(None, facts_of(contact), trace_of(""))

    def _trace(self, contact: Contact) -> Trace:
        faded = contact_trace(self._service_key, contact)
        return replace(trace_of(contact_note(self._service_key, contact)), faded=faded)


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

"""What of the register is compared with what: facts, and notes as numbers. In this process's memory only.

What was told by a note goes from here when the note goes; what its trace tells, when that goes.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from sys import intern
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

AT_ONCE = 1000  # contacts that are read together
State = tuple[object, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known:
    """A contact that was read, which nobody changes. `there`: whether its note and its trace were.

    None where they are and cannot be read: it is tried again whenever something has changed. Its trace is the one at
    `place` of `traces`.
    """

    there: tuple[bool, bool] | None
    facts: Facts
    traces: Traces
    place: int


class Remembered:
    """The contacts with persons concerned who did not refuse it, in date order; brought up to date when asked.

    `unreadable`: of how many the note or its trace is damaged. They are compared by what can be read of them, and stay.
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
            self._known |= self._read_some(list(rows), left)
        in_order = [self._known[id_] for id_ in left]
        self.unreadable = sum(one.there is None for one in in_order)
        traces = Traces.gather([(one.traces, one.place) for one in in_order])
        self._known = {
            one.facts.id: replace(one, traces=traces, place=place) for place, one in enumerate(in_order)
        }  # the pieces of memory that they were read into are given back
        self._memory = Memory([one.facts for one in in_order], traces)

    def _read_some(self, contacts: Sequence[Contact], there: Mapping[str, tuple[bool, bool]]) -> dict[str, Known]:
        read = [self._read_one(contact) for contact in contacts]
        traces = Traces([trace for trace, _ in read])
        return {
            contact.id: Known(there[contact.id] if whole else None, facts_of(contact), traces, place)
            for place, (contact, (_, whole)) in enumerate(zip(contacts, read, strict=True))
        }

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
        day=contact.day,
        channel=contact.channel,
        category=contact.category,
        gender=contact.gender,
        age_band=contact.age_band,
        language=intern(contact.language),
        topics=_once(frozenset(row.topic for row in contact.topics)),
        said_before=said_before(contact.talked_before),
        note=note,
    )


@cache
def _once(topics: frozenset[str]) -> frozenset[str]:
    """The same object for the same topics, of which there are few: memory is for many contacts."""
    return topics


def said_before(talked: TalkedBefore) -> bool | None:
    """Whether the person said that we had talked before; None where nobody knows."""
    if talked in SAID_BEFORE:
        return True
    return False if talked is TalkedBefore.ASKED_NO else None

"""The register as it was counted last, and brought up to date when it has changed since. In this process's memory only.

Contacts and decisions are only added. So what a change touches is the persons of the contacts that it names: they are
taken out and counted anew, and everybody else stays as they are. Where that cannot be followed, all is read.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import Executable, func, literal_column, select
from sqlalchemy.orm import Session

from chat.db import begin_reading
from stats.counted import Counted, count_all, counted_contacts, read_contacts
from stats.counting import CountedContact
from stats.decisions import Decisions
from stats.links import near
from stats.models import Contact, LinkDecision, TakenBack
from stats.replacing import replaced
from stats.vocabulary import About

FEW = 500  # contacts that were touched: with more, reading all is as quick
ROW: Any = literal_column("contacts.rowid")  # contacts have no number of their own


class Level(NamedTuple):
    """How many rows of a table there are, and the number of the last one."""

    number: int
    last: int


class State(NamedTuple):
    """Of which at least one is another as soon as something that is counted has changed."""

    contacts: Level
    decisions: Level
    taken_back: Level


@dataclass(frozen=True)
class Kept:
    """`person_of`: the number of each contact's person; None for relatives and helpers. `unused`: from here, none is.

    `first`: the contact before which there is no other.
    """

    state: State
    counted: Counted
    person_of: Mapping[str, int | None]
    unused: int
    first: str | None


class CountedRegister:
    """What was counted last, brought up to date when the register has changed since."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: Kept | None = None

    def read(self, session: Session) -> Counted:
        """The register as it stands."""
        with self._lock:
            if self._kept is None or self._kept.state != state_of(session):
                begin_reading(session)
                followed = _follow(session, self._kept) if self._kept else None
                self._kept = followed or _read_all(session)
            return self._kept.counted


def state_of(session: Session) -> State:
    levels = []
    for table, number in ((Contact, ROW), (LinkDecision, LinkDecision.id), (TakenBack, TakenBack.id)):
        rows, last = session.execute(select(func.count(), func.max(number)).select_from(table)).one()
        levels.append(Level(rows, last or 0))
    return State(*levels)


def _read_all(session: Session) -> Kept:
    contacts = counted_contacts(session)
    person_of = {one.id: one.person for one in contacts}
    return Kept(state_of(session), count_all(contacts), person_of, _unused(contacts, 0), _first(session))


def _unused(contacts: Iterable[CountedContact], before: int) -> int:
    return 1 + max((one.person for one in contacts if one.person is not None), default=before - 1)


def _first(session: Session) -> str | None:
    of_himself = select(Contact.id).where(Contact.about == About.HIMSELF).order_by(Contact.day, Contact.id)
    return session.scalars(of_himself.limit(1)).first()


class Fresh(NamedTuple):
    """The contacts that are new, every contact that is named with them, and what they no longer went on as."""

    contacts: set[str]
    named: set[str]
    parted: dict[str, str]


def _follow(session: Session, kept: Kept) -> Kept | None:
    """What is kept, with what came since. None where too much did, or something else than additions."""
    state, first = state_of(session), _first(session)
    fresh = _fresh(session, kept.state, state)
    if fresh is None or len(fresh.named) > FEW:
        return None
    touched = fresh.named | ({one for one in (first, kept.first) if one} if first != kept.first else set())
    before = _of_persons(kept.person_of, touched)
    decided = near(session, before | touched)
    after = set(chain.from_iterable(map(decided.same, before | touched)))
    contacts = _read(session, decided, before | after, first, kept.unused)
    gone = [_as_before(one, kept, fresh) for one in contacts if one.id in kept.person_of]
    numbers = {one.id: one.person for one in contacts}
    unused = _unused(contacts, kept.unused)
    return Kept(state, _exchanged(kept.counted, gone, contacts), {**kept.person_of, **numbers}, unused, first)


def _fresh(session: Session, before: State, now: State) -> Fresh | None:
    """What was added. None where anything else happened to a table than that rows were added at its end."""
    added = select(Contact.id, Contact.continues).where(before.contacts.last < ROW)
    decided = select(LinkDecision.contact_a, LinkDecision.contact_b).where(LinkDecision.id > before.decisions.last)
    parted = select(TakenBack.before, TakenBack.after).where(TakenBack.id > before.taken_back.last)
    found = [_rows(session, wanted) for wanted in (added, decided, parted)]
    if [len(rows) for rows in found] != [new.number - old.number for old, new in zip(before, now, strict=True)]:
        return None
    new, _, back = found
    named = {one for row in chain.from_iterable(found) for one in row if one}
    return Fresh({id_ for id_, _ in new}, named, {after: earlier for earlier, after in back})


def _rows(session: Session, wanted: Executable) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(wanted)]


def _of_persons(person_of: Mapping[str, int | None], contacts: Iterable[str]) -> set[str]:
    """The contacts that are known, with all others of their persons."""
    known = {one for one in contacts if one in person_of}
    persons = {person_of[one] for one in known} - {None}
    return known | {one for one, person in person_of.items() if person in persons}


def _read(
    session: Session, decided: Decisions, ids: Collection[str], first: str | None, unused: int
) -> list[CountedContact]:
    """These contacts as they count now. `ids` are all contacts of their persons, who are numbered from `unused` on."""
    beside = {one for two in decided.last for one in two}
    wanted = {*ids, *beside} | ({first} if first else set())
    known = select(Contact.id).where(Contact.about == About.HIMSELF, Contact.id.in_(wanted))
    in_order = list(session.scalars(known.order_by(Contact.day, Contact.id)))
    person_of = {one: unused + number for one, number in decided.persons(in_order).items()}
    return read_contacts(session, person_of, decided.settled(in_order), ids)


def _as_before(contact: CountedContact, kept: Kept, fresh: Fresh) -> CountedContact:
    """As it counted before. It may have been what another went on as."""
    continues = fresh.parted.get(contact.id, contact.continues)
    return contact._replace(person=kept.person_of[contact.id], continues=continues)


def _exchanged(counted: Counted, gone: list[CountedContact], come: list[CountedContact]) -> Counted:
    was, is_now = count_all(gone), count_all(come)
    met = Counter(counted.met)
    met.subtract(was.met)
    met.update(is_now.met)
    years = {year: replaced(counted.of(year), was.of(year), is_now.of(year)) for year in {*was.years, *is_now.years}}
    return Counted({**counted.years, **years}, +met)

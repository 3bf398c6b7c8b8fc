"""The register as it is counted: read into plain values, and laid out as columns of small numbers.

It holds no note and nothing of anybody that the register does not count.
"""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import String, extract, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from chat import calendar
from chat.language import LANGUAGES
from stats import directory, return_codes, topics
from stats.collecting import put_off
from stats.columns import YearColumns, columns_of
from stats.counting import CountedContact, YearCount, count_years, persons_of_shifts
from stats.dimensions import Lists, band
from stats.layout import Apart
from stats.links import Newest, decisions, linkable, taken_back_after
from stats.listed import EntryName
from stats.models import (
    Contact,
    ContactReferral,
    ContactTopic,
    NotAContact,
    SkippedRegistration,
)
from stats.models.shifts import Shift, Venue
from stats.progress import step
from stats.vocabulary import NotRecorded

NOT_COLUMNS = ("person", "settled", "topics", "referrals", "went_on_in")
COUNTED = tuple(name for name in CountedContact._fields if name not in NOT_COLUMNS)

T = TypeVar("T")


@dataclass(frozen=True)
class Counted:
    """Every year that has contacts. `met`: how many different persons on each shift on which there was anybody."""

    years: Mapping[int, YearColumns]
    met: Mapping[int, int]

    def of(self, year: int) -> YearColumns:
        """The year; an empty one where there are no contacts."""
        return self.years.get(year) or columns_of(YearCount(year, (), 0, 0, 0, ()))


@put_off()
def count_all(contacts: list[CountedContact]) -> Counted:
    """All years of these contacts."""
    years = {year: columns_of(count) for year, count in count_years(contacts).items()}
    return Counted(years, persons_of_shifts(contacts))


@put_off()
def counted_contacts(session: Session, until: Newest | None = None) -> list[CountedContact]:
    """Every contact as it is counted, with the person that links make it belong to; as it stood `until` then."""
    step("reading decisions and contacts")
    decided, later = decisions(session, until), _registered_later(session, until)
    person_of = decided.persons([one for one in linkable(session) if one not in later])
    moved = {after: before for before, after in taken_back_after(session, until)} if until else {}
    found = read_contacts(session, person_of, decided.settled(list(person_of)), moved=moved)
    return [one for one in found if one.id not in later] if later else found


def _registered_later(session: Session, until: Newest | None) -> set[str]:
    """Contacts of the years that a release counted which came after it."""
    if until is None or until.release is None:
        return set()
    return set(session.scalars(select(Contact.id).where(Contact.after_release >= until.release)))


def read_contacts(
    session: Session,
    person_of: Mapping[str, int],
    settled: Set[str],
    ids: Collection[str] | None = None,
    moved: Mapping[str, str] = MappingProxyType({}),
) -> list[CountedContact]:
    """The contacts with these `ids`, or all, of the persons that they are said to be of.

    `moved`: what some of them went on from, other than is said now.
    """
    topics_of = _chosen(session, ContactTopic.contact_id, ContactTopic.topic, ids)
    services_of = _chosen(session, ContactReferral.contact_id, ContactReferral.service_id, ids)
    of = _stored(session, ids)
    of |= {
        "continues": [moved.get(one, before) for one, before in zip(of["id"], of["continues"], strict=True)],
        "person": [person_of.get(one) for one in of["id"]],
        "settled": [one in settled for one in of["id"]],
        "topics": [topics_of.get(one, ()) for one in of["id"]],
        "referrals": [services_of.get(one, ()) for one in of["id"]],
        "went_on_in": [()] * len(of["id"]),
    }
    return list(map(CountedContact._make, zip(*(of[name] for name in CountedContact._fields), strict=True)))


def _stored(session: Session, ids: Collection[str] | None) -> dict[str, list[Any]]:
    """What is stored of contacts, column by column. Words are read as text and looked up, much quicker for many."""
    columns = [getattr(Contact, name) for name in COUNTED]
    words = [_members(column.type) for column in columns]
    read = [type_coerce(column, String) if known else column for column, known in zip(columns, words, strict=True)]
    rows = session.execute(_of(select(*read), Contact.id, ids)).all()
    found = zip(*rows, strict=True) if rows else [()] * len(COUNTED)
    told = ([known[one] for one in values] if known else values for known, values in zip(words, found, strict=True))
    return dict(zip(COUNTED, map(list, told), strict=True))


def _of(rows: Any, contact_id: InstrumentedAttribute[str], ids: Collection[str] | None) -> Any:
    return rows if ids is None else rows.where(contact_id.in_(ids))


def _members(kind: Any) -> dict[str | None, StrEnum | None]:
    """Each word as it is stored -> the member that it is; nothing for columns of something else."""
    members = getattr(kind, "enum_class", None) or ()
    return {**{one.value: one for one in members}, None: None} if members else {}


def _chosen(
    session: Session,
    contact_id: InstrumentedAttribute[str],
    entry: InstrumentedAttribute[T],
    ids: Collection[str] | None,
) -> dict[str, tuple[T, ...]]:
    """Each contact's entries of a list."""
    chosen: dict[str, tuple[T, ...]] = {}
    for found, one in session.execute(_of(select(contact_id, entry), contact_id, ids)):
        chosen[found] = (*chosen.get(found, ()), one)
    return chosen


def read_apart(session: Session, year: int) -> Apart:
    """What of the year is counted apart from contacts."""
    nowhere = return_codes.number_uncounted(session, date(year, 1, 1), date(year, 12, 31))
    return Apart(_reasons(session, NotAContact, year), _reasons(session, SkippedRegistration, year), nowhere)


def _reasons(session: Session, table: type[NotAContact] | type[SkippedRegistration], year: int) -> tuple[Any, ...]:
    return tuple(session.scalars(select(table.reason).where(extract("year", table.day) == year)))


def read_lists(session: Session) -> Lists:
    """Today's lists, and where and when each shift was."""
    today = calendar.today()
    listed, services = topics.list_topics(session), directory.list_all(session)
    since = {("topic", one.code): one.valid_from for one in listed}
    since |= {("referral", str(one.id)): one.valid_from for one in services}
    shifts = session.execute(select(Shift.id, Shift.venue_id, Shift.starts)).all()
    return Lists(
        topics.counted_as(listed, today),
        directory.counted_as(services, today),
        _venues(session, {id_: venue for id_, venue, _ in shifts}),
        {id_: band(starts.hour) for id_, _, starts in shifts},
        since,
    )


def _venues(session: Session, venue_of: Mapping[int, int | None]) -> dict[int, EntryName | NotRecorded]:
    """The venue of each shift, in the order of their names, own chat last."""
    named = {
        id_: EntryName(str(id_), dict.fromkeys(LANGUAGES, name))
        for id_, name in session.execute(select(Venue.id, Venue.name).order_by(func.lower(Venue.name)))
    }
    place = {id_: number for number, id_ in enumerate(named)}
    in_order = sorted(venue_of.items(), key=lambda one: place.get(one[1] or 0, len(place)))
    return {shift: named[venue] if venue else NotRecorded.OWN_CHAT for shift, venue in in_order}

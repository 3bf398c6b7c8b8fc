"""What contacts and persons can be counted by. Each dimension once: its words, and how a contact comes to a value.

What is of a person is the same for all contacts of the person in a year. No storage; today's lists are handed in.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from chat.language import N_
from stats.counting import CountedContact, CountedPerson
from stats.dimension_rules import DIMENSION_RULES
from stats.listed import EntryName
from stats.vocabulary import (
    AgeBand,
    Basis,
    Category,
    Channel,
    Gender,
    HeardFrom,
    HourBand,
    Nationality,
    NotRecorded,
    Step,
    Weekday,
)

MONTHS = range(1, 13)
WEEKDAYS = tuple(Weekday)
BAND_ENDS = ((5, HourBand.NIGHT), (12, HourBand.MORNING), (16, HourBand.AFTERNOON), (20, HourBand.EVENING))


class Spoken(str):
    """A language, by its code."""

    __slots__ = ()


Head = StrEnum | int | EntryName | Spoken  # what a row is about: a word of the vocabulary, a month, or an entry
Value = Any  # of a contact or person; hashable


@dataclass(frozen=True)
class Lists:
    """Today's lists: what was ever chosen -> the entry it counts as. `since`: from which day an entry can have counts.

    `venues` and `hours`: of each shift.
    """

    topics: Mapping[str, EntryName] = field(default_factory=dict)
    services: Mapping[int, EntryName] = field(default_factory=dict)
    venues: Mapping[int, EntryName | NotRecorded] = field(default_factory=dict)
    hours: Mapping[int, HourBand] = field(default_factory=dict)
    since: Mapping[tuple[str, str], date] = field(default_factory=dict)


Heads = Callable[[Lists, Iterable[Value]], Mapping[Value, Head]]


@dataclass(frozen=True)
class Dimension:
    """`of`: the value of a contact, or of a person where it is `of_person`; where there can be `several`, all of them.

    `heads`: each value -> the row it counts in; what is in it is a row also where nothing counts.
    `beside`: values under which the person counts too, though the contact does not.
    `like`: the dimension whose values these are, said in another way.
    """

    name: str
    title: str
    head: str
    of: Callable[[Any], Value]
    heads: Heads
    of_person: bool = False
    several: bool = False
    beside: Callable[[CountedContact], tuple[Value, ...]] | None = None
    like: str = ""

    @property
    def rule(self) -> str:
        return DIMENSION_RULES[self.name]

    @property
    def stored_as(self) -> str:
        """The name of the column that holds the values."""
        return self.like or self.name


def words(members: Iterable[Head]) -> Heads:
    """All of a vocabulary, and that something was not recorded where it was not."""
    known: dict[Value, Head] = {one: one for one in members}

    def heads(_lists: Lists, found: Iterable[Value]) -> Mapping[Value, Head]:
        missing = NotRecorded.NOT_RECORDED
        return {**known, missing: missing} if missing in set(found) else known

    return heads


def _languages(_lists: Lists, found: Iterable[Value]) -> Mapping[Value, Head]:
    return {one: Spoken(one) for one in sorted(map(str, found))}


def _topics(lists: Lists, _found: Iterable[Value]) -> Mapping[Value, Head]:
    return lists.topics


def _services(lists: Lists, _found: Iterable[Value]) -> Mapping[Value, Head]:
    return lists.services


def _venues(lists: Lists, found: Iterable[Value]) -> Mapping[Value, Head]:
    return _by_shift(lists.venues, found)


def _hours(lists: Lists, found: Iterable[Value]) -> Mapping[Value, Head]:
    """In the order of the day; what has no shift at the end."""
    bands = _by_shift(lists.hours, found) | dict.fromkeys(set(NotRecorded) & set(found), NotRecorded.NOT_RECORDED)
    place = {str(one): number for number, one in enumerate((*HourBand, NotRecorded.NOT_RECORDED))}
    return dict(sorted(bands.items(), key=lambda one: place[str(one[1])]))


def _by_shift(known: Mapping[int, Head], found: Iterable[Value]) -> dict[Value, Head]:
    """What is known of the shifts that were found, in the order in which they stand in the lists."""
    there = set(found)
    of_shifts: dict[Value, Head] = {shift: head for shift, head in known.items() if shift in there}
    return of_shifts | {one: one for one in NotRecorded if one in there}


def band(hour: int) -> HourBand:
    """The band in which a shift begins that begins in this hour of the day."""
    return next((band for end, band in BAND_ENDS if hour < end), HourBand.LATE)


def _shift(contact: CountedContact) -> Value:
    if contact.shift_id is not None:
        return contact.shift_id
    return NotRecorded.OWN_CHAT if contact.channel is Channel.WEB_CHAT else NotRecorded.NOT_RECORDED


def _basis(contact: CountedContact) -> Value:
    return contact.basis or NotRecorded.NOT_RECORDED


def _heard_from(contact: CountedContact) -> Value:
    return contact.heard_from


def _referrals(contact: CountedContact) -> Value:
    return contact.referrals


def _went_on_in(contact: CountedContact) -> tuple[Value, ...]:
    return contact.went_on_in


def _of_person(
    name: str, title: str, head: str, of: Callable[[CountedPerson], Value], members: Iterable[StrEnum]
) -> Dimension:
    return Dimension(name, title, head, of, words(members), of_person=True)


def _of_contact(
    name: str, title: str, head: str, of: Callable[[CountedContact], Value], heads: Heads, **more: Any
) -> Dimension:
    return Dimension(name, title, head, of, heads, **more)


_ALL = (
    _of_person("category", N_("Experience of selling sex"), N_("Category"), lambda one: one.category, Category),
    _of_person("gender", N_("Gender"), N_("Gender"), lambda one: one.gender, Gender),
    _of_person("age_band", N_("Age"), N_("Age"), lambda one: one.age_band, AgeBand),
    _of_person("nationality", N_("Nationality"), N_("Nationality"), lambda one: one.nationality, Nationality),
    _of_person("step", N_("What came of it"), N_("Furthest step"), lambda one: one.step, Step),
    _of_contact("channel", N_("Channels"), N_("Channel"), lambda one: one.channel, words(Channel), beside=_went_on_in),
    _of_contact("venue", N_("Venues"), N_("Venue"), _shift, _venues),
    _of_contact("language", N_("Languages"), N_("Language"), lambda one: one.language, _languages),
    _of_contact("topic", N_("Topics"), N_("Topic"), lambda one: one.topics, _topics, several=True),
    _of_contact("month", N_("Months"), N_("Month"), lambda one: one.day.month, words(MONTHS)),
    _of_contact("weekday", N_("Weekdays"), N_("Weekday"), lambda one: WEEKDAYS[one.day.weekday()], words(Weekday)),
    _of_contact("hours", N_("When the shift began"), N_("Hours"), _shift, _hours, like="venue"),
    _of_contact("basis", N_("What the category rests on"), N_("Basis"), _basis, words(Basis)),
    _of_contact("heard_from", N_("How they heard of us"), N_("Heard of us through"), _heard_from, words(HeardFrom)),
    _of_contact("referral", N_("Where we referred"), N_("Shown on to"), _referrals, _services, several=True),
)
DIMENSIONS: dict[str, Dimension] = {dimension.name: dimension for dimension in _ALL}

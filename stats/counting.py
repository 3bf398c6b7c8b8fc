"""How contacts become figures: pure functions over plain values, no storage. The rules are stated in `stats.rules`.

A change of what is counted gets a new RULE, which is printed under every figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stats.vocabulary import (
    ASYNCHRONOUS,
    SAID_BEFORE,
    STRENGTH,
    About,
    Category,
    Channel,
    Gender,
    NotContactReason,
    TalkedBefore,
)

RULE = "2"


@dataclass(frozen=True)
class CountedContact:
    """What counting needs of a contact. `person` is None exactly for relatives and helpers."""

    id: str
    day: date
    channel: Channel
    about: About
    category: Category | None
    gender: Gender
    talked_before: TalkedBefore
    no_note: bool
    person: int | None


@dataclass(frozen=True)
class CountedPerson:
    """A person in one year, with that year's contacts as they count. `new`: the first contact ever is among them."""

    category: Category
    gender: Gender
    new: bool
    said_before: bool
    contacts: tuple[CountedContact, ...]

    @property
    def first_month(self) -> int:
        return self.contacts[0].day.month


@dataclass(frozen=True)
class YearCount:
    """Everything the report of a year is made of. `merged`: registrations counted together with another."""

    year: int
    persons: tuple[CountedPerson, ...]
    merged: int
    relatives: int
    not_contacts: tuple[NotContactReason, ...]

    @property
    def contacts(self) -> list[CountedContact]:
        return [contact for person in self.persons for contact in person.contacts]


def count_year(contacts: Iterable[CountedContact], not_contacts: Iterable[NotContactReason], year: int) -> YearCount:
    """Counts `year`. `contacts` are those of all years, because only they tell who is new."""
    in_order = sorted(contacts, key=lambda contact: (contact.day, contact.id))
    of_year = [contact for contact in in_order if contact.day.year == year]
    persons = tuple(
        count_person(everything, year)
        for everything in _by_person(in_order)
        if any(contact.day.year == year for contact in everything)
    )
    relatives = sum(contact.about is About.RELATIVE_OR_HELPER for contact in of_year)
    counted = sum(len(person.contacts) for person in persons)
    return YearCount(year, persons, len(of_year) - relatives - counted, relatives, tuple(not_contacts))


def count_person(everything: list[CountedContact], year: int) -> CountedPerson:
    """One person's year. `everything` is all contacts of the person, in date order, at least one of them in `year`."""
    of_year = [contact for contact in everything if contact.day.year == year]
    first = everything[0]
    return CountedPerson(
        category=strongest(of_year),
        gender=latest_gender(of_year),
        new=first.day.year == year,
        said_before=first.talked_before in SAID_BEFORE,
        contacts=tuple(one_a_day(of_year)),
    )


def strongest(contacts: Iterable[CountedContact]) -> Category:
    """The strongest evidence among the contacts of one person: confirmed, then uncertain, then none."""
    categories = (contact.category for contact in contacts if contact.category)
    return max(categories, key=STRENGTH.__getitem__, default=Category.NONE)


def latest_gender(contacts: Iterable[CountedContact]) -> Gender:
    """The gender last known among contacts in date order; unknown where it never was."""
    known = [contact.gender for contact in contacts if contact.gender is not Gender.UNKNOWN]
    return known[-1] if known else Gender.UNKNOWN


def one_a_day(contacts: Iterable[CountedContact]) -> list[CountedContact]:
    """The contacts of one person as they count: in an asynchronous channel one for each day."""
    seen: set[tuple[Channel, date]] = set()
    counted = []
    for contact in contacts:
        where = (contact.channel, contact.day)
        if contact.channel not in ASYNCHRONOUS or where not in seen:
            counted.append(contact)
        seen.add(where)
    return counted


def _by_person(contacts: Iterable[CountedContact]) -> list[list[CountedContact]]:
    groups: dict[int, list[CountedContact]] = {}
    for contact in contacts:
        if contact.person is not None:
            groups.setdefault(contact.person, []).append(contact)
    return list(groups.values())

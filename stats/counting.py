"""How contacts become figures: pure functions over plain values, no storage. The rules are stated in `stats.rules`.

A change of what is counted gets a new RULE, which is printed under every figure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from stats.decisions import Pair, components
from stats.vocabulary import (
    ASYNCHRONOUS,
    SAID_BEFORE,
    STRENGTH,
    About,
    Basis,
    Category,
    Channel,
    Gender,
    HeardFrom,
    NotContactReason,
    SkipReason,
    Step,
    TalkedBefore,
    WeakerBecause,
)

RULE = "4"
STEPS = list(Step)


@dataclass(frozen=True)
class CountedContact:
    """What counting needs of a contact. `person` is None exactly for relatives and helpers.

    `continues`: the contact of the same day that went on here. `topics` and `referrals`: as they were chosen then.
    `settled`: staff decided whose it is.
    """

    id: str
    day: date
    channel: Channel
    about: About
    category: Category | None
    gender: Gender
    talked_before: TalkedBefore
    no_note: bool
    person: int | None
    continues: str | None = None
    basis: Basis | None = None
    considering: bool = False
    heard_from: HeardFrom = HeardFrom.UNKNOWN
    step: Step = Step.UNKNOWN
    topics: tuple[str, ...] = ()
    referrals: tuple[int, ...] = ()
    weaker_because: WeakerBecause | None = None
    settled: bool = False


@dataclass(frozen=True)
class CountedPerson:
    """A person in one year, with that year's contacts as they count. `new`: the first contact ever is among them.

    `settled`: staff decided about that first contact that it is of none of the earlier persons.
    `channels`: all that were used, also those in which a contact only went on.
    """

    category: Category
    gender: Gender
    new: bool
    said_before: bool
    step: Step
    considering: bool
    channels: frozenset[Channel]
    contacts: tuple[CountedContact, ...]
    settled: bool = False

    @property
    def first_month(self) -> int:
        return self.contacts[0].day.month


@dataclass(frozen=True)
class YearCount:
    """Everything the report of a year is made of.

    `merged`: registrations counted together with another of the same day and channel; `moved`: with one that went on in
    another channel.
    """

    year: int
    persons: tuple[CountedPerson, ...]
    merged: int
    moved: int
    relatives: int
    not_contacts: tuple[NotContactReason, ...]
    skipped: tuple[SkipReason, ...] = ()
    uncounted: int = 0

    @property
    def contacts(self) -> list[CountedContact]:
        return [contact for person in self.persons for contact in person.contacts]


def count_year(
    contacts: Iterable[CountedContact],
    not_contacts: Iterable[NotContactReason],
    year: int,
    skipped: Iterable[SkipReason] = (),
    uncounted: int = 0,
) -> YearCount:
    """Counts `year`. `contacts` are those of all years, because only they tell who is new."""
    in_order = sorted(contacts, key=lambda contact: (contact.day, bool(contact.continues), contact.id))
    of_year = [contact for contact in in_order if contact.day.year == year]
    persons = tuple(
        count_person(everything, year)
        for everything in _by_person(in_order)
        if any(contact.day.year == year for contact in everything)
    )
    relatives = [contact for contact in of_year if contact.about is About.RELATIVE_OR_HELPER]
    moved = sum(bool(contact.continues) for contact in of_year if contact.about is About.HIMSELF)
    counted = sum(len(person.contacts) for person in persons)
    merged = len(of_year) - len(relatives) - counted - moved
    apart = sum(not contact.continues for contact in relatives)
    return YearCount(year, persons, merged, moved, apart, tuple(not_contacts), tuple(skipped), uncounted)


def count_person(everything: list[CountedContact], year: int) -> CountedPerson:
    """One person's year. `everything` is all contacts of the person, in date order, at least one of them in `year`."""
    of_year = [contact for contact in everything if contact.day.year == year]
    first, contacts = everything[0], one_a_day(of_year)
    return CountedPerson(
        category=strongest(of_year),
        gender=latest_gender(of_year),
        new=first.day.year == year,
        said_before=first.talked_before in SAID_BEFORE,
        step=furthest_step(of_year, len(contacts)),
        considering=any(contact.considering for contact in of_year),
        channels=frozenset(contact.channel for contact in of_year),
        contacts=tuple(contacts),
        settled=first.settled,
    )


def strongest(contacts: Iterable[CountedContact]) -> Category:
    """The strongest evidence among the contacts of one person, in date order: confirmed, then uncertain, then none.

    Where one says that what was written before it was a mistake, only it and those after it are evidence.
    """
    found = Category.NONE
    for contact in contacts:
        mistaken = contact.weaker_because is WeakerBecause.EARLIER_MISTAKEN
        if contact.category and (mistaken or STRENGTH[contact.category] > STRENGTH[found]):
            found = contact.category
    return found


def latest_gender(contacts: Iterable[CountedContact]) -> Gender:
    """The gender last known among contacts in date order; unknown where it never was."""
    known = [contact.gender for contact in contacts if contact.gender is not Gender.UNKNOWN]
    return known[-1] if known else Gender.UNKNOWN


def furthest_step(contacts: Iterable[CountedContact], number: int) -> Step:
    """The furthest step registered of one person; with more than one contact that is a repeated one at least."""
    furthest = max((STEPS.index(contact.step) for contact in contacts), default=0)
    return STEPS[max(furthest, STEPS.index(Step.REPEATED) if number > 1 else 0)]


def one_a_day(contacts: Sequence[CountedContact]) -> list[CountedContact]:
    """The contacts of one person as they count.

    A contact that went on in other channels is one, and stands where it began. In an asynchronous channel those of a
    day are one. Where both hold, all that hang together are one.
    """
    groups: dict[int, list[CountedContact]] = {}
    group_of = components((contact.id for contact in contacts), [*_moves(contacts), *_of_a_day(contacts)])
    for contact in contacts:
        groups.setdefault(group_of[contact.id], []).append(contact)
    return [_as_one(group) for group in groups.values()]


def _as_one(group: list[CountedContact]) -> CountedContact:
    """Several registrations as the one contact that they are: the first of them, with what the others add."""
    onward = {contact.continues for contact in group}
    first = min(group, key=lambda one: (bool(one.continues), one.id not in onward))
    surest = max(group, key=lambda one: STRENGTH[one.category] if one.category else 0)
    heard = [one.heard_from for one in (first, *group) if one.heard_from is not HeardFrom.UNKNOWN]
    return replace(
        first,
        category=surest.category,
        basis=surest.basis,
        heard_from=heard[0] if heard else HeardFrom.UNKNOWN,
        topics=tuple(sorted({topic for one in group for topic in one.topics})),
        referrals=tuple(sorted({service for one in group for service in one.referrals})),
    )


def _moves(contacts: Iterable[CountedContact]) -> list[Pair]:
    return [(contact.continues, contact.id) for contact in contacts if contact.continues]


def _of_a_day(contacts: Iterable[CountedContact]) -> list[Pair]:
    """Each contact of an asynchronous channel, and the first of the same day there."""
    first: dict[tuple[Channel, date], str] = {}
    in_threads = [contact for contact in contacts if contact.channel in ASYNCHRONOUS]
    return [(first.setdefault((contact.channel, contact.day), contact.id), contact.id) for contact in in_threads]


def _by_person(contacts: Iterable[CountedContact]) -> list[list[CountedContact]]:
    groups: dict[int, list[CountedContact]] = {}
    for contact in contacts:
        if contact.person is not None:
            groups.setdefault(contact.person, []).append(contact)
    return list(groups.values())

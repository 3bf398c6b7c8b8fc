"""How contacts become figures: pure functions over plain values, no storage. The rules are stated in `stats.rules`.

A change of what is counted gets a new RULE, which is printed under every figure.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from stats.decisions import Pair, components
from stats.vocabulary import (
    ASYNCHRONOUS,
    SAID_BEFORE,
    STRENGTH,
    About,
    AgeBand,
    Basis,
    Category,
    Channel,
    Gender,
    HeardFrom,
    Nationality,
    NotContactReason,
    SkipReason,
    Step,
    TalkedBefore,
    WeakerBecause,
)

RULE = "4"
STEPS = list(Step)

T = TypeVar("T")


class Dated(Protocol):
    """A contact as far as it has a place among others, however much else is known of it."""

    @property
    def id(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def continues(self) -> str | None: ...
    @property
    def weaker_because(self) -> WeakerBecause | None: ...


D = TypeVar("D", bound=Dated)


class CountedContact(NamedTuple):
    """What counting needs of a contact. `person` is None exactly for relatives and helpers.

    `continues`: the contact of the same day that went on here. `topics` and `referrals`: as they were chosen then.
    `settled`: staff decided whose it is.
    `went_on_in`: the other channels of the registrations that count as this one.
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
    age_band: AgeBand = AgeBand.UNKNOWN
    nationality: Nationality = Nationality.UNKNOWN
    language: str = ""
    shift_id: int | None = None
    went_on_in: tuple[Channel, ...] = ()


class CountedPerson(NamedTuple):
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
    age_band: AgeBand = AgeBand.UNKNOWN
    nationality: Nationality = Nationality.UNKNOWN


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


Categorise = Callable[[list[CountedContact], int], Category]  # all contacts of a person, in date order, and the year


def category_in_year(everything: Iterable[CountedContact], year: int) -> Category:
    """The strongest evidence of the year; what a later contact of the year calls a mistake is none."""
    return strongest(contact for contact in everything if contact.day.year == year)


def category_so_far(everything: Iterable[CountedContact], year: int) -> Category:
    """The strongest evidence up to the end of the year, as `strongest` has it."""
    return strongest(contact for contact in everything if contact.day.year <= year)


def category_with_mistakes(everything: Iterable[CountedContact], year: int) -> Category:
    """The strongest evidence of the year, also what was called a mistake later."""
    told = (contact.category for contact in everything if contact.day.year == year and contact.category)
    return max(told, key=STRENGTH.__getitem__, default=Category.NONE)


def count_year(
    contacts: Iterable[CountedContact],
    not_contacts: Iterable[NotContactReason],
    year: int,
    skipped: Iterable[SkipReason] = (),
    uncounted: int = 0,
    categorise: Categorise = category_in_year,
) -> YearCount:
    """Counts `year`. `contacts` are those of all years, because only they tell who is new.

    `categorise`: what the category of a person in a year is.
    """
    ordered = by_date(contacts)
    persons = _persons(_by_person(ordered), {year}, categorise)
    counted = _count(year, [one for one in ordered if one.day.year == year], persons)
    return replace(counted, not_contacts=tuple(not_contacts), skipped=tuple(skipped), uncounted=uncounted)


def count_years(contacts: Iterable[CountedContact], categorise: Categorise = category_in_year) -> dict[int, YearCount]:
    """Every year that has contacts, each as `count_year` counts it, without what is counted apart from contacts."""
    ordered = by_date(contacts)
    of_year: dict[int, list[CountedContact]] = defaultdict(list)
    for contact in ordered:
        of_year[contact.day.year].append(contact)
    found = _persons(_by_person(ordered), set(of_year), categorise)
    return {year: _count(year, registered, found) for year, registered in of_year.items()}


def by_date(contacts: Iterable[D]) -> list[D]:
    """In date order. Of one day what went on in another channel is later, and then by number."""
    return sorted(contacts, key=lambda contact: (contact.day, bool(contact.continues), contact.id))


def _persons(
    everybody: Iterable[list[CountedContact]], years: set[int], categorise: Categorise = category_in_year
) -> dict[int, list[CountedPerson]]:
    """Each person once in each of `years` in which there is a contact, in the order of the first contacts ever."""
    found: dict[int, list[CountedPerson]] = defaultdict(list)
    for everything in everybody:
        for year in {contact.day.year for contact in everything} & years:
            found[year].append(count_person(everything, year, categorise))
    return found


def _count(year: int, registered: Sequence[CountedContact], found: dict[int, list[CountedPerson]]) -> YearCount:
    persons = tuple(found.get(year, ()))
    relatives = [contact for contact in registered if contact.about is About.RELATIVE_OR_HELPER]
    moved = sum(bool(contact.continues) for contact in registered if contact.about is About.HIMSELF)
    counted = sum(len(person.contacts) for person in persons)
    merged = len(registered) - len(relatives) - counted - moved
    apart = sum(not contact.continues for contact in relatives)
    return YearCount(year, persons, merged, moved, apart, ())


def count_person(
    everything: list[CountedContact], year: int, categorise: Categorise = category_in_year
) -> CountedPerson:
    """One person's year. `everything` is all contacts of the person, in date order, at least one of them in `year`."""
    of_year = [contact for contact in everything if contact.day.year == year]
    first, contacts = everything[0], one_a_day(of_year)
    return CountedPerson(
        category=categorise(everything, year),
        gender=last_known((contact.gender for contact in of_year), Gender.UNKNOWN),
        new=first.day.year == year,
        said_before=first.talked_before in SAID_BEFORE,
        step=furthest_step(of_year, len(contacts)),
        considering=any(contact.considering for contact in of_year),
        channels=frozenset(contact.channel for contact in of_year),
        contacts=tuple(contacts),
        settled=first.settled,
        age_band=last_known((contact.age_band for contact in of_year), AgeBand.UNKNOWN),
        nationality=last_known((contact.nationality for contact in of_year), Nationality.UNKNOWN),
    )


def strongest(contacts: Iterable[CountedContact]) -> Category:
    """The strongest evidence among the contacts of one person, in date order: confirmed, then uncertain, then none."""
    found = Category.NONE
    for contact in evidence(contacts):
        if contact.category and STRENGTH[contact.category] > STRENGTH[found]:
            found = contact.category
    return found


def evidence(contacts: Iterable[D]) -> list[D]:
    """Of the contacts of one person, in date order, those whose category is evidence.

    Where one says that what was written before it was a mistake, only it and those after it are.
    """
    found: list[D] = []
    for contact in contacts:
        if contact.weaker_because is WeakerBecause.EARLIER_MISTAKEN:
            found = []
        found.append(contact)
    return found


def last_known(values: Iterable[T], unknown: T) -> T:
    """The last of `values`, in date order, that is known; `unknown` where none is."""
    found = unknown
    for value in values:
        found = value if value != unknown else found
    return found


def furthest_step(contacts: Iterable[CountedContact], number: int) -> Step:
    """The furthest step registered of one person; with more than one contact that is a repeated one at least."""
    furthest = max((STEPS.index(contact.step) for contact in contacts), default=0)
    return STEPS[max(furthest, STEPS.index(Step.REPEATED) if number > 1 else 0)]


def one_a_day(contacts: Sequence[CountedContact]) -> list[CountedContact]:
    """The contacts of one person as they count.

    A contact that went on in other channels is one, and stands where it began. In an asynchronous channel those of a
    day are one. Where both hold, all that hang together are one.
    """
    if len(contacts) == 1:
        return list(contacts)
    groups: dict[int, list[CountedContact]] = {}
    group_of = components((contact.id for contact in contacts), [*_moves(contacts), *_of_a_day(contacts)])
    for contact in contacts:
        groups.setdefault(group_of[contact.id], []).append(contact)
    return [_as_one(group) for group in groups.values()]


def _as_one(group: list[CountedContact]) -> CountedContact:
    """Several registrations as the one contact that they are: the first of them, with what the others add."""
    if len(group) == 1:
        return group[0]
    onward = {contact.continues for contact in group}
    first = min(group, key=lambda one: (bool(one.continues), one.id not in onward))
    surest = max(group, key=lambda one: STRENGTH[one.category] if one.category else 0)
    heard = [one.heard_from for one in (first, *group) if one.heard_from is not HeardFrom.UNKNOWN]
    return first._replace(
        category=surest.category,
        basis=surest.basis,
        heard_from=heard[0] if heard else HeardFrom.UNKNOWN,
        topics=tuple(sorted({topic for one in group for topic in one.topics})),
        referrals=tuple(sorted({service for one in group for service in one.referrals})),
        went_on_in=tuple(sorted({one.channel for one in group} - {first.channel})),
    )


def _moves(contacts: Iterable[CountedContact]) -> list[Pair]:
    return [(contact.continues, contact.id) for contact in contacts if contact.continues]


def _of_a_day(contacts: Iterable[CountedContact]) -> list[Pair]:
    """Each contact of an asynchronous channel, and the first of the same day there."""
    first: dict[tuple[Channel, date], str] = {}
    in_threads = [contact for contact in contacts if contact.channel in ASYNCHRONOUS]
    return [(first.setdefault((contact.channel, contact.day), contact.id), contact.id) for contact in in_threads]


def persons_of_shifts(contacts: Iterable[CountedContact]) -> dict[int, int]:
    """How many different persons were met on each shift, of those on which anybody was."""
    met = {(contact.shift_id, contact.person) for contact in contacts if contact.person is not None}
    return Counter(shift for shift, _ in met if shift is not None)


def _by_person(contacts: Iterable[CountedContact]) -> list[list[CountedContact]]:
    groups: dict[int, list[CountedContact]] = {}
    for contact in contacts:
        if contact.person is not None:
            groups.setdefault(contact.person, []).append(contact)
    return list(groups.values())

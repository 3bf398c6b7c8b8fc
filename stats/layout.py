"""How a year's count is laid out in figures and tables. Numbers and English texts only; `stats.report` says them."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from chat.language import N_
from stats.counting import CountedContact, CountedPerson, YearCount
from stats.listed import EntryName
from stats.rules import FIGURE_RULES, TABLE_RULES, TABLE_TITLES
from stats.vocabulary import (
    About,
    Basis,
    Category,
    Channel,
    Gender,
    HeardFrom,
    NotContactReason,
    SkipReason,
    Step,
)

MONTHS = range(1, 13)
NO_TOPICS: Mapping[str, EntryName] = {}
NO_SERVICES: Mapping[int, EntryName] = {}

K = TypeVar("K", bound=Hashable)
Value = int | float | None
Head = StrEnum | int | EntryName  # what a row is about: a word of the vocabulary, a month, or an entry of a list
Row = tuple[Head, tuple[int, ...]]


@dataclass(frozen=True)
class Figure:
    """One figure. `details` are the numbers that its rule speaks of; it is at least `least`, where that is open."""

    name: str
    value: Value
    rule: str
    details: dict[str, int] = field(default_factory=dict)
    least: int | None = None


@dataclass(frozen=True)
class Table:
    """One table; the first of `columns` is the rows' heads. A total is None where the column does not add up.

    `details` are the numbers that its rule speaks of.
    """

    name: str
    title: str
    rule: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[int | None, ...]
    details: dict[str, int] = field(default_factory=dict)


def figures(count: YearCount) -> tuple[Figure, ...]:
    """The figures of a year, in the order in which they are read."""
    persons, contacts = len(count.persons), len(count.contacts)
    new = [person for person in count.persons if person.new]
    categories = Counter(person.category for person in count.persons)
    values: dict[str, Value] = {
        "persons": persons,
        "persons_linked": persons,
        "contacts": contacts,
        "contacts_per_person": contacts / persons if persons else None,
        "new_persons": len(new),
        "persons_confirmed": categories[Category.CONFIRMED],
        "persons_uncertain": categories[Category.UNCERTAIN],
        "persons_none": categories[Category.NONE],
        "contacts_no_note": sum(contact.no_note for contact in count.contacts),
        "contacts_relative_or_helper": count.relatives,
        "not_a_contact": len(count.not_contacts),
        "skipped_registrations": len(count.skipped),
        "exchanges_not_counted": count.uncounted,
    }
    details = {
        "contacts": {"merged": count.merged, "moved": count.moved},
        "persons": {"unsettled": sum(not person.settled for person in count.persons)},
        "new_persons": {"said_before": sum(person.said_before for person in new)},
    }
    least = {"persons": _least(count.persons), "new_persons": _least(new)}
    return tuple(
        Figure(name, value, FIGURE_RULES[name], details.get(name, {}), least.get(name))
        for name, value in values.items()
    )


def _least(persons: Sequence[CountedPerson]) -> int:
    """How many they are where everybody of whom that is not settled was met before; one person is somebody."""
    settled = sum(person.settled for person in persons)
    return settled or min(len(persons), 1)


def tables(
    count: YearCount,
    topics: Mapping[str, EntryName] = NO_TOPICS,
    services: Mapping[int, EntryName] = NO_SERVICES,
) -> tuple[Table, ...]:
    """The tables of a year. Every row is there every year, also where it is nought.

    `topics` and `services`: each one that was ever chosen -> the entry of today's list that it counts as.
    """
    return (
        _persons_by("category", N_("Category"), Category, lambda person: person.category, count),
        _persons_by("gender", N_("Gender"), Gender, lambda person: person.gender, count),
        _channels(count),
        _months(count),
        _kinds(count),
        _contacts_by("basis", N_("Basis"), Basis, lambda contact: contact.basis, count),
        _steps(count),
        _contacts_by("heard_from", N_("Heard of us through"), HeardFrom, lambda contact: contact.heard_from, count),
        _listed("topic", N_("Topic"), topics, lambda contact: contact.topics, count),
        _listed("referral", N_("Shown on to"), services, lambda contact: contact.referrals, count),
    )


def _persons_by(
    name: str, head: str, words: Iterable[Head], of: Callable[[CountedPerson], Head], count: YearCount
) -> Table:
    persons = Counter(of(person) for person in count.persons)
    contacts = Counter(of(person) for person in count.persons for _ in person.contacts)
    rows = [(word, (persons[word], contacts[word])) for word in words]
    columns = (head, N_("Persons"), N_("Contacts"))
    return _table(name, columns, rows, (len(count.persons), len(count.contacts)))


def _contacts_by(
    name: str,
    head: str,
    words: Iterable[StrEnum],
    of: Callable[[CountedContact], StrEnum | None],
    count: YearCount,
) -> Table:
    contacts = Counter(of(contact) for contact in count.contacts)
    rows = [(word, (contacts[word],)) for word in words]
    return _table(name, (head, N_("Contacts")), rows, (sum(number for _, (number,) in rows),))


def _steps(count: YearCount) -> Table:
    table = _persons_by("step", N_("Furthest step"), Step, lambda person: person.step, count)
    return replace(table, details={"considering": sum(person.considering for person in count.persons)})


def _listed(
    name: str,
    head: str,
    entries: Mapping[K, EntryName],
    of: Callable[[CountedContact], Iterable[K]],
    count: YearCount,
) -> Table:
    """Those of today's list, and those that are used no more as long as something counts under them."""
    contacts = Counter(code for contact in count.contacts for code in {entries[one].code for one in of(contact)})
    shown = {entry.code: entry for entry in entries.values() if contacts[entry.code] or not entry.retired}
    rows: list[Row] = [(entry, (contacts[code],)) for code, entry in shown.items()]
    return _table(name, (head, N_("Contacts")), rows, (None,))


def _channels(count: YearCount) -> Table:
    contacts = Counter(contact.channel for contact in count.contacts)
    persons = Counter(channel for person in count.persons for channel in person.channels)
    rows = [(channel, (contacts[channel], persons[channel])) for channel in Channel]
    columns = (N_("Channel"), N_("Contacts"), N_("Persons"))
    return _table("channel", columns, rows, (len(count.contacts), None))


def _months(count: YearCount) -> Table:
    contacts = Counter(contact.day.month for contact in count.contacts)
    persons = Counter(month for person in count.persons for month in {c.day.month for c in person.contacts})
    new = Counter(person.first_month for person in count.persons if person.new)
    rows = [(month, (contacts[month], persons[month], new[month])) for month in MONTHS]
    columns = (N_("Month"), N_("Contacts"), N_("Persons"), N_("New persons"))
    return _table("month", columns, rows, (len(count.contacts), None, new.total()))


def _kinds(count: YearCount) -> Table:
    reasons, skipped = Counter(count.not_contacts), Counter(count.skipped)
    rows: list[Row] = [
        (About.HIMSELF, (len(count.contacts),)),
        (About.RELATIVE_OR_HELPER, (count.relatives,)),
        *((reason, (reasons[reason],)) for reason in NotContactReason),
        *((reason, (skipped[reason],)) for reason in SkipReason),
    ]
    return _table("kind", (N_("Registered as"), N_("Number")), rows, (None,))


def _table(name: str, columns: tuple[str, ...], rows: Sequence[Row], totals: tuple[int | None, ...]) -> Table:
    return Table(name, TABLE_TITLES[name], TABLE_RULES[name], columns, tuple(rows), totals)

"""How a year's count is laid out in figures and tables. Numbers and English texts only; `stats.report` says them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from chat.language import N_
from stats.columns import Counts, YearColumns, all_of, count_by, placed
from stats.dimensions import DIMENSIONS, Dimension, Head, Lists
from stats.listed import EntryName
from stats.rules import FIGURE_RULES, TABLE_RULES, TABLE_TITLES
from stats.vocabulary import About, Category, NotContactReason, NotRecorded, SkipReason

NO_LISTS = Lists()

Value = int | float | None
Row = tuple[Head, tuple[int, ...]]


class Measure(StrEnum):
    """What is counted."""

    CONTACTS = "contacts"
    PERSONS = "persons"
    NEW = "new_persons"


MEASURE_NAMES = {
    Measure.CONTACTS: N_("Contacts"),
    Measure.PERSONS: N_("Persons"),
    Measure.NEW: N_("New persons"),
}
C, P, N = Measure
YEAR_TABLES: tuple[tuple[str, tuple[Measure, ...]], ...] = (  # in the order in which a year is read
    ("category", (P, C)),
    ("gender", (P, C)),
    ("channel", (C, P)),
    ("month", (C, P, N)),
    ("kind", ()),
    ("basis", (C,)),
    ("step", (P, C)),
    ("heard_from", (C,)),
    ("topic", (C,)),
    ("referral", (C,)),
)


@dataclass(frozen=True)
class Apart:
    """What of a year is counted apart from contacts."""

    not_contacts: tuple[NotContactReason, ...] = ()
    skipped: tuple[SkipReason, ...] = ()
    uncounted: int = 0


NOTHING_APART = Apart()


@dataclass(frozen=True)
class Figure:
    """One figure. `details` are the values that its rule speaks of; it is at least `least`, where that is open."""

    name: str
    value: Value
    rule: str
    details: Mapping[str, Value | StrEnum] = field(default_factory=dict)
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


def figures(year: YearColumns, apart: Apart = NOTHING_APART) -> tuple[Figure, ...]:
    """The figures of a year, in the order in which they are read."""
    total = all_of(year, year.everything)
    contacts, persons, new = total.contacts, total.persons, total.new
    categories = dict(zip(*_persons_of(year, DIMENSIONS["category"]), strict=True))
    facts = year.facts
    values: dict[str, Value] = {
        "persons": persons,
        "persons_linked": persons,
        "contacts": contacts,
        "contacts_per_person": contacts / persons if persons else None,
        "new_persons": new,
        "persons_confirmed": categories[Category.CONFIRMED],
        "persons_uncertain": categories[Category.UNCERTAIN],
        "persons_none": categories[Category.NONE],
        "contacts_no_note": facts["no_note"],
        "contacts_relative_or_helper": facts["relatives"],
        "not_a_contact": len(apart.not_contacts),
        "skipped_registrations": len(apart.skipped),
        "exchanges_not_counted": apart.uncounted,
    }
    details = {
        "contacts": {"merged": facts["merged"], "moved": facts["moved"]},
        "persons": {"unsettled": persons - total.settled},
        "new_persons": {"said_before": facts["said_before"]},
    }
    least = {"persons": at_least(persons, total.settled), "new_persons": total.new_settled}
    return tuple(
        Figure(name, value, FIGURE_RULES[name], details.get(name, {}), least.get(name))
        for name, value in values.items()
    )


def _persons_of(year: YearColumns, dimension: Dimension) -> tuple[tuple[Head, ...], list[int]]:
    (by,) = placed([year], dimension, NO_LISTS)
    return by.heads, count_by(year, by, year.everything).persons.tolist()


def at_least(persons: int, settled: int) -> int:
    """How many they are where everybody of whom that is not settled was met before; one person is somebody.

    Of new persons nobody need be left, so there the settled ones alone are the least.
    """
    return settled or min(persons, 1)


def tables(year: YearColumns, apart: Apart = NOTHING_APART, lists: Lists = NO_LISTS) -> tuple[Table, ...]:
    """The tables of a year. Every row is there every year, also where it is nought."""
    return tuple(
        _table_by(name, measures, year, lists) if measures else _kinds(year, apart) for name, measures in YEAR_TABLES
    )


def _table_by(name: str, measures: Sequence[Measure], year: YearColumns, lists: Lists) -> Table:
    dimension = DIMENSIONS[name]
    rows = rows_by(dimension, measures, year, lists)
    columns = (dimension.head, *(MEASURE_NAMES[measure] for measure in measures))
    totals = tuple(
        sum(row[place] for _, row in rows) if adds_up(dimension, measure) else None
        for place, measure in enumerate(measures)
    )
    details = {"considering": year.facts["considering"]} if name == "step" else {}
    return Table(name, TABLE_TITLES[name], TABLE_RULES[name], columns, rows, totals, details)


def rows_by(
    dimension: Dimension, measures: Sequence[Measure], year: YearColumns, lists: Lists = NO_LISTS
) -> tuple[Row, ...]:
    """The rows of a year's table by a dimension, with a number for each of the measures."""
    (by,) = placed([year], dimension, lists)
    counts = count_by(year, by, year.everything)
    return tuple(
        (head, tuple(int(of(counts, measure)[place]) for measure in measures))
        for place, head in enumerate(by.heads)
        if is_row(head, int(counts.contacts[place]))
    )


def of(counts: Counts, measure: Measure) -> NDArray[np.int64]:
    return {C: counts.contacts, P: counts.persons, N: counts.new}[measure]


def adds_up(dimension: Dimension, measure: Measure) -> bool:
    """Whether the rows of a measure by this dimension make the total: nothing counts in two of them, or in none."""
    return not dimension.several and (dimension.of_person or measure is not Measure.PERSONS)


def is_row(head: Head, contacts: int) -> bool:
    """Whether a year's table has the row: not one for what nobody recorded, nor what is used no more and unused."""
    if isinstance(head, NotRecorded):
        return False
    return bool(contacts) or not (isinstance(head, EntryName) and head.retired)


def _kinds(year: YearColumns, apart: Apart) -> Table:
    reasons, skipped = Counter(apart.not_contacts), Counter(apart.skipped)
    rows: list[Row] = [
        (About.HIMSELF, (year.contacts,)),
        (About.RELATIVE_OR_HELPER, (year.facts["relatives"],)),
        *((reason, (reasons[reason],)) for reason in NotContactReason),
        *((reason, (skipped[reason],)) for reason in SkipReason),
    ]
    columns = (N_("Registered as"), N_("Number"))
    return Table("kind", TABLE_TITLES["kind"], TABLE_RULES["kind"], columns, tuple(rows), (None,))

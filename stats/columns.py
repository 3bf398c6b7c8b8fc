"""A year's contacts as columns of small numbers, from which every figure and table is counted. No storage.

Nothing in them tells more than the counted contacts did; they only make counting quick.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stats.counting import CountedContact, CountedPerson, YearCount
from stats.dimensions import DIMENSIONS, Dimension, Head, Lists, Value

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Column:
    """The values of a dimension: `rows` says of which contact, `codes` which of `values`.

    `counts` is False where only the person counts under the value.
    """

    values: tuple[Value, ...]
    rows: Ints
    codes: Ints
    counts: Bools


@dataclass(frozen=True)
class YearColumns:
    """A year. `person`: of each contact, from 0 up. `first`: whether it is the first ever of its person.

    `settled` and `number`: of each person; the number is the one by which contacts name it. `facts`: further numbers
    of the year, by name.
    """

    year: int
    person: Ints
    first: Bools
    settled: Bools
    number: Ints
    columns: dict[str, Column]
    facts: dict[str, int]

    @property
    def contacts(self) -> int:
        return len(self.person)

    @property
    def persons(self) -> int:
        return len(self.settled)

    @cached_property
    def everything(self) -> "Within":
        return Within(np.ones(self.contacts, bool), np.ones(self.contacts, bool))


class Within(NamedTuple):
    """Of each contact whether it counts, and whether it makes its person count."""

    contacts: Bools
    persons: Bools


class Counts(NamedTuple):
    """How many contacts, persons and new persons, for each row of a table, or for each of its cells."""

    contacts: NDArray[np.int64]
    persons: NDArray[np.int64]
    new: NDArray[np.int64]


class Placed(NamedTuple):
    """A column as rows of a table: of which contact, in which row, and whether the contact itself counts there."""

    heads: tuple[Head, ...]
    rows: Ints
    places: Ints
    counts: Bools


def columns_of(count: YearCount, names: Iterable[str] = DIMENSIONS) -> YearColumns:
    """The year with the dimensions that are named."""
    contacts = count.contacts
    sizes = np.array([len(person.contacts) for person in count.persons], np.intp)
    first = np.zeros(len(contacts), bool)
    first[np.cumsum(sizes) - sizes] = [one.new for one in count.persons]
    person = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    stored = {DIMENSIONS[name].stored_as for name in names}
    columns = {
        name: _of_persons(dimension, count.persons, person)
        if dimension.of_person
        else _of_contacts(dimension, contacts)
        for name, dimension in DIMENSIONS.items()
        if name in stored
    }
    settled = np.array([one.settled for one in count.persons], bool)
    number = np.array([one.contacts[0].person for one in count.persons], np.int32)
    return YearColumns(count.year, person, first, settled, number, columns, facts(count))


def facts(count: YearCount) -> dict[str, int]:
    """What rules and figures say beside the tables."""
    new = [person for person in count.persons if person.new]
    return {
        "merged": count.merged,
        "moved": count.moved,
        "relatives": count.relatives,
        "no_note": sum(contact.no_note for contact in count.contacts),
        "said_before": sum(person.said_before for person in new),
        "considering": sum(person.considering for person in count.persons),
    }


def _of_persons(dimension: Dimension, persons: Sequence[CountedPerson], person: Ints) -> Column:
    values, codes = _coded([dimension.of(one) for one in persons])
    return Column(values, np.arange(len(person), dtype=np.int32), codes[person], np.ones(len(person), bool))


def _of_contacts(dimension: Dimension, contacts: Sequence[CountedContact]) -> Column:
    of, beside = dimension.of, dimension.beside
    rows, found = _several(of, contacts) if dimension.several else (_numbers(contacts), list(map(of, contacts)))
    also, under = _several(beside, contacts) if beside else (_numbers(()), [])
    values, codes = _coded([*found, *under])
    return Column(values, np.concatenate([rows, also]), codes, np.arange(len(codes)) < len(found))


def _several(of: Callable[[Any], Collection[Value]], contacts: Sequence[CountedContact]) -> tuple[Ints, list[Value]]:
    """Of which contact each value is, and the values; of one contact they are all different."""
    found = list(map(of, contacts))
    sizes = np.fromiter(map(len, found), np.intp, len(found))
    return np.repeat(_numbers(found), sizes), list(chain.from_iterable(found))


def _numbers(found: Sequence[object]) -> Ints:
    return np.arange(len(found), dtype=np.int32)


def _coded(found: Sequence[Value]) -> tuple[tuple[Value, ...], Ints]:
    code = {value: number for number, value in enumerate(dict.fromkeys(found))}
    return tuple(code), np.fromiter(map(code.__getitem__, found), np.int32, len(found))


def placed(years: Sequence[YearColumns], dimension: Dimension, lists: Lists) -> list[Placed]:
    """The dimension's column in each of `years`, all with the same rows: those of the list, and of what was found."""
    head_of = _head_of(years, dimension, lists)
    heads = _rows(head_of.values())
    place = {key: number for number, key in enumerate(heads)}
    rows = {value: place[str(head)] for value, head in head_of.items()}
    columns = [year.columns[dimension.stored_as] for year in years]
    return [_placed(column, tuple(heads.values()), rows) for column in columns]


def heads_of(years: Sequence[YearColumns], dimension: Dimension, lists: Lists) -> tuple[Head, ...]:
    """The rows that `placed` makes."""
    return tuple(_rows(_head_of(years, dimension, lists).values()).values())


def _head_of(years: Sequence[YearColumns], dimension: Dimension, lists: Lists) -> Mapping[Value, Head]:
    columns = [year.columns[dimension.stored_as] for year in years]
    return dimension.heads(lists, dict.fromkeys(value for column in columns for value in column.values))


def _rows(heads: Iterable[Head]) -> dict[str, Head]:
    """Each once, where it comes first."""
    found: dict[str, Head] = {}
    for head in heads:
        found.setdefault(str(head), head)
    return found


def _placed(column: Column, heads: tuple[Head, ...], place: dict[Value, int]) -> Placed:
    """What has no row is left out; where several values of a contact have the same, it stands there once."""
    places = np.array([place.get(value, -1) for value in column.values], np.int32)[column.codes]
    there = places >= 0
    rows, places, counts = column.rows[there], places[there], column.counts[there]
    if len(set(place.values())) < len(place) and len(rows) > len(np.unique(rows)):
        _, once = np.unique(rows.astype(np.int64) * len(heads) + places, return_index=True)
        rows, places, counts = rows[once], places[once], counts[once]
    return Placed(heads, rows, places, counts)


class Total(NamedTuple):
    """All contacts, persons and new persons, and of how many persons staff settled whose they are."""

    contacts: int
    persons: int
    new: int
    settled: int
    new_settled: int


def all_of(year: YearColumns, within: Within) -> Total:
    persons = np.zeros(year.persons, bool)
    persons[year.person[within.persons]] = True
    new = year.person[within.contacts & year.first]
    settled, new_settled = int((persons & year.settled).sum()), int(year.settled[new].sum())
    return Total(int(within.contacts.sum()), int(persons.sum()), len(new), settled, new_settled)


def count_by(year: YearColumns, by: Placed, within: Within) -> Counts:
    """By one dimension. A person counts once in each row under which a contact makes it count.

    A new person counts where the first contact ever does.
    """
    size = len(by.heads)
    counting = by.counts & within.contacts[by.rows]
    contacts = np.bincount(by.places[counting], minlength=size)
    new = np.bincount(by.places[counting & year.first[by.rows]], minlength=size)
    seen = np.zeros((year.persons, size), bool)
    meeting = within.persons[by.rows]
    seen[year.person[by.rows[meeting]], by.places[meeting]] = True
    return Counts(contacts, seen.sum(axis=0), new)


def count_across(year: YearColumns, by: Placed, across: Placed, within: Within) -> Counts:
    """By two dimensions: a row for each of `by`, a column for each of `across`."""
    cells = [count_by(year, across, only(year, by, place, within)) for place in range(len(by.heads))]
    shape = (len(by.heads), len(across.heads))
    return Counts(
        *(np.array([getattr(cell, name) for cell in cells], np.int64).reshape(shape) for name in Counts._fields)
    )


def only(year: YearColumns, by: Placed, place: int, within: Within) -> Within:
    """What of `within` is in one row of a dimension."""
    contacts, persons = np.zeros(year.contacts, bool), np.zeros(year.contacts, bool)
    there = by.places == place
    contacts[by.rows[there & by.counts]] = True
    persons[by.rows[there]] = True
    return Within(contacts & within.contacts, persons & within.persons)

"""A year's columns with some persons taken out and others put in, so that a change costs little. Pure.

What is left counts as if all of it had been laid out anew.
"""

from collections.abc import Sequence

import numpy as np

from stats.columns import Bools, Column, Ints, YearColumns


def replaced(year: YearColumns, gone: YearColumns, come: YearColumns) -> YearColumns:
    """`gone`: some persons of the year, as they were laid out, with what was counted of them; `come`: others."""
    left = _without(year, gone.number)
    columns = {name: _together(column, come.columns[name], len(left.person)) for name, column in left.columns.items()}
    facts = {name: number - gone.facts[name] + come.facts[name] for name, number in year.facts.items()}
    return YearColumns(
        year.year,
        np.concatenate([left.person, come.person + np.int32(left.persons)]),
        np.concatenate([left.first, come.first]),
        np.concatenate([left.settled, come.settled]),
        np.concatenate([left.number, come.number]),
        columns,
        facts,
    )


def _without(year: YearColumns, numbers: Ints) -> YearColumns:
    stay = ~np.isin(year.number, numbers)
    rows = stay[year.person]
    columns = {name: _only(column, rows) for name, column in year.columns.items()}
    person = _places(stay)[year.person[rows]]
    return YearColumns(year.year, person, year.first[rows], year.settled[stay], year.number[stay], columns, year.facts)


def _only(column: Column, rows: Bools) -> Column:
    stay = rows[column.rows]
    return Column(column.values, _places(rows)[column.rows[stay]], column.codes[stay], column.counts[stay])


def _places(stay: Bools) -> Ints:
    """Of each one that stays, its new place."""
    return (np.cumsum(stay) - 1).astype(np.int32)


def _together(one: Column, other: Column, contacts: int) -> Column:
    """`contacts`: how many there are in `one`. Values that nothing has any more are left out."""
    code = {value: place for place, value in enumerate(dict.fromkeys((*one.values, *other.values)))}
    codes = np.concatenate([one.codes, _coded([code[value] for value in other.values])[other.codes]])
    found = np.unique(codes)
    values = list(code)
    return Column(
        tuple(values[place] for place in found.tolist()),
        np.concatenate([one.rows, other.rows + np.int32(contacts)]),
        np.searchsorted(found, codes).astype(np.int32),
        np.concatenate([one.counts, other.counts]),
    )


def _coded(codes: Sequence[int]) -> Ints:
    return np.array(codes, np.int32)

"""How many persons there are and what they are like, estimated: from links, and from what is likely where none stands.

An experiment until a service's own decisions have shown that its intervals cover; the published figures are those of
the links (`stats.counting`). The same drawn divisions into persons make every figure and table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from stats.columns import YearColumns, columns_of, heads_of
from stats.counted import counted_contacts
from stats.counting import CountedContact, by_date, count_year
from stats.dimensions import DIMENSIONS, Head
from stats.following import state_of
from stats.layout import MEASURE_NAMES, NO_LISTS, Measure, figures, rows_by
from stats.learning import decided_in, learned
from stats.link_checks import read_checks
from stats.linking.decided import Checks, Places
from stats.linking.drawing import draw_from, interval
from stats.linking.evidence import Memory
from stats.linking.model import Weights
from stats.links import decisions
from stats.models import Contact
from stats.progress import step
from stats.remembering import Remembered
from stats.secret_numbers import drawn_once
from stats.validity import Validation, find, find_holding
from stats.vocabulary import About

DRAWS = 200
MOST = 10_000_000  # pairs of a contact of the year and one until its end, in a report: a minute or two at most
NEEDED = 150  # persons of a service's own decisions, before its intervals may be believed
SEED = "estimate_seed"  # the statement with the number that all drawing begins from
FIGURES = ("persons", "new_persons")
TABLES = ("category", "gender", "age_band", "step", "channel", "language", "month")
MEASURES = (Measure.PERSONS, Measure.NEW)  # contacts are the same, however they are divided into persons


@dataclass(frozen=True)
class Likely:
    """One number: counted from links, and estimated with its 90 % interval."""

    linked: int
    middle: float
    low: float
    high: float


@dataclass(frozen=True)
class EstimatedTable:
    """`rows`: what each is about, and a number for each of `columns`."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Head, tuple[Likely, ...]], ...]


@dataclass(frozen=True)
class Estimate:
    """A year. `settled`: persons of all years about whom staff decided whose they are; `checks`: pairs shown blind.

    `validated`: by what the intervals may be believed; None while they may not.
    `unreadable`: contacts of which the note is damaged, so that it could not be compared.
    """

    year: int
    seed: int
    settled: int
    checks: Checks
    figures: dict[str, Likely]
    tables: tuple[EstimatedTable, ...]
    draws: int = DRAWS
    validated: Validation | None = None
    unreadable: int = 0


def estimate_year(session: Session, memory: Memory, weights: Weights, year: int) -> Estimate:
    """The same register, weights, checks and seed give the same numbers. Writes the seed where there is none."""
    contacts = [one._replace(topics=(), referrals=()) for one in counted_contacts(session)]  # in no table of persons
    decided, seed = decisions(session), drawn_once(session, SEED, 2**31)
    checks = read_checks(session)
    counts = [_count(contacts, year)]
    places = _places(memory, year)
    divisions = draw_from(memory, decided_in(memory, decided), weights, checks, seed, DRAWS, places)
    counts += (_count(divided, year) for divided in _divided(contacts, memory, year, places, divisions))
    found = Estimate(year, seed, _settled(contacts), checks, _figures(counts), _tables(counts))
    return replace(found, validated=find_holding(session))


def _count(contacts: Sequence[CountedContact], year: int) -> YearColumns:
    return columns_of(count_year(contacts, (), year), TABLES)


def estimate_now(session: Session, remembered: Remembered, year: int) -> Estimate:
    """As the register stands, with weights learned from what staff decided so far. It takes some seconds."""
    memory = remembered.memory(session)
    estimate = estimate_year(session, memory, learned(session, memory), year)
    return replace(estimate, unreadable=remembered.unreadable)


class Estimates:
    """Those that somebody asked for, kept in this process's memory until the register is another."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[object, Estimate]] = {}

    def make(self, session: Session, remembered: Remembered, year: int) -> Estimate:
        """As `estimate_now`, and keeps it."""
        state = _as_it_stands(session)
        found = estimate_now(session, remembered, year)
        self._made[year] = state, found
        return found

    def find(self, session: Session, year: int) -> Estimate | None:
        """The one of the register as it stands, if it was made; nobody waits for it."""
        state, found = self._made.get(year, (None, None))
        return found if found and state == _as_it_stands(session) else None


def _as_it_stands(session: Session) -> object:
    """Another as soon as something that is counted or compared, or what the intervals may be believed by, is."""
    compared = session.execute(select(func.count(Contact.note), func.count(Contact.trace))).one()
    return state_of(session), tuple(compared), read_checks(session), find(session)


def estimate_if_quick(session: Session, remembered: Remembered, year: int) -> Estimate | None:
    """As `estimate_now`, for whoever cannot wait. None where there are more than MOST pairs to compare."""
    own, before = _count_compared(session, year)
    told = f"{own} contacts of the year compared with each other and {before} before them"
    if own * (own + before) > MOST:
        step(f"no estimate: it takes too long with {told}")
        return None
    step(f"estimating, {told}")
    return estimate_now(session, remembered, year)


def _count_compared(session: Session, year: int) -> tuple[int, int]:
    """The contacts that are compared: how many of the year, and how many before it."""
    of = extract("year", Contact.day)
    counts = select(func.count().filter(of == year), func.count().filter(of < year))
    own, before = session.execute(counts.where(Contact.about == About.HIMSELF, ~Contact.no_note)).one()
    return own, before


def _settled(contacts: Sequence[CountedContact]) -> int:
    """The persons of whom staff decided that they are none of the earlier ones, whatever their year."""
    first: dict[int, CountedContact] = {}
    for one in by_date(contacts):
        if one.person is not None:
            first.setdefault(one.person, one)
    return sum(one.settled for one in first.values())


def _places(memory: Memory, year: int) -> list[int]:
    return [place for place, one in enumerate(memory.contacts) if one.day.year == year]


def _divided(
    contacts: Sequence[CountedContact], memory: Memory, year: int, places: Sequence[int], divisions: Places
) -> Iterator[list[CountedContact]]:
    """What the year is counted from, once for each division: its contacts, and of each person the first ever.

    `divisions`: of the contacts at `places`. Those whom nobody compares stay as they are.
    """
    left = {one.id: one for one in contacts}
    own = [left.pop(contact.id) for contact in memory.contacts]
    alone = [one._replace(person=len(own) + one.person) for one in left.values() if one.person is not None]
    for division in divisions.tolist():
        before = ((place, place) for place in set(division) if own[place].day.year < year)
        told = (*before, *zip(places, division, strict=True))
        yield [*alone, *(own[place]._replace(person=person) for place, person in told)]


def _figures(counts: Sequence[YearColumns]) -> dict[str, Likely]:
    drawn = [{figure.name: figure.value for figure in figures(count)} for count in counts]
    return {name: _likely([values[name] for values in drawn]) for name in FIGURES}


def _tables(counts: Sequence[YearColumns]) -> tuple[EstimatedTable, ...]:
    return tuple(_table(name, counts) for name in TABLES)


def _table(name: str, counts: Sequence[YearColumns]) -> EstimatedTable:
    """A row that a division has not, since its contacts are one with others, is nought there."""
    dimension, nothing = DIMENSIONS[name], (0,) * len(MEASURES)
    drawn = [dict(rows_by(dimension, MEASURES, count)) for count in counts]
    heads = (head for head in heads_of(counts, dimension, NO_LISTS) if any(head in of for of in drawn))
    rows = ((head, [of.get(head, nothing) for of in drawn]) for head in heads)
    told = tuple((head, tuple(map(_likely, zip(*of, strict=True)))) for head, of in rows)
    return EstimatedTable(dimension.title, tuple(MEASURE_NAMES[one] for one in MEASURES), told)


def _likely(values: Sequence[Any]) -> Likely:
    """The first of `values` is counted from links, the others are drawn."""
    middle, low, high = interval(np.array(values[1:]))
    return Likely(int(values[0]), float(middle), float(low), float(high))

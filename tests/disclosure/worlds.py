"""Invented services over some years: persons who come back, change category and are found to be one and the same.

Each year is closed, published with everything a service may print, and corrected later. Small on purpose: many cells
hold one to four persons.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from stats.disclosure.cells import NEVER, Cell, Kind, Sum, Test, contacts, everybody, new, seen, value
from stats.disclosure.ledger import Ledger, Row
from stats.disclosure.storing import close_year, correct

CATEGORIES = ("confirmed", "uncertain", "none")
GENDERS = ("man", "other")
FIRST = 2027
Group = tuple[str, ...]
Summing = Callable[[Test], Sum]
Place = tuple[int, int, Group]  # year, last year before, group


@dataclass
class World:
    """`seen`: of each person the group in each year. `truth` and `stored` of all cells so far."""

    random: random.Random
    seen: dict[int, dict[int, Group]] = field(default_factory=dict)
    truth: dict[Cell, int] = field(default_factory=dict)
    stored: dict[Cell, int] = field(default_factory=dict)
    counted: dict[Place, set[int]] = field(default_factory=dict)
    corrections: dict[int, int] = field(default_factory=dict)
    persons: int = 0


@dataclass(frozen=True)
class Release:
    """What came out at one time, and the world's true counts by then."""

    draft: Ledger
    truth: Mapping[Cell, int]


def releases(seed: int, years: int = 5, persons: int = 60) -> Iterator[Release]:
    """A release for every year and for every correction, in order. `persons`: new ones in a year, more or less."""
    world = World(random.Random(seed))
    for year in range(FIRST, FIRST + years):
        _live(world, year, persons)
        yield _release(world, f"report {year}", _close(world, year), _tables(world, year))
        if year > FIRST and world.random.random() < 0.7:
            changes, years_changed = _correct(world, year)
            yield _release(world, f"correction in {year}", changes, _corrected(world, years_changed, year))


def _live(world: World, year: int, persons: int) -> None:
    chance = world.random
    for groups in world.seen.values():
        if chance.random() < 0.5 ** (year - max(groups)) * 0.7:
            category, gender = groups[max(groups)]
            groups[year] = (chance.choice(CATEGORIES) if chance.random() < 0.3 else category, gender)
    for _ in range(chance.randint(persons // 2, persons)):
        group = (chance.choices(CATEGORIES, (2, 3, 5))[0], chance.choices(GENDERS, (9, 1))[0])
        world.seen[world.persons] = {year: group}
        world.persons += 1


def _places(world: World, until: int) -> dict[Place, set[int]]:
    """Who is counted where, as it is known now."""
    found: dict[Place, set[int]] = {}
    for person, groups in world.seen.items():
        for year, group in groups.items():
            last = max((earlier for earlier in groups if earlier < year), default=NEVER)
            if year <= until:
                found.setdefault((year, last, group), set()).add(person)
    return found


def _close(world: World, year: int) -> dict[Cell, int]:
    """Stores the cells of a year, also the empty ones, and returns their stored values."""
    now = _places(world, year)
    world.counted.update({place: who for place, who in now.items() if place[0] == year})
    counts: dict[Cell, int] = {}
    for group in ((category, gender) for category in CATEGORIES for gender in GENDERS):
        for last in (NEVER, *range(FIRST, year)):
            who = now.get((year, last, group), set())
            counts[Cell(Kind.PERSONS, year, last, group)] = len(who)
            counts[Cell(Kind.CONTACTS, year, last, group)] = sum(_contacts(world) for _ in who)
    world.truth.update(counts)
    sums = [row.of for row in _tables(world, year)]
    return close_year(counts, sums, world.random.getrandbits(128), world.stored, world.truth)


def _contacts(world: World) -> int:
    number = 1
    while world.random.random() < 0.4:
        number += 1
    return number


def _correct(world: World, until: int) -> tuple[dict[Cell, int], set[int]]:
    """Persons turn out to be one, to have been in another group, or not to have been there; what is stored of that."""
    for _ in range(world.random.choice((1, 2, 5, 12))):
        world.random.choice((_merge, _regroup, _forget))(world)
    now = _places(world, until)
    changes: dict[Cell, int] = {}
    years = {place[0] for place in {*now, *world.counted} if now.get(place, set()) != world.counted.get(place, set())}
    for year in years:
        world.corrections[year] = world.corrections.get(year, 0) + 1
    for place in sorted({*now, *world.counted}):
        was, is_now = world.counted.get(place, set()), now.get(place, set())
        for kind, who in ((Kind.ADDED, is_now - was), (Kind.TAKEN, was - is_now)):
            if who:
                changes[Cell(kind, *place, world.corrections[place[0]])] = len(who)
    world.counted = now
    world.truth.update(changes)
    sums = [row.of for row in _corrected(world, years, until)]
    return correct(changes, sums, world.stored, world.random.getrandbits(128)), years


def _merge(world: World) -> None:
    one, other = world.random.sample(sorted(world.seen), 2)
    world.seen[one] = world.seen.pop(other) | world.seen[one]


def _regroup(world: World) -> None:
    groups = world.seen[world.random.choice(sorted(world.seen))]
    year = world.random.choice(sorted(groups))
    groups[year] = (world.random.choice(CATEGORIES), groups[year][1])


def _forget(world: World) -> None:
    person = world.random.choice(sorted(world.seen))
    world.seen[person].pop(world.random.choice(sorted(world.seen[person])))
    if not world.seen[person]:
        del world.seen[person]


def _release(world: World, name: str, stored: dict[Cell, int], rows: list[Row]) -> Release:
    world.stored.update(stored)
    filled = tuple(Row(name, row.table, row.name, row.of, value(row.of, world.stored)) for row in rows)
    return Release(Ledger(stored, filled), dict(world.truth))


def _tables(world: World, year: int) -> list[Row]:
    """The report of a year: persons, new persons, unions with the years before as they are known now, contacts."""
    cells, newest = list(world.truth), max(world.corrections.values(), default=0)
    rows = list(_rows(f"persons {year}", _union(cells, year, year)))
    rows += _rows(f"new persons {year}", partial(_new, cells, year, 0), by_both=False)
    rows += _rows(f"contacts {year}", lambda group: contacts(cells, year, year, group), by_both=False)
    for first in range(max(FIRST, year - 4), year):
        rows += _rows(f"persons {first} to {year}", _union(cells, first, year, newest), by_both=False)
    return rows


def _corrected(world: World, years: set[int], until: int) -> list[Row]:
    """The tables that a correction changes, once more."""
    cells, newest = list(world.truth), max(world.corrections.values(), default=0)
    rows: list[Row] = []
    for year in sorted(years):
        rows += _rows(f"persons {year}", _union(cells, year, year, newest))
        rows += _rows(f"new persons {year}", partial(_new, cells, year, newest), by_both=False)
    if until - 1 >= FIRST:
        rows += _rows(f"persons {until - 1} to {until}", _union(cells, until - 1, until, newest), by_both=False)
    return rows


def _is(*words: str) -> Test:
    return lambda group: set(words) <= set(group)


def _union(cells: list[Cell], first: int, last: int, correction: int = 0) -> Summing:
    return lambda group: seen(cells, first, last, group, correction)


def _new(cells: list[Cell], year: int, correction: int, group: Test) -> Sum:
    return new(cells, year, group, correction)


def _rows(table: str, summing: Summing, by_both: bool = True) -> Iterator[Row]:
    yield Row("", table, "all", summing(everybody), 0)
    for category in CATEGORIES:
        yield Row("", table, category, summing(_is(category)), 0)
    for gender in GENDERS:
        yield Row("", table, gender, summing(_is(gender)), 0)
    if by_both:
        for category in CATEGORIES:
            for gender in GENDERS:
                yield Row("", table, f"{category} {gender}", summing(_is(category, gender)), 0)

"""Invented services over some years: persons who come back, change category and are found to be one and the same.

Each year is closed, published with everything a service may print, and corrected later. Small on purpose: many cells
hold one to four persons. Contacts are printed by groups of persons in one half of the worlds, and by channel in the
other, where in some hardly anybody comes twice. In two thirds of the worlds the counting rule changes in one year: from
then on the category of a person rests on earlier years too, or no longer does, and two years are printed by both rules.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from stats.counting import RULE, CountedContact
from stats.disclosure.cells import (
    NEVER,
    SIGN,
    Cell,
    Kind,
    Sum,
    Test,
    apart,
    contacts,
    everybody,
    is_apart,
    new,
    seen,
    value,
    way,
)
from stats.disclosure.ledger import How, Ledger, Row
from stats.disclosure.storing import close_contacts, close_year, correct, fewest, over, under
from stats.methods import METHODS
from stats.releases.content import at_least
from stats.releases.overlapping import Change, Overlap, count_both, never_negative, overlap_rows
from stats.vocabulary import About, Category, Channel, Gender, TalkedBefore

CATEGORIES = tuple(f"category={word}" for word in Category)
GENDERS = ("gender=men", "gender=others_or_unknown")
REGISTERED = dict(zip(GENDERS, (Gender.MAN, Gender.WOMAN), strict=True))
SO_FAR = "4b"
CHANGES = ((RULE, RULE), (RULE, SO_FAR), (SO_FAR, RULE))  # the rule before, and the one after
BY_BOTH = ("persons_by_category", "persons_by_category_and_gender", "new_persons_by_category")
CHANNELS = ("chat", "phone", "street")
AGAIN = (0.4, 0.1, 0.0)  # how likely one contact more is
FIRST = 2027
AT_LEAST = "at least"
Group = tuple[str, ...]
Summing = Callable[[Test], Sum]
Place = tuple[int, int, Group]  # year, last year before, group


@dataclass
class World:
    """`seen`: of each person the group in each year, as registered. `truth` and `stored` of all cells so far.

    `rules`: the counting rule of each year.
    `visits`: the channels of each person's contacts in a year, where contacts are printed by channel.
    """

    random: random.Random
    rules: Mapping[int, str]
    by_channel: bool = False
    again: float = AGAIN[0]
    visits: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    seen: dict[int, dict[int, Group]] = field(default_factory=dict)
    truth: dict[Cell, int] = field(default_factory=dict)
    stored: dict[Cell, int] = field(default_factory=dict)
    counted: dict[Place, set[int]] = field(default_factory=dict)
    corrections: dict[int, int] = field(default_factory=dict)
    persons: int = 0


@dataclass(frozen=True)
class Release:
    """What came out at one time, and the true counts by then."""

    draft: Ledger
    truth: Mapping[Cell, int]


def releases(seed: int, years: int = 5, persons: int = 60) -> Iterator[Release]:
    """A release for every year and for every correction, in order. `persons`: new ones in a year, more or less."""
    again = AGAIN[seed // 2 % len(AGAIN)] if seed % 2 else AGAIN[0]
    world = World(random.Random(seed), _rules(seed, years), seed % 2 == 1, again)
    for year in range(FIRST, FIRST + years):
        _live(world, year, persons)
        yield _report(world, year)
        if year > FIRST and world.random.random() < 0.7:
            changes, years_changed = _correct(world, year)
            yield _release(world, year, f"correction in {year}", changes, _corrected(world, years_changed, year))


def _rules(seed: int, years: int) -> dict[int, str]:
    """The rule of each year. All three kinds of change, and every year of it, meet all other kinds of worlds."""
    before, now = CHANGES[(seed + seed // 6) % len(CHANGES)]
    changed = FIRST + 1 + seed // 18 % max(years - 1, 1)
    return {year: now if year >= changed else before for year in range(FIRST, FIRST + years)}


def _report(world: World, year: int) -> Release:
    stored, name = _close(world, year), f"report {year}"
    rows = _tables(world, year)
    overlap = _count_otherwise(world, year, stored)
    if overlap:
        world.truth.update(overlap.counts)
        stored |= overlap.shown
        rows += overlap_rows(overlap, world.stored | stored, name)
        rows += _stored(overlap.counts)
    return _release(world, year, name, stored, rows)


def _count_otherwise(world: World, year: int, closed: dict[Cell, int]) -> Overlap | None:
    """The year and the one before by both rules, where the rule has changed, as `stats.releases` makes it."""
    before, now = world.rules.get(year - 1, world.rules[year]), world.rules[year]
    if before == now:
        return None
    change = Change(year, before, now, (world.corrections.get(year - 1, 0) + 1, 1))
    contacts = [one for person in sorted(world.seen) for one in _registered(world, person, year)]
    true, shown = _of_persons(world.truth), _of_persons(world.stored | closed)
    return count_both(change, (BY_BOTH, BY_BOTH), (contacts, contacts), true, shown, world.random.getrandbits(128))


def _of_persons(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    return {cell: count for cell, count in counts.items() if cell.kind is not Kind.CONTACTS and not is_apart(cell)}


def _registered(world: World, person: int, until: int) -> list[CountedContact]:
    """What the counting rules need of a person's years."""
    return [
        CountedContact(
            f"{person} {year}",
            date(year, 7, 1),
            Channel.WEB_CHAT,
            About.HIMSELF,
            Category(category.partition("=")[2]),
            REGISTERED[gender],
            TalkedBefore.NOT_ASKED,
            False,
            person,
        )
        for year, (category, gender) in sorted(world.seen[person].items())
        if year <= until
    ]


def _live(world: World, year: int, persons: int) -> None:
    chance = world.random
    for groups in world.seen.values():
        if chance.random() < 0.5 ** (year - max(groups)) * 0.7:
            category, gender = groups[max(groups)]
            groups[year] = (chance.choice(CATEGORIES) if chance.random() < 0.3 else category, gender)
    for _ in range(chance.randint(persons // 2, persons)):
        _come(world, year)
    for person in (one for one, groups in world.seen.items() if year in groups):
        world.visits[person, year] = _visits(world)


def _come(world: World, year: int) -> None:
    group = (world.random.choices(CATEGORIES, (2, 3, 5))[0], world.random.choices(GENDERS, (9, 1))[0])
    world.seen[world.persons] = {year: group}
    world.persons += 1


def _visits(world: World) -> list[str]:
    return [world.random.choices(CHANNELS, (6, 3, 1))[0] for _ in range(_contacts(world))]


def _places(world: World, until: int) -> dict[Place, set[int]]:
    """Who is counted where, as it is known now."""
    found: dict[Place, set[int]] = {}
    for person, groups in world.seen.items():
        for year, group in groups.items():
            last = max((earlier for earlier in groups if earlier < year), default=NEVER)
            if year <= until:
                category = METHODS[world.rules[year]].categorise(_registered(world, person, year), year)
                found.setdefault((year, last, (f"category={category}", group[1])), set()).add(person)
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
            if not world.by_channel:
                counts[Cell(Kind.CONTACTS, year, last, group)] = sum(_contacts(world) for _ in who)
    by_channel = _by_channel(world, year) if world.by_channel else {}
    world.truth.update(counts | by_channel)
    sums = [row.of for row in _tables(world, year)]
    seed = world.random.getrandbits(128)
    shown = close_contacts(by_channel, sums, seed, over(fewest(counts, world.stored), by_channel))
    bounds = under(sum(shown.values()), counts) if world.by_channel else None
    return shown | close_year(counts, sums, seed, world.stored, world.truth, bounds)


def _by_channel(world: World, year: int) -> dict[Cell, int]:
    """All contacts of the year as they are known now."""
    came = [channel for (_, of), channels in world.visits.items() if of == year for channel in channels]
    return {apart(Cell(Kind.WHOLE, year, NEVER, (channel,))): came.count(channel) for channel in CHANNELS}


def _contacts(world: World) -> int:
    number = 1
    while world.random.random() < world.again:
        number += 1
    return number


def _correct(world: World, until: int) -> tuple[dict[Cell, int], set[int]]:
    """Persons turn out to be one, to have been in another group, or not to have been there; what is stored of that."""
    for _ in range(world.random.choice((1, 2, 5, 12))):
        world.random.choice((_merge, _regroup, _forget, _late))(world)
    now = _places(world, until)
    years = {place[0] for place in {*now, *world.counted} if now.get(place, set()) != world.counted.get(place, set())}
    for year in years:
        world.corrections[year] = world.corrections.get(year, 0) + 1
    changes = _moved(world, now)
    world.counted = now
    if world.by_channel:
        changes |= _changes_by_channel(world, years)
    world.truth.update(changes)
    sums = [row.of for row in _corrected(world, years, until)]
    if not world.by_channel:
        return correct(changes, sums, world.stored, world.random.getrandbits(128)), years
    each = [{cell: count for cell, count in changes.items() if cell.year == year} for year in sorted(years)]
    corrected = [_correct_year(one, sums, world.stored, world.random.getrandbits(128)) for one in each]
    return {cell: count for one in corrected for cell, count in one.items()}, years


def _moved(world: World, now: dict[Place, set[int]]) -> dict[Cell, int]:
    """Persons that are added to each place, and taken from it."""
    changes = {}
    for place in sorted({*now, *world.counted}):
        was, is_now = world.counted.get(place, set()), now.get(place, set())
        for kind, who in ((Kind.ADDED, is_now - was), (Kind.TAKEN, was - is_now)):
            if who:
                changes[Cell(kind, *place, world.corrections[place[0]])] = len(who)
    return changes


def _changes_by_channel(world: World, years: set[int]) -> dict[Cell, int]:
    changes = {}
    for year in years:
        for cell, count in _by_channel(world, year).items():
            place = year, cell.group
            was = sum(SIGN[one.kind] * n for one, n in world.truth.items() if (one.year, one.group) == place)
            for kind, more in ((Kind.ADDED, count - was), (Kind.TAKEN, was - count)):
                changes[cell._replace(kind=kind, correction=world.corrections[year])] = max(more, 0)
    return changes


def _correct_year(changes: dict[Cell, int], sums: list[Sum], stored: dict[Cell, int], seed: int) -> dict[Cell, int]:
    """Contacts before persons, as a service does it."""
    (year,) = {cell.year for cell in changes}
    of, shown = {}, {}
    for which in (True, False):
        of[which] = {cell: count for cell, count in changes.items() if is_apart(cell) is which}
        shown[which] = sum(
            SIGN[c.kind] * n for c, n in stored.items() if c.year == year and is_apart(c) is which and not way(c)
        )
    least = shown[False] + fewest(of[False], stored)
    contacts_ = correct(of[True], sums, stored, seed, over(least, of[True], shown[True]))
    now = shown[True] + sum(SIGN[cell.kind] * count for cell, count in contacts_.items())
    return contacts_ | correct(of[False], sums, stored, seed, under(now, of[False], shown[False]))


def _merge(world: World) -> None:
    one, other = world.random.sample(sorted(world.seen), 2)
    gender = world.seen[one][max(world.seen[one])][1]
    both = world.seen.pop(other) | world.seen[one]
    world.seen[one] = {year: (category, gender) for year, (category, _) in both.items()}
    for year in [year for person, year in world.visits if person == other]:
        world.visits.setdefault((one, year), []).extend(world.visits.pop((other, year)))


def _regroup(world: World) -> None:
    groups = world.seen[world.random.choice(sorted(world.seen))]
    year = world.random.choice(sorted(groups))
    groups[year] = (world.random.choice(CATEGORIES), groups[year][1])


def _forget(world: World) -> None:
    person = world.random.choice(sorted(world.seen))
    year = world.random.choice(sorted(world.seen[person]))
    del world.seen[person][year], world.visits[person, year]
    if not world.seen[person]:
        del world.seen[person]


def _late(world: World) -> None:
    """Somebody is registered after the year was closed."""
    person, year = world.persons, world.random.choice(sorted({place[0] for place in world.counted}))
    _come(world, year)
    world.visits[person, year] = _visits(world)


def _release(world: World, year: int, name: str, stored: dict[Cell, int], rows: list[Row]) -> Release:
    world.stored.update(stored)
    filled = tuple(Row(name, row.table, row.name, row.of, value(row.of, world.stored)) for row in rows)
    said = tuple(_lower_ends(world, name, year))
    known = tuple(never_negative(_of_persons(world.truth), world.rules))
    return Release(Ledger(stored, filled + said, known), dict(world.truth))


def _lower_ends(world: World, name: str, year: int) -> Iterator[Row]:
    """As much as may be said of true numbers of a year that they are not below it."""
    cells, newest = _persons(world), max(world.corrections.values(), default=0)
    of = {"all": _union(cells, year, year, newest)(everybody), "new": _new(cells, year, newest, everybody)}
    of["known"] = {cell: sign for cell, sign in of["all"].items() if cell not in of["new"]}
    for whom, sum_ in of.items():
        yield Row(name, AT_LEAST, whom, sum_, at_least(value(sum_, world.truth), sum_, world.stored), How.LEAST)


def _tables(world: World, year: int) -> list[Row]:
    """The report of a year: persons, new persons, unions with the years before as they are known now, contacts."""
    cells, newest = _persons(world), max(world.corrections.values(), default=0)
    rows = list(_rows(f"persons {year}", _union(cells, year, year)))
    rows += _rows(f"new persons {year}", partial(_new, cells, year, 0), by_both=False)
    rows += _of_contacts(world, year)
    for first in range(max(FIRST, year - 4), year):
        rows += _rows(f"persons {first} to {year}", _union(cells, first, year, newest), by_both=False)
    return rows + _stored(cell for cell in world.truth if cell.year == year)


def _persons(world: World) -> list[Cell]:
    return [cell for cell in world.truth if not is_apart(cell)]


def _of_contacts(world: World, year: int) -> Iterator[Row]:
    """By channel as they are now, or by the groups of persons as they were when the year was closed."""
    if not world.by_channel:
        yield from _rows(f"contacts {year}", lambda group: contacts(world.truth, year, year, group), by_both=False)
        return
    of_year = {cell: SIGN[cell.kind] for cell in world.truth if is_apart(cell) and cell.year == year}
    yield Row("", f"contacts by channel {year}", "all", of_year, 0)
    for channel in CHANNELS:
        of = {cell: sign for cell, sign in of_year.items() if channel in cell.group}
        yield Row("", f"contacts by channel {year}", channel, of, 0)


def _stored(cells: Iterable[Cell]) -> list[Row]:
    """The cells themselves: whoever wants to add a release up again is given them."""
    return [Row("", "cells", repr(cell), {cell: 1}, 0) for cell in cells]


def _corrected(world: World, years: set[int], until: int) -> list[Row]:
    """The tables that a correction changes, once more."""
    cells, newest = _persons(world), max(world.corrections.values(), default=0)
    rows: list[Row] = []
    for year in sorted(years):
        rows += _rows(f"persons {year}", _union(cells, year, year, newest))
        rows += _rows(f"new persons {year}", partial(_new, cells, year, newest), by_both=False)
        rows += _of_contacts(world, year) if world.by_channel else ()
    if until - 1 >= FIRST:
        rows += _rows(f"persons {until - 1} to {until}", _union(cells, until - 1, until, newest), by_both=False)
    return rows + _stored(cell for cell in world.truth if cell.year in years)


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

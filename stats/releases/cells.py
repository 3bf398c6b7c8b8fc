"""The true counts of a year's inner cells, and the sums over cells that a plan prints."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product

from stats.counting import Categorise, CountedContact, CountedPerson, category_in_year, count_year
from stats.disclosure.cells import NEVER, Cell, Kind, Sum, Test, corrected, everybody, new, seen, value
from stats.progress import step
from stats.releases.coarse import COARSE
from stats.releases.plan import DESIGNS, Design, Unit, Whom, grouped_by

LATEST = 1_000_000  # a correction of a number that no year reaches: all there are
Counts = dict[Cell, int]
Row = tuple[tuple[str, ...], Sum]  # its heads, and what it sums; no heads: everybody


def count_cells(
    contacts: Iterable[CountedContact],
    year: int,
    plan: Sequence[str],
    categorise: Categorise = category_in_year,
    kind: Kind = Kind.WHOLE,
) -> dict[Unit, Counts]:
    """The inner cells of `year`, true, also those that nobody is in. `contacts` are those of all years.

    `kind`: of cells of contacts.
    """
    step("counting persons and contacts by group")
    known = list(contacts)
    persons = count_year(known, (), year, categorise=categorise).persons
    last = _last_seen(known, year)
    groups = {unit: grouped_by(plan, unit) for unit in Unit}
    found = {
        Unit.PERSONS: Counter(
            Cell(Kind.PERSONS, year, last.get(_number(one), NEVER), _group_of_person(one, groups[Unit.PERSONS]))
            for one in persons
        ),
        Unit.CONTACTS: Counter(
            Cell(kind, year, NEVER, _group_of_contact(contact, groups[Unit.CONTACTS]))
            for one in persons
            for contact in one.contacts
        ),
    }
    lasts = {Unit.PERSONS: {NEVER, *(one.day.year for one in known if one.day.year < year)}, Unit.CONTACTS: {NEVER}}
    kinds = {Unit.PERSONS: Kind.PERSONS, Unit.CONTACTS: kind}
    return {unit: dict(_empty(kinds[unit], lasts[unit], year, groups[unit])) | found[unit] for unit in Unit}


def _number(person: CountedPerson) -> int | None:
    return person.contacts[0].person


def _last_seen(contacts: Iterable[CountedContact], year: int) -> dict[int | None, int]:
    """Of each person who was seen before `year`, the year in which that was last."""
    earlier = [(contact.person, contact.day.year) for contact in contacts if contact.day.year < year]
    return dict(sorted(earlier, key=lambda one: one[1]))


def _group_of_person(person: CountedPerson, names: Iterable[str]) -> tuple[str, ...]:
    return _group((name, COARSE[name].of_person, person) for name in names)


def _group_of_contact(contact: CountedContact, names: Iterable[str]) -> tuple[str, ...]:
    return _group((name, COARSE[name].of_contact, contact) for name in names)


def _group(parts: Iterable[tuple[str, Callable[..., str] | None, object]]) -> tuple[str, ...]:
    return tuple(f"{name}={of(one)}" for name, of, one in parts if of)


def _empty(kind: Kind, lasts: Iterable[int], year: int, names: Sequence[str]) -> Iterator[tuple[Cell, int]]:
    """Every group with every earlier year, whether or not anybody came back from it: that there is nobody is frozen."""
    words = [[f"{name}={word}" for word in COARSE[name].words] for name in names]
    for last, group in product(sorted(lasts), product(*words)):
        yield Cell(kind, year, last, group), 0


def rows(design: Design, cells: Iterable[Cell], year: int) -> list[Row]:
    """What each row of a table sums, and at the end everybody. `cells`: all frozen ones of the unit."""
    known = list(cells)
    heads = list(product(*(COARSE[name].words for name in design.by)))
    return [(tuple(map(str, head)), _sum(design.whom, known, year, is_in(design.by, head))) for head in heads] + [
        ((), _sum(design.whom, known, year, everybody))
    ]


def is_in(by: Sequence[str], head: Iterable[object]) -> Test:
    wanted = {f"{name}={word}" for name, word in zip(by, head, strict=True)}
    return lambda group: wanted <= set(group)


def _sum(whom: Whom, cells: Sequence[Cell], year: int, group: Test) -> Sum:
    match whom:
        case Whom.ALL:
            return seen(cells, year, year, group, LATEST)
        case Whom.NEW:
            return new(cells, year, group, LATEST)
        case Whom.TWO_YEARS:
            return seen(cells, year - 1, year, group, LATEST)


def totals(cells: Iterable[Cell], year: int) -> Iterator[tuple[str, Sum]]:
    """The sums of the headline, whatever the plan has."""
    known = list(cells)
    yield "all", seen(known, year, year, everybody, LATEST)
    yield "new", new(known, year, everybody, LATEST)


def printed(plan: Sequence[str], unit: Unit, cells: Iterable[Cell], year: int) -> list[tuple[str, str, Sum]]:
    """Everything that a release prints of a unit: table, row, and what it sums."""
    known = list(cells)
    tables = [
        (name, " ".join(head) or "all", of)
        for name in plan
        if DESIGNS[name].unit is unit
        for head, of in rows(DESIGNS[name], known, year)
    ]
    headline = [("headline", name, of) for name, of in totals(known, year) if unit is Unit.PERSONS or name == "all"]
    return headline + tables


def changes(counted: Mapping[Cell, int], true: Mapping[Cell, int], year: int, correction: int) -> Counts:
    """Whom a count of a closed year adds to each cell of it, and whom it takes from there.

    `true`: the frozen cells. `correction`: the number of these changes; what has a later one is not looked at.
    """
    closed = (Kind.PERSONS, Kind.WHOLE)
    places = {*counted, *(cell for cell in true if cell.kind in closed and cell.year == year)}
    found: Counts = {}
    for cell in places:
        more = counted.get(cell, 0) - value(corrected(true, cell, correction - 1), true)
        found[cell._replace(kind=Kind.ADDED, correction=correction)] = max(more, 0)
        found[cell._replace(kind=Kind.TAKEN, correction=correction)] = max(-more, 0)
    return found

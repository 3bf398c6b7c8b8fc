"""After a change of method, two years counted by both: the last one by the old, and the first one by the new.

The other count of a year is not frozen by itself: two counts of the same persons, each exact where it is large, would
tell the few who are counted otherwise. It is what was frozen, with those whom the other method adds to a group and
those whom it takes, rounded as a correction is. They are cells of their own, and corrections leave them out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stats.counting import CountedContact
from stats.disclosure.cells import NEVER, SIGN, Cell, Sum, by_way, everybody, value, way
from stats.disclosure.ledger import How, Row
from stats.disclosure.storing import correct
from stats.methods import DIFFERENT, METHODS
from stats.releases.cells import Counts, changes, count_cells, is_in, rows
from stats.releases.plan import DESIGNS, Design, Unit, Whom
from stats.vocabulary import Category

STRONGEST_FIRST = (Category.CONFIRMED, Category.UNCERTAIN, Category.NONE)
Content = dict[str, object]
Heads = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A change of method with the first year after it: `before` and `now` are versions.

    `corrections`: of the year before, and of the year, the number that a correction made now would get.
    """

    year: int
    before: str
    now: str
    corrections: tuple[int, int]

    @property
    def years(self) -> tuple[tuple[int, str, int], ...]:
        """Both years, each with the method that it was not frozen by, and the number of the cells that tell it."""
        return (self.year - 1, self.now, self.corrections[0]), (self.year, self.before, self.corrections[1])


@dataclass(frozen=True)
class Overlap:
    """What a change adds to an edition: cells of persons to freeze, true and as shown, and the tables to print."""

    change: Change
    tables: tuple[str, ...]
    counts: Counts
    shown: Counts


def count_both(
    change: Change,
    plans: tuple[Sequence[str], Sequence[str]],
    contacts: tuple[Sequence[CountedContact], Sequence[CountedContact]],
    true: Mapping[Cell, int],
    shown: Mapping[Cell, int],
    seed: int,
) -> Overlap | None:
    """Counts both years by the other method; None where no table of both years would differ.

    `plans`: the tables of the year before and of the year. `contacts`: all there are, by the decisions there were when
    each was counted. `true` and `shown`: the frozen cells of persons, those of the year too.
    """
    tables = _shared(plans[1], plans[0])
    if not tables or not {change.before, change.now} <= METHODS.keys():
        return None
    counts: Counts = {}
    for plan, known, of_year in zip(plans, contacts, change.years, strict=True):
        if not _is_counted(true, of_year):
            counts |= _count_otherwise(known, plan, true, of_year)
    return Overlap(change, tables, counts, _round_otherwise(counts, change, tables, shown, seed))


def _is_counted(true: Mapping[Cell, int], of_year: tuple[int, str, int]) -> bool:
    """Whether a year was counted by that method when it was published: then it stays, and is not rounded again."""
    year, version, _ = of_year
    return any(cell.year == year and way(cell) == version for cell in true)


def _shared(tables: Sequence[str], earlier: Iterable[str]) -> tuple[str, ...]:
    """Of the tables of both years, those that the methods count otherwise."""
    both = set(tables) & set(earlier)
    return tuple(name for name in tables if name in both and _differs(DESIGNS[name]))


def _differs(design: Design) -> bool:
    return DIFFERENT in design.by and design.whom is not Whom.TWO_YEARS


def _count_otherwise(
    contacts: Sequence[CountedContact], plan: Sequence[str], true: Mapping[Cell, int], of_year: tuple[int, str, int]
) -> Counts:
    """Whom the other method adds to each cell of a year, and whom it takes. `true`: the frozen cells of persons."""
    year, version, correction = of_year
    counted = count_cells(contacts, year, plan, METHODS[version].categorise)[Unit.PERSONS]
    found = changes(counted, true, year, correction)
    return {by_way(cell, version): number for cell, number in found.items()}


def _round_otherwise(
    moved: Mapping[Cell, int], change: Change, tables: Sequence[str], stored: Mapping[Cell, int], seed: int
) -> Counts:
    """What is shown of them. `stored`: what is shown of all other cells, those that are frozen now too."""
    cells = [*stored, *moved]
    sums = [
        by
        for year, version, _ in change.years
        for name in tables
        for _, _, by in beside(DESIGNS[name], cells, year, version)
    ]
    return correct(moved, sums, stored, seed)


def beside(design: Design, cells: Iterable[Cell], year: int, version: str) -> Iterator[tuple[Heads, Sum, Sum]]:
    """Each row of a table of a year: as it was frozen by then, and by the other method `version`."""
    known = list(cells)
    others = [cell for cell in known if cell.year == year and way(cell) == version]
    number = min((cell.correction for cell in others), default=0)
    then = [cell for cell in known if not way(cell) and cell.correction < number]
    for head, of in rows(design, then, year):
        inside = is_in(design.by, head) if head else everybody
        moved = {cell: SIGN[cell.kind] for cell in others if inside(cell.group) and _counts(design, cell)}
        yield head, of, {**of, **moved}


def _counts(design: Design, cell: Cell) -> bool:
    return design.whom is not Whom.NEW or cell.last == NEVER


def overlap_rows(overlap: Overlap, shown: Mapping[Cell, int], release: str) -> Iterator[Row]:
    """What the two other counts print, for the ledger. What was frozen stands there already."""
    for name in overlap.tables:
        for year, version, _ in overlap.change.years:
            for head, _, by in beside(DESIGNS[name], shown, year, version):
                told = f"{year} {' '.join(head) or 'all'} by {version}"
                yield Row(release, name, told, by, value(by, shown), How.STORED)


def make_overlap(overlap: Overlap, shown: Mapping[Cell, int]) -> Content:
    """The part of a release: for each table the four columns of two years by two methods."""
    change = overlap.change
    columns = [[year, version] for year in (change.year - 1, change.year) for version in (change.before, change.now)]
    return {
        "before": change.before,
        "now": change.now,
        "columns": columns,
        "tables": [_table(DESIGNS[name], change, shown) for name in overlap.tables],
    }


def _table(design: Design, change: Change, shown: Mapping[Cell, int]) -> Content:
    *of_groups, of_all = (
        {"head": list(head), "values": [value(of, shown) for of in sums]}
        for head, sums in columns_of(design, list(shown), change.year, change.before, change.now)
    )
    del of_all["head"]
    unit = "new_persons" if design.whom is Whom.NEW else design.unit.value
    return {"name": design.name, "unit": unit, "by": list(design.by), "rows": of_groups, "total": of_all}


def columns_of(
    design: Design, cells: Sequence[Cell], year: int, before: str, now: str
) -> Iterator[tuple[Heads, tuple[Sum, ...]]]:
    """Each row with its four sums: the year before by the old method and the new, and the year by both."""
    earlier = beside(design, cells, year - 1, now)
    later = beside(design, cells, year, before)
    for (head, old, new), (_, other, own) in zip(earlier, ((h, by, of) for h, of, by in later), strict=True):
        yield head, (old, new, other, own)


def never_negative(true: Mapping[Cell, int], frozen_by: Mapping[int, str]) -> Iterator[Sum]:
    """What everybody knows of the other counts. `true`: the cells of persons; `frozen_by`: each year's own method.

    The methods count the same persons, so there are none more or fewer in all categories together. Where one never says
    less than the other, there are none fewer in the strongest category, or in the two strongest. Registrations that
    came between two countings can make either untrue; then nobody knows it.
    """
    for together in _apart_from_category(true):
        order = _order(frozen_by[together[0].year], way(together[0]))
        for number, word in enumerate(STRONGEST_FIRST, 1):
            upper = {f"{DIFFERENT}={one}" for one in STRONGEST_FIRST[:number]}
            more = {cell: SIGN[cell.kind] for cell in together if upper & set(cell.group)}
            for sign in (1, -1) if word == STRONGEST_FIRST[-1] else order:
                of = {cell: sign * factor for cell, factor in more.items()}
                if value(of, true) >= 0:
                    yield of


def _order(own: str, other: str) -> tuple[int, ...]:
    """1 where the other method never says less than a year's own, -1 where it never says more, else nothing."""
    if other in METHODS[own].at_most:
        return (1,)
    return (-1,) if own in METHODS[other].at_most else ()


def _apart_from_category(cells: Iterable[Cell]) -> Iterator[list[Cell]]:
    """The cells of another count, those together that differ in the category only."""
    found: dict[object, list[Cell]] = {}
    for cell in cells:
        if way(cell):
            rest = tuple(part for part in cell.group if not part.startswith(f"{DIFFERENT}="))
            found.setdefault((cell.year, cell.last, cell.correction, rest), []).append(cell)
    yield from found.values()

"""What a lead asks of the figures while exploring, and the answer. Pure, from what `stats.counted` holds.

All that can be asked stands in an address, and tells of nobody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from stats.columns import (
    Counts,
    Total,
    Within,
    YearColumns,
    all_of,
    count_across,
    count_by,
    heads_of,
    only,
    placed,
)
from stats.comparing import Break, Compared
from stats.counted import Counted
from stats.dimensions import DIMENSIONS, Head, Lists
from stats.layout import Measure, adds_up, at_least, of
from stats.listed import EntryName

ONLY = "only_"  # before the name of a dimension, in an address
NONE = "none"  # where a year is asked for that nothing is compared with

Existed = Callable[[str, Head], bool]


@dataclass(frozen=True)
class Question:
    """`against`: the year beside. `only`: dimension -> the one value that counts."""

    year: int
    against: int | None
    measure: Measure = Measure.CONTACTS
    by: str = "channel"
    across: str = ""
    only: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The question as the query of an address."""
        asked = {"year": self.year, "against": self.against or NONE, "count": self.measure, "by": self.by}
        return urlencode({**asked, "across": self.across, **{ONLY + name: value for name, value in self.only.items()}})


@dataclass(frozen=True)
class Line:
    """A row: the number asked for, or one for each column, and beside it what else is counted."""

    head: Head
    cells: tuple[Compared, ...]
    beside: tuple[int, ...] = ()


@dataclass(frozen=True)
class Answer:
    """`figures`: all that fits, whatever row it is in, with the least that it may be.

    `columns`: the values of the dimension across, if there is one; `left_out`: those under which nothing counts.
    `totals`: of each column; None where it does not add up.
    """

    question: Question
    figures: dict[Measure, tuple[Compared, int | None]]
    columns: tuple[Head, ...]
    left_out: tuple[Head, ...]
    lines: tuple[Line, ...]
    totals: tuple[Compared | None, ...]
    breaks: tuple[Break, ...] = ()

    @property
    def most(self) -> int:
        """The largest number in the table."""
        numbers = (number for line in self.lines for one in line.cells for number in (one.now, one.before))
        return max((int(number or 0) for number in numbers), default=0)


def parse_question(asked: Mapping[str, str], years: Sequence[int], default: int) -> Question | None:
    """What is asked for; what is not known in it is as if nobody had chosen. None for a year that there is not."""
    year = asked.get("year") or str(default)
    if year not in map(str, years):
        return None
    by = _one_of(asked.get("by", ""), DIMENSIONS, "channel")
    across = _one_of(asked.get("across", ""), DIMENSIONS, "")
    chosen = {name: asked.get(ONLY + name, "") for name in DIMENSIONS}
    return Question(
        int(year),
        _against(asked.get("against", ""), int(year), years),
        Measure(_one_of(asked.get("count", ""), list(Measure), Measure.CONTACTS)),
        by,
        across if across != by else "",
        {name: value for name, value in chosen.items() if value},
    )


def _against(asked: str, year: int, years: Sequence[int]) -> int | None:
    """The earlier year that is asked for; the one before, where none is."""
    known = {str(one): one for one in years if one < year}
    if asked in known or asked == NONE:
        return known.get(asked)
    return year - 1 if year - 1 in years else None


def _one_of(asked: str, known: Iterable[str], default: str) -> str:
    return asked if asked in set(known) else default


def choices(counted: Counted, lists: Lists, name: str, years: Iterable[int]) -> tuple[Head, ...]:
    """The values of a dimension that can be chosen."""
    return heads_of([counted.of(year) for year in years], DIMENSIONS[name], lists)


def explore(counted: Counted, lists: Lists, asked: Question, breaks: tuple[Break, ...] = ()) -> Answer:
    """Counts the years that are asked for. A value that is in no list of today counts nothing."""
    years = [counted.of(year) for year in (asked.year, asked.against) if year]
    withins = [_within(year, lists, asked.only) for year in years]
    existed = _existed(counted, lists, asked)
    totals = [all_of(year, within) for year, within in zip(years, withins, strict=True)]
    figures = {measure: _figure(measure, totals, existed) for measure in Measure}
    table = _table(asked, years, withins, lists)
    shown = [place for place, head in enumerate(table.across) if not asked.across or table.any_in(place)]
    lines = tuple(_line(asked, table, place, shown, existed) for place in table.rows)
    whole = tuple(_total(asked, table, place, figures) for place in shown)
    left_out = tuple(head for place, head in enumerate(table.across) if head is not None and place not in shown)
    columns = tuple(head for place, head in enumerate(table.across) if head is not None and place in shown)
    return Answer(asked, figures, columns, left_out, lines, whole, breaks)


@dataclass(frozen=True)
class Grid:
    """What was counted in each year, by rows and columns; without a dimension across there is one column."""

    by: tuple[Head, ...]
    across: tuple[Head | None, ...]
    years: tuple[Counts, ...]

    @property
    def rows(self) -> list[int]:
        """All but entries that are used no more and of which nothing counts."""
        counted = sum(year.persons.sum(axis=1) for year in self.years)
        return [place for place, head in enumerate(self.by) if counted[place] or not _is_over(head)]

    def any_in(self, column: int) -> bool:
        return any(year.persons[:, column].any() for year in self.years)


def _is_over(head: Head) -> bool:
    return isinstance(head, EntryName) and head.retired


def _table(asked: Question, years: Sequence[YearColumns], withins: Sequence[Within], lists: Lists) -> Grid:
    by = placed(years, DIMENSIONS[asked.by], lists)
    if not asked.across:
        counts = [count_by(*one) for one in zip(years, by, withins, strict=True)]
        return Grid(by[0].heads, (None,), tuple(Counts(*(part[:, None] for part in one)) for one in counts))
    across = placed(years, DIMENSIONS[asked.across], lists)
    crossed = tuple(count_across(*one) for one in zip(years, by, across, withins, strict=True))
    return Grid(by[0].heads, across[0].heads, crossed)


def _line(asked: Question, table: Grid, place: int, shown: Sequence[int], existed: Existed) -> Line:
    numbers = [of(year, asked.measure)[place].tolist() for year in table.years]
    there = existed(asked.by, table.by[place])
    cells = []
    for column in shown:
        head = table.across[column]
        known = len(numbers) > 1 and there and (head is None or existed(asked.across, head))
        cells.append(Compared(numbers[0][column], numbers[1][column] if known else None))
    others = [measure for measure in Measure if measure is not asked.measure]
    beside = () if asked.across else tuple(int(of(table.years[0], measure)[place][0]) for measure in others)
    return Line(table.by[place], tuple(cells), beside)


def _total(
    asked: Question, table: Grid, column: int, figures: Mapping[Measure, tuple[Compared, int | None]]
) -> Compared | None:
    """All of a column, where its rows add up to that."""
    if not adds_up(DIMENSIONS[asked.by], asked.measure):
        return None
    whole = figures[asked.measure][0]
    if not asked.across:
        return whole
    sums = [int(of(year, asked.measure)[:, column].sum()) for year in table.years]
    return Compared(sums[0], sums[1] if len(sums) > 1 and whole.before is not None else None)


def _within(year: YearColumns, lists: Lists, chosen: Mapping[str, str]) -> Within:
    within = year.everything
    for name, value in chosen.items():
        (by,) = placed([year], DIMENSIONS[name], lists)
        names = [str(head) for head in by.heads]
        within = only(year, by, names.index(value) if value in names else len(names), within)
    return within


def _existed(counted: Counted, lists: Lists, asked: Question) -> Existed:
    """Whether something could already count under a value in the year beside."""
    last = date(asked.against, 12, 31) if asked.against else date.min
    anything = asked.against in counted.years

    def existed(dimension: str, head: Head) -> bool:
        return anything and lists.since.get((dimension, str(head)), date.min) <= last

    return existed


def _figure(measure: Measure, totals: Sequence[Total], existed: Existed) -> tuple[Compared, int | None]:
    before = _number(totals[1], measure) if len(totals) > 1 and existed("", 0) else None
    now = totals[0]
    least = {Measure.PERSONS: at_least(now.persons, now.settled), Measure.NEW: now.new_settled}
    return Compared(_number(now, measure), before), least.get(measure)


def _number(total: Total, measure: Measure) -> int:
    return {Measure.CONTACTS: total.contacts, Measure.PERSONS: total.persons, Measure.NEW: total.new}[measure]

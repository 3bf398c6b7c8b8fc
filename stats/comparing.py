"""A year beside an earlier one: the change in whole per cent, and what else changed between the two."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.language import N_, Speech
from stats.models.shifts import WeeklyShift
from stats.rules import EARLIER

Number = int | float | None
NEW = N_("new in %(year)s")
FROM_NOUGHT = N_("from nought")
RULE_CHANGED = N_("The counting rule changed: version %(before)s was replaced by version %(after)s.")
STAFF_CHANGED = N_("Staffing changed: shifts in a week %(after)s, before that %(before)s.")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Compared:
    """A number beside that of an earlier year; None there, where the earlier year could not have it."""

    now: Number
    before: Number = None


@dataclass(frozen=True)
class Break:
    """Something that changed on a day, so that what lies before it is not quite comparable with what lies after."""

    day: date
    words: str
    values: dict[str, str]


def change(now: Number, before: Number) -> int | None:
    """The change in per cent of `before`: whole, halves away from nought. None where nothing can be divided."""
    if now is None or not before:
        return None
    exact = (Decimal(str(now)) - Decimal(str(before))) * 100 / Decimal(str(before))
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def say_change(said: Speech, one: Compared, year: int) -> str:
    """The change as it stands in a table."""
    if one.before is None:
        return said.text(NEW, year=year) if one.now else "–"
    percent = change(one.now, one.before)
    if percent is None:
        return said.text(FROM_NOUGHT) if one.now else "–"
    sign = "+" if percent > 0 else "−" if percent < 0 else ""
    return f"{sign}{abs(percent)}\N{NO-BREAK SPACE}%"


def list_breaks(session: Session, first: int, last: int) -> tuple[Break, ...]:
    """What changed from the beginning of the year `first` to the end of `last`, in the order of days."""
    rota = session.execute(select(WeeklyShift.from_day, WeeklyShift.until_day))
    found = [*rule_breaks(), *staff_breaks((begun, until) for begun, until in rota)]
    within = (one for one in found if first <= one.day.year <= last)
    return tuple(sorted(within, key=lambda one: one.day))


def rule_breaks() -> list[Break]:
    """The days on which the counting rule was replaced by another."""
    return [
        Break(until, RULE_CHANGED, {"before": version, "after": str(int(version) + 1)}) for version, until, _ in EARLIER
    ]


def staff_breaks(rota: Iterable[tuple[date, date | None]]) -> list[Break]:
    """The days on which there were more or fewer shifts in a week than before. `rota`: first and last day of each.

    The first shifts ever are a beginning, and no break.
    """
    steps: Counter[date] = Counter()
    for begun, until in rota:
        steps[begun] += 1
        if until:
            steps[until + DAY] -= 1
    found, weekly = list[Break](), 0
    for day, step in sorted(steps.items()):
        if step and weekly:
            found.append(Break(day, STAFF_CHANGED, {"before": str(weekly), "after": str(weekly + step)}))
        weekly += step
    return found

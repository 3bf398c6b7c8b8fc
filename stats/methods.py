"""The ways of counting that a year can be published by, or was. Each is a version of the counting rule.

All of them count the same persons and contacts. They differ in what a person's category rests on, and so in how persons
are divided by it. A new version is one more entry, with the function that it differs by; an old one stays as long as
there may be editions that were counted by it, so that the year after a change can be counted by both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chat.language import N_
from stats.counting import RULE, Categorise, category_in_year, category_so_far, category_with_mistakes

DIFFERENT = "category"  # the only thing of a person that methods say otherwise


@dataclass(frozen=True)
class Method:
    """A version. `since`: the day on which it began to be used. `choice`: whether a year can be closed by it now.

    `categorise`: a person's category in a year. `at_most`: versions that never say less than this one.
    """

    version: str
    since: date
    words: str
    categorise: Categorise
    choice: bool = True
    at_most: tuple[str, ...] = ()


_ALL = (
    Method(
        "3",
        date(2026, 11, 28),
        N_("The strongest evidence of the year, also where staff wrote later that it had been a mistake."),
        category_with_mistakes,
        choice=False,
    ),
    Method(
        RULE,
        date(2026, 11, 29),
        N_("The strongest evidence of the year. Evidence of other years does not count."),
        category_in_year,
        at_most=("3", "4b"),
    ),
    Method(
        "4b",
        date(2026, 11, 29),
        N_("The strongest evidence so far: what was known in earlier years counts, until staff call it a mistake."),
        category_so_far,
    ),
)
METHODS = {method.version: method for method in _ALL}


def choices() -> Iterator[Method]:
    """Those that a year can be closed by."""
    return (method for method in METHODS.values() if method.choice)

"""Which tables can be published, and what is refused. A plan is fixed before a year is closed, when nobody knows what
its tables will show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from chat.language import N_
from stats.disclosure.audit import Finding
from stats.methods import METHODS
from stats.releases.coarse import COARSE

MOST = 10
TOO_MANY = N_("At most ten tables can be published.")
NONE = N_("Choose at least one table.")
UNKNOWN = N_("There is no such table to publish: %(name)s.")
NO_METHOD = N_("A year cannot be counted by version %(version)s of the rule.")


class Unit(StrEnum):
    """What is counted. Each has inner cells of its own: contacts beside persons of the same group tell of persons."""

    PERSONS = "persons"
    CONTACTS = "contacts"


class Whom(StrEnum):
    """Everybody of the year, only the new, or everybody of it and the year before, each once."""

    ALL = "all"
    NEW = "new"
    TWO_YEARS = "two_years"


@dataclass(frozen=True)
class Design:
    """A table that can be published: its unit, by which coarse groups, and of whom."""

    name: str
    title: str
    unit: Unit
    by: tuple[str, ...]
    whom: Whom = Whom.ALL


class Refused(ValueError):
    """What was asked for is not published. `text` is English and marked for translation, with `gaps` to fill.

    `findings` of the audit say what it would give away.
    """

    def __init__(self, text: str, findings: Sequence[Finding] = (), **gaps: int | str) -> None:
        super().__init__(text % gaps)
        self.text, self.findings, self.gaps = text, tuple(findings), gaps


_ALL = (
    Design("persons_by_category", N_("Persons by experience of selling sex"), Unit.PERSONS, ("category",)),
    Design("persons_by_age", N_("Persons by age"), Unit.PERSONS, ("age",)),
    Design("persons_by_gender", N_("Persons by gender"), Unit.PERSONS, ("gender",)),
    Design("persons_by_category_and_age", N_("Persons by experience and age"), Unit.PERSONS, ("category", "age")),
    Design(
        "persons_by_category_and_gender", N_("Persons by experience and gender"), Unit.PERSONS, ("category", "gender")
    ),
    Design("new_persons_by_category", N_("New persons by experience"), Unit.PERSONS, ("category",), Whom.NEW),
    Design("new_persons_by_age", N_("New persons by age"), Unit.PERSONS, ("age",), Whom.NEW),
    Design(
        "persons_of_years_by_category",
        N_("Persons of this year and the one before, each once, by experience"),
        Unit.PERSONS,
        ("category",),
        Whom.TWO_YEARS,
    ),
    Design("contacts_by_channel", N_("Contacts by channel"), Unit.CONTACTS, ("channel",)),
    Design("contacts_by_quarter", N_("Contacts by quarter"), Unit.CONTACTS, ("quarter",)),
    Design(
        "contacts_by_channel_and_quarter", N_("Contacts by channel and quarter"), Unit.CONTACTS, ("channel", "quarter")
    ),
)
DESIGNS = {design.name: design for design in _ALL}
USUAL = (
    "persons_by_category",
    "new_persons_by_category",
    "persons_by_age",
    "persons_of_years_by_category",
    "contacts_by_channel",
    "contacts_by_quarter",
)


def check(names: Sequence[str]) -> tuple[str, ...]:
    """The names in the order of DESIGNS, each once. Raises Refused."""
    for name in names:
        if name not in DESIGNS:
            raise Refused(UNKNOWN, name=name)
    if not names:
        raise Refused(NONE)
    if len(set(names)) > MOST:
        raise Refused(TOO_MANY)
    return tuple(name for name in DESIGNS if name in names)


def check_method(version: str) -> str:
    """The version, if a year can be closed by it. Raises Refused."""
    if version not in METHODS or not METHODS[version].choice:
        raise Refused(NO_METHOD, version=version)
    return version


def grouped_by(names: Sequence[str], unit: Unit) -> tuple[str, ...]:
    """The coarse groups that the inner cells of a unit need for these tables. Each one more makes cells smaller."""
    needed = {by for name in names if DESIGNS[name].unit is unit for by in DESIGNS[name].by}
    return tuple(name for name in COARSE if name in needed)

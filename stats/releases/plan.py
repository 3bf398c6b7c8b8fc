"""Which tables of a year are published. Fixed before the year is closed, when nobody knows yet what they will show."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from chat.language import N_
from stats.releases.coarse import COARSE

MOST = 10
TOO_MANY = N_("At most ten tables can be published.")
NONE = N_("Choose at least one table.")
UNKNOWN = N_("There is no such table to publish: %(name)s.")


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


class PlanRefused(ValueError):
    """`text` is English and marked for translation; `name` fills its gap."""

    year = 0
    findings = ()

    def __init__(self, text: str, name: str = "") -> None:
        super().__init__(text % {"name": name} if name else text)
        self.text, self.name = text, name


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
    """The names in the order of DESIGNS, each once. Raises PlanRefused."""
    for name in names:
        if name not in DESIGNS:
            raise PlanRefused(UNKNOWN, name)
    if not names:
        raise PlanRefused(NONE)
    if len(set(names)) > MOST:
        raise PlanRefused(TOO_MANY)
    return tuple(name for name in DESIGNS if name in names)


def grouped_by(names: Sequence[str], unit: Unit) -> tuple[str, ...]:
    """The coarse groups that the inner cells of a unit need for these tables. Each one more makes cells smaller."""
    needed = {by for name in names if DESIGNS[name].unit is unit for by in DESIGNS[name].by}
    return tuple(name for name in COARSE if name in needed)

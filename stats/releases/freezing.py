"""The cells that a release freezes: counted, rounded once, and after a change of method counted by both."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from stats.counted import counted_contacts
from stats.counting import CountedContact
from stats.disclosure.cells import SIGN, Cell, Kind, Sum, way
from stats.disclosure.rounding import Bounds
from stats.disclosure.storing import close_contacts, close_year, correct, fewest, over, under
from stats.methods import METHODS
from stats.models.releases import Release
from stats.progress import step
from stats.releases.cells import Counts, changes, count_cells, printed
from stats.releases.editions import year_before
from stats.releases.frozen import Cells, Frozen, joined, moment, next_correction
from stats.releases.overlapping import Change, Overlap, count_both
from stats.releases.plan import Unit


@dataclass(frozen=True)
class Recipe:
    """How a year is counted and rounded: by the version `rule`, for `tables`, contacts as `kind`, with a secret."""

    year: int
    rule: str
    tables: tuple[str, ...]
    kind: Kind
    seed: int


@dataclass(frozen=True)
class Fresh:
    """Cells to freeze: what is true and what is `shown`. `overlap`: what of them is by another method, and printed."""

    counts: Cells
    shown: Cells
    overlap: Overlap | None


def count(recipe: Recipe, contacts: Sequence[CountedContact], frozen: Frozen) -> Cells:
    """The true numbers of the year, or where it is closed whom a correction adds to them and whom it takes.

    `contacts` are those of all years.
    """
    counted = count_cells(contacts, recipe.year, recipe.tables, METHODS[recipe.rule].categorise, recipe.kind)
    correction = next_correction(frozen, recipe.year)
    if correction == 0:
        return counted
    return {unit: changes(counted[unit], frozen.true[unit], recipe.year, correction) for unit in Unit}


def freeze(
    session: Session,
    recipe: Recipe,
    contacts: Sequence[CountedContact],
    frozen: Frozen,
    counts: Cells,
    again: Release | None = None,
) -> Fresh:
    """Rounds what was counted. The same numbers and secret give the same.

    `again`: the release that is made once more.
    """
    shown = round_cells(recipe, counts, frozen)
    overlap = _count_both(session, recipe, contacts, frozen, (counts, shown), again)
    if overlap is None:
        return Fresh(counts, shown, None)
    return Fresh(_with_persons(counts, overlap.counts), _with_persons(shown, overlap.shown), overlap)


def _with_persons(cells: Cells, more: Counts) -> Cells:
    return {**cells, Unit.PERSONS: {**cells[Unit.PERSONS], **more}}


def round_cells(recipe: Recipe, counts: Cells, frozen: Frozen) -> Cells:
    """What is shown of the cells to freeze.

    Contacts come first, and persons are then no more than those. Years that were closed before this was so stay as
    they are.
    """
    step("rounding small groups")
    bound, year = recipe.kind is Kind.WHOLE, recipe.year
    before = {unit: sum_of(frozen.shown[unit], year) for unit in Unit}
    persons, contacts = counts[Unit.PERSONS], counts[Unit.CONTACTS]
    least = before[Unit.PERSONS] + fewest(persons, frozen.shown[Unit.PERSONS])
    over_persons = over(least, contacts, before[Unit.CONTACTS]) if bound else None
    contacts_shown = _round(recipe, Unit.CONTACTS, counts, frozen, over_persons)
    most = before[Unit.CONTACTS] + sum_of(contacts_shown, year)
    under_contacts = under(most, persons, before[Unit.PERSONS]) if bound else None
    return {
        Unit.PERSONS: _round(recipe, Unit.PERSONS, counts, frozen, under_contacts),
        Unit.CONTACTS: contacts_shown,
    }


def _round(recipe: Recipe, unit: Unit, counts: Cells, frozen: Frozen, bounds: Bounds[Cell] | None) -> Counts:
    fresh, shown, seed = counts[unit], frozen.shown[unit], recipe.seed + list(Unit).index(unit)
    sums: list[Sum] = [of for _, _, of in printed(recipe.tables, unit, [*shown, *fresh], recipe.year)]
    if any(cell.year == recipe.year for cell in shown):
        return correct(fresh, sums, shown, seed, bounds)
    if any(cell.kind is Kind.WHOLE for cell in fresh):
        return close_contacts(fresh, sums, seed, bounds)
    return close_year(fresh, sums, seed, shown, frozen.true[unit], bounds)


def sum_of(counts: Mapping[Cell, int], year: int) -> int:
    """All of a year by its own method, as it was closed and corrected."""
    return sum(SIGN[cell.kind] * number for cell, number in counts.items() if cell.year == year and not way(cell))


def has_contacts(shown: Cells, year: int) -> bool:
    """Whether there are no more persons than contacts. Only a correction of a correction can come out otherwise."""
    return sum_of(shown[Unit.PERSONS], year) <= sum_of(shown[Unit.CONTACTS], year)


def _count_both(
    session: Session,
    recipe: Recipe,
    contacts: Sequence[CountedContact],
    frozen: Frozen,
    fresh: tuple[Cells, Cells],
    again: Release | None,
) -> Overlap | None:
    """After a change of method, the year and the one before by both. `fresh`: true and shown.

    None where the method is the same, and for a correction: what stands in the first edition stays.
    """
    before = year_before(session, recipe.year, again)
    if before is None or next_correction(frozen, recipe.year):
        return None
    old = json.loads(before.content)
    if old["rule"] == recipe.rule:
        return None
    change = Change(recipe.year, old["rule"], recipe.rule, (next_correction(frozen, recipe.year - 1), 1))
    plans = tuple(table["name"] for table in old["tables"]), recipe.tables
    then = counted_contacts(session, moment(session, before)), contacts
    true, shown = (joined(one, new)[Unit.PERSONS] for one, new in zip((frozen.true, frozen.shown), fresh, strict=True))
    return count_both(change, plans, then, true, shown, recipe.seed)

"""Ranges and intervals hold the number that was counted, with room that anybody can work out of the frozen cells."""

import random
from collections.abc import Iterator

import pytest

from stats.counting import RULE
from stats.disclosure.cells import NEVER, Cell, Kind, value
from stats.estimating import Likely
from stats.releases.cells import Counts, totals
from stats.releases.content import Content, make_content
from stats.releases.documents.chapter import chapter
from stats.releases.freezing import Recipe, round_cells
from stats.releases.frozen import Cells, Frozen
from stats.releases.margins import margin, widened
from stats.releases.plan import USUAL, Unit
from tests.releases.test_content import YEAR, about, estimate

NOBODY: Cells = {unit: {} for unit in Unit}
GROUPS = [(f"category={one}", f"age={age}") for one in ("confirmed", "uncertain", "none") for age in ("a", "b", "c")]
CHANNELS = [(f"channel={one}", f"quarter={quarter}") for one in "abcd" for quarter in "1234"]


def cell(kind: Kind, group: tuple[str, ...] = (), last: int = NEVER, correction: int = 0) -> Cell:
    return Cell(kind, YEAR, last, group, correction)


def shown(*persons: int, contacts: int = 100) -> Cells:
    """Single cells of persons, and contacts that were not touched."""
    cells = {cell(Kind.PERSONS, (str(place),)): count for place, count in enumerate(persons)}
    return {Unit.PERSONS: cells, Unit.CONTACTS: {cell(Kind.PERSONS): contacts}}


def high(content: Content, name: str = "persons") -> int:
    return int(next(one["high"] for one in content["headline"] if one["name"] == name))


class TestMargin:
    @pytest.mark.parametrize(
        ("kind", "number", "off"),
        [
            (Kind.PERSONS, 0, (0, 4)),
            (Kind.PERSONS, 5, (4, 0)),
            (Kind.PERSONS, 6, (0, 0)),
            (Kind.ADDED, 5, (4, 4)),
            (Kind.TAKEN, 0, (0, 4)),
            (Kind.WHOLE, 20, (4, 4)),
        ],
    )
    def test_a_single_cell_is_off_by_no_more_than_it_says(self, kind: Kind, number: int, off: tuple[int, int]) -> None:
        assert margin({cell(kind): 1}, {cell(kind): number}) == off

    def test_whoever_is_taken_away_counts_the_other_way(self) -> None:
        assert margin({cell(Kind.TAKEN): -1}, {cell(Kind.TAKEN): 0}) == (4, 0)

    def test_of_a_sum_it_is_the_root_of_the_squares_rounded_up(self) -> None:
        cells = shown(0, 0, 5, 12)[Unit.PERSONS]
        assert margin(dict.fromkeys(cells, 1), cells) == (4, 6)


class TestDocuments:
    def test_the_upper_end_has_room_and_the_release_stays_as_it_was(self) -> None:
        content = make_content(about(), (), shown(5, 0, 0, 30))
        assert high(content) == 35
        assert high(widened(content)) == 45  # 35 and six, in fives
        assert "(0–45)" in chapter(content, "", "en").range

    def test_where_nothing_was_touched_nothing_is_widened(self) -> None:
        content = make_content(about(estimate=estimate(Likely(40, 38, 36, 41), settled=0)), (), shown(40))
        assert high(widened(content)) == 40
        assert widened(content)["estimate"] == content["estimate"]

    def test_the_interval_has_room_at_both_ends(self) -> None:
        content = make_content(about(estimate=estimate(Likely(36, 33, 30, 35), settled=0)), (), shown(5, 0, 0, 30))
        assert content["estimate"]["persons"] == {"middle": 32, "low": 29, "high": 34}
        assert widened(content)["estimate"]["persons"] == {"middle": 32, "low": 25, "high": 40}

    @pytest.mark.parametrize(("before", "said"), [(48, "or so near"), (60, "outside this range")])
    def test_a_year_before_that_may_be_within_is_not_called_outside(self, before: int, said: str) -> None:
        """Its own number may be three cells off, and so seven."""
        cells = shown(5, 0, 0, 30)
        cells[Unit.PERSONS] |= {Cell(Kind.PERSONS, YEAR - 1, NEVER, (str(place),)): 5 for place in range(3)}
        earlier = {"headline": [{"name": "persons", "value": before}], "rule": RULE, "tables": []}
        told = chapter(make_content(about(before=earlier), (), cells), "", "en")
        assert said in told.sure[0]

    @pytest.mark.parametrize(("contacts", "said"), [(35, "Few contacts or none"), (60, "linked ≈25 contacts")])
    def test_how_many_were_linked_is_told_only_where_it_is_more_than_rounding(self, contacts: int, said: str) -> None:
        told = chapter(make_content(about(), (), shown(5, 0, 0, 30, contacts=contacts)), "", "en")
        assert said in told.opening[1]
        assert ("Contacts linked to an earlier one" in dict(told.facts)) is (contacts == 60)


def years(seed: int, number: int) -> Iterator[tuple[Cells, Cells]]:
    """Small services of the usual plan: what is true of a year, and what is shown of it."""
    chance = random.Random(seed)
    for _ in range(number):
        persons = dict.fromkeys((cell(Kind.PERSONS, group, last) for group in GROUPS for last in (NEVER, YEAR - 1)), 0)
        contacts = dict.fromkeys((cell(Kind.WHOLE, group) for group in CHANNELS), 0)
        for _ in range(chance.choice((3, 8, 17, 40))):
            _meet(chance, persons, contacts)
        true: Cells = {Unit.PERSONS: persons, Unit.CONTACTS: contacts}
        recipe = Recipe(YEAR, RULE, USUAL, Kind.WHOLE, chance.getrandbits(128))
        yield true, round_cells(recipe, true, Frozen(NOBODY, NOBODY, {}))


def _meet(chance: random.Random, persons: Counts, contacts: Counts) -> None:
    persons[chance.choice(list(persons))] += 1
    for _ in range(chance.choice((1, 1, 2))):
        contacts[chance.choice(list(contacts))] += 1


def test_the_counted_number_is_within_the_range_that_is_printed() -> None:
    outside = []
    for true, rounded in years(seed=3, number=25):
        content = make_content(about(), (), rounded)
        for name, of in zip(("persons", "new_persons"), dict(totals(true[Unit.PERSONS], YEAR)).values(), strict=True):
            counted = value(of, true[Unit.PERSONS])
            outside += [(counted, name)] if counted > high(content, name) else []
            assert counted <= high(widened(content), name)
    assert len(outside) > 5  # without room for rounding

"""The simulated years, and what is measured of them."""

import numpy as np
import pytest

from stats.linking.decided import beginnings
from stats.linking.drawing import draw_from
from stats.linking.evidence import Memory
from stats.linking.learning import learn
from stats.linking.model import starting_weights
from tests.simulation.ageing import TRACED, aged
from tests.simulation.cells import count
from tests.simulation.measuring import Measured
from tests.simulation.stories import groups
from tests.simulation.team import SHOWN, check, decide
from tests.simulation.years import BEGIN, DAYS, YEAR, Years, some_service, some_years


@pytest.fixture(scope="module")
def years() -> Years:
    return some_years(some_service(1), 1)


def test_the_same_seed_makes_the_same_years(years: Years) -> None:
    again, other = some_years(some_service(1), 1), some_years(some_service(1), 2)
    assert again.contacts == years.contacts
    assert np.array_equal(again.persons, years.persons)
    assert other.contacts != years.contacts


def test_everything_can_be_said_in_both_languages() -> None:
    for things in groups().values():
        assert len({thing.name for thing in things}) == len(things)
        for thing in things:
            assert all(len(set(ways)) > 1 for ways in thing.said.values()), thing.name


def test_notes_are_of_8_to_25_words_in_both_languages(years: Years) -> None:
    assert all(8 <= len(contact.note.split()) <= 25 for contact in years.contacts)
    words = [set(contact.note.lower().split()) for contact in years.contacts]
    assert sum("på" in note for note in words) > 20
    assert sum("the" in note for note in words) > 5


def test_old_notes_leave_a_trace_and_the_oldest_nothing(years: Years) -> None:
    over = aged(years.contacts)
    left = [(trace.length > 0, len(trace.faded) > 0) for trace in over.traces]
    assert left == [(one.day.year == YEAR, one.day >= TRACED) for one in years.contacts]
    assert set(left) == {(True, True), (False, True), (False, False)}


def test_contacts_are_in_date_order_and_persons_return(years: Years) -> None:
    days = [(contact.day - BEGIN).days for contact in years.contacts]
    assert days == sorted(days)
    assert 0 <= days[0] <= days[-1] < DAYS
    returning = (years.persons != np.arange(len(days))).mean()
    assert 0.1 < returning < 0.7


def test_what_is_registered_of_a_person_is_not_always_the_same(years: Years) -> None:
    place = int(np.bincount(years.persons).argmax())
    own = [contact for contact, first in zip(years.contacts, years.persons, strict=True) if first == place]
    assert len({contact.note for contact in own}) > 1
    assert len({contact.age_band for contact in years.contacts if contact.said_before}) > 1


def test_persons_are_counted_in_each_table_once_and_in_all_their_channels(years: Years) -> None:
    counted = count(years.contacts, years.persons.tolist())
    of_year = {first for one, first in zip(years.contacts, years.persons.tolist(), strict=True) if one.day.year == YEAR}
    tables = {table: sum(number for cell, number in counted.items() if cell[0] == table) for table, _ in counted}
    assert {tables[table] for table in tables if table not in {"channel", "new", "both years"}} == {len(of_year)}
    assert tables["channel"] > len(of_year) > tables["new"]
    assert tables["both years"] == len(set(years.persons.tolist()))


def test_a_team_misses_some_and_sees_five(years: Years) -> None:
    decided = decide(Memory(years.contacts), years.persons, starting_weights(), 1)
    seen = [sum(later == group for _, later in decided.apart) for group in set(decided.person)]
    assert max(seen) == SHOWN
    assert len(set(decided.person)) > len(set(years.persons.tolist()))
    linked = beginnings(decided.person) != np.arange(len(years.persons))
    assert linked.any()
    assert not (linked & np.array(decided.looked)).any()


@pytest.mark.parametrize("passes_on", [1.0, 0.75, 0.0])
def test_a_team_that_says_nothing_of_most_is_told_nearly_as_many_persons_as_there_are(
    years: Years, passes_on: float
) -> None:
    """Its decisions are about those who return, which once told that nobody is new: six times too few persons."""
    memory, starting = Memory(years.contacts), starting_weights()
    decided = decide(memory, years.persons, starting, 1, passes_on)
    weights = learn(memory, decided, check(1), range(1, len(years.contacts)), starting.mean)
    drawn = draw_from(memory, decided, weights, check(1), 1, 50)
    persons = np.mean([len(set(division)) for division in drawn.tolist()])
    assert persons == pytest.approx(len(set(years.persons.tolist())), rel=0.25)


def test_the_truth_is_measured_as_right_and_nothing_else_is(years: Years) -> None:
    right, wrong = Measured(), Measured()
    right.add(years, years.persons[None])
    wrong.add(years, np.arange(len(years.persons))[None])
    of = {str(line.get("table", "new")): line for line in right.lines()}["persons"]
    assert (of["covered"], of["bias"], of["width"]) == (1, 0, 0)
    of = {str(line.get("table", "new")): line for line in wrong.lines()}["persons"]
    assert (of["covered"], of["width"]) == (0, 0)
    assert list(wrong.lines())[-1]["ece_new"] == pytest.approx(
        (years.persons != np.arange(len(years.persons))).mean(), abs=0.001
    )

"""Divisions of contacts into persons: what staff decided holds, and the rest is drawn as likely as it is."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from stats.linking.decided import Checks, Decided, beginnings
from stats.linking.drawing import draw, draw_from, interval
from stats.linking.evidence import NEW, SAME, Memory
from stats.linking.model import Weights, starting_weights
from stats.linking.trace import Facts
from stats.vocabulary import AgeBand, Category, Channel, Gender
from tests.linking.stories import STORIES
from tests.simulation.team import decide
from tests.simulation.years import some_service, some_years

DRAWS = 400
NEVER_MISSES, ALWAYS_MISSES = Checks(10_000, 0), Checks(10_000, 10_000)
CONTACT = Facts(
    id="",
    day=date(2025, 1, 6),
    channel=Channel.WEB_CHAT,
    category=Category.UNCERTAIN,
    gender=Gender.MAN,
    age_band=AgeBand.UNKNOWN,
    language="nb",
    topics=frozenset(),
    said_before=None,
    note="",
)


def told(notes: list[str]) -> list[Facts]:
    return [
        replace(CONTACT, id=str(place), day=CONTACT.day + timedelta(7 * place), note=note)
        for place, note in enumerate(notes)
    ]


CONTACTS = told([notes[time] for time in (0, 1) for notes in STORIES])
SIZE = len(CONTACTS)
HALF = len(STORIES)  # from here on everybody tells his story again
NOTHING = Decided(range(SIZE), frozenset(), [False] * SIZE)
EVERYTHING_APART = frozenset((a, b) for b in range(SIZE) for a in range(b))


def drawn(decided: Decided = NOTHING, checks: Checks = NEVER_MISSES, seed: int = 1) -> NDArray[np.int_]:
    return draw(CONTACTS, decided, starting_weights(), checks, seed, DRAWS)


def looked_at(*places: int) -> list[bool]:
    return [place in places for place in range(SIZE)]


def returning(found: NDArray[np.int_]) -> float:
    """How often the last contact is of somebody who was there before."""
    return float((found[:, -1] != SIZE - 1).mean())


def alike(weight: float) -> Weights:
    """Weights that are known exactly: every earlier contact is as likely, and somebody new by `weight` more or less."""
    mean = np.zeros(len(SAME) + len(NEW))
    mean[len(SAME)] = weight
    return Weights(mean, np.eye(len(mean)) * 1e-12)


def test_each_contact_bears_the_place_of_its_persons_first() -> None:
    found = drawn()
    assert found.shape == (DRAWS, SIZE)
    assert (found <= np.arange(SIZE)).all()
    assert (np.take_along_axis(found, found, 1) == found).all()


def test_links_hold_but_for_the_few_that_may_be_wrong() -> None:
    person = list(range(SIZE))
    person[HALF + 1] = person[4] = 1
    found = drawn(replace(NOTHING, person=person))
    for linked in (1, HALF + 1):
        assert 0.9 < (found[:, linked] == found[:, person.index(1)]).mean() <= 1
    assert (np.ptp(found[:, [1, 4, HALF + 1]], 1) > 0).any()


def test_a_link_is_doubted_the_more_the_likelier_the_contact_is_of_somebody_new() -> None:
    """All are linked to the first. Somebody new is linked once in fifty, and nobody who returns is missed."""
    linked = replace(NOTHING, person=[0] * SIZE)
    for weight, new in ((-3.0, 0.08), (0.0, 0.5), (3.0, 0.9526)):
        found = draw(CONTACTS, linked, alike(weight), NEVER_MISSES, 1, 4000)
        falsely = 0.02 * new / (0.02 * new + 1 - new)
        assert (found != 0)[:, 1:].mean() == pytest.approx(falsely, rel=0.15)


def test_of_a_link_whose_notes_are_over_no_more_is_doubted_and_who_went_on_is_never() -> None:
    """However new he looks now that nothing is left to compare."""
    over = [replace(one, note="") for one in CONTACTS]
    linked = replace(NOTHING, person=[0] * SIZE)
    found = draw(over, linked, alike(3.0), NEVER_MISSES, 1, 4000)
    assert (found != 0)[:, 1:].mean() == pytest.approx(0.02, rel=0.15)
    moved = replace(linked, moved=frozenset({5, 7}))
    found = draw(CONTACTS, moved, alike(3.0), NEVER_MISSES, 1, DRAWS)
    assert (found[:, [5, 7]] == 0).all()
    assert (found[:, 6] != 0).any()


def test_a_whole_group_goes_where_its_first_contact_goes() -> None:
    person = list(range(SIZE))
    person[SIZE - 1] = person[2]
    found = draw(CONTACTS, replace(NOTHING, person=person), alike(0), NEVER_MISSES, 1, DRAWS)
    assert 0.3 < (found[:, 2] < 2).mean() < 0.7
    apart = found[found[:, SIZE - 1] != found[:, 2], SIZE - 1]
    assert len(apart) < DRAWS * 0.1
    assert (apart == SIZE - 1).all()


def test_who_is_different_is_never_one_person_not_even_through_a_third() -> None:
    pairs = frozenset({(0, 3), (9, 2), (5, 8)})
    found = draw(CONTACTS, replace(NOTHING, apart=pairs), alike(-5), ALWAYS_MISSES, 1, DRAWS)
    for a, b in pairs:
        assert (found[:, a] != found[:, b]).all()
    assert (found[:, 0] == found[:, 1]).mean() > 0.9


def test_who_is_different_from_everybody_stays_so() -> None:
    found = drawn(replace(NOTHING, apart=EVERYTHING_APART), ALWAYS_MISSES)
    assert (found == np.arange(SIZE)).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_some_contacts_do_not_hang_on_changes_nothing_of_them(seed: int) -> None:
    """Of what a team decided in two simulated years, which has links, moves and *different* through thirds."""
    years = some_years(some_service(seed), seed)
    memory = Memory(years.contacts)
    size = len(years.contacts)
    decided = replace(decide(memory, years.persons, starting_weights(), seed), moved=frozenset({size - 3}))
    for how in (decided, Decided(range(size), frozenset(), [False] * size)):
        whole = draw_from(memory, how, starting_weights(), Checks(40, 20), seed, 60)
        for wanted in (range(size // 2, size), range(size // 4, size // 2), [size - 1], []):
            assert np.array_equal(
                whole[:, wanted], draw_from(memory, how, starting_weights(), Checks(40, 20), seed, 60, wanted)
            )


def test_whoever_is_ruled_out_through_a_third_leaves_the_odds_as_if_he_had_been_ruled_out_at_first() -> None:
    """All are as likely as somebody new, and the third is the second's person. The team misses half."""
    contacts = CONTACTS[:4]
    apart = frozenset({(1, 3), (0, 1)})
    decided = Decided([0, 1, 2, 3], apart, [False, True, False, True])
    found = draw(contacts, decided, alike(0), Checks(100_000, 50_000), 1, 40_000)
    for third, open_ in ((1, 1), (2, 2), (0, 2)):
        told = found[found[:, 2] == third]
        back = open_ / 3 + (3 - open_) / 6
        returns = (told[:, 3] != 3).mean()
        assert (told[:, 3] != 1).all()
        assert returns == pytest.approx(back / (1 + back), abs=0.015)


def test_groups_may_have_any_numbers() -> None:
    shuffled = np.random.default_rng(3).permutation(100)[:SIZE].tolist()
    apart = frozenset({(shuffled[7], shuffled[1])})
    other = drawn(Decided(shuffled, apart, looked_at(7)))
    assert np.array_equal(other, drawn(Decided(range(SIZE), frozenset({(1, 7)}), looked_at(7))))


def test_who_was_looked_at_in_vain_returns_less_often() -> None:
    before, after = returning(drawn()), returning(drawn(replace(NOTHING, looked=looked_at(SIZE - 1)), Checks(500, 50)))
    assert 0.3 < before < 1
    assert after / (1 - after) < before / (1 - before) / 3  # a tenth, but for what the weights are unsure of


@pytest.mark.parametrize("apart", [frozenset(), frozenset({(HALF - 1, SIZE - 1), (0, SIZE - 1)})])
def test_the_more_a_team_misses_the_more_often_somebody_returns(apart: frozenset[tuple[int, int]]) -> None:
    decided = Decided(range(SIZE), apart, looked_at(SIZE - 1))
    rates = [returning(drawn(decided, Checks(1000, missed))) for missed in (0, 300, 900)]
    assert rates == sorted(rates)
    assert rates[2] > rates[0] + 0.1


def test_the_odds_of_those_seen_are_less_by_the_miss_rate_and_of_the_others_as_before() -> None:
    """All earlier ones are as likely as somebody new. The last one's team saw 5 of 11 and misses half."""
    pairs = frozenset((seen, SIZE - 1) for seen in range(5))
    others_alone = frozenset((a, b) for b in range(SIZE - 1) for a in range(b))
    decided = Decided(range(SIZE), pairs | others_alone, looked_at(SIZE - 1))
    found = draw(CONTACTS, decided, alike(0), Checks(100_000, 50_000), 1, 4000)
    odds = (6 + 5 / 2) / 11
    assert returning(found) == pytest.approx(odds / (1 + odds), abs=0.03)
    assert np.bincount(found[:, -1], minlength=SIZE)[:5].sum() == 0


def test_a_team_that_misses_everything_is_as_if_nobody_had_looked() -> None:
    looked = drawn(replace(NOTHING, looked=[True] * SIZE), ALWAYS_MISSES)
    assert (looked == np.arange(SIZE)).sum() == pytest.approx((drawn() == np.arange(SIZE)).sum(), rel=0.01)


def test_before_any_check_one_in_five_is_missed_and_many_checks_are_believed() -> None:
    generator = np.random.default_rng(1)
    assert Checks().rates(10_000, generator).mean() == pytest.approx(0.2, abs=0.01)
    assert Checks(1000, 100).rates(10_000, generator).mean() == pytest.approx(0.1, abs=0.01)
    assert Checks(10, 1).rates(10_000, generator).std() > 2 * Checks(1000, 100).rates(10_000, generator).std()


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    assert np.array_equal(drawn(seed=5), drawn(seed=5))
    assert not np.array_equal(drawn(seed=5), drawn(seed=6))


def test_as_many_are_new_as_the_chances_say() -> None:
    found = draw(CONTACTS, NOTHING, alike(0), NEVER_MISSES, 1, 4000)
    assert (found == np.arange(SIZE)).mean(0)[1:] == pytest.approx([0.5] * (SIZE - 1), abs=0.04)


def test_two_notes_that_tell_the_same_are_now_and_then_drawn_as_two_persons() -> None:
    """By their evidence alone hardly ever."""
    contacts = told([f"{STORIES[0][0]} {STORIES[1][0]}"] * 2)
    found = draw(contacts, Decided(range(2), frozenset(), [False] * 2), starting_weights(), NEVER_MISSES, 1, 2000)
    assert 0.05 < (found[:, 1] == 1).mean() < 0.5


def test_whom_somebody_is_drawn_to_be_is_as_likely_as_the_story_is_alike() -> None:
    found = drawn()
    own, others = (found[:, HALF] == 0).mean(), (found[:, HALF] == 3).mean()
    assert own > others


def test_nobody_is_in_no_division() -> None:
    assert draw([], Decided([], frozenset(), []), starting_weights(), Checks(), 1, 3).shape == (3, 0)


def test_links_alone_make_one_division() -> None:
    assert beginnings([7, 2, 7, 5, 2]).tolist() == [0, 1, 0, 3, 1]


def test_the_interval_has_nine_of_ten_draws() -> None:
    values = np.random.default_rng(1).permutation(101)[:, None]
    middle, low, high = interval(values)
    assert (middle.tolist(), low.tolist(), high.tolist()) == ([50], [5], [95])

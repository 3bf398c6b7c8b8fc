"""What is told by those whom a team linked to nobody."""

import numpy as np
import pytest
from numpy.typing import NDArray

from stats.linking.decided import Decided
from stats.linking.evidence import Memory
from stats.linking.model import starting_weights
from stats.linking.passing import FIRM, Passing, draw_left_open, left_open
from tests.linking.stories import STORIES
from tests.linking.test_drawing import told

CONTACTS = told([note for pair in STORIES for note in pair])  # each story twice, one after the other
SIZE = len(CONTACTS)
WEIGHTS = starting_weights().mean


def passing(person: list[int], looked: list[bool], apart: frozenset[tuple[int, int]] = frozenset()) -> Passing:
    return Passing(Memory(CONTACTS), Decided(person, apart, looked, frozenset({5})), WEIGHTS)


def test_where_nobody_decided_who_returns_is_left_open_like_all_others() -> None:
    nobody = passing(list(range(SIZE)), [False] * SIZE)
    chance = np.random.default_rng(1)
    assert nobody.odds_of_year(CONTACTS[0].day.year, WEIGHTS[None], np.zeros(1), chance).tolist() == [1]
    assert left_open(np.full((9, 2), 0.3), np.zeros((0, 2)), 0) == pytest.approx(1)


def test_where_all_are_linked_who_may_return_few_of_the_others_do() -> None:
    """Forty are linked; of 100 others each would return with two of seven, had it not been among those to be linked."""
    assert left_open(np.full((100, 1), 2 / 7), np.zeros((0, 1)), 40)[0] < 0.5
    clear = np.array([[0.02]] * 100)
    assert left_open(clear, np.zeros((0, 1)), 40)[0] < 0.2


def test_who_returns_is_never_left_open_more_often_than_who_is_new() -> None:
    some, settled = np.array([[0.1], [0.5], [0.9]] * 10), np.full((100, 1), 0.05)
    assert left_open(some, settled, 0) == pytest.approx(1)
    assert left_open(some, settled, 100)[0] < 1


def test_without_anybody_left_open_there_is_nothing_to_tell() -> None:
    assert left_open(np.zeros((0, 3)), np.full((5, 3), 0.1), 4).tolist() == [1, 1, 1]
    assert FIRM > 0


def drawn_odds(size: int, likely: float = 0.3, seed: int = 1) -> NDArray[np.float64]:
    """Of a hundred parts, sixty are left open, twenty linked and twenty settled, of whom few return."""
    open_, settled = np.full((6 * size, 500), likely), np.full((2 * size, 500), 0.05)
    return draw_left_open(open_, settled, 2 * size, np.random.default_rng(seed))


def test_the_fewer_contacts_tell_of_them_the_less_sure_are_the_odds() -> None:
    few, some, many = (drawn_odds(size) for size in (2, 20, 200))
    assert few.std() > 1.5 * some.std() > 3 * many.std()
    (most_probable,) = left_open(np.full((1200, 1), 0.3), np.full((400, 1), 0.05), 400)
    assert many.mean() == pytest.approx(most_probable, abs=0.05)
    assert ((few > 0) & (few <= 1)).all()


def test_where_it_is_certain_who_returns_only_the_number_of_contacts_makes_the_odds_unsure() -> None:
    """One of eleven who return was left open, and all of 1,000 who are new but ten."""
    open_ = np.repeat([[1.0], [0.0]], [100, 990], 0).repeat(500, 1)
    certain = draw_left_open(open_, np.zeros((10, 500)), 1000, np.random.default_rng(1))
    assert certain.mean() == pytest.approx((100 / 1100) / (990 / 1000), rel=0.06)
    assert certain.std() < 0.012


def test_the_same_chance_draws_the_same_odds() -> None:
    assert np.array_equal(drawn_odds(5), drawn_odds(5))
    assert not np.array_equal(drawn_odds(5), drawn_odds(5, seed=2))


def test_odds_are_drawn_nowhere_where_nothing_was_decided_or_left_open() -> None:
    chance = np.random.default_rng(1)
    assert draw_left_open(np.full((9, 2), 0.3), np.zeros((0, 2)), 0, chance).tolist() == [1, 1]
    assert draw_left_open(np.zeros((0, 2)), np.full((9, 2), 0.3), 3, chance).tolist() == [1, 1]


def test_contacts_are_linked_open_or_settled_and_who_went_on_is_none_of_them() -> None:
    person = [0, 0, 2, 3, 4, 4, *range(6, SIZE)]
    found = passing(person, [place == 3 for place in range(SIZE)])
    assert np.flatnonzero(found.linked).tolist() == [1]  # the fifth went on from another
    assert np.flatnonzero(found.settled).tolist() == [3]
    assert np.flatnonzero(found.open).tolist() == [2, 4, *range(6, SIZE)]


def test_who_was_seen_is_who_is_apart_or_else_everybody() -> None:
    looked = [place == 4 for place in range(SIZE)]
    everybody = passing(list(range(SIZE)), looked).unlinked(4)
    assert everybody.seen.all()
    one = passing(list(range(SIZE)), looked, frozenset({(2, 4)})).unlinked(4)
    assert one.seen.sum() == 1
    nobody = passing(list(range(SIZE)), [False] * SIZE).unlinked(5)
    assert not nobody.seen.any()
    returning = [each.returning(WEIGHTS[None], 0.1)[0] for each in (everybody, one, nobody)]
    assert returning[0] < returning[1]
    assert everybody.passed_on(0.1, 0.5).told == pytest.approx([*[0.05] * 4, 1])
    assert nobody.passed_on(0.1, 0.5).told == pytest.approx([*[0.5] * 5, 1])

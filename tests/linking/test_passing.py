"""What is told by those whom a team linked to nobody."""

import numpy as np
import pytest

from stats.linking.decided import Decided
from stats.linking.evidence import Memory
from stats.linking.model import starting_weights
from stats.linking.passing import FIRM, Passing, left_open
from tests.linking.stories import STORIES
from tests.linking.test_drawing import told

CONTACTS = told([note for pair in STORIES for note in pair])  # each story twice, one after the other
SIZE = len(CONTACTS)
WEIGHTS = starting_weights().mean


def passing(person: list[int], looked: list[bool], apart: frozenset[tuple[int, int]] = frozenset()) -> Passing:
    return Passing(Memory(CONTACTS), Decided(person, apart, looked, frozenset({5})), WEIGHTS)


def test_where_nobody_decided_who_returns_is_left_open_like_all_others() -> None:
    nobody = passing(list(range(SIZE)), [False] * SIZE)
    assert nobody.odds_of_year(CONTACTS[0].day.year, WEIGHTS[None], np.zeros(1)).tolist() == [1]
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
    assert everybody.passed_on(0.1, 0.5).passed == pytest.approx(0.05)
    assert nobody.passed_on(0.1, 0.5).passed == pytest.approx(0.5)

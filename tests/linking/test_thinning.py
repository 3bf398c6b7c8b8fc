"""A few that stand for many give nearly the same probabilities."""

import numpy as np
import pytest

from stats.linking.evidence import NEW, SAME
from stats.linking.model import choose, starting_weights
from stats.linking.thinning import KEPT, SAMPLE, thin

DRAWN = starting_weights().draws(50, 1)


def evidence(rows: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(rows)
    same = generator.random((rows, len(SAME))) * (generator.random((rows, len(SAME))) < 0.2)
    same[3] += 1.5
    return same, np.append(1.0, np.zeros(len(NEW) - 1))


@pytest.mark.parametrize("rows", [2_000, 20_000])
def test_many_are_told_by_few(rows: int) -> None:
    same, new = evidence(rows)
    whole = choose(same, new, DRAWN)
    kept, added = thin(same, DRAWN[0])
    few = choose(same[kept], new, DRAWN, added)
    assert len(kept) == KEPT + SAMPLE
    assert few.sum(0) == pytest.approx(np.ones(51))
    assert few[-1] == pytest.approx(whole[-1], rel=0.06)
    assert few[:10] == pytest.approx(whole[kept[:10]], rel=0.05)
    assert kept[0] == 3


def test_those_that_are_right_are_among_the_few_and_change_nothing_of_the_whole() -> None:
    same, new = evidence(5_000)
    right = np.arange(5_000) % 100 == 7
    kept, added = thin(same, DRAWN[0], right)
    assert np.flatnonzero(right).tolist() == sorted(kept[:50])
    few, whole = choose(same[kept], new, DRAWN, added), choose(same, new, DRAWN)
    assert few[-1] == pytest.approx(whole[-1], rel=0.06)
    assert few[:50].sum(0) == pytest.approx(whole[:-1][right].sum(0), rel=0.06)


def test_by_the_most_probable_weights_they_are_exact() -> None:
    same, new = evidence(5_000)
    kept, added = thin(same, DRAWN[0])
    few = choose(same[kept], new, DRAWN[:1], added)
    assert few[-1] == pytest.approx(choose(same, new, DRAWN[:1])[-1])


@pytest.mark.parametrize("rows", [0, 1, KEPT, KEPT + SAMPLE])
def test_few_are_left_as_they_are(rows: int) -> None:
    same, new = evidence(600)
    same = same[:rows]
    kept, added = thin(same, DRAWN[0])
    assert sorted(kept) == list(range(rows))
    assert choose(same[kept], new, DRAWN, added)[-1] == pytest.approx(choose(same, new, DRAWN)[-1])

"""Probabilities, their learning, and the estimate, on worlds whose truth is drawn here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from stats.linking.evidence import NEW, SAME, Memory
from stats.linking.fitting import FREE, HELD, PRIOR, Choice, fit
from stats.linking.model import LEAST_NEW, Weights, choose, doubted, starting_weights, usual
from stats.linking.ranking import DRAWS, estimate, rank
from stats.linking.validation import Interval, known_of, try_sets
from tests.linking.stories import STORIES
from tests.linking.test_drawing import told

Matrix = NDArray[np.float64]
TOLD = SAME.index("alike_letters")


@dataclass
class World:
    """Contacts of persons who are alike to themselves in one number only, which the rest of the evidence hides."""

    choices: list[Choice]
    persons: int


def draw_world(seed: int, contacts: int = 150, returning: float = 0.4) -> World:
    generator = np.random.default_rng(seed)
    persons: list[int] = []
    choices = []
    for _ in range(contacts):
        back = bool(persons) and generator.random() < returning
        person = int(generator.choice(persons)) if back else max(persons, default=-1) + 1
        right = np.array([one == person for one in persons], bool)
        same = generator.normal(0, 0.3, (len(persons), len(SAME)))
        same[:, TOLD] += right
        new = np.zeros(len(NEW))
        new[0] = 1
        choices.append(Choice(same, new, right))
        persons.append(person)
    return World(choices, len(set(persons)))


def chances(world: World, weights: Weights) -> list[Matrix]:
    drawn = weights.draws(DRAWS, 1)
    return [choose(choice.same, choice.new, drawn)[-1] for choice in world.choices]


@pytest.fixture(scope="module")
def learned() -> Weights:
    return fit(draw_world(0, 400).choices)


def test_chances_of_all_that_can_be_are_one(learned: Weights) -> None:
    for choice in draw_world(1, 30).choices:
        chosen = choose(choice.same, choice.new, learned.draws(20, 1))
        assert chosen.shape == (len(choice.same) + 1, 21)
        assert np.allclose(chosen.sum(0), 1)


def test_however_long_a_register_is_somebody_new_is_as_likely() -> None:
    """Ten years of strangers before one year of them change little: who comes back after so long is rare."""
    new = np.append(1.0, np.zeros(len(NEW) - 1))
    same = np.zeros((4000, len(SAME)))
    same[:, SAME.index("recency")] = -2 * np.log1p(np.arange(4000) / 180)
    mean = starting_weights().mean[None] * 0
    assert choose(same, new, mean)[-1] == pytest.approx(choose(same[:365], new, mean)[-1])
    assert np.exp(usual(same)).sum() == pytest.approx(1)
    assert np.exp(usual(same))[:365].sum() > 0.6


def test_who_comes_first_is_new(learned: Weights) -> None:
    nobody = choose(np.zeros((0, len(SAME))), np.ones(len(NEW)), learned.draws(5, 1))
    assert nobody.tolist() == [[1] * 6]


def test_what_tells_persons_apart_is_learned_and_what_does_not_is_not(learned: Weights) -> None:
    weights = learned.mean[: len(SAME)]
    assert np.argmax(weights) == TOLD
    assert weights[TOLD] > 4 * abs(np.delete(weights, TOLD)).max()


def test_what_was_learned_is_surer_from_more(learned: Weights) -> None:
    few = fit(draw_world(0, 60).choices)
    assert few.covariance[TOLD, TOLD] > learned.covariance[TOLD, TOLD]


def test_without_decisions_what_was_known_before_holds() -> None:
    before = starting_weights().mean
    assert np.allclose(fit([], before).mean, before)


def test_the_same_seed_draws_the_same_weights(learned: Weights) -> None:
    assert np.array_equal(learned.draws(7, 3), learned.draws(7, 3))
    assert not np.array_equal(learned.draws(7, 3), learned.draws(7, 4))


def test_the_interval_has_the_true_number_nine_times_of_ten() -> None:
    """In thirty worlds, each with weights learned in another. Fewer than 22 would come by chance twice in 1,000.

    Each number is off by a tenth either way, their mean so by less than a fiftieth.
    """
    worlds = [(draw_world(seed, 100), draw_world(seed + 100, 100)) for seed in range(100, 130)]
    found = [(estimate(chances(world, fit(known.choices))), world.persons) for known, world in worlds]
    assert sum(one.low <= persons <= one.high for one, persons in found) >= 22
    assert abs(float(np.mean([one.persons / persons - 1 for one, persons in found]))) < 0.06


def test_an_interval_of_certain_persons_is_their_number() -> None:
    certain = estimate([np.ones(DRAWS + 1), np.ones(DRAWS + 1), np.zeros(DRAWS + 1)])
    assert (certain.persons, certain.low, certain.high) == (2, 2, 2)


def test_an_interval_ends_at_whole_persons_and_has_the_number() -> None:
    doubtful = estimate([np.ones(DRAWS + 1), np.full(DRAWS + 1, 0.3)])
    assert (doubtful.low, doubtful.high) == (1, 2)
    assert doubtful.persons == pytest.approx(1.3)


def test_two_notes_that_tell_the_same_are_not_certainly_of_one_person() -> None:
    contacts = told([f"{STORIES[0][0]} {STORIES[1][0]}"] * 2)
    found = estimate([ranking.new for ranking in rank(contacts, starting_weights())])
    assert found.persons > 1
    assert (found.low, found.high) == (1, 2)


def test_nobody_is_told_to_return_with_more_certainty_than_was_measured() -> None:
    found = doubted(np.array([[0.6, 0.3], [0.4, 0.2], [0.0, 0.5]]))
    assert found[:, 0] == pytest.approx([0.6 * (1 - LEAST_NEW), 0.4 * (1 - LEAST_NEW), LEAST_NEW])
    assert found[:, 1] == pytest.approx([0.3, 0.2, 0.5])


def test_what_is_kept_of_each_contact_is_no_larger_than_it_is_told() -> None:
    """The whole table of a contact, held alive by its last row, would take memory by the square of the file."""
    contacts = told([first for first, _ in STORIES])
    assert [ranking.new.base for ranking in rank(contacts, starting_weights())] == [None] * len(contacts)
    kept: list[object] = []

    def keep(chances: Sequence[Matrix]) -> Interval:
        kept.extend(chance.base for chance in chances)
        return 1, 1, 1

    known = known_of(Memory(contacts), range(len(contacts)), range(len(contacts)))
    drawn: dict[object, Matrix] = dict.fromkeys(range(len(contacts)), starting_weights().draws(DRAWS, 1))
    list(try_sets(known, drawn, keep, np.random.default_rng(1), sets=1))
    assert kept
    assert all(base is None for base in kept)


def test_who_comes_first_is_new_without_a_doubt() -> None:
    assert doubted(np.ones((1, 3))).tolist() == [[1, 1, 1]]


def test_weights_survive_their_file_and_those_we_begin_with_fit_what_is_collected() -> None:
    weights = starting_weights()
    assert weights.mean.shape == (len(SAME) + len(NEW),)
    assert np.linalg.eigvalsh(weights.covariance).min() > 0


def test_what_is_not_known_of_a_contact_makes_weights_less_sure() -> None:
    """They are as sure as the posterior is curved where it is highest, which is told here by differences."""
    generator = np.random.default_rng(4)
    choices = [
        replace(one, told=np.append(np.where(one.right, 1.0, generator.choice([0.1, 1.0], len(one.right))), 1.0))
        for one in draw_world(2, 60).choices
        if len(one.same)
    ]
    before = np.zeros(len(SAME) + len(NEW))
    found = fit(choices, before, before)
    held = np.full(len(before), PRIOR)
    held[len(SAME)], held[SAME.index("recency")] = FREE, HELD

    def lost(weights: Matrix) -> float:
        chosen = (choose(one.same, one.new, weights[None])[:, 0] * np.asarray(one.told) for one in choices)
        return float(held @ weights**2 / 2 - np.log([one.sum() for one in chosen]).sum())

    for _ in range(10):
        step = generator.normal(0, 0.01, len(before))
        bent = lost(found.mean + step) + lost(found.mean - step) - 2 * lost(found.mean)
        assert step @ np.linalg.solve(found.covariance, step) == pytest.approx(bent, rel=0.02)

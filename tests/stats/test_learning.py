"""The weights move by what a service's own staff decide."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from sqlalchemy.orm import Session

from stats.learning import FEWEST, learned
from stats.linking.evidence import SAME
from stats.linking.model import starting_weights
from stats.links import answer, decide, link
from stats.register import register
from stats.remembering import Remembered
from stats.vocabulary import AgeBand, Verdict
from tests.stats.factories import CORA, KEY, TODAY, a_contact

WORDS = "hund katt båt bil hytte skole jobb natt lege bror søster mor far hage fjell sjø".split()  # noqa: SIM905
AGES = [age for age in AgeBand if age is not AgeBand.UNKNOWN]


@pytest.fixture
def of_each_age_one(session: Session) -> list[str]:
    """A service in which, against all stories, everybody of one age is the same person."""
    chance, first = Random(1), dict[AgeBand, str]()
    ids = []
    for number in range(FEWEST + 5):
        age, words = chance.choice(AGES), " ".join(chance.sample(WORDS, 6))
        day = date(2025, 1, 1) + timedelta(number)
        one = register(session, KEY, replace(a_contact(), note=words, age_band=age, day=day), CORA)
        if age in first:
            link(session, first[age], one, CORA, TODAY)
        elif first:
            decide(session, Verdict.DIFFERENT, next(iter(first.values())), one, CORA, TODAY)
        first.setdefault(age, one)
        ids.append(one)
    return ids


def test_what_staff_go_by_weighs_more(session: Session, of_each_age_one: list[str]) -> None:
    assert len(of_each_age_one) > FEWEST
    found, before = learned(session, Remembered(KEY).memory(session)), starting_weights()
    age = SAME.index("same_age")
    assert found.mean[age] > before.mean[age] + 0.5
    assert found.mean[SAME.index("other_age")] < before.mean[SAME.index("other_age")]


def test_who_was_linked_teaches_also_where_the_others_that_were_shown_were_not_looked_at(session: Session) -> None:
    ids = [register(session, KEY, a_contact(), CORA) for _ in range(FEWEST + 3)]
    first, second = sorted(ids)[:2]
    for one in set(ids) - {first, second}:
        answer(session, one, {first: Verdict.SAME, second: Verdict.NOT_LOOKED}, CORA, TODAY)
    found = learned(session, Remembered(KEY).memory(session))
    assert not np.array_equal(found.mean, starting_weights().mean)


def test_a_few_decisions_change_nothing(session: Session) -> None:
    ids = [register(session, KEY, a_contact(), CORA) for _ in range(4)]
    for other in ids[1:]:
        link(session, ids[0], other, CORA, TODAY)
    found = learned(session, Remembered(KEY).memory(session))
    assert np.array_equal(found.mean, starting_weights().mean)


def test_the_same_decisions_teach_the_same(session: Session, of_each_age_one: list[str]) -> None:
    assert of_each_age_one
    one, other = (learned(session, Remembered(KEY).memory(session)) for _ in range(2))
    assert np.array_equal(one.mean, other.mean)

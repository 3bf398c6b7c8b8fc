"""Weights learned from what a team decided and passed on."""

import numpy as np
import pytest

from stats.linking.decided import Checks
from stats.linking.evidence import Memory
from stats.linking.learning import Told
from stats.linking.model import starting_weights
from tests.simulation.team import decide
from tests.simulation.years import some_service, some_years

STARTING = starting_weights().mean


CERTAIN = Checks(100_000, 10_000)


@pytest.mark.parametrize(
    ("passes_on", "checks", "unsure"), [(1.0, CERTAIN, True), (0.0, CERTAIN, False), (0.0, Checks(), True)]
)
def test_weights_are_less_sure_by_the_odds_of_those_passed_on_and_by_the_miss_rate(
    passes_on: float, checks: Checks, unsure: bool
) -> None:
    """Where nobody is passed on there are no odds to be unsure of."""
    years = some_years(some_service(1), 1)
    memory, places = Memory(years.contacts), range(1, len(years.contacts))
    decided = decide(memory, years.persons, starting_weights(), 1, passes_on)
    told = Told(memory, decided, places, STARTING)
    by_rates = told.fit(told.rates(STARTING[None], checks.rate)[0], STARTING)
    found = told.doubt(by_rates, checks)
    more = np.linalg.eigvalsh(found.covariance - by_rates.covariance)[-1]
    assert bool(more > 0.05) == unsure
    assert np.array_equal(told.doubt(by_rates, checks).covariance, found.covariance)

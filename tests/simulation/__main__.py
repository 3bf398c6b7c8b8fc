"""How well the number of persons is told of simulated years, in every table, and of one's own team's decisions.

    python -m tests.simulation             200 years, some minutes
    python -m tests.simulation --years 10

Each service learns its weights from two years of its own, of which it knows everything or what its team decided, and is
then measured on five other pairs of years. In each pair the second year is counted. Prints JSON lines.
"""

import argparse
import json
from collections import defaultdict

from stats.linking.decided import Checks, Decided, beginnings
from stats.linking.drawing import draw_from
from stats.linking.evidence import Memory, new
from stats.linking.fitting import Choice, fit
from stats.linking.learning import learn
from stats.linking.model import Weights, starting_weights
from tests.simulation.ageing import aged
from tests.simulation.measuring import Measured
from tests.simulation.team import PASSED_ON, check, decide
from tests.simulation.years import Service, Years, some_service, some_years

DRAWS = 200
OF_A_SERVICE = 5
LEARNED = 1_000_000  # the seeds from here on are of years to learn from
Results = defaultdict[str, Measured]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--years", type=int, default=200)
    results: Results = defaultdict(Measured)
    for seed in range(parser.parse_args().years):
        number = seed // OF_A_SERVICE
        if seed % OF_A_SERVICE == 0:
            service = some_service(number)
            before = some_years(service, LEARNED + number)
            learned, by_team = learn_all(before), {part: learn_from_team(before, number, part) for part in PASSED_ON}
        measure(service, learned, seed, results)
        for passes_on, weights in by_team.items():
            measure_team(service, passes_on, weights, seed, results)
    for name, measured in results.items():
        for line in measured.lines():
            print(json.dumps({"of": name} | line))


def learn_all(years: Years) -> Weights:
    """The weights of a service that knows whose the contacts of these years are, and began with those we begin with."""
    memory = Memory(years.contacts)
    pairs = enumerate(zip(memory.contacts, memory.traces, strict=True))
    choices = [
        Choice(
            memory.same(one, trace)[:place],
            new(one, trace, memory.begun),
            years.persons[:place] == years.persons[place],
        )
        for place, (one, trace) in pairs
    ]
    return fit(choices, starting_weights().mean)


def learn_from_team(years: Years, number: int, passes_on: float) -> Weights:
    """The weights of a service that knows of these years what its team decided, by the weights we begin with."""
    memory, starting = Memory(years.contacts), starting_weights()
    decided = decide(memory, years.persons, starting, LEARNED + number, passes_on)
    return learn(memory, decided, check(LEARNED + number), range(1, len(years.contacts)), starting.mean)


def measure_team(service: Service, passes_on: float, weights: Weights, seed: int, results: Results) -> None:
    """Adds what is told of a team, by weights that were learned from what it decided before."""
    years = some_years(service, seed)
    memory = Memory(years.contacts)
    decided = decide(memory, years.persons, weights, seed, passes_on)
    drawn = draw_from(memory, decided, weights, check(seed), seed, DRAWS)
    results[f"team, weights from its decisions, {passes_on:.0%} passed on"].add(years, drawn)
    results[f"links only, {passes_on:.0%} passed on"].add(years, beginnings(decided.person)[None])


def measure(service: Service, learned: Weights, seed: int, results: Results) -> None:
    """Adds what is told of one pair of years, where nothing is decided and where a team did."""
    years = some_years(service, seed)
    memory = Memory(years.contacts)
    size = len(years.contacts)
    nothing = Decided(range(size), frozenset(), [False] * size)
    decided, checks = decide(memory, years.persons, learned, seed), check(seed)
    results["team, links only"].add(years, beginnings(decided.person)[None])
    for name, weights in (("starting", starting_weights()), ("learned", learned)):
        drawn = draw_from(memory, nothing, weights, Checks(), seed, DRAWS)
        results[f"nothing decided, {name} weights"].add(years, drawn)
        drawn = draw_from(memory, decided, weights, checks, seed, DRAWS)
        results[f"team, {name} weights"].add(years, drawn)
    over = aged(years.contacts)
    results["nothing decided, learned weights, old notes over"].add(
        years, draw_from(over, nothing, learned, Checks(), seed, DRAWS)
    )
    results["team, learned weights, old notes over"].add(years, draw_from(over, decided, learned, checks, seed, DRAWS))


if __name__ == "__main__":
    main()

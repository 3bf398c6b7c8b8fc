"""The harness is worth as much as what it notices: one broken rule at a time, and one run with none."""

from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest
import uvloop

from tests.chaos.mutant_server import RULES
from tests.chaos.mutants import MUTANTS, SERVERS
from tests.chaos.run import Figures, Plan, is_good, run, wrong

SMALL = Plan(messages=300, kills=2, faults=12, pairs=6)
HASTY = replace(SMALL, patience=3.0)  # for runs in which something is to be missing
AT_ONCE = 3  # runs, on two cores: each waits longer than it works


def test_with_no_rule_broken_nothing_is_wrong(tmp_path: Path) -> None:
    figures = uvloop.run(run(SMALL, tmp_path))
    assert is_good(SMALL, figures), figures
    assert figures["reboot"] == figures["kill"] == 1
    assert figures["lost_hints"]


@pytest.fixture(scope="module")
def runs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Figures]]]:
    """What comes of each mutant that was asked for."""
    items = [item for item in request.session.items if isinstance(item, pytest.Function)]
    wanted = [str(item.callspec.params["name"]) for item in items if item.function is test_a_broken_rule_is_noticed]
    with ProcessPoolExecutor(AT_ONCE, get_context("spawn")) as pool:
        yield {name: pool.submit(run_mutant, name, tmp_path_factory.mktemp(name)) for name in wanted}
        pool.shutdown(cancel_futures=True)


def run_mutant(name: str, folder: Path) -> Figures:
    mutant = MUTANTS[name]
    plan = replace(HASTY, kills=mutant.kills, faults=mutant.faults)
    return uvloop.run(run(plan, folder, mutant.kind, mutant.program))


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_rule_is_noticed(name: str, runs: dict[str, Future[Figures]]) -> None:
    figures = runs[name].result()
    assert MUTANTS[name].figure in wrong(figures), figures


def test_every_broken_rule_of_the_server_is_in_the_table() -> None:
    assert {mutant.rule for mutant in SERVERS} == set(RULES)

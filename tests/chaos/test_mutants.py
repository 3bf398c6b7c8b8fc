"""The harness is worth as much as what it notices: one broken rule at a time, and one run with none."""

from dataclasses import replace
from pathlib import Path

import pytest
import uvloop

from tests.chaos.mutant_server import RULES
from tests.chaos.mutants import MUTANTS, SERVERS
from tests.chaos.run import Plan, is_good, run, wrong

SMALL = Plan(messages=400, kills=2, faults=12, pairs=6, seed=6)  # a seed with silent lines after the last kill
HASTY = replace(SMALL, patience=2.0)  # for runs in which something is to be missing


def test_with_no_rule_broken_nothing_is_wrong(tmp_path: Path) -> None:
    figures = uvloop.run(run(SMALL, tmp_path))
    assert is_good(SMALL, figures), figures
    assert figures["reboot"] == figures["kill"] == 1
    assert figures["lost_hints"]


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_rule_is_noticed(name: str, tmp_path: Path) -> None:
    mutant = MUTANTS[name]
    plan = replace(HASTY, kills=mutant.kills)
    figures = uvloop.run(run(plan, tmp_path, mutant.kind, mutant.program))
    assert mutant.figure in wrong(figures), figures


def test_every_broken_rule_of_the_server_is_in_the_table() -> None:
    assert {mutant.rule for mutant in SERVERS} == set(RULES)

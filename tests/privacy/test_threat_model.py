"""The page on threats names only tests that there are, and a test for every claim."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threat-model.md").read_text()
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def names_in(path: Path) -> set[str]:
    found = ast.walk(ast.parse(path.read_text())) if path.exists() else ()
    return {node.name for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_test_that_it_names_exists() -> None:
    named = NAMED.findall(PAGE)
    assert len(named) > 40
    assert [f"{file}::{test}" for file, test in named if test not in names_in(ROOT / file)] == []


def test_nothing_looks_like_a_test_without_being_read_as_one() -> None:
    assert PAGE.count("tests/") == PAGE.count("::") == len(NAMED.findall(PAGE))


def test_every_claim_has_a_proof() -> None:
    claims = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| What stops")]
    assert len(claims) > 30
    assert [line for line in claims if not NAMED.search(line)] == []

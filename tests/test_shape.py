"""The shape that import-linter cannot see: what lies at the top, and what the packages may not know of it."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("chat", "stats", "counselor_console", "public_widget")


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return named | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_no_package_imports_the_modules_that_compose_them() -> None:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            assert not imports(path) & {"app", "cli"}, path


def test_nobody_but_the_command_line_imports_the_command_line() -> None:
    assert not {name.partition(".")[0] for name in imports(ROOT / "app.py")} & {"cli", "commands"}


def test_the_top_level_holds_what_the_architecture_names_and_no_more() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))}
    made_here = {"data", "demo-data", "artifacts", "build", "lavterskel.egg-info"}
    assert folders - made_here <= {*PACKAGES, "commands", "templates", "tests", "docs", "deploy"}

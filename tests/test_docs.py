"""What the documents say of the code is what the code does."""

import subprocess
from pathlib import Path

import pytest

from chat.conversation import TRANSITIONS
from chat.language import speech
from chat.periods import PERIODS
from cli import main
from counselor_console.keys import KEYS
from stats.counting import RULE
from stats.methods import METHODS
from stats.rules import EARLIER
from tests.server import COMMAND

ROOT = Path(__file__).parents[1]


def test_the_diagram_is_the_transition_table() -> None:
    arrows = [
        f"    {before} --> {after}: {event}" for before, row in TRANSITIONS.items() for event, after in row.items()
    ]
    drawn = "\n".join(["```mermaid", "stateDiagram-v2", "    [*] --> waiting", *arrows, "```"])
    document = (ROOT / "docs" / "architecture.md").read_text()
    assert document.partition("<!-- transitions -->")[2].partition("<!-- /transitions -->")[0].strip() == drawn


def test_the_table_of_periods_is_the_one_that_is_kept() -> None:
    said = speech("en")
    rows = [f"| {period.name} | {said.length(period.length)} {period.end} |" for period in PERIODS.values()]
    document = (ROOT / "docs" / "operations.md").read_text()
    printed = document.partition("<!-- periods -->")[2].partition("<!-- /periods -->")[0]
    assert printed.split("\n")[3:-1] == rows


def test_the_counting_rule_and_every_earlier_one_are_explained() -> None:
    document = (ROOT / "docs" / "statistics.md").read_text()
    assert f"counting rule **version {RULE}**" in document
    for version, until, _ in EARLIER:
        assert f"| {version} | {until.day} {until:%B %Y} |" in document


def test_every_method_that_a_year_can_be_published_by_is_explained() -> None:
    document = (ROOT / "docs" / "publishing.md").read_text()
    for version, method in METHODS.items():
        assert f"| {version} | {method.since.day} {method.since:%B %Y} |" in document


def test_the_table_of_keys_is_the_one_that_the_console_listens_for() -> None:
    rows = [f"| {' '.join(f'`{key}`' for key in row.keys)} | {row.means} |" for row in KEYS]
    document = (ROOT / "docs" / "console.md").read_text()
    printed = document.partition("<!-- keys -->")[2].partition("<!-- /keys -->")[0]
    assert printed.split("\n")[3:-1] == rows


@pytest.mark.parametrize(
    "command",
    [
        "serve",
        "demo",
        "account add",
        "account list",
        "account roles",
        "account disable",
        "contacts import",
        "contacts export",
        "comment check",
        "linking rank",
        "linking evaluate",
        "linking validate",
        "figures",
        "report",
        "release list",
        "release plan",
        "release close",
        "release table",
        "release rebuild",
        "verify",
        "series import",
        "series check",
        "retention run",
        "backup",
        "restore",
        "doctor",
    ],
)
def test_every_command_is_documented_and_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"`{command}" in (ROOT / "docs" / "operations.md").read_text().replace(", `", " `")
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    assert ended.value.code == 0
    assert f"usage: lavterskel {command}" in capsys.readouterr().out


def test_the_installed_command_explains_itself() -> None:
    asked = subprocess.run([COMMAND, "--help"], capture_output=True, text=True)
    assert asked.returncode == 0
    assert "usage: lavterskel" in asked.stdout


def test_locks_pin_by_hash_and_name_no_index() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lock = (ROOT / name).read_text()
        packages = [line for line in lock.splitlines() if "==" in line]
        assert lock.count("--hash=sha256:") >= len(packages) > 20
        assert all(line.rstrip().endswith("\\") for line in packages)
        assert "://" not in lock


def test_only_the_text_module_may_import_bleach() -> None:
    importers = [
        path for path in ROOT.glob("*/**/*.py") if "import bleach" in path.read_text() and ".venv" not in path.parts
    ]
    assert {path.relative_to(ROOT).as_posix() for path in importers} <= {"chat/text.py", "tests/test_docs.py"}


def test_vendored_files_name_their_version_and_licence() -> None:
    for folder in ("counselor_console/static", "tests/vendor"):
        for script in (ROOT / folder).glob("*-[0-9]*.js"):
            assert script.with_name(script.name.removesuffix(".js").removesuffix(".min") + ".LICENSE").exists()

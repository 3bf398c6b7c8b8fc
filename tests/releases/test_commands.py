"""Publishing by commands, as an operator does it."""

from pathlib import Path

import pytest

from tests.stats.conftest import SAMPLE
from tests.test_cli import Run, run

__all__ = ["run"]


ALONE = ("--why-not-two", "There is one counsellor.")


@pytest.fixture
def closed(run: Run) -> Run:
    run("contacts", "import", str(SAMPLE), "--with-links")
    assert "Two counsellors have not gone through" in run("release", "close", "2024").stderr
    planned = run("release", "plan", "2024", "persons_by_category", "contacts_by_quarter")
    assert planned.stdout == "Of 2024 will be published: persons_by_category, contacts_by_quarter.\n"
    assert run("release", "close", "2024", *ALONE).stdout.startswith("Published 2024-1: ")
    return run


def test_what_was_published_holds_and_comes_out_again_and_a_changed_file_does_not(closed: Run, tmp_path: Path) -> None:
    file = tmp_path / "release.json"
    file.write_text(closed("report", "2024", "--edition", "1").stdout)
    verified = closed("verify", str(file)).stdout
    assert "every printed number is the sum of its parts" in verified
    assert "Only tried, whether they can be: the lower ends" in verified
    assert "2024-1 comes out the same" in closed("release", "rebuild", "2024").stdout
    file.write_text(file.read_text().replace('"value": 0', '"value": 5', 1))
    changed = closed("verify", str(file))
    assert changed.returncode == 1
    assert "the digest is" in changed.stderr


def test_a_table_on_request_is_listed_with_its_reason(closed: Run) -> None:
    given = closed("release", "table", "2024", "persons_by_category", "--reason", "For a newspaper.")
    assert given.stdout.startswith("Given out as 2024-2: ")
    assert "2024-2 on request" in closed("release", "list").stdout
    assert "For a newspaper." in closed("release", "list").stdout


def test_what_is_refused_fails_with_the_reason(closed: Run) -> None:
    again = closed("release", "close", "2024")
    assert again.returncode == 1
    assert again.stderr.endswith("\nlavterskel: Say why a new edition is made. The reason is printed.\n")
    assert "Its plan is fixed" in closed("release", "plan", "2024", "persons_by_age").stderr


def test_whoever_waits_is_told_each_step(closed: Run) -> None:
    told = closed("report", "2023", "--format", "html").stderr
    steps = ["reading decisions", "counting persons", "rounding small groups", "table 1 of ", "table 5 of ", "drawing"]
    places = [told.index(step) for step in steps]
    assert places == sorted(places)
    alone = closed("release", "close", "2025", "--why-not-two", "There is one counsellor.")
    assert "holding it against everything" in alone.stderr


@pytest.mark.parametrize(("kind", "said"), [("html", "Årsmelding 2024"), ("csv", "Internt")])
def test_the_report_is_printed_in_the_language_that_was_asked_for(closed: Run, kind: str, said: str) -> None:
    assert said in closed("report", "2024", "--format", kind, "--language", "nb").stdout


@pytest.mark.parametrize("content", ["", "{}", "[]"])
def test_a_file_that_is_no_release_is_said_to_be_none(run: Run, tmp_path: Path, content: str) -> None:
    file = tmp_path / "none.json"
    file.write_text(content)
    refused = run("verify", str(file))
    assert refused.returncode == 1
    assert "this is no" in refused.stderr

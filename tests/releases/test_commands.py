"""Publishing by commands, as an operator does it."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.stats.conftest import SAMPLE
from tests.test_cli import Run, run

__all__ = ["run"]


ALONE = ("--why-not-two", "There is one counsellor.")


@pytest.fixture
def filled(run: Run) -> Run:
    run("contacts", "import", str(SAMPLE), "--with-links")
    return run


@pytest.fixture
def closed(filled: Run) -> Run:
    return close(filled)


def close(run: Run) -> Run:
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
    digest = json.loads(file.read_text())["digest"]
    assert f"The digest is {digest}, to be compared with the checksum that the report prints." in verified
    assert "2024-1 comes out the same" in closed("release", "rebuild", "2024").stdout
    file.write_text(file.read_text().replace('"value": 0', '"value": 5', 1))
    changed = closed("verify", str(file))
    assert changed.returncode == 1
    assert "the digest is" in changed.stderr


def test_a_file_is_compared_with_the_checksum_that_a_report_prints(closed: Run, tmp_path: Path) -> None:
    file = tmp_path / "release.json"
    file.write_text(closed("report", "2024").stdout)
    printed = re.findall(r"[0-9a-f]{64}", closed("report", "2024", "--format", "csv").stdout)[-1]
    for typed in (printed, f"{printed[:30].upper()} {printed[30:]}"):
        held = closed("verify", str(file), "--digest", typed)
        assert f"The digest is {printed}, the checksum you gave." in held.stdout
    for typed in (printed[::-1], printed[:12], ""):
        refused = closed("verify", str(file), "--digest", typed)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert f"the digest is {printed}, and the report prints {typed}: they are not of the same" in refused.stderr


def test_a_table_on_request_is_listed_with_its_reason(closed: Run) -> None:
    given = closed("release", "table", "2024", "persons_by_category", "--reason", "For a newspaper.")
    assert given.stdout.startswith("Given out as 2024-2: ")
    assert "2024-2 on request" in closed("release", "list").stdout
    assert "For a newspaper." in closed("release", "list").stdout


def test_what_is_refused_fails_with_the_reason(closed: Run) -> None:
    again = closed("release", "close", "2024")
    assert again.returncode == 1
    assert again.stderr == "lavterskel: Say why a new edition is made. The reason is printed.\n"
    assert "Its plan is fixed" in closed("release", "plan", "2024", "persons_by_age").stderr
    assert "no contacts of 99999" in closed("release", "plan", "99999", "persons_by_age").stderr


def test_a_later_year_is_closed_before_an_earlier_one_only_where_that_is_meant(filled: Run, tmp_path: Path) -> None:
    bring_in(filled, tmp_path, 2023)
    refused = filled("release", "close", "2024", *ALONE)
    assert refused.returncode == 1
    assert "2023 is not closed, and cannot be closed any more once 2024 is" in refused.stderr
    assert "estimating" not in refused.stderr  # nobody waits for it in vain
    assert filled("release", "close", "2024", *ALONE, "--leave-earlier").stdout.startswith("Published 2024-1: ")


def test_a_year_of_which_nothing_is_registered_is_not_closed(filled: Run) -> None:
    refused = filled("release", "close", "2025", *ALONE, "--leave-earlier")
    assert refused.stderr.endswith("lavterskel: Nothing is registered of 2025.\n")
    assert filled("release", "list").stdout == ""


def test_what_is_made_of_a_demo_says_so(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "data" / "DEMO").write_text("Everything in this folder is invented.\n")
    mark = "Demo, invented figures"
    assert mark in filled("report", "2024", "--format", "html").stdout
    filled("release", "close", "2024", *ALONE)
    assert mark in filled("report", "2024", "--format", "html").stdout


def bring_in(run: Run, folder: Path, year: int, numbered: str = "ff") -> None:
    lines = [json.loads(line) for line in SAMPLE.read_text().splitlines()]
    lines = [line | {"id": f"{numbered}{place:06}", "date": f"{year}-05-05"} for place, line in enumerate(lines)]
    (file := folder / "more.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert run("contacts", "import", str(file)).returncode == 0


def test_whoever_waits_is_told_each_step(filled: Run) -> None:
    told = filled("report", "2024", "--format", "html").stderr
    steps = ["reading decisions", "counting persons", "rounding small groups", "table 1 of ", "table 5 of ", "drawing"]
    places = [told.index(step) for step in steps]
    assert places == sorted(places)
    alone = filled("release", "close", "2024", *ALONE)
    assert "holding it against everything" in alone.stderr


def test_the_report_of_a_closed_year_is_made_again_from_the_register_bit_for_bit(closed: Run) -> None:
    (_, _, digest, *_) = closed("release", "list").stdout.split()
    made = closed("report", "2024")
    assert f"2024-1 comes out the same: {digest}\n" in made.stderr
    assert json.loads(made.stdout)["digest"] == digest
    assert closed("report", "2024", "--edition", "1").stdout == made.stdout


def test_the_report_says_that_the_register_holds_others_by_now_and_is_the_edition_as_it_was(
    filled: Run, tmp_path: Path
) -> None:
    bring_in(filled, tmp_path, 2024)  # five in a group and more, which no chance rounds to what they become
    closed = close(filled)
    before = closed("report", "2024").stdout
    bring_in(closed, tmp_path, 2024, "ee")
    assert closed("release", "rebuild", "2024").returncode == 0  # they came after it
    with closing(sqlite3.connect(tmp_path / "data" / "app.db")) as register, register:
        register.execute("UPDATE contacts SET category = 'none', basis = NULL WHERE category = 'confirmed'")
    made = closed("report", "2024")
    assert "2024-1 comes out otherwise. Groups of which the register holds others than then: " in made.stderr
    assert made.stdout == before
    assert closed("release", "rebuild", "2024").returncode == 1


def test_the_report_says_that_nothing_is_left_to_make_it_from(closed: Run, tmp_path: Path) -> None:
    before = closed("report", "2024").stdout
    with closing(sqlite3.connect(tmp_path / "data" / "app.db")) as register, register:
        register.execute("DELETE FROM link_decisions")
        register.execute("DELETE FROM contacts")
    made = closed("report", "2024")
    assert "The register holds no contacts of 2024 any more. The edition stands as it was published: " in made.stderr
    assert made.stdout == before


@pytest.mark.parametrize("kind", ["html", "csv", "json"])
def test_a_year_that_is_not_closed_is_a_draft_in_every_kind(filled: Run, kind: str) -> None:
    made = filled("report", "2024", "--format", kind)
    assert "would pass" in made.stderr or "would be refused" in made.stderr
    assert ('"draft": true' if kind == "json" else "Internal draft") in made.stdout


def test_a_table_on_request_is_printed_as_it_was_given_out(closed: Run) -> None:
    closed("release", "table", "2024", "persons_by_category", "--reason", "For a newspaper.")
    made = closed("report", "2024", "--edition", "2", "--format", "csv")
    assert "Given out on request, and not made again: " in made.stderr
    assert "For a newspaper." in made.stdout
    assert "2024-1 comes out the same" in closed("report", "2024", "--format", "csv").stderr
    assert "there is no edition 3 of 2024" in closed("report", "2024", "--edition", "3").stderr


@pytest.mark.parametrize("kind", ["html", "csv"])
def test_the_report_is_printed_in_the_language_that_was_asked_for(closed: Run, kind: str) -> None:
    made = closed("report", "2024", "--format", kind, "--language", "nb")
    assert "Årsmelding 2024" in made.stdout
    assert closed("release", "list").stdout.split()[2] in made.stdout


def test_the_figures_inside_say_that_they_are_not_for_publication(closed: Run) -> None:
    assert "Internt" in closed("figures", "2024", "--format", "csv", "--language", "nb").stdout


NESTED = "[" * 900 + "]" * 900


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", "[" * 100_000, "9" * 5_000, "1e400", f'{{"content": {NESTED}, "digest": {NESTED}}}']
)
def test_a_file_that_is_no_release_is_said_to_be_none(run: Run, tmp_path: Path, content: str) -> None:
    file = tmp_path / "none.json"
    file.write_text(content)
    refused = run("verify", str(file))
    assert refused.returncode == 1
    assert f"{file}: this is no" in refused.stderr

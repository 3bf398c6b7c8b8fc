"""The commands for series, as an operator meets them."""

from pathlib import Path

from tests.series.tables import DATA
from tests.test_cli import Run, contents, run

__all__ = ["run"]

PORTFOLIO, PER_PERSON = DATA / "t1_portfolio.csv", DATA / "t2_contacts_per_person.csv"
SLIP = "contacts per person, 2007: printed 13, recomputed 14 (exactly 13.54, as if cut off, not rounded)."


def test_a_check_prints_what_differs_and_leaves_no_trace(run: Run, tmp_path: Path) -> None:
    checked = run("series", "check", str(PORTFOLIO), str(PER_PERSON))
    assert checked.returncode == 0
    told = checked.stdout.splitlines()
    assert told[:3] == [
        "Persons and contacts",
        "  The print differs nowhere from what follows from it.",
        "Contacts per person",
    ]
    assert told[3:] == [f"  {SLIP} Rule: contacts divided by persons."]
    assert not (tmp_path / "data" / "app.db").exists()


def test_an_import_is_stored_and_prints_what_differs(run: Run) -> None:
    assert run("series", "import", str(PORTFOLIO)).stdout.splitlines() == [
        "Persons and contacts, edition 1, is imported.",
        "  The print differs nowhere from what follows from it.",
    ]
    imported = run("series", "import", str(PER_PERSON))
    assert (imported.returncode, imported.stderr) == (0, "")
    assert SLIP in imported.stdout
    assert run("series", "import", str(PER_PERSON)).stdout.startswith(
        "Contacts per person, edition 1, is there already."
    )


def test_a_check_knows_what_was_imported_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    assert "not imported" in run("series", "check", str(PER_PERSON)).stdout
    run("series", "import", str(PORTFOLIO))
    before = contents(tmp_path / "data")
    assert "not imported" not in run("series", "check", str(PER_PERSON)).stdout
    assert contents(tmp_path / "data") == before


def test_a_wrong_file_is_refused_by_row_and_nothing_is_imported(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("title;T\nsource;S\nunit;persons\nmethod;M\ncolour;red\ntable;a\nx;1\nx;2\n")
    for command in ("import", "check"):
        refused = run("series", command, str(wrong))
        assert refused.returncode == 1
        assert f"{wrong}: row 5: colour is not a word" in refused.stderr
        assert f"{wrong}: row 8: x stands here a second time." in refused.stderr
    assert run("series", "check", str(tmp_path / "none.csv")).returncode == 1

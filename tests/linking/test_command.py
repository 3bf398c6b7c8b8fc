"""`linking rank`, `linking evaluate` and `linking validate`, as the installed program."""

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chat.settings import load_settings
from commands import linking
from stats.linking.ranking import Ranking
from tests.linking.stories import COMMON, STORIES, contacts, lines
from tests.test_cli import Run, run

__all__ = ["run"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path, contacts())


def write(folder: Path, found: list[dict[str, Any]]) -> Path:
    path = folder / "contacts.jsonl"
    path.write_text(lines(found), "utf-8")
    return path


def ranked(run: Run, file: Path) -> list[dict[str, Any]]:
    done = run("linking", "rank", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_contact_is_ranked_among_those_before_it_and_persons_come_last(run: Run, file: Path) -> None:
    *rankings, persons = ranked(run, file)
    ids = [contact["id"] for contact in contacts()]
    assert [ranking["id"] for ranking in rankings] == ids
    assert (rankings[0]["p_new"], rankings[0]["candidates"]) == (1, [])
    for place, ranking in enumerate(rankings):
        found = ranking["candidates"]
        assert {candidate["id"] for candidate in found} <= set(ids[:place])
        assert len(found) == min(place, 10)
        assert [candidate["p"] for candidate in found] == sorted((one["p"] for one in found), reverse=True)
        assert ranking["p_new"] + sum(candidate["p"] for candidate in found) <= 1 + 1e-4
    assert persons["persons_low"] <= persons["persons_estimate"] <= persons["persons_high"]
    assert set(persons) == {"persons_estimate", "persons_low", "persons_high", "seconds"}


def test_a_story_is_recognised_in_other_words_and_in_the_other_language(run: Run, file: Path) -> None:
    rankings = ranked(run, file)[:-1]
    for number in range(len(STORIES)):
        again = rankings[len(STORIES) + number]
        assert again["candidates"][0]["id"] == f"c{number:02}", STORIES[number]


def test_persons_are_not_looked_at(run: Run, tmp_path: Path, file: Path) -> None:
    known = ranked(run, file)
    swapped = [contact | {"person": "P0"} for contact in contacts()]
    unknown = [{name: value for name, value in contact.items() if name != "person"} for contact in contacts()]
    for found in (swapped, unknown):
        assert ranked(run, write(tmp_path, found))[:-1] == known[:-1]


def test_the_same_file_is_ranked_the_same_again_and_order_in_the_file_is_not_needed(
    run: Run, tmp_path: Path, file: Path
) -> None:
    once = ranked(run, file)[:-1]
    assert ranked(run, write(tmp_path, contacts()[::-1]))[:-1] == once


def test_the_mark_that_windows_puts_before_a_file_is_no_part_of_it(run: Run, file: Path) -> None:
    once = ranked(run, file)[:-1]
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert ranked(run, file)[:-1] == once


def test_a_field_that_is_missing_is_named(run: Run, tmp_path: Path) -> None:
    first, *others = contacts()
    del first["gender"]
    done = run("linking", "rank", str(write(tmp_path, [*others, first])))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"line {len(contacts())}: `$.gender` is missing" in done.stderr


def test_evaluating_compares_with_the_persons_of_the_file(run: Run, file: Path) -> None:
    done = run("linking", "evaluate", str(file))
    assert done.returncode == 0
    figures = json.loads(done.stdout)
    assert (figures["contacts"], figures["persons_true"]) == (12, 6)
    assert (figures["recall_at_1"], figures["recall_at_10"]) == (1, 1)
    assert list(figures) == [
        "contacts",
        "persons_true",
        "recall_at_1",
        "recall_at_5",
        "recall_at_10",
        "persons_estimate",
        "persons_low",
        "persons_high",
        "ece_new",
        "precision_very_likely",
        "coverage_very_likely",
        "seconds",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"gender": "mann"}, "line 12: `$.gender` is none of man, woman,"),
        ({"said_before": "mottak"}, "line 12: `$.said_before` is none of yes, no, unknown"),
        ({"date": "6. januar"}, "line 12: `$.date` is no date as 2025-01-31"),
        ({"comment": None}, "line 12: `$.comment`: expected `str`, got `null`"),
        ({"topics": "mottak"}, "line 12: `$.topics`: expected `array`, got `str`"),
        ({"id": "c00"}, "line 12: its id stands in an earlier line too"),
    ],
)
def test_a_wrong_line_is_named_and_not_told(run: Run, tmp_path: Path, change: dict[str, Any], words: str) -> None:
    refused = run("linking", "rank", str(write(tmp_path, [*contacts()[:-1], contacts()[-1] | change])))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert words in refused.stderr
    assert "mottak" not in refused.stderr


def test_what_is_no_json_or_no_file_or_says_no_persons_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "contacts.jsonl"
    path.write_text('{"id": "hemmelig"')
    assert "line 1" in run("linking", "rank", str(path)).stderr
    path.write_text(f'{{"also": {"[" * 100_000}')
    assert "line 1: it is not JSON of the right form" in run("linking", "rank", str(path)).stderr
    assert "cannot be read" in run("linking", "rank", str(tmp_path / "none.jsonl")).stderr
    without = [{name: value for name, value in contact.items() if name != "person"} for contact in contacts()]
    for unknown in (without, [contact | {"person": None} for contact in without]):
        refused = run("linking", "evaluate", str(write(tmp_path, unknown)))
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "whose it is" in refused.stderr
    assert len(ranked(run, tmp_path / "contacts.jsonl")) > len(without)


def test_no_contacts_are_no_persons(run: Run, tmp_path: Path) -> None:
    (persons,) = ranked(run, write(tmp_path, []))
    assert (persons["persons_estimate"], persons["persons_low"], persons["persons_high"]) == (0, 0, 0)


def test_one_contact_and_notes_without_a_word_are_ranked_too(run: Run, tmp_path: Path) -> None:
    empty = [COMMON | {"id": f"e{n}", "date": "2025-01-01", "comment": "…" if n else ""} for n in range(3)]
    assert len(ranked(run, write(tmp_path, empty))) == 4
    assert len(ranked(run, write(tmp_path, empty[:1]))) == 2


def test_nothing_of_the_file_is_written_anywhere(run: Run, tmp_path: Path, file: Path) -> None:
    ranked(run, file)
    others = [path for path in tmp_path.rglob("*") if path.is_file() and path != file]
    assert not any("tråler".encode() in path.read_bytes() for path in others)


@pytest.mark.parametrize(("chance", "printed"), [(0.6999999, 0.699999), (0.7, 0.7), (0.57, 0.57), (1e-9, 0.0)])
def test_nothing_is_printed_as_more_likely_than_it_is(
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    chance: float,
    printed: float,
) -> None:
    found = Ranking(1, np.array([chance] * 401), [(0, chance)])
    monkeypatch.setattr(linking, "rank", lambda *_: iter([found]))
    linking.write_ranking(load_settings({}), Namespace(file=file))
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (first["p_new"], first["candidates"][0]["p"]) == (printed, printed)


def test_nothing_is_validated_on_too_few_persons(run: Run) -> None:
    refused = run("linking", "validate")
    assert refused.returncode == 1
    assert "0 persons are settled, and 150 are needed" in refused.stderr

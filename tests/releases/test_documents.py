"""A release comes out in each kind of document, with its own numbers and no others."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document

from chat.language import speech
from stats.comparing import change
from stats.releases import wording as words
from stats.releases.documents import KINDS, charts, make
from stats.releases.documents.comparing import FEWEST
from stats.releases.documents.parts import Chart, Mark, Number, in_sentences
from tests.releases.factories import DIGEST, content, estimate, overlap
from tests.releases.reading import csv_rows, descriptions, sheets, tables_of, text_of

LANGUAGES = ("nb", "en")
DRAFT = {"nb": "Internt utkast, ikke for publisering", "en": "Internal draft, not for publication"}
DEMO = {"nb": "Demo, oppdiktede tall", "en": "Demo, invented figures"}
ROOT = Path(__file__).parents[2]
YEAR = 365 * 24 * 60 * 60  # seconds
NUMBER = re.compile(r"≈?\d+")

every_kind = pytest.mark.parametrize("kind", KINDS)
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def numbers_in(value: Any) -> Iterator[int]:
    """Every number of a content, wherever it stands."""
    if isinstance(value, dict):
        for part in value.values():
            yield from numbers_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from numbers_in(part)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value


def wanted(given: dict[str, Any]) -> set[int]:
    """What must stand in a document; whether its closed parts are looked at is not for readers."""
    return set(numbers_in({name: part for name, part in given.items() if name != "cells"}))


def made(kind: str, language: str = "en", **changes: Any) -> bytes:
    return _made(kind, language, json.dumps(changes))


@cache
def _made(kind: str, language: str, changes: str) -> bytes:
    """Once for all tests that look at the same document."""
    return make(content(**json.loads(changes)), DIGEST, language, kind)


def said(kind: str, language: str = "en", **changes: Any) -> str:
    return text_of(kind, made(kind, language, **changes))


@every_kind
@both_languages
class TestEveryDocument:
    def test_it_has_every_number_of_the_release(self, kind: str, language: str) -> None:
        given = content(estimate=estimate())
        found = set(map(int, re.findall(r"\d+", text_of(kind, make(given, DIGEST, language, kind)))))
        assert wanted(given) - found == set()

    def test_the_same_release_gives_the_same_bytes_at_another_time(
        self, kind: str, language: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, later = made(kind, language), time.time() + YEAR
        monkeypatch.setattr(time, "time", lambda: later)
        assert make(content(), DIGEST, language, kind) == first

    def test_it_has_the_whole_checksum_and_how_anybody_can_check_it(self, kind: str, language: str) -> None:
        text = " ".join(said(kind, language).split())
        assert DIGEST in text
        assert "lavterskel verify FILE.json --digest CHECKSUM" in text
        assert f"lavterskel release rebuild {content()['year']} --edition {content()['edition']}" in text

    def test_it_says_that_it_is_a_draft_or_invented(self, kind: str, language: str) -> None:
        text = said(kind, language, draft=True, demo=True)
        assert DRAFT[language] in text
        assert DEMO[language] in text

    def test_a_release_has_no_such_marks(self, kind: str, language: str) -> None:
        text = said(kind, language)
        assert DRAFT[language] not in text
        assert DEMO[language] not in text

    def test_it_tells_nothing_of_the_machine(self, kind: str, language: str) -> None:
        machine = (
            socket.gethostname(),
            str(ROOT),
            sys.executable,
            sys.platform,
            "tmp",
            "python",
            "matplotlib",
            "macintosh",
        )
        names = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in machine), re.I)
        assert [name for part in parts_of(kind, made(kind, language)) for name in names.findall(part)] == []


def parts_of(kind: str, file: bytes) -> Iterator[str]:
    """The texts that a file is made of, also those that no reader is shown. Of a picture, what is written in it."""
    if kind in ("html", "csv"):
        yield file.decode()
        return
    with ZipFile(BytesIO(file)) as packed:
        for name in packed.namelist():
            part = packed.read(name)
            yield " ".join(
                [name, *re.findall("tEXt.*", part.decode("latin-1"))] if name.endswith(".png") else [part.decode()]
            )


@every_kind
class TestComparing:
    def test_a_year_before_by_another_rule_is_not_compared(self, kind: str) -> None:
        text = said(kind, before_rule="3")
        assert "2025 was counted by version 3 of the rule and 2026 by version 4" in text
        assert "not comparable" in text
        assert "against ≈160" not in text

    def test_it_says_what_each_version_of_the_rule_rests_on(self, kind: str) -> None:
        text = said(kind, "nb", rule="4b", before_rule="4", overlap=overlap())
        assert "etter begge regler" in text
        assert "Versjon 4: Det sterkeste vi vet fra året." in text
        assert "Versjon 4b: Det sterkeste vi vet så langt" in text

    def test_a_version_that_nobody_knows_any_more_is_named_only(self, kind: str) -> None:
        assert "2025 was counted by version 2 of the rule" in said(kind, before_rule="2")

    def test_there_is_no_change_without_a_year_before(self, kind: str) -> None:
        first = content(before_rule=None)
        for figure in first["headline"]:
            figure["before"] = None
        first["tables"] = [without_before(table) for table in first["tables"]]
        text = text_of(kind, make(first, DIGEST, "en", kind))
        assert "No figures of 2025 are published, so nothing is compared." in text
        assert "Change, %" not in text.partition("Definitions")[0]

    def test_what_was_not_there_before_is_new(self, kind: str) -> None:
        assert "ny i 2026" in said(kind, "nb")

    def test_a_later_edition_tells_why(self, kind: str) -> None:
        text = said(kind, edition=2, reason="Two persons were the same.")
        assert "This is edition 2." in text
        assert "Two persons were the same." in text

    def test_a_year_before_within_the_range_makes_the_change_uncertain(self, kind: str) -> None:
        assert "so the change is uncertain" in said(kind)


def without_before(table: dict[str, Any]) -> dict[str, Any]:
    rows = [{**row, "before": None} for row in table["rows"]]
    return {**table, "rows": rows, "total": {**table["total"], "before": None}}


@pytest.mark.parametrize("kind", ["html", "docx"])
class TestTablesToRead:
    def test_they_have_no_other_numbers_than_the_release(self, kind: str) -> None:
        given = content(estimate=estimate())
        tables = tables_of(kind, make(given, DIGEST, "en", kind))
        values = [cell for table in tables for row in table[1:] for cell in row if NUMBER.fullmatch(cell)]
        assert {int(value.removeprefix("≈")) for value in values} <= wanted(given)

    def test_a_row_has_its_number_the_year_before_and_the_change(self, kind: str) -> None:
        rows = [row for table in tables_of(kind, made(kind)) for row in table]
        assert ["No experience", "≈55", "≈47", "+17 %"] in rows
        assert ["Uncertain", "≈35", "≈36", "−3 %"] in rows
        assert ["Persons", "≈110", "85", "115", "≈98", "+12 %"] in rows
        assert ["In person", "≈6", "≈0", "–"] in rows

    @pytest.mark.parametrize(
        ("row", "change"),
        [(("≈30", "≈20"), "–"), (("≈5", "≈25"), "–"), (("≈25", "≈25"), "0 %"), (("5", "≈25"), "−80 %")],
    )
    def test_there_is_no_change_where_rounding_alone_could_be_it(
        self, kind: str, row: tuple[str, str], change: str
    ) -> None:
        value, before = (int(number.removeprefix("≈")) for number in row)
        given, compared = content(), {"value": value, "before": before, "approximate": row[0].startswith("≈")}
        given["tables"] = [{**given["tables"][0], "rows": [{"head": ["confirmed"], **compared}]}]
        file = make(given, DIGEST, "en", kind)
        assert ["Confirmed", *row, change] in [line for table in tables_of(kind, file) for line in table]
        assert ("approximate and below 25, and rounding alone" in text_of(kind, file)) is (change == "–")

    def test_a_number_that_is_exact_has_no_sign(self, kind: str) -> None:
        given = content()
        given["tables"] = [{**given["tables"][0], "rows": [exact(row) for row in given["tables"][0]["rows"]]}]
        rows = [row for table in tables_of(kind, make(given, DIGEST, "en", kind)) for row in table]
        assert ["Uncertain", "35", "≈36", "−3 %"] in rows  # the year before has its own edition

    def test_what_was_open_is_told_as_the_least_that_it_was(self, kind: str) -> None:
        """It is rounded down, so nought is not nothing."""
        assert ["What", "At least"] in [table[0] for table in tables_of(kind, made(kind))]
        assert "rounded down to fives" in said(kind)

    def test_every_table_has_heads_and_as_many_rows_as_the_release(self, kind: str) -> None:
        by_two = next(table for table in tables_of(kind, made(kind)) if table[0][:2] == ["Category", "Age"])
        assert len(by_two) == 1 + 9 + 1
        assert by_two[2][:3] == ["Confirmed", "25 and over", "≈10"]

    def test_after_a_change_of_method_two_years_stand_by_both(self, kind: str) -> None:
        tables = tables_of(kind, made(kind, rule="4b", before_rule="4", overlap=overlap()))
        columns = [f"{year}, rule\N{NO-BREAK SPACE}{rule}" for year in (2025, 2026) for rule in ("4", "4b")]
        both = next(rows for rows in tables if columns[0] in rows[0])
        assert both[0] == ["Category", *columns]
        assert both[1] == ["Confirmed", "≈15", "≈26", "≈20", "≈31"]
        assert both[-1] == ["All", "≈98", "≈98", "≈110", "≈110"]

    def test_a_break_stands_beside_the_earlier_year_and_nothing_is_in_per_cent(self, kind: str) -> None:
        tables = tables_of(kind, made(kind, rule="4b", before_rule="4", overlap=overlap()))
        compared = [rows for rows in tables if "Change, %" in rows[0]]
        assert len(compared) == 6
        assert all("2025 ‖ rule 4" in rows[0] for rows in compared)
        assert not [cell for rows in compared for row in rows[1:] for cell in row if cell.endswith("%")]


def exact(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "approximate": False}


class TestOpening:
    def test_it_says_what_was_registered_linked_and_estimated(self) -> None:
        text = said("csv", estimate=estimate())
        assert "In 2026 we registered ≈185 contacts, against ≈160 in 2025." in text
        assert "Staff linked ≈75 contacts" in text
        assert "it was ≈104 persons (96–113)" in text

    def test_what_was_validated_is_called_no_experiment_and_the_counted_number_stays_the_one_to_use(self) -> None:
        tried = {**estimate(), "validated": {"persons": 180, "day": "2027-01-12"}}
        text = said("csv", estimate=tried)
        assert "it was ≈104 persons (96–113), by a method that was validated on 180 persons on 12 January 2027" in text
        assert "The number to use is the counted one." in text
        assert "experiment" not in text

    def test_it_says_where_nothing_is_estimated(self) -> None:
        assert "Ingenting er anslått" in said("csv", "nb")


class TestPage:
    def test_it_asks_for_nothing_and_has_no_script(self) -> None:
        page = made("html").decode()
        assert not re.search(r"<script|<link|<img|@import|url\(|https?://(?!www\.w3\.org/)", page)
        assert not re.search(r"\sstyle=|\son\w+=", page)

    def test_no_element_is_named_twice_with_another_meaning(self) -> None:
        page = made("html", estimate=estimate()).decode()
        drawn: dict[str, str] = {}
        for name, drawing in re.findall(r'<path id="(\w+)"([^>]*)>', page):
            assert drawn.setdefault(name, drawing) == drawing

    def test_a_chart_is_described(self) -> None:
        assert "Persons by category, as bars from nought: Confirmed ≈20, the year before ≈15;" in said("html")

    def test_charts_begin_at_nought_and_hold_every_value(self) -> None:
        """A dot stands as far to the right as its number, and no text ends beyond the picture."""
        dots = Chart("persons", "dots", (Mark("2026", Number(98765, True), low=90000, high=100115),), "")
        axes = charts._draw(dots, speech("nb"), ()).axes[0]
        assert axes.get_xlim() == (0, 100115)
        assert max(text.get_window_extent().x1 for text in axes.texts) <= axes.figure.bbox.x1

    def test_a_broken_comparison_is_drawn_apart(self) -> None:
        page = said("html", before_rule="3")
        assert "counted by another rule" in page
        assert "2025 is not drawn" in page

    def test_last_year_is_drawn_by_the_rule_of_this_one_where_it_was_counted_so(self) -> None:
        page = said("html", rule="4b", before_rule="4", overlap=overlap())
        assert "Persons by category, as bars from nought: Confirmed ≈20, the year before ≈26;" in page
        assert "The black ticks are 2025, counted by the rule of 2026." in page
        assert "Persons by gender, as bars from nought: Men ≈102; Others" in page

    def test_the_reason_cannot_become_part_of_the_page(self) -> None:
        page = made("html", edition=2, reason='</p><script>alert("x")</script>').decode()
        assert "<script" not in page


class TestTextDocument:
    def test_headings_language_and_days_are_set(self) -> None:
        text = Document(BytesIO(made("docx", "nb")))
        assert [line.text for line in text.paragraphs if line.style and line.style.name == "Heading 1"] == [
            "Kontakter og personer: ≈110 personer (85–115)"
        ]
        assert text.core_properties.language == "nb-NO"
        assert text.core_properties.created == text.core_properties.modified
        assert text.core_properties.modified is not None
        assert text.core_properties.modified.replace(tzinfo=None) == datetime(2027, 1, 14)  # noqa: DTZ001
        assert 'w:lang w:val="nb-NO"' in text.styles.element.xml

    def test_every_table_repeats_its_first_row_and_has_a_caption(self) -> None:
        text = Document(BytesIO(made("docx")))
        captions = [line.text for line in text.paragraphs if line.style and line.style.name == "Caption"]
        assert len(text.tables) == sum(caption.startswith("Table") for caption in captions) == 9
        assert all("w:tblHeader" in table.rows[0]._tr.xml for table in text.tables)

    def test_every_picture_is_described(self) -> None:
        told = descriptions(made("docx"))
        assert len(told) == 7
        assert all("≈" in words for words in told)

    def test_its_editor_changes_a_style_and_not_every_cell(self) -> None:
        text = Document(BytesIO(made("docx")))
        styles = {cell.paragraphs[0].style.name for table in text.tables for row in table.rows for cell in row.cells}
        assert styles == {"Figures Text", "Figures Number"}
        assert {table.style.name for table in text.tables if table.style} == {"Figures"}


class TestWorkbook:
    def test_it_has_the_release_a_sheet_for_each_table_and_the_definitions(self) -> None:
        names = list(sheets(made("xlsx")))
        assert names[0] == "The release"
        assert names[1:4] == ["1 Main figures", "2 Persons by category", "3 Persons by gender"]
        assert names[-1] == "Definitions"
        assert all(len(name) <= 31 for name in sheets(made("xlsx", "nb")))

    def test_numbers_are_numbers(self) -> None:
        rows = sheets(made("xlsx"))["2 Persons by category"]
        assert ["No experience", 55.0, 47.0, 17.0] in rows

    def test_a_draft_is_marked_on_every_sheet(self) -> None:
        assert all(rows[0][0] == DRAFT["en"] for rows in sheets(made("xlsx", draft=True)).values())

    def test_a_reason_is_never_a_formula(self) -> None:
        with ZipFile(BytesIO(made("xlsx", edition=2, reason="=1+1"))) as packed:
            assert not any(b"<f>" in packed.read(name) for name in packed.namelist())


class TestCsv:
    def test_a_number_stands_alone_behind_its_sign(self) -> None:
        rows = csv_rows(made("csv"))
        assert ["Category", "", "2026", "", "2025", "", "Change, %"] in rows
        assert ["No experience", "≈", "55", "≈", "47", "", "17"] in rows

    def test_norwegian_has_semicolons(self) -> None:
        assert ["Ingen erfaring", "≈", "55", "≈", "47", "", "17"] in csv_rows(made("csv", "nb"), ";")

    def test_a_reason_is_never_a_formula(self) -> None:
        assert ["Reason for this edition", "", "'=1+1"] in csv_rows(made("csv", edition=2, reason="=1+1"))


class TestDraft:
    @every_kind
    @both_languages
    def test_nothing_in_it_calls_it_an_edition(self, kind: str, language: str) -> None:
        text = said(kind, language, draft=True, edition=0, closed_on=None, released_on=None)
        assert not re.search(r"(Edition|Utgave) \d{4}-", text)
        assert "--edition" not in text
        assert DIGEST in text
        assert {"nb": "Kontrollsummen for dette utkastet", "en": "The checksum of this draft"}[language] in text

    def test_each_table_of_a_file_says_it_above_its_title(self) -> None:
        rows = csv_rows(made("csv", draft=True))
        titles = [number for number, row in enumerate(rows) if row and re.match(r"\d+\. ", row[0])]
        assert len(titles) > 5
        assert all(rows[number - 1] == [DRAFT["en"]] for number in titles)

    def test_it_does_not_say_that_the_year_is_closed(self) -> None:
        text = said("html", draft=True, closed_on=None, released_on=None)
        assert "The year is not closed." in text
        assert "closed on" not in text
        assert "first edition" not in text

    def test_its_pictures_say_it_too(self) -> None:
        charts = re.findall(r"<svg.*?</svg>", made("html", draft=True).decode(), re.S)
        assert len(charts) == 7
        assert all(DRAFT["en"] in chart for chart in charts)


@pytest.mark.parametrize(
    ("value", "before", "per_cent"), [(3, 2, 50), (201, 200, 1), (199, 200, -1), (0, 5, -100), (5, 0, None), (5, 5, 0)]
)
def test_a_change_is_in_whole_per_cent_a_half_away_from_nought(value: int, before: int, per_cent: int | None) -> None:
    assert change(value, before) == per_cent


def test_another_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        make(content(), DIGEST, "en", "pdf")


def test_nothing_that_draws_is_loaded_before_a_document_is_made_and_no_file_is_left(tmp_path: Path) -> None:
    tried = (
        "import sys, app, stats.releases.documents as documents\n"
        "from tests.releases.factories import DIGEST, content\n"
        "assert not {'matplotlib', 'docx'} & sys.modules.keys()\n"
        "documents.make(content(), DIGEST, 'nb', 'docx')\n"
        "assert 'matplotlib' in sys.modules\n"
    )
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    places = {"HOME": str(home), "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    environment = {**os.environ, **places}
    subprocess.run([sys.executable, "-c", tried], check=True, cwd=home, env=environment)
    assert [*home.rglob("*"), *temporary.rglob("*")] == []


@every_kind
def test_a_year_with_nothing_in_it_comes_out_too(kind: str) -> None:
    empty = content(linked={"contacts_linked": 0}, tables=[])
    empty["headline"] = [{**figure, "value": 0, "before": 0} for figure in empty["headline"]]
    empty["headline"][1] |= {"low": 0, "high": 0}
    assert "We count ≈0 persons" in text_of(kind, make(empty, DIGEST, "en", kind))


def test_thousands_are_written_as_the_language_writes_them() -> None:
    many = content()
    many["headline"] = [{**many["headline"][0], "value": 12345}, *many["headline"][1:]]
    assert "≈12,345 contacts" in text_of("html", make(many, DIGEST, "en", "html"))
    assert "≈12\u00a0345 kontakter" in text_of("html", make(many, DIGEST, "nb", "html"))


def test_a_table_on_request_replaces_nothing() -> None:
    asked = content(edition=3, on_request=True, reason="Asked for by a newspaper.")
    made = make(asked, DIGEST, "en", "csv").decode("utf-8-sig")
    assert "It replaces nothing. For whom and why: Asked for by a newspaper." in made
    assert "replaces the one before it" not in made
    assert "lavterskel verify FILE.json" in made
    assert "release rebuild" not in made


def test_an_exact_table_says_why_its_total_is_another_than_that_above() -> None:
    assert "This table is counted exactly." not in said("csv")
    assert "This table is counted exactly." in said(
        "csv", on_request=True, tables=[{**content()["tables"][0], "exact": True}]
    )


def test_sentences_are_joined_by_one_full_stop() -> None:
    assert in_sentences(["Draft.", "It would be refused", "2024-1"]) == "Draft. It would be refused. 2024-1"


def test_the_definition_of_a_change_names_the_number_below_which_there_is_none() -> None:
    assert f"below {FEWEST}:" in words.TERMS[words.CHANGE]

"""What a sheet means: columns and values are known by name, corrected by a person, and never guessed."""

import json
from typing import Any

import pytest

from stats.fields import FIELDS, names_a_person
from stats.mapping import (
    Meaning,
    MeaningRefused,
    corrected,
    dropped_columns,
    letter,
    missing_columns,
    not_understood,
    propose,
    read_rows,
    without_names,
)
from stats.rows import RowError
from stats.sheets import Sheet, read_sheet
from tests.stats.sheet_files import HEADER

TOPICS = {"Testing og behandling": "sti_testing", "Bolig": "housing", "law_rights": "law_rights"}


def sheet(*rows: str) -> Sheet:
    return read_sheet("\n".join(rows).encode())


def record(header: str, row: str, **more: Any) -> dict[str, Any]:
    (_, one), *_ = read_rows(found := sheet(header, row), propose(found, TOPICS) if not more else Meaning(**more))
    assert not isinstance(one, RowError)
    return dict(one)


def test_the_headings_of_a_norwegian_sheet_are_known() -> None:
    found = propose(Sheet(1, HEADER, {}), TOPICS)
    assert dict(zip(HEADER, found.columns, strict=True)) == {
        "Nr": "",
        "Dato for kontakt": "date",
        "Kanal": "channel",
        "Erfaring med salg av sex": "category",
        "Kjønn": "gender",
        "Alder": "age_band",
        "Språk": "language",
        "Hva det gjaldt": "topics",
        "Snakket før": "talked_before",
        "Brukernavn": "",
        "Kommentar": "comment",
        "Tidsmerke": "",
    }


@pytest.mark.parametrize("header", ["DATO", " dato ", "Dato:", "date", "Kontakt-dato".replace("-", "")])
def test_case_spaces_and_signs_do_not_matter(header: str) -> None:
    assert propose(Sheet(1, (header,), {}), {}).columns == ("date",)


def test_of_two_columns_for_one_field_the_better_name_has_it() -> None:
    assert propose(Sheet(1, ("Sted", "Kanal"), {}), {}).columns == ("", "channel")


def test_every_field_is_known_by_its_own_names() -> None:
    for name, field in FIELDS.items():
        assert {propose(Sheet(1, (header,), {}), {}).columns[0] for header in field.headers} == {name}


@pytest.mark.parametrize("column", ["Brukernavn", "NAVN", "e-post", "Telefon", "Fødselsnummer", "IP-adresse", "nick"])
def test_a_column_that_names_a_person_cannot_become_anything(column: str) -> None:
    assert names_a_person(column)
    found = sheet(f"Dato;{column}", "2024-01-02;havkatt_77")
    assert propose(found, {}).columns == ("date", "")
    assert "havkatt_77" not in str(without_names(found))
    with pytest.raises(MeaningRefused, match="names a person"):
        corrected(found, propose(found, {}), json.dumps({"columns": {column: "comment"}}).encode())


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("02.03.2024", "2024-03-02"),
        ("2.3.2024", "2024-03-02"),
        ("2. 3. 2024", "2024-03-02"),
        ("02.03.24", "2024-03-02"),
        ("2024-03-02", "2024-03-02"),
    ],
)
def test_a_day_is_read_as_norwegians_and_machines_write_it(written: str, day: str) -> None:
    assert record("dato;kategori", f"{written};ja")["date"] == day


@pytest.mark.parametrize(
    "written",
    ["02.03.2024 23:41", "2.3.2024 kl. 23.41", "2024-03-02T23:41:07.123Z", "2024-03-02 23:41:07", "02.03.24, 23:41"],
)
def test_a_time_of_day_is_dropped_before_anything_else_sees_it(written: str) -> None:
    read = record("dato;kategori", f"{written};ja")
    assert (read["date"], "23" in str(read)) == ("2024-03-02", False)


@pytest.mark.parametrize(
    ("field", "header", "written", "word"),
    [
        ("category", "kategori", "JA", "confirmed"),
        ("category", "kategori", "kanskje", "uncertain"),
        ("channel", "kanal", "SMS", "phone_sms"),
        ("gender", "kjønn", "transkvinne", "trans"),
        ("age_band", "alder", "41 år", "35-49"),
        ("age_band", "alder", "17", "under_18"),
        ("age_band", "alder", "19 – 23", "18-24"),
        ("language", "språk", "rumensk", "ro"),
        ("language", "språk", "Norwegian", "nb"),
    ],
)
def test_values_are_known_as_services_write_them(field: str, header: str, written: str, word: str) -> None:
    assert record(f"dato;{header}", f"2024-03-02;{written}")[field] == word


def test_an_age_span_across_two_bands_is_not_understood() -> None:
    found = sheet("dato;alder", "2024-01-02;20-30", "2024-01-02;20-30", "2024-01-03;999")
    assert not_understood(found, propose(found, {})) == {"age_band": [("20-30", 2), ("999", 1)]}


def test_several_topics_in_a_cell_are_parted_and_one_with_a_sign_in_it_is_whole() -> None:
    topics = {"Jus, rettigheter": "law_rights", "Bolig": "housing"}
    found = sheet("dato;tema", "2024-01-02;Jus, rettigheter", '2024-01-02;"Bolig; Jus"')
    meaning = propose(found, topics)
    assert [one["topics"] for _, one in read_rows(found, meaning) if not isinstance(one, RowError)] == [
        ["law_rights"],
        ["housing", "law_rights"],
    ]


def test_a_value_means_what_a_person_says_or_is_left_out() -> None:
    found = sheet("dato;tema;kanal", "2024-01-02;bok;fax", "2024-01-02;kino;fax")
    said = {"values": {"topics": {"bok": "housing", "kino": None}, "channel": {"fax": "email"}}}
    meaning = corrected(found, propose(found, TOPICS), json.dumps(said).encode())
    read = [one for _, one in read_rows(found, meaning) if not isinstance(one, RowError)]
    assert [(one["topics"], one["channel"]) for one in read] == [(["housing"], "email"), ([], "email")]


@pytest.mark.parametrize(
    "said",
    [
        b"[]",
        b"{",
        b'{"column": {}}',
        b'{"columns": {"nowhere": "date"}}',
        b'{"columns": {"dato": "birthday"}}',
        b'{"values": {"channel": {"fax": "pigeon"}}}',
        b'{"values": {"shoes": {"a": "b"}}}',
        b'{"otherwise": {"language": "klingon"}}',
    ],
)
def test_a_correction_that_does_not_fit_is_refused(said: bytes) -> None:
    found = sheet("dato;kanal", "2024-01-02;fax")
    with pytest.raises(MeaningRefused):
        corrected(found, propose(found, {}), said)


def test_what_no_column_says_and_what_two_say_is_told() -> None:
    wrong = missing_columns(Meaning(("channel", "channel", "category")))
    assert [(one.field, one.text) for one in wrong] == [
        ("date", "no column has it"),
        ("channel", "more than one column"),
    ]


def test_a_column_that_becomes_nothing_is_named_by_its_heading_or_letter() -> None:
    found = Sheet(1, ("dato", "", "Tidsmerke"), {})
    assert dropped_columns(found, propose(found, {})) == ["B", "Tidsmerke"]
    assert [letter(place) for place in (0, 25, 26, 99)] == ["A", "Z", "AA", "CV"]


def test_more_cells_than_columns_is_wrong_and_says_nothing_of_them() -> None:
    found = sheet("dato;kanal", "2024-01-02;chat;havkatt_77")
    ((_, wrong),) = read_rows(found, propose(found, {}))
    assert isinstance(wrong, RowError)
    assert str(wrong) == "more cells than columns"


class TestMarks:
    """What tells a row from all others."""

    def marks(self, *rows: str) -> list[str]:
        found = sheet(*rows)
        return [one["id"] for _, one in read_rows(found, propose(found, {})) if not isinstance(one, RowError)]

    def test_rows_that_say_the_same_are_counted_apart(self) -> None:
        first, second = self.marks("dato;kanal", "2024-01-02;chat", "2024-01-02;chat")
        assert first != second

    def test_a_row_keeps_its_mark_when_rows_are_added_or_times_change(self) -> None:
        before = self.marks("dato;kanal", "2024-01-02 10:15;chat")
        assert self.marks("dato;kanal", "2024-01-01;sms", "2024-01-02 23:59;chat")[1:] == before

    def test_a_number_that_begins_anew_in_each_file_is_joined_with_its_day(self) -> None:
        (a,), (b,) = (self.marks("id;dato", f"17;{day}") for day in ("2024-01-02", "2025-01-02"))
        assert a != b

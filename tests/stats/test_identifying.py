"""What tells who somebody is: every kind is found, ordinary facts pass, and it is quick."""

import json
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.forms import MAX_NOTE
from stats.identifying import Kind, Span, checks, find, remove

Example = dict[str, Any]

EXAMPLES: list[Example] = [
    json.loads(line) for line in (Path(__file__).parent / "identifying_examples.jsonl").read_text().splitlines()
]
PROMISED_RECALL, PROMISED_FALSE_ALARMS = 0.95, 0.05
PROMISED_SECONDS = 0.020  # for one note


def found(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], kind) for start, end, kind in find(text)]


def wanted(example: Example) -> list[Span]:
    return [Span(span["start"], span["end"], Kind(span["kind"])) for span in example["spans"]]


def is_hit(span: Span, among: list[Span]) -> bool:
    """Whether one of the same kind overlaps it."""
    return any(one.kind == span.kind and one.start < span.end and span.start < one.end for one in among)


class TestExamples:
    def test_every_kind_and_ordinary_facts_are_among_them(self) -> None:
        kinds = Counter(span.kind for example in EXAMPLES for span in wanted(example))
        assert min(kinds[kind] for kind in Kind) >= 4
        assert sum(not example["spans"] for example in EXAMPLES) >= 100

    def test_what_identifies_is_found(self) -> None:
        missed = [
            (example["text"], span.kind)
            for example in EXAMPLES
            for span in wanted(example)
            if not is_hit(span, find(example["text"]))
        ]
        assert len(missed) <= (1 - PROMISED_RECALL) * sum(len(one["spans"]) for one in EXAMPLES), missed

    def test_ordinary_facts_pass(self) -> None:
        ordinary = [example["text"] for example in EXAMPLES if not example["spans"]]
        flagged = [(text, found(text)) for text in ordinary if find(text)]
        assert len(flagged) <= PROMISED_FALSE_ALARMS * len(ordinary), flagged


@pytest.mark.parametrize(
    "number",
    ["40000123", "400 00 123", "40 00 01 23", "4 0 0 0 0 1 2 3", "400.00.123", "+47 400 00 123", "004740000123"],
)
def test_a_telephone_number_is_found_however_it_is_spaced(number: str) -> None:
    assert found(f"Ring {number} i morgen.") == [(number, "phone")]


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u202f"])
def test_every_kind_of_space_is_one(space: str) -> None:
    number = space.join(("400", "00", "123"))
    assert found(f"Ring {number}.") == [(number, "phone")]


@pytest.mark.parametrize("number", ["14869130096", "61928812358", "148691 30096", "14 86 91 30096"])
def test_test_populations_and_d_numbers_are_national_ids(number: str) -> None:
    assert found(f"Sendt videre: {number}.") == [(number, "national_id")]


@pytest.mark.parametrize(
    ("note", "detail"),
    [
        ("Fikk svar fra K. Haugland i går.", ("K. Haugland", "name")),
        ("Spurte J. P. Fosse om det.", ("J. P. Fosse", "name")),
        ("Bor c/o Dahl nå.", ("Dahl", "name")),
        ("Hentet i Øvre Bakklandet 77 klokka ni.", ("Øvre Bakklandet 77", "address")),
        ("Svart Audi, su 0 44 71, samme fyr.", ("su 0 44 71", "vehicle_plate")),
        ("Går under Stille Gutt 33 der.", ("Stille Gutt 33", "username")),
        ("Lenken er hxxps://instagram[.]com/prove_mann nå.", ("hxxps://instagram[.]com/prove_mann", "profile_url")),
        ("Konto NO 16 0001 2611 692 i brevet.", ("NO 16 0001 2611 692", "account_number")),
    ],
)
def test_what_is_written_in_unusual_ways_is_found(note: str, detail: tuple[str, str]) -> None:
    assert found(note) == [detail]


@pytest.mark.parametrize(
    "note",
    [
        "Hepatitt B. Vaksine bestilt.",
        "Har passet hos U.S. Embassy.",
        "Golf GTI 180 til 95 000 kr.",
        "Audi til en 45000 kroner.",
        "Klagen til Statsforvalteren, postboks 59.",
        "Leste boka til Anne Holt.",
        "Går under 18 timer i uka.",
        "Taxi kr 12000 i året.",
    ],
)
def test_what_only_looks_like_it_passes(note: str) -> None:
    assert found(note) == []


def test_eleven_digits_that_are_no_birth_and_fit_no_account_are_no_national_id() -> None:
    assert not checks.is_norwegian("99869130096")
    assert not checks.is_account("12345678901")


def test_offsets_are_code_points() -> None:
    assert find("😀 Ring 40000123") == [Span(7, 15, Kind.PHONE)]


class TestRemove:
    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("Ring 40000123 i dag.", "Ring i dag."),
            ("Ring 40000123.", "Ring."),
            ("40000123 er nytt.", "er nytt."),
            ("Ring ham (40000123) i dag.", "Ring ham i dag."),
            ("Ring\n40000123\nsnart.", "Ring\n\nsnart."),
        ],
    )
    def test_no_gap_is_left(self, text: str, left: str) -> None:
        (span,) = find(text)
        assert remove(text, span) == left

    @pytest.mark.parametrize("example", [one for one in EXAMPLES if one["spans"]], ids=lambda one: one["text"][:30])
    def test_what_was_removed_is_gone(self, example: Example) -> None:
        text = example["text"]
        for span in reversed(find(text)):
            words = text[span.start : span.end]
            text = remove(text, span)
            assert text.count(words) < example["text"].count(words)


LIKELY = st.sampled_from(
    [
        "1",
        "4",
        "0",
        "²",
        "٣",
        " ",
        ".",
        "-",
        "+",
        "@",
        "_",
        "§",
        "(",
        ")",
        "/",
        ":",
        "Å",
        "Oslo ",
        "heter ",
        "kr",
        "fnr ",
    ]
)


@given(st.text(max_size=200) | st.lists(LIKELY, max_size=60).map("".join))
def test_any_text_can_be_checked_and_every_span_is_a_part_of_it(text: str) -> None:
    spans = find(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_a_note_is_checked_in_the_time_that_is_promised() -> None:
    texts = [example["text"] for example in EXAMPLES]
    begun = time.perf_counter()
    for text in texts:
        find(text)
    assert (time.perf_counter() - begun) / len(texts) < PROMISED_SECONDS


UNITS = [
    "1",
    "1 ",
    "a.",
    "A b ",
    "heter ",
    "navn: ",
    "+1",
    "a_",
    "(",
    "bor i ",
    "fem ",
    "A. ",
    "Nedre A ",
    "pb 1 ",
    '"A 1',
]


@pytest.mark.parametrize("unit", UNITS)
def test_the_longest_note_that_repeats_itself_takes_no_second(unit: str) -> None:
    """No shape may go through the same text again and again."""
    begun = time.perf_counter()
    find((unit * MAX_NOTE)[:MAX_NOTE])
    assert time.perf_counter() - begun < 1

"""Contacts from and to files. The names in this file are what others' files must have."""

import csv
import json
import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from stats import topics
from stats.contacts import contact_note, get_contact
from stats.exchange import (
    ImportErrors,
    ImportResult,
    as_csv,
    as_xlsx,
    export_contacts,
    import_contacts,
    import_sheet,
    topic_names,
)
from stats.links import decisions, linked_contacts
from stats.mapping import propose
from stats.rows import guarded, unguarded
from stats.sheets import read_sheet
from stats.vocabulary import About, Basis, Category, HeardFrom, Step, TalkedBefore, Topic
from tests.stats.factories import KEY, TODAY, a_record, add, add_person, figure, lines

SAMPLE = Path(__file__).parent / "contacts_sample.jsonl"


def take(session: Session, *records: dict[str, Any], with_links: bool = False) -> ImportResult:
    return import_contacts(session, KEY, lines(*records), with_links, TODAY)


def take_sheet(session: Session, content: bytes, with_links: bool = False) -> ImportResult:
    sheet = read_sheet(content)
    return import_sheet(session, KEY, sheet, propose(sheet, topic_names(session)), with_links, TODAY)


def refused(session: Session, file_lines: Iterable[str]) -> list[tuple[int, str]]:
    with pytest.raises(ImportErrors) as wrong:
        import_contacts(session, KEY, file_lines, True, TODAY)
    assert figure(session, "contacts") == 0
    return wrong.value.errors


def test_a_file_of_the_published_form_is_taken_with_its_links(session: Session) -> None:
    with SAMPLE.open(encoding="utf-8") as file:
        result = import_contacts(session, KEY, file, True, TODAY)
    assert result == ImportResult(contacts=12, links=4, dropped_fields=[], ended_notes=7)
    assert figure(session, "persons", 2024) == 8
    assert figure(session, "persons_confirmed", 2024) == 4


def test_every_field_arrives(session: Session) -> None:
    take(session, a_record(id="0badcafe", said_before="yes", topics=["police", "housing"], category="confirmed"))
    contact = get_contact(session, "0badcafe")
    assert (contact.category, contact.language) == (Category.CONFIRMED, "nb")
    assert (contact.talked_before, contact.counselor_id) == (TalkedBefore.VOLUNTEERED, None)
    assert [row.topic for row in contact.topics] == [Topic.HOUSING, Topic.POLICE]
    assert contact_note(KEY, contact) == "Spurte om testing."


@pytest.mark.parametrize(
    ("said", "word"),
    [("yes", "volunteered"), ("no", "asked_no"), ("unknown", "not_asked"), ("asked_yes", "asked_yes")],
)
def test_it_understands_both_ways_of_saying_talked_before(session: Session, said: str, word: str) -> None:
    take(session, a_record(id="0badcafe", said_before=said))
    assert get_contact(session, "0badcafe").talked_before == word


def test_unknown_fields_are_named_and_never_stored(session: Session, folder: Path) -> None:
    result = take(session, a_record(username="havkatt_77", address="Ekspedisjonsgata"), a_record(username="x"))
    session.commit()
    assert result.dropped_fields == ["address", "username"]
    written = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"havkatt_77" not in written
    assert b"Ekspedisjonsgata" not in written


def test_a_name_used_as_an_id_is_not_stored_but_recognised(session: Session) -> None:
    take(session, a_record(id="havkatt_77"))
    (contact,) = export_contacts(session, KEY, with_notes=False)
    assert contact["id"] != "havkatt_77"
    with pytest.raises(ImportErrors) as wrong:
        take(session, a_record(id="havkatt_77"))
    assert wrong.value.errors == [(1, "id: the register already has this contact")]


def test_persons_become_links_only_when_asked_for(session: Session) -> None:
    records = [a_record(person="P1"), a_record(person="P1"), a_record(person="P2"), a_record()]
    assert take(session, *records).links == 0
    assert decisions(session).links == []


def test_links_join_a_persons_contacts_in_date_order(session: Session) -> None:
    days = ("2025-03-01", "2025-01-01", "2025-02-01")
    march, january, february = (a_record(person="P1", date=day) for day in days)
    assert take(session, march, january, february, with_links=True).links == 2
    expected = [(january["id"], february["id"]), (february["id"], march["id"])]
    assert decisions(session).links == sorted(tuple(sorted(pair)) for pair in expected)


def test_relatives_are_not_linked(session: Session) -> None:
    mother = a_record(person="P1", about="relative_or_helper", category=None)
    assert take(session, a_record(person="P1"), mother, with_links=True).links == 0
    assert get_contact(session, mother["id"]).about is About.RELATIVE_OR_HELPER


def test_all_or_nothing_and_every_bad_row_is_named(session: Session) -> None:
    good = a_record()
    file = [
        *lines(good),
        "{not json\n",
        "[]\n",
        *lines(a_record(category="maybe"), a_record(category=""), a_record(gender="")),
        "\n",
        *lines(a_record(date=str(TODAY + timedelta(days=1))), a_record(date="12.6.25"), a_record(channel=7)),
        *lines(a_record(id=""), a_record(topics=["weather"]), a_record(topics="police"), good),
    ]
    assert refused(session, file) == [
        (2, "not a JSON object"),
        (3, "not a JSON object"),
        (4, "category: This is not one of the choices."),
        (5, "category: Choose a category."),
        (6, "gender is missing"),
        (8, "date: The day cannot be in the future."),
        (9, "date: Give the day as year-month-day, such as 2025-03-27."),
        (10, "channel: must be text"),
        (11, "id is missing"),
        (12, "topics: This is not one of the choices."),
        (13, "topics: must be a list of texts"),
        (14, "id: the same as on line 1"),
    ]


@pytest.mark.parametrize("text", ["", "\n \n", "navn,dato\nx,y\n", "[1, 2]\n"])
def test_a_file_that_is_something_else_is_refused(session: Session, text: str) -> None:
    assert len(refused(session, text.splitlines(keepends=True))) == 1


def test_a_file_cannot_come_twice(session: Session) -> None:
    records = [a_record(), a_record()]
    take(session, *records)
    with pytest.raises(ImportErrors) as wrong:
        take(session, a_record(), *records)
    assert [number for number, _ in wrong.value.errors] == [2, 3]
    assert figure(session, "contacts") == 2


def test_an_export_never_says_who_is_the_same_person(session: Session) -> None:
    a, b = add_person(session, {}, {})
    assert linked_contacts(session, a) == [b]
    exported = list(export_contacts(session, KEY, with_notes=True))
    assert all(not {"person", "linked", "counselor"} & record.keys() for record in exported)


def test_notes_leave_only_when_asked_for(session: Session) -> None:
    add(session, note="Spurte om testing.")
    assert [r["comment"] for r in export_contacts(session, KEY, with_notes=False)] == [""]
    assert [r["comment"] for r in export_contacts(session, KEY, with_notes=True)] == ["Spurte om testing."]


Records = list[dict[str, Any]]


def json_text(records: Records) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def csv_of_a_spreadsheet(records: Records) -> bytes:
    return as_csv(records).encode("utf-8-sig")


def with_carriage_returns(records: Records) -> bytes:
    return re.sub("\r?\n", "\r\n", as_csv(records)).encode()


def as_a_file(text: str) -> StringIO:
    """The text line by line, as an open file gives it that keeps its line ends."""
    return StringIO(text, newline="")


@pytest.fixture
def exported(session: Session) -> Records:
    """Contacts that left a register in a file, whatever their notes look like."""
    note = 'To linjer,\nmed komma og "sitat".\n\n\ufeffEnda en.'
    add(session, note=note, topics=(Topic.POLICE, Topic.HOUSING), basis=Basis.IMPRESSION)
    add(session, note="Limt inn\u2028fra et annet\u2029program her.", basis=Basis.IMPRESSION, considering=True)
    add(session, note="=SUM(A1)", talked_before=TalkedBefore.ASKED_YES, language="en", basis=Basis.IMPRESSION)
    add(session, note="", about=About.RELATIVE_OR_HELPER, category=None)
    add(session, note="", category=Category.NONE, basis=Basis.SAYS_NO, heard_from=HeardFrom.FRIEND, step=Step.VISIT)
    records = list(export_contacts(session, KEY, with_notes=True))
    session.rollback()
    return records


def test_lines_that_were_exported_can_be_imported_again(session: Session, exported: Records) -> None:
    import_contacts(session, KEY, as_a_file(json_text(exported)), False, TODAY)
    assert list(export_contacts(session, KEY, with_notes=True)) == exported


@pytest.mark.parametrize("write", [csv_of_a_spreadsheet, with_carriage_returns, as_xlsx])
def test_sheets_that_were_exported_can_be_imported_again(
    session: Session, exported: Records, write: Callable[[Records], bytes]
) -> None:
    take_sheet(session, write(exported))
    assert list(export_contacts(session, KEY, with_notes=True)) == exported


@pytest.mark.parametrize(
    ("days", "given", "kept"), [(365, "", 1), (366, "", 0), (366, "2025-06-12", 1), (1, "2025-06-11", 0)]
)
def test_a_note_counts_as_old_as_its_contact_unless_the_file_says_otherwise(
    session: Session, days: int, given: str, kept: int
) -> None:
    day = TODAY - timedelta(days=days)
    result = take(session, a_record(id="0badcafe", date=str(day), note_until=given))
    contact = get_contact(session, "0badcafe")
    assert (result.contacts, result.ended_notes, contact_note(KEY, contact) != "") == (1, 1 - kept, bool(kept))
    until = date.fromisoformat(given) if given else day + timedelta(days=365)
    assert contact.note_until == (until if kept else None)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85"])
def test_however_a_note_ends_its_lines_they_become_newlines(session: Session, end: str) -> None:
    record = a_record(id="0badcafe", comment=f"To{end}linjer.")
    import_contacts(session, KEY, as_a_file(json_text([record])), False, TODAY)
    assert contact_note(KEY, get_contact(session, "0badcafe")) == "To\nlinjer."


def sheet_of(*records: dict[str, Any]) -> bytes:
    return as_csv(records).encode()


def test_a_sheet_that_comes_again_changes_nothing(session: Session) -> None:
    content = sheet_of(a_record(), a_record(id="havkatt_77"), *(a_record(id="") for _ in range(3)))
    assert take_sheet(session, content).contacts == 5
    assert take_sheet(session, content) == ImportResult(contacts=0, links=0, dropped_fields=[], known=5)
    assert figure(session, "contacts") == 5


def test_a_sheet_that_has_grown_brings_only_what_is_new(session: Session) -> None:
    rows = [a_record(id="", comment=f"Historie {number}.") for number in range(3)]
    take_sheet(session, sheet_of(*rows[:2]))
    again = take_sheet(session, sheet_of(*rows))
    assert (again.contacts, again.known) == (1, 2)


def test_numbers_that_begin_anew_in_every_sheet_are_not_the_same_contact(session: Session) -> None:
    assert take_sheet(session, sheet_of(a_record(id="1", date="2024-01-03"))).contacts == 1
    assert take_sheet(session, sheet_of(a_record(id="1", date="2025-01-03"))).contacts == 1


def test_what_is_stored_of_a_row_without_an_id_tells_nothing_that_was_dropped(session: Session) -> None:
    header, row = sheet_of(a_record(id="")).decode().splitlines()
    for name in ("havkatt_77", "makrell_12"):
        content = f"{header},brukernavn\n{row},{name}\n".encode()
        assert take_sheet(session, content).dropped_fields == ["brukernavn"]
    assert figure(session, "contacts") == 1


def test_a_person_goes_on_from_the_newest_contact_that_was_there(session: Session) -> None:
    rows = [a_record(person="P1", date=f"2025-0{month}-01") for month in (1, 2, 3)]

    def content(*records: dict[str, Any]) -> bytes:
        lines = as_csv(records).splitlines()
        return "\n".join([lines[0] + ",person", *(line + ",P1" for line in lines[1:])]).encode()

    assert take_sheet(session, content(*rows[:2]), with_links=True).links == 1
    assert take_sheet(session, content(*rows), with_links=True).links == 1
    assert linked_contacts(session, rows[0]["id"]) == sorted([rows[1]["id"], rows[2]["id"]])


def test_a_wrong_row_of_a_sheet_is_named_by_the_number_that_a_spreadsheet_shows(session: Session) -> None:
    content = sheet_of(a_record(comment="to\nlinjer"), a_record(gender="fyr"), a_record(date=""))
    with pytest.raises(ImportErrors) as wrong:
        take_sheet(session, content)
    assert wrong.value.errors == [(3, "gender: This is not one of the choices."), (4, "date is missing")]
    assert figure(session, "contacts") == 0


@pytest.mark.parametrize("missing", ["date", "channel", "category"])
def test_without_a_column_for_what_must_be_said_nothing_is_imported(session: Session, missing: str) -> None:
    content = sheet_of(a_record()).replace(missing.encode(), b"vind", 1)
    with pytest.raises(ImportErrors) as wrong:
        take_sheet(session, content)
    assert wrong.value.errors == [(1, f"{missing}: no column has it")]


FORMULAS = ["=1+1", "+1", "-1", "@a", "Hei;=1+1", "Hei\t+1", "Liste:\n- a\n- b", " =1", "'=1", "''", "a; '=1", "＝1+1"]


@pytest.mark.parametrize("note", FORMULAS)
def test_no_note_makes_a_formula_in_csv_and_each_comes_back_as_it_was(session: Session, note: str) -> None:
    assert not re.search(r"(^|[;\t\r\n]) *[=+\-@＝]", guarded(note))
    assert unguarded(guarded(note)) == note
    add(session, note=note.strip())
    (_, cells) = csv.reader(StringIO(as_csv(export_contacts(session, KEY, True))))
    assert cells[-1] == guarded(note.strip())


def test_every_cell_of_the_csv_is_quoted(session: Session) -> None:
    add(session, note="Har hund, og katt.")
    row = as_csv(export_contacts(session, KEY, True)).splitlines()[1]
    assert row == ",".join(f'"{cell}"' for cell in next(csv.reader([row])))


def test_a_topic_is_taken_for_days_on_which_it_was_used(session: Session) -> None:
    topics.change(session, "police", "Politi", "Police", retired_on=TODAY)
    before = {"date": str(TODAY - timedelta(days=1)), "topics": ["police"]}
    errors = refused(session, lines(a_record(**before), a_record(topics=["police"])))
    assert [(number, str(wrong)) for number, wrong in errors] == [(2, "topics: One of these was not used on that day.")]
    assert take(session, a_record(**before)).contacts == 1

"""*No note about me* in the register: no note, no links, counted all the same, and told."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from chat.db import make_engine, migration_config, upgrade
from chat.models import AppBase
from stats.contacts import contact_note, get_contact, list_contacts
from stats.counting import RULE
from stats.exchange import ImportErrors, as_csv, export_contacts, import_contacts, import_sheet, topic_names
from stats.links import NotCompared, decisions, link, linked_contacts
from stats.mapping import propose
from stats.models import Contact
from stats.owed import get_owed, list_owed, owe, pass_on_owed
from stats.register import NoteUnwanted, register
from stats.report import year_report
from stats.sheets import read_sheet
from stats.vocabulary import About, Basis, Channel
from tests.stats.factories import CORA, DAN, KEY, TODAY, a_contact, a_record, add, add_person, figure, lines


def a_card(session: Session, no_note: bool = True) -> int:
    return owe(session, CORA, TODAY, Channel.WEB_CHAT, "nb", True, no_note)


def add_without_note(session: Session, day: date = TODAY, **differing: Any) -> str:
    return register(session, KEY, a_contact(note="", day=day, **differing), CORA, a_card(session))


class TestRegister:
    def test_a_note_is_refused_and_the_card_stays(self, session: Session) -> None:
        card = a_card(session)
        with pytest.raises(NoteUnwanted):
            register(session, KEY, a_contact(), CORA, card)
        assert [one.id for one in list_owed(session, CORA)] == [card]
        assert list_contacts(session, KEY) == []

    def test_the_contact_is_stored_without_one_and_says_why(self, session: Session) -> None:
        contact = get_contact(session, add_without_note(session))
        assert (contact.no_note, contact.note, contact_note(KEY, contact)) == (True, None, "")
        assert list_owed(session, CORA) == []

    def test_the_card_decides_and_not_the_form(self, session: Session) -> None:
        claimed = register(session, KEY, a_contact(no_note=True), CORA, a_card(session, no_note=False))
        assert not get_contact(session, claimed).no_note

    def test_it_holds_when_the_card_becomes_a_colleagues(self, session: Session) -> None:
        card = a_card(session)
        pass_on_owed(session, CORA, DAN)
        assert get_owed(session, card, DAN).no_note
        with pytest.raises(NoteUnwanted):
            register(session, KEY, a_contact(), DAN, card)

    def test_the_database_keeps_no_note_beside_the_wish_for_none(self, session: Session) -> None:
        contact_id = add(session)
        with pytest.raises(IntegrityError, match="no_note"):
            session.execute(update(Contact).where(Contact.id == contact_id).values(no_note=True))


class TestLinks:
    def test_neither_end_of_a_link_may_be_one(self, session: Session) -> None:
        without, other = add_without_note(session), add(session)
        for pair in ((without, other), (other, without)):
            with pytest.raises(NotCompared):
                link(session, *pair, CORA, TODAY)
        assert decisions(session).links == []

    def test_it_is_not_offered_for_linking(self, session: Session) -> None:
        add_without_note(session)
        other = add(session)
        assert [one.id for one in list_contacts(session, KEY, linkable=True)] == [other]
        assert len(list_contacts(session, KEY)) == 2


class TestCounting:
    def test_each_is_one_contact_and_one_new_person_of_its_own(self, session: Session) -> None:
        add_person(session, {}, {})
        add_without_note(session)
        add_without_note(session)
        names = ("contacts", "persons", "new_persons", "contacts_no_note")
        assert [figure(session, name) for name in names] == [4, 3, 3, 2]

    def test_only_those_of_the_year_are_told(self, session: Session) -> None:
        add_without_note(session, TODAY.replace(year=2024))
        add_without_note(session)
        assert [figure(session, "contacts_no_note", year) for year in (2023, 2024, 2025)] == [0, 1, 1]

    @pytest.mark.parametrize(("language", "words"), [("en", "wanted no note"), ("nb", "ikke ville ha notat")])
    def test_the_rule_is_printed_with_its_version(self, session: Session, language: str, words: str) -> None:
        add_without_note(session)
        report = year_report(session, 2025)
        rule = report.as_json(language)["figures"]["contacts_no_note"]["rule"]
        assert words in rule
        assert rule.rstrip(".").endswith(f" {RULE}")
        assert words in report.as_csv(language)


class TestFiles:
    @pytest.mark.parametrize("as_sheet", [False, True])
    def test_a_round_trip_keeps_it(self, session: Session, as_sheet: bool) -> None:
        add_without_note(session, basis=Basis.IMPRESSION)
        add(session, basis=Basis.IMPRESSION)
        exported = list(export_contacts(session, KEY, with_notes=True))
        session.rollback()
        if as_sheet:
            sheet = read_sheet(as_csv(exported).encode())
            import_sheet(session, KEY, sheet, propose(sheet, topic_names(session)), False, TODAY)
        else:
            import_contacts(session, KEY, lines(*exported), False, TODAY)
        assert list(export_contacts(session, KEY, with_notes=True)) == exported
        assert figure(session, "contacts_no_note") == 1

    def test_a_file_without_the_field_means_that_notes_were_allowed(self, session: Session) -> None:
        import_contacts(session, KEY, lines(a_record(id="0badcafe")), False, TODAY)
        assert not get_contact(session, "0badcafe").no_note

    def test_such_a_row_is_not_linked(self, session: Session) -> None:
        quiet = a_record(person="P1", no_note="yes", comment="")
        import_contacts(session, KEY, lines(a_record(person="P1"), quiet), True, TODAY)
        assert linked_contacts(session, quiet["id"]) == []

    @pytest.mark.parametrize(
        ("differing", "told"),
        [
            ({"no_note": "yes"}, "comment: must be empty where no_note is yes"),
            ({"no_note": "maybe"}, "no_note: must be yes or no"),
            ({"no_note": True}, "no_note: must be text"),
        ],
    )
    def test_a_row_that_contradicts_itself_is_named(
        self, session: Session, differing: dict[str, object], told: str
    ) -> None:
        with pytest.raises(ImportErrors) as wrong:
            import_contacts(session, KEY, lines(a_record(**differing)), False, TODAY)
        assert wrong.value.errors == [(1, told)]


def test_a_register_from_before_is_kept_whole_and_allows_notes(tmp_path: Path) -> None:
    engine = make_engine(tmp_path / "app.db")
    config = migration_config("app")
    with engine.begin() as connection:
        config.attributes |= {"connection": connection, "metadata": AppBase.metadata}
        command.upgrade(config, "0001")
        connection.execute(text("INSERT INTO accounts (id, name, disabled) VALUES (1, 'cora', 0)"))
        for name in "ab":
            connection.execute(
                text(
                    "INSERT INTO contacts (id, day, channel, about, category, gender, age_band, language,"
                    " talked_before, note) VALUES (:id, '2025-06-12', 'web_chat', 'himself', 'none', 'man', '18-24',"
                    " 'nb', 'not_asked', x'00')"
                ),
                {"id": name},
            )
        connection.execute(text("INSERT INTO contact_topics VALUES ('a', 'police')"))
        connection.execute(
            text("INSERT INTO link_decisions VALUES (1, 'a', 'b', 'same', NULL, :day, NULL)"),
            {"day": "2025-06-12"},
        )
        connection.execute(text("INSERT INTO owed_registrations VALUES (1, 1, '2025-06-12', 'web_chat', 'nb', 1)"))
    upgrade(engine, "app", AppBase.metadata)
    with Session(engine) as session:
        contact = get_contact(session, "a")
        assert (contact.no_note, [row.topic for row in contact.topics]) == (False, ["police"])
        assert (contact.about, contact.note) == (About.HIMSELF, b"\0")
        assert decisions(session).links == [("a", "b")]
        assert [card.no_note for card in list_owed(session, 1)] == [False]
    engine.dispose()

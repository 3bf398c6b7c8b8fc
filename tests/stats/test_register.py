"""Forms, owed registrations, contacts and their notes."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from chat.sealing import Unreadable
from stats.contacts import contact_note, get_contact, list_contacts
from stats.forms import FormErrors, parse_contact
from stats.links import UnknownContact
from stats.models import Contact, NotAContact
from stats.owed import NoExchange, NotOwed, get_owed, list_owed, owe, pass_on_owed, record_not_a_contact
from stats.register import register
from stats.vocabulary import (
    About,
    AgeBand,
    Basis,
    Category,
    Channel,
    ContactedBy,
    Gender,
    HeardFrom,
    Nationality,
    NotContactReason,
    Step,
    TalkedBefore,
    Topic,
)
from tests.stats.factories import CORA, DAN, KEY, TODAY, a_contact, a_form, add, add_person, figure

CANARY = "Kanarifuglen sang om hagen bak verkstedet"


def errors(**differing: str | list[str]) -> dict[str, str]:
    with pytest.raises(FormErrors) as refused:
        parse_contact(a_form(**differing), TODAY)
    return refused.value.errors


class TestForm:
    def test_it_reads_a_whole_form(self) -> None:
        form = a_form(
            category="confirmed",
            gender="trans",
            age_band="50+",
            language="NO",
            topics=["police", "housing", "police"],
            talked_before="asked_yes",
            considering="yes",
            nationality="foreign",
            contacted_by="we",
            heard_from="card",
            step="visit",
            referrals=["7", "2", "7"],
            shift="4",
            continues="0badcafe",
            note="  To linjer.\r\nHer er den andre. ",
        )
        contact = parse_contact(form, TODAY)
        assert contact == a_contact(
            category=Category.CONFIRMED,
            gender=Gender.TRANS,
            age_band=AgeBand.FROM_50,
            topics=(Topic.HOUSING, Topic.POLICE),
            talked_before=TalkedBefore.ASKED_YES,
            note="To linjer.\nHer er den andre.",
            basis=Basis.SAYS_SO,
            considering=True,
            nationality=Nationality.FOREIGN,
            contacted_by=ContactedBy.WE,
            heard_from=HeardFrom.CARD,
            step=Step.VISIT,
            referrals=(2, 7),
            shift_id=4,
            continues="0badcafe",
        )

    def test_what_nobody_knows_may_be_left_out(self) -> None:
        contact = parse_contact(a_form(), TODAY)
        unknown = (Gender.UNKNOWN, AgeBand.UNKNOWN, TalkedBefore.NOT_ASKED, ())
        assert (contact.gender, contact.age_band, contact.talked_before, contact.topics) == unknown

    def test_it_names_everything_that_is_missing(self) -> None:
        with pytest.raises(FormErrors) as refused:
            parse_contact({"about": ["himself"]}, TODAY)
        assert set(refused.value.errors) == {"category", "day", "channel", "note", "language"}

    def test_without_knowing_whom_it_is_about_it_asks_for_that_first(self) -> None:
        assert "about" in errors(about="")

    @pytest.mark.parametrize("field", ["about", "category", "channel", "gender", "age_band", "talked_before", "topics"])
    def test_it_refuses_words_it_does_not_know(self, field: str) -> None:
        assert errors(**{field: "noe annet"}) == {field: "This is not one of the choices."}

    @pytest.mark.parametrize("day", ["2025-06-13", "1999-12-31", "12.06.2025", "2025-02-30", "i dag"])
    def test_it_refuses_days_that_are_wrong_ahead_or_long_ago(self, day: str) -> None:
        assert set(errors(day=day)) == {"day"}

    @pytest.mark.parametrize("note", ["   ", "x" * 2001, "a\x00b", "a\ud800b"])
    def test_it_refuses_notes_that_are_empty_too_long_or_unstorable(self, note: str) -> None:
        assert set(errors(note=note)) == {"note"}

    def test_the_longest_note_fits(self) -> None:
        assert len(parse_contact(a_form(note="å" * 2000), TODAY).note) == 2000

    @pytest.mark.parametrize("language", ["norsk", "xx", "n"])
    def test_it_refuses_languages_without_such_a_code(self, language: str) -> None:
        assert set(errors(language=language)) == {"language"}

    def test_what_a_category_rests_on_is_asked_only_where_there_are_two(self) -> None:
        for category, basis in (("confirmed", Basis.SAYS_SO), ("uncertain", Basis.IMPRESSION)):
            assert parse_contact(a_form(category=category, basis="says_no"), TODAY).basis is basis
        assert set(errors(category="none")) == set(errors(category="none", basis="says_so")) == {"basis"}
        assert parse_contact(a_form(category="none", basis="says_no"), TODAY).basis is Basis.SAYS_NO
        assert parse_contact(a_form(category="none"), TODAY, basis_required=False).basis is None

    @pytest.mark.parametrize("number", ["x", "-1", "9" * 19, "1.5"])
    def test_a_row_is_chosen_by_its_number(self, number: str) -> None:
        assert set(errors(referrals=[number])) == {"referrals"}
        assert set(errors(shift=number)) == {"shift"}

    def test_relatives_need_no_note_and_get_no_category(self) -> None:
        contact = parse_contact(a_form(about="relative_or_helper", note="", category="confirmed"), TODAY)
        assert (contact.category, contact.note) == (None, "")


class TestOwed:
    def test_registering_settles_the_card(self, session: Session, card: int) -> None:
        contact_id = register(session, KEY, a_contact(), CORA, card)
        assert list_owed(session, CORA) == []
        assert get_contact(session, contact_id).counselor_id == CORA

    def test_a_card_is_settled_once(self, session: Session, card: int) -> None:
        register(session, KEY, a_contact(), CORA, card)
        with pytest.raises(NotOwed):
            register(session, KEY, a_contact(), CORA, card)
        assert figure(session, "contacts") == 1

    def test_nobody_settles_anothers_card(self, session: Session, card: int) -> None:
        for attempt in (
            lambda: get_owed(session, card, DAN),
            lambda: register(session, KEY, a_contact(), DAN, card),
            lambda: record_not_a_contact(session, NotContactReason.EMPTY, DAN, card),
        ):
            with pytest.raises(NotOwed):
                attempt()
        assert [owed.id for owed in list_owed(session, CORA)] == [card]

    def test_words_from_one_side_are_no_contact(self, session: Session) -> None:
        silent = owe(session, CORA, TODAY, Channel.WEB_CHAT, "nb", exchanged=False)
        with pytest.raises(NoExchange):
            register(session, KEY, a_contact(), CORA, silent)
        record_not_a_contact(session, NotContactReason.EMPTY, CORA, silent)
        assert (figure(session, "contacts"), figure(session, "not_a_contact")) == (0, 1)

    def test_not_a_contact_keeps_day_channel_and_reason_only(self, session: Session, card: int) -> None:
        record_not_a_contact(session, NotContactReason.ABUSE, CORA, card)
        assert list_owed(session, CORA) == []
        (row,) = session.query(NotAContact).all()
        assert (row.day, row.channel, row.reason) == (TODAY, Channel.WEB_CHAT, NotContactReason.ABUSE)
        assert set(NotAContact.__table__.columns.keys()) == {"id", "day", "channel", "reason"}

    def test_an_ending_makes_one_card_however_often_it_is_told(self, session: Session) -> None:
        first, again, another = (
            owe(session, CORA, TODAY, Channel.WEB_CHAT, "nb", exchanged=True, ending=ending) for ending in "aab"
        )
        assert first == again != another
        assert [owed.id for owed in list_owed(session, CORA)] == [first, another]

    def test_cards_are_passed_on_oldest_first(self, session: Session, card: int) -> None:
        second = owe(session, CORA, TODAY, Channel.WEB_CHAT, "en", exchanged=True)
        pass_on_owed(session, CORA, DAN)
        assert list_owed(session, CORA) == []
        assert [owed.id for owed in list_owed(session, DAN)] == [card, second]

    @pytest.fixture
    def card(self, session: Session) -> int:
        return owe(session, CORA, TODAY, Channel.WEB_CHAT, "nb", exchanged=True)


class TestNotes:
    def test_a_note_comes_back_with_the_key_and_not_without(self, session: Session) -> None:
        contact = get_contact(session, add(session, note=CANARY))
        assert contact_note(KEY, contact) == CANARY
        with pytest.raises(Unreadable):
            contact_note(bytes(32), contact)

    def test_a_note_cannot_be_moved_to_another_contact(self, session: Session) -> None:
        first, second = (get_contact(session, add(session, note=note)) for note in ("den første", CANARY))
        first.note = second.note
        with pytest.raises(Unreadable):
            contact_note(KEY, first)

    def test_no_word_of_a_note_is_on_the_disk(self, session: Session, folder: Path) -> None:
        add(session, note=CANARY)
        list_contacts(session, KEY, words="kanarifuglen")
        session.commit()
        written = b"".join(path.read_bytes() for path in folder.iterdir())
        assert b"web_chat" in written
        for word in CANARY.encode().split():
            if len(word) > 5:
                assert word not in written

    def test_a_contact_without_a_note_has_an_empty_one(self, session: Session) -> None:
        mother = add(session, about=About.RELATIVE_OR_HELPER, category=None, note="")
        assert contact_note(KEY, get_contact(session, mother)) == ""


class TestList:
    def test_the_newest_stand_first_and_no_more_than_asked_for(self, session: Session) -> None:
        days = [date(2025, month, 3) for month in (2, 5, 1)]
        for day in days:
            add(session, day=day)
        assert [contact.day for contact in list_contacts(session, KEY, limit=2)] == [days[1], days[0]]

    def test_all_words_must_occur_in_any_case_and_order(self, session: Session) -> None:
        wanted = add(session, note="Bor i campingvogn og savner KATTEN.")
        add(session, note="Bor i campingvogn.")
        assert [c.id for c in list_contacts(session, KEY, words="katten Campingvogn")] == [wanted]
        assert list_contacts(session, KEY, words="hund") == []

    def test_it_says_how_many_others_are_the_same_person(self, session: Session) -> None:
        add_person(session, {}, {}, {})
        add(session)
        add(session, about=About.RELATIVE_OR_HELPER, category=None)
        assert sorted(contact.linked for contact in list_contacts(session, KEY)) == [0, 0, 2, 2, 2]

    def test_an_unknown_contact_is_an_error(self, session: Session) -> None:
        with pytest.raises(UnknownContact):
            get_contact(session, "ffffffff")


@pytest.mark.parametrize(
    ("about", "category"),
    [(About.HIMSELF, None), (About.RELATIVE_OR_HELPER, Category.NONE)],
)
def test_the_database_itself_wants_a_category_for_the_person_and_for_nobody_else(
    session: Session, about: About, category: Category | None
) -> None:
    words = {"gender": "man", "age_band": "unknown", "talked_before": "not_asked", "language": "nb"}
    row = {"id": "0", "day": TODAY, "channel": "email", "about": about, "category": category, **words}
    with pytest.raises(IntegrityError):
        session.execute(insert(Contact).values(row))


def test_a_number_that_was_used_is_given_to_no_other_card(session: Session) -> None:
    first = owe(session, CORA, TODAY, Channel.WEB_CHAT, "nb", exchanged=True)
    record_not_a_contact(session, NotContactReason.TEST, CORA, first)
    assert owe(session, CORA, TODAY, Channel.WEB_CHAT, "nb", exchanged=True) != first


def test_a_card_that_another_window_settled_meanwhile_is_not_settled_again(session: Session) -> None:
    number = owe(session, CORA, TODAY, Channel.WEB_CHAT, "nb", exchanged=True)
    session.commit()
    get_owed(session, number, CORA)  # this window has it in hand
    with Session(session.get_bind()) as other, other.begin():
        register(other, KEY, a_contact(), CORA, number)
    with pytest.raises(NotOwed):
        register(session, KEY, a_contact(), CORA, number)
    session.rollback()
    assert len(list_contacts(session, KEY)) == 1


class TestTheIdThatAFormBrings:
    ID = "0badcafe"

    def test_the_same_form_twice_is_one_contact(self, session: Session) -> None:
        sent = a_contact(topics=(Topic.HOUSING, Topic.POLICE), step=Step.VISIT)
        assert [register(session, KEY, sent, CORA, contact_id=self.ID) for _ in range(2)] == [self.ID] * 2
        assert len(list_contacts(session, KEY)) == 1

    @pytest.mark.parametrize("change", [{"note": "En annen."}, {"topics": (Topic.POLICE,)}, {"gender": Gender.WOMAN}])
    def test_what_was_changed_is_stored_too(self, session: Session, change: dict[str, Any]) -> None:
        register(session, KEY, a_contact(), CORA, contact_id=self.ID)
        other = register(session, KEY, a_contact(**change), CORA, contact_id=self.ID)
        assert other != self.ID
        assert len(list_contacts(session, KEY)) == 2

    def test_what_a_colleague_stored_under_it_is_not_taken_for_ones_own(self, session: Session) -> None:
        register(session, KEY, a_contact(), DAN, contact_id=self.ID)
        assert register(session, KEY, a_contact(), CORA, contact_id=self.ID) != self.ID

    def test_a_card_that_waits_is_settled_whatever_id_came(self, session: Session) -> None:
        register(session, KEY, a_contact(), CORA, contact_id=self.ID)
        number = owe(session, CORA, TODAY, Channel.WEB_CHAT, "nb", exchanged=True)
        register(session, KEY, a_contact(), CORA, number, self.ID)
        assert (list_owed(session, CORA), len(list_contacts(session, KEY))) == ([], 2)

    def test_the_same_form_twice_is_one_where_the_card_said_that_there_is_no_note(self, session: Session) -> None:
        number = owe(session, CORA, TODAY, Channel.WEB_CHAT, "nb", exchanged=True, no_note=True)
        for _ in range(2):
            assert register(session, KEY, a_contact(note=""), CORA, number, self.ID) == self.ID

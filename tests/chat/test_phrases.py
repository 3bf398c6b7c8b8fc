"""Prepared replies: found by their words, written in one language and sent in another, never lost by being retired."""

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from chat.language import VISITORS
from chat.models import Phrase, PhraseText
from chat.phrases import (
    NoPhrase,
    PhraseView,
    Wording,
    get_phrase,
    list_languages,
    list_meanings,
    list_phrases,
    list_sayings,
    list_urgent,
    retire_phrase,
    save_phrase,
    search,
)

BEGINS = ("nb", "en")


@pytest.fixture
def empty(session: Session) -> Session:
    """A service that has thrown away what it began with."""
    session.execute(delete(PhraseText))
    session.execute(delete(Phrase))
    session.commit()
    return session


def written(session: Session, title: str, urgent: bool = False, **bodies: str) -> PhraseView:
    wordings = {language: Wording(body, approved=False) for language, body in bodies.items()}
    save_phrase(session, None, title, urgent, wordings)
    session.flush()
    return next(one for one in list_phrases(session) if one.title == title)


def titles(found: list[PhraseView]) -> list[str]:
    return [one.title for one in found]


class TestWhatTheServiceBeginsWith:
    def test_it_is_written_in_our_two_languages_and_all_of_it_is_a_draft(self, session: Session) -> None:
        found = [one for one in list_phrases(session) if not one.by_visitor]
        assert [tuple(one.wordings) for one in found] == [BEGINS] * len(found)
        assert [said for one in found for said in one.wordings.values() if said.approved] == []
        assert list_languages(session) == set(BEGINS)

    def test_what_visitors_say_is_written_in_every_language_of_theirs_and_is_a_draft(self, session: Session) -> None:
        found = [one for one in list_phrases(session) if one.by_visitor]
        assert len(found) >= 8
        assert {frozenset(one.wordings) for one in found} == {frozenset(VISITORS)}
        assert [said for one in found for said in one.wordings.values() if said.approved] == []

    def test_some_of_it_is_for_danger(self, session: Session) -> None:
        assert "Ring 113" in titles(list_urgent(session))
        assert titles(search(session, "113")) == []


class TestSearching:
    def test_every_word_must_be_there_in_whatever_language_and_case(self, empty: Session) -> None:
        written(empty, "Testing", nb="Du kan teste deg gratis.", en="You can get tested free of charge.")
        written(empty, "Rettshjelp", nb="Det finnes gratis rettshjelp.")
        assert titles(search(empty, "GRATIS")) == ["Rettshjelp", "Testing"]
        assert titles(search(empty, "free  charge")) == ["Testing"]
        assert titles(search(empty, "gratis charge hus")) == []

    def test_who_has_the_words_in_the_title_comes_first(self, empty: Session) -> None:
        written(empty, "Andre steder", nb="Her kan du få hiv-test.")
        written(empty, "Hiv", nb="Det finnes medisin.")
        assert titles(search(empty, "hiv")) == ["Hiv", "Andre steder"]

    def test_no_words_find_all_of_it(self, empty: Session) -> None:
        written(empty, "Ål", nb="Sist."), written(empty, "Adresse", nb="Først.")
        assert titles(search(empty, " ")) == ["Adresse", "Ål"]

    def test_what_is_retired_or_for_danger_is_not_offered(self, empty: Session) -> None:
        old = written(empty, "Gammelt", nb="Ikke lenger.")
        written(empty, "Ring 113", urgent=True, nb="Ring nå.")
        retire_phrase(empty, old.id, retired=True)
        assert search(empty, "") == []
        assert titles(list_phrases(empty)) == ["Ring 113", "Gammelt"]
        retire_phrase(empty, old.id, retired=False)
        assert titles(search(empty, "")) == ["Gammelt"]

    def test_what_to_say_in_danger_comes_in_the_order_in_which_it_was_written(self, empty: Session) -> None:
        for title in ("Er du trygg?", "Bli her"):
            written(empty, title, urgent=True, nb="…")
        retire_phrase(empty, written(empty, "Avvent", urgent=True, nb="…").id, retired=True)
        assert titles(list_urgent(empty)) == ["Er du trygg?", "Bli her"]


class TestWhatVisitorsSay:
    def test_it_is_no_reply_of_ours(self, empty: Session) -> None:
        save_phrase(empty, None, "Ja", False, {"nb": Wording("Ja.", True), "th": Wording("ใช่", True)}, by_visitor=True)
        assert (search(empty, "ja"), list_urgent(empty), list_languages(empty)) == ([], [], set())

    def test_he_is_offered_what_is_approved_in_his_language_in_the_order_of_writing(self, empty: Session) -> None:
        for title, body, approved in (("Ja", "ใช่", True), ("Nei", "ไม่ใช่", True), ("Takk", "ขอบคุณ", False)):
            said = {"nb": Wording(title, True), "th": Wording(body, approved)}
            save_phrase(empty, None, title, False, said, by_visitor=True)
        assert list_sayings(empty, "th") == ["ใช่", "ไม่ใช่"]
        assert list_sayings(empty, "ar") == []

    def test_nor_what_is_retired(self, empty: Session) -> None:
        save_phrase(empty, None, "Ja", False, {"th": Wording("ใช่", True)}, by_visitor=True)
        retire_phrase(empty, list_phrases(empty)[0].id, retired=True)
        assert list_sayings(empty, "th") == []

    def test_an_approved_wording_is_known_by_its_text_whoever_says_it(self, empty: Session) -> None:
        save_phrase(empty, None, "Ja", False, {"nb": Wording("Ja.", True), "th": Wording("ใช่", True)}, by_visitor=True)
        save_phrase(empty, None, "Hei", False, {"nb": Wording("Hei.", True), "th": Wording("สวัสดี", True)})
        save_phrase(empty, None, "Takk", False, {"nb": Wording("Takk.", True), "th": Wording("ขอบคุณ", False)})
        assert list_meanings(empty) == {"ใช่": "Ja.", "สวัสดี": "Hei."}


class TestChanging:
    def test_languages_are_added_changed_and_taken_away(self, empty: Session) -> None:
        phrase = written(empty, "Testing", nb="Gratis.", en="Free.")
        said = {"ro": Wording("Gratuit.", approved=False), "nb": Wording("Gratis.", approved=True)}
        save_phrase(empty, phrase.id, "Teste seg", False, said)
        empty.commit()
        changed = get_phrase(empty, phrase.id)
        assert changed.title == "Teste seg"
        assert (changed.wordings, list(changed.wordings)) == (said, ["nb", "ro"])
        assert list_languages(empty) == {"nb", "ro"}

    def test_one_that_is_not_there_is_neither_read_nor_changed(self, session: Session) -> None:
        for attempt in (
            lambda: get_phrase(session, 999),
            lambda: retire_phrase(session, 999, retired=True),
            lambda: save_phrase(session, 999, "Ny", False, {}),
        ):
            with pytest.raises(NoPhrase):
                attempt()

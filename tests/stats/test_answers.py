"""Answers to common questions: what is published is read, and found by the words that people type."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from chat.language import DEFAULT
from chat.roles import Role
from stats import answers
from stats.answer_search import Index, search, stem
from stats.answers import FOR_US_STILL, NewText, NoAnswer, blocks, parse_text
from stats.forms import FormErrors

TODAY = date(2026, 3, 2)
LEA = ("Lea", Role.LEAD, TODAY)


def new(title: str, body: str = "Svar.", also: str = "", topic: str = "housing") -> NewText:
    return NewText(topic, title, body, also)


def titles(found: dict[str, list[answers.Shown]]) -> list[str]:
    return [one.title for shown in found.values() for one in shown]


class TestWhatIsRead:
    def test_the_first_texts_are_drafts_in_two_languages_that_nobody_reads(self, session: Session) -> None:
        every = answers.list_answers(session)
        assert {text.language for answer in every for text in answer.texts} == {"nb", "en"}
        assert {answer.topic for answer in every} == {"sti_testing", "law_rights", "violence_abuse", "housing"}
        assert all("utkast" in text.body.lower() or "draft" in text.body.lower() for one in every for text in one.texts)
        assert answers.read(session).read_in("nb") == {}

    def test_what_is_published_stands_under_its_topic_in_its_language(self, session: Session) -> None:
        answers.save(session, None, "nb", new("Bot?"), LEA)
        found = answers.read(session)
        assert {name: [one.title for one in shown] for name, shown in found.read_in("nb").items()} == {
            "Bolig": ["Bot?"]
        }
        assert found.read_in("en") == {}

    def test_a_change_that_is_saved_as_a_draft_is_shown_no_longer(self, session: Session) -> None:
        number = answers.save(session, None, "nb", new("Bot?"), LEA)
        assert answers.save(session, number, "nb", new("Bot og gebyr?"), None) == number
        assert answers.read(session).read_in("nb") == {}

    def test_one_language_is_published_and_another_is_not(self, session: Session) -> None:
        number = answers.save(session, None, "nb", new("Bot?"), LEA)
        answers.save(session, number, "en", new("Fine?"), None)
        assert titles(answers.read(session).read_in("nb")) == ["Bot?"]
        assert answers.read(session).read_in("en") == {}

    def test_a_retired_one_is_shown_to_nobody_until_it_is_brought_back(self, session: Session) -> None:
        number = answers.save(session, None, "nb", new("Bot?"), LEA)
        answers.retire(session, number, retired=True)
        assert answers.read(session).read_in("nb") == {}
        answers.retire(session, number, retired=False)
        assert titles(answers.read(session).read_in("nb")) == ["Bot?"]

    def test_nynorsk_reads_bokmal_and_others_english_where_theirs_lacks(self, session: Session) -> None:
        number = answers.save(session, None, "nb", new("Bot?"), LEA)
        answers.save(session, number, "en", new("Fine?"), LEA)
        answers.save(session, number, "ro", new("Amendă?"), LEA)
        found = answers.read(session)
        assert {code: titles(found.read_in(code)) for code in ("nn", "th", "ro")} == {
            "nn": ["Bot?"],
            "th": ["Fine?"],
            "ro": ["Amendă?"],
        }

    def test_what_does_not_exist_cannot_be_changed(self, session: Session) -> None:
        for work in (
            lambda: answers.retire(session, 999, True),
            lambda: answers.save(session, 999, "nb", new("x"), None),
        ):
            with pytest.raises(NoAnswer):
                work()


FORM = {"topic": ["housing"], "title": ["Bot?"], "body": ["Svar."], "also": [""]}


class TestTheForm:
    def test_it_needs_a_topic_of_the_list_a_title_and_a_body(self) -> None:
        with pytest.raises(FormErrors) as wrong:
            parse_text({"topic": ["nothing"], "title": [" "], "body": ["\x01"]}, {"housing"}, publish=False)
        assert set(wrong.value.errors) == {"topic", "title", "body"}

    def test_notes_for_ourselves_are_kept_in_a_draft_and_never_published(self) -> None:
        form = FORM | {"body": ["Svar.\r\n[Sjekk dette.]\r\nMer."]}
        assert parse_text(form, {"housing"}, publish=False).body == "Svar.\n[Sjekk dette.]\nMer."
        with pytest.raises(FormErrors) as wrong:
            parse_text(form, {"housing"}, publish=True)
        assert wrong.value.errors == {"body": FOR_US_STILL}

    def test_no_first_draft_can_be_published_as_it_is(self, session: Session) -> None:
        for answer in answers.list_answers(session):
            for text in answer.texts:
                form = {"topic": [answer.topic], "title": [text.title], "body": [text.body], "also": [text.also]}
                with pytest.raises(FormErrors):
                    parse_text(form, {answer.topic}, publish=True)


class TestABody:
    def test_it_is_paragraphs_lists_and_links(self) -> None:
        first, points, last = blocks("Se https://example.org/a, eller\nring.\n\n- en\n- to\nSlutt.")
        assert first.lines == [
            [("Se ", ""), ("example.org/a", "https://example.org/a"), (", eller", "")],
            [("ring.", "")],
        ]
        assert (points.is_list, points.lines) == (True, [[("en", "")], [("to", "")]])
        assert (last.is_list, last.lines) == (False, [[("Slutt.", "")]])

    @pytest.mark.parametrize("text", ["javascript:alert(1)", "http://example.org", "<a href='x'>", "[a](javascript:x)"])
    def test_nothing_else_becomes_a_link(self, text: str) -> None:
        [block] = blocks(text)
        assert block.lines == [[(text, "")]]

    def test_a_link_ends_where_markup_would_begin(self) -> None:
        [block] = blocks('https://example.org/"onclick=x')
        assert block.lines[0][1] == ("example.org/", "https://example.org/")


TEXTS = {
    "test": "Hvor kan jeg teste meg? Du kan teste deg hos fastlegen. klamydia gonoré",
    "price": "Koster prøver og behandling noe? Prøver og behandling er gratis.",
    "home": "Kan jeg miste boligen, eller få bot? Husleie, bøter og utkastelse. kjønnssykdom",
    "safe": "Hvordan kan jeg være tryggere? Vold og trusler. Få hjelp.",
}
AMONG = {key: Index.of(text) for key, text in TEXTS.items()}


class TestSearching:
    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("tes", {"test"}),  # the beginning of a word
            ("TESTER", {"test"}),  # an ending that the text does not have
            ("testing", {"test"}),
            ("klamydiatest", {"test"}),  # a word made of two
            ("sykdommer", {"home"}),  # and one inside another
            ("bøter", {"home"}),
            ("boter", {"home"}),
            ("boeter", {"home"}),
            ("prover", {"price"}),
            ("vaere tryggere", {"safe"}),
            ("hvor kan jeg få behandling", {"price"}),  # words that everybody writes tell nothing
            ("gratis klamydia test", {"test"}),  # as many of them as possible
            ("gonore", {"test"}),
            ("xyzzy", set()),
            ("   ", set(TEXTS)),
            ("?!", set(TEXTS)),
        ],
    )
    def test_words_are_found_however_they_are_typed(self, typed: str, found: set[str]) -> None:
        assert search(typed, AMONG) == found

    def test_a_word_of_which_everybody_writes_many_is_still_looked_for_alone(self) -> None:
        assert search("hvor", AMONG) >= {"test"}

    def test_where_no_space_is_between_words_they_are_found_anywhere(self) -> None:
        among = {"thai": Index.of("ฉันจะตรวจได้ที่ไหน"), "arabic": Index.of("أين يمكنني الفحص")}
        assert search("ตรวจ", among) == {"thai"}
        assert search("فحص", among) == {"arabic"}

    def test_short_words_keep_what_would_leave_too_little(self) -> None:
        assert [stem(word) for word in ("hiv", "seg", "leie", "testene", "sykdommer")] == [
            "hiv",
            "seg",
            "lei",
            "test",
            "sykdom",
        ]

    def test_a_very_long_search_is_cut(self) -> None:
        assert search("a" * 100_000, AMONG) == set()


def test_the_default_language_is_one_that_topics_are_named_in() -> None:
    assert answers.heading_language("nn") == answers.heading_language(DEFAULT) == DEFAULT

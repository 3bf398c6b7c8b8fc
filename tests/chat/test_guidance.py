"""What the service tells its staff about danger: a draft until somebody approves exactly these words."""

from datetime import date

from sqlalchemy.orm import Session

from chat.guidance import (
    FOR_STAFF,
    YOUNG,
    Guide,
    approve,
    get_guidance,
    list_every,
    list_guidance,
    told_visitors,
    write,
)
from chat.language import VISITORS, speech
from chat.roles import Role
from chat.safety import safety_texts

DAY = date(2026, 11, 2)


def approved(session: Session, body: str) -> None:
    approve(write(session, Guide.CHILD, "nb", body), "Lea", Role.LEAD, DAY)
    session.commit()


def test_the_first_texts_are_drafts_and_there_is_one_of_each_in_our_languages(session: Session) -> None:
    every = [text for texts in list_every(session).values() for text in texts.values()]
    assert len(every) == 2 * len(FOR_STAFF) + len(VISITORS)
    assert all(text.body for text in every)
    assert {(text.approved_by, text.approved_as, text.approved_on) for text in every} == {(None, None, None)}


def test_the_emergency_numbers_are_there_from_the_start(session: Session) -> None:
    for language in ("nb", "en"):
        numbers = list_guidance(session, language)[Guide.NUMBERS].body
        assert [number for number in ("113", "112", "110", "116 117", "116 111") if number not in numbers] == []


def test_who_approved_it_and_when_stays_with_it(session: Session) -> None:
    approved(session, "Vi melder.")
    text = get_guidance(session, Guide.CHILD, "nb")
    assert (text.body, text.approved_by, text.approved_as, text.approved_on) == ("Vi melder.", "Lea", Role.LEAD, DAY)
    assert get_guidance(session, Guide.CHILD, "en").approved_on is None


def test_other_words_are_a_draft_again(session: Session) -> None:
    approved(session, "Vi melder.")
    write(session, Guide.CHILD, "nb", "Vi melder alltid.")
    session.commit()
    text = get_guidance(session, Guide.CHILD, "nb")
    assert (text.body, text.approved_by, text.approved_as, text.approved_on) == ("Vi melder alltid.", None, None, None)


def test_the_same_words_stay_approved(session: Session) -> None:
    approved(session, "Vi melder.")
    write(session, Guide.CHILD, "nb", "Vi melder.")
    assert get_guidance(session, Guide.CHILD, "nb").approved_by == "Lea"


def test_a_language_without_its_own_text_gets_the_first_one(session: Session) -> None:
    session.delete(get_guidance(session, Guide.DANGER, "en"))
    session.commit()
    assert list_guidance(session, "en")[Guide.DANGER].language == "nb"
    assert list_every(session)[Guide.DANGER]["en"].body == ""


def test_what_visitors_read_is_none_of_the_texts_for_staff(session: Session) -> None:
    assert Guide.YOUNG not in list_guidance(session, "nb")


def test_staff_see_what_visitors_read_until_a_text_is_approved(session: Session) -> None:
    assert get_guidance(session, Guide.YOUNG, "en").body == speech("en").text(YOUNG)
    assert told_visitors(session) == {}


def test_visitors_read_what_is_approved_and_nothing_that_was_changed_since(session: Session) -> None:
    approve(write(session, Guide.YOUNG, "en", "We help children."), "Lea", Role.LEAD, DAY)
    session.commit()
    assert told_visitors(session) == {"en": "We help children."}
    write(session, Guide.YOUNG, "en", "We always help children.")
    session.commit()
    assert told_visitors(session) == {}


def test_the_text_that_we_came_with_is_one_of_the_safety_texts() -> None:
    said = [form for texts in safety_texts("nb").values() for text in texts for form in text.norwegian]
    assert speech("nb").text(YOUNG) in said

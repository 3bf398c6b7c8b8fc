"""The lists that leads edit, topics and the directory: dated, mapped, and the years comparable."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from chat import calendar
from chat.language import speech
from stats import directory, topics
from stats.forms import FormErrors
from stats.listed import is_used
from stats.models import ListedTopic
from stats.models.records import ReferralService
from stats.report import say_head, year_report
from stats.topics import TopicRefused
from tests.stats.factories import TODAY, add, rows

OVER = TODAY + timedelta(days=30)  # after the contacts of these tests, and long ago


def listed(session: Session, code: str) -> ListedTopic:
    return session.get_one(ListedTopic, code)


def retire(session: Session, code: str, heir: str = "", day: date = OVER) -> None:
    topic = listed(session, code)
    topics.change(session, code, topic.label_nb, topic.label_en, day, heir)


def a_service(session: Session, name: str, **differing: str) -> int:
    form = {"name": name, "category": "health", "valid_from": "2020-01-01"} | differing
    service = directory.parse_service({field: [value] for field, value in form.items()})
    directory.save(session, service)
    return session.query(ReferralService).filter_by(name=name).one().id


def change_service(session: Session, number: int, **differing: str) -> None:
    before = session.get_one(ReferralService, number)
    form = {"name": before.name, "category": before.category.value, "valid_from": str(before.valid_from)} | differing
    service = directory.parse_service({field: [value] for field, value in form.items()})
    service.id = number
    directory.save(session, service)
    session.expire_all()


class TestTheList:
    def test_it_begins_with_the_words_of_the_vocabulary(self, session: Session) -> None:
        assert len(topics.list_topics(session)) == 16
        assert all(is_used(topic, date(2000, 1, 1)) for topic in topics.list_topics(session))

    def test_a_new_topic_has_a_code_of_its_own_and_holds_from_its_day(self, session: Session) -> None:
        code = topics.add(session, "Bolig på båt", "Living on a boat", TODAY)
        assert code == "living_on_a_boat"
        assert not is_used(listed(session, code), TODAY - timedelta(days=1))
        assert is_used(listed(session, code), TODAY)
        assert topics.add(session, "Enda en båt", "Living on — a boat", TODAY) == "living_on_a_boat_2"

    def test_a_retired_one_is_used_until_the_day_before(self, session: Session) -> None:
        retire(session, "police")
        assert is_used(listed(session, "police"), OVER - timedelta(days=1))
        assert not is_used(listed(session, "police"), OVER)

    @pytest.mark.parametrize(
        ("label_nb", "label_en", "field"),
        [
            ("", "Boats", "label_nb"),
            ("Båt", " ", "label_en"),
            ("x" * 61, "Boats", "label_nb"),
            ("Båt", "Bo\nats", "label_en"),
            ("bolig", "Boats", "label_nb"),
            ("Båt", "HOUSING", "label_en"),
            ("B\0t", "Boats", "label_nb"),
        ],
    )
    def test_names_are_there_short_and_told_apart(
        self, session: Session, label_nb: str, label_en: str, field: str
    ) -> None:
        with pytest.raises(TopicRefused) as refused:
            topics.add(session, label_nb, label_en, TODAY)
        assert refused.value.field == field
        assert len(topics.list_topics(session)) == 16

    def test_nothing_is_replaced_by_itself_by_what_is_over_or_without_a_day(self, session: Session) -> None:
        retire(session, "housing")
        for heir in ("police", "housing", "no_such"):
            with pytest.raises(TopicRefused) as refused:
                retire(session, "police", heir)
            assert refused.value.field == "replaced_by"
        with pytest.raises(TopicRefused) as refused:
            topics.change(session, "police", "Politi", "Police", None, "law_rights")
        assert refused.value.field == "retired_on"

    def test_no_two_point_at_each_other(self, session: Session) -> None:
        retire(session, "police", "law_rights")
        with pytest.raises(TopicRefused):
            retire(session, "law_rights", "police")

    def test_what_replaced_something_may_be_over_itself_and_stay_so(self, session: Session) -> None:
        retire(session, "police", "law_rights")
        retire(session, "law_rights", "housing")
        retire(session, "police", "law_rights")  # saved again as it is
        assert topics.counted_as(topics.list_topics(session), OVER)["police"].code == "housing"

    def test_it_does_not_end_before_it_began(self, session: Session) -> None:
        code = topics.add(session, "Båt", "Boats", TODAY)
        with pytest.raises(TopicRefused) as refused:
            retire(session, code, day=TODAY - timedelta(days=1))
        assert refused.value.field == "retired_on"


class TestFigures:
    def test_what_a_topic_was_replaced_by_counts_in_its_place_in_all_years(self, session: Session) -> None:
        for year in (2023, 2024):
            add(session, day=date(year, 5, 4), topics=("police", "housing"))
        add(session, day=date(2024, 5, 5), topics=("law_rights",))
        retire(session, "police", "law_rights")
        for year, number in ((2023, 1), (2024, 2)):
            table = rows(session, "topic", year)
            assert (table["law_rights"], "police" in table) == ((number,), False)
            assert table["housing"] == (1,)

    def test_a_contact_with_both_counts_once(self, session: Session) -> None:
        add(session, topics=("police", "law_rights"))
        retire(session, "police", "law_rights")
        assert rows(session, "topic")["law_rights"] == (1,)

    def test_no_contact_is_changed_and_taking_it_back_restores_the_table(self, session: Session) -> None:
        add(session, topics=("police",))
        before = rows(session, "topic")
        retire(session, "police", "law_rights")
        assert rows(session, "topic") != before
        topics.change(session, "police", "Politi", "Police", None)
        assert rows(session, "topic") == before

    def test_one_that_was_not_replaced_stands_for_itself_as_long_as_something_counts_under_it(
        self, session: Session
    ) -> None:
        add(session, day=date(2024, 5, 4), topics=("police",))
        retire(session, "police")
        assert rows(session, "topic", 2024)["police"] == (1,)
        assert "police" not in rows(session, "topic", 2023)
        heads = [head for head, _ in year_report(session, 2024).table("topic").rows if str(head) == "police"]
        assert [say_head(speech("nb"), head) for head in heads] == ["Politi (ikke i bruk lenger)"]

    def test_what_is_to_come_is_not_yet_counted_so(self, session: Session) -> None:
        add(session, topics=("police",))
        retire(session, "police", "law_rights", calendar.today() + timedelta(days=1))
        assert (rows(session, "topic")["police"], rows(session, "topic")["law_rights"]) == ((1,), (0,))

    def test_a_new_name_holds_for_all_years(self, session: Session) -> None:
        add(session, day=date(2023, 5, 4), topics=("police",))
        topics.change(session, "police", "Politiet", "The police", None)
        heads = {str(head): say_head(speech("nb"), head) for head, _ in year_report(session, 2023).table("topic").rows}
        assert heads["police"] == "Politiet"


class TestTheDirectory:
    def test_a_replaced_service_counts_under_the_other_in_all_years(self, session: Session) -> None:
        old, new = a_service(session, "Det gamle"), a_service(session, "Det nye")
        add(session, day=date(2024, 5, 4), referrals=(old,))
        add(session, day=date(2024, 5, 5), referrals=(old, new))
        change_service(session, old, retired_on=str(OVER), replaced_by=str(new))
        assert rows(session, "referral", 2024) == {str(new): (2,)}

    def test_one_that_is_over_stands_for_itself_and_is_marked(self, session: Session) -> None:
        old = a_service(session, "Det gamle", retired_on=str(OVER))
        add(session, referrals=(old,))
        ((head, number),) = year_report(session, 2025).table("referral").rows
        assert (say_head(speech("nb"), head), number) == ("Det gamle (ikke i bruk lenger)", (1,))
        assert rows(session, "referral", 2024) == {}

    @pytest.mark.parametrize(
        ("differing", "field"),
        [
            ({"valid_from": ""}, "valid_from"),
            ({"retired_on": "2019-01-01"}, "retired_on"),
            ({"replaced_by": "1"}, "retired_on"),
            ({"retired_on": "2025-01-01", "replaced_by": "x"}, "replaced_by"),
            ({"retired_on": "2025-01-01", "replaced_by": "999"}, "replaced_by"),
        ],
    )
    def test_days_and_what_replaces_it_are_checked(
        self, session: Session, differing: dict[str, str], field: str
    ) -> None:
        with pytest.raises(FormErrors) as wrong:
            a_service(session, "Et tilbud", **differing)
        assert set(wrong.value.errors) == {field}

    def test_no_two_point_at_each_other(self, session: Session) -> None:
        one, two = a_service(session, "Det ene"), a_service(session, "Det andre")
        change_service(session, one, retired_on=str(OVER), replaced_by=str(two))
        for heir in (one, two):
            with pytest.raises(FormErrors):
                change_service(session, two, retired_on=str(OVER), replaced_by=str(heir))

"""What is counted, and how."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from stats import register
from stats.links import link
from stats.owed import owe, skip
from stats.report import year_report, years
from stats.vocabulary import (
    ASYNCHRONOUS,
    About,
    Basis,
    Category,
    Channel,
    Gender,
    HeardFrom,
    SkipReason,
    Step,
    TalkedBefore,
)
from tests.stats.factories import CORA, KEY, TODAY, a_contact, add, add_person, figure, rows

SPRING, AUTUMN = date(2025, 4, 1), date(2025, 10, 7)


def test_a_person_first_uncertain_and_then_confirmed_counts_once_as_confirmed(session: Session) -> None:
    add_person(session, {"day": SPRING}, {"day": AUTUMN, "category": Category.CONFIRMED})
    assert rows(session, "category") == {"confirmed": (1, 2), "uncertain": (0, 0), "none": (0, 0)}


def test_later_weaker_evidence_does_not_lower_the_category(session: Session) -> None:
    add_person(session, {"day": SPRING, "category": Category.CONFIRMED}, {"day": AUTUMN, "category": Category.NONE})
    assert figure(session, "persons_confirmed") == 1


def test_only_evidence_dated_in_the_year_counts(session: Session) -> None:
    add_person(session, {"day": SPRING.replace(year=2024), "category": Category.CONFIRMED}, {"day": SPRING})
    assert figure(session, "persons_confirmed", 2024) == 1
    assert figure(session, "persons_uncertain", 2025) == 1


def test_the_gender_is_the_last_one_known(session: Session) -> None:
    add_person(
        session,
        {"day": SPRING, "gender": Gender.MAN},
        {"day": TODAY, "gender": Gender.TRANS},
        {"day": AUTUMN, "gender": Gender.UNKNOWN},
    )
    assert rows(session, "gender")["trans"] == (1, 3)


def test_a_person_counts_once_in_each_year_and_is_new_only_in_the_first(session: Session) -> None:
    add_person(session, {"day": SPRING.replace(year=2024)}, {"day": SPRING}, {"day": AUTUMN})
    assert [figure(session, "persons", year) for year in (2024, 2025)] == [1, 1]
    assert [figure(session, "new_persons", year) for year in (2024, 2025)] == [1, 0]


def test_an_unlinked_contact_is_new_even_where_the_person_said_otherwise_and_the_rule_says_how_many(
    session: Session,
) -> None:
    add(session, talked_before=TalkedBefore.VOLUNTEERED)
    add(session, talked_before=TalkedBefore.ASKED_YES)
    add(session, talked_before=TalkedBefore.ASKED_NO)
    new = year_report(session, 2025).as_json()["figures"]["new_persons"]
    assert new["value"] == 3
    assert "first contact here: 2." in new["rule"]


@pytest.mark.parametrize("channel", Channel)
def test_one_person_one_day_is_one_contact_only_in_asynchronous_channels(session: Session, channel: Channel) -> None:
    add_person(session, {"channel": channel}, {"channel": channel})
    expected = 1 if channel in ASYNCHRONOUS else 2
    assert figure(session, "contacts") == expected
    assert f"reason: {2 - expected}." in year_report(session, 2025).as_json()["figures"]["contacts"]["rule"]


def test_asynchronous_contacts_of_other_persons_days_or_channels_stay_apart(session: Session) -> None:
    facebook = {"channel": Channel.FACEBOOK}
    add_person(session, facebook, {"channel": Channel.EMAIL}, facebook | {"day": SPRING})
    add(session, **facebook)
    assert figure(session, "contacts") == 4


def test_linking_two_asynchronous_contacts_of_a_day_makes_them_one(session: Session) -> None:
    a, b = (add(session, channel=Channel.FACEBOOK) for _ in range(2))
    assert figure(session, "contacts") == 2
    link(session, a, b, CORA, TODAY)
    assert figure(session, "contacts") == 1


def test_a_person_in_several_channels_counts_in_each_but_once_in_all(session: Session) -> None:
    add_person(session, {"channel": Channel.WEB_CHAT}, {"channel": Channel.CHAT_ROOM}, {"channel": Channel.WEB_CHAT})
    channels = year_report(session, 2025).table("channel")
    assert dict(channels.rows)[Channel.WEB_CHAT] == (2, 1)
    assert dict(channels.rows)[Channel.CHAT_ROOM] == (1, 1)
    assert channels.totals == (3, None)
    assert figure(session, "persons") == 1


def test_every_month_stands_in_the_table_with_contacts_persons_and_new_persons(session: Session) -> None:
    add_person(session, {"day": SPRING}, {"day": SPRING}, {"day": AUTUMN})
    months = rows(session, "month")
    assert list(months) == [str(month) for month in range(1, 13)]
    assert (months["4"], months["10"], months["5"]) == ((2, 1, 1), (1, 1, 0), (0, 0, 0))


def test_relatives_and_helpers_are_no_persons(session: Session) -> None:
    add(session, about=About.RELATIVE_OR_HELPER, category=None)
    assert figure(session, "contacts_relative_or_helper") == 1
    assert (figure(session, "contacts"), figure(session, "persons")) == (0, 0)


def test_a_year_without_persons_has_no_contacts_per_person(session: Session) -> None:
    assert figure(session, "contacts_per_person") is None


def test_contacts_per_person_is_not_rounded(session: Session) -> None:
    add_person(session, {}, {})
    add(session)
    add(session)
    assert figure(session, "contacts_per_person") == 4 / 3


def test_years_are_listed_newest_first(session: Session) -> None:
    for year in (2023, 2025, 2024, 2025):
        add(session, day=date(year, 5, 5))
    assert years(session) == [2025, 2024, 2023]


def test_what_went_on_in_another_channel_is_one_contact_of_one_person(session: Session) -> None:
    begun = add(session, channel=Channel.CHAT_ROOM, topics=("police",), heard_from=HeardFrom.CARD)
    add(session, continues=begun, topics=("housing",), category=Category.CONFIRMED, basis=Basis.SAYS_SO)
    assert [figure(session, name) for name in ("contacts", "persons", "new_persons")] == [1, 1, 1]
    assert (figure(session, "persons_confirmed"), figure(session, "contacts_per_person")) == (1, 1.0)
    channels = rows(session, "channel")
    assert (channels["chat_room"], channels["web_chat"]) == ((1, 1), (0, 1))
    assert (rows(session, "topic")["police"], rows(session, "topic")["housing"]) == ((1,), (1,))
    assert (rows(session, "heard_from")["card"], rows(session, "basis")["says_so"]) == ((1,), (1,))
    assert "Registrations counted together with another for this reason: 1." in rule(session, "contacts")


def rule(session: Session, name: str) -> str:
    told: str = year_report(session, 2025).as_json()["figures"][name]["rule"]
    return told.rpartition("in the channel where it began.")[2] or told


def test_it_may_go_on_more_than_once(session: Session) -> None:
    first = add(session, channel=Channel.CHAT_ROOM)
    second = add(session, continues=first)
    add(session, channel=Channel.PHONE_SMS, continues=second)
    assert (figure(session, "contacts"), figure(session, "persons")) == (1, 1)
    assert rows(session, "channel")["phone_sms"] == (0, 1)


def test_in_an_asynchronous_channel_all_that_hangs_together_is_one(session: Session) -> None:
    morning, evening = add_person(session, {"channel": Channel.FACEBOOK}, {"channel": Channel.FACEBOOK})
    add(session, continues=evening)
    assert (figure(session, "contacts"), figure(session, "persons")) == (1, 1)
    assert morning != evening


def test_it_still_counts_as_repeated_only_on_another_day(session: Session) -> None:
    begun = add(session, channel=Channel.CHAT_ROOM, step=Step.SINGLE)
    later = add(session, continues=begun, step=Step.SINGLE)
    assert rows(session, "step")["single_contact"] == (1, 1)
    link(session, later, add(session, day=AUTUMN, step=Step.SINGLE), CORA, TODAY)
    assert rows(session, "step")["repeated_contact"] == (1, 2)


def test_a_relative_who_goes_on_elsewhere_is_one_registration(session: Session) -> None:
    begun = add(session, about=About.RELATIVE_OR_HELPER, category=None, channel=Channel.EMAIL)
    add(session, about=About.RELATIVE_OR_HELPER, category=None, continues=begun)
    assert (figure(session, "contacts_relative_or_helper"), figure(session, "contacts")) == (1, 0)


def test_considering_says_nothing_of_the_category_and_is_told_beside_the_furthest_step(session: Session) -> None:
    add(session, considering=True, category=Category.NONE)
    add(session)
    step = year_report(session, 2025).table("step")
    assert (step.details, figure(session, "persons_none")) == ({"considering": 1}, 1)


def test_what_was_skipped_is_a_figure_of_its_own_and_in_no_other(session: Session) -> None:
    card = owe(session, CORA, TODAY, Channel.WEB_CHAT, "nb", True)
    skip(session, SkipReason.FAULT, CORA, card)
    assert (figure(session, "skipped_registrations"), figure(session, "contacts")) == (1, 0)
    assert rows(session, "kind")["technical_fault"] == (1,)


def test_what_a_contact_went_on_as_comes_after_it_whatever_its_id(session: Session) -> None:
    begun = {"channel": Channel.CHAT_ROOM, "talked_before": TalkedBefore.ASKED_YES, "gender": Gender.MAN}
    register.register(session, KEY, a_contact(**begun), CORA, contact_id="ffffffff")
    onward = a_contact(continues="ffffffff", talked_before=TalkedBefore.ASKED_NO, gender=Gender.TRANS)
    register.register(session, KEY, onward, CORA, contact_id="00000000")
    assert rows(session, "gender")["trans"] == (1, 1)
    assert "first contact here: 1." in year_report(session, 2025).as_json()["figures"]["new_persons"]["rule"]

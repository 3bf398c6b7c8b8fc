"""Linking and unlinking, and that nothing is ever changed but by adding."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from stats.decisions import AlreadyLinked, NotLinked, OnePersonNow, StandsApart
from stats.links import (
    Joined,
    NotHimself,
    SameContact,
    UnknownContact,
    answer,
    decide,
    decisions,
    link,
    linked_contacts,
    near,
    part,
    persons,
    take_back,
)
from stats.models import Contact, LinkDecision, TakenBack
from stats.vocabulary import About, Channel, Verdict
from tests.stats.factories import CORA, DAN, TODAY, add, add_person, figure


def test_linked_contacts_are_one_person_through_others_too(session: Session) -> None:
    a, b, c = add_person(session, {}, {}, {})
    other = add(session)
    assert linked_contacts(session, a) == sorted([b, c])
    of = persons(session)
    assert of[a] == of[b] == of[c] != of[other]


def test_it_refuses_to_link_what_already_is_one_person(session: Session) -> None:
    a, b, c = add_person(session, {}, {}, {})
    for pair in ((a, b), (b, a), (a, c)):
        with pytest.raises(AlreadyLinked):
            link(session, *pair, CORA, TODAY)


def test_it_refuses_a_contact_with_itself_an_unknown_one_and_a_relative(session: Session) -> None:
    a = add(session)
    mother = add(session, about=About.RELATIVE_OR_HELPER, category=None)
    for other, refusal in ((a, SameContact), ("ffffffff", UnknownContact), (mother, NotHimself)):
        with pytest.raises(refusal):
            link(session, a, other, CORA, TODAY)
    assert session.scalar(select(func.count(LinkDecision.id))) == 0


def test_unlinking_parts_them_and_they_can_be_linked_again(session: Session) -> None:
    a, b = add_person(session, {}, {})
    take_back(session, b, a, CORA, TODAY)
    assert linked_contacts(session, a) == []
    link(session, a, b, CORA, TODAY)
    assert linked_contacts(session, a) == [b]


def test_only_a_direct_link_can_be_taken_back(session: Session) -> None:
    a, _, c = add_person(session, {}, {}, {})
    with pytest.raises(NotLinked):
        take_back(session, a, c, CORA, TODAY)


def test_unlinking_twice_is_refused(session: Session) -> None:
    a, b = add_person(session, {}, {})
    take_back(session, a, b, CORA, TODAY)
    with pytest.raises(NotLinked):
        take_back(session, a, b, CORA, TODAY)


def test_two_links_made_at_the_same_moment_go_together(session: Session) -> None:
    a, b = sorted(add_person(session, {}, {}))
    session.add(LinkDecision(contact_a=a, contact_b=b, verdict=Verdict.SAME, actor_id=CORA, day=TODAY))
    session.flush()
    take_back(session, a, b, CORA, TODAY)
    assert decisions(session).links == []


def test_the_database_lets_a_link_be_taken_back_only_once(session: Session) -> None:
    a, b = sorted(add_person(session, {}, {}))
    take_back(session, a, b, CORA, TODAY)
    first = session.scalars(select(LinkDecision).where(LinkDecision.undoes.is_(None))).one()
    session.add(LinkDecision(contact_a=a, contact_b=b, verdict=Verdict.SAME, day=TODAY, undoes=first.id))
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize("verdict", [Verdict.DIFFERENT, Verdict.UNSURE, Verdict.NOT_LOOKED])
def test_what_is_no_link_makes_nobody_one_person_and_can_be_taken_back(session: Session, verdict: Verdict) -> None:
    a, b = add(session), add(session)
    decide(session, verdict, b, a, CORA, TODAY)
    assert (linked_contacts(session, a), decisions(session).links) == ([], [])
    ((two, event),) = decisions(session).last.items()
    assert (two, event.verdict, event.day) == (tuple(sorted((a, b))), verdict, TODAY)
    assert session.scalars(select(LinkDecision.actor_id)).all() == [CORA]
    take_back(session, a, b, DAN, date(2035, 1, 1))
    assert decisions(session).last == {}
    link(session, a, b, CORA, TODAY)


def test_a_link_against_a_standing_different_is_refused_with_the_pair_and_the_day(session: Session) -> None:
    (a, b), (c, d) = add_person(session, {}, {}), add_person(session, {}, {})
    decide(session, Verdict.DIFFERENT, b, c, CORA, date(2025, 5, 1))
    for pair in ((a, d), (d, a), (b, c)):
        with pytest.raises(StandsApart) as refused:
            link(session, *pair, DAN, TODAY)
        assert (refused.value.two, refused.value.day) == (tuple(sorted((b, c))), date(2025, 5, 1))
    take_back(session, c, b, DAN, TODAY)
    link(session, a, d, DAN, TODAY)
    assert len(set(persons(session).values())) == 1


@pytest.mark.parametrize("verdict", [Verdict.DIFFERENT, Verdict.UNSURE])
def test_of_one_person_nothing_else_is_decided_until_the_link_is_taken_back(session: Session, verdict: Verdict) -> None:
    a, _, c = add_person(session, {}, {}, {})
    with pytest.raises(AlreadyLinked):
        decide(session, verdict, a, c, CORA, TODAY)


def test_the_last_of_what_stands_on_a_pair_counts_and_what_was_before_it_counts_again(session: Session) -> None:
    a, b = add(session), add(session)
    for verdict in (Verdict.UNSURE, Verdict.SAME):
        decide(session, verdict, a, b, CORA, TODAY)
    assert linked_contacts(session, a) == [b]
    take_back(session, a, b, CORA, TODAY)
    assert [one.verdict for one in decisions(session).last.values()] == [Verdict.UNSURE]


def test_taking_back_brings_no_different_again_between_contacts_that_are_one_person_now(session: Session) -> None:
    a, b, between = (add(session) for _ in range(3))
    for verdict in (Verdict.DIFFERENT, Verdict.UNSURE):
        decide(session, verdict, a, b, CORA, TODAY)
    link(session, a, between, CORA, TODAY)
    link(session, between, b, CORA, TODAY)
    with pytest.raises(OnePersonNow):
        take_back(session, a, b, CORA, TODAY)
    take_back(session, a, between, CORA, TODAY)
    take_back(session, a, b, CORA, TODAY)
    assert [event.verdict for two, event in decisions(session).last.items() if between not in two] == ["different"]


class TestAnswers:
    def test_each_of_those_that_were_shown_gets_its_answer(self, session: Session) -> None:
        a, b, c, d, one = (add(session) for _ in range(5))
        said = {a: Verdict.DIFFERENT, b: Verdict.SAME, c: Verdict.UNSURE, d: Verdict.NOT_LOOKED}
        answer(session, one, said, CORA, TODAY)
        found = {other: event.verdict for two, event in decisions(session).last.items() for other in set(two) - {one}}
        assert found == said

    def test_two_who_are_the_same_may_be_one_person_already(self, session: Session) -> None:
        a, b = add_person(session, {}, {})
        answer(session, one := add(session), {a: Verdict.SAME, b: Verdict.SAME}, CORA, TODAY)
        assert linked_contacts(session, one) == sorted((a, b))

    def test_two_who_stand_apart_cannot_both_be_the_same(self, session: Session) -> None:
        a, b = add(session), add(session)
        decide(session, Verdict.DIFFERENT, a, b, CORA, TODAY)
        with pytest.raises(StandsApart):
            answer(session, add(session), {a: Verdict.SAME, b: Verdict.SAME}, CORA, TODAY)

    def test_nor_can_one_person_be_the_same_and_another(self, session: Session) -> None:
        a, b = add_person(session, {}, {})
        with pytest.raises(AlreadyLinked):
            answer(session, add(session), {a: Verdict.SAME, b: Verdict.DIFFERENT}, CORA, TODAY)


@pytest.mark.parametrize("turned", [False, True])
def test_that_one_went_on_as_the_other_is_taken_back_and_who_did_so_stays(session: Session, turned: bool) -> None:
    before = add(session, channel=Channel.CHAT_ROOM)
    after = add(session, continues=before)
    part(session, *((after, before) if turned else (before, after)), DAN, TODAY)
    assert (session.get_one(Contact, after).continues, linked_contacts(session, before)) == (None, [])
    assert [figure(session, name) for name in ("contacts", "persons")] == [2, 2]
    (event,) = session.scalars(select(TakenBack))
    assert (event.before, event.after, event.actor_id, event.day) == (before, after, DAN, TODAY)
    with pytest.raises(NotLinked):
        part(session, before, after, DAN, TODAY)


def test_a_link_is_not_taken_back_as_if_one_had_gone_on_as_the_other(session: Session) -> None:
    a, b = add_person(session, {}, {})
    for other in (b, a, "ffffffff", ""):
        with pytest.raises(NotLinked):
            part(session, a, other, CORA, TODAY)
    assert linked_contacts(session, a) == [b]


def test_about_some_contacts_only_what_concerns_their_persons_is_read(session: Session) -> None:
    (a, b), (c, d), others = add_person(session, {}, {}), add_person(session, {}, {}), [add(session) for _ in range(4)]
    after = add(session, channel=Channel.CHAT_ROOM, continues=d)
    decide(session, Verdict.DIFFERENT, b, c, CORA, TODAY)
    for one in others[1:]:
        decide(session, Verdict.NOT_LOOKED, others[0], one, CORA, TODAY)
    found = near(session, [a, after])
    assert set(found.last) == {tuple(sorted(two)) for two in ((a, b), (c, d), (b, c))}
    assert (found.same(a), found.apart(a), found.same(after)) == ({a, b}, {c}, {c, d, after})


def test_what_is_kept_of_persons_knows_at_once_that_a_contact_went_on_and_that_this_was_taken_back(
    session: Session,
) -> None:
    joined = Joined()
    before = add(session)
    assert joined.read(session).same(before) == {before}
    after = add(session, channel=Channel.EMAIL, continues=before)
    assert joined.read(session).same(before) == {before, after}
    part(session, before, after, CORA, TODAY)
    assert joined.read(session).same(before) == {before}

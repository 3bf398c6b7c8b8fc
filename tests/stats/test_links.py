"""Linking and unlinking, and that nothing is ever changed but by adding."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from stats.links import (
    AlreadyLinked,
    NotHimself,
    NotLinked,
    SameContact,
    UnknownContact,
    direct_links,
    link,
    linked_contacts,
    part,
    persons,
    unlink,
)
from stats.models import Contact, LinkDecision, TakenBack
from stats.vocabulary import About, Channel, Verdict
from tests.stats.factories import CORA, DAN, TODAY, add, add_person, figure

moves = st.lists(st.tuples(st.booleans(), st.sampled_from(range(8)), st.sampled_from(range(8))), max_size=30)


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
    unlink(session, b, a, CORA, TODAY)
    assert linked_contacts(session, a) == []
    link(session, a, b, CORA, TODAY)
    assert linked_contacts(session, a) == [b]


def test_only_a_direct_link_can_be_taken_back(session: Session) -> None:
    a, _, c = add_person(session, {}, {}, {})
    with pytest.raises(NotLinked):
        unlink(session, a, c, CORA, TODAY)


def test_unlinking_twice_is_refused(session: Session) -> None:
    a, b = add_person(session, {}, {})
    unlink(session, a, b, CORA, TODAY)
    with pytest.raises(NotLinked):
        unlink(session, a, b, CORA, TODAY)


def test_two_links_made_at_the_same_moment_go_together(session: Session) -> None:
    a, b = sorted(add_person(session, {}, {}))
    session.add(LinkDecision(contact_a=a, contact_b=b, verdict=Verdict.SAME, actor_id=CORA, day=TODAY))
    session.flush()
    unlink(session, a, b, CORA, TODAY)
    assert direct_links(session) == []


def test_the_database_lets_a_link_be_taken_back_only_once(session: Session) -> None:
    a, b = sorted(add_person(session, {}, {}))
    unlink(session, a, b, CORA, TODAY)
    first = session.scalars(select(LinkDecision).where(LinkDecision.undoes.is_(None))).one()
    session.add(LinkDecision(contact_a=a, contact_b=b, verdict=Verdict.SAME, day=TODAY, undoes=first.id))
    with pytest.raises(IntegrityError):
        session.flush()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves)
def test_any_sequence_of_links_and_unlinks_equals_its_replay(
    session: Session, eight: list[str], moves: list[tuple[bool, int, int]]
) -> None:
    standing: set[frozenset[str]] = set()
    for joins, first, second in moves:
        a, b = eight[first], eight[second]
        try:
            (link if joins else unlink)(session, a, b, CORA, date(2025, 1, 1))
        except (AlreadyLinked, SameContact, NotLinked):
            continue
        standing ^= {frozenset((a, b))}
    assert {frozenset(pair) for pair in direct_links(session)} == standing
    assert _groups(persons(session)) == _replayed(eight, standing)
    session.rollback()


def _groups(of: dict[str, int]) -> set[frozenset[str]]:
    return {frozenset(c for c in of if of[c] == person) for person in of.values()}


def _replayed(contacts: list[str], standing: set[frozenset[str]]) -> set[frozenset[str]]:
    groups = {frozenset((contact,)) for contact in contacts}
    for pair in standing:
        touched = {group for group in groups if group & pair}
        groups = groups - touched | {frozenset().union(*touched)}
    return groups


@pytest.fixture
def eight(session: Session) -> list[str]:
    ids = [add(session) for _ in range(8)]
    session.commit()
    return ids


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

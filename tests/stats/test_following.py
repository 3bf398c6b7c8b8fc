"""What is brought up to date after a change is what would be counted if all of it were read anew."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, time, timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session

from stats import following
from stats.counted import Counted, read_lists
from stats.decisions import AlreadyLinked, NotLinked, OnePersonNow, StandsApart
from stats.dimensions import DIMENSIONS
from stats.exploring import Question, explore
from stats.following import CountedRegister
from stats.forms import FormErrors
from stats.layout import Measure
from stats.links import NotCompared, NotHimself, SameContact, decide, part, take_back
from stats.models import Contact
from stats.models.shifts import Shift
from stats.report import year_report
from stats.vocabulary import About, AgeBand, Category, Channel, Gender, ShiftState, TalkedBefore, Topic, Verdict
from tests.stats.factories import CORA, TODAY, add, add_person

FIRST = date(2024, 10, 1)
YEARS = (2024, 2025)
SHIFT = 1
REFUSED = (AlreadyLinked, StandsApart, NotLinked, OnePersonNow, NotHimself, NotCompared, SameContact)
places = st.integers(0, 11)
Act = Callable[[Session, list[str]], None]


def added(days: int, relative: bool, onward: int | None, kept_out: bool, **said: object) -> Act:
    """Registers a contact; with `onward` as what an earlier one of the day went on as."""

    def act(session: Session, ids: list[str]) -> None:
        of_day: dict[str, object] = {"day": FIRST + timedelta(days)}
        if onward is not None and ids:
            before = session.get_one(Contact, ids[onward % len(ids)])
            of_day = {"day": before.day, "continues": before.id}
        whom = {"about": About.RELATIVE_OR_HELPER, "category": None} if relative else {}
        without_note = {"no_note": True, "note": ""} if kept_out and not relative else {}
        with suppress(FormErrors):  # such as what went on in the same channel
            ids.append(add(session, **{**said, **whom, **without_note, **of_day}))
            session.get_one(Contact, ids[-1]).shift_id = SHIFT if days % 2 else None

    return act


def decided(verdict: Verdict, one: int, other: int) -> Act:
    return between(one, other, lambda session, a, b: decide(session, verdict, a, b, CORA, TODAY))


def undone(one: int, other: int) -> Act:
    return between(one, other, lambda session, a, b: take_back(session, a, b, CORA, TODAY))


def parted(one: int) -> Act:
    """Takes back that a contact went on as another."""

    def act(session: Session, ids: list[str]) -> None:
        onward = [found for found in (session.get_one(Contact, one) for one in ids) if found.continues]
        if onward:
            after = onward[one % len(onward)]
            part(session, str(after.continues), after.id, CORA, TODAY)

    return act


def between(one: int, other: int, work: Callable[[Session, str, str], None]) -> Act:
    def act(session: Session, ids: list[str]) -> None:
        with suppress(*REFUSED):
            if ids:
                work(session, ids[one % len(ids)], ids[other % len(ids)])

    return act


acts = st.one_of(
    st.builds(
        added,
        st.integers(0, 300),
        st.integers(0, 5).map(lambda one: one == 0),
        st.one_of(st.none(), places),
        st.integers(0, 5).map(lambda one: one == 0),
        channel=st.sampled_from([Channel.WEB_CHAT, Channel.EMAIL]),
        category=st.sampled_from(Category),
        gender=st.sampled_from(Gender),
        age_band=st.sampled_from(AgeBand),
        language=st.sampled_from(["nb", "en", "ro"]),
        talked_before=st.sampled_from(TalkedBefore),
        topics=st.lists(st.sampled_from([Topic.STI_TESTING, Topic.LAW_RIGHTS]), unique=True).map(tuple),
    ),
    st.builds(decided, st.sampled_from([Verdict.SAME, Verdict.DIFFERENT, *Verdict]), places, places),
    st.builds(undone, places, places),
    st.builds(parted, places),
)


@given(st.lists(st.lists(acts, min_size=3, max_size=5), min_size=8, max_size=8))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_after_any_changes_the_same_is_counted(session: Session, rounds: list[list[Act]]) -> None:
    register, ids = CountedRegister(), list[str]()
    with session.begin_nested() as again:
        shift = {"channel": Channel.WEB_CHAT, "state": ShiftState.HELD, "languages": "nb"}
        session.add(Shift(id=SHIFT, day=TODAY, starts=time(20), ends=time(23), **shift))
        session.flush()
        register.read(session)
        for changes in rounds:
            for act in changes:
                act(session, ids)
            assert told(session, register) == told(session, CountedRegister())
        again.rollback()


def test_what_stands_towards_others_still_settles_whose_a_contact_is(session: Session) -> None:
    add(session, day=FIRST)
    other, one = add(session, day=FIRST + timedelta(1)), add(session)
    decide(session, Verdict.DIFFERENT, other, one, CORA, TODAY)
    register = CountedRegister()
    register.read(session)
    decide(session, Verdict.SAME, one, add(session, day=TODAY + timedelta(1)), CORA, TODAY)
    assert register.read(session).of(2025).settled.tolist() == [True]
    assert told(session, register) == told(session, CountedRegister())


def test_a_contact_that_no_longer_went_on_counts_by_itself(session: Session) -> None:
    register, before = CountedRegister(), add(session)
    after = add(session, continues=before, channel=Channel.CHAT_ROOM)
    assert register.read(session).of(2025).facts["moved"] == 1
    part(session, before, after, CORA, TODAY)
    assert register.read(session).of(2025).facts["moved"] == 0
    assert told(session, register) == told(session, CountedRegister())


def test_one_new_contact_is_read_without_the_others(session: Session) -> None:
    add_person(session, *({} for _ in range(4)))
    others = [add(session, day=TODAY + timedelta(1)) for _ in range(20)]
    register = CountedRegister()
    register.read(session)
    fresh, read = add(session), list[object]()
    event.listen(session.get_bind(), "before_cursor_execute", lambda *said: read.append(said[3]))
    assert numbers(register.read(session)) == {2025: (25, 22)}
    assert fresh in str(read)
    assert not [one for one in others if one in str(read)]


def test_what_is_not_only_added_is_read_anew(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    register, all_read = CountedRegister(), list[int]()
    read_all = following._read_all
    monkeypatch.setattr(following, "_read_all", lambda asked: all_read.append(1) or read_all(asked))  # type: ignore[func-returns-value]
    one = add(session)
    add(session)
    register.read(session)
    session.delete(session.get_one(Contact, one))
    session.flush()
    assert numbers(register.read(session)) == {2025: (1, 1)}
    monkeypatch.setattr(following, "FEW", 1)
    add_person(session, {}, {})
    assert numbers(register.read(session)) == {2025: (3, 2)}
    assert len(all_read) == 3


def told(session: Session, register: CountedRegister) -> object:
    """Everything that is shown of the register."""
    counted, lists = register.read(session), read_lists(session)
    asked = [Question(2025, 2024, Measure.PERSONS, by, across) for by, across in pairs()]
    answers = [explore(counted, lists, one) for one in asked]
    return answers, [year_report(session, year, register) for year in YEARS], dict(counted.met), set(counted.years)


def pairs() -> list[tuple[str, str]]:
    return [(name, "") for name in DIMENSIONS] + [*combinations(("category", "channel", "topic", "month"), 2)]


def numbers(counted: Counted) -> dict[int, tuple[int, int]]:
    return {year: (columns.contacts, columns.persons) for year, columns in counted.years.items()}

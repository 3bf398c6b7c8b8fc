"""The plain range of the counted persons, and the estimate beside it, on a register in a real database."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy.orm import Session

from chat.models import Statement
from stats import estimating
from stats.counted import counted_contacts
from stats.counting import CountedContact, count_year
from stats.estimating import DRAWS, SEED, Estimate, estimate_if_quick, estimate_year
from stats.learning import decided_in
from stats.link_checks import read_checks
from stats.linking.drawing import draw_from
from stats.linking.model import starting_weights
from stats.links import decide, decisions, link
from stats.models import LinkCheck
from stats.progress import told_to
from stats.register import register
from stats.remembering import Remembered
from stats.report import year_report
from stats.vocabulary import About, Channel, Gender, Verdict
from tests.linking.stories import STORIES
from tests.stats.factories import CORA, KEY, TODAY, a_contact, add


@pytest.fixture
def told_twice(session: Session) -> list[tuple[str, str]]:
    """Six stories, each told by two contacts half a year apart; nobody has decided anything."""
    pairs = []
    for number, (first, second) in enumerate(STORIES):
        days = (date(2025, 1, 6) + timedelta(number), date(2025, 7, 7) + timedelta(number))
        pairs.append(tuple(_add(session, note, day) for note, day in zip((first, second), days, strict=True)))
    return pairs  # type: ignore[return-value]


def _add(session: Session, note: str, day: date) -> str:
    return register(session, KEY, replace(a_contact(), note=note, day=day), CORA)


def estimate(session: Session, year: int = 2025) -> Estimate:
    memory = Remembered(KEY).memory(session)
    return estimate_year(session, memory, starting_weights(), year)


def persons(session: Session) -> tuple[object, object]:
    """At least, and counted."""
    figure = year_report(session, 2025).figure("persons")
    return figure.least, figure.value


class TestTheRange:
    def test_whom_nobody_looked_for_may_all_have_been_here(
        self, session: Session, told_twice: list[tuple[str, str]]
    ) -> None:
        assert len(told_twice) == 6
        assert persons(session) == (1, 12)  # the very first has nobody before

    @pytest.mark.parametrize(
        ("verdict", "least"),
        [(Verdict.DIFFERENT, 2), (Verdict.UNSURE, 1), (Verdict.NOT_LOOKED, 1)],
    )
    def test_only_who_is_decided_to_be_another_is_settled(
        self, session: Session, told_twice: list[tuple[str, str]], verdict: Verdict, least: int
    ) -> None:
        decide(session, verdict, told_twice[0][0], told_twice[1][0], CORA, TODAY)
        assert persons(session) == (least, 12)

    def test_a_link_settles_the_later_of_the_two(self, session: Session, told_twice: list[tuple[str, str]]) -> None:
        for pair in told_twice:
            link(session, *pair, CORA, TODAY)
        assert persons(session) == (1, 6)

    def test_one_answer_that_is_not_firm_leaves_it_open(
        self, session: Session, told_twice: list[tuple[str, str]]
    ) -> None:
        (a, _), (b, _), (c, _) = told_twice[:3]
        decide(session, Verdict.DIFFERENT, a, c, CORA, TODAY)
        decide(session, Verdict.UNSURE, b, c, CORA, TODAY)
        assert persons(session) == (1, 12)

    def test_who_wanted_no_note_is_open(self, session: Session) -> None:
        add(session)
        for _ in range(2):
            add(session, note="", no_note=True)
        assert persons(session) == (1, 3)

    def test_in_a_later_year_nobody_need_be_new(self, session: Session) -> None:
        add(session, day=date(2024, 3, 1))
        for number in range(3):
            add(session, day=date(2025, 3, 1 + number))
        new = year_report(session, 2025).figure("new_persons")
        assert (persons(session), (new.least, new.value)) == ((1, 3), (0, 3))

    def test_the_rule_says_of_how_many_it_is(self, session: Session, told_twice: list[tuple[str, str]]) -> None:
        assert told_twice
        assert "Of 11 persons" in year_report(session, 2025).as_json()["figures"]["persons"]["rule"]


class TestTheEstimate:
    def test_who_came_back_unlinked_is_told_from_the_stories(
        self, session: Session, told_twice: list[tuple[str, str]]
    ) -> None:
        assert told_twice
        found = estimate(session).figures["persons"]
        assert found.linked == 12
        assert found.low <= found.middle <= found.high
        assert 5 < found.middle < 11

    def test_links_bring_it_nearer(self, session: Session, told_twice: list[tuple[str, str]]) -> None:
        before = estimate(session).figures["persons"]
        for pair in told_twice:
            link(session, *pair, CORA, TODAY)
        after = estimate(session).figures["persons"]
        assert after.linked == 6
        assert after.high - after.low < before.high - before.low

    def test_who_was_looked_at_is_more_likely_new_and_more_so_where_the_team_seldom_misses(
        self, session: Session, told_twice: list[tuple[str, str]]
    ) -> None:
        at_first = estimate(session).figures["persons"].middle
        for pair in told_twice:
            decide(session, Verdict.DIFFERENT, *pair, CORA, TODAY)
        looked = estimate(session).figures["persons"].middle
        session.add(LinkCheck(year=TODAY.year, shown=100, missed=1))
        session.flush()
        assert at_first < looked < estimate(session).figures["persons"].middle

    def test_the_same_register_and_seed_give_the_same_numbers(
        self, session: Session, told_twice: list[tuple[str, str]]
    ) -> None:
        assert told_twice
        one = estimate(session)
        assert estimate(session) == one
        session.get_one(Statement, SEED).value = str(one.seed + 1)
        assert estimate(session).tables != one.tables  # the figures of two seeds are the same now and then

    def test_whoever_is_settled_is_so_in_whatever_year_one_looks(
        self, session: Session, told_twice: list[tuple[str, str]]
    ) -> None:
        earlier = _add(session, "Spør om husleie og depositum.", date(2023, 3, 1))
        other = _add(session, "Lurer på regler om skatt.", date(2024, 3, 1))
        decide(session, Verdict.DIFFERENT, earlier, other, CORA, TODAY)
        link(session, *told_twice[0], CORA, TODAY)
        assert [estimate(session, year).settled for year in (2023, 2024, 2025)] == [2, 2, 2]

    def test_every_table_is_counted_from_the_same_draws(
        self, session: Session, told_twice: list[tuple[str, str]]
    ) -> None:
        assert told_twice
        found = estimate(session)
        by_name = {table.title: table for table in found.tables}
        for title in ("Experience of selling sex", "Gender", "Age", "What came of it"):
            total = sum(values[0].middle for _, values in by_name[title].rows)
            assert total == pytest.approx(found.figures["persons"].middle)
        for title, table in by_name.items():
            new = sum(values[1].middle for _, values in table.rows)
            assert new == pytest.approx(found.figures["new_persons"].middle), title

    def test_a_language_of_a_contact_that_is_one_with_another_in_some_divisions_is_less_than_one(
        self, session: Session
    ) -> None:
        """On one day and one site, one person's registrations are one contact: the first of them."""
        for language in ("nb", "ro"):
            add(session, note=STORIES[0][0], language=language, day=date(2025, 3, 3), channel=Channel.DATING_SITE)
        languages = next(table for table in estimate(session).tables if table.title == "Languages")
        persons = {str(head): values[0] for head, values in languages.rows}
        assert persons["nb"].linked == persons["ro"].linked == 1
        assert sum(one.middle for one in persons.values()) == pytest.approx(estimate(session).figures["persons"].middle)
        assert min(one.middle for one in persons.values()) < 1

    def test_who_is_not_compared_counts_alone_and_relatives_not_at_all(self, session: Session) -> None:
        for _ in range(3):
            add(session, note="", no_note=True)
        add(session, about=About.RELATIVE_OR_HELPER, category=None)
        found = estimate(session).figures["persons"]
        assert (found.linked, found.middle, found.low, found.high) == (3, 3, 3, 3)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_a_year_is_counted_as_from_all_that_can_be_drawn(
    session: Session, told_twice: list[tuple[str, str]], year: int
) -> None:
    """Links and *different* reach over its ends, and some are not compared."""
    ours = [_add(session, notes[year % 2], date(year, 2, 1)) for year in (2024, 2026) for notes in STORIES]
    link(session, ours[0], told_twice[0][0], CORA, TODAY)
    link(session, told_twice[1][1], ours[-1], CORA, TODAY)
    decide(session, Verdict.DIFFERENT, ours[2], told_twice[2][0], CORA, TODAY)
    for _ in range(2):
        add(session, note="", no_note=True)
    memory, weights = Remembered(KEY).memory(session), starting_weights()
    seed = estimate_year(session, memory, weights, year).seed
    contacts, decided = counted_contacts(session), decided_in(memory, decisions(session))
    drawn = draw_from(memory, decided, weights, read_checks(session), seed, DRAWS).tolist()
    place = {one.id: number for number, one in enumerate(memory.contacts)}
    counted = [
        count_year([_person_in(division, place, one) for one in contacts], (), year).persons for division in drawn
    ]
    found = estimate_year(session, memory, weights, year)
    persons, new = [len(one) for one in counted], [sum(person.new for person in one) for one in counted]
    for name, values in (("persons", persons), ("new_persons", new)):
        likely = found.figures[name]
        assert likely.middle == pytest.approx(np.mean(values))
        assert [likely.low, likely.high] == np.percentile(values, [5, 95]).tolist()
    genders = next(table for table in found.tables if table.title == "Gender")
    men = next(values for head, values in genders.rows if str(head) == Gender.MAN)
    assert men[0].middle == pytest.approx(
        np.mean([sum(one.gender is Gender.MAN for one in year_) for year_ in counted])
    )


def _person_in(division: list[int], place: dict[str, int], one: CountedContact) -> CountedContact:
    """With its person as all contacts are divided; who is not compared is a person beside these."""
    if one.person is None:
        return one
    return one._replace(person=division[place[one.id]] if one.id in place else len(place) + one.person)


def test_a_report_is_made_without_it_where_it_would_take_too_long(
    session: Session, told_twice: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The contacts of the year count, and of the others those before it."""
    add(session, no_note=True, note="")
    for year in (2023, 2024, 2026):
        _add(session, STORIES[0][0], date(year, 5, 5))
    number, told = 2 * len(told_twice), list[str]()
    monkeypatch.setattr(estimating, "MOST", number * (number + 2))
    assert estimate_if_quick(session, Remembered(KEY), 2025) is not None
    monkeypatch.setattr(estimating, "MOST", number * (number + 2) - 1)
    with told_to(told.append):
        assert estimate_if_quick(session, Remembered(KEY), 2025) is None
    reason = f"{number} contacts of the year compared with each other and 2 before them"
    assert told == [f"no estimate: it takes too long with {reason}"]

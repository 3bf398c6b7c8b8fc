"""A draft is held against everything that was published, as its edition will be, and enters nothing in the ledger."""

import sqlite3
from collections.abc import Callable
from contextlib import closing as closed_after
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from chat.language import speech
from chat.models import Statement
from stats import estimating
from stats.disclosure.audit import Finding
from stats.estimating import estimate_if_quick
from stats.linking.drawing import draw_from
from stats.releases import closing, documents, freezing
from stats.releases.closing import Draft, draft
from stats.releases.content import digest
from stats.releases.documents.chapter import chapter
from stats.releases.editions import find_release, plan
from stats.releases.gone_through import state
from stats.releases.making import likeness
from stats.releases.plan import USUAL, Refused
from stats.releases.refusing import say_finding
from stats.remembering import Remembered
from tests.releases.closed import close
from tests.releases.conftest import AFTER, ALONE, FIRST, SECOND, contacts_of, drafted, give_exact
from tests.releases.drafting import come_back_late, ledger, meet_many, serve
from tests.server import LiveServer
from tests.stats.factories import CORA, KEY, add_person
from tests.stats.test_pages import words

REFUSED = "As it stands now, its publication would be refused."


def meet_few(session: Session) -> None:
    """Three in the first year, who all come back: whoever knows that they were three knows how many came back."""
    for number in range(3):
        add_person(session, *contacts_of(0, FIRST, 1), *contacts_of(0, SECOND, 1))
        add_person(session, *contacts_of(number, SECOND, 1))
    session.commit()


@pytest.fixture
def few(session: Session) -> Session:
    meet_few(session)
    return session


def print_as_counted(*counts: Any, **_: Any) -> Any:
    return counts[0]


def told(findings: tuple[Finding, ...]) -> list[tuple[object, ...]]:
    """What they say, whatever the release is called that would say it."""
    return [(one.problem, one.what, one.range, [row.partition(": ")[2] for row in one.rows]) for one in findings]


def would_pass_and_does(session: Session, year: int) -> None:
    assert draft(session, year, AFTER).refused is None
    session.commit()
    close(session, year)


def is_refused_as_when_closing(session: Session, year: int) -> Draft:
    made = draft(session, year, AFTER)
    session.commit()
    with pytest.raises(Refused) as refused:
        close(session, year)
    session.rollback()
    assert made.refused
    assert str(made.refused) == str(refused.value)
    assert told(made.refused.findings) == told(refused.value.findings)
    return made


class TestHolding:
    def test_one_that_would_pass_is_closed_afterwards(self, register: Session) -> None:
        would_pass_and_does(register, FIRST)
        would_pass_and_does(register, SECOND)

    def test_what_it_would_tell_beside_what_was_published_exact_before_refuses_it(self, few: Session) -> None:
        close(few, FIRST)
        give_exact(few, FIRST)
        made = is_refused_as_when_closing(few, SECOND)
        assert made.refused
        assert "give a few persons away" in str(made.refused)
        assert made.refused.findings

    def test_numbers_that_were_not_rounded_refuse_it(self, register: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(freezing, "close_year", print_as_counted)
        assert is_refused_as_when_closing(register, FIRST).refused

    def test_more_who_came_back_than_were_there_refuse_it(self, register: Session) -> None:
        close(register, FIRST)
        come_back_late(register)
        assert f"Make a new edition of {FIRST}, first." in str(is_refused_as_when_closing(register, SECOND).refused)

    @pytest.mark.parametrize(
        ("year", "why"),
        [
            (FIRST, "cannot be closed any more"),
            (1800, "or of any year before"),
            (AFTER.year, "Nothing is registered of"),
        ],
    )
    def test_of_a_year_that_cannot_be_closed_there_is_none_and_nothing_is_drawn(
        self, register: Session, year: int, why: str
    ) -> None:
        close(register, SECOND)
        with pytest.raises(Refused, match=why):
            draft(register, year, AFTER)
        register.commit()
        assert not register.get(Statement, f"{closing.SEED}_{year}")

    def test_what_was_published_exact_before_does_not_where_it_adds_nothing(self, register: Session) -> None:
        close(register, FIRST)
        give_exact(register, FIRST)
        would_pass_and_does(register, SECOND)

    def test_a_year_that_runs_is_held_too(self, few: Session) -> None:
        close(few, FIRST)
        give_exact(few, FIRST)
        assert draft(few, SECOND, AFTER.replace(year=SECOND)).refused

    @pytest.mark.parametrize("exact", [False, True])
    def test_nothing_of_it_enters_the_ledger(self, few: Session, exact: bool) -> None:
        close(few, FIRST)
        if exact:
            give_exact(few, FIRST)
        before = ledger(few)
        assert bool(draft(few, SECOND, AFTER).refused) is exact
        few.commit()
        assert ledger(few) == before
        assert before["frozen_cells"]

    def test_it_is_rounded_once(self, register: Session) -> None:
        close(register, FIRST)
        first, second = (draft(register, SECOND, AFTER).content for _ in range(2))
        assert first == second


def drawn_and_free(session: Session, seen: list[bool]) -> Callable[..., Any]:
    """Notes for each call whether another connection can write meanwhile, and goes on as it would have."""
    path = str(session.connection().engine.url.database)

    def wrapped(work: Callable[..., Any], *given: Any) -> Any:
        with closed_after(sqlite3.connect(path, timeout=0.05)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.rollback()
        seen.append(True)
        return work(*given)

    return wrapped


class TestWritingMeanwhile:
    def test_others_write_while_the_first_draft_is_made(
        self, register: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[bool] = []
        free = drawn_and_free(register, seen)
        for name in ("make", "hold_edition"):
            monkeypatch.setattr(closing, name, partial(free, getattr(closing, name)))
        first = draft(register, FIRST, AFTER)
        assert len(seen) == 2
        register.rollback()
        assert draft(register, FIRST, AFTER).content == first.content  # the secret was kept

    def test_others_write_while_the_first_estimate_is_made(
        self, register: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[bool] = []
        free = drawn_and_free(register, seen)
        monkeypatch.setattr(estimating, "draw_from", partial(free, draw_from))
        first = estimate_if_quick(register, Remembered(KEY), FIRST)
        assert seen == [True]
        register.rollback()
        assert first == estimate_if_quick(register, Remembered(KEY), FIRST)


class TestSameAsLookedAt:
    """A year is closed as its draft was, or not at all."""

    def close(self, session: Session, seen: Draft) -> None:
        session.commit()
        closing.close(session, FIRST, "", CORA, AFTER, why_not_two=ALONE, drafted=likeness(seen.content))
        session.commit()

    def test_it_is_closed_where_nothing_changed_on_a_later_day_too(self, register: Session) -> None:
        looked_at = draft(register, FIRST, AFTER - timedelta(1))
        state(register, FIRST, CORA, True, AFTER)
        self.close(register, looked_at)
        assert find_release(register, FIRST, 1)

    def register_more(self, session: Session) -> None:
        for number in range(12):
            add_person(session, *contacts_of(number, FIRST, 1))

    def plan_otherwise(self, session: Session) -> None:
        plan(session, FIRST, ["persons_by_gender"], CORA, AFTER)

    def choose_another_rule(self, session: Session) -> None:
        plan(session, FIRST, USUAL, CORA, AFTER, "4b")

    @pytest.mark.parametrize("change", [register_more, plan_otherwise, choose_another_rule])
    def test_after_any_change_it_is_refused(
        self, register: Session, change: Callable[["TestSameAsLookedAt", Session], None]
    ) -> None:
        looked_at = draft(register, FIRST, AFTER)
        register.commit()
        change(self, register)
        with pytest.raises(Refused, match="Something changed"):
            self.close(register, looked_at)
        register.rollback()
        self.close(register, draft(register, FIRST, AFTER))


def test_an_earlier_year_is_left_open_only_where_that_is_meant(register: Session) -> None:
    not_meant = partial(closing.close, reason="", actor_id=CORA, today=AFTER, why_not_two=ALONE)
    with pytest.raises(Refused, match=f"{FIRST} is not closed, and cannot be"):
        not_meant(register, SECOND)
    register.rollback()
    for year in (FIRST, SECOND):
        not_meant(register, year)
        register.commit()


class TestSaying:
    @pytest.fixture
    def refused(self, few: Session) -> Draft:
        close(few, FIRST)
        give_exact(few, FIRST)
        return draft(few, SECOND, AFTER)

    def test_every_page_of_a_file_says_that_it_would_be_refused(self, refused: Draft) -> None:
        told = chapter(refused.content, digest(refused.content), "en")
        assert REFUSED in told.marks
        assert told.marks[0] == "Internal draft, not for publication"
        assert any("would give a few persons away" in sentence for sentence in told.changed)

    def test_no_file_says_whom_it_would_tell_of(self, refused: Draft) -> None:
        assert refused.refused
        made = documents.make(refused.content, digest(refused.content), "en", "csv").decode()
        for finding in refused.refused.findings:
            assert say_finding(speech("en"), finding) not in made
        assert "between" not in made

    def test_its_own_numbers_are_called_those_of_the_draft(self, refused: Draft) -> None:
        assert refused.refused
        finding = refused.refused.findings[0]
        assert any(row.startswith(f"{SECOND}-0: ") for row in finding.rows)
        rows = (f"{SECOND}-0: persons_by_age, all", f"{FIRST}-2: persons_by_age, all")
        both = Finding(finding.problem, finding.what, finding.range, rows, finding.of)
        said = say_finding(speech("en"), both)
        assert f"Persons by age (this draft); Persons by age (edition {FIRST}-2)" in said

    def test_one_that_would_pass_says_that_it_was_tried(self, register: Session) -> None:
        content = draft(register, FIRST, AFTER).content
        told = chapter(content, digest(content), "en")
        assert any("would pass as it stands now" in sentence for sentence in told.changed)
        assert REFUSED not in told.marks


@pytest.fixture
def served(own_server: LiveServer) -> LiveServer:
    """The first year is closed, in the register of a server."""
    return serve(own_server, meet_many, partial(close, year=FIRST))


class TestServed:
    PAGE = f"/stats/releases/{SECOND}/0"

    def test_the_year_is_closed_from_a_draft_that_passes(self, served: LiveServer) -> None:
        with closed_after(served.staff("lena", ["lead"])) as lead:
            assert f"Lukk {SECOND} og publiser" not in words(lead.get(f"/stats/releases/{SECOND}"))
            page = words(lead.get(self.PAGE))
            assert "Internt utkast, ikke for publisering" in page
            assert "ville slippe gjennom slik det står nå" in page
            assert f"Lukk {SECOND} og publiser" in page
        for year, said in ((FIRST, False), (SECOND, True)):
            assert ("would pass as it stands now" in served.run("report", str(year), "--format", "html").stderr) is said

    def test_after_a_change_the_new_draft_is_shown_and_what_was_written_stays(self, served: LiveServer) -> None:
        with closed_after(served.staff("lena", ["lead"])) as lead:
            given = drafted(lead.get(self.PAGE)) | {"why_not_two": "Vi er alene."}
            lead.post(f"/stats/releases/{SECOND}/plan", data={"table": ["persons_by_gender"]})
            answer = lead.post(f"/stats/releases/{SECOND}/close", data=given)
            assert answer.status_code == 422
            assert "Noe er endret siden utkastet ble laget" in words(answer)
            assert "Personer etter kjønn" in words(answer)
            assert 'value="Vi er alene."' in answer.text
            assert "Noe er endret" in words(lead.post(f"/stats/releases/{SECOND}/close", data=given | {"drafted": ""}))
            again = given | drafted(answer)
            assert lead.post(f"/stats/releases/{SECOND}/close", data=again).status_code == 303

    def test_a_year_that_has_no_contacts_has_no_draft(self, served: LiveServer) -> None:
        with closed_after(served.staff("lena", ["lead"])) as lead:
            for address in ("1999/0", "1999/0/csv", "1800/0", f"{SECOND + 1}/0"):
                assert lead.get(f"/stats/releases/{address}").status_code == 404
            assert "Det finnes ikke noe utkast for 1999" in words(lead.get("/stats/releases/1999"))
        assert "Nothing is registered of 2199." in served.run("report", "2199", "--format", "html").stderr

    def test_a_draft_that_does_not_pass_says_why_and_offers_no_closing(self, own_server: LiveServer) -> None:
        served = serve(own_server, meet_few, partial(close, year=FIRST), partial(give_exact, year=FIRST))
        with closed_after(served.staff("lena", ["lead"])) as lead:
            answers = lead.get(self.PAGE), lead.post(f"/stats/releases/{SECOND}/close", data={"why_not_two": "Alene."})
            assert [answer.status_code for answer in answers] == [200, 422]
            for page in map(words, answers):
                assert "Slik det står nå, ville publisering bli avvist." in page
                assert "røpe noen få personer" in page
                assert "(dette utkastet)" in page
                assert f"Lukk {SECOND}" not in page
        said = served.run("report", str(SECOND), "--format", "html").stderr
        assert REFUSED in said
        assert f"by {SECOND}-0: at least" in said

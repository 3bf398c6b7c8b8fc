"""Our own names elsewhere, and check codes: each answers yes once, for who has it, and nobody knows who that is."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from chat.periods import Kind
from stats import profiles, retention, venues
from stats.models.shifts import CheckCode
from stats.profiles import NoProfile
from stats.venues import NoVenue
from tests.stats.factories import KEY
from tests.stats.test_venues import a_venue

DAY = date(2026, 12, 3)
NEXT = DAY + timedelta(days=1)


class TestNames:
    @pytest.fixture
    def venue(self, session: Session) -> int:
        number = venues.save_venue(session, a_venue())
        profiles.add_profile(session, number, "oss_i_gata", DAY, None)
        session.flush()
        return number

    def test_those_of_today_are_public_by_site(self, session: Session, venue: int) -> None:
        profiles.add_profile(session, venue, "gammel", DAY - timedelta(days=9), DAY - timedelta(days=1))
        profiles.add_profile(session, venue, "kommende", NEXT, None)
        session.flush()
        assert profiles.list_public(session, DAY) == {"Blåtimen": ["oss_i_gata"]}
        assert profiles.list_public(session, NEXT) == {"Blåtimen": ["kommende", "oss_i_gata"]}

    def test_one_that_is_over_is_not_ours(self, session: Session, venue: int) -> None:
        profiles.end_profile(session, venue, 1, DAY)
        session.flush()
        assert profiles.list_public(session, DAY) == {"Blåtimen": ["oss_i_gata"]}
        assert profiles.list_public(session, NEXT) == {}

    def test_what_is_not_there_is_refused(self, session: Session, venue: int) -> None:
        with pytest.raises(NoVenue):
            profiles.add_profile(session, 9, "x", DAY, None)
        for place, number in ((venue, 9), (9, 1)):
            with pytest.raises(NoProfile):
                profiles.end_profile(session, place, number, DAY)


class TestCheckCodes:
    def test_it_answers_yes_once(self, session: Session) -> None:
        code = profiles.issue_code(session, KEY, DAY)
        assert profiles.use_code(session, KEY, code, DAY)
        assert not profiles.use_code(session, KEY, code, DAY)

    def test_it_holds_on_the_day_after_because_shifts_last_past_midnight(self, session: Session) -> None:
        code = profiles.issue_code(session, KEY, DAY)
        assert profiles.use_code(session, KEY, code, NEXT)

    def test_it_holds_no_longer(self, session: Session) -> None:
        code = profiles.issue_code(session, KEY, DAY)
        assert not profiles.use_code(session, KEY, code, NEXT + timedelta(days=1))

    def test_how_it_is_spaced_does_not_matter(self, session: Session) -> None:
        code = profiles.issue_code(session, KEY, DAY)
        assert profiles.use_code(session, KEY, f" {code.replace(' ', '-')}\n", DAY)

    @pytest.mark.parametrize("guess", ["", "123", "nei", "000 000 000 000 000"])
    def test_another_answers_no(self, session: Session, guess: str) -> None:
        code = profiles.issue_code(session, KEY, DAY)
        assert not profiles.use_code(session, KEY, guess, DAY)
        assert not profiles.use_code(session, bytes(32), code, DAY)
        assert profiles.use_code(session, KEY, code, DAY)

    def test_one_that_nobody_used_is_destroyed_by_schedule_when_it_holds_no_longer(self, session: Session) -> None:
        profiles.issue_code(session, KEY, DAY)
        for day, left in ((NEXT, 1), (NEXT + timedelta(days=1), 0)):
            retention.destroy(session, Kind.CHECK_CODE, datetime.combine(day, time(12)))
            assert session.query(CheckCode).count() == left

    def test_nothing_is_stored_but_its_digest_and_its_day(self, session: Session) -> None:
        code = profiles.issue_code(session, KEY, DAY)
        session.flush()
        row = session.query(CheckCode).one()
        assert set(inspect(CheckCode).columns.keys()) == {"digest", "day"}
        assert row.day == DAY
        assert code.encode() not in row.digest
        assert code.replace(" ", "").encode() not in row.digest

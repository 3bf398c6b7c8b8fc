"""Shifts by hand, what may be typed of them, and which one a contact may belong to."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from stats import rota, shifts
from stats.forms import FormErrors
from stats.models.shifts import Shift, Venue
from stats.rota import AHEAD, NewException
from stats.shift_forms import parse_exception, parse_profile, parse_rules, parse_shift, parse_venue, parse_weekly
from stats.shifts import NoShift
from stats.venues import NoVenue
from stats.vocabulary import Channel, ShiftState, VenueKind
from tests.stats.factories import add
from tests.stats.test_rota import TODAY, by_hand, weekly

Form = dict[str, list[str]]


def a_shift(**differing: str) -> Form:
    plain = {
        "day": TODAY.isoformat(),
        "venue": "own",
        "starts": "17:00",
        "ends": "21.30",
        "state": "held",
        "team_size": "2",
        "languages": "nb, en en",
        "attempts": "3",
    }
    return {name: [value] for name, value in (plain | differing).items()}


def wrong(form: Form) -> set[str]:
    with pytest.raises(FormErrors) as refused:
        parse_shift(form, TODAY, {1})
    return set(refused.value.errors)


def test_a_shift_is_read_as_it_was_typed() -> None:
    new = parse_shift(a_shift(), TODAY, {1})
    assert (new.venue_id, new.starts, new.ends, new.team_size) == (None, time(17), time(21, 30), 2)
    assert (new.languages, new.attempts, new.state) == ("nb en", 3, ShiftState.HELD)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("day", "3/12"),
        ("day", ""),
        ("day", "1969-01-01"),
        ("venue", ""),
        ("venue", "7"),
        ("venue", "one"),
        ("starts", "25:00"),
        ("ends", ""),
        ("state", "maybe"),
        ("team_size", ""),
        ("team_size", "0"),
        ("team_size", "31"),
        ("attempts", "-1"),
        ("attempts", "many"),
        ("languages", "norsk"),
    ],
)
def test_what_cannot_be_right_is_told_at_its_field(name: str, value: str) -> None:
    assert wrong(a_shift(**{name: value})) == {name}


def test_a_day_to_come_cannot_have_been_held() -> None:
    assert wrong(a_shift(day=(TODAY + timedelta(days=1)).isoformat())) == {"state"}


def test_nothing_is_planned_further_ahead_than_the_rota_is() -> None:
    far = (TODAY + AHEAD + timedelta(days=1)).isoformat()
    assert wrong(a_shift(day=far, state="planned")) == {"day"}


def test_one_that_is_planned_needs_no_team() -> None:
    assert parse_shift(a_shift(state="planned", team_size="", attempts=""), TODAY, set()).team_size is None


def test_a_shift_of_a_weekly_one_keeps_its_day(session: Session) -> None:
    rota.save_weekly(session, weekly(), TODAY)
    shifts.save_shift(session, by_hand(day=TODAY - timedelta(days=4)), 1)
    assert (shifts.get_shift(session, 1).day, shifts.get_shift(session, 1).by_hand) == (TODAY, True)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("day", {"day": TODAY - timedelta(days=1)}),
        ("venue", {"venue_id": 1}),
        ("state", {"state": ShiftState.CANCELLED}),
    ],
)
def test_a_shift_with_contacts_is_not_made_another(session: Session, field: str, change: dict[str, Any]) -> None:
    session.add(Venue(id=1, name="Kafeen", kind=VenueKind.COMMUNITY_SITE, channel=Channel.GAY_COMMUNITY_SITE))
    held = by_hand(state=ShiftState.HELD, team_size=2)
    shifts.save_shift(session, held)
    add(session, day=TODAY, shift_id=1)
    with pytest.raises(FormErrors) as refused:
        shifts.save_shift(session, replace(held, **change), 1)
    assert set(refused.value.errors) == {field}
    shifts.save_shift(session, replace(held, team_size=3, ends=time(22)), 1)
    assert (shifts.get_shift(session, 1).day, shifts.get_shift(session, 1).team_size) == (TODAY, 3)


def test_attempts_without_reply_are_a_number_of_the_shift(session: Session) -> None:
    shifts.save_shift(session, by_hand(state=ShiftState.HELD, team_size=2, attempts=12))
    assert session.get_one(Shift, 1).attempts == 12


def test_what_is_not_there_is_refused(session: Session) -> None:
    with pytest.raises(NoShift):
        shifts.get_shift(session, 1)
    with pytest.raises(NoVenue):
        shifts.save_shift(session, by_hand(venue_id=1))


class TestTheShiftOfAContact:
    def test_it_is_one_of_that_day_and_channel(self, session: Session) -> None:
        shifts.save_shift(session, by_hand(state=ShiftState.HELD))
        assert len(shifts.held_on(session, TODAY, Channel.WEB_CHAT)) == 1
        assert shifts.held_on(session, TODAY, Channel.CHAT_ROOM) == []
        assert shifts.held_on(session, TODAY + timedelta(days=1), Channel.WEB_CHAT) == []

    def test_one_that_lasts_into_the_night_is_the_next_days_too(self, session: Session) -> None:
        shifts.save_shift(session, by_hand(state=ShiftState.HELD, starts=time(22), ends=time(2)))
        assert len(shifts.held_on(session, TODAY + timedelta(days=1), Channel.WEB_CHAT)) == 1

    def test_one_that_was_cancelled_has_no_contacts(self, session: Session) -> None:
        shifts.save_shift(session, by_hand())
        assert shifts.held_on(session, TODAY, Channel.WEB_CHAT) == []


class TestTheOtherForms:
    def test_a_weekly_shift(self) -> None:
        form = {"venue": ["1"], "weekday": ["6"], "starts": ["22:00"], "ends": ["2:00"], "from_day": ["2026-12-03"]}
        new = parse_weekly(form, TODAY, {1})
        assert (new.venue_id, new.weekday, new.ends, new.until_day) == (1, 6, time(2), None)
        with pytest.raises(FormErrors) as refused:
            parse_weekly({**form, "weekday": ["7"], "until_day": ["2026-12-02"]}, TODAY, {1})
        assert set(refused.value.errors) == {"weekday", "until_day"}

    def test_a_day_that_is_not_as_the_rota_says(self) -> None:
        assert parse_exception({"day": ["2026-12-24"]}, TODAY, set()) == NewException(date(2026, 12, 24), None)
        for form in ({"day": ["2026-12-02"]}, {"day": ["2026-12-24"], "starts": ["12:00"]}, {"day": [""]}):
            with pytest.raises(FormErrors):
                parse_exception(form, TODAY, set())
        with pytest.raises(FormErrors):
            parse_exception({"day": ["2026-12-24"], "weekly": ["3"]}, TODAY, {1})

    def test_the_minutes(self) -> None:
        assert parse_rules({"last_intake": ["0"], "patience": ["60"]}, TODAY) == (0, 60)
        with pytest.raises(FormErrors) as refused:
            parse_rules({"last_intake": ["181"], "patience": ["0"]}, TODAY)
        assert set(refused.value.errors) == {"last_intake", "patience"}

    def test_a_venue_is_not_our_own_chat(self) -> None:
        form = {"name": ["Kafeen"], "kind": ["chat_room"], "channel": ["web_chat"]}
        with pytest.raises(FormErrors) as refused:
            parse_venue(form, TODAY)
        assert set(refused.value.errors) == {"channel"}

    def test_an_agreement_has_a_day_and_days_without_one_are_dropped(self) -> None:
        form = {"name": ["Kafeen"], "kind": ["chat_room"], "channel": ["chat_room"]}
        new = parse_venue({**form, "agreement_day": ["2026-01-01"], "no_logging_day": ["x"]}, TODAY)
        assert (new.agreement_day, new.no_logging_day) == (None, None)
        with pytest.raises(FormErrors) as refused:
            parse_venue({**form, "agreement": ["yes"], "no_logging": ["yes"]}, TODAY)
        assert set(refused.value.errors) == {"agreement_day", "no_logging_day"}

    def test_a_name_of_ours(self) -> None:
        form = {"profile": ["oss_i_gata"], "active_from": ["2026-12-03"], "active_until": [""]}
        assert parse_profile(form, TODAY) == ("oss_i_gata", TODAY, None)
        with pytest.raises(FormErrors) as refused:
            parse_profile({**form, "profile": ["a\x00b"], "active_until": ["2026-12-01"]}, TODAY)
        assert set(refused.value.errors) == {"profile", "active_until"}

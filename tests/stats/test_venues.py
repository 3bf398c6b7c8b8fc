"""Venues, and when a shift at one of them is not in order."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from stats import venues
from stats.models.shifts import Venue
from stats.venues import NameTaken, NewVenue, NoVenue
from stats.vocabulary import Channel, VenueKind

DAY = date(2026, 12, 3)
NOT_AGREED = "The owner of this venue has not agreed that we are there."
NOT_THEN = "The owner’s agreement does not hold on this day."
NO_PROMISE = "The owner has not promised not to record who talks with us."


def a_venue(**differing: Any) -> NewVenue:
    plain: dict[str, Any] = {
        "name": "Blåtimen",
        "kind": VenueKind.CHAT_ROOM,
        "channel": Channel.CHAT_ROOM,
        "agreement": True,
        "agreement_day": DAY,
        "agreement_until": DAY + timedelta(days=30),
        "no_logging": True,
        "no_logging_day": DAY,
        "rules": "Bare svare.",
        "languages": "nb",
    }
    return NewVenue(**plain | differing)


def warned(session: Session, day: date = DAY, **differing: Any) -> list[str]:
    return venues.warnings(venues.get_venue(session, venues.save_venue(session, a_venue(**differing))), day)


def test_one_with_agreement_and_promise_is_in_order(session: Session) -> None:
    assert warned(session) == []


def test_one_without_agreement_is_warned_about(session: Session) -> None:
    assert warned(session, agreement=False) == [NOT_AGREED]


@pytest.mark.parametrize("days", [-1, 31])
def test_so_is_a_day_on_which_the_agreement_does_not_hold(session: Session, days: int) -> None:
    assert NOT_THEN in warned(session, DAY + timedelta(days=days))


def test_one_without_the_promise_not_to_record_is_warned_about(session: Session) -> None:
    assert warned(session, no_logging=False) == [NO_PROMISE]
    assert NO_PROMISE in warned(session, DAY - timedelta(days=1), name="Kafeen")


def test_what_is_missing_is_all_told(session: Session) -> None:
    assert warned(session, agreement=False, no_logging=False) == [NOT_AGREED, NO_PROMISE]


def test_own_chat_and_the_street_have_no_owner(session: Session) -> None:
    assert venues.warnings(None, DAY) == []
    assert warned(session, kind=VenueKind.STREET, agreement=False, no_logging=False) == []


def test_two_venues_do_not_have_one_name(session: Session) -> None:
    number = venues.save_venue(session, a_venue())
    with pytest.raises(NameTaken):
        venues.save_venue(session, a_venue())
    assert venues.save_venue(session, a_venue(rules=""), number) == number
    assert session.query(Venue).count() == 1


def test_its_rules_are_there_for_who_registers_a_contact(session: Session) -> None:
    assert venues.venue_rules(session, venues.save_venue(session, a_venue())) == "Bare svare."
    with pytest.raises(NoVenue):
        venues.venue_rules(session, 7)

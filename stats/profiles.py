"""Our own names at venues, which anybody may read, and codes by which one person can be sure that it is us.

Of a code only its keyed digest is stored, and the day on which it was made: who got it and who asked is nowhere.
"""

import secrets
from datetime import date, timedelta

from sqlalchemy import CursorResult, delete, or_, select
from sqlalchemy.orm import Session

from chat.sealing import code_digest
from stats.models.shifts import CheckCode, Profile, Venue
from stats.venues import get_venue

GROUPS, DIGITS = 5, 3  # 49 bits: easy to type on a telephone, and nobody guesses one
HOLDS = timedelta(days=1)  # after the day on which it was made, because shifts last past midnight


class NoProfile(Exception):
    """There is no such profile."""


def is_ours(profile: Profile, day: date) -> bool:
    """Whether we write under the name on that day."""
    return profile.active_from <= day and (profile.active_until is None or day <= profile.active_until)


def list_public(session: Session, today: date) -> dict[str, list[str]]:
    """The names that are ours today, by the name of the site."""
    active = or_(Profile.active_until.is_(None), Profile.active_until >= today)
    ours = select(Venue.name, Profile.name).join(Profile).where(Profile.active_from <= today, active)
    names: dict[str, list[str]] = {}
    for site, name in session.execute(ours.order_by(Venue.name, Profile.name)):
        names.setdefault(site, []).append(name)
    return names


def add_profile(session: Session, venue_id: int, name: str, active_from: date, active_until: date | None) -> None:
    """Raises NoVenue."""
    venue = get_venue(session, venue_id)
    venue.profiles.append(Profile(name=name, active_from=active_from, active_until=active_until))


def end_profile(session: Session, venue_id: int, profile_id: int, last: date) -> None:
    """Makes `last` the last day on which the name is ours. Raises NoProfile."""
    found = session.get(Profile, profile_id)
    if found is None or found.venue_id != venue_id:
        raise NoProfile
    found.active_until = last


def issue_code(session: Session, service_key: bytes, today: date) -> str:
    """A code that holds today and tomorrow, for one use."""
    code = " ".join("".join(secrets.choice("0123456789") for _ in range(DIGITS)) for _ in range(GROUPS))
    session.add(CheckCode(digest=_digest(service_key, code), day=today))
    return code


def use_code(session: Session, service_key: bytes, code: str, today: date) -> bool:
    """Whether `code` is one of ours that holds today and was not used. It is used up by asking."""
    ours = delete(CheckCode).where(CheckCode.digest == _digest(service_key, code), CheckCode.day >= today - HOLDS)
    done = session.execute(ours)
    return isinstance(done, CursorResult) and done.rowcount == 1


def _digest(service_key: bytes, code: str) -> bytes:
    """Of the digits alone, however they were spaced."""
    return code_digest(service_key, "".join(sign for sign in code if sign in "0123456789"))

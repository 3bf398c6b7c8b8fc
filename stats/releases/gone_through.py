"""Who went through the list of what is open before a year is closed. Two counsellors are asked to, each by herself.

A statement is about the list as it was: it holds while nothing is open that was not on it, whatever was settled since.
Names stay in the register. What is printed is whether two did, and if not, why.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.accounts import list_able
from chat.roles import Permission
from stats.counted import counted_contacts
from stats.models.releases import GoneThrough
from stats.releases.before_closing import Open, list_open

NEEDED = 2


def who_went_through(session: Session, year: int, found: Open | None = None) -> set[int]:
    """The counsellors whose statement holds. `found`: what is open of the year, where that was read already."""
    said = who_said(session, year)
    if not said:
        return set()
    found = found or list_open(session, counted_contacts(session), year)
    return {event.actor_id for event in said if event.open is not None and found.within(event.open)}


def who_said(session: Session, year: int) -> list[GoneThrough]:
    """What those who are counsellors today stated and did not take back, whether it holds or not."""
    events = select(GoneThrough).where(GoneThrough.year == year).order_by(GoneThrough.id)
    last = {event.actor_id: event for event in session.scalars(events)}
    able = {account.id for account in list_able(session, Permission.CLEAR)}
    return [event for actor, event in last.items() if event.is_so and actor in able]


def by_two(session: Session, year: int) -> bool:
    return len(who_went_through(session, year)) >= NEEDED


def state(session: Session, year: int, actor_id: int, is_so: bool, day: date, found: Open | None = None) -> None:
    """Adds what a counsellor states of herself, where it is another than what holds. The caller commits."""
    found = found or list_open(session, counted_contacts(session), year)
    if (actor_id in who_went_through(session, year, found)) != is_so:
        session.add(GoneThrough(year=year, actor_id=actor_id, is_so=is_so, day=day, open=found.ids))
        session.flush()

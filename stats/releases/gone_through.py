"""Who went through the list of what is open before a year is closed. Two counsellors are asked to, each by herself.

Names stay in the register. What is printed is whether two did, and if not, why.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from stats.models.releases import GoneThrough

NEEDED = 2


def who_went_through(session: Session, year: int) -> set[int]:
    """The accounts that stated it and did not take it back."""
    events = select(GoneThrough).where(GoneThrough.year == year).order_by(GoneThrough.id)
    last = {event.actor_id: event.is_so for event in session.scalars(events)}
    return {actor for actor, is_so in last.items() if is_so}


def by_two(session: Session, year: int) -> bool:
    return len(who_went_through(session, year)) >= NEEDED


def state(session: Session, year: int, actor_id: int, is_so: bool, day: date) -> None:
    """Adds what a counsellor states of herself, where it is another than before. The caller commits."""
    if (actor_id in who_went_through(session, year)) != is_so:
        session.add(GoneThrough(year=year, actor_id=actor_id, is_so=is_so, day=day))
        session.flush()

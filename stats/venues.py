"""The register of venues: places that are not ours, whether their owners agree, and what may be written there."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.language import N_
from stats.models.shifts import Venue
from stats.vocabulary import Channel, VenueKind


class NoVenue(Exception):
    """There is no such venue."""


class NameTaken(Exception):
    """Another venue has this name."""


@dataclass(frozen=True)
class NewVenue:
    """A venue, complete and consistent, not yet stored."""

    name: str
    kind: VenueKind
    channel: Channel
    agreement: bool
    agreement_day: date | None
    agreement_until: date | None
    no_logging: bool
    no_logging_day: date | None
    rules: str
    languages: str


def list_venues(session: Session) -> list[Venue]:
    return list(session.scalars(select(Venue).order_by(Venue.name)))


def get_venue(session: Session, venue_id: int) -> Venue:
    """Raises NoVenue."""
    found = session.get(Venue, venue_id)
    if found is None:
        raise NoVenue
    return found


def save_venue(session: Session, new: NewVenue, venue_id: int | None = None) -> int:
    """Adds a venue, or changes one; its number. Raises NoVenue and NameTaken."""
    namesake = session.scalar(select(Venue).where(Venue.name == new.name))
    if namesake and namesake.id != venue_id:
        raise NameTaken
    venue = get_venue(session, venue_id) if venue_id else Venue()
    for name, value in vars(new).items():
        setattr(venue, name, value)
    session.add(venue)
    session.flush()
    return venue.id


def venue_rules(session: Session, venue_id: int) -> str:
    """What may be done and written at the venue, for whoever registers a contact there. Raises NoVenue."""
    return get_venue(session, venue_id).rules


def warnings(venue: Venue | None, day: date) -> list[str]:
    """Why a shift there on that day is not in order, as texts of the catalogue; none where it is.

    Own chat and a street have no owner to ask.
    """
    if venue is None or venue.kind is VenueKind.STREET:
        return []
    found = []
    if not venue.agreement:
        found.append(N_("The owner of this venue has not agreed that we are there."))
    elif not _holds(day, venue.agreement_day, venue.agreement_until):
        found.append(N_("The owner’s agreement does not hold on this day."))
    if not venue.no_logging or not _holds(day, venue.no_logging_day, None):
        found.append(N_("The owner has not promised not to record who talks with us."))
    return found


def _holds(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)

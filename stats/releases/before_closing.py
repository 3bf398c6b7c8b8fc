"""Which years are open, and what is better settled before one is closed: owed registrations, undecided contacts."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from stats.counting import CountedContact
from stats.links import decisions
from stats.models import OwedRegistration
from stats.releases.editions import list_releases
from stats.report import years
from stats.vocabulary import About, Verdict


@dataclass(frozen=True)
class Open:
    """`owed`: conversations of the year that nobody registered. `unsure` and `not_looked`: contacts, by their ids.

    A contact is unsure while one of its answers is; nobody looked where it has none that settles it.
    """

    owed: int
    unsure: tuple[str, ...]
    not_looked: tuple[str, ...]

    @property
    def numbers(self) -> dict[str, int]:
        return {"owed": self.owed, "unsure": len(self.unsure), "not_looked": len(self.not_looked)}


def open_years(session: Session, this_year: int) -> list[int]:
    """The years with contacts that can still be closed, the running one too; the one to close first is first."""
    last = max((release.year for release in list_releases(session)), default=0)
    return sorted(year for year in years(session) if last < year <= this_year)


def list_open(session: Session, contacts: Sequence[CountedContact], year: int) -> Open:
    """`contacts`: those of all years. One without a note cannot be compared, and is open to nobody."""
    owed = select(func.count()).where(extract("year", OwedRegistration.day) == year)
    of_year = sorted((one.day, one.id) for one in contacts if one.day.year == year and _compared(one))
    last = decisions(session).last.items()
    unsure = {one for two, event in last if event.verdict is Verdict.UNSURE for one in two}
    looked = unsure | {one.id for one in contacts if one.settled}
    return Open(
        session.scalar(owed) or 0,
        tuple(one for _, one in of_year if one in unsure),
        tuple(one for _, one in of_year if one not in looked),
    )


def _compared(contact: CountedContact) -> bool:
    return contact.about is About.HIMSELF and not contact.no_note and not contact.continues

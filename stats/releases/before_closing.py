"""Which years are open, and what is better settled before one is closed: owed registrations, undecided contacts."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from stats.counting import CountedContact
from stats.links import decisions
from stats.models import OwedRegistration, SkippedRegistration
from stats.releases.editions import list_releases
from stats.report import years
from stats.vocabulary import About, Channel, SkipReason, Verdict


class Owed(NamedTuple):
    """A conversation that is not registered yet, in which both sides wrote; only the counsellor who had it can."""

    id: int
    day: date
    channel: Channel
    counselor_id: int


@dataclass(frozen=True)
class Open:
    """`owed`: conversations of the year that can still be registered. `lapsed`: how many never were, and cannot be now.

    `not_looked` and `unsure`: contacts, by their ids.
    A contact is unsure while one of its answers is; nobody looked where it has none that settles it.
    """

    owed: tuple[Owed, ...]
    not_looked: tuple[str, ...]
    unsure: tuple[str, ...]
    lapsed: int = 0

    @property
    def numbers(self) -> dict[str, int]:
        """What a release says of it. Conversations that are not registered are one number there."""
        return {"owed": len(self.owed) + self.lapsed, "unsure": len(self.unsure), "not_looked": len(self.not_looked)}

    @property
    def contacts(self) -> tuple[str, ...]:
        """Those that nobody looked at first: they can be settled, and of the others somebody could not tell."""
        return self.not_looked + self.unsure

    @property
    def ids(self) -> str:
        """Everything that is open, as JSON: numbers are owed registrations, words are contacts."""
        return json.dumps([*sorted(one.id for one in self.owed), *sorted(self.contacts)])

    @property
    def mark(self) -> str:
        """Tells this list from any other."""
        return hashlib.sha256(self.ids.encode()).hexdigest()

    def within(self, ids: str) -> bool:
        """Whether nothing is open but what was among these `ids`."""
        return set(json.loads(self.ids)) <= set(json.loads(ids))


def open_years(session: Session, this_year: int) -> list[int]:
    """The years with contacts that can still be closed, the running one too; the one to close first is first."""
    last = max((release.year for release in list_releases(session)), default=0)
    return sorted(year for year in years(session) if last < year <= this_year)


def list_open(session: Session, contacts: Sequence[CountedContact], year: int) -> Open:
    """`contacts`: those of all years. One without a note cannot be compared, and is open to nobody."""
    of_year = sorted((one.day, one.id) for one in contacts if one.day.year == year and _compared(one))
    last = decisions(session).last.items()
    unsure = {one for two, event in last if event.verdict is Verdict.UNSURE for one in two}
    looked = unsure | {one.id for one in contacts if one.settled}
    return Open(
        _owed(session, year),
        tuple(one for _, one in of_year if one not in looked),
        tuple(one for _, one in of_year if one in unsure),
        _number_lapsed(session, year),
    )


def _owed(session: Session, year: int) -> tuple[Owed, ...]:
    columns = [getattr(OwedRegistration, name) for name in Owed._fields]
    wanted = select(*columns).where(extract("year", OwedRegistration.day) == year, OwedRegistration.exchanged)
    return tuple(map(Owed._make, session.execute(wanted.order_by(OwedRegistration.day, OwedRegistration.id))))


def _number_lapsed(session: Session, year: int) -> int:
    of_year = SkippedRegistration.reason == SkipReason.LAPSED, extract("year", SkippedRegistration.day) == year
    return session.scalar(select(func.count()).select_from(SkippedRegistration).where(*of_year)) or 0


def _compared(contact: CountedContact) -> bool:
    return contact.about is About.HIMSELF and not contact.no_note and not contact.continues

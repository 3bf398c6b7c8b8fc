"""Whether the interval of the estimate held on the service's own decisions, when that was tried last. No notes."""

from datetime import date

import msgspec
from sqlalchemy.orm import Session

from chat.models import Statement
from stats.linking.validation import Tried, method

STATED = "estimate_validation"  # the statement with what came out
COVERED, ERROR, WIDTH = 0.85, 0.04, 0.20  # at least, and at most


class Validation(msgspec.Struct, frozen=True):
    """What was found on `day` with `persons` of the years `first` to `last`, by the version `method`."""

    day: date
    persons: int
    contacts: int
    first: int
    last: int
    tried: Tried
    method: str

    @property
    def covers(self) -> bool:
        return self.tried.covered >= COVERED

    @property
    def is_near(self) -> bool:
        return self.tried.error <= ERROR

    @property
    def is_narrow(self) -> bool:
        return self.tried.width <= WIDTH

    @property
    def is_current(self) -> bool:
        """Whether it says anything of the method as it is now."""
        return self.method == method()

    @property
    def holds(self) -> bool:
        return self.covers and self.is_near and self.is_narrow and self.is_current


def keep(session: Session, found: Validation) -> None:
    """In the place of what was found before."""
    session.merge(Statement(name=STATED, value=msgspec.json.encode(found).decode()))


def find(session: Session) -> Validation | None:
    """What was found last, whether it holds or not."""
    stated = session.get(Statement, STATED)
    return msgspec.json.decode(stated.value, type=Validation) if stated else None


def find_holding(session: Session) -> Validation | None:
    """What was found last, if by it the interval may be believed."""
    found = find(session)
    return found if found and found.holds else None

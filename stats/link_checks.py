"""How often the team misses a link: contacts of known persons, shown as if nobody knew. Nobody is named.

Some that are shown are of nobody else, so that *same* is not always right; those are not counted. Nor are those whose
person was not among the earlier ones shown: whoever is not shown cannot be missed, and the estimate counts them apart.
"""

from collections.abc import Set as AbstractSet
from enum import Enum, auto
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chat.db import begin_writing
from stats.decisions import Decisions
from stats.linking.decided import Checks
from stats.linking.evidence import Memory
from stats.links import decisions, near
from stats.models import LinkCheck

OTHERS = 1 / 3  # of what is shown, the part that is of nobody else


class SeveralPersons(Exception):
    """More than one person is said to be the same one, which nobody can be."""


class Result(Enum):
    """What came of one check; only the first two are counted. NOBODY: nobody knows of an earlier contact."""

    FOUND = auto()
    MISSED = auto()
    NOT_SHOWN = auto()
    NOBODY = auto()


def pick(session: Session, memory: Memory, chance: Random) -> str | None:
    """A contact to show: of a known pair that could be found by its notes, or of somebody who is settled alone."""
    known, alone = _known(memory, decisions(session))
    chosen = alone if alone and chance.random() < OTHERS else known
    return chance.choice(chosen) if known else None


def record(session: Session, contact_id: str, shown: AbstractSet[str], same: AbstractSet[str], year: int) -> Result:
    """Counts whether the person was found: whether one of the contacts `shown` is, and was said to be the same.

    Raises SeveralPersons where `same` are not one person, and counts nothing: to count it as missed would tell of a
    slip, and not of what the team recognises.
    """
    begin_writing(session)  # two who answer at once are two
    standing = near(session, [contact_id, *same])
    if len(set(standing.persons(same).values())) > 1:
        raise SeveralPersons(contact_id)
    own = _others(standing, contact_id)
    if not own & shown:
        return Result.NOT_SHOWN if own else Result.NOBODY
    found = bool(own & same)
    row = session.get(LinkCheck, year) or LinkCheck(year=year, shown=0, missed=0)
    row.shown += 1
    row.missed += not found
    session.add(row)
    session.flush()
    return Result.FOUND if found else Result.MISSED


def read_checks(session: Session) -> Checks:
    """All checks so far, of the whole team."""
    shown, missed = session.execute(select(func.sum(LinkCheck.shown), func.sum(LinkCheck.missed))).one()
    return Checks(shown or 0, missed or 0)


def _known(memory: Memory, standing: Decisions) -> tuple[list[str], list[str]]:
    """The contacts with an earlier one of the same person, and those that staff settled to be of nobody earlier."""
    told = [contact.id for contact, trace in zip(memory.contacts, memory.traces, strict=True) if trace.length]
    place = {contact_id: number for number, contact_id in enumerate(told)}
    known = [one for one in told if any(place.get(other, len(told)) < place[one] for other in _others(standing, one))]
    settled = standing.settled([contact.id for contact in memory.contacts])
    alone = [one for one in told[1:] if one in settled and standing.same(one) == {one}]
    return known, alone


def _others(standing: Decisions, contact_id: str) -> set[str]:
    """The other contacts of its person that somebody had to recognise: not those that it went on as."""
    return standing.same(contact_id) - standing.moved(contact_id)

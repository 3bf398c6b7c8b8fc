"""Tables of the year that is counted, from any division of the contacts into persons, by the rules of the register.

One number is of both years: how many persons there are in all contacts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from zlib import crc32

from stats.linking.trace import Facts
from stats.vocabulary import STRENGTH, AgeBand, Gender
from tests.simulation.years import YEAR

STEPS = 4  # as far as a contact went, which has nothing to do with whose it is
Cell = tuple[str, str]


def count(contacts: Sequence[Facts], persons: Sequence[int]) -> Counter[Cell]:
    """Persons by table and cell. `persons`: for each contact the place of the first one of its person."""
    of_year: dict[int, list[Facts]] = defaultdict(list)
    for contact, first in zip(contacts, persons, strict=True):
        if contact.day.year == YEAR:
            of_year[first].append(contact)
    counted = Counter(cell for first, own in of_year.items() for cell in _cells(own, contacts[first]))
    counted["both years", "all"] = len(set(persons))
    return counted


def _cells(own: list[Facts], first: Facts) -> Iterator[Cell]:
    """Every cell a person is counted in. `own`: the contacts of the year; `first`: the first one ever."""
    yield "persons", "all"
    yield "step", str(max(crc32(one.id.encode()) % STEPS for one in own))
    yield "category", max((one.category for one in own if one.category), key=STRENGTH.__getitem__)
    yield "gender", _last([one.gender for one in own if one.gender is not Gender.UNKNOWN])
    yield "age band", _last([one.age_band for one in own if one.age_band is not AgeBand.UNKNOWN])
    yield "language", own[0].language
    yield "month", str(own[0].day.month)
    yield "quarter", str((own[0].day.month + 2) // 3)
    yield from (("channel", channel) for channel in {one.channel for one in own if one.channel})
    if first.day.year == YEAR:
        yield "new", "all"


def _last(known: Sequence[str]) -> str:
    return known[-1] if known else "unknown"

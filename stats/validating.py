"""Tries the estimate on the persons that staff have settled. It takes minutes, so it is a command.

The counting rule. A person is settled when staff decided of the first contact that it is of none of the earlier ones;
the later ones are linked to it. Counted are the contacts of which a note or its trace is still there, which is three
years at most: of the others nothing is left that could be compared. All years are taken together.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from stats.decisions import Decisions
from stats.estimating import DRAWS, NEEDED
from stats.linking.evidence import Memory
from stats.linking.model import starting_weights
from stats.linking.validation import SETS, Known, by_drawing, known_of, learn_by_fold, method, together, try_sets
from stats.links import decisions
from stats.remembering import Remembered
from stats.validity import Validation

MOST = 1000  # the newest contacts: each is compared with all before it, and that takes memory by the square
SEED = 20_26  # any: the same register must give the same figures


class TooFew(Exception):
    """Staff have settled fewer `persons` than are needed."""

    def __init__(self, persons: int) -> None:
        super().__init__(f"{persons} persons are settled, and {NEEDED} are needed")
        self.persons = persons


def count_settled(session: Session, memory: Memory) -> int:
    """How many settled persons it can be tried on."""
    return len({person for _, person in _settled(memory, decisions(session))})


def read_known(session: Session, remembered: Remembered) -> Known:
    """The contacts it is tried on. Raises TooFew."""
    memory = remembered.memory(session)
    found = _settled(memory, decisions(session))
    number = len({person for _, person in found})
    if number < NEEDED:
        raise TooFew(number)
    places, persons = zip(*found[-MOST:], strict=True)
    return known_of(memory, places, persons, starting_weights().mean)


def try_known(known: Known, sets: int = SETS) -> Iterator[tuple[float, bool, float]]:
    """One set after the other. Reads and writes nothing, so that nobody waits for it."""
    generator = np.random.default_rng(SEED)
    drawn = learn_by_fold(known, DRAWS, generator)
    yield from try_sets(known, drawn, by_drawing(generator), generator, sets)


def conclude(known: Known, tried: Sequence[tuple[float, bool, float]], day: date) -> Validation:
    """What to keep of it."""
    years = [contact.day.year for contact in known.contacts]
    persons = len(np.unique(known.persons))
    return Validation(day, persons, len(years), min(years), max(years), together(tried), method())


def _settled(memory: Memory, standing: Decisions) -> list[tuple[int, int]]:
    """The places of contacts of settled persons that can be compared, each with the number of the person."""
    ids = [contact.id for contact in memory.contacts]
    person_of, settled = standing.persons(ids), standing.settled(ids)
    first: dict[int, str] = {}
    for id_ in ids:
        first.setdefault(person_of[id_], id_)
    counted = {person for person, id_ in first.items() if id_ in settled}
    return [
        (place, person_of[id_])
        for place, (id_, trace) in enumerate(zip(ids, memory.traces, strict=True))
        if person_of[id_] in counted and (trace.length or len(trace.faded))
    ]

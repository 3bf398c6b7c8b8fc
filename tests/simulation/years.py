"""Two years of a service: contacts as they were registered, and whose each was."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import numpy as np
from numpy.typing import NDArray

from stats.linking.trace import Facts
from stats.vocabulary import AgeBand, Category, Channel, Gender
from tests.simulation.notes import Counselor, some_counselor, write
from tests.simulation.people import CHANNELS, Person, one_of, some_person

BEGIN = date(2023, 1, 1)
DAYS = 730
YEAR = 2024  # the one that is counted; the other is before it, so that somebody can be known already
COUNSELORS = 6
PERSONS = (140, 220)
RETURNING = (0.15, 0.45)  # of persons, by service
AGAIN = 0.65  # how likely a person who returns does so once more
USUAL_GAP = (10, 200)  # days on average, by person, who comes back at a constant rate

AGE_UNKNOWN, AGE_MISJUDGED = 0.2, 0.1
GENDER_UNKNOWN, GENDER_MISJUDGED = 0.08, 0.02
CATEGORY_OTHER = 0.15
OWN_CHANNEL = 0.65
OWN_LANGUAGE = 0.9
OWN_TOPIC = 0.8
SAID_BACK = {"yes": 45, "no": 10, "unknown": 45}
SAID_FIRST = {"yes": 5, "no": 50, "unknown": 45}
SAID = {"yes": True, "no": False, "unknown": None}
AGES = [AgeBand.FROM_18, AgeBand.FROM_25, AgeBand.FROM_35, AgeBand.FROM_50]


@dataclass(frozen=True)
class Service:
    """What stays the same from year to year: who works there, and how often people return."""

    returning: float
    counselors: list[Counselor]


@dataclass(frozen=True)
class Years:
    """`contacts` in date order; `persons`: for each the place of the first contact of its person."""

    contacts: list[Facts]
    persons: NDArray[np.int_]


def some_service(seed: int) -> Service:
    chance = Random(f"service {seed}")
    return Service(chance.uniform(*RETURNING), [some_counselor(chance) for _ in range(COUNSELORS)])


def some_years(service: Service, seed: int) -> Years:
    """The same for the same seed."""
    chance = Random(f"years {seed}")
    people = [some_person(chance) for _ in range(chance.randint(*PERSONS))]
    visits = sorted((day, who) for who in range(len(people)) for day in _days(service, chance))
    first: dict[int, int] = {}
    contacts = []
    for place, (day, who) in enumerate(visits):
        contacts.append(_contact(place, day, people[who], who in first, service, chance))
        first.setdefault(who, place)
    return Years(contacts, np.array([first[who] for _, who in visits]))


def _days(service: Service, chance: Random) -> list[int]:
    """The days from the beginning on which somebody is in contact."""
    days, likely, usual = [chance.randrange(DAYS)], service.returning, chance.uniform(*USUAL_GAP)
    while chance.random() < likely:
        days.append(days[-1] + round(chance.expovariate(1 / usual)))
        likely = AGAIN
    return [day for day in days if day < DAYS]


def _contact(place: int, day: int, person: Person, back: bool, service: Service, chance: Random) -> Facts:
    topics = [_topic(person, chance) for _ in range(chance.randint(1, 2))]
    return Facts(
        id=f"c{place:04}",
        day=BEGIN + timedelta(day),
        channel=person.channel if chance.random() < OWN_CHANNEL else Channel(one_of(CHANNELS, chance)),
        category=chance.choice(list(Category)) if chance.random() < CATEGORY_OTHER else person.category,
        gender=_gender(person, chance),
        age_band=_age(person, chance),
        language=person.language if chance.random() < OWN_LANGUAGE else "en",
        topics=frozenset(topics),
        said_before=SAID[one_of(SAID_BACK if back else SAID_FIRST, chance)],
        note=write(person, topics, chance.choice(service.counselors), chance),
    )


def _topic(person: Person, chance: Random) -> str:
    return chance.choice(person.topics if chance.random() < OWN_TOPIC else some_person(chance).topics)


def _gender(person: Person, chance: Random) -> Gender:
    if chance.random() < GENDER_UNKNOWN:
        return Gender.UNKNOWN
    return Gender.MAN if chance.random() < GENDER_MISJUDGED else person.gender


def _age(person: Person, chance: Random) -> AgeBand:
    if chance.random() < AGE_UNKNOWN:
        return AgeBand.UNKNOWN
    place = AGES.index(person.age) + (chance.choice([-1, 1]) if chance.random() < AGE_MISJUDGED else 0)
    return AGES[max(0, min(place, len(AGES) - 1))]

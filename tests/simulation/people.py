"""Invented persons: what is true of each, whatever of it anybody gets to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from stats.vocabulary import AgeBand, Category, Channel, Gender
from tests.simulation.stories import Thing, groups, some_thing

Shares = Mapping[str, float]

LEAST, MOST = 4, 7  # things that there are to tell of somebody
TOLD_OFTEN = 2  # of them, that nearly every note would have
TOPICS = 3

CHANNELS = {"web_chat": 40, "gay_community_site": 20, "dating_site": 15, "phone_sms": 10, "facebook": 5, "email": 5}
CATEGORIES = {"confirmed": 60, "uncertain": 22, "none": 18}


@dataclass(frozen=True)
class Kind:
    """A sort of person, and how common it is."""

    share: float
    genders: Shares
    ages: Shares
    languages: Shares
    from_abroad: bool = False


MEN = {"man": 1.0}
KINDS = (
    Kind(45, MEN, {"18-24": 25, "25-34": 40, "35-49": 25, "50+": 10}, {"nb": 95, "en": 5}),
    Kind(15, MEN, {"18-24": 90, "25-34": 10}, {"nb": 90, "en": 10}),
    Kind(22, MEN, {"18-24": 25, "25-34": 50, "35-49": 25}, {"en": 60, "ro": 15, "nb": 15, "es": 10}, from_abroad=True),
    Kind(8, MEN, {"35-49": 50, "50+": 50}, {"nb": 100}),
    Kind(6, {"trans": 70, "nonbinary": 30}, {"18-24": 40, "25-34": 60}, {"nb": 60, "en": 40}),
    Kind(4, {"woman": 1}, {"18-24": 40, "25-34": 40, "35-49": 20}, {"nb": 70, "en": 30}),
)


@dataclass(frozen=True)
class Person:
    """`story`: what there is to tell, what is told most often first."""

    gender: Gender
    age: AgeBand
    language: str
    category: Category
    channel: Channel
    topics: list[str]
    story: list[Thing]


def some_person(chance: Random) -> Person:
    kind = chance.choices(KINDS, [kind.share for kind in KINDS])[0]
    return Person(
        gender=Gender(one_of(kind.genders, chance)),
        age=AgeBand(one_of(kind.ages, chance)),
        language=one_of(kind.languages, chance),
        category=Category(one_of(CATEGORIES, chance)),
        channel=Channel(one_of(CHANNELS, chance)),
        topics=[some_thing("ask", chance).name for _ in range(TOPICS)],
        story=_some_story(kind, chance),
    )


def one_of(shares: Shares, chance: Random) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]


def _some_story(kind: Kind, chance: Random) -> list[Thing]:
    told = [group for group in groups() if group not in {"ask", "filler", "origin"}]
    chosen = chance.sample(told, min(chance.randint(LEAST, MOST), len(told)))
    if kind.from_abroad:
        chosen.insert(chance.randrange(len(chosen)), "origin")
    return [some_thing(group, chance) for group in chosen]

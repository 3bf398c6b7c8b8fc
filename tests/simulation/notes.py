"""What a counsellor makes of a conversation: a note of 8 to 25 words, of some of what there is to tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.simulation.days import of_the_day
from tests.simulation.people import TOLD_OFTEN, Person
from tests.simulation.stories import Thing, asked_of, some_thing

SHORTEST, LONGEST = 8, 25
LONGEST_PART = 9  # words
WRITES_ENGLISH = 0.22
OWN_WORDS = 0.3  # how often it is the words this counsellor always uses
OF_THE_DAY = 0.4  # how often it is not of the story
MENTIONS_TOPIC = 0.6
MISHEARD = 0.1  # how often something in the note is of nobody
OFTEN, SELDOM = 3, 1


@dataclass(frozen=True)
class Counselor:
    """`habit`: which of the ways to say a thing comes first to mind."""

    language: str
    habit: int


def some_counselor(chance: Random) -> Counselor:
    return Counselor("en" if chance.random() < WRITES_ENGLISH else "nb", chance.randrange(3))


def write(person: Person, topics: list[str], counselor: Counselor, chance: Random) -> str:
    """The words of a note, until it is as long as this one was to be."""
    enough = chance.randint(SHORTEST, LONGEST - LONGEST_PART)
    parts: list[str] = []
    for part in _parts(person, topics, counselor, chance):
        parts.append(part)
        if len(" ".join(parts).split()) >= enough:
            break
    return _joined(parts, chance)


def _parts(person: Person, topics: list[str], counselor: Counselor, chance: Random) -> Iterator[str]:
    """Everything that might be written, without an end."""
    for thing in _worth_telling(person, topics, chance):
        while chance.random() < OF_THE_DAY:
            yield of_the_day(counselor.language, chance)
        yield _say(thing, counselor, chance)
    while True:
        yield _say(some_thing("filler", chance), counselor, chance)


def _worth_telling(person: Person, topics: list[str], chance: Random) -> list[Thing]:
    """What is true of the person, in the order in which it comes to mind."""
    weights = [OFTEN if place < TOLD_OFTEN else SELDOM for place in range(len(person.story))]
    told = _shuffled(person.story, weights, chance)
    if chance.random() < MENTIONS_TOPIC:
        told.insert(chance.randrange(3), asked_of(topics[0]))
    if chance.random() < MISHEARD:
        told[0] = some_thing("trouble", chance)
    return told


def _shuffled(story: list[Thing], weights: list[int], chance: Random) -> list[Thing]:
    """What weighs more comes first more often (Efraimidis and Spirakis 2006)."""
    keys = [chance.random() ** (1 / weight) for weight in weights]
    return [story[place] for place in sorted(range(len(story)), key=keys.__getitem__, reverse=True)]


def _say(thing: Thing, counselor: Counselor, chance: Random) -> str:
    ways = thing.said[counselor.language]
    return ways[counselor.habit % len(ways)] if chance.random() < OWN_WORDS else chance.choice(ways)


def _joined(parts: list[str], chance: Random) -> str:
    text = parts[0]
    for part in parts[1:]:
        text += f", {part}" if chance.random() < 0.6 else f". {part[0].upper()}{part[1:]}"
    return f"{text[0].upper()}{text[1:]}."

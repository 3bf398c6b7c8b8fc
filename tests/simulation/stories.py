"""What there is to tell of somebody, in several words of either language: `stories.txt`.

A line has the name of a thing, ways to say it in Norwegian, and after `||` in English. The first of a group are the
most common.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

LEVEL = 12  # the greater, the less does the place in a group matter


@dataclass(frozen=True)
class Thing:
    """`said`: ways to say it, by the language of the note."""

    name: str
    said: dict[str, list[str]]


@cache
def groups() -> dict[str, list[Thing]]:
    found: dict[str, list[Thing]] = {}
    lines = Path(__file__).with_name("stories.txt").read_text("utf-8").splitlines()
    for line in filter(None, lines):
        if line.startswith("["):
            group = found.setdefault(line.strip("[]"), [])
        else:
            group.append(_thing(line))
    return found


def some_thing(group: str, chance: Random) -> Thing:
    """One of a group, the common ones more often: the n-th as 1 / (n + 12)."""
    things = groups()[group]
    return chance.choices(things, [1 / (LEVEL + place) for place in range(len(things))])[0]


def asked_of(topic: str) -> Thing:
    return next(thing for thing in groups()["ask"] if thing.name == topic)


def _thing(line: str) -> Thing:
    name, _, said = line.partition(":")
    norwegian, english = (_ways(part) for part in said.split("||"))
    return Thing(name, {"nb": norwegian, "en": english})


def _ways(part: str) -> list[str]:
    return [way.strip() for way in part.split("|")]

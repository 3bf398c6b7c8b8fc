"""What a conversation is about that day and never again: most of a note does not tell one person from another."""

from functools import cache
from pathlib import Path
from random import Random


def of_the_day(language: str, chance: Random) -> str:
    """Some words about nothing that is told again."""
    words = _words()[language]
    around = chance.choice([["when"], ["where"], ["where", "when"], []])
    return " ".join(chance.choice(words[part]) for part in ["will", "do", "what", *around])


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    """By language and part of a saying, from `days.txt`."""
    found: dict[str, dict[str, list[str]]] = {}
    for line in Path(__file__).with_name("days.txt").read_text("utf-8").splitlines():
        named, _, words = line.partition(": ")
        language, part = named.split()
        found.setdefault(language, {})[part] = words.split(", ")
    return found

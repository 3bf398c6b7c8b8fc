"""The tables of words beside this module, read once. A line that opens with # says what a table is, and where from."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"


@cache
def lines(name: str) -> tuple[str, ...]:
    written = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in written if line and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    return frozenset(word.replace("_", " ") for line in lines(name) for word in line.split())


@cache
def pairs(name: str) -> dict[str, str]:
    """The first word of each line, with the rest of it."""
    return {first: rest for first, _, rest in (line.partition(" ") for line in lines(name))}


@cache
def sets(name: str) -> dict[str, frozenset[str]]:
    """The words of a table whose lines open with the name of a set and a colon."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines(name):
        part, _, rest = line.partition(": ")
        found[part] |= {word.replace("_", " ") for word in rest.split()}
    return {part: frozenset(those) for part, those in found.items()}


def either(name: str, *parts: str) -> str:
    """A shape that takes any word of these sets, the longest first; a star in it takes any letters."""
    those = {word for part in parts for word in sets(name)[part]}
    return rf"(?:{'|'.join(_shape(word) for word in sorted(those, key=lambda word: (-len(word), word)))})"


def _shape(word: str) -> str:
    return re.escape(word).replace(r"\*", r"\w*")

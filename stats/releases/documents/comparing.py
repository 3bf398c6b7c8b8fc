"""The numbers of a release as they are said, and how they compare with the year before."""

from collections.abc import Iterator, Mapping
from typing import Any

from chat.language import Speech
from stats.comparing import change
from stats.methods import METHODS
from stats.releases import wording as words
from stats.releases.coarse import COARSE, WORDS
from stats.releases.documents.parts import Content, Number

FEWEST = 25  # rounding moves a sum by two persons in the mean and seldom by more than five, of these a fifth


def is_broken(content: Content) -> bool:
    """Whether the year before was counted by another rule."""
    return content["before_rule"] not in (None, content["rule"])


def main_figure(content: Content, name: str) -> Mapping[str, Any]:
    """The main figure of this name."""
    found: dict[str, Mapping[str, Any]] = {figure["name"]: figure for figure in content["headline"]}
    return found[name]


def about(said: Speech, value: int) -> str:
    return Number(value, approximate=True).say(said)


def plain(said: Speech, **values: int) -> dict[str, str]:
    return {name: Number(value).say(said) for name, value in values.items()}


def years(content: Content) -> dict[str, int]:
    return {"year": content["year"], "earlier": content["year"] - 1}


def say_broken(said: Speech, content: Content) -> str:
    return said.text(words.BROKEN, rule=content["rule"], before=content["before_rule"], **years(content))


def say_both(said: Speech, content: Content) -> Iterator[str]:
    """That two years stand by both methods, and what each of them is."""
    versions = content["before_rule"], content["rule"]
    yield said.text(words.BOTH_RULES, before=versions[0], rule=versions[1], year=content["year"])
    yield from (say_method(said, version) for version in versions)


def say_method(said: Speech, version: str) -> str:
    """What a version of the rule rests on, or nothing where that is not known any more."""
    method = METHODS.get(version)
    return said.text(words.THE_VERSION, version=version, words=said.text(method.words)) if method else ""


def say_heads(said: Speech, table: Mapping[str, Any], row: Mapping[str, Any]) -> tuple[str, ...]:
    pairs = zip(table["by"], row["head"], strict=True)
    return tuple(said.text(WORDS[COARSE[name].words(head)]) for name, head in pairs)


def percent(row: Mapping[str, Any]) -> int | None:
    """The change from the year before. None from nought, and where rounding alone could make it (`is_too_few`)."""
    return None if is_too_few(row) else change(row["value"], row["before"])


def is_too_few(row: Mapping[str, Any]) -> bool:
    """Whether a number that may have been rounded, and so any of the year before, is too small to be compared."""
    approximate: list[int] = [row["before"], *([row["value"]] if row["approximate"] else [])]
    return min(approximate) < FEWEST


def number(row: Mapping[str, Any]) -> Number:
    return Number(row["value"], approximate=row["approximate"])

"""What is found, how sure it is, and what is left where two finds overlap."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from re import Pattern
from typing import NamedTuple


class Kind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    NATIONAL_ID = "national_id"
    DUF_NUMBER = "duf_number"
    ACCOUNT_NUMBER = "account_number"
    ADDRESS = "address"
    USERNAME = "username"
    PROFILE_URL = "profile_url"
    VEHICLE_PLATE = "vehicle_plate"
    NAME = "name"


class Span(NamedTuple):
    """Characters `start` up to, but without, `end`."""

    start: int
    end: int
    kind: Kind


class Weight(IntEnum):
    """What speaks for a find, from the least to the most."""

    SHAPE = 1
    FACT = 2
    SURE = 3
    KNOWN = 4
    CHECKED = 5
    TOLD = 6


class Candidate(NamedTuple):
    """A possible span. Kind None is an ordinary fact: it takes its place, and is then left out."""

    start: int
    end: int
    kind: Kind | None
    weight: Weight


def anything(_: str) -> bool:
    return True


@dataclass(frozen=True)
class Rule:
    """A shape, of which the group `it`, or else all, is a candidate where `accepts` agrees."""

    kind: Kind | None
    weight: Weight
    shape: Pattern[str]
    accepts: Callable[[str], bool] = anything

    def find(self, text: str) -> Iterator[Candidate]:
        group = "it" if "it" in self.shape.groupindex else 0
        for match in self.shape.finditer(text):
            if self.accepts(match[group]):
                yield Candidate(*match.span(group), self.kind, self.weight)


def find_all(rules: Iterable[Rule], text: str) -> Iterator[Candidate]:
    for rule in rules:
        yield from rule.find(text)


def settle(candidates: Iterable[Candidate], length: int) -> list[Span]:
    """The heaviest stay, among equals the longest; what touches one that stays goes."""
    taken = bytearray(length)
    spans = []
    for start, end, kind, _ in sorted(candidates, key=lambda one: (-one.weight, one.start - one.end, one.start)):
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            spans += [Span(start, end, kind)] if kind else []
    return sorted(spans)

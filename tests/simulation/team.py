"""A team that is shown five persons for each contact, and what it decides, not always rightly."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import numpy as np
from numpy.typing import NDArray

from stats.linking.decided import Checks, Decided
from stats.linking.evidence import Memory, new
from stats.linking.model import Weights, choose

SHOWN = 5
MISSED = 0.1  # of right ones among those shown
FALSE = 0.02  # of the contacts of somebody new, that are linked to the first shown
PASSED_ON = (1.0, 0.75, 0.5, 0.0)  # of those whom a team does not link, the part of whom it says nothing either
CHECKED = 40  # known pairs that were shown blind


@dataclass
class Team:
    """What is decided so far, as in `Decided`. `truth`: for each place the first one of its person.

    `passes_on`: of those whom it does not link, the part that it leaves as if nobody had looked.
    """

    truth: NDArray[np.int_]
    chance: Random
    passes_on: float = 0
    person: list[int] = field(default_factory=list)
    apart: set[tuple[int, int]] = field(default_factory=set)
    looked: list[bool] = field(default_factory=list)
    passing: Random = field(default_factory=lambda: Random("passing on"))

    def decide(self, place: int, shown: Sequence[int]) -> None:
        """`shown`: the groups that the contact at `place` may be of, the likeliest first."""
        linked = self._answer(place, shown)
        own = max(self.person, default=-1) + 1
        self.person.append(own if linked is None else linked)
        looked = linked is None and bool(shown) and self.passing.random() >= self.passes_on
        self.looked.append(looked)
        if looked:
            self.apart |= {(other, own) for other in shown}

    def _answer(self, place: int, shown: Sequence[int]) -> int | None:
        own = {group for group, whose in zip(self.person, self.truth, strict=False) if whose == self.truth[place]}
        if right := [group for group in shown if group in own]:
            return right[0] if self.chance.random() >= MISSED else None
        is_new = self.truth[place] == place
        return shown[0] if shown and is_new and self.chance.random() < FALSE else None


def decide(memory: Memory, truth: NDArray[np.int_], weights: Weights, seed: int, passes_on: float = 0) -> Decided:
    """What a team decides of all contacts as they come. `truth`: for each the first place of its person."""
    team = Team(truth, Random(f"team {seed}"), passes_on)
    for place, (contact, trace) in enumerate(zip(memory.contacts, memory.traces, strict=True)):
        chances = choose(memory.same(contact, trace)[:place], new(contact, trace, memory.begun), weights.mean[None])[
            :-1, 0
        ]
        team.decide(place, _likeliest(team.person, chances))
    return Decided(team.person, frozenset(team.apart), team.looked)


def check(seed: int) -> Checks:
    chance = Random(f"checks {seed}")
    return Checks(CHECKED, sum(chance.random() < MISSED for _ in range(CHECKED)))


def _likeliest(person: list[int], chances: NDArray[np.float64]) -> list[int]:
    if not person:
        return []
    best = np.argsort(-np.bincount(person, chances), kind="stable")[:SHOWN]
    return [int(group) for group in best]

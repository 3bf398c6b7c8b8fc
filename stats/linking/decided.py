"""What staff decided of contacts, by their places in date order: who is linked, who is apart, who was looked at."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.int_]

BELIEVED = (1.0, 4.0)  # missed and found, before any check


@dataclass(frozen=True)
class Decided:
    """What staff decided of contacts in date order.

    `person`: for each place the number of the group that links make of it; a contact without links is one of its own.
    `apart`: pairs of these numbers with a standing *different*. `looked`: for each place whether somebody looked at the
    candidates and linked none. Those who were seen are taken to be those who are apart; where nobody is, to be all.
    `moved`: the places of contacts that went on from another, which nobody decided and nobody doubts.
    """

    person: Sequence[int]
    apart: AbstractSet[tuple[int, int]]
    looked: Sequence[bool]
    moved: AbstractSet[int] = frozenset()


@dataclass(frozen=True)
class Checks:
    """Known pairs that were shown to the team as if nobody knew, and how many of those it missed.

    The miss rate is what a Beta distribution says of them. Before any check it is about one in five, and between 1 and
    53 % nine times of ten: that is an assumption of the weight of five checks, and nothing that was measured.
    """

    shown: int = 0
    missed: int = 0

    @property
    def rate(self) -> float:
        """The miss rate on average."""
        missed, found = BELIEVED
        return (missed + self.missed) / (missed + found + self.shown)

    def rates(self, number: int, generator: np.random.Generator) -> Matrix:
        missed, found = BELIEVED
        return generator.beta(missed + self.missed, found + self.shown - self.missed, number)


def beginnings(person: Sequence[int]) -> Places:
    """For each place the first place of its group: the one division that links alone make."""
    first: dict[int, int] = {}
    return np.array([first.setdefault(group, place) for place, group in enumerate(person)], int)


def apart_of(decided: Decided, begun: Places) -> list[list[int]]:
    """For each place that begins a group, the earlier such places of those who are *different*."""
    begins = dict(zip(decided.person, begun.tolist(), strict=True))
    found: list[list[int]] = [[] for _ in begun]
    for earlier, later in {tuple(sorted((begins[a], begins[b]))) for a, b in decided.apart}:
        found[later].append(earlier)
    return found

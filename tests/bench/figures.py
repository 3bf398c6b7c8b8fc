"""The arithmetic of the benchmark. No clock, no sockets."""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of all values do not exceed. Infinite where there are none."""
    if not values:
        return math.inf
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass(frozen=True)
class Spread:
    """A figure over several rounds."""

    least: float
    middle: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(min(values), median(values), max(values))

    def __str__(self) -> str:
        return " / ".join(short(value) for value in (self.least, self.middle, self.most))


def short(value: float) -> str:
    """Three significant digits, thousands whole."""
    if not math.isfinite(value):
        return "overload"
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.{2 if value < 10 else 1}f}"


def ratios(ours: Sequence[float], floor: Sequence[float]) -> list[float]:
    """Ours by the floor, round by round."""
    return [one / other if other else math.inf for one, other in zip(ours, floor, strict=True)]


def poisson_arrivals(rate: float, seconds: float, chance: random.Random) -> list[float]:
    """The moments, in seconds from the start, at which independent senders would send `rate` messages a second."""
    moments, moment = [], chance.expovariate(rate)
    while moment < seconds:
        moments.append(moment)
        moment += chance.expovariate(rate)
    return moments


def highest_rate(holds: Callable[[float], bool], start: float, factor: float, refinements: int, limit: float) -> float:
    """The highest rate found for which `holds` is true; 0 when even `start` is too much.

    Goes up by `factor` until it fails or passes `limit`, then halves the gap `refinements` times, by ratio.
    """
    good, rate = 0.0, start
    while rate <= limit and holds(rate):
        good, rate = rate, rate * factor
    if not good or rate > limit:
        return good
    for _ in range(refinements):
        between = math.sqrt(good * rate)
        good, rate = (between, rate) if holds(between) else (good, between)
    return good

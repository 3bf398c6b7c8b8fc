"""How good rankings are where the persons are known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stats.linking.ranking import VERY_LIKELY, Ranking

BINS = 10


@dataclass(frozen=True)
class Quality:
    """`recall`: of returning contacts, the part with one of their person among the first 1, 5 and 10.

    `ece_new`: expected calibration error of the probability to be new, in ten equal bins (Naeini et al. 2015).
    `precision`: of first candidates that are very likely, the part that is right. `coverage`: of returning contacts,
    the part with such a candidate. None where there is nothing to divide by.
    """

    recall: dict[int, float | None]
    ece_new: float
    precision: float | None
    coverage: float | None


def measure(rankings: Sequence[Ranking], persons: Sequence[str]) -> Quality:
    """`persons`: of each contact, in the order of the rankings' places."""
    first = {person: place for place, person in reversed(list(enumerate(persons)))}
    returning = [first[persons[one.place]] < one.place for one in rankings]
    right = [[persons[found] == persons[one.place] for found, _ in one.candidates] for one in rankings]
    hits = {k: [any(row[:k]) for row, came in zip(right, returning, strict=True) if came] for k in (1, 5, 10)}
    likely = [bool(one.candidates) and one.candidates[0][1] >= VERY_LIKELY for one in rankings]
    of_likely = [row[0] for row, sure in zip(right, likely, strict=True) if sure]
    covered = [sure for sure, came in zip(likely, returning, strict=True) if came]
    return Quality(
        recall={k: _part(found) for k, found in hits.items()},
        ece_new=_calibration_error([one.p_new for one in rankings], [not came for came in returning]),
        precision=_part(of_likely),
        coverage=_part(covered),
    )


def _part(found: Sequence[bool]) -> float | None:
    return sum(found) / len(found) if found else None


def _calibration_error(chances: Sequence[float], happened: Sequence[bool]) -> float:
    told, true = np.array(chances), np.array(happened, float)
    bins = np.minimum((told * BINS).astype(int), BINS - 1)
    return sum(float(abs((told - true)[bins == one].sum())) for one in range(BINS)) / max(len(told), 1)

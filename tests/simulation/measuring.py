"""How good drawn divisions are, over many simulated years, table by table."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from stats.linking.decided import Places
from stats.linking.drawing import interval
from tests.simulation.cells import count
from tests.simulation.years import Years

BINS = 10


@dataclass
class Found:
    """What was told in one cell of one year, and what is true."""

    middle: float
    low: float
    high: float
    true: float


@dataclass
class Measured:
    """`told`: every cell of every year, by table. `new`: how likely each contact is of somebody new, and if it is."""

    told: dict[str, list[Found]] = field(default_factory=lambda: defaultdict(list))
    new: list[NDArray[np.float64]] = field(default_factory=list)

    def add(self, years: Years, drawn: Places) -> None:
        places = np.arange(len(years.persons))
        self.new.append(np.stack([(drawn == places).mean(0), years.persons == places], 1))
        counted = [count(years.contacts, row) for row in drawn.tolist()]
        truth = count(years.contacts, years.persons.tolist())
        cells = sorted(truth.keys() | set().union(*counted))
        told = zip(*interval(np.array([[one[cell] for cell in cells] for one in counted])), strict=True)
        for cell, (middle, low, high) in zip(cells, told, strict=True):
            self.told[cell[0]].append(Found(float(middle), float(low), float(high), truth[cell]))

    def lines(self) -> Iterator[dict[str, object]]:
        for table, found in self.told.items():
            yield {"table": table} | _summary(found)
        yield {"ece_new": round(_calibration_error(np.concatenate(self.new)), 3)}


def _summary(found: list[Found]) -> dict[str, object]:
    """`bias`, `error` and `width` are in persons, of one cell on average, where truly `persons` are."""
    middle, low, high, true = np.array([[one.middle, one.low, one.high, one.true] for one in found]).T
    return {
        "cells": len(found),
        "persons": round(float(true.mean()), 2),
        "covered": round(float(((low <= true) & (true <= high)).mean()), 3),
        "width": round(float((high - low).mean()), 2),
        "bias": round(float((middle - true).mean()), 2),
        "error": round(float(abs(middle - true).mean()), 2),
    }


def _calibration_error(told: NDArray[np.float64]) -> float:
    """The expected one, in ten equal bins (Naeini et al. 2015), of all contacts of all years together."""
    bins = np.minimum((told[:, 0] * BINS).astype(int), BINS - 1)
    return sum(float(abs((told[:, 0] - told[:, 1])[bins == one].sum())) for one in range(BINS)) / len(told)

"""How good the ranking and the estimate are on contacts whose persons are known, cross-validated by person.

    python -m tests.bench.linking FILE             measures
    python -m tests.bench.linking FILE --faded     the same when of every earlier note only the trace is left
    python -m tests.bench.linking FILE --weights   writes the weights to start with, learned from all of FILE

A contact's weights are learned from the contacts of other persons only, with notes; it is ranked among everybody's.
"""

import argparse
import json
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stats.linking import evaluation, files
from stats.linking.evidence import Memory, new
from stats.linking.fading import places_of
from stats.linking.fitting import Choice, fit
from stats.linking.model import STARTING, Weights, choose, doubted
from stats.linking.ranking import DRAWS, SEED, Ranking, estimate, rank_one
from stats.linking.trace import trace_of

FOLDS = 5
TIMES = 4
SETS = 200  # random sets of persons, in each of which all persons are to be counted
PART = 0.5


class Known:
    """Contacts in date order with all evidence, and the persons they are of."""

    def __init__(self, lines: list[files.Line]) -> None:
        self.contacts = [files.facts(line) for line in lines]
        memory = Memory(self.contacts)
        self.persons = np.array([line.person for line in lines])
        pairs = list(zip(self.contacts, memory.traces, strict=True))
        self.same = [memory.same(contact, trace) for contact, trace in pairs]
        self.traces = memory.traces

    def fade(self, key: bytes) -> "Known":
        """The same contacts, each compared with what is left of the earlier ones when their notes are over."""
        faded = copy(self)
        pairs = [
            (contact, replace(trace_of(contact.note), faded=places_of(key, contact.note))) for contact in self.contacts
        ]
        over = Memory(self.contacts, [replace(trace_of(""), faded=trace.faded) for _, trace in pairs])
        faded.same = [over.same(contact, trace) for contact, trace in pairs]
        return faded

    def fit(self, among: NDArray[np.bool_]) -> Weights:
        places = np.flatnonzero(among)
        return fit([self._choice(place, places[places < place]) for place in places.tolist()])

    def _choice(self, place: int, earlier: NDArray[np.int_]) -> Choice:
        right = self.persons[earlier] == self.persons[place]
        return Choice(self.same[place][earlier], self._new(place, earlier), right)

    def chances(self, place: int, among: NDArray[np.int_], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return choose(self.same[place][among], self._new(place, among), weights)

    def _new(self, place: int, earlier: NDArray[np.int_]) -> NDArray[np.float64]:
        return new(self.contacts[place], self.traces[place], len(earlier))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--weights", action="store_true")
    parser.add_argument("--faded", action="store_true")
    options = parser.parse_args()
    with options.file.open("rb") as lines:
        known = Known(files.read(lines))
    if options.weights:
        STARTING.write_bytes(known.fit(np.ones(len(known.persons), bool)).store())
        return
    for seed in range(TIMES):
        print(json.dumps(_measure(known, known.fade(bytes([seed]) * 32) if options.faded else known, seed)))


def _measure(learned: Known, known: Known, seed: int) -> dict[str, object]:
    generator = np.random.default_rng(seed)
    drawn = _learn_by_fold(learned, generator)
    quality = evaluation.measure(list(_rank(known, drawn)), list(known.persons))
    sets = [_count(known, drawn, generator) for _ in range(SETS)]
    off, covered, width = (np.array(part) for part in zip(*sets, strict=True))
    return {
        "recall": {k: round(part or 0, 3) for k, part in quality.recall.items()},
        "very likely": (quality.precision, quality.coverage),
        "ece_new": round(quality.ece_new, 3),
        "persons, bias": round(float(off.mean()), 3),
        "persons, error": round(float(abs(off).mean()), 3),
        "covered": round(float(covered.mean()), 3),
        "width": round(float(width.mean()), 3),
    }


def _learn_by_fold(known: Known, generator: np.random.Generator) -> dict[str, NDArray[np.float64]]:
    """Draws of the weights for each person, learned from those of other folds."""
    drawn: dict[str, NDArray[np.float64]] = {}
    for fold in np.array_split(generator.permutation(np.unique(known.persons)), FOLDS):
        weights = known.fit(~np.isin(known.persons, fold))
        drawn |= dict.fromkeys(fold, weights.draws(DRAWS, SEED))
    return drawn


def _rank(known: Known, drawn: dict[str, NDArray[np.float64]]) -> Iterator[Ranking]:
    for place, person in enumerate(known.persons):
        yield rank_one(place, known.chances(place, np.arange(place), drawn[person]))


def _count(
    known: Known, drawn: dict[str, NDArray[np.float64]], generator: np.random.Generator
) -> tuple[float, bool, float]:
    """How far off the number of persons is in a random part of them, whether it is covered, and the width."""
    everybody = np.unique(known.persons)
    some = generator.choice(everybody, int(len(everybody) * PART), replace=False)
    places = np.flatnonzero(np.isin(known.persons, some))
    chances = [
        doubted(known.chances(place, places[places < place], drawn[known.persons[place]]))[-1]
        for place in places.tolist()
    ]
    found, true = estimate(chances), len(some)
    return found.persons / true - 1, found.low <= true <= found.high, (found.high - found.low) / true


if __name__ == "__main__":
    main()

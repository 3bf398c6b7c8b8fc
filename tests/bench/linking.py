"""How good the ranking and the estimate are on contacts whose persons are known, cross-validated by person.

    python -m tests.bench.linking FILE             measures
    python -m tests.bench.linking FILE --faded     the same when of every earlier note only the trace is left
    python -m tests.bench.linking FILE --weights   writes the weights to start with, learned from all of FILE

A contact's weights are learned from the contacts of other persons only, with notes; it is ranked among everybody's.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stats.linking import evaluation, files
from stats.linking.evidence import Memory
from stats.linking.fading import places_of
from stats.linking.model import STARTING
from stats.linking.ranking import DRAWS, Ranking, estimate, rank_one
from stats.linking.trace import Traces, trace_of
from stats.linking.validation import Known, Matrix, known_of, learn_by_fold, together, try_sets

TIMES = 4


def read(lines: list[files.Line]) -> Known:
    """Contacts in date order with all evidence, and the persons they are of."""
    memory = Memory([files.facts(line) for line in lines])
    return known_of(memory, range(len(lines)), [line.person for line in lines])


def fade(known: Known, key: bytes) -> Known:
    """The same contacts, each compared with what is left of the earlier ones when their notes are over."""
    traces = [replace(trace_of(one.note), faded=places_of(key, one.note)) for one in known.contacts]
    over = Memory(known.contacts, Traces([replace(trace_of(""), faded=trace.faded) for trace in traces]))
    pairs = zip(known.contacts, traces, strict=True)
    return replace(known, same=[over.same(*pair)[:place] for place, pair in enumerate(pairs)])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--weights", action="store_true")
    parser.add_argument("--faded", action="store_true")
    options = parser.parse_args()
    with options.file.open("rb") as lines:
        known = read(files.read(lines))
    if options.weights:
        STARTING.write_bytes(known.fit(np.ones(len(known.persons), bool)).store())
        return
    for seed in range(TIMES):
        print(json.dumps(_measure(known, fade(known, bytes([seed]) * 32) if options.faded else known, seed)))


def _measure(learned: Known, known: Known, seed: int) -> dict[str, object]:
    generator = np.random.default_rng(seed)
    drawn = learn_by_fold(learned, DRAWS, generator)
    quality = evaluation.measure(list(_rank(known, drawn)), known.persons.tolist())
    tried = together(list(try_sets(known, drawn, _estimate, generator)))
    return {
        "recall": {k: round(part or 0, 3) for k, part in quality.recall.items()},
        "very likely": (quality.precision, quality.coverage),
        "ece_new": round(quality.ece_new, 3),
        "persons, bias": round(tried.bias, 3),
        "persons, error": round(tried.error, 3),
        "covered": round(tried.covered, 3),
        "width": round(tried.width, 3),
    }


def _rank(known: Known, drawn: Mapping[object, Matrix]) -> Iterator[Ranking]:
    for place, person in enumerate(known.persons.tolist()):
        yield rank_one(place, known.chances(place, np.arange(place), drawn[person]))


def _estimate(chances: Sequence[NDArray[np.float64]]) -> tuple[float, float, float]:
    found = estimate(chances)
    return found.persons, found.low, found.high


if __name__ == "__main__":
    main()

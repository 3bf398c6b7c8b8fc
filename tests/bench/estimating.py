"""How long the divisions take that a year's estimate is counted from, in a register that grew by as many every year.

    python -m tests.bench.estimating [--contacts 4000 20000] [--yearly 200] [--decided] [--notes]

Notes are a year old at most and traces three, as the service keeps them; with `--notes` every note is still there.
With `--decided` five others were answered about for each contact, one of them now and then the same. Each size has a
process of its own, which prints a line of JSON.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from time import process_time

from stats.linking.decided import Checks, Decided
from stats.linking.drawing import draw_from
from stats.linking.evidence import Memory
from stats.linking.fading import places_of
from stats.linking.model import starting_weights
from stats.linking.trace import Trace, Traces, trace_of
from tests.bench.suggesting import KEY, memory_used, recombined, written_contacts

LAST = date(2025, 12, 31)
DRAWS = 200
SHOWN, LINKED, APART = 5, 0.35, 400  # answers; how often the first is *same*; how far back the others are on average
NOTE, TRACE = 365, 3 * 365  # days
FADED = 300  # different traces


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--contacts", type=int, nargs="+", default=[4_000, 20_000])
    parser.add_argument("--yearly", type=int, default=200)
    parser.add_argument("--decided", action="store_true")
    parser.add_argument("--notes", action="store_true")
    parser.add_argument("--one", action="store_true")
    options = parser.parse_args()
    if options.one:
        (size,) = options.contacts
        print(json.dumps(measure(size, options.yearly, options.decided, options.notes)), flush=True)
        return
    kept = [one for one in sys.argv[1:] if one in ("--decided", "--notes")]
    for size in options.contacts:
        again = ["--one", "--contacts", str(size), "--yearly", str(options.yearly), *kept]
        subprocess.run([sys.executable, "-m", "tests.bench.estimating", *again], check=True)


def measure(size: int, yearly: int, decided: bool, notes: bool) -> dict[str, float]:
    """Seconds of processor time for the last year, and MB of this process before and at most."""
    memory = register_of(size, yearly, notes)
    how = answered(size) if decided else Decided(range(size), frozenset(), [False] * size)
    places = [place for place, one in enumerate(memory.contacts) if one.day.year == LAST.year]
    before, start = memory_used(), process_time()
    draw_from(memory, how, starting_weights(), Checks(), 1, DRAWS, places)
    seconds = process_time() - start
    found = {"contacts": size, "of_year": len(places), "worked_s": round(seconds, 1)}
    return found | {"mb_before": round(before), "mb": round(memory_used())}


def register_of(size: int, yearly: int, notes: bool) -> Memory:
    written = written_contacts()
    faded = [replace(trace_of(""), faded=places_of(KEY, one.note)) for one in written[:FADED]]
    contacts, traces = zip(*recombined(written, size, Random(size)), strict=True)
    old = [round((size - 1 - place) * 365.25 / yearly) for place in range(size)]
    kept = [
        trace if notes else _left(trace, faded[place % FADED], days)
        for place, (trace, days) in enumerate(zip(traces, old, strict=True))
    ]
    told = zip(contacts, old, strict=True)
    return Memory([replace(one, note="", day=LAST - timedelta(days)) for one, days in told], Traces(kept))


def _left(trace: Trace, faded: Trace, days: int) -> Trace:
    if days < NOTE:
        return trace
    return faded if days < TRACE else trace_of("")


def answered(size: int) -> Decided:
    chance, person, apart = Random(3), list[int](), set[tuple[int, int]]()
    for place in range(size):
        others = _others(place, chance)
        linked = bool(others) and chance.random() < LINKED
        person.append(person[others[0]] if linked else place)
        apart |= set() if linked else {(person[other], place) for other in others}
    looked = [own == place for place, own in enumerate(person)]
    return Decided(person, apart, looked)


def _others(place: int, chance: Random) -> Sequence[int]:
    return [max(0, place - 1 - int(chance.expovariate(1 / APART))) for _ in range(SHOWN)] if place else []


if __name__ == "__main__":
    main()

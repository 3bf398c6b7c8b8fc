"""How long the earlier persons take to be found, beside plain full-text search over the same notes in the same run.

    python -m tests.bench.suggesting [--contacts 1000 20000 200000] [--queries 200]

Each size has a process of its own, which prints a line of JSON. Notes are recombined from those of simulated years.
"""

import argparse
import json
import re
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

from chat.db import make_engine
from chat.sealing import seal
from stats.decisions import in_order
from stats.linking.bags import Terms
from stats.linking.evidence import Memory
from stats.linking.model import starting_weights
from stats.linking.ranking import DRAWS, SEED
from stats.linking.trace import Facts, Trace, Traces, trace_of
from stats.models import Contact, LinkDecision
from stats.remembering import Remembered
from stats.suggestions import SHOWN, Suggestions, likeliest
from stats.vocabulary import About, TalkedBefore, Verdict
from tests.bench.figures import percentile
from tests.databases import lay_app_db
from tests.simulation.years import some_service, some_years

SIZES = (1_000, 20_000, 200_000)
KINDS = 3_000  # notes that are really written, of which the others are made
MATCHES = 200  # rows that the search gives back, as many as one would rank again
FIRST = date(2020, 1, 1)
KEY = bytes(32)  # of no service


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--contacts", type=int, nargs="+", default=SIZES)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--one", type=int)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.queries)), flush=True)
        return
    for size in options.contacts:
        again = [sys.executable, "-m", "tests.bench.suggesting", "--one", str(size), "--queries", str(options.queries)]
        subprocess.run(again, check=True)  # it inherits what `stats` says of threads, as the service has it


def measure(size: int, queries: int) -> dict[str, float]:
    """p95 in milliseconds of one suggestion and one search, their ratio, and the memory of this process in MB.

    `waited_ms`: of all that staff wait for, with the register and what was decided in a database. `worked_ms`: of the
    processor time in it, which says more where others use the processor too.
    """
    written = written_contacts()
    drawn = starting_weights().draws(DRAWS, SEED)
    contacts, traces = zip(*recombined(written, size, Random(size)), strict=True)
    before = memory_used()
    memory = Memory([replace(one, note="") for one in contacts], Traces(traces))
    asked = Random(1).sample(written, queries)
    suggested = timed(lambda one: likeliest(memory, one, drawn), asked)
    after = memory_used()
    searched = timed(search_in(contacts), asked)
    with register_of(contacts, memory) as (session, suggestions):
        waited = timed(lambda one: suggestions.suggest(session, one), asked)
        worked = timed(lambda one: suggestions.suggest(session, one), asked, process_time)
        beside = memory_used()
    suggestion, search, wait = (1000 * percentile(found, 0.95) for found in (suggested, searched, waited))
    return {
        "contacts": size,
        "suggestion_ms": round(suggestion, 1),
        "waited_ms": round(wait, 1),
        "worked_ms": round(1000 * percentile(worked, 0.95), 1),
        "search_ms": round(search, 1),
        "ratio": round(suggestion / search, 2),
        "mb_before": round(before),
        "mb": round(after),
        "mb_with_decisions": round(beside),
    }


def written_contacts() -> list[Facts]:
    found: list[Facts] = []
    seed = 0
    while len(found) < KINDS:
        found += some_years(some_service(seed), seed).contacts
        seed += 1
    return found[:KINDS]


def recombined(written: list[Facts], size: int, chance: Random) -> Iterator[tuple[Facts, Trace]]:
    """Contacts in date order, each with the first half of one written note and the second of another."""
    traces = [halves(one.note) for one in written]
    for number in range(size):
        one, other = chance.randrange(KINDS), chance.randrange(KINDS)
        (first, of_first), (second, of_second) = traces[one][0], traces[other][1]
        facts = replace(written[one], id=f"{number:08x}", day=FIRST + timedelta(number // 20))
        yield replace(facts, note=f"{first} {second}"), joined(of_first, of_second)


def halves(note: str) -> list[tuple[str, Trace]]:
    words = note.split()
    parts = (" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :]))
    return [(part, trace_of(part)) for part in parts]


def joined(one: Trace, other: Trace) -> Trace:
    def both(a: Terms, b: Terms) -> Terms:
        return np.union1d(a, b)

    concepts = both(one.concepts, other.concepts)
    named = np.zeros(len(concepts), np.uint64)  # asked of the note that is sought only
    grams, stems = both(one.grams, other.grams), both(one.stems, other.stems)
    return Trace(grams, stems, concepts, named, one.length + other.length)


def search_in(contacts: tuple[Facts, ...]) -> Callable[[Facts], object]:
    """Search for any of a note's words, best first by BM25, in a table in memory."""
    sql = sqlite3.connect(":memory:")
    sql.execute("CREATE VIRTUAL TABLE notes USING fts5(note)")
    sql.executemany("INSERT INTO notes VALUES (?)", ((one.note,) for one in contacts))
    question = f"SELECT rowid FROM notes WHERE notes MATCH ? ORDER BY rank LIMIT {MATCHES}"  # noqa: S608 - our number

    def search(one: Facts) -> object:
        words = {f'"{word}"' for word in re.findall(r"\w+", one.note)}
        return sql.execute(question, (" OR ".join(sorted(words)),)).fetchall()

    return search


class Read(Remembered):
    """A register that was read before, which takes minutes and is not what is measured."""

    def __init__(self, memory: Memory) -> None:
        super().__init__(KEY)
        self._there = memory

    def _read(self, _session: Session) -> None:
        self._memory = self._there


@contextmanager
def register_of(contacts: Sequence[Facts], memory: Memory) -> Iterator[tuple[Session, Suggestions]]:
    """The contacts in a database, with as many answers about each as staff are asked for."""
    with TemporaryDirectory() as folder:
        engine = make_engine(lay_app_db(Path(folder)))
        with Session(engine) as session:
            session.execute(insert(Contact), [row_of(one) for one in contacts])
            session.execute(insert(LinkDecision), list(answers_about(contacts, Random(2))))
            session.commit()
            yield session, Suggestions(Read(memory))
        engine.dispose()


def row_of(one: Facts) -> dict[str, object]:
    facts = {
        name: getattr(one, name) for name in ("id", "day", "channel", "category", "gender", "age_band", "language")
    }
    note = seal(KEY, one.note.encode(), f"note|{one.id}")
    told = {"about": About.HIMSELF, "talked_before": TalkedBefore.NOT_ASKED, "note": note, "note_until": one.day}
    return facts | told


def answers_about(contacts: Sequence[Facts], chance: Random) -> Iterator[dict[str, object]]:
    """Every third is linked to an earlier one. The others shown are *different*, some of them wrongly."""
    for number, one in enumerate(contacts):
        for place, other in enumerate(sorted({chance.randrange(number) for _ in range(SHOWN)} if number else ())):
            verdict = Verdict.SAME if number % 3 == 0 and place == 0 else Verdict.DIFFERENT
            a, b = in_order(one.id, contacts[other].id)
            yield {"contact_a": a, "contact_b": b, "verdict": verdict, "day": one.day}


def timed(
    work: Callable[[Facts], object], asked: list[Facts], clock: Callable[[], float] = perf_counter
) -> list[float]:
    """Seconds of each, after one that is not counted."""
    work(asked[0])
    found = []
    for one in asked:
        start = clock()
        work(one)
        found.append(clock() - start)
    return found


def memory_used() -> float:
    """The most memory that this process had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

"""What the suggestions of earlier persons take of a server's memory: a register read as a server reads it, in MB.

    python -m tests.bench.remembering [--contacts 1000 20000]

The register is written by one process and read by another, which has nothing else. It prints a line of JSON each.
"""

import argparse
import json
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

from sqlalchemy.orm import Session

import app  # noqa: F401 - what a server has in memory anyhow
from chat.db import make_engine
from stats.linking.evidence import Memory
from stats.linking.trace import trace_of
from stats.remembering import Remembered
from stats.suggestions import Suggestions

ASKED = 60
KEY = bytes(32)  # of no service


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--contacts", type=int, nargs="+", default=[1_000, 20_000])
    parser.add_argument("--read", type=Path)
    options = parser.parse_args()
    if options.read:
        print(json.dumps(measure(options.read)), flush=True)
        return
    for size in options.contacts:
        fill_and_measure(size)


def fill_and_measure(size: int) -> None:
    from tests.bench.suggesting import recombined, register_of, written_contacts  # the reader is without it

    contacts, _ = zip(*recombined(written_contacts(), size, Random(size)), strict=True)
    with register_of(contacts, Memory([])) as (session, _):
        path = session.connection().engine.url.database
        subprocess.run([sys.executable, "-m", "tests.bench.remembering", "--read", str(path)], check=True)


def measure(path: Path) -> dict[str, int]:
    """Resident memory of a process: as a server begins, with the words of the concepts, with the register, at most.

    `at_most` is while it is read and while earlier persons are asked for.
    """
    found = {"begins": resident()}
    trace_of("baker")
    found["words"] = resident()
    remembered = Remembered(KEY)
    suggestions = Suggestions(remembered)
    with Session(make_engine(path)) as session:
        contacts = remembered.memory(session).contacts
        found["register"] = resident()
        for one in Random(1).sample(contacts, ASKED):
            (view,) = remembered.view(session, [one.id])
            suggestions.suggest(session, replace(one, id="", note=view.note))
    found["asked"], found["at_most"] = resident(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {name: round(value) for name, value in found.items()} | {"contacts": len(contacts)}


def resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024**2


if __name__ == "__main__":
    main()

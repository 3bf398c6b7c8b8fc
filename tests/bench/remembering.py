"""What the suggestions of earlier persons take of a server's memory: a register read as a server reads it, in MB.

    python -m tests.bench.remembering [--contacts 1000 20000]

The register is written by one process and read by another, which has nothing else. It prints a line of JSON each.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

from sqlalchemy.orm import Session

import app  # noqa: F401 - what a server has in memory anyhow
from chat.db import make_engine
from stats.contacts import contact_note
from stats.linking.evidence import Memory
from stats.linking.trace import trace_of
from stats.models import Contact
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
    """Resident memory of a process: as a server begins, with the words of the concepts, with the register, after 60
    questions, and when the register was put together anew since a note was destroyed. `at_most` is in all that time.
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
            note = contact_note(KEY, session.get_one(Contact, one.id))
            suggestions.suggest(session, replace(one, id="", note=note))
        found["asked"] = resident()
        first = session.get_one(Contact, contacts[0].id)
        first.note = first.note_until = None
        session.flush()
        remembered.memory(session)
    found["changed"], found["at_most"] = resident(), resident("VmHWM")
    return {name: round(value) for name, value in found.items()} | {"contacts": len(contacts)}


def resident(which: str = "VmRSS") -> float:
    """In MB, as Linux tells it. What `resource` tells begins from the process that started this one."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(which))


if __name__ == "__main__":
    main()

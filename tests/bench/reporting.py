"""How long the chapter of the annual report takes, from the register to the files.

    python -m tests.bench.reporting [--contacts 2000 20000 200000] [--earlier 0 2] [--profile]

Each step begins with nothing read, as `lavterskel report` does: the estimate, the draft, each of its files, closing the
year with the audit, and making the closed year again. With `--earlier` so many years before it were published first, so
that there is something to hold the year against.
"""

import argparse
import cProfile
import json
import pstats
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from sqlalchemy.orm import Session

from chat.db import make_engine
from stats.estimating import estimate_if_quick
from stats.releases import documents
from stats.releases.closing import close, draft
from stats.releases.content import digest
from stats.releases.editions import find_release
from stats.releases.rebuilding import rebuild
from stats.remembering import Remembered
from tests.bench.exploring import LAST_YEAR, SIZES, fill
from tests.databases import lay_app_db

KINDS = ("html", "docx", "xlsx")
EARLIER = (0, 2)
ALONE = "A measurement."
TODAY = date(LAST_YEAR + 1, 2, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--contacts", type=int, nargs="+", default=SIZES)
    parser.add_argument("--earlier", type=int, nargs="+", default=EARLIER, help="years published before")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    for size, earlier in product(options.contacts, options.earlier):
        with TemporaryDirectory() as folder:
            profile = cProfile.Profile() if options.profile else None
            print(json.dumps(measure(Path(folder), size, earlier, profile)), flush=True)
            if profile:
                pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def measure(folder: Path, size: int, earlier: int = 0, profile: cProfile.Profile | None = None) -> dict[str, float]:
    """Seconds of each step, by the clock and of the processor. The last of the steps that publish is the year's own."""
    path = lay_app_db(folder)
    fill(path, size)
    engine = make_engine(path)
    found: dict[str, float] = {"contacts": size, "earlier": earlier}

    @contextmanager
    def timed(name: str) -> Iterator[Session]:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            if profile:
                profile.enable()
            start, worked = perf_counter(), process_time()
            yield session
            found[f"{name}_s"] = round(perf_counter() - start, 2)
            found[f"{name}_cpu_s"] = round(process_time() - worked, 2)
            if profile:
                profile.disable()

    for year in range(LAST_YEAR - earlier, LAST_YEAR):
        with timed(f"close_{year}") as session:
            close(session, year, "", None, TODAY, None, why_not_two=ALONE, leaving=True)
    with timed("estimate") as session:
        estimate = estimate_if_quick(session, Remembered(bytes(32)), LAST_YEAR)
    with timed("draft") as session:
        content = draft(session, LAST_YEAR, TODAY, estimate).content
    for kind in KINDS:
        with timed(kind):
            documents.make(content, digest(content), "nb", kind)
    with timed("close") as session:
        close(session, LAST_YEAR, "", None, TODAY, estimate, why_not_two=ALONE, leaving=True)
    with timed("rebuild") as session:
        release = find_release(session, LAST_YEAR)
        assert release
        assert rebuild(session, release).digest == release.digest
    engine.dispose()
    return found


if __name__ == "__main__":
    main()

"""`python -m tests.chaos`: writes messages while the server is killed and lines break; prints what went wrong."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import uvloop

from tests.chaos.run import Plan, is_good, run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    for name, default in (("messages", 50_000), ("kills", 20), ("faults", 200), ("pairs", 40)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    plan = Plan(**vars(options))
    with tempfile.TemporaryDirectory() as folder:
        figures = uvloop.run(run(plan, Path(folder)))
    good = is_good(plan, figures)
    print(json.dumps({"verdict": "passed" if good else "failed", **figures}))
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())

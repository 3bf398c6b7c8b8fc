"""`python -m tests.bench [--quick]`: measures, prints a table, writes `artifacts/bench.json`.

Rounds are interleaved, so that whatever else the machine does meets both servers alike.
"""

import argparse
import gc
import json
import os
import platform
import random
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench import targets
from tests.bench.crowd import Crowd, Outcome
from tests.bench.figures import Spread, highest_rate, percentile, ratios, short
from tests.bench.targets import Bystanders, Target

ARTIFACTS = Path("artifacts")
CONVERSATIONS = 200
RATES = (500, 2000)
LIMIT = 100_000
QUIET = 0.2  # cores' worth of work that others may do during an attempt
TRIES = 3
PACKAGES = ("uvicorn", "starlette", "websockets", "uvloop", "httptools", "msgspec", "sqlalchemy", "pynacl")
SERVERS: dict[str, Callable[[Path, int, list[int]], AbstractContextManager[Target]]] = {
    "relay": targets.relay,
    "lavterskel": targets.lavterskel,
}


@dataclass(frozen=True)
class Plan:
    """How long to look, in seconds, and how closely."""

    rounds: int
    fixed: float
    step: float
    factor: float
    refinements: int


FULL = Plan(rounds=3, fixed=10, step=3, factor=1.5, refinements=3)
QUICK = Plan(rounds=1, fixed=3, step=1, factor=1.6, refinements=1)
Figures = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, about 50 seconds")
    plan = QUICK if parser.parse_args().quick else FULL
    available = targets.cores()
    ARTIFACTS.mkdir(exist_ok=True)
    with targets.on_core(targets.GENERATOR_CORE, available):
        ceiling = generator_ceiling(plan)
        rounds = [measure_round(number, plan, available) for number in range(plan.rounds)]
    facts, summary = about(available), summarise(rounds)
    spreads = {name: {column: asdict(spread) for column, spread in row.items()} for name, row in summary.items()}
    result = {"about": facts, "plan": asdict(plan), "generator": ceiling, "rounds": rounds, "summary": spreads}
    plain = json.loads(json.dumps(result), parse_constant=lambda _: None)  # JSON has no word for "overload"
    (ARTIFACTS / "bench.json").write_text(json.dumps(plain, indent=2, allow_nan=False) + "\n")
    print_table(facts, summary, ceiling)


def measure_round(number: int, plan: Plan, available: list[int]) -> dict[str, Figures]:
    """Both servers, one after the other; the first of one round is the second of the next."""
    names = list(SERVERS)[:: -1 if number % 2 else 1]
    found = {}
    for name in names:
        say(f"round {number + 1} of {plan.rounds}: {name}")
        with (
            tempfile.TemporaryDirectory(dir=ARTIFACTS, prefix="bench-") as folder,
            SERVERS[name](Path(folder).absolute(), CONVERSATIONS, available) as target,
        ):
            found[name] = measure(target, plan, random.Random(number))
    return found


def measure(target: Target, plan: Plan, chance: random.Random) -> Figures:
    crowd = Crowd(target.pairs)
    try:
        crowd.talk(RATES[0], 1, chance)  # warm
        figures = dict(pair for rate in RATES for pair in at_rate(target, crowd, rate, plan.fixed, chance))
        figures["highest"] = search(target, crowd, plan, chance)
        return figures
    finally:
        crowd.close()


def at_rate(
    target: Target, crowd: Crowd, rate: int, seconds: float, chance: random.Random
) -> Iterator[tuple[str, float]]:
    outcome, cpu = undisturbed(target, crowd, rate, seconds, chance)
    yield f"p50 ms at {rate}/s", float("inf") if outcome.gave_up else outcome.p50 * 1000
    yield f"p99 ms at {rate}/s", float("inf") if outcome.gave_up else outcome.p99 * 1000
    if cpu is not None:
        yield f"cpu s per 10k at {rate}/s", cpu / outcome.sent * 10_000


def search(target: Target | None, crowd: Crowd, plan: Plan, chance: random.Random) -> float:
    def holds(rate: float) -> bool:
        """Tried twice, so that something else on the machine does not end the search."""
        return any(undisturbed(target, crowd, rate, plan.step, chance)[0].sustained for _ in range(2))

    return highest_rate(holds, start=RATES[-1], factor=plan.factor, refinements=plan.refinements, limit=LIMIT)


def undisturbed(
    target: Target | None, crowd: Crowd, rate: float, seconds: float, chance: random.Random
) -> tuple[Outcome, float | None]:
    """What came of an attempt while nobody else used the machine much, and the server's processor seconds.

    Tries again when somebody did; the last of TRIES is taken as it is.
    """
    for _ in range(TRIES):
        bystanders, before = Bystanders(target), target.cpu_seconds() if target else None
        outcome = talk(crowd, rate, seconds, chance)
        after, others = target.cpu_seconds() if target else None, bystanders.share()
        report(outcome, others)
        if others < QUIET:
            break
    return outcome, None if before is None or after is None else after - before


def talk(crowd: Crowd, rate: float, seconds: float, chance: random.Random) -> Outcome:
    gc.collect()
    gc.disable()  # a collection in the generator would be counted as the server's latency
    try:
        outcome = crowd.talk(rate, seconds, chance)
    finally:
        gc.enable()
    if outcome.twice or (outcome.lost and not outcome.gave_up):
        raise RuntimeError(f"{outcome.lost} messages lost, {outcome.twice} delivered twice")
    return outcome


def report(outcome: Outcome, others: float) -> None:
    say(
        f"  {outcome.rate:7,.0f}/s: p50 {short(outcome.p50 * 1000)} ms, p99 {short(outcome.p99 * 1000)} ms"
        + ("" if outcome.sustained else ", not sustained")
        + ("" if others < QUIET else f"; others used {others:.0%} of a core")
    )


def generator_ceiling(plan: Plan) -> float:
    """Messages a second that the generator itself can send and receive, with nothing between its two ends."""
    say("generator alone")
    crowd = Crowd([socket.socketpair() for _ in range(CONVERSATIONS)])
    try:
        return search(None, crowd, plan, random.Random(0))
    finally:
        crowd.close()


def summarise(rounds: list[dict[str, Figures]]) -> dict[str, dict[str, Spread]]:
    """Each figure with its spread over the rounds, for both servers and as ratios."""
    names = [name for name in rounds[0]["relay"] if name in rounds[0]["lavterskel"]]
    summary = {}
    for name in names:
        ours, floor = ([one[server][name] for one in rounds] for server in ("lavterskel", "relay"))
        spreads = {"relay": floor, "lavterskel": ours, "ratio": ratios(ours, floor)}
        summary[name] = {column: Spread.of(values) for column, values in spreads.items()}
    return summary


def about(available: list[int]) -> dict[str, Any]:
    return {
        "when": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": len(available) or os.cpu_count(),
        "pinned": len(available) > 1,
        "fsync_ms": fsync_milliseconds(),
        "versions": {name: version(name) for name in PACKAGES},
    }


def fsync_milliseconds() -> float:
    """The median time of making four kilobytes durable in the folder that the databases are in."""
    times = []
    with tempfile.TemporaryFile(dir=ARTIFACTS) as file:
        for _ in range(100):
            file.write(bytes(4096))
            file.flush()
            begun = time.perf_counter()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - begun) * 1000)
    return round(percentile(times, 0.5), 3)


def print_table(facts: dict[str, Any], summary: dict[str, dict[str, Spread]], ceiling: float) -> None:
    print(
        f"{facts['when']}, Python {facts['python']}, {facts['system']}, {facts['cores']} cores, "
        f"{'one each' if facts['pinned'] else 'not pinned'}; fsync {facts['fsync_ms']} ms; "
        + ", ".join(f"{name} {number}" for name, number in facts["versions"].items())
    )
    print(f"{CONVERSATIONS} conversations; least / median / most of the rounds\n")
    columns = ("relay", "lavterskel", "ratio")
    print(f"| {'':24} | " + " | ".join(f"{column:26}" for column in columns) + " |")
    print(f"|{'-' * 26}|" + "|".join("-" * 28 for _ in columns) + "|")
    for name, spreads in summary.items():
        print(f"| {name:24} | " + " | ".join(f"{spreads[column]!s:26}" for column in columns) + " |")
    print(f"\nThe generator alone manages {short(ceiling)} messages a second.")


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

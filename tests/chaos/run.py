"""A run: conversations of pairs that write to each other, while the server dies and lines break.

It is made of rounds on the same server. Each round has fresh conversations, which end when it is over, so that they
stay as long as real ones and a start of the server costs what it costs in service.
"""

import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.chaos.checker import CHECKS, Record, count
from tests.chaos.client import Client, asker
from tests.chaos.host import Host, lossy
from tests.chaos.proxy import FAULTS, Proxy
from tests.protocol import client as protocol

SIDES = ("visitor", "counselor")
ROUND = 25_000  # messages
REBOOTS = 10  # every so manieth kill takes the keys along
MINUTE = 60.0
Figures = dict[str, Any]
Pair = dict[str, Client]


@dataclass(frozen=True)
class Plan:
    """How much to do. After `patience` seconds in which nothing was acked or shown, the run is given up."""

    messages: int
    kills: int
    faults: int
    pairs: int = 40
    patience: float = 60.0
    seed: int = 1

    def rounds(self) -> list[range]:
        """The numbers of the messages of each round."""
        return _split(self.messages, -(-self.messages // ROUND))

    def events(self) -> list[list[str]]:
        """What happens in each round, in this order."""
        kills = ["reboot" if number % REBOOTS == 1 else "kill" for number in range(self.kills)]
        events = kills + [FAULTS[number % len(FAULTS)] for number in range(self.faults)]
        random.Random(self.seed).shuffle(events)
        return [[events[place] for place in places] for places in _split(len(events), len(self.rounds()))]


def _split(total: int, parts: int) -> list[range]:
    borders = [total * part // parts for part in range(parts + 1)]
    return [range(start, end) for start, end in pairwise(borders)]


@dataclass
class Stage:
    """Where the rounds take place, and what was done to it so far."""

    host: Host
    proxy: Proxy
    port: int
    kind: type[Client]
    chance: random.Random
    happened: Counter[str] = field(default_factory=Counter)

    async def strike(self, event: str) -> int:
        """Does it, however long it takes, and counts it. Returns to how many: 0 when there was no line to break."""
        if event in FAULTS:
            struck = self.proxy.harm(event, self.chance)
            self.happened["broken_lines"] += struck
        else:
            await asyncio.to_thread(getattr(self.host, event))
            struck = 1
        self.happened[event] += bool(struck)
        return struck


class Round:
    """Some conversations, from their opening to their end."""

    def __init__(self, stage: Stage, numbers: range) -> None:
        self._stage, self._numbers = stage, numbers
        self._supply = (f"nummer {number}" for number in numbers)  # shared, so that all are busy to the end

    def open(self, pairs: int) -> None:
        """Conversations opened and taken, with a client for each side."""
        host = self._stage.host
        self._speaker = protocol.Server(host.server.url)
        name = f"kari-{self._numbers.start}"
        staff = self._speaker.sign_in(name, host.add_counselor(name))
        self._visitors = [self._speaker.open() for _ in range(pairs)]
        for visitor in self._visitors:
            assert staff.post(visitor.conversation, "take").status_code == 200
        self._pairs = [self._pair(visitor, staff) for visitor in self._visitors]
        self._clients = [one for pair in self._pairs for one in pair.values()]

    def _pair(self, visitor: protocol.Visitor, staff: protocol.Counselor) -> Pair:
        url, port = self._speaker.url, self._stage.port
        visits = asker(url, port, "/tickets", visitor.bearer)
        works = asker(url, port, f"/console/conversations/{visitor.conversation}/ticket", staff.cookie)
        asks = zip(SIDES, (visits, works), strict=True)
        return {side: self._stage.kind(url, port, ask, self._supply) for side, ask in asks}

    async def play(self, events: Sequence[str], patience: float) -> bool:
        """Writes everything while `events` happen; returns whether everything was acked and shown in the end."""
        tasks = [asyncio.create_task(one.run()) for one in self._clients]
        try:
            return await self._disturb(events, patience)
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            for failure in (one for one in ends if isinstance(one, Exception)):
                raise failure

    async def _disturb(self, events: Sequence[str], patience: float) -> bool:
        """Spreads the events over the round, by how much is acked."""
        coming, moved, seen = list(enumerate(events, 1)), time.monotonic(), (0, 0)
        while coming or not self._is_complete(seen):
            await asyncio.sleep(0.02)
            due = coming and seen[0] >= len(self._numbers) * coming[0][0] / (len(events) + 1)
            if due and await self._stage.strike(coming[0][1]):
                moved = time.monotonic()
                del coming[0]
            if (now := self.progress()) != seen:
                moved, seen = time.monotonic(), now
            if time.monotonic() - moved > patience:
                return False
        return True

    def progress(self) -> tuple[int, int]:
        """How many were acked, and how many shown."""
        return sum(len(one.acked) for one in self._clients), sum(len(one.shown) for one in self._clients)

    def _is_complete(self, progress: tuple[int, int]) -> bool:
        return progress[0] >= len(self._numbers) and progress[1] >= 2 * len(self._numbers)

    def close(self) -> None:
        """The visitors leave; what they wrote is gone from the server."""
        for visitor in self._visitors:
            visitor.leave()
        self._speaker.close()

    def records(self) -> list[Record]:
        return [_record(pair) for pair in self._pairs]


def _record(pair: Pair) -> Record:
    written = {side: client.written for side, client in pair.items()}
    record = Record(written, shown={side: client.shown for side, client in pair.items()})
    for client in pair.values():
        record.acked |= client.acked
        record.skipped += client.skipped
        record.repeated += client.repeated
        record.withdrawn += client.withdrawn
    return record


async def run(plan: Plan, folder: Path, kind: type[Client] = Client, program: Sequence[str] = ()) -> Figures:
    """One run, and its figures. `kind` and `program` may be mutants."""
    begun = time.monotonic()
    async with AsyncExitStack() as stack:
        host = stack.enter_context(Host(folder, program or lossy()))
        proxy = Proxy(host.server.port)
        stage = Stage(host, proxy, await proxy.start(), kind, random.Random(plan.seed))
        stack.push_async_callback(proxy.stop)
        found = await _play_rounds(plan, stage)
        found |= {name: host.count(name) for name in ("lost_hints", "refused_commits")}
    seconds = time.monotonic() - begun
    events = {name: stage.happened[name] for name in ("kill", "reboot", *FAULTS, "broken_lines")}
    return {**found, **events, "seconds": round(seconds, 1), "rate": round(found["messages"] / seconds)}


def is_good(plan: Plan, figures: Figures) -> bool:
    """Whether every message was acked, and shown once and in order to both sides."""
    return figures["messages"] == plan.messages and not wrong(figures)


def wrong(figures: Figures) -> set[str]:
    """The figures that should be nothing and are not."""
    return {check.__name__ for check in CHECKS if figures[check.__name__]}


async def _play_rounds(plan: Plan, stage: Stage) -> dict[str, int]:
    """All rounds, or those up to the first that did not come to its end."""
    found = dict.fromkeys(("messages", *(check.__name__ for check in CHECKS)), 0)
    begun = told = time.monotonic()
    for numbers, events in zip(plan.rounds(), plan.events(), strict=True):
        one = Round(stage, numbers)
        await asyncio.to_thread(one.open, plan.pairs)
        complete = await one.play(events, plan.patience)
        for name, times in {"messages": one.progress()[0], **count(one.records())}.items():
            found[name] += times
        await asyncio.to_thread(one.close)
        if not complete:
            break
        if time.monotonic() - told > MINUTE:
            told = time.monotonic()
            print(f"{told - begun:.0f} s", found, dict(stage.happened), file=sys.stderr, flush=True)
    return found

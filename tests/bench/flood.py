"""`python -m tests.bench.flood [--seconds 300] [--rate 2000] [--networks 1]`: what a flood does to those who talk.

Conversations go on in which both sides write at random moments. For a time they are alone; then somebody opens `rate`
conversations a minute beside them, and each that is let in stays. Measured is how long a message takes to be stored and
acknowledged, in both times of one run, and whether somebody else from another network still comes in.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.bench import targets
from tests.bench.figures import percentile, poisson_arrivals, short
from tests.server import COMMAND, LiveServer, live_server

HEADER = "X-Network"
OTHERS = "198.51.{}.9"
FLOOD = "203.{}.{}.7"
PAUSE = (1.0, 3.0)  # seconds between two messages of one side, at random
STRANGER_EVERY = 5.0  # seconds
COUNSELORS, EACH = 5, 4


@dataclass
class Talk:
    """One end of a running conversation."""

    line: ClientConnection
    said: int = 0
    heard: list[int] = field(default_factory=list)
    sent: dict[int, float] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)

    async def speak(self, until: float, chance: random.Random) -> None:
        """Writes until then, and waits for the last acknowledgement."""
        while time.perf_counter() < until:
            await asyncio.sleep(chance.uniform(*PAUSE))
            self.said += 1
            self.sent[self.said] = time.perf_counter()
            await self.line.send(json.dumps({"t": "msg", "n": self.said, "text": f"ord {self.said}"}))
        while self.sent:  # noqa: ASYNC110 - simpler here than an event for each message
            await asyncio.sleep(0.05)

    async def listen(self) -> None:
        async for data in self.line:
            frame = json.loads(data)
            if frame["t"] == "ack" and (at := self.sent.pop(frame["n"], None)) is not None:
                self.latencies.append(time.perf_counter() - at)
            elif frame["t"] == "m":
                self.heard.append(frame["seq"])
            elif frame["t"] == "err":
                raise RuntimeError(f"a running conversation was refused: {frame}")


@dataclass
class Result:
    """Latencies in seconds; `openings` counts the answers to the flood; `strangers`: who else came in, of how many."""

    quiet: list[float]
    flooded: list[float]
    openings: Counter[int]
    strangers: tuple[int, int]
    lost: int
    addresses_found: list[str]
    grown: float  # megabytes of the server's memory


async def measure(folder: Path, seconds: float, rate: float, networks: int, counselors: int = COUNSELORS) -> Result:
    """Half a minute of quiet at most, then the flood for `seconds`."""
    available = targets.cores()
    with ExitStack() as stack:
        with targets.on_core(targets.SERVER_CORE, available):
            served = live_server(folder / "data", program=(COMMAND,), OPEN="always", NETWORK_HEADER=HEADER)
            server = stack.enter_context(served)
        with targets.on_core(targets.GENERATOR_CORE, available):
            result = await _measure(server, seconds, rate, networks, counselors)
    result.addresses_found = addresses_in(folder)
    return result


async def _measure(server: LiveServer, seconds: float, rate: float, networks: int, counselors: int) -> Result:
    chance = random.Random(5)
    async with conversing(server, counselors) as talks, visiting(server) as http:
        quiet = await _talk(talks, min(30.0, seconds), chance)
        before = _memory(server)
        openings: Counter[int] = Counter()
        strangers: list[bool] = []
        moments = poisson_arrivals(rate / 60, seconds, chance)
        flood = asyncio.create_task(_flood(http, openings, moments, networks, chance))
        others = asyncio.create_task(_strangers(http, strangers, seconds))
        flooded = await _talk(talks, seconds, chance)
        await asyncio.gather(flood, others)
        grown = _memory(server) - before
        await asyncio.sleep(1)
        lost = sum(_missing(pair) for pair in zip(talks[::2], talks[1::2], strict=True))
    return Result(quiet, flooded, openings, (sum(strangers), len(strangers)), lost, [], grown)


def _missing(pair: tuple[Talk, Talk]) -> int:
    """Messages that one end did not hear, or heard twice or out of order."""
    said = sum(talk.said for talk in pair)
    return sum(talk.heard != [*range(1, said + 1)] for talk in pair)


async def _talk(talks: list[Talk], seconds: float, chance: random.Random) -> list[float]:
    until = time.perf_counter() + seconds
    await asyncio.gather(*(talk.speak(until, chance) for talk in talks))
    found = [latency for talk in talks for latency in talk.latencies]
    for talk in talks:
        talk.latencies.clear()
    return found


async def _flood(
    http: httpx.AsyncClient, answers: Counter[int], moments: list[float], networks: int, chance: random.Random
) -> None:
    """Opens at these moments whatever the server makes of it; who is let in asks for a ticket, and so is there."""
    begun, tasks = time.perf_counter(), set()
    for moment in moments:
        await asyncio.sleep(max(0.0, moment - (time.perf_counter() - begun)))
        one = chance.randrange(networks)
        task = asyncio.create_task(_open(http, FLOOD.format(one // 250, one % 250), answers))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)


async def _strangers(http: httpx.AsyncClient, came: list[bool], seconds: float) -> None:
    for number in range(max(1, int(seconds / STRANGER_EVERY))):
        await asyncio.sleep(STRANGER_EVERY / 2)
        came.append(await _open(http, OTHERS.format(100 + number % 150), Counter()))
        await asyncio.sleep(STRANGER_EVERY / 2)


async def _open(http: httpx.AsyncClient, address: str, answers: Counter[int]) -> bool:
    answer = await http.post("/conversations", json={"language": "nb"}, headers={HEADER: address})
    answers[answer.status_code] += 1
    if answer.status_code != httpx.codes.CREATED:
        return False
    token = answer.json()["token"]
    return (await http.post("/tickets", headers={"Authorization": f"Bearer {token}"})).is_success


@asynccontextmanager
async def visiting(server: LiveServer) -> AsyncIterator[httpx.AsyncClient]:
    # Connections are dropped here before the server drops them, so that none breaks off while it is used again.
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100, keepalive_expiry=2)
    nobody_known = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    headers = {"Origin": server.url}
    async with httpx.AsyncClient(
        base_url=server.url, headers=headers, timeout=30, limits=limits, cookies=nobody_known, trust_env=False
    ) as http:
        yield http


@asynccontextmanager
async def conversing(server: LiveServer, counselors: int) -> AsyncIterator[list[Talk]]:
    """Both ends of each running conversation, neighbours in the list."""
    talks: list[Talk] = []
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as listening:
        tasks = []
        for number in range(counselors):
            name = f"staff{number}"
            staff = await asyncio.to_thread(server.staff, name)
            stack.callback(staff.close)
            for _ in range(EACH):
                opened = await asyncio.to_thread(_opened, staff, number)
                for ticket in opened:
                    talks.append(await _join(stack, server, ticket))
                    tasks.append(listening.create_task(talks[-1].listen()))
        yield talks
        for task in tasks:
            task.cancel()


def _opened(staff: httpx.Client, number: int) -> tuple[str, str]:
    """The tickets of both ends of a new conversation."""
    opened = staff.post("/conversations", json={"language": "nb"}, headers={HEADER: OTHERS.format(number)}).json()
    taken = staff.post(f"/console/conversations/{opened['conversation']}/take")
    return opened["ticket"], taken.json()["ticket"]


async def _join(stack: AsyncExitStack, server: LiveServer, ticket: str) -> Talk:
    address = server.url.replace("http", "ws") + "/ws"
    line = await stack.enter_async_context(
        connect(address, subprotocols=[Subprotocol("chat.v1")], origin=Origin(server.url), compression=None, proxy=None)
    )
    await line.send(json.dumps({"t": "hello", "v": 1, "ticket": ticket, "client": "bench", "last": 0}))
    return Talk(line)


def _memory(server: LiveServer) -> float:
    """Megabytes that the server has in memory; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]) * 4096 / 1e6
    except OSError:
        return 0.0


def addresses_in(folder: Path) -> list[str]:
    """The files below `folder` in which the network of anybody stands; the log is among them."""
    marks = (b"203.0.", b"198.51.", b"cb0071/", b"c63364/")
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(path.name for path in files if any(mark in path.read_bytes() for mark in marks))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.flood", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--rate", type=float, default=2000, help="openings a minute")
    parser.add_argument("--networks", type=int, default=1, help="from how many networks the flood comes")
    options = parser.parse_args()
    targets_folder = Path("artifacts")
    targets_folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=targets_folder, prefix="flood-") as folder:
        result = asyncio.run(measure(Path(folder).absolute(), options.seconds, options.rate, options.networks))
    report(result, options.seconds)
    if result.lost or result.addresses_found:
        sys.exit(1)


def report(result: Result, seconds: float) -> None:
    sent, taken = sum(result.openings.values()), result.openings[201]
    print(f"{COUNSELORS * EACH} conversations; {sent:,} openings in {seconds:.0f} s, {taken} of them let in")
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        alone, beside = percentile(result.quiet, share) * 1000, percentile(result.flooded, share) * 1000
        print(f"{name} of an ack: {short(alone)} ms alone, {short(beside)} ms in the flood, x {short(beside / alone)}")
    print(f"answers: {dict(result.openings)}")
    print(f"from other networks {result.strangers[0]} of {result.strangers[1]} came in")
    print(f"messages lost, doubled or out of order: {result.lost}; memory {result.grown:+.1f} MB")
    print(f"files with an address: {result.addresses_found or 'none'}")


if __name__ == "__main__":
    main()

"""`python -m tests.chaos`: writes messages while the server is killed and lines break; prints what went wrong."""

import argparse
import asyncio
import json
import random
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import httpx

from tests.chaos.checker import Record, count
from tests.chaos.client import Ask, Client
from tests.chaos.mutants import MUTANTS
from tests.chaos.proxy import FAULTS, Proxy
from tests.protocol import client as protocol
from tests.server import LiveServer, free_port, live_server

PAIRS = 10
STALL = 12.0  # seconds without anything acked or shown, after which what is missing counts as lost
SIDES = ("visitor", "counselor")


class Host:
    """The server, started again on the same port and data after each kill."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack, self._port = folder, stack, free_port()

    def start(self) -> LiveServer:
        served = live_server(self._folder, self._port, OPEN="always", ADMISSION="off")
        self.server = self._stack.enter_context(served)
        return self.server

    def restart(self) -> None:
        self.server.stop(signal.SIGKILL)
        self.start()


def asker(http: httpx.AsyncClient, path: str, headers: dict[str, str]) -> Ask:
    """Asks for tickets. After a restart staff get 404 until the visitor is back, so every refusal is asked again."""

    async def ask() -> str:
        answer = await http.post(path, headers=headers)
        answer.raise_for_status()
        return str(answer.json()["ticket"])

    return ask


def texts_of(total: int) -> list[dict[str, list[str]]]:
    """`total` different texts, dealt to the sides of all conversations."""
    written: list[dict[str, list[str]]] = [{side: [] for side in SIDES} for _ in range(PAIRS)]
    for i in range(total):
        written[i // 2 % PAIRS][SIDES[i % 2]].append(f"nummer {i}")
    return written


def prepare(
    server: LiveServer, http: httpx.AsyncClient, port: int, total: int, kind: type[Client]
) -> list[dict[str, Client]]:
    """Every conversation opened and taken, with a client for each side."""
    speaker = protocol.Server(server.url)
    staff = speaker.sign_in("kari", server.add_account("kari", ["counselor"]))
    pairs = []
    for written in texts_of(total):
        visitor = speaker.open()
        assert staff.post(visitor.conversation, "take").status_code == 200
        visits = asker(http, "/tickets", visitor.bearer)
        works = asker(http, f"/console/conversations/{visitor.conversation}/ticket", staff.cookie)
        asks = zip(SIDES, (visits, works), strict=True)
        pairs.append({side: kind(server.url, port, ask, written[side]) for side, ask in asks})
    speaker.close()
    return pairs


def plan(kills: int, faults: int, chance: random.Random) -> list[str]:
    events = ["kill"] * kills + [FAULTS[i % len(FAULTS)] for i in range(faults)]
    chance.shuffle(events)
    return events


async def disturb(host: Host, proxy: Proxy, clients: list[Client], total: int, events: list[str]) -> None:
    """Spreads the events over the run, by how much is acked, and waits until everything is shown or nothing moves."""
    chance, done, moved, seen = random.Random(1), 0, time.monotonic(), (-1, -1)
    while seen[1] < 2 * total or done < len(events) or seen[0] < total:
        await asyncio.sleep(0.02)
        now = (sum(one.next for one in clients), sum(len(one.shown) for one in clients))
        moved = time.monotonic() if now != seen else moved
        seen = now
        if done < len(events) and seen[0] >= total * (done + 1) / (len(events) + 2):
            await (asyncio.to_thread(host.restart) if events[done] == "kill" else harm(proxy, events[done], chance))
            done += 1
        if time.monotonic() - moved > STALL:
            return


async def harm(proxy: Proxy, fault: str, chance: random.Random) -> None:
    """Waits for a line to break, so that each fault is a real one."""
    while not proxy.harm(fault, chance):  # noqa: ASYNC110 - lines come by themselves, nobody tells
        await asyncio.sleep(0.05)


async def run(messages: int, kills: int, faults: int, folder: Path, kind: type[Client] = Client) -> dict[str, float]:
    """One run, and its figures."""
    begun = time.monotonic()
    with ExitStack() as stack:
        host = Host(folder / "data", stack)
        server = await asyncio.to_thread(host.start)
        proxy = Proxy(server.port)
        port = await proxy.start()
        headers = {"Origin": server.url, "Accept": "application/json"}
        async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=3, trust_env=False) as http:
            pairs = await asyncio.to_thread(prepare, server, http, port, messages, kind)
            clients = [one for pair in pairs for one in pair.values()]
            tasks = [asyncio.create_task(one.run()) for one in clients]
            await disturb(host, proxy, clients, messages, plan(kills, faults, random.Random(2)))
            for task in tasks:
                task.cancel()
            broken = [one for one in await asyncio.gather(*tasks, return_exceptions=True) if isinstance(one, Exception)]
        proxy.stop()
    if broken:
        raise broken[0]
    records = [
        Record(written, pair["visitor"].acked | pair["counselor"].acked, {side: pair[side].shown for side in SIDES})
        for written, pair in zip(texts_of(messages), pairs, strict=True)
    ]
    figures = {"messages": sum(len(one.acked) for one in clients), "kills": kills, "faults": faults, **count(records)}
    return {**figures, "seconds": round(time.monotonic() - begun, 1)}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    for name, default in (("messages", 5000), ("kills", 3), ("faults", 20)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--mutant", choices=list(MUTANTS))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kind = MUTANTS.get(options.mutant, Client)
        figures = asyncio.run(run(options.messages, options.kills, options.faults, Path(folder), kind))
    print(json.dumps(figures))
    wrong = any(figures[name] for name in ("lost", "duplicated", "reordered", "phantom"))
    return int(wrong or figures["messages"] != options.messages)


if __name__ == "__main__":
    sys.exit(main())

"""The servers that are measured, each a process of its own on one core; the generator has another."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.bench import wire
from tests.protocol.client import Server
from tests.server import COMMAND, free_port, live_server

SERVER_CORE, GENERATOR_CORE = 0, 1
START_SECONDS = 20
Pairs = list[tuple[socket.socket, socket.socket]]


@dataclass(frozen=True)
class Target:
    """A running server with its conversations."""

    pid: int
    pairs: Pairs

    def cpu_seconds(self) -> float | None:
        """Processor time the server has used, all threads; None where the system does not tell."""
        try:
            stat = Path(f"/proc/{self.pid}/stat").read_text()
        except OSError:
            return None
        return _seconds(stat.rpartition(")")[2].split()[11:13])


class Bystanders:
    """What everybody else does on this machine from now on. A busy machine measures itself, not the server."""

    def __init__(self, target: Target | None) -> None:
        self._target = target
        self._begun = time.monotonic()
        self._before = self._used()

    def share(self) -> float:
        """Cores' worth of processor time used by neither the server nor this process; 0 where it is not known."""
        return max(0.0, self._used() - self._before) / (time.monotonic() - self._begun)

    def _used(self) -> float:
        try:
            user, nice, system, _, _, irq, softirq, steal = Path("/proc/stat").read_text().split()[1:9]
        except OSError:
            return 0.0
        ours = sum(os.times()[:2]) + ((self._target and self._target.cpu_seconds()) or 0.0)
        return _seconds([user, nice, system, irq, softirq, steal]) - ours


def _seconds(ticks: list[str]) -> float:
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def cores() -> list[int]:
    """The cores this process may use; empty where that cannot be chosen."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


@contextmanager
def on_core(place: int, available: list[int]) -> Iterator[None]:
    """Keeps this process, and those it starts meanwhile, on one core; does nothing where there is only one."""
    if len(available) < 2:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {available[place]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def relay(_folder: Path, conversations: int, available: list[int]) -> Iterator[Target]:
    port = free_port()
    with on_core(SERVER_CORE, available):
        process = subprocess.Popen([sys.executable, "-m", "tests.bench.relay", str(port)])
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(process, f"{url}/healthz")
        ends = range(conversations)
        yield Target(process.pid, [(_end(url, f"/ws/a{i}"), _end(url, f"/ws/b{i}")) for i in ends])
    finally:
        process.terminate()
        process.wait(15)


@contextmanager
def lavterskel(folder: Path, conversations: int, available: list[int]) -> Iterator[Target]:
    with ExitStack() as stack:
        with on_core(SERVER_CORE, available):
            served = live_server(folder / "data", program=(COMMAND,), OPEN="always", ADMISSION="off")
            running = stack.enter_context(served)
        password = running.add_account("bench", ["counselor"])
        server = Server(running.url)
        stack.callback(server.close)
        counselor = server.sign_in("bench", password)
        pairs = []
        for _ in range(conversations):
            visitor = server.open()
            taken = counselor.post(visitor.conversation, "take")
            pairs.append((_join(server, visitor.first_ticket), _join(server, taken.json()["ticket"])))
        yield Target(running.process.pid, pairs)


def _end(url: str, path: str) -> socket.socket:
    return wire.connect(url, path, "chat.v1")


def _join(server: Server, ticket: str) -> socket.socket:
    link = _end(server.url, "/ws")
    hello = {"t": "hello", "v": 1, "ticket": ticket, "client": "bench", "last": 0}
    link.sendall(wire.masked(wire.TEXT, json.dumps(hello).encode()))
    return link


def _wait_for(process: "subprocess.Popen[bytes]", address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(address, timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"{address} does not answer")

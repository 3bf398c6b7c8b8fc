"""A real server for tests: the installed command, a free port, a data folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from itertools import cycle
from pathlib import Path
from unittest.mock import patch

import httpx

from chat import accounts
from chat.db import Database, make_engine
from chat.roles import Role
from tests import forked
from tests.databases import lay_databases

COMMAND = str(Path(sys.executable).parent / "lavterskel")
PATIENCE = 60  # s; a busy machine takes long; nothing waits so long that is not broken
SERVED: set[Path] = set()  # data folders, whose keys lie elsewhere and are taken away when all tests are done


@dataclass
class LiveServer:
    """`log` is everything the process printed, both streams."""

    port: int
    data_dir: Path
    environment: dict[str, str]
    log: Path
    process: "forked.Program | subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def run(self, *arguments: str, text: str = "") -> "subprocess.CompletedProcess[str]":
        """One command of ours on this server's data."""
        return forked.run(arguments, self.environment, text, timeout=60)

    def add_account(self, name: str, roles: list[str]) -> str:
        """A new account's password."""
        password = f"{name} kjenner veien"
        database = Database(make_engine(self.data_dir / "app.db"))
        forks = isinstance(self.process, forked.Program)
        with patch.object(accounts, "HASHER", forked.CHEAP if forks else accounts.HASHER):
            database.run_now(accounts.add_account, name, [Role(role) for role in roles], password)
        database.engine.dispose()
        return password

    def client(self) -> httpx.Client:
        """A browser's worth of HTTP: our own origin, its own cookies."""
        return httpx.Client(base_url=self.url, headers={"Origin": self.url}, timeout=PATIENCE)

    def staff(self, name: str, roles: list[str] | None = None, password: str | None = None) -> httpx.Client:
        """A signed-in member of staff; the account is made unless a password is given."""
        password = password or self.add_account(name, roles or ["counselor"])
        client = self.client()
        signed_in = client.post("/console/login", data={"name": name, "password": password})
        assert signed_in.status_code in (200, 204, 303), signed_in.text
        for cookie in client.cookies.jar:
            cookie.secure = False  # the test speaks http on loopback, as browsers allow
        return client

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ends the process and returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(timeout=15)


@cache
def _ports() -> Iterator[int]:
    """This process's own, round and round. What the system calls free is another's as long as no server has it yet."""
    first = 11_000 + os.getpid() % 420 * 50  # below those that the system gives to connections
    return cycle(range(first, first + 50))


def _is_free(port: int) -> bool:
    with socket.socket() as probe, suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return True
    return False


def free_port() -> int:
    return next(filter(_is_free, _ports()))


@contextmanager
def live_server(
    data_dir: Path,
    port: int | None = None,
    command: str = "serve",
    program: Sequence[str] = (),
    changed: Sequence[str] = (),
    **settings: str,
) -> Iterator[LiveServer]:
    """A server on `data_dir` with settings such as OPEN="always"; stopped at the end. `command` may be "demo".

    `program` takes the arguments of ours and is started as it lies on the disk, such as COMMAND; else ours is forked,
    and finds databases that are up to date where the folder has none. `changed` is the module with what is forked
    instead, and what its `main` is told before the arguments of ours.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    if not program:
        lay_databases(data_dir)
    SERVED.add(data_dir)
    port = port or free_port()
    given = {f"LAVTERSKEL_{name}": value for name, value in settings.items()}
    defaults = {
        "LAVTERSKEL_DATA_DIR": str(data_dir),
        "LAVTERSKEL_GUARDS": "warn",
        "LAVTERSKEL_ORIGINS": f"http://localhost:{port} http://127.0.0.1:{port}",
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LAVTERSKEL_")}
    environment = {**clean, **defaults, **given}
    log = data_dir.parent / f"{data_dir.name}.log"
    arguments = [*program, *changed[1:], command, "--port", str(port)]
    start = _start_installed if program else partial(_start, changed[0] if changed else "cli")
    process = start(arguments, environment, log)
    server = LiveServer(port, data_dir, environment, log, process)
    try:
        _wait_until_it_answers(server)
        yield server
    finally:
        server.stop()


def _start(module: str, arguments: list[str], environment: dict[str, str], log: Path) -> forked.Program:
    return forked.start(arguments, environment, forked.Streams(Path(os.devnull), log, log), module)


def _start_installed(arguments: list[str], environment: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    with log.open("ab") as out:
        return subprocess.Popen(arguments, stdout=out, stderr=subprocess.STDOUT, env=environment)


def _wait_until_it_answers(server: LiveServer) -> None:
    deadline = time.monotonic() + PATIENCE
    with httpx.Client(timeout=2) as http:
        while time.monotonic() < deadline and server.process.poll() is None:
            try:
                if http.get(f"{server.url}/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
    raise AssertionError(f"the server did not start:\n{server.log.read_text()}")

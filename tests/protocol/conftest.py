"""Runs the suite against any server of `chat.v1`:

    pytest tests/protocol --server URL --account NAME --password-file FILE [--account NAME --password-file FILE ...]

The server must be open and must not limit how many conversations begin or how many one counselor holds. A test
that ends a conversation leaves its counselor owing a registration, so some ten accounts let every test run; a test
that finds none left is skipped and says so. Without these options a server of this project is
started. The same can be said in CHAT_SERVER, CHAT_ORIGIN, CHAT_ACCOUNTS and CHAT_PASSWORD_FILES (comma-separated).
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from tests.protocol.client import Counselor, Server, Socket, Visitor
from tests.server import LiveServer, live_server


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("chat.v1", "the protocol suite")
    group.addoption("--server", help="the address of the server under test")
    group.addoption("--origin", help="the Origin it accepts, where that is not its address")
    group.addoption("--account", action="append", help="a counselor's account; may be repeated")
    group.addoption("--password-file", action="append", help="a file with its password; in the same order")


class Accounts(Protocol):
    def new(self, role: str) -> tuple[str, str]:
        """Name and password of an account that no test has used. Skips the test when there is none."""
        ...


class GivenAccounts:
    """Those named on the command line."""

    def __init__(self, names: list[str], password_files: list[str]) -> None:
        passwords = [Path(file).read_text().strip() for file in password_files]
        self._unused = list(zip(names, passwords, strict=True))

    def new(self, role: str) -> tuple[str, str]:
        if role != "counselor" or not self._unused:
            pytest.skip(f"no unused account of a {role} was given")
        return self._unused.pop(0)


class MadeAccounts:
    """As many as are asked for."""

    def __init__(self, local: LiveServer) -> None:
        self._local = local
        self._count = 0

    def new(self, role: str) -> tuple[str, str]:
        self._count += 1
        name = f"{role}-{self._count}"
        return name, self._local.add_account(name, [role])


class Staff:
    """The counselors of the tests, signed in when needed and used again as long as they owe nothing."""

    def __init__(self, server: Server, accounts: Accounts) -> None:
        self._server = server
        self._accounts = accounts
        self._counselors: list[Counselor] = []

    def counselors(self, count: int) -> list[Counselor]:
        self._counselors = [one for one in self._counselors if not one.owes()]
        while len(self._counselors) < count:
            if not (one := self.sign_in("counselor")).owes():
                self._counselors.append(one)
        return self._counselors[:count]

    def sign_in(self, role: str) -> Counselor:
        return self._server.sign_in(*self._accounts.new(role))


@dataclass(frozen=True)
class Patient:
    """What was begun at the start of the suite, so that its time limits pass while other tests run."""

    begun: float
    ticket: str
    silent: Socket
    listening: Socket
    said: int


def _listed(config: pytest.Config, option: str, variable: str) -> list[str]:
    given = config.getoption(option, None) or os.environ.get(variable, "").split(",")
    return [one for one in given if one]


@pytest.fixture(scope="session")
def _server_and_accounts(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Accounts]]:
    config = request.config
    url = config.getoption("server", None) or os.environ.get("CHAT_SERVER")
    if url:
        names = _listed(config, "account", "CHAT_ACCOUNTS")
        files = _listed(config, "password_file", "CHAT_PASSWORD_FILES")
        origin = config.getoption("origin", None) or os.environ.get("CHAT_ORIGIN")
        server = Server(url, origin)
        yield server, GivenAccounts(names, files)
        server.close()
        return
    with live_server(tmp_path_factory.mktemp("protocol") / "data", OPEN="always", ADMISSION="off") as local:
        server = Server(local.url)
        yield server, MadeAccounts(local)
        server.close()


@pytest.fixture(scope="session")
def patient(_server_and_accounts: tuple[Server, Accounts]) -> Iterator[Patient]:
    own = Server(_server_and_accounts[0].url, _server_and_accounts[0].origin)
    visitor = own.open()
    listening = visitor.join()
    said = listening.say("still there")
    yield Patient(time.monotonic(), visitor.ticket(), own.handshake(), listening, said)
    own.close()


@pytest.fixture
def server(
    _server_and_accounts: tuple[Server, Accounts],
    patient: Patient,  # noqa: ARG001 - its time begins with the first test that speaks to the server
) -> Iterator[Server]:
    found = _server_and_accounts[0]
    yield found
    found.hang_up()


@pytest.fixture(scope="session")
def staff(_server_and_accounts: tuple[Server, Accounts]) -> Staff:
    return Staff(*_server_and_accounts)


@pytest.fixture
def visitor(server: Server) -> Iterator[Visitor]:
    """Vera, whose conversation waits. What was taken stays, because ending it would leave its counselor owing."""
    vera = server.open()
    yield vera
    server.hang_up()
    if not vera.taken:
        vera.leave()


@pytest.fixture
def counselor(staff: Staff) -> Counselor:
    """Cora, who owes nothing."""
    return staff.counselors(1)[0]


@pytest.fixture
def colleague(counselor: Counselor, staff: Staff) -> Counselor:
    """Dan, another counselor."""
    return next(one for one in staff.counselors(2) if one is not counselor)

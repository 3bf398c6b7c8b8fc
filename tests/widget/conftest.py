"""Two servers: one that is open, and one where nobody is present."""

from collections.abc import Iterator

import httpx
import pytest

from tests.server import LiveServer, live_server


@pytest.fixture(scope="package")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("open") / "data", OPEN="always") as server:
        yield server


@pytest.fixture(scope="package")
def closed_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("closed") / "data") as server:
        yield server


@pytest.fixture
def vera(open_server: LiveServer) -> Iterator[httpx.Client]:
    """A visitor's browser, which so far keeps nothing."""
    with open_server.client() as client:
        yield client


@pytest.fixture
def late(closed_server: LiveServer) -> Iterator[httpx.Client]:
    """A visitor who comes when nobody is here."""
    with closed_server.client() as client:
        yield client

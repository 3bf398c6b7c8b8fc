"""Shared by all tests: a running server, a real browser. Without a Chromium its tests are counted as skipped."""

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from chat.keys import key_folder
from tests.server import SERVED, LiveServer
from tests.server import live_server as run_server

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Chromium without windows of its own: the same engine draws the same pages, for a quarter of the work on each.
SHELL_NAMES = ("chromium-headless-shell", "chrome-headless-shell")
CHROMIUM_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Tests speak of the day as the service does, whatever the clock of the machine is set to.
os.environ["TZ"] = "Europe/Oslo"
time.tzset()
# How long an example takes, or takes to be drawn, says nothing on a busy machine.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

NO_CHROMIUM = "no Chromium was found"
NO_FIREFOX = "Playwright's Firefox is not installed"
PATIENCE = 20_000  # milliseconds for what a busy machine does late; nothing waits so long that is not broken
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


NewContext = Callable[..., BrowserContext]


def find_shell() -> str | None:
    return next(filter(None, map(shutil.which, SHELL_NAMES)), None)


def find_chromium() -> str | None:
    found = [shutil.which(name) for name in CHROMIUM_NAMES]
    placed = [place for place in CHROMIUM_PLACES if Path(place).exists()]
    return next((path for path in (*found, *placed) if path), None)


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with the default settings, for tests that do not mind each other's data."""
    with run_server(tmp_path_factory.mktemp("shared") / "data") as server:
        yield server


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[LiveServer]:
    """A server of the test's own, empty."""
    with run_server(tmp_path / "data") as server:
        yield server


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = find_chromium()
    if path is None:
        if os.environ.get("REQUIRE_CHROMIUM"):
            pytest.fail(NO_CHROMIUM)
        pytest.skip(NO_CHROMIUM)
    return path


@contextmanager
def launched(playwright: Playwright, path: str) -> Iterator[Browser]:
    """A browser for a whole run. Its driver may be gone before it when the run ends, and no test hangs on that."""
    chromium = playwright.chromium.launch(executable_path=path, args=QUIET)
    yield chromium
    with suppress(PlaywrightError):
        chromium.close()


@pytest.fixture(scope="session")
def browser(chromium_path: str, playwright: Playwright) -> Iterator[Browser]:
    """For what a page shows and does. Where there is no shell, the whole browser does it all."""
    with launched(playwright, find_shell() or chromium_path) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def whole_browser(chromium_path: str, playwright: Playwright) -> Iterator[Browser]:
    """For what the program around a page does: notifications, whether a page is in front, its files."""
    with launched(playwright, chromium_path) as chromium:
        yield chromium


def settle(page: Page) -> None:
    """Waits for a page that is on its way elsewhere: a context closed at that moment never closes in Chromium 156."""
    with suppress(PlaywrightError):  # one navigation may interrupt the other; either way none is left
        page.goto("about:blank")


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Makes browser contexts that share nothing; any script error in one of their pages fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        context.on("page", listen)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        for page in context.pages:
            settle(page)
        context.close()
    assert errors == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool, bool]:
    """Playwright's own event loop counts as running until the end; a test without a browser must find none that is."""
    if item.get_closest_marker("browser"):
        return (yield)
    playwrights = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(playwrights)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """A test has one day, and so have the servers it asks: in the last minute before midnight none begins."""
    now = time.localtime()
    if (now.tm_hour, now.tm_min) == (23, 59):
        time.sleep(60 - now.tm_sec)


def pytest_sessionfinish() -> None:
    for data_dir in SERVED:
        shutil.rmtree(key_folder(data_dir), ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reason in (NO_CHROMIUM, NO_FIREFOX):
        skipped = [report for report in terminalreporter.stats.get("skipped", ()) if reason in str(report.longrepr)]
        if skipped:
            terminalreporter.write_line(f"{len(skipped)} browser tests were skipped: {reason}")

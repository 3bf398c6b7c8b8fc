"""Who waits while nobody is present is told that it is closed, and when it opens: with script and without."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.visiting import Visit
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser

HASTY = ["tests.browser.hasty_server"]
NEXT_TIME = "Ingen er her akkurat nå. Neste gang er"


@pytest.fixture
def server(tmp_path: Path, noon: ZoneInfo) -> Iterator[LiveServer]:
    with live_server(tmp_path / "data", changed=HASTY, TIME_ZONE=noon.key) as server:
        yield server


@pytest.fixture
def cora(server: LiveServer, noon: ZoneInfo) -> Iterator[httpx.Client]:
    """She plans a shift for all of today and one for the day after tomorrow, and is here."""
    today = datetime.now(noon).date()
    shift = {"venue": "own", "state": "planned", "languages": "nb"}
    with closing(server.staff("Cora")) as cora:
        set_minutes(server, patience=5)
        for days, starts, ends in ((0, "00:00", "00:00"), (2, "17:00", "21:00")):
            day = (today + timedelta(days=days)).isoformat()
            saved = cora.post("/console/shifts/new", data={**shift, "day": day, "starts": starts, "ends": ends})
            assert saved.status_code == 303
        cora.get("/console/queue")
        yield cora


def set_minutes(server: LiveServer, patience: int) -> None:
    """None means that nobody waits for even a minute, which the page of the rota does not allow."""
    with closing(sqlite3.connect(server.data_dir / "app.db", timeout=10)) as database, database:
        row = "INSERT OR REPLACE INTO rota_rules (id, last_intake, patience) VALUES (1, 0, ?)"
        database.execute(row, (patience,))


def go_home(server: LiveServer, cora: httpx.Client) -> None:
    """The last one leaves, and nobody has patience."""
    set_minutes(server, patience=0)
    assert cora.post("/console/open-again").status_code == 303  # the hours are read again
    assert cora.post("/console/logout").status_code == 303


def test_with_script_the_page_says_so_by_itself(
    server: LiveServer, cora: httpx.Client, new_context: NewContext
) -> None:
    vera = Visit(new_context().new_page())
    vera.page.goto(server.url)
    vera.begin("er det noen der")
    go_home(server, cora)
    vera.expect_state("ended")
    expect(vera.page.locator("[data-end=missed] h1")).to_be_visible()
    expect(vera.page.locator("#next-time")).to_contain_text(NEXT_TIME)
    expect(vera.page.locator("[data-end=missed]").get_by_role("link", name="116 117")).to_be_visible()
    vera.page.locator("#again").click()
    vera.expect_state("closed")
    expect(vera.page.locator("#closed-heading")).to_contain_text(NEXT_TIME)


def test_without_script_the_page_says_so_when_it_fetches_itself_again(
    server: LiveServer, cora: httpx.Client, new_context: NewContext
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(server.url)
    page.locator("#first-text").fill("er det noen der")
    page.locator("#first button").click()
    expect(page.locator("noscript .message__text")).to_have_text("er det noen der")
    go_home(server, cora)
    expect(page.locator("#closed-heading")).to_contain_text(NEXT_TIME, timeout=40_000)
    expect(page.get_by_text("Den forrige samtalen er over.").locator("visible=true")).to_be_visible()

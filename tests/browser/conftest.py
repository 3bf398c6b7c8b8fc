"""A desk at which Kaja sits, for tests of what helps her to answer."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.staff import sign_in, take_next
from tests.conftest import NewContext
from tests.protocol import client as protocol
from tests.server import LiveServer, live_server

PASSWORD = "kaja kjenner veien"


@dataclass
class Desk:
    """Her console in a browser, and visitors who speak the protocol themselves."""

    server: LiveServer
    context: BrowserContext
    page: Page
    chat: protocol.Server
    visitors: list[protocol.Visitor] = field(default_factory=list)

    def visit(self, words: str = "hei, er det noen der", language: str = "nb") -> protocol.Visitor:
        """Somebody who waits, and has written."""
        visitor = self.chat.open(language)
        self.visitors.append(visitor)
        visitor.join().say(words)
        expect(self.page.locator("#rail")).to_contain_text(visitor.alias)
        return visitor

    def take(self, words: str = "hei, er det noen der", language: str = "nb") -> Locator:
        """The lane of somebody who came just now."""
        self.visit(words, language)
        expect(self.page.locator("#take-next:not(:disabled)")).to_be_visible()
        return self.page.locator(f"#{take_next(self.page).get_attribute('id')}")

    def out_of_field(self) -> None:
        """So that the letters are keys."""
        self.page.keyboard.press("Escape")

    def clear(self) -> None:
        """Leaves nothing for the next test: no conversation, no card, nothing switched on."""
        for visitor in self.visitors:
            visitor.leave()
        with closing(self.server.staff("kaja", password=PASSWORD)) as kaja:
            for card in kaja.get("/console/queue", headers={"Accept": "application/json"}).json()["owed"]:
                kaja.post(f"/console/owed/{card['id']}", data={"about": "none", "reason": "test"})
            for preference in ("notify", "sound", "no_keys"):
                kaja.post("/console/preferences", data={"preference": preference, "on": "no"})
            kaja.post("/console/preferences/most", data={"most": "4"})
            kaja.post("/console/available", data={"available": "yes"})


@pytest.fixture
def noon() -> ZoneInfo:
    """A zone in which it is about noon whenever the test runs, so that no day ends under it."""
    return ZoneInfo(f"Etc/GMT{datetime.now(UTC).hour - 12:+d}")


@pytest.fixture(scope="module")
def desk_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("desk") / "data", OPEN="always") as server:
        server.add_account("kaja", ["counselor"])
        yield server


@pytest.fixture
def desk(desk_server: LiveServer, new_context: NewContext) -> Iterator[Desk]:
    context = new_context(viewport={"width": 1440, "height": 900}, permissions=["notifications"])
    page = context.new_page()
    sign_in(page, desk_server, "kaja", PASSWORD)
    expect(page.locator("#rail-new")).to_be_visible()
    with closing(protocol.Server(desk_server.url)) as chat:
        desk = Desk(desk_server, context, page, chat)
        yield desk
        desk.clear()

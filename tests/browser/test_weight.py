"""What a phone must fetch, measured where it counts: in a real browser with an empty cache."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from chat.static_files import SHEETS, made
from tests.browser.host import host_page
from tests.conftest import NewContext
from tests.server import LiveServer, free_port, live_server

pytestmark = pytest.mark.browser
LIMIT, REQUESTS = 20 * 1024, 4  # until somebody can write
LOADER = 2 * 1024
RULES = "(css) => { const s = new CSSStyleSheet(); s.replaceSync(css); return [...s.cssRules].map((r) => r.cssText) }"


@dataclass
class Fetched:
    """One answer as it came over the line: `head` and `body` in bytes, compressed as they were."""

    address: str
    head: int = 0
    body: int = 0


class Line:
    """Listens to what `page` fetches."""

    def __init__(self, page: Page) -> None:
        self._found: dict[str, Fetched] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._began)
        session.on("Network.loadingFinished", self._ended)

    def _began(self, event: dict[str, dict[str, str | int]]) -> None:
        answer = event["response"]
        self._found[str(event["requestId"])] = Fetched(str(answer["url"]), int(answer["encodedDataLength"]))

    def _ended(self, event: dict[str, int]) -> None:
        if found := self._found.get(str(event["requestId"])):
            found.body = event["encodedDataLength"] - found.head

    def of(self, url: str) -> list[Fetched]:
        return [one for one in self._found.values() if one.address.startswith(url)]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_until_one_can_write_it_is_four_answers_of_twenty_kilobytes(
    tmp_path: Path, new_context: NewContext, language: str
) -> None:
    with live_server(tmp_path / "data", OPEN="always") as server:
        page = new_context().new_page()
        line = Line(page)
        page.goto(f"{server.url}/?lang={language}", wait_until="networkidle")
        expect(page.locator("#first-text")).to_be_editable()
        fetched = line.of(server.url)
    told = [(one.address, one.head, one.body) for one in fetched]
    print(f"{language}: {sum(one.body for one in fetched)} bytes, {sum(one.head for one in fetched)} of heads: {told}")
    assert len(fetched) <= REQUESTS, told
    assert sum(one.body for one in fetched) <= LIMIT, told


@pytest.mark.parametrize("mode", ["", 'data-mode="panel"'], ids=["page", "panel"])
def test_on_another_site_it_is_one_answer_of_two_kilobytes_while_nobody_opens_it(
    live_server: LiveServer, new_context: NewContext, mode: str
) -> None:
    page = new_context().new_page()
    line = Line(page)
    with host_page(free_port(), live_server.url, mode) as host:
        page.goto(host, wait_until="networkidle")
        expect(page.get_by_text("Spør oss")).to_be_visible()
    (loader,) = line.of(live_server.url)
    print(f"loader: {loader.body} bytes and {loader.head} of its head")
    assert loader.body <= LOADER


def test_the_one_sheet_says_what_the_sheets_say_that_it_is_made_of(new_context: NewContext) -> None:
    """A browser's own reading of both, but for blanks."""
    ((whole, sheets),) = SHEETS.items()
    page = new_context().new_page()
    parts = "".join(sheet.read_text() for sheet in sheets)
    ours, theirs = (page.evaluate(RULES, css) for css in (made(whole).content.decode(), parts))
    assert len(ours) > 100
    assert ["".join(rule.split()) for rule in ours] == ["".join(rule.split()) for rule in theirs]

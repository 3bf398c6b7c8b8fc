"""The whole way where there is little: an old phone on a slow line, and a browser that runs no script."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visiting import Cora, Visit
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
SLOW_3G = {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # ms, bytes/s
OLD_PHONE = 6  # times slower than this machine


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    with live_server(tmp_path / "data", OPEN="always") as server:
        yield server


@pytest.fixture
def cora(server: LiveServer) -> Iterator[Cora]:
    with closing(server.staff("Cora")) as client:
        yield Cora(server, client)


def slow(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_3G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": OLD_PHONE})


def test_on_an_old_phone_and_a_slow_line_one_opens_waits_talks_and_leaves(
    server: LiveServer, cora: Cora, new_context: NewContext
) -> None:
    page = new_context(**PHONE).new_page()
    slow(page)
    vera = Visit(page)
    page.goto(server.url)
    vera.expect_state("open")
    vera.begin("er dette anonymt?")
    expect(page.get_by_role("heading", name="Du er den neste")).to_be_visible()
    with cora.take_first() as line:
        vera.expect_state("active")
        cora.say(line, "Ja, det er det.")
        vera.expect_words("er dette anonymt?", "Ja, det er det.")
        vera.write("takk")
        vera.expect_mark("Levert")
        page.reload()
        vera.expect_words("er dette anonymt?", "Ja, det er det.", "takk")
        vera.leave()
        page.wait_for_url("about:blank")
    assert page.context.cookies() == []
    assert cora.rail()["mine"] == []


def test_without_script_one_opens_waits_talks_and_leaves(
    server: LiveServer, cora: Cora, new_context: NewContext
) -> None:
    page = new_context(**PHONE, java_script_enabled=False).new_page()
    page.goto(server.url)
    page.locator("#first-text").fill("er dette anonymt?")
    page.locator("#first button").click()
    expect(page.get_by_role("heading", name="Du er den neste")).to_be_visible()
    with cora.take_first() as line:
        cora.say(line, "Ja, det er det.")
        page.goto(server.url)
        words = page.locator("noscript .message__text, .plain .message__text")
        expect(words).to_have_text(["er dette anonymt?", "Ja, det er det."])
        page.goto(f"{server.url}/?write=1")
        page.locator("#plain-text").fill("takk")
        page.locator(".plain__send button").click()
        expect(words).to_have_text(["er dette anonymt?", "Ja, det er det.", "takk"])
        page.go_back()
        page.locator("#plain-text").fill("takk")
        page.locator(".plain__send button").click()
        expect(words.first).to_have_text("er dette anonymt?")
        page.get_by_role("button", name="Forlat siden").click()
        page.wait_for_url("**/leave")
        expect(page.locator("body")).to_be_empty()
    assert page.context.cookies() == []
    page.goto(server.url)
    expect(page.locator("#first-text")).to_be_visible()
    expect(words).to_have_count(0)

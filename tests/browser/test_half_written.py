"""A half-written reply: back after a reload, in the server's memory and nowhere else, gone with the conversation."""

import signal
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from chat.keys import key_folder
from tests.browser.conftest import PASSWORD, Desk
from tests.browser.staff import answer, sign_in, take_next
from tests.conftest import NewContext
from tests.privacy.canaries import files, search
from tests.protocol import client as protocol
from tests.server import live_server

pytestmark = pytest.mark.browser

BEGUN = "Jeg tenker at du kanskje"
KEPT = """async () => ({
  storage: [...Object.entries(localStorage), ...Object.entries(sessionStorage)],
  databases: await indexedDB.databases(),
  caches: await caches.keys(),
  cookies: document.cookie,
  history: history.state,
})"""
NOTHING: dict[str, Any] = {"storage": [], "databases": [], "caches": [], "cookies": "", "history": None}


def begin(page: Page, lane: Locator, words: str = BEGUN) -> None:
    """Writes, and waits until the server has it."""
    with page.expect_response("**/half-written") as told:
        lane.locator(".lane__text").fill(words)
    assert told.value.status == 204


def test_it_is_there_after_a_reload_each_in_its_own_conversation(desk: Desk) -> None:
    first, second = desk.take(), desk.take()
    begin(desk.page, first, "Til den første")
    begin(desk.page, second, "Til den andre")
    desk.page.reload()
    for number, words in (("1", "Til den første"), ("2", "Til den andre")):
        expect(desk.page.locator(f"chat-lane[data-number='{number}'] .lane__text")).to_have_value(words)


def test_what_was_written_in_the_last_moment_is_told_before_the_page_is_asked_for_again(desk: Desk) -> None:
    lane, asked = desk.take(), []
    desk.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    with desk.page.expect_request(f"{desk.server.url}/console"):
        lane.locator(".lane__text").evaluate(
            """(field, words) => {
              field.value = words;
              field.dispatchEvent(new Event("input", { bubbles: true }));
              location.reload();
            }""",
            BEGUN,
        )
    assert asked.index("half-written") < asked.index("console")


def test_what_was_sent_does_not_come_back(desk: Desk) -> None:
    lane = desk.take()
    begin(desk.page, lane)
    answer(lane, "Hei, jeg er her.")
    desk.page.reload()
    expect(desk.page.locator("chat-lane .lane__log")).to_contain_text("Hei, jeg er her.")
    expect(desk.page.locator("chat-lane .lane__text")).to_have_value("")


def test_what_was_taken_away_again_does_not_come_back(desk: Desk) -> None:
    lane = desk.take()
    begin(desk.page, lane)
    begin(desk.page, lane, "")
    desk.page.reload()
    expect(desk.page.locator("chat-lane .lane__text")).to_have_value("")


def test_another_window_of_ones_own_has_it(desk: Desk) -> None:
    begin(desk.page, desk.take())
    other = desk.context.new_page()
    other.goto(f"{desk.server.url}/console")
    expect(other.locator("chat-lane .lane__text")).to_have_value(BEGUN)


def test_the_browser_keeps_nothing(desk: Desk) -> None:
    lane = desk.take()
    begin(desk.page, lane)
    desk.out_of_field()
    desk.page.keyboard.press("!")
    expect(desk.page.locator("#pane .acting")).to_be_visible()
    assert desk.page.evaluate(KEPT) == NOTHING
    desk.page.reload()
    expect(desk.page.locator("chat-lane .lane__text")).to_have_value(BEGUN)
    assert desk.page.evaluate(KEPT) == NOTHING


def test_it_is_in_no_file_when_the_machine_is_taken(tmp_path: Path, new_context: NewContext) -> None:
    with live_server(tmp_path / "data", OPEN="always") as server, closing(protocol.Server(server.url)) as chat:
        server.add_account("kaja", ["counselor"])
        page = new_context().new_page()
        sign_in(page, server, "kaja", PASSWORD)
        chat.open().join().say("hei")
        expect(page.locator("#take-next:not(:disabled)")).to_be_visible()
        canary = "halvskrevet på fyrtårnet"
        begin(page, take_next(page), canary)
        server.stop(signal.SIGKILL)
        places = files(tmp_path, key_folder(server.data_dir))
        assert len(places) >= 3
        assert search(places, [canary]) == []
        page.goto("about:blank")

"""Hostile texts in a real browser, on both sides at once: words on the screen, and nothing that runs."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Dialog, Page, Request, expect

from tests.browser.staff import sign_in, take_next
from tests.browser.visiting import Visit
from tests.conftest import NewContext
from tests.hostile import RAN, may_be_sent, texts
from tests.protocol.client import Server, Socket
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser
NUMBER, TYPED = 240, 12
WORDS = "(entries) => entries.map((entry) => entry.textContent)"


class Watch:
    """What a page did that words cannot do."""

    def __init__(self, page: Page, own: str) -> None:
        self.page, self._own = page, own
        self.seen: list[str] = []
        page.on("dialog", self._dialog)
        page.on("console", self._said)
        page.on("request", self._asked)
        page.on("popup", lambda _: self.seen.append("a window"))

    def nothing_ran(self) -> None:
        assert self.seen == []
        assert self.page.evaluate(f"typeof window.{RAN}") == "undefined"

    def _dialog(self, dialog: Dialog) -> None:
        self.seen.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _said(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.seen.append(f"an error: {said.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self._own, "about:")):
            self.seen.append(f"a request: {request.url}")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    with live_server(tmp_path / "data", OPEN="always", ADMISSION="off") as server:
        yield server


def test_they_stand_as_they_were_typed_on_both_sides_and_run_nothing(
    server: LiveServer, new_context: NewContext
) -> None:
    password = server.add_account("kaja", ["counselor"])
    page, desk = new_context().new_page(), new_context(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(desk, server, "kaja", password)
    theirs, ours = Watch(page, server.url), Watch(desk, server.url)
    page.goto(server.url)
    Visit(page).begin("hei")
    lane = take_next(desk)
    expect(lane.locator(".lane__log")).to_contain_text("hei")
    said = [text for text in texts(NUMBER, seed=5) if may_be_sent(text)]
    with closing(Server(server.url)) as chat:
        half = len(said) // 2
        say(chat.join(ticket_of(page, chat)), said[:half])
        say(chat.sign_in("kaja", password).join(str(lane.get_attribute("data-conversation"))), said[half:])
        typed = [type_here(page, text) for text in said[-TYPED:]]
        everything = ["hei", *said, *typed]
        for watch, log in ((theirs, page.locator("#log")), (ours, lane.locator(".lane__log"))):
            expect(log.locator(".message__text")).to_have_count(len(everything))
            assert log.locator(".message__text").evaluate_all(WORDS) == everything
            assert log.locator(".message__text *").count() == 0
            watch.nothing_ran()
        page.reload()
        expect(page.locator("#log .message__text")).to_have_count(len(everything))
        theirs.nothing_ran()
    Visit(page).leave()
    page.wait_for_url("about:blank")


def say(socket: Socket, said: list[str]) -> None:
    for text in said:
        socket.say(text)


def ticket_of(page: Page, chat: Server) -> str:
    (token,) = (cookie["value"] for cookie in page.context.cookies() if "visit" in cookie["name"])
    return str(chat.post("/tickets", {"Authorization": f"Bearer {token}"}).json()["ticket"])


def type_here(page: Page, text: str) -> str:
    """As a person does; what the page sends of it has no blanks at its ends."""
    page.locator("#more").fill(text)
    page.locator("#composer").get_by_role("button", name="Send").click()
    return text.strip()

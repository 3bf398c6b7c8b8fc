"""Vera's page and Cora's line, for tests in a real browser."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from playwright.sync_api import Page, expect
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.server import LiveServer


@dataclass
class Visit:
    """The visitor's page, as a person sees it."""

    page: Page

    def expect_state(self, state: str) -> None:
        expect(self.page.locator("body")).to_have_attribute("data-state", state)

    def begin(self, text: str) -> None:
        self.page.get_by_role("textbox", name="Skriv her").fill(text)
        self.page.locator("#first").get_by_role("button", name="Send").click()
        self.expect_state("waiting")
        self.expect_mark("Levert")

    def write(self, text: str) -> None:
        self.page.locator("#more").fill(text)
        self.page.locator("#composer").get_by_role("button", name="Send").click()

    def expect_mark(self, mark: str) -> None:
        expect(self.page.locator(".message__mark").last).to_have_text(mark)

    def expect_words(self, *texts: str) -> None:
        expect(self.page.locator("#log .message__text")).to_have_text(list(texts))

    def leave(self) -> None:
        self.page.get_by_role("button", name=re.compile("Forlat siden|Leave this page")).click()


@dataclass
class Cora:
    """A counselor who speaks the protocol herself."""

    server: LiveServer
    client: httpx.Client
    conversation: str = ""
    said: int = field(default=0)

    def waiting(self) -> list[str]:
        queue = self.client.get("/console/queue", headers={"Accept": "application/json"}).json()
        return [row["conversation"] for row in queue["waiting"]]

    @contextmanager
    def take_first(self) -> Iterator[ClientConnection]:
        """Her socket to the visitor who has waited longest."""
        self.conversation = self.waiting()[0]
        ticket = self._post("take").json()["ticket"]
        address = self.server.url.replace("http", "ws") + "/ws"
        with connect(address, subprotocols=[Subprotocol("chat.v1")], origin=Origin(self.server.url)) as line:
            line.send(json.dumps({"t": "hello", "v": 1, "ticket": ticket, "client": "cora", "last": 0}))
            yield line

    def say(self, line: ClientConnection, text: str) -> None:
        self.said += 1
        line.send(json.dumps({"t": "msg", "n": self.said, "text": text}))

    def hand_back(self) -> None:
        assert self._post("hand-back").status_code == 204

    def close(self) -> None:
        assert self._post("close").status_code == 204

    def _post(self, what: str) -> httpx.Response:
        address = f"/console/conversations/{self.conversation}/{what}"
        return self.client.post(address, headers={"Accept": "application/json"})


def turn(page: Page, state: str) -> None:
    """To the background, or back. A browser without a window has no background, so the page is told of one."""
    told = f"Object.defineProperty(document, 'visibilityState', {{ value: '{state}', configurable: true }})"
    page.evaluate(f"{told}; document.dispatchEvent(new Event('visibilitychange'))")

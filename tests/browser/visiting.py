"""Vera's page and Cora's line, for tests in a real browser."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
from playwright.sync_api import Page, expect
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.conftest import PATIENCE
from tests.server import LiveServer

JSON = {"Accept": "application/json"}
OWED = 409
Found = TypeVar("Found")


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
        return [row["conversation"] for row in self.rail()["waiting"]]

    @contextmanager
    def take_first(self) -> Iterator[ClientConnection]:
        """Her socket to the visitor who has waited longest, once nothing is owed for those before."""
        self.conversation = self.waiting()[0]
        ticket = self._take().json()["ticket"]
        address = self.server.url.replace("http", "ws") + "/ws"
        own, spoken = Origin(self.server.url), [Subprotocol("chat.v1")]
        with connect(address, subprotocols=spoken, origin=own, max_queue=None) as line:  # a full queue closes slowly
            line.send(json.dumps({"t": "hello", "v": 1, "ticket": ticket, "client": "cora", "last": 0}))
            yield line

    def say(self, line: ClientConnection, text: str) -> None:
        """Until the server has it: whoever asks for a page from now on reads it there."""
        self.said += 1
        line.send(json.dumps({"t": "msg", "n": self.said, "text": text}))
        self.hear(line, t="ack", n=self.said)

    def hear(self, line: ClientConnection, **fields: object) -> dict[str, Any]:
        """The next frame with these fields, passing over others."""
        frame: dict[str, Any] = {}
        while not fields.items() <= frame.items():
            frame = json.loads(line.recv(timeout=PATIENCE / 1000))
        return frame

    def hand_back(self) -> None:
        assert self._post("hand-back").status_code == 204

    def close(self) -> None:
        assert self._post("close").status_code == 204

    def rail(self) -> dict[str, list[dict[str, Any]]]:
        rail: dict[str, list[dict[str, Any]]] = self.client.get("/console/queue", headers=JSON).json()
        return rail

    def _take(self) -> httpx.Response:
        for _ in range(PATIENCE // 100):
            if (taken := self._post("take")).status_code != OWED:
                return taken
            self._settle()
        raise AssertionError("something is owed, and cannot be settled")

    def _settle(self) -> None:
        """Skips what is owed; it may be about to be owed, when a visitor has left just now."""
        for card in self.rail()["owed"]:
            assert self.client.post(f"/console/owed/{card['id']}", data={"skip": "other"}).status_code == 303
        time.sleep(0.1)

    def _post(self, what: str) -> httpx.Response:
        address = f"/console/conversations/{self.conversation}/{what}"
        return self.client.post(address, headers=JSON)


def until(page: Page, find: Callable[[], Found], missing: str) -> Found:
    """What `find` returns once that is true, asked for again and again while the page goes on."""
    for _ in range(PATIENCE // 50):
        if found := find():
            return found
        page.wait_for_timeout(50)
    raise AssertionError(missing)


def turn(page: Page, state: str) -> None:
    """To the background, or back. A browser without a window has no background, so the page is told of one."""
    told = f"Object.defineProperty(document, 'visibilityState', {{ value: '{state}', configurable: true }})"
    page.evaluate(f"{told}; document.dispatchEvent(new Event('visibilitychange'))")

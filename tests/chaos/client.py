"""One side of a conversation, by the rules that the protocol has for clients."""

import asyncio
import json
import random
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

SILENCE = 1.5  # seconds; a page waits 45, but here a swallowed line is to heal soon
Ask = Callable[[], Awaitable[str]]


class Client:
    """Writes `texts`, one in flight at a time, and shows what comes."""

    def __init__(self, url: str, port: int, ask: Ask, texts: list[str]) -> None:
        self._url, self._port, self._ask, self._texts = url, port, ask, texts
        self._name = secrets.token_urlsafe(8)
        self._inc: str | None = None
        self.next = 0
        self.acked: dict[str, int] = {}
        self.shown: list[tuple[int, str]] = []
        self.connections = 0
        self.histories = 0

    @property
    def last(self) -> int:
        return self.shown[-1][0] if self.shown else 0

    async def run(self) -> None:
        """Until cancelled."""
        wait = 0.1
        while True:
            try:
                await self._visit()
                wait = 0.1
            except (OSError, TimeoutError, WebSocketException, httpx.HTTPError):
                wait = min(wait * 2, 1.0)
            await asyncio.sleep(random.random() * wait)

    async def _visit(self) -> None:
        ticket = await self._ask()
        async with connect(
            self._url.replace("http", "ws", 1) + "/ws",
            host="127.0.0.1",
            port=self._port,
            origin=Origin(self._url),
            subprotocols=[Subprotocol("chat.v1")],
            compression=None,
            proxy=None,
            open_timeout=SILENCE,
            close_timeout=0.2,
        ) as socket:
            self.connections += 1
            hello = {"t": "hello", "v": 1, "ticket": ticket, "client": self._name, "last": self.last, "inc": self._inc}
            await socket.send(json.dumps(hello))
            while await self._handle(socket, json.loads(await asyncio.wait_for(socket.recv(), SILENCE))):
                pass

    async def _handle(self, socket: ClientConnection, frame: dict[str, Any]) -> bool:
        """Whether this connection is still good."""
        if frame["t"] == "welcome":
            self._check_history(frame)
            await self._write(socket)
        elif frame["t"] == "m":
            return self._show(frame)
        elif frame["t"] == "ack" and frame["n"] == self.next:
            self.acked[self._texts[self.next]] = frame["seq"]
            self.next += 1
            await self._write(socket)
        return bool(frame["t"] != "err")

    def _check_history(self, frame: dict[str, Any]) -> None:
        if frame["top"] < self.last or self._inc not in (None, frame["inc"]):
            self.histories += 1
            self.shown.clear()
        self._inc = frame["inc"]

    def _show(self, frame: dict[str, Any]) -> bool:
        if frame["seq"] > self.last + 1:
            return False
        if frame["seq"] > self.last:
            self.shown.append((frame["seq"], frame["text"]))
        return True

    async def _write(self, socket: ClientConnection) -> None:
        if self.next < len(self._texts):
            await socket.send(json.dumps({"t": "msg", "n": self.next, "text": self._texts[self.next]}))

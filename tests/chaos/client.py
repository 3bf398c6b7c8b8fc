"""One side of a conversation, by the rules that the protocol has for clients."""

import asyncio
import contextlib
import random
import secrets
from collections.abc import Awaitable, Callable, Iterator
from itertools import islice
from typing import Any

from msgspec import DecodeError, json
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from tests.chaos.lossy_server import HEARTBEAT_SECONDS

PATIENCE = 3.0  # seconds, for a ticket and for a handshake
MOST_WAIT = 0.5  # seconds; a page goes up to 15
Ask = Callable[[], Awaitable[str]]
Frame = dict[str, Any]


def asker(url: str, port: int, path: str, headers: dict[str, str]) -> Ask:
    """Asks for tickets. After a reboot staff get 404 until the visitor is back, so every refusal is asked again."""
    sent = {"Host": url.partition("://")[2], "Origin": url, "Accept": "application/json", "Content-Length": "0"}
    lines = [f"{name}: {value}" for name, value in {**sent, **headers, "Connection": "close"}.items()]
    question = "\r\n".join([f"POST {path} HTTP/1.1", *lines, "", ""]).encode()

    async def ask() -> str:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            with contextlib.closing(writer):
                writer.write(question)
                head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        if head[9:11] != b"20":
            raise ConnectionRefusedError
        return str(json.decode(body)["ticket"])

    return ask


class Client:
    """Writes what it draws from `supply`, one message in flight at a time, and shows what comes.

    It also counts what the server must never do: send a number again, leave one out, take a history back.
    """

    SILENCE = 2.25 * HEARTBEAT_SECONDS  # a page waits 45 seconds where the server's heart beats every 20

    def __init__(self, url: str, port: int, ask: Ask, supply: Iterator[str]) -> None:
        self._url, self._port, self._ask, self._supply = url, port, ask, supply
        self._name = secrets.token_urlsafe(8)
        self._inc: str | None = None
        self._next = 0  # the first of `written` that has no ack
        self.written: list[str] = []
        self.acked: dict[str, int] = {}
        self.shown: list[tuple[int, str]] = []
        self.skipped = self.repeated = self.withdrawn = 0

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
            except (OSError, TimeoutError, WebSocketException, DecodeError):
                wait = min(wait * 2, MOST_WAIT)
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
            open_timeout=PATIENCE,
            ping_interval=None,
        ) as socket:
            try:
                await self._say(socket, self._hello(ticket))
                while await self._handle(socket, await self._hear(socket)):
                    pass
            finally:
                socket.transport.abort()  # no farewell: nobody is to wait for one on a dead line

    def _hello(self, ticket: str) -> Frame:
        return {"t": "hello", "v": 1, "ticket": ticket, "client": self._name, "last": self.last, "inc": self._inc}

    async def _say(self, socket: ClientConnection, frame: Frame) -> None:
        await socket.send(json.encode(frame), text=True)

    async def _hear(self, socket: ClientConnection) -> Frame:
        async with asyncio.timeout(self.SILENCE):
            frame: Frame = json.decode(await socket.recv(decode=False))
        return frame

    async def _handle(self, socket: ClientConnection, frame: Frame) -> bool:
        """Whether this connection is still good."""
        match frame["t"]:
            case "welcome":
                self._check_history(frame)
                await self._send_again(socket)
            case "m":
                return self._show(frame)
            case "ack" if frame["n"] == self._next:
                self._settle(frame["seq"])
                await self._write(socket)
            case "err":
                await asyncio.sleep(frame["retry_ms"] / 1000)  # another error than these would be ours
                await self._write(socket)
        return True

    def _check_history(self, frame: Frame) -> None:
        if frame["top"] < self.last or self._inc not in (None, frame["inc"]):
            self.withdrawn += 1
            self.shown.clear()
        self._inc = frame["inc"]

    def _show(self, frame: Frame) -> bool:
        if frame["seq"] > self.last + 1:
            self.skipped += 1
            return False
        if frame["seq"] <= self.last:
            self.repeated += 1
        else:
            self.shown.append((frame["seq"], frame["text"]))
        return True

    def _settle(self, seq: int) -> None:
        self.acked[self.written[self._next]] = seq
        self._next += 1

    async def _send_again(self, socket: ClientConnection) -> None:
        await self._write(socket)

    async def _write(self, socket: ClientConnection) -> None:
        """The message that has no ack, or a new one."""
        if self._next == len(self.written):
            self.written += islice(self._supply, 1)
        for text in self.written[self._next :]:
            await self._say(socket, {"t": "msg", "n": self._next, "text": text})

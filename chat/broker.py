"""Telling the other sockets. A broker only hints: storage is the truth, so a lost hint costs time, never a message.

A hint may carry the message that was just committed, which saves its readers one read.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from chat.messages import Delivered
from chat.protocol import Side

QUEUE = "queue"  # the topic of everything that staff see in the rail
BOUND = 64


@dataclass(frozen=True)
class Posted:
    message: Delivered


@dataclass(frozen=True)
class Typed:
    side: Side


@dataclass(frozen=True)
class Changed:
    """State, presence, place or what was read is another; read it again."""


@dataclass(frozen=True)
class Lagged:
    """This subscriber fell behind and hints were dropped; read everything again."""


Event = Posted | Typed | Changed | Lagged


class Subscription:
    """One subscriber's bounded mailbox. When it overflows, all of it becomes one Lagged."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque()
        self._arrived = asyncio.Event()

    def put(self, event: Event) -> None:
        if len(self._events) >= BOUND:
            self._events.clear()
            event = Lagged()
        self._events.append(event)
        self._arrived.set()

    async def get(self) -> Event:
        """The next event, waiting for it."""
        while not self._events:
            self._arrived.clear()
            await self._arrived.wait()
        return self._events.popleft()


class Broker(Protocol):
    def publish(self, topic: str, event: Event) -> None: ...

    def subscribe(self, topic: str) -> AbstractAsyncContextManager[Subscription]:
        """Once entered, no later event on `topic` is missed without a Lagged."""
        ...


class MemoryBroker:
    """The broker of a single process."""

    def __init__(self) -> None:
        self._topics: dict[str, set[Subscription]] = {}

    def publish(self, topic: str, event: Event) -> None:
        for subscription in self._topics.get(topic, ()):
            subscription.put(event)

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[Subscription]:
        subscription = Subscription()
        self._topics.setdefault(topic, set()).add(subscription)
        try:
            yield subscription
        finally:
            self._topics[topic].discard(subscription)
            if not self._topics[topic]:
                del self._topics[topic]

"""The one writer of `live.db`: a thread that puts what is waiting into one durable commit.

A commit costs a disk flush whether it holds one message or two hundred, so messages wait for the commit
before theirs to finish and then travel together. Nothing is acknowledged, and nobody is told, before the commit.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, bindparam, insert, select, update

from chat.errors import NotFound, StorageFailed
from chat.messages import Delivered, seal_message
from chat.models import LiveBase
from chat.protocol import Capacity, Side
from chat.sealing import dedup_digest
from chat.silence import place_of

BATCH = 256
CONVERSATIONS, MESSAGES = LiveBase.metadata.tables["conversations"], LiveBase.metadata.tables["messages"]

# Built once: putting a statement together costs five times what SQLite needs to run it.
TOPS = select(CONVERSATIONS.c.id, CONVERSATIONS.c.top).where(CONVERSATIONS.c.id.in_(bindparam("ids", expanding=True)))
KNOWN = select(MESSAGES.c.conversation_id, MESSAGES.c.dedup, MESSAGES.c.seq).where(
    MESSAGES.c.dedup.in_(bindparam("marks", expanding=True))
)
INSERT = insert(MESSAGES)
RAISE = update(CONVERSATIONS).where(CONVERSATIONS.c.id == bindparam("conversation")).values(top=bindparam("new_top"))
R = TypeVar("R")
Announce = Callable[[str, Delivered], None]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Post:
    """A message on its way to storage, with the key it will be sealed with."""

    conversation: str
    key: bytes
    side: Side
    client: str
    n: int
    text: str
    at: str
    by: int | None = None
    capacity: Capacity | None = None


@dataclass(frozen=True)
class Job:
    work: Any  # a Post, or a function of the connection
    done: "asyncio.Future[Any]"


class Writer:
    """Runs between `start` and `stop`. `announce(conversation, message)` is called in the event loop,
    once for every newly committed message, in order."""

    def __init__(self, engine: Engine, announce: Announce) -> None:
        self._engine = engine
        self._announce = announce
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def stop(self) -> None:
        """Finishes what was handed in, then ends the thread."""
        self._jobs.put(None)
        await self._loop.run_in_executor(None, self._thread.join)

    async def post(self, post: Post) -> int:
        """The message's number in its conversation, once it is durable; the same number for a resend.

        Raises NotFound when the conversation is over and StorageFailed when nothing could be written.
        """
        seq: int = await self._hand_in(post)
        return seq

    async def call(self, work: Callable[[Connection], R]) -> R:
        """The result of `work(connection)` in a transaction of its own, once it is durable."""
        result: R = await self._hand_in(work)
        return result

    def _hand_in(self, work: Any) -> "asyncio.Future[Any]":
        done: asyncio.Future[Any] = self._loop.create_future()
        self._jobs.put(Job(work, done))
        return done

    def _work(self) -> None:
        with self._engine.connect() as connection:
            while (jobs := self._next_jobs()) is not None:
                for is_post, group in groupby(jobs, key=lambda job: isinstance(job.work, Post)):
                    write = self._write_posts if is_post else self._write_calls
                    self._loop.call_soon_threadsafe(self._settle, write(connection, list(group)))

    def _next_jobs(self) -> list[Job] | None:
        jobs = [self._jobs.get()]
        while jobs[-1] is not None and len(jobs) < BATCH and not self._jobs.empty():
            jobs.append(self._jobs.get())
        ready = [job for job in jobs if job is not None]
        if len(ready) < len(jobs):
            if not ready:
                return None
            self._jobs.put(None)  # the end waits until what came before it is written
        return ready

    def _write_calls(self, connection: Connection, jobs: list[Job]) -> "list[Settled]":
        return [self._write_call(connection, job) for job in jobs]

    def _write_call(self, connection: Connection, job: Job) -> "Settled":
        try:
            with connection.begin():
                return Settled(job.done, job.work(connection))
        except Exception as failure:
            return Settled(job.done, failure=failure)

    def _write_posts(self, connection: Connection, jobs: list[Job]) -> "list[Settled]":
        try:
            with connection.begin():
                return Batch(connection, [job.work for job in jobs]).write(jobs)
        except Exception as failure:
            log.error("messages not stored: %s", place_of(failure))
            return [Settled(job.done, failure=StorageFailed()) for job in jobs]

    def _settle(self, settled: "list[Settled]") -> None:
        for one in settled:
            if one.news:
                self._announce(*one.news)
            if one.done.cancelled():
                continue
            if one.failure:
                one.done.set_exception(one.failure)
            else:
                one.done.set_result(one.result)


@dataclass(frozen=True)
class Settled:
    """How a job went; `news` is a message that was not known before."""

    done: "asyncio.Future[Any]"
    result: Any = None
    failure: Exception | None = None
    news: tuple[str, Delivered] | None = None


class Batch:
    """Some posts, numbered and inserted with four statements however many they are."""

    def __init__(self, connection: Connection, posts: list[Any]) -> None:
        self._connection = connection
        self._posts: list[Post] = posts
        self._marks = [dedup_digest(post.key, post.side, post.client, post.n) for post in self._posts]
        self._tops = self._read_tops()
        self._known = self._read_known()
        self._rows: list[dict[str, Any]] = []

    def write(self, jobs: list[Job]) -> list[Settled]:
        settled = [
            self._number(job, post, mark) for job, post, mark in zip(jobs, self._posts, self._marks, strict=True)
        ]
        if self._rows:
            self._connection.execute(INSERT, self._rows)
            changed = {row["conversation_id"] for row in self._rows}
            self._connection.execute(RAISE, [{"conversation": id_, "new_top": self._tops[id_]} for id_ in changed])
        return settled

    def _number(self, job: Job, post: Post, mark: bytes) -> Settled:
        if post.conversation not in self._tops:
            return Settled(job.done, failure=NotFound())
        if seq := self._known.get((post.conversation, mark)):
            return Settled(job.done, seq)
        message = self._add(post, mark)
        return Settled(job.done, message.seq, news=(post.conversation, message))

    def _add(self, post: Post, mark: bytes) -> Delivered:
        seq = self._tops[post.conversation] + 1
        message = Delivered(seq, post.side, post.text, post.at, post.client, post.n, post.by, post.capacity)
        body = seal_message(post.key, post.conversation, mark, message)
        self._rows.append({"conversation_id": post.conversation, "seq": seq, "dedup": mark, "body": body})
        self._tops[post.conversation] = seq
        self._known[post.conversation, mark] = seq
        return message

    def _read_tops(self) -> dict[str, int]:
        rows = self._connection.execute(TOPS, {"ids": list({post.conversation for post in self._posts})})
        return {id_: top for id_, top in rows}  # noqa: C416 - rows are not pairs to mypy

    def _read_known(self) -> dict[tuple[str, bytes], int]:
        rows = self._connection.execute(KNOWN, {"marks": self._marks})
        return {(id_, mark): seq for id_, mark, seq in rows}

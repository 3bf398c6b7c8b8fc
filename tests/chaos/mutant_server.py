"""`lavterskel` with one rule broken, each of which the harness must notice; on the same bad day as the good one.

Told RULE, LOST and REFUSED before our own arguments. Every function here breaks the rule of its name and leaves the
rest as it is.
"""

import os
import time
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from msgspec import structs
from sqlalchemy import Connection as Sql
from sqlalchemy import insert

import app
import chat.messages
import chat.reading
import chat.writer
from chat.broker import Event, Lagged, Posted, Subscription
from chat.connection import Connection
from chat.keys import MemoryKeyStore
from chat.messages import Delivered
from chat.protocol import Ack, Err, Msg, ServerFrame
from chat.sealing import new_key
from chat.service import Conversations
from chat.writer import MESSAGES, Batch, Job, Post, Settled, Writer
from tests.chaos import lossy_server

UNCOMMITTED_SECONDS = 0.05


def instead(owner: Any, name: str, put: Any) -> Any:
    """Replaces `owner.name` for the rest of this process; returns what was there."""
    was = getattr(owner, name)
    patch.object(owner, name, put).start()
    return was


def resends_are_known() -> None:
    instead(chat.writer, "dedup_digest", lambda *_: os.urandom(16))


def resends_keep_their_number() -> None:
    def read_known(batch: Batch) -> dict[tuple[str, bytes], int]:
        return {mark: seq + 1 for mark, seq in was(batch).items()}

    was = instead(Batch, "_read_known", read_known)


def commit_before_ack() -> None:
    def write_posts(writer: Writer, sql: Sql, jobs: list[Job]) -> list[Settled]:
        with sql.begin():
            settled = Batch(sql, [job.work for job in jobs]).write(jobs)
            writer._loop.call_soon_threadsafe(writer._settle, settled)
            time.sleep(UNCOMMITTED_SECONDS)
        return []

    instead(Writer, "_write_posts", write_posts)


def refusals_are_told() -> None:
    def write_posts(writer: Writer, sql: Sql, jobs: list[Job]) -> list[Settled]:
        settled: list[Settled] = was(writer, sql, jobs)
        return [replace(one, failure=None, result=one.result or 10**6) for one in settled]

    was = instead(Writer, "_write_posts", write_posts)


def numbers_differ() -> None:
    """Of what is written at the same moment only the last remains."""

    def add(batch: Batch, post: Post, mark: bytes) -> Delivered:
        batch._tops = batch._read_tops()
        message: Delivered = was(batch, post, mark)
        return message

    was = instead(Batch, "_add", add)
    instead(chat.writer, "INSERT", insert(MESSAGES).prefix_with("OR REPLACE"))


def history_is_sent() -> None:
    _sent_after_welcome(lambda connection: connection._running.top)


def history_begins_after_last() -> None:
    _sent_after_welcome(lambda connection: max(0, connection._sent - 1))


def history_begins_no_later() -> None:
    _sent_after_welcome(lambda connection: connection._sent + (connection._sent > 0))


def history_is_not_sent_twice() -> None:
    _sent_after_welcome(lambda _: 0)


def _sent_after_welcome(sent: Any) -> None:
    async def welcome(connection: Connection) -> None:
        await was(connection)
        connection._sent = sent(connection)

    was = instead(Connection, "_welcome", welcome)


def history_is_in_order() -> None:
    """The texts of a page of history, last first."""

    def messages_after(sql: Sql, key: bytes, conversation: str, seq: int) -> list[Delivered]:
        page = chat.messages.messages_after(sql, key, conversation, seq)
        return [structs.replace(other, seq=one.seq) for one, other in zip(page, reversed(page), strict=True)]

    instead(chat.reading, "messages_after", messages_after)


def numbers_are_waited_for() -> None:
    """What is posted is passed on as it comes, whatever was sent before."""

    async def pass_on(connection: Connection, event: Event) -> None:
        await (connection._deliver(event.message) if isinstance(event, Posted) else was(connection, event))

    was = instead(Connection, "_pass_on", pass_on)


def overflow_is_read_again() -> None:
    """A mailbox holds one event and forgets the older; the connection goes on with what is there."""

    def put(mailbox: Subscription, event: Event) -> None:
        mailbox._events.clear()
        was(mailbox, event)

    was = instead(Subscription, "put", put)
    numbers_are_waited_for()


def lost_hints_are_found() -> None:
    """No hint arrives, and the heart does not have the connection look for what is missing."""

    def put(mailbox: Subscription, event: Event) -> None:
        if not isinstance(event, Lagged):
            was(mailbox, event)

    was = instead(Subscription, "put", put)
    instead(lossy_server, "HEARTBEAT_SECONDS", 0.1)  # never so slow that a page would come back and heal it


def acks_name_their_message() -> None:
    async def post(connection: Connection, frame: Msg) -> Ack | Err:
        answer: Ack | Err = await was(connection, frame)
        return structs.replace(answer, n=frame.n + 1) if isinstance(answer, Ack) and answer.seq % 7 == 0 else answer

    was = instead(Connection, "_post", post)


def keys_come_back() -> None:
    """Keys die with the process, and what a visitor's token unwraps is another."""
    instead(app, "open_key_store", lambda _: MemoryKeyStore())
    instead(chat.reading, "unwrap_key", lambda *_: new_key())


def conversations_are_apart() -> None:
    """What is posted in one conversation is told to all."""

    def announce(conversations: Conversations, conversation: str, message: Delivered) -> None:
        was(conversations, conversation, message)
        for running in conversations.running:
            conversations.broker.publish(running.id, Posted(message))

    was = instead(Conversations, "_announce", announce)


def texts_arrive_whole() -> None:
    async def send(connection: Connection, frame: ServerFrame) -> None:
        text = getattr(frame, "text", None)
        await was(connection, frame if text is None else structs.replace(frame, text=text[:9]))

    was = instead(Connection, "_send", send)


RULES = {
    rule.__name__: rule
    for rule in (
        resends_are_known,
        resends_keep_their_number,
        commit_before_ack,
        refusals_are_told,
        numbers_differ,
        history_is_sent,
        history_begins_after_last,
        history_begins_no_later,
        history_is_not_sent_twice,
        history_is_in_order,
        numbers_are_waited_for,
        overflow_is_read_again,
        lost_hints_are_found,
        acks_name_their_message,
        keys_come_back,
        conversations_are_apart,
        texts_arrive_whole,
    )
}


def main(arguments: list[str]) -> Any:
    rule, *lossy = arguments
    RULES[rule]()
    return lossy_server.main(lossy)

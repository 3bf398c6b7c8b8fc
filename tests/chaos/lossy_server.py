"""`lavterskel`, as it is, on a bad day: hints get lost, storage sometimes refuses, and the heart beats faster.

The kernel holds little of what a client does not read, so that the rest waits in the server, where it can overflow.

Told LOST and REFUSED before our own arguments: shares of all hints, and of all commits of messages. What it did is
counted in files beside the data folder, which a kill leaves there.
"""

import os
import random
import socket
from pathlib import Path
from sqlite3 import OperationalError
from unittest.mock import patch

import chat.connection
import chat.server
import cli
from chat.broker import BOUND, Event, MemoryBroker, Subscription
from chat.writer import Batch, Job, Settled

HEARTBEAT_SECONDS = 0.5  # in the product 20
SEND_BUFFER = 65_536  # bytes; left to itself the kernel goes up to megabytes


def tally(folder: Path, name: str) -> Path:
    """The file that has a byte for each time that `name` happened."""
    return folder / f"{name}.tally"


def note(name: str) -> None:
    with tally(Path(os.environ["LAVTERSKEL_DATA_DIR"]).parent, name).open("ab") as file:
        file.write(b".")


def lose_hints(share: float) -> None:
    """Nobody is told, now and then, that something was posted or changed."""
    publish = MemoryBroker.publish

    def publish_or_not(self: MemoryBroker, topic: str, event: Event) -> None:
        if random.random() < share:
            note("lost_hints")
        else:
            publish(self, topic, event)

    patch.object(MemoryBroker, "publish", publish_or_not).start()


def refuse_commits(share: float) -> None:
    """A batch of messages fails when all its statements were made, and is rolled back."""
    write = Batch.write

    def write_or_not(self: Batch, jobs: list[Job]) -> list[Settled]:
        settled = write(self, jobs)
        if random.random() < share:
            note("refused_commits")
            raise OperationalError("database or disk is full")
        return settled

    patch.object(Batch, "write", write_or_not).start()


def narrow_sockets() -> None:
    bind = chat.server.bind

    def bind_narrow(host: str, port: int) -> socket.socket:
        listening = bind(host, port)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)  # every line inherits it
        return listening

    patch.object(chat.server, "bind", bind_narrow).start()


def count_overflows() -> None:
    put = Subscription.put

    def put_and_count(self: Subscription, event: Event) -> None:
        if len(self._events) >= BOUND:
            note("overflows")
        put(self, event)

    patch.object(Subscription, "put", put_and_count).start()


def main(arguments: list[str]) -> int:
    lost_hints, refused_commits, *ours = arguments
    patch.object(chat.connection, "HEARTBEAT_SECONDS", HEARTBEAT_SECONDS).start()
    lose_hints(float(lost_hints))
    refuse_commits(float(refused_commits))
    narrow_sockets()
    count_overflows()
    return cli.main(ours)

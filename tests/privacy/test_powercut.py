"""The power is cut, again and again, while messages are acknowledged: which of them does the disk have?

Killing the process would prove nothing, because the kernel still holds what it wrote. So the database lies on a file
system of its own, inside an image file. What the inner file system has not flushed is not in the image; a copy of the
image is what a disk holds after a power cut. Its kernel writes by itself only once in ten minutes. The server stands
still while the image is copied, as no cut takes the time that copying takes.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from chat.db import make_engine
from chat.messages import messages_after
from chat.reading import unwrap
from chat.sealing import token_hash
from chat.store import find_by_token
from tests.privacy.conftest import NO_CUTS
from tests.privacy.watched import watched_server
from tests.protocol import client as protocol
from tests.server import COMMAND, LiveServer

CUTS, MESSAGES, WRITERS = 8, 2500, 6
TOOLS = ("mkfs.ext4", "mount", "umount", "losetup")
PATIENCE = 60.0  # seconds
CARELESS = (sys.executable, "-m", "tests.privacy.careless")

Acked = tuple[str, int, str]  # token, seq, text


@dataclass
class Cut:
    """What was acknowledged when the power went, and the image of the disk at that moment."""

    acked: list[Acked]
    image: Path


@contextmanager
def mounted(image: Path, folder: Path) -> Iterator[Path]:
    """The file system in `image`, at `folder`. Skips, and says why, where that cannot be done."""
    folder.mkdir(exist_ok=True)
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing or os.geteuid() != 0:
        pytest.skip(f"{NO_CUTS}: {', '.join(missing) or 'only root may mount'}")
    tried = subprocess.run(["mount", "-o", "loop,commit=600", image, folder], capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"{NO_CUTS}: {tried.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def new_disk(image: Path) -> Path:
    with image.open("wb") as file:
        file.truncate(512 << 20)  # of which only what is written takes room
    if shutil.which("mkfs.ext4"):
        subprocess.run(["mkfs.ext4", "-q", image], check=True)
    return image


def cut_a_running_server(base: Path, program: Sequence[str]) -> list[Cut]:
    """Cuts the power of one server at random moments; what the disk then had is copied, and the server goes on."""
    image = new_disk(base / "disk.img")
    moments = [*sorted(random.sample(range(20, MESSAGES), CUTS - 1)), MESSAGES]
    acked: list[Acked] = []
    with (
        mounted(image, base / "disk") as disk,
        watched_server(base, disk / "data", program) as server,
        writing(server, acked),
    ):
        return [cut(server, image, acked, moment) for moment in moments]


@contextmanager
def writing(server: LiveServer, acked: list[Acked]) -> Iterator[None]:
    """Some visitors who write, each the next message after the ack of the last; `acked` grows."""
    over = threading.Event()

    def write(token: str, socket: protocol.Socket) -> None:
        while not over.is_set():
            text = f"melding {socket.n}"
            acked.append((token, socket.say(text), text))

    with closing(protocol.Server(server.url)) as chat:
        visitors = [chat.open() for _ in range(WRITERS)]
        threads = [threading.Thread(target=write, args=(one.token, one.join())) for one in visitors]
        wait_until_on_disk(server, visitors)  # only messages are at stake
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            over.set()
            for thread in threads:
                thread.join()


def wait_until_on_disk(server: LiveServer, visitors: list[protocol.Visitor]) -> None:
    """Until the database itself has the conversations, whose log the disk has by then."""
    marks, deadline = [token_hash(one.token) for one in visitors], time.monotonic() + PATIENCE
    while any(mark not in (server.data_dir / "live.db").read_bytes() for mark in marks):
        assert time.monotonic() < deadline, "nothing was written into the database"
        time.sleep(0.1)


def cut(server: LiveServer, image: Path, acked: list[Acked], moment: int) -> Cut:
    deadline = time.monotonic() + PATIENCE
    while len(acked) < moment:
        assert time.monotonic() < deadline, "the server stopped acknowledging"
        time.sleep(0.001)
    server.process.send_signal(signal.SIGSTOP)
    wait_until_it_stands_still(server.process.pid)
    copy = image.with_name(f"cut-{moment}.img")
    subprocess.run(["cp", "--sparse=always", image, copy], check=True)
    known = list(acked)  # taken last, so that acks on their way count as well
    server.process.send_signal(signal.SIGCONT)
    return Cut(known, copy)


def wait_until_it_stands_still(pid: int) -> None:
    """Until no thread is inside a flush any more."""
    states = Path(f"/proc/{pid}/task")
    while any(stat.read_text().rpartition(")")[2].split()[0] != "T" for stat in states.glob("*/stat")):
        time.sleep(0.001)


def lost(cut: Cut, folder: Path) -> list[Acked]:
    """The acknowledged messages that the disk does not have, or does not give with their visitor's token."""
    with mounted(cut.image, folder) as disk:
        found = {token: read(disk / "data" / "live.db", token) for token in {token for token, _, _ in cut.acked}}
    return [(token, seq, text) for token, seq, text in cut.acked if (seq, text) not in found[token]]


def read(path: Path, token: str) -> set[tuple[int, str]]:
    """All messages of the conversation of `token`, opened with its key."""
    engine = make_engine(path)
    try:
        with engine.connect() as sql:
            row = find_by_token(sql, token_hash(token))
            if row is None:
                return set()
            key, _ = unwrap(row, token)
            return {(message.seq, message.text) for message in messages_after(sql, key, row.id, 0, limit=MESSAGES * 9)}
    except DatabaseError:  # not even the tables are there
        return set()
    finally:
        engine.dispose()


def is_sound(cut: Cut, folder: Path) -> bool:
    with mounted(cut.image, folder) as disk, closing(sqlite3.connect(disk / "data" / "live.db")) as live:
        return live.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_power_cut_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    cuts = cut_a_running_server(tmp_path, (COMMAND,))
    assert (len(cuts), len(cuts[-1].acked) >= MESSAGES) == (CUTS, True)
    for one in cuts:
        assert is_sound(one, tmp_path / "copy")
        assert lost(one, tmp_path / "copy") == []


def test_without_waiting_for_the_disk_messages_would_be_lost(tmp_path: Path) -> None:
    """The control: a cut as it is made here can lose messages, and the test above would notice."""
    cuts = cut_a_running_server(tmp_path, CARELESS)
    assert any(lost(one, tmp_path / "copy") for one in cuts)

"""A server that stops, or is killed, keeps what it acknowledged. Needs a server that the suite may stop."""

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from chat.broker import MemoryBroker
from chat.db import make_engine, upgrade
from chat.errors import NotFound
from chat.keys import KeyStore, MemoryKeyStore, has_tmpfs
from chat.models import LiveBase
from chat.periods import IDLE
from chat.presence import CounselorPresence
from chat.protocol import Side
from chat.service import Conversations, Rules
from tests.chat.conftest import OwedCards
from tests.protocol.client import Server
from tests.server import LiveServer, free_port, live_server


@dataclass
class Place:
    """Where a server runs, stops and runs again: one data folder, one port."""

    data_dir: Path
    port: int

    @contextmanager
    def serve(self, **settings: str) -> Iterator[tuple[LiveServer, Server]]:
        with (
            live_server(self.data_dir, self.port, OPEN="always", ADMISSION="off", **settings) as process,
            closing(Server(process.url)) as client,
        ):
            yield process, client


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.config.getoption("server", None) or os.environ.get("CHAT_SERVER"):
        pytest.skip("a server given by address is not stopped")
    return Place(tmp_path / "data", free_port())


def test_stopping_closes_every_socket_with_1012(place: Place) -> None:
    with place.serve() as (process, server):
        sockets = [server.open().join() for _ in range(3)]
        process.process.send_signal(signal.SIGTERM)
        assert [socket.close_code for socket in sockets] == [1012] * 3


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["stop", "kill"])
def test_what_was_acknowledged_is_there_after_a_restart(place: Place, how: signal.Signals) -> None:
    with place.serve() as (process, server):
        visitor = server.open()
        socket = visitor.join(client="page")
        assert [socket.say(f"line {number}") for number in range(1, 6)] == [1, 2, 3, 4, 5]
        process.stop(how)
    with place.serve() as (_, server):
        back = server.join(server.post("/tickets", visitor.bearer).json()["ticket"], client="page")
        assert (back.seen[0]["inc"], back.seen[0]["top"]) == (socket.seen[0]["inc"], 5)
        back.hear(5)
        assert [frame["text"] for frame in back.messages] == [f"line {number}" for number in range(1, 6)]
        assert back.resend(5, "line 5") == 5
        assert back.resend(6, "line 6") == 6


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["stop", "kill"])
def test_the_choice_of_no_note_is_there_after_a_restart(place: Place, how: signal.Signals) -> None:
    with place.serve() as (process, server):
        never, always, regretted = (server.open() for _ in range(3))
        for visitor, no_note in ((always, True), (regretted, True), (regretted, False)):
            assert server.post("/note", visitor.bearer, json={"no_note": no_note}).status_code == 204
        process.stop(how)
        files = b"".join(path.read_bytes() for path in process.data_dir.glob("live.db*"))
        assert b"facts" in files
        assert b"no_note" not in files
    with place.serve() as (_, server):
        told = []
        for visitor in (never, always, regretted):
            ticket = server.post("/tickets", visitor.bearer).json()["ticket"]
            told.append(server.join(ticket, client=visitor.conversation).expect("state").get("no_note", False))
        assert told == [False, True, False]


def test_a_conversation_that_was_left_does_not_come_back(place: Place) -> None:
    with place.serve() as (process, server):
        left, kept = server.open(), server.open()
        for visitor in (left, kept):
            visitor.join().say("hello")
        left.leave()
        process.stop(signal.SIGKILL)
    with place.serve() as (_, server):
        assert server.post("/tickets", left.bearer).status_code == 401
        assert server.post("/tickets", kept.bearer).status_code == 201


@pytest.mark.skipif(not has_tmpfs(), reason="this machine has no tmpfs to keep keys in")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["stop", "kill"])
def test_the_counselor_goes_on_after_a_restart_before_the_visitor_is_back(place: Place, how: signal.Signals) -> None:
    with place.serve() as (process, server):
        password = process.add_account("Cora", ["counselor"])
        visitor, waiting = server.open(), server.open()
        counselor = server.sign_in("Cora", password)
        counselor.take(visitor).say("hello")
        process.stop(how)
    with place.serve() as (_, server):
        counselor = server.sign_in("Cora", password)
        rail = counselor.queue()
        assert [row["conversation"] for row in rail["mine"]] == [visitor.conversation]
        assert [row["conversation"] for row in rail["waiting"]] == [waiting.conversation]
        assert counselor.join(visitor.conversation, last=1, client="reloaded").say("still here") == 2
        server.post("/leave", json={"token": waiting.token})
        assert counselor.queue()["waiting"] == []


def test_after_a_reboot_the_visitor_brings_the_conversation_back(place: Place) -> None:
    """Keys in the process's memory are gone after a restart, as those in tmpfs are after a reboot."""
    with place.serve(KEY_STORE="memory") as (process, server):
        password = process.add_account("Cora", ["counselor"])
        visitor = server.open()
        visitor.join(client="page").say("hello")
        server.sign_in("Cora", password).take(visitor).say("hei")
        process.stop(signal.SIGKILL)
    with place.serve(KEY_STORE="memory") as (_, server):
        counselor = server.sign_in("Cora", password)
        assert counselor.queue()["mine"] == []
        assert counselor.post(visitor.conversation, "ticket").status_code == 404
        ticket = server.post("/tickets", visitor.bearer).json()["ticket"]
        assert server.join(ticket, last=2, client="again").say("I am back") == 3
        returned = counselor.join(visitor.conversation, client="reloaded")
        returned.hear(3)
        assert [frame["text"] for frame in returned.messages] == ["hello", "hei", "I am back"]


@pytest.mark.anyio
async def test_time_counts_from_the_last_word_whatever_restarted_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another conversation was written in meanwhile, so the file is young; this one is not."""
    live = make_engine(tmp_path / "live.db", autocheckpoint=0)
    upgrade(live, "live", LiveBase.metadata)
    keys, cards, rules = MemoryKeyStore(), OwedCards(), Rules(always_open=True, admission=False)

    def begin(keys: KeyStore) -> Conversations:
        return Conversations(live, keys, MemoryBroker(), CounselorPresence(), cards, rules)

    before = begin(keys)
    await before.start()
    vera = await before.open("nb")
    await before.post(vera.conversation, Side.VISITOR, "page", 1, "hei")
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + IDLE.total_seconds() + 61)
    with_keys, without_keys = begin(keys), begin(MemoryKeyStore())
    await without_keys.start()
    with pytest.raises(NotFound):
        await without_keys.view(vera.token)
    await with_keys.start()
    assert with_keys.waiting() == []
    live.dispose()


def test_after_a_reboot_without_the_visitor_it_is_unreadable_and_goes(place: Place) -> None:
    with place.serve(KEY_STORE="memory") as (process, server):
        password = process.add_account("Cora", ["counselor"])
        visitor = server.open()
        visitor.join().say("hello")
        server.sign_in("Cora", password).take(visitor).say("hei")
        process.stop(signal.SIGKILL)
    for hours, left in ((0.5, 1), (1.1, 0)):
        then = time.time() - hours * 3600
        for file in place.data_dir.glob("live.db*"):
            os.utime(file, (then, then))
        with place.serve(KEY_STORE="memory") as (_, server):
            counselor = server.sign_in("Cora", password)
            assert counselor.post(visitor.conversation, "ticket").status_code == 404
            assert counselor.owes() == (left == 0)
            with closing(sqlite3.connect(place.data_dir / "live.db")) as live:
                assert live.execute("SELECT count(*) FROM conversations").fetchone() == (left,)

"""A registration that is being written, and a machine that is taken: nothing of it on a disk, in a copy or in a log."""

import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from chat.keys import DRAFT, has_tmpfs, open_key_store
from chat.sealing import KEY_BYTES, unseal
from chat.settings import load_settings
from tests.privacy.canaries import files, search
from tests.privacy.watched import traces, watched_server
from tests.protocol import client as protocol
from tests.server import LiveServer

pytestmark = pytest.mark.skipif(not has_tmpfs(), reason="this machine has no tmpfs: the test cannot learn the keys")

RUNNING, OWED, ELSEWHERE = "hvalross ved kaia", "hvalross på verandaen", "hvalross i heisen"
CANARIES = (RUNNING, OWED, ELSEWHERE)
NEW = "/console/contacts/new"


@dataclass
class Taken:
    """All that lies anywhere, the keys that were in memory, and the answers to who asks once more after a restart."""

    places: dict[str, bytes]
    copy: bytes
    keys: dict[str, bytes]
    sealed: dict[str, bytes]
    again: list[str]

    @property
    def written(self) -> dict[str, bytes]:
        """Which draft has which canary."""
        return dict(zip(sorted(self.sealed, key=_order), map(str.encode, (RUNNING, OWED, ELSEWHERE)), strict=True))


def _order(name: str) -> int:
    return ["talk", "card", "new"].index(name.partition(".")[0])


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    base = tmp_path_factory.mktemp("drafts")
    with watched_server(base) as server, closing(protocol.Server(server.url)) as chat:
        password = server.add_account("cora", ["counselor"])
        cora = chat.sign_in("cora", password)
        running, ended = talk(chat, cora), talk(chat, cora)
        address = f"/console/conversations/{running.conversation}/registration"
        keep(chat, cora, address, RUNNING)
        keep(chat, cora, f"/console/conversations/{ended.conversation}/registration", OWED)
        ended.leave()
        (card,) = cora.queue()["owed"]
        keep(chat, cora, NEW, ELSEWHERE)
        pages = (address, f"/console/owed/{card['id']}", NEW)
        again = [chat.get(page, "text/html", **cora.cookie).text for page in pages]
        assert server.run("backup", str(base / "copies")).returncode == 0
        server.stop(signal.SIGKILL)
        (copy,) = (base / "copies").iterdir()
        return Taken(traces(server) | files(base), copy.read_bytes(), keys(server), sealed(server), again)


def talk(chat: protocol.Server, cora: protocol.Counselor) -> protocol.Visitor:
    visitor = chat.open()
    mine, hers = visitor.join(), cora.take(visitor)
    assert [mine.say("hei"), hers.say("hei du")] == [1, 2]
    return visitor


def keep(chat: protocol.Server, cora: protocol.Counselor, address: str, note: str) -> None:
    """As the page does while one types; more than once, as one goes on."""
    for words in (note[:-3], note):
        kept = chat.post(
            f"{address}/draft", {**cora.cookie, "HX-Request": "true"}, data={"about": "himself", "note": words}
        )
        assert kept.status_code == 204, kept.text


def keys(server: LiveServer) -> dict[str, bytes]:
    store = open_key_store(load_settings(server.environment))
    return {name.removeprefix(DRAFT): store.get(name) or b"" for name in store.drafts()}


def sealed(server: LiveServer) -> dict[str, bytes]:
    with closing(sqlite3.connect(server.data_dir / "live.db")) as live:
        return dict(live.execute("SELECT name, sealed FROM drafts").fetchall())


def test_no_word_of_a_draft_is_in_a_file_a_copy_or_a_log(taken: Taken) -> None:
    assert search(taken.places, CANARIES) == []
    assert search({"the backup": taken.copy}, CANARIES) == []


def test_no_key_of_a_draft_is_on_a_disk(taken: Taken) -> None:
    assert [len(key) for key in taken.keys.values()] == [KEY_BYTES] * 3
    assert search(taken.places, taken.keys.values()) == []


def test_a_backup_has_no_draft_not_even_sealed(taken: Taken) -> None:
    assert search({"the backup": taken.copy}, taken.sealed.values()) == []
    assert b"talk." not in taken.copy


def test_there_was_something_to_be_found(taken: Taken) -> None:
    """The control: the drafts were there, their keys open them, and the search would have found them."""
    assert taken.keys.keys() == taken.sealed.keys() == taken.written.keys()
    for name, canary in taken.written.items():
        assert canary in unseal(taken.keys[name], taken.sealed[name], f"draft|{name}")
        others = [key for other, key in taken.keys.items() if other != name]
        assert not any(key == taken.keys[name] for key in others)
    assert [canary in page for canary, page in zip(CANARIES, taken.again, strict=True)] == [True] * 3
    assert search({"a file": b"..." + OWED.encode() + b"..."}, CANARIES)


def test_what_was_saved_leaves_no_ciphertext_of_its_draft(tmp_path: Path) -> None:
    with watched_server(tmp_path) as server, closing(protocol.Server(server.url)) as chat:
        cora = chat.sign_in("cora", server.add_account("cora", ["counselor"]))
        keep(chat, cora, NEW, ELSEWHERE)
        before = sealed(server)
        assert len(before) == 1
        contact = {
            "about": "himself", "category": "uncertain", "note": "Har hund.", "language": "nb",
            "channel": "street", "day": "2026-01-05",
        }  # fmt: skip
        assert chat.post(NEW, cora.cookie, data=contact).status_code == 303
        assert (sealed(server), keys(server)) == ({}, {})
        server.stop()
        left = {name: content for name, content in files(server.data_dir).items() if "live.db" in name}
        assert search(left, before.values()) == []

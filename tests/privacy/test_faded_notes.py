"""No word of a note is on the disk or in a copy: while it is kept and compared, and when only its trace is left."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from chat.sealing import unseal
from stats.linking.fading import places_of, unpack
from tests.privacy.canaries import files, search
from tests.privacy.watched import watched_server
from tests.protocol import client as protocol
from tests.server import LiveServer

WORDS = ("hvalrossbukta", "trekkspillkvartett", "frimerkebørsen")
NOTE = f"Bor i {WORDS[0]}, øver med en {WORDS[1]} og handler på {WORDS[2]}."
CONTACT = {
    "about": "himself", "category": "uncertain", "note": NOTE, "language": "nb", "channel": "street",
    "day": "2026-01-05",
}  # fmt: skip
ENDED = "UPDATE contacts SET note_until = '2020-01-01'"


@dataclass
class Left:
    """All that lies anywhere while the note is kept and when it is over, and what the contact has then."""

    kept: dict[str, bytes]
    over: dict[str, bytes]
    note: bytes | None
    trace: bytes
    contact_id: str
    key: bytes


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    base = tmp_path_factory.mktemp("faded")
    with watched_server(base) as server, closing(protocol.Server(server.url)) as chat:
        cora = chat.sign_in("cora", server.add_account("cora", ["counselor"]))
        assert chat.post("/console/contacts/new", cora.cookie, data=CONTACT).status_code == 303
        asked = chat.post("/console/contacts/earlier", {**cora.cookie, "HX-Request": "true"}, data=CONTACT)
        assert WORDS[0] in asked.text
        copy(server, base / "kept")
        kept = files(base)
        server.stop()
        return end(server, base, kept)


def end(server: LiveServer, base: Path, kept: dict[str, bytes]) -> Left:
    with closing(sqlite3.connect(server.data_dir / "app.db")) as register:
        register.execute(ENDED)
        register.commit()
    assert server.run("retention", "run").returncode == 0
    copy(server, base / "over")
    with closing(sqlite3.connect(server.data_dir / "app.db")) as register:
        ((contact_id, note, trace),) = register.execute("SELECT id, note, trace FROM contacts").fetchall()
    return Left(kept, files(base), note, trace, contact_id, (server.data_dir / "secret.key").read_bytes())


def copy(server: LiveServer, folder: Path) -> None:
    done = server.run("backup", str(folder))
    assert done.returncode == 0, done.stderr


def test_no_word_is_in_a_file_or_a_copy_while_the_note_is_kept(left: Left) -> None:
    assert search(left.kept, WORDS) == []


def test_nor_when_it_is_over(left: Left) -> None:
    assert search(left.over, WORDS) == []


def test_what_is_left_is_a_trace_that_the_key_opens(left: Left) -> None:
    """The control: it is there and in the copy, it is of this note, and the search would have found a word."""
    assert left.note is None
    assert search({"the copy": b"".join(left.over.values())}, [left.trace])
    opened = unseal(left.key, left.trace, f"trace|{left.contact_id}")
    assert unpack(opened).tolist() == places_of(left.key, NOTE).tolist()
    assert search({"a file": NOTE.encode()}, WORDS)

"""Somebody takes the machine, in the middle of it all: what does the disk tell?

A hundred conversations, of which some run, some were left by their visitor, some were closed and registered.
"""

import re
import signal
import sqlite3
import time
from base64 import b32decode, b64decode, urlsafe_b64decode
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from chat.access import PENDING_COOKIE
from chat.keys import KeyStore, has_tmpfs, open_key_store
from chat.sealing import KEY_BYTES, Unreadable, token_hash, unseal, unwrap_key
from chat.second_factor import grouped
from chat.settings import load_settings
from chat.upkeep import CHECKPOINT_SECONDS
from tests.console.test_second_factor import Phone
from tests.privacy.canaries import files, search
from tests.privacy.watched import watched_server
from tests.protocol import client as protocol
from tests.server import LiveServer

pytestmark = pytest.mark.skipif(not has_tmpfs(), reason="this machine has no tmpfs: the test cannot learn the keys")

COUNT, LEFT, CLOSED = 100, 30, 30
SAID, NOTE = "sagt på kråkeslottet", "notat på mørkerommet"  # the beginnings of all messages, and of all notes
HANDED, HALF = "overlatt på loftsrommet", "halvt på trappeavsatsen"  # a hand-over note and an answer, not yet sent


@dataclass
class Talk:
    """A conversation as its two ends know it, and its rows as they were on the disk while it ran."""

    visitor: protocol.Visitor
    key: bytes = b""
    wrapped_key: bytes = b""
    facts: bytes = b""
    messages: list[tuple[int, bytes, bytes]] = field(default_factory=list)  # seq, dedup, body

    @property
    def id(self) -> str:
        return self.visitor.conversation

    @property
    def ciphertext(self) -> list[bytes]:
        return [self.wrapped_key, self.facts, *(body for _, _, body in self.messages)]

    def opens(self, key: bytes) -> bool:
        """Whether `key` opens a message."""
        seq, dedup, body = self.messages[0]
        return works(lambda: unseal(key, body, f"message|{self.id}|{seq}|{dedup.hex()}"))

    def unwraps(self, word: str) -> bool:
        """Whether `word`, taken for the visitor's token, gives the key."""
        return works(lambda: unwrap_key(word, self.wrapped_key, self.id))


def works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except Unreadable:
        return False
    return True


@dataclass
class Seized:
    """All that the thief has, and all that he must not find in it."""

    running: list[Talk]
    left: list[Talk]
    closed: list[Talk]
    password: str
    phone: Phone
    copy: str  # the name of the file that `backup` wrote
    places: dict[str, bytes]
    gone: bool  # whether nothing of the ended conversations was in `live.db` and its log after the upkeep
    kept: set[str]  # conversations whose keys were still in memory

    @property
    def ended(self) -> list[Talk]:
        return self.left + self.closed

    @property
    def all(self) -> list[Talk]:
        return self.running + self.ended

    def file(self, name: str) -> bytes:
        (found,) = (content for place, content in self.places.items() if place.endswith(name))
        return found.partition(b"\n")[2]


@pytest.fixture(scope="module")
def seized(tmp_path_factory: pytest.TempPathFactory) -> Seized:
    base = tmp_path_factory.mktemp("seized")
    with watched_server(base, second_factor="on") as server, closing(protocol.Server(server.url)) as chat:
        password = server.add_account("cora", ["counselor"])
        cora, phone = sign_in(chat, "cora", password)
        talks = [talk(chat, cora, number) for number in range(COUNT)]
        left, closed, running = talks[:LEFT], talks[LEFT : LEFT + CLOSED], talks[LEFT + CLOSED :]
        for one in (running[0], left[0]):
            hand_back_and_begin_to_write(cora, one)
        chat.hang_up()
        learn(server, talks)
        end(chat, cora, left, closed)
        gone = wait_until_gone(server, left + closed)
        for one in running:
            assert chat.join(one.visitor.ticket(), client="more").say(f"{SAID} til slutt {one.id}") == 3
        copy = back_up(server, base / "copies")
        server.stop(signal.SIGKILL)
        kept = keys_in_memory(server).conversations()
        return Seized(running, left, closed, password, phone, copy, files(base), gone, kept)


def sign_in(chat: protocol.Server, name: str, password: str) -> tuple[protocol.Counselor, Phone]:
    """For the first time, with a new phone."""
    asked = chat.post("/console/login", data={"name": name, "password": password})
    waiting = {"Cookie": f"{PENDING_COOKIE}={protocol.cookies(asked)[PENDING_COOKIE]}"}
    phone = Phone(chat.get("/console/code", "text/html", **waiting).text)
    answer = chat.post("/console/code", waiting, data={"code": phone.code()})
    return protocol.Counselor(chat, protocol.cookies(answer)[protocol.SESSION]), phone


def talk(chat: protocol.Server, cora: protocol.Counselor, number: int) -> Talk:
    """A conversation in which both sides have written."""
    visitor = chat.open()
    mine, hers = visitor.join(), cora.take(visitor)
    assert [mine.say(f"{SAID} {number} spurt"), hers.say(f"{SAID} {number} svart")] == [1, 2]
    chat.hang_up()
    return Talk(visitor)


def hand_back_and_begin_to_write(cora: protocol.Counselor, one: Talk) -> None:
    assert cora.post(one.id, "hand-back", note=HANDED).status_code == 204
    cora.take(one.visitor)
    assert cora.post(one.id, "half-written", text=HALF).status_code == 204


def keys_in_memory(server: LiveServer) -> KeyStore:
    return open_key_store(load_settings(server.environment))


def learn(server: LiveServer, talks: list[Talk]) -> None:
    """What only the test can know of running conversations: keys from memory, and ciphertext before it is deleted."""
    store = keys_in_memory(server)
    with closing(sqlite3.connect(server.data_dir / "live.db")) as live:
        for one in talks:
            one.key = store.get(one.id) or b""
            known = live.execute("SELECT wrapped_key, facts FROM conversations WHERE id = ?", [one.id])
            one.wrapped_key, one.facts = known.fetchone()
            rows = live.execute("SELECT seq, dedup, body FROM messages WHERE conversation_id = ?", [one.id])
            one.messages = rows.fetchall()


def end(chat: protocol.Server, cora: protocol.Counselor, left: list[Talk], closed: list[Talk]) -> None:
    """The visitor leaves, or Cora closes; she registers each, with a note."""
    for one in left:
        one.visitor.leave()
    for one in closed:
        cora.close(one.id)
    for card in cora.queue()["owed"]:
        note = {"about": "himself", "category": "uncertain", "language": "nb", "note": f"{NOTE} {card['id']}"}
        saved = chat.post(f"/console/owed/{card['id']}", cora.cookie, data=note)
        assert saved.status_code == 303, saved.text


def wait_until_gone(server: LiveServer, ended: list[Talk]) -> bool:
    """Whether no byte string of `ended` is left in the database or its log, after some rounds of upkeep at most."""
    deadline = time.monotonic() + 15 * CHECKPOINT_SECONDS
    while time.monotonic() < deadline:
        content = b"".join((server.data_dir / name).read_bytes() for name in ("live.db", "live.db-wal"))
        if not any(one in content for each in ended for one in each.ciphertext):
            return True
        time.sleep(0.2)
    return False


def back_up(server: LiveServer, folder: Path) -> str:
    """The name of the copy that our own command makes."""
    done = server.run("backup", str(folder))
    assert done.returncode == 0, done.stderr
    (copy,) = folder.iterdir()
    return copy.name


# What the disk tells


def test_no_message_and_no_note_is_readable(seized: Seized) -> None:
    assert search(seized.places, [SAID, NOTE, HANDED, HALF]) == []


def test_the_note_of_a_hand_over_is_there_and_opens_with_its_conversations_key_only(seized: Seized) -> None:
    """The control that there was something to be found. Of the half-written answer there is nothing at all."""
    one, other = seized.running[:2]
    assert one.facts in seized.file("/live.db") + seized.file("/live.db-wal")
    assert HANDED.encode() in unseal(one.key, one.facts, f"facts|{one.id}")
    assert not works(lambda: unseal(other.key, one.facts, f"facts|{one.id}"))


def test_no_key_of_a_conversation_is_on_the_disk(seized: Seized) -> None:
    assert {len(one.key) for one in seized.all} == {KEY_BYTES}
    assert search(seized.places, [one.key for one in seized.all]) == []


def test_no_token_of_a_visitor_is_on_the_disk(seized: Seized) -> None:
    tokens = [one.visitor.token for one in seized.all]
    assert search(seized.places, [*tokens, *(urlsafe_b64decode(token + "==") for token in tokens)]) == []


def test_no_password_of_staff_is_on_the_disk(seized: Seized) -> None:
    assert search(seized.places, [seized.password]) == []


def test_no_key_of_a_phone_is_on_the_disk(seized: Seized) -> None:
    assert search(seized.places, spellings(seized.phone)) == []


def spellings(phone: Phone) -> list[str | bytes]:
    return [phone.secret, grouped(phone.secret), phone.secret.lower(), b32decode(phone.secret)]


def test_the_search_would_have_found_them(seized: Seized) -> None:
    """The control, in copies of the seized database and of its backup with one of each written into it."""
    one = seized.running[0]
    secrets: list[str | bytes] = [
        SAID,
        NOTE,
        HANDED,
        HALF,
        one.key,
        one.visitor.token,
        seized.password,
        *spellings(seized.phone),
    ]
    for secret in secrets:
        raw = secret if isinstance(secret, bytes) else secret.encode()
        for name in ("/live.db", seized.copy):
            assert search({name: seized.file(name)[:5000] + raw + b"\0"}, [secret])


def test_the_backup_has_the_notes_and_the_phone_and_opens_with_the_service_key_only(
    seized: Seized, tmp_path: Path
) -> None:
    """The control that there was something to be found in it."""
    (tmp_path / "copy.db").write_bytes(seized.file(seized.copy))
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        notes = copy.execute("SELECT 'note|' || id, note FROM contacts").fetchall()
        ((place, secret),) = copy.execute("SELECT 'totp|' || id, totp_secret FROM accounts").fetchall()
    key = seized.file("/secret.key")
    assert len(notes) == LEFT + CLOSED
    assert all(unseal(key, note, place).decode().startswith(NOTE) for place, note in notes)
    assert unseal(key, secret, place).decode() == seized.phone.secret
    assert not works(lambda: unseal(seized.running[0].key, secret, place))


# What an end leaves behind


def test_memory_keeps_the_keys_of_running_conversations_only(seized: Seized) -> None:
    assert seized.kept == {one.id for one in seized.running}


def test_the_rows_of_ended_conversations_are_gone_from_the_file_and_its_log(seized: Seized) -> None:
    assert seized.gone
    live = seized.file("/live.db") + seized.file("/live.db-wal")
    assert not [one.id for one in seized.ended if any(part in live for part in one.ciphertext)]
    assert not [one.id for one in seized.ended if one.id.encode() in live or token_hash(one.visitor.token) in live]
    assert all(one.messages[0][2] in live for one in seized.running)  # the control: the others are there to be found


def test_nothing_that_was_seized_opens_an_ended_conversation(seized: Seized) -> None:
    """The thief also kept ciphertext from before the end, and was told every password of staff."""
    keys = windows(seized.places.values()) | guesses(seized)
    for one in (seized.left[0], seized.closed[0]):
        assert not [key.hex() for key in keys if one.opens(key)]
    words = [seized.password, *(one.visitor.token for one in seized.running)]
    assert not [one.id for one in seized.ended if any(one.unwraps(word) for word in words)]
    assert not [one.id for one in seized.ended if any(one.opens(key) for key in guesses(seized))]


def test_the_right_key_opens_it_and_so_does_the_visitors_token(seized: Seized) -> None:
    """The control. The second half is a limit: whoever has old ciphertext and finds the token on a phone can read."""
    assert all(one.opens(one.key) and one.unwraps(one.visitor.token) for one in seized.ended)
    one = seized.left[0]
    assert [key for key in windows([b"before" + one.key + b"after"]) if one.opens(key)] == [one.key]


def windows(contents: Iterable[bytes]) -> set[bytes]:
    """Every 32 bytes in a row that could be a key: of random ones fewer than one in 10**12 repeat themselves so much
    as what is left out, which is text and empty pages."""
    return {
        window
        for content in contents
        for start in range(len(content) - KEY_BYTES + 1)
        if len(set(window := content[start : start + KEY_BYTES])) >= 20
    }


def guesses(seized: Seized) -> set[bytes]:
    """The service key, the keys of other conversations, and everything that we derive from a password."""
    hashes = re.findall(rb"\$argon2id\$[^$]+\$[^$]+\$[^$]+\$([A-Za-z0-9+/]{43})", seized.file(seized.copy))
    assert hashes
    derived = {b64decode(one + b"=") for one in hashes} | {token_hash(seized.password)}
    return derived | {seized.file("/secret.key")} | {one.key for one in seized.running}

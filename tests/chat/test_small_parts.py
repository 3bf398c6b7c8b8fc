"""Tickets, buckets, presence, the broker's bound, settings: small rules that others rest on."""

import asyncio
import logging
import sys
from pathlib import Path

import pytest

from chat.alias import new_alias
from chat.broker import BOUND, Changed, Lagged, MemoryBroker, Typed
from chat.limits import Attempts, Bucket
from chat.presence import PRESENT_SECONDS, CounselorPresence
from chat.protocol import Side
from chat.settings import SettingsError, load_settings
from chat.silence import SilentFormatter
from chat.tickets import SECONDS, Pass, Tickets
from chat.web import content_security_policy


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_ticket_opens_once_and_only_for_half_a_minute(clock: Clock) -> None:
    tickets = Tickets(clock)
    to = Pass("c1", Side.VISITOR)
    used, old = tickets.issue(to), tickets.issue(to)
    assert tickets.redeem(used) == to
    assert tickets.redeem(used) is None
    clock.now += SECONDS + 1
    assert tickets.redeem(old) is None
    assert tickets.redeem("never issued") is None


def test_a_bucket_lets_a_burst_through_and_then_a_pace(clock: Clock) -> None:
    bucket = Bucket(rate=2, burst=3, clock=clock)
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 501]
    clock.now += 0.5
    assert bucket.take() == 0


def test_failed_sign_ins_make_a_name_wait_and_no_other(clock: Clock) -> None:
    attempts = Attempts(clock)
    assert [attempts.take("cora") for _ in range(Attempts.BURST)] == [0] * Attempts.BURST
    assert attempts.take("cora") > 0
    assert attempts.take("dan") == 0
    clock.now += 181
    assert attempts.take("cora") == 0
    assert attempts.take("cora") > 0
    attempts.give_back("cora")
    assert attempts.take("cora") == 0


def test_failed_sign_ins_are_remembered_in_bounded_memory(clock: Clock) -> None:
    attempts = Attempts(clock)
    for number in range(3000):
        attempts.take(f"name {number}")
    assert len(attempts._buckets) == Attempts.NAMES


def test_presence_lasts_a_while_and_ends_at_sign_out(clock: Clock) -> None:
    presence = CounselorPresence(clock)
    presence.seen(1, presence.now())
    clock.now += PRESENT_SECONDS
    assert presence.anyone()
    clock.now += 1
    assert not presence.anyone()
    presence.seen(1, presence.now())
    presence.gone(1)
    assert not presence.anyone()


def test_who_was_looked_up_before_the_sign_out_is_not_present_after_it(clock: Clock) -> None:
    presence = CounselorPresence(clock)
    asked = presence.now()
    presence.gone(1)
    presence.seen(1, asked)
    presence.still_here(1)
    assert not presence.anyone()
    clock.now += 1
    presence.seen(1, presence.now())
    assert presence.anyone()


@pytest.mark.anyio
async def test_a_subscriber_that_falls_behind_is_told_once() -> None:
    broker = MemoryBroker()
    async with broker.subscribe("a") as slow, broker.subscribe("a") as quick:
        for _ in range(BOUND + 1):
            broker.publish("a", Changed())
            assert await asyncio.wait_for(quick.get(), 1) == Changed()
        broker.publish("b", Typed(Side.VISITOR))
        assert await asyncio.wait_for(slow.get(), 1) == Lagged()
        broker.publish("a", Typed(Side.VISITOR))
        assert await asyncio.wait_for(slow.get(), 1) == Typed(Side.VISITOR)


def test_a_new_alias_is_none_that_is_in_use() -> None:
    taken: set[str] = set()
    for _ in range(100):
        alias = new_alias(taken)
        assert alias not in taken
        taken.add(alias)


def test_settings_work_without_any_variable() -> None:
    settings = load_settings({}, port=8123)
    assert settings.origins == ("http://localhost:8123", "http://127.0.0.1:8123")
    assert settings.secret_file == settings.data_dir / "secret.key"
    assert settings.hosts == ["127.0.0.1", "localhost"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LAVTERSKEL_OPEN", "sometimes"),
        ("LAVTERSKEL_ADMISSION", "perhaps"),
        ("LAVTERSKEL_ORIGINS", ""),
        ("LAVTERSKEL_ORIGINS", "chat.example.org"),
        ("LAVTERSKEL_ORIGINS", "https://chat.example.org:443"),
        ("LAVTERSKEL_ORIGINS", "https://*.example.org"),
        ("LAVTERSKEL_EMBED_ORIGINS", "https://a.example;script-src"),
        ("LAVTERSKEL_ORIGINS", "https://chat.example.org/"),
        ("LAVTERSKEL_ORIGINS", "https://Chat.example.org:abc"),
        ("LAVTERSKEL_EMBED_ORIGINS", "*"),
        ("LAVTERSKEL_KEY_STORE", "disk"),
        ("LAVTERSKEL_DATA_DIR", ""),
        ("LAVTERSKEL_DATADIR", "elsewhere"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({name: value})


def test_every_setting_is_documented() -> None:
    operations = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    for name in ("DATA_DIR", "ORIGINS", "EMBED_ORIGINS", "SECRET_FILE", "KEY_STORE", "GUARDS", "SECOND_FACTOR"):
        assert f"`LAVTERSKEL_{name}`" in operations
    for name in ("OPEN", "ADMISSION"):
        assert f"`LAVTERSKEL_{name}`" in operations


def test_a_log_line_has_the_place_of_a_failure_and_none_of_its_words() -> None:
    try:
        int("en hemmelighet fra en samtale")
    except ValueError:
        record = logging.LogRecord("uvicorn.error", 40, "x", 1, "en %s", ("hemmelighet",), sys.exc_info())
    line = SilentFormatter().format(record)
    assert "ValueError at test_a_log_line" in line
    assert "hemmelighet" not in line


def test_only_the_embedded_page_may_be_framed_and_only_by_the_listed() -> None:
    assert "frame-ancestors https://a.example;" in content_security_policy("/embed", "https://a.example")
    for path in ("/", "/console", "/stats", "/embed/x"):
        policy = content_security_policy(path, "https://a.example")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy

"""Ending with a pause: whose browser waits, for how long, and who is not met by it."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from chat.errors import NotFound
from chat.pauses import LENGTH, PAUSED, Pauses
from chat.sealing import token_hash
from chat.service import Conversations
from tests.chat.conftest import CORA, DAN, Make, OwedCards

pytestmark = pytest.mark.anyio


async def test_the_visitors_browser_waits_for_half_an_hour_and_no_longer(
    conversations: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera = await conversations.open("nb")
    await conversations.take(vera.conversation, CORA)
    running = conversations.get(vera.conversation)
    await conversations.pause(vera.conversation, CORA)
    assert running.ended_by == PAUSED
    assert conversations.paused_for(vera.token) == LENGTH
    now = time.monotonic()
    monkeypatch.setattr(conversations._pauses, "_clock", lambda: now + LENGTH.total_seconds() - 90)
    assert conversations.paused_for(vera.token) == timedelta(minutes=2)
    monkeypatch.setattr(conversations._pauses, "_clock", lambda: now + LENGTH.total_seconds() + 1)
    assert conversations.paused_for(vera.token) is None


async def test_nobody_else_is_met(conversations: Conversations) -> None:
    vera, wim = await conversations.open("nb"), await conversations.open("nb")
    await conversations.take(vera.conversation, CORA)
    await conversations.pause(vera.conversation, CORA)
    assert conversations.paused_for(wim.token) is None
    assert await conversations.resume(wim.token)
    assert await conversations.open("nb")


async def test_it_ends_as_closing_does(conversations: Conversations, cards: OwedCards) -> None:
    vera = await conversations.open("nb")
    await conversations.take(vera.conversation, CORA)
    await conversations.pause(vera.conversation, CORA)
    assert cards.cards == [(CORA, "nb", False)]
    with pytest.raises(NotFound):
        await conversations.resume(vera.token)


async def test_only_who_has_the_conversation_can_do_it(conversations: Conversations) -> None:
    vera = await conversations.open("nb")
    for staff in (CORA, DAN):
        with pytest.raises(NotFound):
            await conversations.pause(vera.conversation, staff)
    await conversations.take(vera.conversation, CORA)
    with pytest.raises(NotFound):
        await conversations.pause(vera.conversation, DAN)
    assert conversations.paused_for(vera.token) is None


async def test_closing_without_a_pause_pauses_nobody(conversations: Conversations) -> None:
    vera = await conversations.open("nb")
    await conversations.take(vera.conversation, CORA)
    await conversations.close(vera.conversation, CORA)
    assert conversations.paused_for(vera.token) is None


async def test_it_is_in_no_table_and_goes_with_the_process(
    conversations: Conversations, live: Engine, make_conversations: Make
) -> None:
    vera = await conversations.open("nb")
    await conversations.take(vera.conversation, CORA)
    await conversations.pause(vera.conversation, CORA)
    with live.connect() as sql:
        written = "\n".join(sql.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert token_hash(vera.token).hex() not in written.lower()
    after = make_conversations()
    await after.start()
    assert after.paused_for(vera.token) is None
    await after.stop()


def test_what_is_over_is_kept_no_longer() -> None:
    now = 0.0
    pauses = Pauses(lambda: now)
    pauses.begin(b"one", "nb")
    now = LENGTH.total_seconds() + 1
    assert pauses.left("another") is None
    assert pauses._until == {}

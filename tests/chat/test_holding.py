"""*Act now* keeps a conversation from ending by itself, and nothing else: it never holds up anybody who leaves."""

import time

import pytest
from sqlalchemy import Engine

from chat.errors import Full, NotFound
from chat.keys import MemoryKeyStore
from chat.periods import IDLE, LONGEST
from chat.protocol import Side
from chat.service import Conversations
from chat.views import Opened
from tests.chat.conftest import CORA, DAN, Make, OwedCards

pytestmark = pytest.mark.anyio


async def taken(service: Conversations) -> Opened:
    vera = await service.open("nb")
    await service.post(vera.conversation, Side.VISITOR, "vera", 1, "han har stengt døra")
    await service.take(vera.conversation, CORA)
    return vera


def idle(service: Conversations, vera: Opened) -> None:
    """Nobody has written for more than an hour."""
    service.get(vera.conversation).active_at = time.monotonic() - IDLE.total_seconds() - 1


def held(service: Conversations, staff_id: int = CORA) -> list[bool]:
    return [one.held for one in service.mine(staff_id)]


async def test_a_held_conversation_outlives_the_silence(conversations: Conversations) -> None:
    vera, other = await taken(conversations), await taken(conversations)
    await conversations.hold(vera.conversation, CORA)
    for one in (vera, other):
        idle(conversations, one)
    await conversations.expire()
    assert [one.conversation for one in conversations.mine(CORA)] == [vera.conversation]
    assert held(conversations) == [True]


async def test_when_the_danger_is_over_the_hour_counts_again(conversations: Conversations) -> None:
    vera = await taken(conversations)
    await conversations.hold(vera.conversation, CORA)
    await conversations.hold(vera.conversation, CORA, held=False)
    assert held(conversations) == [False]
    idle(conversations, vera)
    await conversations.expire()
    assert conversations.mine(CORA) == []


async def test_no_conversation_lasts_longer_than_any_other_may(conversations: Conversations) -> None:
    vera = await taken(conversations)
    await conversations.hold(vera.conversation, CORA)
    running = conversations.get(vera.conversation)
    assert running.outlived(time.monotonic(), running.facts.opened + LONGEST.total_seconds() + 1) is not None


async def test_the_visitors_leaving_is_never_held_up(conversations: Conversations, cards: OwedCards) -> None:
    vera = await taken(conversations)
    await conversations.hold(vera.conversation, CORA)
    await conversations.leave(vera.token)
    assert conversations.mine(CORA) == []
    assert len(cards.cards) == 1
    with pytest.raises(NotFound):
        await conversations.view(vera.token)
    with pytest.raises(NotFound):
        await conversations.hold(vera.conversation, CORA)


async def test_only_who_has_it_may_hold_it(conversations: Conversations) -> None:
    vera = await taken(conversations)
    with pytest.raises(NotFound):
        await conversations.hold(vera.conversation, DAN)
    assert held(conversations) == [False]


async def test_whoever_goes_on_with_it_takes_the_hold_over(conversations: Conversations) -> None:
    vera = await taken(conversations)
    await conversations.hold(vera.conversation, CORA)
    await conversations.hand_back(vera.conversation, CORA)
    await conversations.take(vera.conversation, DAN)
    assert held(conversations, DAN) == [True]


async def test_it_is_still_held_after_a_restart(
    make_conversations: Make, live: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = MemoryKeyStore()
    monkeypatch.setattr("tests.chat.conftest.MemoryKeyStore", lambda: keys)  # the memory disk outlives the process
    before, after = make_conversations(), make_conversations()
    await before.start()
    vera, other = await taken(before), await taken(before)
    await before.hold(vera.conversation, CORA)
    await before.stop()
    await after.start(idle_for=IDLE.total_seconds() + 1)
    assert [one.conversation for one in after.mine(CORA)] == [vera.conversation]
    assert other.conversation not in {one.id for one in after.running}
    await after.stop()
    live.dispose()


async def test_a_disk_that_takes_nothing_does_not_end_it(conversations: Conversations, live: Engine) -> None:
    vera = await taken(conversations)
    with live.begin() as sql:
        sql.exec_driver_sql("CREATE TRIGGER full BEFORE UPDATE ON conversations BEGIN SELECT RAISE(ABORT, ''); END")
    await conversations.hold(vera.conversation, CORA)
    idle(conversations, vera)
    await conversations.expire()
    assert held(conversations) == [True]


class TestHowManyAtOnce:
    async def test_nobody_gets_more_than_she_wants(self, make_conversations: Make, cards: OwedCards) -> None:
        cards.most[CORA] = 2
        service = make_conversations(admission=True)
        await service.start()
        await taken(service), await taken(service)
        third = await service.open("nb")
        with pytest.raises(Full):
            await service.take(third.conversation, CORA)
        assert await service.take(third.conversation, DAN)
        await service.stop()

    async def test_nor_by_a_colleague_who_asks(self, make_conversations: Make, cards: OwedCards) -> None:
        cards.most[DAN] = 1
        service = make_conversations(admission=True)
        await service.start()
        one, other = await taken(service), await taken(service)
        for vera in (one, other):
            await service.sharing.offer(vera.conversation, CORA, DAN, "")
        await service.sharing.accept(one.conversation, DAN)
        with pytest.raises(Full):
            await service.sharing.accept(other.conversation, DAN)
        await service.stop()

    async def test_wanting_fewer_takes_nothing_away(self, make_conversations: Make, cards: OwedCards) -> None:
        service = make_conversations(admission=True)
        await service.start()
        await taken(service), await taken(service)
        cards.most[CORA] = 1
        assert len(service.mine(CORA)) == 2
        with pytest.raises(Full):
            await taken(service)
        await service.stop()

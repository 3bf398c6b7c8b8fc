"""The pause: who ends with somebody gets nobody new before it is registered, and leaving waits for no register."""

import asyncio
import time

import pytest

from chat.ending import SOON, Ending
from chat.errors import Owed
from chat.protocol import Side
from chat.service import Conversations
from chat.views import Opened
from tests.chat.conftest import CORA, OwedCards

pytestmark = pytest.mark.anyio


async def talk(service: Conversations) -> Opened:
    vera = await service.open("nb")
    await service.post(vera.conversation, Side.VISITOR, "vera", 1, "hei")
    await service.take(vera.conversation, CORA)
    await service.post(vera.conversation, Side.COUNSELOR, "cora", 1, "hei", CORA)
    return vera


class Gate:
    """Lets a register wait."""

    def __init__(self, cards: OwedCards, monkeypatch: pytest.MonkeyPatch) -> None:
        self._owe, self.open, self.passed = cards.owe, asyncio.Event(), asyncio.Event()
        monkeypatch.setattr(cards, "owe", self.owe)

    async def owe(self, ending: Ending, staff_id: int) -> int:
        await self.open.wait()
        self.passed.set()
        return await self._owe(ending, staff_id)


@pytest.fixture
def gate(cards: OwedCards, monkeypatch: pytest.MonkeyPatch) -> Gate:
    return Gate(cards, monkeypatch)


async def test_a_card_that_is_not_written_yet_counts(conversations: Conversations, gate: Gate) -> None:
    vera, next_one = await talk(conversations), await conversations.open("nb")
    await conversations.leave(vera.token)
    with pytest.raises(Owed):
        await conversations.take(next_one.conversation, CORA)
    gate.open.set()


async def test_what_ends_while_one_is_asked_about_counts(
    conversations: Conversations, cards: OwedCards, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera, next_one = await talk(conversations), await conversations.open("nb")

    async def owes(_staff_id: int) -> bool:
        await conversations.leave(vera.token)
        return False  # as it was when the question was put

    monkeypatch.setattr(cards, "owes", owes)
    with pytest.raises(Owed):
        await conversations.take(next_one.conversation, CORA)


async def test_leaving_does_not_wait_for_the_register(
    conversations: Conversations, cards: OwedCards, gate: Gate
) -> None:
    vera = await talk(conversations)
    began = time.monotonic()
    await asyncio.wait_for(conversations.leave(vera.token), SOON * 20)  # it would wait for ever
    assert time.monotonic() - began >= SOON
    assert (conversations.running.find(vera.conversation), cards.cards) == (None, [])
    gate.open.set()
    await asyncio.wait_for(gate.passed.wait(), SOON * 20)
    assert [staff for staff, *_ in cards.cards] == [CORA]

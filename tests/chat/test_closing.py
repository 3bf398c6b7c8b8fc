"""That the chat closes soon: told once to those who talk, in their language, and no conversation ends by it."""

from datetime import UTC, datetime, timedelta

import pytest

from chat.conversation import State
from chat.protocol import Capacity
from chat.service import Conversations
from tests.chat.conftest import CORA, Make

pytestmark = pytest.mark.anyio

EIGHT = datetime(2025, 6, 12, 20, 0, tzinfo=UTC)


async def notices(service: Conversations, token: str) -> list[str]:
    return [one.text for one in (await service.view(token)).messages if one.capacity is Capacity.NOTICE]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "Vi stenger kl. 20.00. Denne samtalen blir ikke brutt av."),
        ("en", "We close at 20:00. This conversation is not broken off then."),
    ],
)
async def test_each_is_told_once_in_his_language(conversations: Conversations, language: str, said: str) -> None:
    vera = await conversations.open(language)
    await conversations.take(vera.conversation, CORA)
    for _ in range(2):
        await conversations.warn_of_closing(EIGHT)
    assert await notices(conversations, vera.token) == [said]
    assert (await conversations.view(vera.token)).state == State.ACTIVE


async def test_a_shift_that_is_prolonged_is_told_anew(conversations: Conversations) -> None:
    vera = await conversations.open("nb")
    await conversations.take(vera.conversation, CORA)
    await conversations.warn_of_closing(EIGHT)
    await conversations.warn_of_closing(EIGHT + timedelta(hours=1))
    assert len(await notices(conversations, vera.token)) == 2


async def test_who_waits_is_not_told_that_a_conversation_goes_on(conversations: Conversations) -> None:
    vera = await conversations.open("nb")
    await conversations.warn_of_closing(EIGHT)
    assert await notices(conversations, vera.token) == []


async def test_a_restart_does_not_say_it_again(conversations: Conversations, make_conversations: Make) -> None:
    vera = await conversations.open("nb")
    await conversations.take(vera.conversation, CORA)
    await conversations.warn_of_closing(EIGHT)
    after = make_conversations()
    await after.start()
    await after.resume(vera.token)
    await after.warn_of_closing(EIGHT)
    assert len(await notices(after, vera.token)) == 1
    await after.stop()

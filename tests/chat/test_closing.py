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


async def test_who_waits_is_told_once_that_we_may_not_get_to_him_and_when_we_are_here_again(
    conversations: Conversations,
) -> None:
    vera = await conversations.open("nb")
    for _ in range(2):
        await conversations.warn_of_closing(EIGHT, datetime(2025, 6, 17, 17, 0, tzinfo=UTC))
    assert await notices(conversations, vera.token) == [
        "Vi stenger kl. 20.00, og det er ikke sikkert at vi rekker deg før det. "
        "Du beholder plassen så lenge en av oss er her. Neste gang er tirsdag 17. juni kl. 17.00."
    ]
    assert (await conversations.view(vera.token)).state == State.WAITING


async def test_where_no_next_time_is_known_none_is_told(conversations: Conversations) -> None:
    vera = await conversations.open("en")
    await conversations.warn_of_closing(EIGHT)
    (told,) = await notices(conversations, vera.token)
    assert told.endswith("You keep your place as long as one of us is here.")


async def test_who_is_taken_after_that_is_told_that_he_is_not_broken_off(conversations: Conversations) -> None:
    vera = await conversations.open("en")
    await conversations.warn_of_closing(EIGHT)
    await conversations.take(vera.conversation, CORA)
    await conversations.warn_of_closing(EIGHT)
    assert (await notices(conversations, vera.token))[-1].endswith("This conversation is not broken off then.")


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

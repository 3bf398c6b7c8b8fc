"""*No note about me*: the visitor's choice, kept as well as his words and hidden as well."""

import asyncio
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select, text

from chat.broker import Changed
from chat.errors import NotFound, TooFast
from chat.models import Conversation
from chat.service import Conversations
from tests.chat.conftest import CORA, DAN, Make, OwedCards, stop_the_pace

pytestmark = pytest.mark.anyio

AN_HOUR_AND_MORE = 60 * 60 + 1  # seconds


async def chosen(service: Conversations, token: str) -> bool:
    return (await service.view(token)).no_note


async def test_it_is_off_until_chosen_and_can_be_taken_back(conversations: Conversations) -> None:
    vera = await conversations.open("nb")
    assert not await chosen(conversations, vera.token)
    await conversations.choose_note(vera.token, True)
    assert await chosen(conversations, vera.token)
    await conversations.choose_note(vera.token, False)
    assert not await chosen(conversations, vera.token)


async def test_everybody_in_the_conversation_is_told(conversations: Conversations) -> None:
    vera = await conversations.open("nb")
    async with conversations.broker.subscribe(vera.conversation) as events:
        await conversations.choose_note(vera.token, True)
        assert await asyncio.wait_for(events.get(), 2) == Changed()


@pytest.mark.parametrize("no_note", [True, False])
async def test_it_is_there_after_a_restart(
    conversations: Conversations, make_conversations: Make, no_note: bool
) -> None:
    vera = await conversations.open("nb")
    await conversations.choose_note(vera.token, not no_note)
    await conversations.choose_note(vera.token, no_note)
    after = make_conversations()
    await after.start()
    assert await chosen(after, vera.token) is no_note
    await after.stop()


async def test_only_ciphertext_knows_it_and_its_length_tells_nothing(
    conversations: Conversations, live: Engine, tmp_path: Path
) -> None:
    vera = await conversations.open("nb")
    with live.connect() as sql:
        before = sql.scalars(select(Conversation.facts)).one()
    await conversations.choose_note(vera.token, True)
    with live.connect() as sql:
        after = sql.scalars(select(Conversation.facts)).one()
    assert (len(before), before == after) == (len(after), False)
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"facts" in written  # the column's name: these are the files that would show it
    assert [word for word in (b"no_note", b"no note", b"true") if word in written] == []
    columns = {column["name"] for column in inspect(live).get_columns("conversations")}
    plain = {"id", "state", "counselor_id", "top", "token_hash", "keyless_since"}
    assert columns == {*plain, "wrapped_key", "facts"}


@pytest.mark.parametrize("no_note", [True, False])
async def test_the_card_has_the_choice_that_held_at_the_end(
    conversations: Conversations, cards: OwedCards, no_note: bool
) -> None:
    vera = await conversations.open("nb")
    await conversations.choose_note(vera.token, not no_note)
    await conversations.take(vera.conversation, CORA)
    await conversations.choose_note(vera.token, no_note)
    await conversations.close(vera.conversation, CORA)
    assert cards.no_note == [no_note]


async def test_it_holds_for_the_next_counselor(conversations: Conversations, cards: OwedCards) -> None:
    vera = await conversations.open("nb")
    await conversations.take(vera.conversation, CORA)
    await conversations.choose_note(vera.token, True)
    await conversations.hand_back(vera.conversation, CORA)
    await conversations.take(vera.conversation, DAN)
    await conversations.close(vera.conversation, DAN)
    assert (cards.cards, cards.no_note) == ([(DAN, "nb", False)], [True])


async def test_a_choice_that_the_end_overtakes_is_on_the_card(conversations: Conversations, cards: OwedCards) -> None:
    vera = await conversations.open("nb")
    await conversations.take(vera.conversation, CORA)
    choosing = asyncio.create_task(conversations.choose_note(vera.token, True))
    while not conversations.get(vera.conversation).facts.no_note:  # noqa: ASYNC110 - nobody is told before it is stored
        await asyncio.sleep(0)
    await conversations.close(vera.conversation, CORA)
    await asyncio.gather(choosing, return_exceptions=True)
    assert cards.no_note == [True]


async def test_a_choice_that_could_not_be_stored_does_not_hold(conversations: Conversations, live: Engine) -> None:
    vera = await conversations.open("nb")
    refuse = "CREATE TRIGGER full BEFORE UPDATE ON conversations BEGIN SELECT RAISE(ABORT, 'full'); END"
    with live.begin() as sql:
        sql.execute(text(refuse))
    with pytest.raises(Exception, match="full"):
        await conversations.choose_note(vera.token, True)
    assert not await chosen(conversations, vera.token)


async def test_a_wrong_token_and_one_of_an_ended_conversation_choose_nothing(conversations: Conversations) -> None:
    vera, left = await conversations.open("nb"), await conversations.open("nb")
    await conversations.leave(left.token)
    for token in ("", vera.conversation, vera.token + "A", left.token):
        with pytest.raises(NotFound):
            await conversations.choose_note(token, True)
    assert not await chosen(conversations, vera.token)


async def test_it_has_the_pace_of_messages(make_conversations: Make) -> None:
    service = make_conversations(admission=True)
    await service.start()
    vera = await service.open("nb")
    stop_the_pace(service, vera.conversation)
    for _ in range(10):
        await service.choose_note(vera.token, True)
    with pytest.raises(TooFast):
        await service.choose_note(vera.token, False)
    assert await chosen(service, vera.token)
    await service.stop()


async def test_where_the_choice_cannot_be_read_any_more_there_is_no_note(
    conversations: Conversations, cards: OwedCards, make_conversations: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera = await conversations.open("nb")
    await conversations.take(vera.conversation, CORA)
    after = make_conversations()  # without the keys
    await after.start()
    later = time.monotonic() + AN_HOUR_AND_MORE
    monkeypatch.setattr(time, "monotonic", lambda: later)
    await after.expire()
    assert cards.no_note == [True]
    await after.stop()

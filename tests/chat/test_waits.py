"""How long visitors waited for a first answer: each is one in a band, once, and nothing leads back to them."""

from collections import Counter

import pytest
from msgspec import structs
from sqlalchemy import Engine, text

from chat.conversation import Event
from chat.protocol import Side
from chat.service import Conversations
from chat.waits import Wait, band
from tests.chat.conftest import CORA, Make

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("seconds", "wait"),
    [
        (-5, Wait.UNDER_1),  # the clock on the wall was set back
        (59.9, Wait.UNDER_1),
        (60, Wait.UNDER_5),
        (299, Wait.UNDER_5),
        (300, Wait.UNDER_15),
        (900, Wait.LONGER),
        (90_000, Wait.LONGER),
    ],
)
def test_a_band_begins_where_the_one_before_ends(seconds: float, wait: Wait) -> None:
    assert band(seconds) is wait


async def test_the_first_words_of_ours_end_a_wait_once(conversations: Conversations) -> None:
    opened = await begun(conversations, minutes=7)
    await conversations.take(opened, CORA)
    assert not conversations.take_waits()
    for n in range(2):
        await conversations.post(opened, Side.COUNSELOR, "c", n, "hei", CORA)
    await conversations.hand_back(opened, CORA)
    await conversations.take(opened, CORA)
    await conversations.post(opened, Side.COUNSELOR, "c", 2, "hei igjen", CORA)
    assert conversations.take_waits() == Counter({Wait.UNDER_15: 1})
    assert not conversations.take_waits()


async def test_a_notice_is_no_answer(conversations: Conversations) -> None:
    opened = await begun(conversations)
    await conversations.tell(conversations.get(opened), "We close at %(time)s.")
    assert not conversations.take_waits()


async def test_who_leaves_without_an_answer_is_one_who_left(conversations: Conversations) -> None:
    left = await conversations.open("nb")
    await conversations.view(left.token)
    await conversations.leave(left.token)
    await conversations.leave(left.token)
    assert conversations.take_waits() == Counter({Wait.LEFT: 1})


async def test_who_was_answered_or_never_came_to_wait_did_not_leave(conversations: Conversations) -> None:
    answered, ghost = await conversations.open("nb"), await conversations.open("nb")
    await conversations.view(answered.token)
    await conversations.take(answered.conversation, CORA)
    await conversations.post(answered.conversation, Side.COUNSELOR, "c", 0, "hei", CORA)
    for one in (answered, ghost):
        await conversations.leave(one.token)
    assert conversations.take_waits() == Counter({Wait.UNDER_1: 1})


async def test_whom_we_close_without_a_word_did_not_leave(conversations: Conversations) -> None:
    opened = await begun(conversations)
    await conversations.take(opened, CORA)
    await conversations.end(conversations.get(opened), Event.CLOSE, by=Side.COUNSELOR)
    assert not conversations.take_waits()


async def test_after_a_restart_an_answer_before_it_still_was_the_first(make_conversations: Make, live: Engine) -> None:
    before = make_conversations()
    await before.start()
    opened = await before.open("nb")
    await before.take(opened.conversation, CORA)
    await before.post(opened.conversation, Side.COUNSELOR, "c", 0, "hei", CORA)
    await before.stop()
    after = make_conversations()
    await after.start()
    await after.view(opened.token)
    await after.post(opened.conversation, Side.COUNSELOR, "d", 0, "hei igjen", CORA)
    assert not after.take_waits()
    await after.stop()
    live.dispose()


async def test_nothing_of_a_wait_is_with_the_conversation(conversations: Conversations, live: Engine) -> None:
    opened = await begun(conversations, minutes=7)
    await conversations.take(opened, CORA)
    await conversations.post(opened, Side.COUNSELOR, "c", 0, "hei", CORA)
    with live.connect() as connection:
        columns = [row.name for row in connection.execute(text("SELECT name FROM pragma_table_info('conversations')"))]
    assert not [name for name in columns if "wait" in name]
    assert not [name for name, value in vars(conversations.get(opened)).items() if isinstance(value, Wait)]


async def begun(conversations: Conversations, minutes: float = 0) -> str:
    """A conversation that began so long ago, whose visitor is there."""
    opened = await conversations.open("nb")
    await conversations.view(opened.token)
    running = conversations.get(opened.conversation)
    running.facts = structs.replace(running.facts, opened=running.facts.opened - 60 * minutes)
    return opened.conversation

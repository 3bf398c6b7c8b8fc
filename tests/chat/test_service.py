"""What people do with conversations, on a real database: nothing doubled, nothing lost, nothing left."""

import asyncio
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import IntegrityError

from chat.broker import QUEUE, Changed
from chat.errors import Busy, Closed, Full, NotFound, Owed, StorageFailed, Taken, TextRefused, TooFast
from chat.limits import MAX_MINE
from chat.models import Conversation, Message
from chat.periods import IDLE
from chat.protocol import Side
from chat.service import Conversations
from chat.upkeep import checkpoint
from chat.views import Opened
from tests.chat.conftest import CORA, DAN, Make, OwedCards, stop_the_pace

pytestmark = pytest.mark.anyio
VISITOR, COUNSELOR = Side.VISITOR, Side.COUNSELOR


def rows(live: Engine, table: type[Conversation] | type[Message]) -> int:
    with live.connect() as sql:
        return sql.scalar(select(func.count()).select_from(table)) or 0


async def test_a_resend_gets_its_first_number_and_is_stored_once(conversations: Conversations, live: Engine) -> None:
    vera = await conversations.open("nb")
    numbers = [await conversations.post(vera.conversation, VISITOR, "tab", n, "hei") for n in (1, 2, 1, 2, 3)]
    assert numbers == [1, 2, 1, 2, 3]
    assert rows(live, Message) == 3


async def test_the_same_mark_from_the_other_side_is_another_message(conversations: Conversations) -> None:
    vera = await conversations.open("nb")
    await conversations.take(vera.conversation, CORA)
    first = await conversations.post(vera.conversation, VISITOR, "tab", 1, "hei")
    assert await conversations.post(vera.conversation, COUNSELOR, "tab", 1, "hallo") == first + 1


async def test_numbers_have_no_gaps_when_everybody_writes_at_once(conversations: Conversations) -> None:
    opened = [await conversations.open("nb") for _ in range(5)]
    numbers = await asyncio.gather(
        *(
            conversations.post(one.conversation, side, "tab", n, "hei")
            for n in range(40)
            for one in opened
            for side in Side
        )
    )
    assert sorted(numbers) == sorted([*range(1, 81)] * 5)
    for one in opened:
        seen = await conversations.view(one.token)
        assert [message.seq for message in seen.messages] == list(range(1, 81))


async def test_nothing_is_acknowledged_that_was_not_stored(conversations: Conversations, live: Engine) -> None:
    vera = await conversations.open("nb")
    with live.begin() as sql:
        sql.execute(text("ALTER TABLE messages RENAME TO elsewhere"))
    with pytest.raises(StorageFailed):
        await conversations.post(vera.conversation, VISITOR, "tab", 1, "hei")
    with live.begin() as sql:
        sql.execute(text("ALTER TABLE elsewhere RENAME TO messages"))
    assert await conversations.post(vera.conversation, VISITOR, "tab", 1, "hei") == 1


@pytest.mark.parametrize("words", ["", "  \n", "x" * 4001, "bell\a", "half \ud800"])
async def test_it_refuses_a_text_that_no_message_may_have(conversations: Conversations, words: str) -> None:
    vera = await conversations.open("nb")
    with pytest.raises(TextRefused):
        await conversations.post(vera.conversation, VISITOR, "tab", 1, words)
    assert (await conversations.view(vera.token)).messages == []


async def test_of_many_takers_one_wins(conversations: Conversations) -> None:
    vera = await conversations.open("nb")
    outcomes = await asyncio.gather(
        *(conversations.take(vera.conversation, staff) for staff in range(1, 11)), return_exceptions=True
    )
    assert len([one for one in outcomes if isinstance(one, str)]) == 1
    assert len([one for one in outcomes if isinstance(one, Taken)]) == 9


async def test_who_owes_a_registration_gets_no_new_visitor(conversations: Conversations, cards: OwedCards) -> None:
    vera = await conversations.open("nb")
    cards.owing.add(CORA)
    with pytest.raises(Owed):
        await conversations.take(vera.conversation, CORA)
    assert await conversations.take(vera.conversation, DAN)


async def test_nobody_gets_more_conversations_than_they_can_hold(make_conversations: Make) -> None:
    service = make_conversations(admission=True)
    await service.start()
    opened = [await service.open("nb") for _ in range(MAX_MINE + 1)]
    for one in opened[:-1]:
        await service.take(one.conversation, CORA)
    with pytest.raises(Full):
        await service.take(opened[-1].conversation, CORA)
    await service.stop()


async def test_a_colleague_cannot_answer_close_or_hand_back_what_is_not_theirs(conversations: Conversations) -> None:
    vera = await conversations.open("nb")
    await conversations.take(vera.conversation, CORA)
    for attempt in (conversations.counselor_ticket, conversations.close, conversations.hand_back):
        with pytest.raises(NotFound):
            await attempt(vera.conversation, DAN)
    assert [one.conversation for one in conversations.mine(CORA)] == [vera.conversation]


async def test_a_visitor_handed_back_keeps_the_place_in_the_queue(conversations: Conversations) -> None:
    first, second = await conversations.open("nb"), await conversations.open("en")
    await conversations.take(first.conversation, CORA)
    await conversations.hand_back(first.conversation, CORA)
    assert [one.conversation for one in conversations.waiting()] == [first.conversation, second.conversation]
    assert [one.place for one in conversations.waiting()] == [1, 2]


async def test_leaving_a_queue_leaves_no_row_no_card_and_no_way_back(
    conversations: Conversations, live: Engine, cards: OwedCards
) -> None:
    vera = await conversations.open("nb")
    await conversations.post(vera.conversation, VISITOR, "tab", 1, "hei")
    await conversations.leave(vera.token)
    assert (rows(live, Conversation), rows(live, Message), cards.cards) == (0, 0, [])
    with pytest.raises(NotFound):
        await conversations.resume(vera.token)
    await conversations.leave(vera.token)


@pytest.mark.parametrize(("answered", "exchanged"), [(True, True), (False, False)])
async def test_what_ended_is_owed_once_with_whether_both_wrote(
    conversations: Conversations, cards: OwedCards, answered: bool, exchanged: bool
) -> None:
    vera = await conversations.open("en")
    await conversations.post(vera.conversation, VISITOR, "tab", 1, "hei")
    await conversations.take(vera.conversation, CORA)
    if answered:
        await conversations.post(vera.conversation, COUNSELOR, "tab", 1, "hallo")
    results = await asyncio.gather(
        conversations.leave(vera.token), conversations.close(vera.conversation, CORA), return_exceptions=True
    )
    assert cards.cards == [(CORA, "en", exchanged)]
    assert [type(one) for one in results if one is not None] in ([], [NotFound])
    assert conversations.owed_alias(1) == vera.alias


async def test_after_the_end_no_word_or_key_is_on_disk(
    conversations: Conversations, live: Engine, tmp_path: Path
) -> None:
    vera = await conversations.open("nb")
    for n in range(20):
        await conversations.post(vera.conversation, VISITOR, "tab", n, f"kanarifugl {n} Æøå")

    def on_disk() -> bytes:
        return b"".join(file.read_bytes() for file in tmp_path.iterdir())

    words = [form.encode(code) for form in ("kanarifugl", "Æøå") for code in ("utf-8", "utf-16-le")]
    assert not [word for word in words if word in on_disk()]
    with live.connect() as sql:
        bodies = [bytes(body) for body in sql.scalars(select(Message.body))]
    await conversations.leave(vera.token)
    live.dispose()
    checkpoint(live, empty=True)
    whole = on_disk()
    assert not [body for body in bodies if body[:64] in whole]
    assert vera.token.encode() not in whole


async def test_after_a_restart_the_visitors_token_brings_the_conversation_back(
    conversations: Conversations, make_conversations: Make, cards: OwedCards
) -> None:
    vera = await conversations.open("nb")
    await conversations.take(vera.conversation, CORA)
    await conversations.post(vera.conversation, VISITOR, "tab", 1, "hei")
    await conversations.post(vera.conversation, COUNSELOR, "tab", 1, "hallo")
    after = make_conversations()
    await after.start()
    assert after.mine(CORA) == []
    seen = await after.view(vera.token)
    assert [message.text for message in seen.messages] == ["hei", "hallo"]
    assert [one.alias for one in after.mine(CORA)] == [vera.alias]
    assert await after.post(vera.conversation, VISITOR, "tab", 1, "hei") == 1
    await after.close(vera.conversation, CORA)
    assert cards.cards == [(CORA, "nb", True)]
    await after.stop()


async def test_a_wrong_token_opens_nothing(conversations: Conversations) -> None:
    vera = await conversations.open("nb")
    for token in ("", "x", vera.token[:-1], vera.token + "A", vera.conversation):
        with pytest.raises(NotFound):
            await conversations.resume(token)


async def test_nobody_here_means_closed(make_conversations: Make) -> None:
    service = make_conversations(always_open=False)
    await service.start()
    with pytest.raises(Closed):
        await service.open("nb")
    service._presence.seen(CORA, service._presence.now())
    assert await service.open("nb")
    service._presence.set_available(CORA, False)
    assert not service.is_open()
    await service.stop()


async def test_openings_and_messages_have_a_pace(make_conversations: Make) -> None:
    service = make_conversations(admission=True)
    await service.start()
    vera = await service.open("nb")
    stop_the_pace(service, vera.conversation)
    for n in range(10):
        await service.post(vera.conversation, VISITOR, "tab", n, "hei")
    with pytest.raises(TooFast) as fast:
        await service.post(vera.conversation, VISITOR, "tab", 10, "hei")
    assert 0 < fast.value.retry_ms <= 1001
    outcomes = await asyncio.gather(*(service.open("nb") for _ in range(100)), return_exceptions=True)
    assert {type(one) for one in outcomes} == {Opened, Busy}
    await service.stop()


async def test_an_idle_conversation_expires(
    conversations: Conversations, cards: OwedCards, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle, busy = await conversations.open("nb"), await conversations.open("nb")
    await conversations.resume(busy.token)
    await conversations.take(idle.conversation, CORA)
    later = time.monotonic() + IDLE.total_seconds() + 1
    conversations.get(busy.conversation).active_at = later
    monkeypatch.setattr(time, "monotonic", lambda: later)
    await conversations.expire()
    assert [one.id for one in conversations.running] == [busy.conversation]
    assert cards.cards == [(CORA, "nb", False)]


async def test_staff_are_told_when_the_queue_changes(conversations: Conversations) -> None:
    async with conversations.broker.subscribe(QUEUE) as events:
        await conversations.open("nb")
        assert await asyncio.wait_for(events.get(), 2) == Changed()


async def test_leaving_works_and_leaves_nothing_when_the_register_cannot_be_reached(
    conversations: Conversations, live: Engine, cards: OwedCards, make_conversations: Make
) -> None:
    vera = await conversations.open("nb")
    await conversations.take(vera.conversation, CORA)
    cards.broken = True
    await conversations.leave(vera.token)
    assert rows(live, Conversation) == 0
    after = make_conversations()
    await after.start()
    with pytest.raises(NotFound):
        await after.resume(vera.token)
    await after.stop()
    cards.broken = False
    await conversations.expire()
    assert cards.cards == [(CORA, "nb", False)]


async def test_leaving_works_when_a_row_was_damaged(
    conversations: Conversations, live: Engine, make_conversations: Make
) -> None:
    vera = await conversations.open("nb")
    await conversations.post(vera.conversation, VISITOR, "tab", 1, "hei")
    with live.begin() as sql:
        sql.execute(text("UPDATE messages SET body = zeroblob(80)"))
    after = make_conversations()
    await after.start()
    await after.leave(vera.token)
    assert rows(live, Conversation) == 0
    await after.stop()


async def test_a_visitor_whose_counselor_is_gone_waits_again_in_the_same_place(
    conversations: Conversations, cards: OwedCards
) -> None:
    first, second = await conversations.open("nb"), await conversations.open("nb")
    await conversations.take(first.conversation, CORA)
    cards.gone.add(CORA)
    await conversations.expire()
    assert [one.conversation for one in conversations.waiting()] == [first.conversation, second.conversation]
    await conversations.take(first.conversation, DAN)


async def test_a_ticket_is_worth_nothing_after_signing_out(conversations: Conversations) -> None:
    vera = await conversations.open("nb")
    ticket = await conversations.take(vera.conversation, CORA)
    conversations.sign_out(CORA)
    assert conversations.redeem(ticket) is None
    assert conversations.redeem(vera.ticket)


async def test_a_conversation_whose_visitor_never_returns_after_a_restart_is_purged_and_owed(
    conversations: Conversations,
    live: Engine,
    cards: OwedCards,
    make_conversations: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken, waiting = await conversations.open("nb"), await conversations.open("nb")
    await conversations.take(taken.conversation, CORA)
    await conversations.post(taken.conversation, VISITOR, "tab", 1, "hei")
    await conversations.post(taken.conversation, COUNSELOR, "tab", 1, "hallo")
    after = make_conversations()
    await after.start()
    await after.expire()
    assert rows(live, Conversation) == 2
    later = time.monotonic() + IDLE.total_seconds() + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    await after.expire()
    assert (rows(live, Conversation), rows(live, Message)) == (0, 0)
    assert cards.cards == [(CORA, "nb", True)]
    with pytest.raises(NotFound):
        await after.resume(waiting.token)
    await after.stop()


async def test_restarts_do_not_prolong_what_nobody_can_open(
    conversations: Conversations, live: Engine, make_conversations: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each start is young, and the hour that was noted at the first is not."""
    left = [1, 1, 0]
    await conversations.open("nb")
    begun = time.time() // 3600 * 3600  # the start of an hour
    for hours, kept in zip((0.9, 1.8, 2.01), left, strict=True):
        monkeypatch.setattr(time, "time", lambda hours=hours: begun + hours * 3600)
        after = make_conversations()
        await after.start()
        assert rows(live, Conversation) == kept
        await after.stop()


async def test_who_came_back_is_not_counted_from_before(
    conversations: Conversations, live: Engine, make_conversations: Make
) -> None:
    vera = await conversations.open("nb")
    after = make_conversations()
    await after.start()
    await after.resume(vera.token)
    with live.connect() as sql:
        assert sql.scalar(select(Conversation.keyless_since)) is None
    await after.stop()


async def test_one_that_cannot_be_freed_does_not_keep_others_from_their_end(
    conversations: Conversations, cards: OwedCards, live: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, idle = await conversations.open("nb"), await conversations.open("nb")
    for vera, counselor in ((held, CORA), (idle, DAN)):
        await conversations.take(vera.conversation, counselor)
    cards.gone |= {CORA, DAN}
    with live.begin() as sql:
        sql.exec_driver_sql(
            "CREATE TRIGGER stays BEFORE UPDATE ON conversations WHEN OLD.counselor_id = 1"
            " BEGIN SELECT RAISE(ABORT, ''); END"
        )
    await conversations.expire()
    assert [one.conversation for one in conversations.waiting()] == [idle.conversation]
    later = time.monotonic() + IDLE.total_seconds() + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    await conversations.expire()
    assert not list(conversations.running)


async def test_a_conversation_that_is_just_beginning_is_not_taken_for_one_without_a_key(
    make_conversations: Make,
) -> None:
    """Its row is there a moment before the process knows of it."""
    service = make_conversations()
    await service.start(idle_for=IDLE.total_seconds() + 1)
    opening = [asyncio.create_task(service.open("nb")) for _ in range(30)]
    while not all(one.done() for one in opening):
        await service.expire()
    assert len(service.waiting()) == 30
    for one in opening:
        assert await service.resume(one.result().token)
    await service.stop()


async def test_leaving_works_when_the_row_itself_was_damaged(
    conversations: Conversations, live: Engine, make_conversations: Make
) -> None:
    vera = await conversations.open("nb")
    with live.begin() as sql:
        sql.execute(text("UPDATE conversations SET wrapped_key = zeroblob(72), facts = zeroblob(200)"))
    after = make_conversations()
    await after.start()
    with pytest.raises(NotFound):
        await after.resume(vera.token)
    await after.leave(vera.token)
    assert rows(live, Conversation) == 0
    await after.stop()


async def test_no_key_is_kept_of_what_could_not_begin(conversations: Conversations, live: Engine) -> None:
    with live.begin() as sql:
        sql.exec_driver_sql("CREATE TRIGGER full BEFORE INSERT ON conversations BEGIN SELECT RAISE(ABORT, ''); END")
    with pytest.raises(IntegrityError):
        await conversations.open("nb")
    assert conversations._keys.conversations() == set()

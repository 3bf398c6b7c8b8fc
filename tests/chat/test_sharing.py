"""A conversation that is handed over, and one that colleagues read along: who may read, and what he is told."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from chat.errors import Full, NotFound, Owed, StorageFailed
from chat.messages import Delivered
from chat.protocol import Capacity, Side
from chat.roles import Role
from chat.service import Conversations
from chat.sharing import HANDED_OVER, JOINED, MAX_GUESTS, PARTED
from chat.views import Opened
from tests.chat.conftest import CORA, DAN, Make, OwedCards

pytestmark = pytest.mark.anyio

AMINA, OTTO = 7, 9  # a mediator; somebody who was never asked


async def taken(service: Conversations) -> Opened:
    """Vera's conversation, in English, which Cora has."""
    vera = await service.open("en")
    await service.post(vera.conversation, Side.VISITOR, "vera", 1, "hello")
    await service.take(vera.conversation, CORA)
    return vera


async def told(service: Conversations, vera: Opened) -> list[str]:
    """The notices that her page shows."""
    return [one.text for one in await messages(service, vera) if one.capacity is Capacity.NOTICE]


async def messages(service: Conversations, vera: Opened) -> list[Delivered]:
    return (await service.view(vera.token)).messages


class TestHandingOver:
    async def test_until_it_is_accepted_nothing_changes(self, conversations: Conversations) -> None:
        vera = await taken(conversations)
        await conversations.sharing.offer(vera.conversation, CORA, DAN, "Spør om boligen.")
        (asked,) = conversations.sharing.asked(DAN)
        assert (asked.conversation, asked.by, asked.note) == (vera.conversation, CORA, "Spør om boligen.")
        assert [one.conversation for one in conversations.mine(CORA)] == [vera.conversation]
        assert await told(conversations, vera) == []
        with pytest.raises(NotFound):
            await conversations.counselor_ticket(vera.conversation, DAN)

    async def test_the_colleague_goes_on_with_the_note_and_the_visitor_is_told(
        self, conversations: Conversations
    ) -> None:
        vera = await taken(conversations)
        await conversations.sharing.offer(vera.conversation, CORA, DAN, "Spør om boligen.")
        await conversations.sharing.accept(vera.conversation, DAN)
        assert [one.handed for one in conversations.mine(DAN)] == ["Spør om boligen."]
        assert (conversations.mine(CORA), conversations.sharing.asked(DAN)) == ([], [])
        assert await told(conversations, vera) == [HANDED_OVER]
        with pytest.raises(NotFound):
            await conversations.counselor_ticket(vera.conversation, CORA)

    async def test_who_has_it_in_the_end_owes_the_registration(
        self, conversations: Conversations, cards: OwedCards
    ) -> None:
        vera = await taken(conversations)
        await conversations.sharing.offer(vera.conversation, CORA, DAN, "")
        await conversations.sharing.accept(vera.conversation, DAN)
        await conversations.leave(vera.token)
        assert [staff for staff, *_ in cards.cards] == [DAN]

    async def test_a_notice_is_no_answer_of_a_counsellor(self, conversations: Conversations, cards: OwedCards) -> None:
        """Or the register would take a visitor to whom nobody wrote for a contact."""
        vera = await taken(conversations)
        await conversations.sharing.offer(vera.conversation, CORA, DAN, "")
        await conversations.sharing.accept(vera.conversation, DAN)
        await conversations.leave(vera.token)
        assert [exchanged for *_, exchanged in cards.cards] == [False]

    @pytest.mark.parametrize("who", [CORA, DAN])
    async def test_either_of_the_two_ends_the_offer(self, conversations: Conversations, who: int) -> None:
        vera = await taken(conversations)
        await conversations.sharing.offer(vera.conversation, CORA, DAN, "")
        await conversations.sharing.withdraw(vera.conversation, who)
        assert conversations.sharing.asked(DAN) == []
        with pytest.raises(NotFound):
            await conversations.sharing.accept(vera.conversation, DAN)

    async def test_nobody_else_may_offer_accept_or_withdraw(self, conversations: Conversations) -> None:
        vera = await taken(conversations)
        with pytest.raises(NotFound):
            await conversations.sharing.offer(vera.conversation, OTTO, DAN, "")
        with pytest.raises(NotFound):
            await conversations.sharing.offer(vera.conversation, CORA, CORA, "")
        await conversations.sharing.offer(vera.conversation, CORA, DAN, "")
        for act in (conversations.sharing.accept, conversations.sharing.withdraw):
            with pytest.raises(NotFound):
                await act(vera.conversation, OTTO)
        assert len(conversations.sharing.asked(DAN)) == 1

    async def test_who_owes_a_registration_or_has_enough_gets_none(
        self, make_conversations: Make, cards: OwedCards
    ) -> None:
        service = make_conversations(admission=True)
        await service.start()
        vera = await taken(service)
        await service.sharing.offer(vera.conversation, CORA, DAN, "")
        cards.owing.add(DAN)
        with pytest.raises(Owed):
            await service.sharing.accept(vera.conversation, DAN)
        cards.owing.clear()
        for _ in range(4):
            await service.take((await service.open("nb")).conversation, DAN)
        with pytest.raises(Full):
            await service.sharing.accept(vera.conversation, DAN)
        assert await told(service, vera) == []
        await service.stop()

    async def test_handed_back_it_keeps_the_note_for_whoever_takes_it(self, conversations: Conversations) -> None:
        vera = await taken(conversations)
        await conversations.hand_back(vera.conversation, CORA, "Vil helst ha en mann.")
        await conversations.take(vera.conversation, DAN)
        assert [one.handed for one in conversations.mine(DAN)] == ["Vil helst ha en mann."]

    async def test_two_acceptances_at_once_find_one_room_and_the_visitor_reads_it_once(
        self, make_conversations: Make
    ) -> None:
        service = make_conversations(admission=True)
        await service.start()
        for _ in range(3):
            await service.take((await service.open("nb")).conversation, DAN)
        visitors = [await taken(service), await taken(service)]
        for vera in visitors:
            await service.sharing.offer(vera.conversation, CORA, DAN, "")
        both = [service.sharing.accept(vera.conversation, DAN) for vera in (*visitors, visitors[0])]
        answers = await asyncio.gather(*both, return_exceptions=True)
        assert len(service.mine(DAN)) == 4
        assert sorted(type(answer).__name__ for answer in answers) == ["Full", "Full", "str"]
        assert [await told(service, vera) for vera in visitors] == [[HANDED_OVER], []]
        await service.stop()

    async def test_who_takes_it_after_it_was_handed_back_is_another_reader(self, conversations: Conversations) -> None:
        vera = await taken(conversations)
        await conversations.hand_back(vera.conversation, CORA)
        await conversations.take(vera.conversation, CORA)
        assert await told(conversations, vera) == []
        await conversations.hand_back(vera.conversation, CORA)
        await conversations.take(vera.conversation, DAN)
        assert await told(conversations, vera) == [HANDED_OVER]

    async def test_who_talked_owes_the_registration_although_she_handed_it_back(
        self, conversations: Conversations, cards: OwedCards
    ) -> None:
        vera = await taken(conversations)
        await conversations.post(vera.conversation, Side.COUNSELOR, "cora", 1, "hi", CORA)
        await conversations.hand_back(vera.conversation, CORA)
        await conversations.leave(vera.token)
        assert [staff for staff, *_ in cards.cards] == [CORA]

    async def test_who_talked_owes_it_where_it_ends_while_it_is_being_handed_over(
        self, conversations: Conversations, cards: OwedCards, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        vera = await taken(conversations)
        await conversations.sharing.offer(vera.conversation, CORA, DAN, "")
        call, moving, go = conversations._writer.call, asyncio.Event(), asyncio.Event()

        async def slow(work: Callable[[Connection], Any]) -> Any:
            if not moving.is_set():
                moving.set()
                await go.wait()
            return await call(work)

        monkeypatch.setattr(conversations._writer, "call", slow)
        accepting = asyncio.create_task(conversations.sharing.accept(vera.conversation, DAN))
        await moving.wait()
        await conversations.leave(vera.token)
        go.set()
        with pytest.raises(NotFound):
            await accepting
        assert [staff for staff, *_ in cards.cards] == [CORA]


class TestReadingAlong:
    async def test_many_invitations_at_once_let_in_no_more_than_may_be(self, conversations: Conversations) -> None:
        vera = await taken(conversations)
        asked = [conversations.sharing.invite(vera.conversation, CORA, 100 + n, Role.COUNSELOR) for n in range(6)]
        await asyncio.gather(*asked, return_exceptions=True)
        assert len(conversations.running.find(vera.conversation).facts.guests) == MAX_GUESTS  # type: ignore[union-attr]
        assert len(await told(conversations, vera)) == MAX_GUESTS

    async def test_who_was_asked_out_cannot_write_any_more(self, conversations: Conversations) -> None:
        vera = await taken(conversations)
        await conversations.sharing.invite(vera.conversation, CORA, AMINA, Role.MEDIATOR)
        await conversations.sharing.part(vera.conversation, CORA, AMINA)
        with pytest.raises(NotFound):
            await conversations.post(vera.conversation, Side.COUNSELOR, "amina", 1, "salut", AMINA)

    async def test_the_visitor_is_told_and_the_guest_reads_and_answers(self, conversations: Conversations) -> None:
        vera = await taken(conversations)
        await conversations.sharing.invite(vera.conversation, CORA, AMINA, Role.MEDIATOR)
        assert await told(conversations, vera) == [JOINED[True]]
        assert [one.conversation for one in conversations.sharing.joined(AMINA)] == [vera.conversation]
        await conversations.counselor_ticket(vera.conversation, AMINA)
        await conversations.post(vera.conversation, Side.COUNSELOR, "amina", 1, "Buna!", AMINA)
        last = (await messages(conversations, vera))[-1]
        assert (last.by, last.capacity) == (AMINA, Capacity.MEDIATOR)

    async def test_a_colleague_is_not_called_a_mediator(self, conversations: Conversations) -> None:
        vera = await taken(conversations)
        await conversations.sharing.invite(vera.conversation, CORA, DAN, Role.PEER_WORKER)
        await conversations.post(vera.conversation, Side.COUNSELOR, "dan", 1, "Hi!", DAN)
        assert await told(conversations, vera) == [JOINED[False]]
        assert (await messages(conversations, vera))[-1].capacity is None

    async def test_where_the_visitor_could_not_be_told_nobody_can_read(
        self, conversations: Conversations, live: Engine
    ) -> None:
        vera = await taken(conversations)
        with live.begin() as sql:
            sql.execute(text("CREATE TRIGGER refuse BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'no'); END"))
        with pytest.raises(StorageFailed):
            await conversations.sharing.invite(vera.conversation, CORA, AMINA, Role.MEDIATOR)
        assert conversations.sharing.joined(AMINA) == []

    @pytest.mark.parametrize("who", [CORA, AMINA])
    async def test_the_counsellor_or_the_guest_ends_it(self, conversations: Conversations, who: int) -> None:
        vera = await taken(conversations)
        await conversations.sharing.invite(vera.conversation, CORA, AMINA, Role.MEDIATOR)
        await conversations.sharing.part(vera.conversation, who, AMINA)
        assert await told(conversations, vera) == [JOINED[True], PARTED[True]]
        with pytest.raises(NotFound):
            await conversations.counselor_ticket(vera.conversation, AMINA)

    async def test_a_guest_decides_nothing(self, conversations: Conversations) -> None:
        vera = await taken(conversations)
        await conversations.sharing.invite(vera.conversation, CORA, DAN, Role.COUNSELOR)
        for refused in (
            conversations.close(vera.conversation, DAN),
            conversations.hand_back(vera.conversation, DAN),
            conversations.sharing.offer(vera.conversation, DAN, OTTO, ""),
            conversations.sharing.invite(vera.conversation, DAN, OTTO, Role.COUNSELOR),
            conversations.sharing.part(vera.conversation, DAN, CORA),
            conversations.keep_draft(vera.conversation, DAN, {}),
        ):
            with pytest.raises(NotFound):
                await refused
        assert conversations.mine(DAN) == []

    async def test_asked_twice_is_told_once(self, conversations: Conversations) -> None:
        vera = await taken(conversations)
        for _ in range(2):
            await conversations.sharing.invite(vera.conversation, CORA, AMINA, Role.MEDIATOR)
        await conversations.sharing.invite(vera.conversation, CORA, CORA, Role.COUNSELOR)
        assert len(await told(conversations, vera)) == 1

    async def test_there_is_an_end_to_how_many(self, conversations: Conversations) -> None:
        vera = await taken(conversations)
        for guest in range(100, 100 + MAX_GUESTS):
            await conversations.sharing.invite(vera.conversation, CORA, guest, Role.COUNSELOR)
        with pytest.raises(Full):
            await conversations.sharing.invite(vera.conversation, CORA, AMINA, Role.MEDIATOR)

    async def test_back_in_the_queue_nobody_reads_along(self, conversations: Conversations) -> None:
        vera = await taken(conversations)
        await conversations.sharing.invite(vera.conversation, CORA, AMINA, Role.MEDIATOR)
        await conversations.hand_back(vera.conversation, CORA)
        assert conversations.sharing.joined(AMINA) == []
        await conversations.take(vera.conversation, DAN)
        assert conversations.sharing.joined(AMINA) == []
        assert await told(conversations, vera) == [JOINED[True], PARTED[True], HANDED_OVER]

    async def test_handed_over_the_guests_stay_and_a_guest_can_be_the_one_who_goes_on(
        self, conversations: Conversations
    ) -> None:
        vera = await taken(conversations)
        await conversations.sharing.invite(vera.conversation, CORA, AMINA, Role.MEDIATOR)
        await conversations.sharing.invite(vera.conversation, CORA, DAN, Role.COUNSELOR)
        await conversations.sharing.offer(vera.conversation, CORA, DAN, "")
        await conversations.sharing.accept(vera.conversation, DAN)
        assert len(conversations.sharing.joined(AMINA)) == 1
        assert (conversations.sharing.joined(DAN), len(conversations.mine(DAN))) == ([], 1)

    async def test_a_guest_whose_account_is_gone_reads_no_longer(
        self, conversations: Conversations, cards: OwedCards
    ) -> None:
        vera = await taken(conversations)
        await conversations.sharing.invite(vera.conversation, CORA, AMINA, Role.MEDIATOR)
        cards.gone.add(AMINA)
        await conversations.expire()
        assert conversations.sharing.joined(AMINA) == []
        assert len(conversations.mine(CORA)) == 1


class TestWhatIsLeft:
    async def test_a_restart_knows_who_may_read_and_what_was_said(
        self, conversations: Conversations, make_conversations: Make
    ) -> None:
        vera = await taken(conversations)
        await conversations.sharing.invite(vera.conversation, CORA, AMINA, Role.MEDIATOR)
        await conversations.sharing.offer(vera.conversation, CORA, DAN, "Spør om boligen.")
        after = make_conversations()
        await after.start()
        await after.resume(vera.token)
        assert len(after.sharing.joined(AMINA)) == 1
        assert [asked.note for asked in after.sharing.asked(DAN)] == ["Spør om boligen."]
        await after.stop()

    async def test_the_note_is_on_disk_as_ciphertext_only_and_dies_with_the_conversation(
        self, conversations: Conversations, live: Engine
    ) -> None:
        vera = await taken(conversations)
        await conversations.sharing.offer(vera.conversation, CORA, DAN, "kanarigult tau")
        await conversations.sharing.accept(vera.conversation, DAN)
        with live.connect() as sql:
            stored = [bytes(row.facts) for row in sql.execute(text("SELECT facts FROM conversations"))]
        assert stored
        assert not [one for one in stored if b"kanarigult" in one]
        await conversations.leave(vera.token)
        assert conversations.running.find(vera.conversation) is None
        with live.connect() as sql:
            assert sql.scalar(text("SELECT count(*) FROM conversations")) == 0

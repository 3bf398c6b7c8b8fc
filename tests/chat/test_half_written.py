"""Half-written replies: each writer's own, gone when they are sent, and gone with the conversation."""

import pytest

from chat.errors import NotFound, TextRefused
from chat.half_written import HalfWritten
from chat.protocol import Side
from chat.roles import Role
from chat.service import Conversations
from tests.chat.conftest import CORA, DAN

pytestmark = pytest.mark.anyio

BEGUN = "Jeg tenker at du"


async def taken(service: Conversations) -> tuple[str, str]:
    """Cora's conversation with Vera, and Vera's token."""
    vera = await service.open("nb")
    await service.take(vera.conversation, CORA)
    return vera.conversation, vera.token


def kept(service: Conversations, conversation: str, staff_id: int = CORA) -> str:
    return service.half_written.find(conversation, staff_id)


def test_an_empty_text_takes_away_what_was_there() -> None:
    texts = HalfWritten()
    texts.keep("c", CORA, BEGUN)
    texts.keep("c", CORA, "  \n")
    texts.keep("d", CORA, "")
    assert (texts.find("c", CORA), texts.find("d", CORA)) == ("", "")


@pytest.mark.parametrize("text", ["x" * 4001, "bell\a"])
def test_what_no_message_may_have_is_refused_and_the_text_before_stays(text: str) -> None:
    texts = HalfWritten()
    texts.keep("c", CORA, BEGUN)
    with pytest.raises(TextRefused):
        texts.keep("c", CORA, text)
    assert texts.find("c", CORA) == BEGUN


async def test_a_colleague_and_who_reads_along_have_their_own(conversations: Conversations) -> None:
    conversation, _ = await taken(conversations)
    await conversations.sharing.invite(conversation, CORA, DAN, Role.COUNSELOR)
    conversations.keep_half_written(conversation, CORA, BEGUN)
    conversations.keep_half_written(conversation, DAN, "Noe annet")
    assert (kept(conversations, conversation), kept(conversations, conversation, DAN)) == (BEGUN, "Noe annet")


async def test_who_may_not_read_may_not_leave_anything(conversations: Conversations) -> None:
    conversation, _ = await taken(conversations)
    with pytest.raises(NotFound):
        conversations.keep_half_written(conversation, DAN, BEGUN)
    with pytest.raises(NotFound):
        conversations.keep_half_written("no such", CORA, BEGUN)
    assert kept(conversations, conversation, DAN) == ""


async def test_what_was_sent_is_no_longer_half_written(conversations: Conversations) -> None:
    conversation, _ = await taken(conversations)
    conversations.keep_half_written(conversation, CORA, BEGUN)
    await conversations.post(conversation, Side.VISITOR, "vera", 1, "hallo?")
    assert kept(conversations, conversation) == BEGUN
    await conversations.post(conversation, Side.COUNSELOR, "cora", 1, f"{BEGUN} skal få hjelp.", staff_id=CORA)
    assert kept(conversations, conversation) == ""


@pytest.mark.parametrize("end", ["leave", "close", "hand_back", "part"])
async def test_it_goes_with_the_conversation(conversations: Conversations, end: str) -> None:
    conversation, token = await taken(conversations)
    await conversations.sharing.invite(conversation, CORA, DAN, Role.COUNSELOR)
    writer = DAN if end == "part" else CORA
    conversations.keep_half_written(conversation, writer, BEGUN)
    ways = {
        "leave": lambda: conversations.leave(token),
        "close": lambda: conversations.close(conversation, CORA),
        "hand_back": lambda: conversations.hand_back(conversation, CORA),
        "part": lambda: conversations.sharing.part(conversation, CORA, DAN),
    }
    await ways[end]()
    assert kept(conversations, conversation, writer) == ""

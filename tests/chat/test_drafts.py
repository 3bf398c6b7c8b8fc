"""Registrations that are being written: sealed, each with a key that lies in memory only, gone within a day."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from chat.broker import MemoryBroker
from chat.drafts import Drafts, of_card, of_conversation, of_counselor
from chat.errors import NotFound
from chat.keys import DRAFT, KeyStore, MemoryKeyStore, TmpfsKeyStore
from chat.periods import PERIODS, Kind
from chat.presence import CounselorPresence
from chat.protocol import Side
from chat.sealing import KEY_BYTES, Unreadable, unseal
from chat.service import Conversations, Rules
from tests.chat.conftest import CORA, DAN, Make, OwedCards

pytestmark = pytest.mark.anyio

WORDS = {"note": ["Bor på en båt ved brygga."], "category": ["uncertain"]}
DAY = 24 * 3600.0


def rows(live: Engine) -> dict[str, bytes]:
    with live.connect() as sql:
        found = sql.execute(text("SELECT name, sealed FROM drafts")).all()
    return {row.name: row.sealed for row in found}


def keys(conversations: Conversations) -> KeyStore:
    return conversations._keys


async def taken(conversations: Conversations, staff_id: int = CORA) -> tuple[str, str]:
    """A conversation that a counselor has, in which both have written; and its token."""
    opened = await conversations.open("nb")
    await conversations.post(opened.conversation, Side.VISITOR, "vera", 1, "hei")
    await conversations.take(opened.conversation, staff_id)
    await conversations.post(opened.conversation, Side.COUNSELOR, "cora", 1, "hei du")
    return opened.conversation, opened.token


@pytest.fixture
def drafts(conversations: Conversations) -> Drafts:
    return conversations.drafts


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets so many seconds go by, for drafts."""
    now = time.time()

    def go(seconds: float) -> None:
        monkeypatch.setattr(time, "time", lambda: now + seconds)

    return go


async def test_what_was_kept_is_found_again_and_only_the_last_of_it(drafts: Drafts, live: Engine) -> None:
    await drafts.keep("new.1", WORDS)
    await drafts.keep("new.1", {"note": ["Noe annet."]})
    assert await drafts.find("new.1") == {"note": ["Noe annet."]}
    assert await drafts.find("new.2") is None
    assert set(rows(live)) == {"new.1"}


async def test_the_database_has_ciphertext_alone_and_no_key(drafts: Drafts, tmp_path: Path) -> None:
    await drafts.keep("new.1", WORDS)
    key = keys_of(drafts)["new.1"]
    assert len(key) == KEY_BYTES
    for file in tmp_path.glob("live.db*"):
        content = file.read_bytes()
        assert (b"brygga" in content, b"uncertain" in content, key in content) == (False, False, False), file.name


def keys_of(drafts: Drafts) -> dict[str, bytes]:
    store = drafts._keys
    return {name.removeprefix(DRAFT): store.get(name) or b"" for name in store.drafts()}


async def test_each_has_a_key_of_its_own_and_is_bound_to_its_name(drafts: Drafts, live: Engine) -> None:
    await drafts.keep("new.1", WORDS)
    await drafts.keep("new.2", WORDS)
    one, two = keys_of(drafts)["new.1"], keys_of(drafts)["new.2"]
    assert one != two
    for key, name in ((two, "new.1"), (one, "new.2")):
        with pytest.raises(Unreadable):
            unseal(key, rows(live)["new.1"], f"draft|{name}")
    assert b"brygga" in unseal(one, rows(live)["new.1"], "draft|new.1")


async def test_a_key_of_a_draft_is_no_key_of_a_conversation(conversations: Conversations) -> None:
    conversation, _ = await taken(conversations)
    await conversations.drafts.keep("new.1", WORDS)
    assert keys(conversations).conversations() == {conversation}


async def test_dropping_takes_key_and_row(drafts: Drafts, live: Engine) -> None:
    await drafts.keep("new.1", WORDS)
    await drafts.drop("new.1")
    await drafts.drop("new.1")
    assert (await drafts.find("new.1"), rows(live), keys_of(drafts)) == (None, {}, {})


async def test_a_row_without_its_key_is_nothing_any_more(drafts: Drafts, live: Engine) -> None:
    await drafts.keep("new.1", WORDS)
    drafts._keys.drop(DRAFT + "new.1")
    assert (await drafts.find("new.1"), "new.1" in drafts) == (None, False)
    assert await drafts.expire() == 1
    assert rows(live) == {}


async def test_it_is_gone_a_day_after_it_was_last_changed(
    drafts: Drafts, live: Engine, later: Callable[[float], None]
) -> None:
    assert PERIODS[Kind.DRAFT].length.total_seconds() == DAY
    await drafts.keep("new.1", WORDS)
    later(DAY - 1)
    assert await drafts.expire() == 0
    assert await drafts.find("new.1") == WORDS
    later(DAY + 1)
    assert await drafts.find("new.1") is None
    assert await drafts.expire() == 1
    assert (rows(live), keys_of(drafts)) == ({}, {})


async def test_handing_on_makes_it_no_younger(drafts: Drafts, live: Engine, later: Callable[[float], None]) -> None:
    await drafts.keep("talk.a", WORDS)
    later(DAY - 1)
    await drafts.hand_on("talk.a", "card.7", without=frozenset({"note"}))
    assert await drafts.find("card.7") == {"category": ["uncertain"]}
    assert (set(rows(live)), set(keys_of(drafts))) == ({"card.7"}, {"card.7"})
    later(DAY + 1)
    assert await drafts.find("card.7") is None


async def test_handing_on_what_is_not_there_makes_nothing(drafts: Drafts, live: Engine) -> None:
    await drafts.hand_on("talk.a", "card.7")
    assert (rows(live), keys_of(drafts)) == ({}, {})


async def test_the_running_service_counts_those_that_expire(
    conversations: Conversations, later: Callable[[float], None]
) -> None:
    await conversations.drafts.keep("new.1", WORDS)
    later(DAY + 1)
    await conversations.expire()
    assert conversations.take_expired()[Kind.DRAFT] == 1


# Restarts


async def test_a_start_that_finds_no_key_destroys_it(make_conversations: Make, live: Engine) -> None:
    before = make_conversations()
    await before.start()
    await before.drafts.keep("new.1", WORDS)
    await before.stop()
    after = make_conversations()  # its memory is empty
    await after.start()
    assert rows(live) == {}
    await after.stop()


async def test_a_restart_on_the_same_machine_keeps_it_and_forgets_keys_without_a_draft(
    live: Engine, cards: OwedCards, tmp_path: Path
) -> None:
    folder = tmp_path / "keys"
    folder.mkdir()

    def begin() -> Conversations:
        rules = Rules(always_open=True, admission=False)
        return Conversations(live, TmpfsKeyStore(folder), MemoryBroker(), CounselorPresence(), cards, rules)

    before = begin()
    await before.start()
    await before.drafts.keep("new.1", WORDS)
    keys(before).put(DRAFT + "new.2", bytes(KEY_BYTES))  # the process dies before the row is there
    await before.stop()
    after = begin()
    await after.start()
    assert await after.drafts.find("new.1") == WORDS
    assert keys(after).drafts() == {DRAFT + "new.1"}
    await after.stop()


# A draft and its conversation


async def test_it_becomes_the_draft_of_what_is_owed_when_the_conversation_ends(
    conversations: Conversations, live: Engine, cards: OwedCards
) -> None:
    conversation, token = await taken(conversations)
    await conversations.keep_draft(conversation, CORA, WORDS)
    await conversations.leave(token)
    assert len(cards.cards) == 1
    assert await conversations.drafts.find(of_card(1)) == WORDS
    assert set(rows(live)) == {of_card(1)}


async def test_where_no_note_is_wanted_the_draft_loses_it(conversations: Conversations) -> None:
    conversation, token = await taken(conversations)
    await conversations.keep_draft(conversation, CORA, WORDS)
    await conversations.leave(token, no_note=True)
    assert await conversations.drafts.find(of_card(1)) == {"category": ["uncertain"]}


async def test_what_is_written_after_that_wish_is_not_kept_either(conversations: Conversations) -> None:
    conversation, token = await taken(conversations)
    await conversations.choose_note(token, True)
    await conversations.keep_draft(conversation, CORA, WORDS)
    assert await conversations.drafts.find(of_conversation(conversation)) == {"category": ["uncertain"]}


async def test_only_who_has_the_conversation_keeps_a_draft_of_it(conversations: Conversations) -> None:
    conversation, _ = await taken(conversations)
    with pytest.raises(NotFound):
        await conversations.keep_draft(conversation, DAN, WORDS)


async def test_it_goes_with_the_conversation_to_whoever_takes_it_next(conversations: Conversations) -> None:
    conversation, token = await taken(conversations)
    await conversations.keep_draft(conversation, CORA, WORDS)
    await conversations.hand_back(conversation, CORA)
    await conversations.take(conversation, DAN)
    assert await conversations.drafts.find(of_conversation(conversation)) == WORDS
    await conversations.leave(token)
    assert await conversations.drafts.find(of_card(1)) == WORDS


async def test_handed_back_it_is_for_whoever_talked_with_the_visitor(conversations: Conversations) -> None:
    conversation, token = await taken(conversations)
    await conversations.keep_draft(conversation, CORA, WORDS)
    await conversations.hand_back(conversation, CORA)
    await conversations.leave(token)
    assert await conversations.drafts.find(of_card(1)) == WORDS


async def test_where_nobody_owes_a_registration_it_is_destroyed(conversations: Conversations, live: Engine) -> None:
    opened = await conversations.open("nb")
    conversation, token = opened.conversation, opened.token
    await conversations.take(conversation, CORA)
    await conversations.keep_draft(conversation, CORA, WORDS)
    await conversations.hand_back(conversation, CORA)
    await conversations.leave(token)
    assert (rows(live), keys(conversations).drafts()) == ({}, set())


async def test_a_register_that_cannot_take_the_card_yet_loses_no_draft(
    conversations: Conversations, cards: OwedCards
) -> None:
    conversation, token = await taken(conversations)
    await conversations.keep_draft(conversation, CORA, WORDS)
    cards.broken = True
    await conversations.leave(token)
    cards.broken = False
    await conversations.expire()
    assert await conversations.drafts.find(of_card(1)) == WORDS


def test_names_of_drafts_never_meet() -> None:
    assert len({of_conversation("1"), of_card(1), of_counselor(1)}) == 3


def test_memory_forgets_the_keys_of_drafts_with_the_process() -> None:
    store = MemoryKeyStore()
    store.put(DRAFT + "new.1", bytes(KEY_BYTES))
    assert (store.drafts(), MemoryKeyStore().drafts()) == ({DRAFT + "new.1"}, set())

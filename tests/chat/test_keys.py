"""Keys outlive a restart in tmpfs, are gone when dropped, and are never put where others could have a hand in it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from chat import keys
from chat.broker import MemoryBroker
from chat.errors import NotFound
from chat.keys import MemoryKeyStore, TmpfsKeyStore, open_key_store
from chat.presence import CounselorPresence
from chat.protocol import Side
from chat.service import Conversations, Rules
from chat.settings import Settings, SettingsError, load_settings
from tests.chat.conftest import CORA, OwedCards

pytestmark = pytest.mark.anyio
KEY = bytes(range(32))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A machine whose shared memory is a folder of the test, and is a tmpfs as far as its mounts tell."""
    shared, mounts = tmp_path / "shm", tmp_path / "mounts"
    shared.mkdir()
    mounts.write_text(f"tmpfs {shared} tmpfs rw 0 0\n")
    monkeypatch.setattr(keys, "SHARED_MEMORY", shared)
    monkeypatch.setattr(keys, "MOUNTS", mounts)
    return load_settings({"LAVTERSKEL_DATA_DIR": str(tmp_path / "data")})


@pytest.fixture
def restart(live: Engine, cards: OwedCards, tmp_path: Path) -> Callable[[], Conversations]:
    """The service as a new process finds it: the same database, and what is in the folder of keys."""
    folder = tmp_path / "keys"
    folder.mkdir()

    def begin() -> Conversations:
        rules = Rules(always_open=True, admission=False)
        return Conversations(live, TmpfsKeyStore(folder), MemoryBroker(), CounselorPresence(), cards, rules)

    return begin


def test_another_process_finds_the_keys_and_not_those_that_were_dropped(settings: Settings) -> None:
    store = open_key_store(settings)
    store.put("kept", KEY)
    store.put("dropped", KEY)
    store.drop("dropped")
    assert open_key_store(settings).conversations() == {"kept"}
    assert open_key_store(settings).get("kept") == KEY


def test_a_dropped_key_is_overwritten_before_its_file_goes(tmp_path: Path) -> None:
    store = TmpfsKeyStore(tmp_path)
    store.put("one", KEY)
    (tmp_path / "second name").hardlink_to(tmp_path / "one")
    store.drop("one")
    assert (tmp_path / "second name").read_bytes() == bytes(32)


def test_a_half_written_key_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "half").write_bytes(KEY[:7])
    assert TmpfsKeyStore(tmp_path).get("half") is None
    assert not (tmp_path / "half").exists()


def test_key_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    TmpfsKeyStore(tmp_path).put("one", KEY)
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_was_moved_finds_its_keys(settings: Settings, tmp_path: Path) -> None:
    open_key_store(settings).put("one", KEY)
    moved = settings.data_dir.rename(tmp_path / "moved")
    assert open_key_store(replace(settings, data_dir=moved)).get("one") == KEY


def test_memory_takes_what_lies_in_tmpfs_and_leaves_nothing_there(settings: Settings) -> None:
    before = open_key_store(settings)
    before.put("one", KEY)
    before.mark("two", b"over")
    memory = open_key_store(replace(settings, key_store="memory"))
    assert (memory.get("one"), memory.marks()) == (KEY, {"two": b"over"})
    assert list(keys.key_folder(settings.data_dir).iterdir()) == []


def test_a_damaged_name_is_refused_and_never_a_way_elsewhere(settings: Settings) -> None:
    settings.data_dir.mkdir()
    (settings.data_dir / "key-folder").write_text("../elsewhere")
    with pytest.raises(SettingsError, match="key-folder is damaged"):
        open_key_store(settings)


def test_each_data_folder_has_keys_of_its_own(settings: Settings) -> None:
    open_key_store(settings).put("one", KEY)
    assert open_key_store(replace(settings, data_dir=settings.data_dir / "other")).get("one") is None


def test_auto_without_tmpfs_is_the_memory_of_the_process(settings: Settings) -> None:
    keys.MOUNTS.write_text(f"/dev/sda1 {keys.SHARED_MEMORY} ext4 rw 0 0\n")
    assert type(open_key_store(settings)) is MemoryKeyStore


def test_tmpfs_that_is_not_there_is_refused(settings: Settings) -> None:
    keys.MOUNTS.write_text(f"tmpfs {keys.SHARED_MEMORY} tmpfs rw 0 0\n/dev/sda1 {keys.SHARED_MEMORY} ext4 rw 0 0\n")
    with pytest.raises(SettingsError, match="LAVTERSKEL_KEY_STORE"):
        open_key_store(replace(settings, key_store="tmpfs"))


@pytest.mark.parametrize("trap", ["open to others", "a link"])
def test_a_folder_that_others_could_have_prepared_is_refused(settings: Settings, tmp_path: Path, trap: str) -> None:
    open_key_store(settings)
    (user,) = keys.SHARED_MEMORY.iterdir()
    if trap == "a link":
        user.rename(tmp_path / "elsewhere")
        user.symlink_to(tmp_path / "elsewhere")
    else:
        user.chmod(0o777)
    with pytest.raises(SettingsError, match="this user alone"):
        open_key_store(settings)


async def test_after_a_restart_both_sides_go_on_without_the_visitor_having_to_return(
    restart: Callable[[], Conversations],
) -> None:
    first = restart()
    await first.start()
    visit = await first.open("en")
    await first.take(visit.conversation, CORA)
    await first.post(visit.conversation, Side.VISITOR, "page", 1, "still here")
    await first.stop()
    second = restart()
    await second.start()
    (mine,) = second.mine(CORA)
    assert (mine.conversation, mine.alias, mine.language) == (visit.conversation, visit.alias, "en")
    assert await second.post(visit.conversation, Side.COUNSELOR, "lane", 1, "so am I") == 2
    await second.stop()


async def test_what_ended_is_not_brought_back_by_a_restart(restart: Callable[[], Conversations]) -> None:
    first = restart()
    await first.start()
    visit = await first.open("nb")
    await first.leave(visit.token)
    await first.stop()
    second = restart()
    await second.start()
    assert not list(second.running)
    with pytest.raises(NotFound):
        await second.resume(visit.token)
    await second.stop()


@pytest.mark.parametrize("cut_short", ["the disk refuses", "the process dies"])
async def test_what_was_ended_stays_so_and_is_settled_once_wherever_it_was_cut_short(
    restart: Callable[[], Conversations], cards: OwedCards, live: Engine, tmp_path: Path, cut_short: str
) -> None:
    first = restart()
    await first.start()
    visit = await first.open("en")
    await first.take(visit.conversation, CORA)
    await first.choose_note(visit.token, True)
    await first.post(visit.conversation, Side.VISITOR, "page", 1, "I go now")
    kept = (tmp_path / "keys" / visit.conversation).read_bytes()
    with live.begin() as sql:
        sql.exec_driver_sql("CREATE TRIGGER stays BEFORE DELETE ON conversations BEGIN SELECT RAISE(ABORT, ''); END")
    await first.leave(visit.token)
    await first.stop()
    if cut_short == "the process dies":  # after the mark was written, before the key was dropped
        (tmp_path / "keys" / visit.conversation).write_bytes(kept)
    second = restart()
    await second.start()
    assert (list(second.running), second.waiting()) == ([], [])
    with pytest.raises(NotFound):
        await second.resume(visit.token)
    with live.begin() as sql:
        sql.exec_driver_sql("DROP TRIGGER stays")
    await second.stop()
    third = restart()
    await third.start()
    with live.connect() as sql:
        assert sql.exec_driver_sql("SELECT count(*) FROM conversations").scalar() == 0
    assert (cards.cards, cards.no_note) == ([(CORA, "en", False)], [True])
    assert third.owed_alias(1) == visit.alias
    assert list((tmp_path / "keys").iterdir()) == []
    await third.stop()


async def test_a_mark_that_found_no_room_is_written_when_there_is_some(
    restart: Callable[[], Conversations], live: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = restart()
    await first.start()
    visit = await first.open("en")
    with live.begin() as sql:
        sql.exec_driver_sql("CREATE TRIGGER stays BEFORE DELETE ON conversations BEGIN SELECT RAISE(ABORT, ''); END")
    with monkeypatch.context() as full:
        full.setattr(keys, "_write", raise_full)
        await first.leave(visit.token)
    await first.expire()
    await first.stop()
    second = restart()
    await second.start()
    with pytest.raises(NotFound):
        await second.resume(visit.token)
    await second.stop()


def raise_full(*_: object) -> None:
    raise OSError(28, "No space left on device")


async def test_a_card_that_could_not_be_written_outlives_a_restart(
    restart: Callable[[], Conversations], cards: OwedCards
) -> None:
    first = restart()
    await first.start()
    visit = await first.open("en")
    await first.take(visit.conversation, CORA)
    cards.broken = True
    await first.close(visit.conversation, CORA)
    await first.stop()
    cards.broken = False
    second = restart()
    await second.start()
    assert cards.cards == [(CORA, "en", False)]
    await second.stop()


async def test_an_ending_that_is_told_again_has_the_same_name(
    restart: Callable[[], Conversations], cards: OwedCards, tmp_path: Path
) -> None:
    """The process dies after the register has the card, and before the mark is gone."""
    first = restart()
    await first.start()
    visit = await first.open("en")
    await first.take(visit.conversation, CORA)
    cards.broken = True
    await first.close(visit.conversation, CORA)
    (mark,) = (tmp_path / "keys").iterdir()
    kept = mark.read_bytes()
    cards.broken = False
    await first.expire()
    await first.stop()
    assert not mark.exists()
    mark.write_bytes(kept)
    second = restart()
    await second.start()
    await second.stop()
    assert len(cards.endings) == 2
    assert len(set(cards.endings)) == 1


async def test_a_half_written_mark_is_none(restart: Callable[[], Conversations], tmp_path: Path) -> None:
    first = restart()
    await first.start()
    visit = await first.open("en")
    await first.stop()
    unfinished = tmp_path / "keys" / f"{visit.conversation}.unfinished"
    unfinished.write_bytes(b'{"conversation":')
    second = restart()
    await second.start()
    assert await second.resume(visit.token)
    assert not unfinished.exists()
    await second.stop()


async def test_a_key_without_a_conversation_is_dropped_at_start(
    restart: Callable[[], Conversations], tmp_path: Path
) -> None:
    (tmp_path / "keys" / "orphan").write_bytes(KEY)
    service = restart()
    await service.start()
    await service.stop()
    assert not list((tmp_path / "keys").iterdir())


async def test_the_wrong_key_leaves_the_conversation_to_its_visitor(
    restart: Callable[[], Conversations], tmp_path: Path
) -> None:
    first = restart()
    await first.start()
    visit = await first.open("nb")
    await first.stop()
    (tmp_path / "keys" / visit.conversation).write_bytes(bytes(32))
    second = restart()
    await second.start()
    assert not list(second.running)
    assert await second.resume(visit.token)
    await second.stop()

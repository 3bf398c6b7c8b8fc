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

"""Where the keys of running conversations live: in memory, never on a disk."""

import contextlib
import hashlib
import os
import stat
from pathlib import Path
from typing import Protocol

from chat.sealing import KEY_BYTES
from chat.settings import Settings, SettingsError

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - checked to be memory and to be ours before it is used
MOUNTS = Path("/proc/mounts")


class KeyStore(Protocol):
    """Conversation -> key. Dropping a key is what makes an ended conversation unreadable."""

    def put(self, conversation: str, key: bytes) -> None: ...
    def get(self, conversation: str) -> bytes | None: ...
    def drop(self, conversation: str) -> None: ...
    def conversations(self) -> set[str]: ...


class MemoryKeyStore:
    """The process's own memory. After a restart the visitors' tabs bring the keys back, wrapped by their tokens."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}

    def put(self, conversation: str, key: bytes) -> None:
        self._keys[conversation] = key

    def get(self, conversation: str) -> bytes | None:
        return self._keys.get(conversation)

    def drop(self, conversation: str) -> None:
        self._keys.pop(conversation, None)

    def conversations(self) -> set[str]:
        return set(self._keys)


class TmpfsKeyStore(MemoryKeyStore):
    """Memory that outlives the process and not the machine: one small file for each key, in `folder` on a tmpfs.

    A crash or a deploy keeps the keys; a power cut or a reboot takes them.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        for file in folder.iterdir():
            key = file.read_bytes()
            if len(key) == KEY_BYTES:
                super().put(file.name, key)
            else:
                file.unlink()  # the process died while writing it, before its conversation had a row

    def put(self, conversation: str, key: bytes) -> None:
        with open(self._folder / conversation, "wb", opener=_private) as file:
            file.write(key)
        super().put(conversation, key)

    def drop(self, conversation: str) -> None:
        """The file first, overwritten: memory that was let go keeps its bytes until somebody else needs it."""
        with contextlib.suppress(FileNotFoundError):
            with (self._folder / conversation).open("r+b") as file:
                file.write(bytes(KEY_BYTES))
            (self._folder / conversation).unlink()
        super().drop(conversation)


def open_key_store(settings: Settings) -> KeyStore:
    """The store that LAVTERSKEL_KEY_STORE names; `auto` is tmpfs where there is one.

    Raises SettingsError where tmpfs is asked for and missing, or where its folder is not ours alone.
    """
    if settings.key_store == "memory" or (settings.key_store == "auto" and not has_tmpfs()):
        return MemoryKeyStore()
    if not has_tmpfs():
        raise SettingsError(f"LAVTERSKEL_KEY_STORE is tmpfs, and {SHARED_MEMORY} is none on this machine")
    return TmpfsKeyStore(_own_folder(settings.data_dir))


def has_tmpfs() -> bool:
    """Whether the shared-memory folder is really memory here."""
    lines = MOUNTS.read_text().splitlines() if MOUNTS.exists() else []
    kinds = [line.split()[2] for line in lines if line.split()[1] == str(SHARED_MEMORY)]
    return bool(kinds) and kinds[-1] in ("tmpfs", "ramfs")


def key_folder(data_dir: Path) -> Path:
    """Where the keys of a data folder's conversations lie: one folder for each user and data folder."""
    mark = hashlib.blake2b(str(data_dir).encode(), digest_size=8).hexdigest()
    return SHARED_MEMORY / f"lavterskel-{os.getuid()}" / mark


def _own_folder(data_dir: Path) -> Path:
    """Made if need be. Everybody may write beside it, so it is not trusted by its name."""
    own = key_folder(data_dir)
    for folder in (own.parent, own):
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
            raise SettingsError(f"LAVTERSKEL_KEY_STORE: {folder} is not a folder of this user alone")
    return own


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)

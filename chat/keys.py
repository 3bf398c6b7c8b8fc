"""Where the keys of running conversations live: in memory, never on a disk.

Beside them lie the marks of endings that are not wholly settled, so that what ended stays ended, whatever dies.
"""

import contextlib
import os
import re
import secrets
import stat
from pathlib import Path
from typing import Protocol

from chat.sealing import KEY_BYTES
from chat.settings import Settings, SettingsError

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - checked to be memory and to be ours before it is used
MOUNTS = Path("/proc/mounts")
MARK = ".ended"  # what a mark's file is called after its conversation
UNFINISHED = ".unfinished"
DRAFT = "draft."  # what the key of a draft is called begins like this, which no conversation's name does


class KeyStore(Protocol):
    """Conversation -> key. Dropping a key is what makes an ended conversation unreadable.

    The keys of drafts (`chat.drafts`) lie here too, under names of their own.
    """

    def put(self, conversation: str, key: bytes) -> None: ...
    def get(self, conversation: str) -> bytes | None: ...
    def drop(self, conversation: str) -> None: ...
    def conversations(self) -> set[str]: ...
    def drafts(self) -> set[str]: ...
    def mark(self, conversation: str, ending: bytes) -> None: ...
    def unmark(self, conversation: str) -> None: ...
    def marks(self) -> dict[str, bytes]: ...


class MemoryKeyStore:
    """The process's own memory. After a restart the visitors' tabs bring the keys back, wrapped by their tokens."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}
        self._marks: dict[str, bytes] = {}

    def put(self, conversation: str, key: bytes) -> None:
        self._keys[conversation] = key

    def get(self, conversation: str) -> bytes | None:
        return self._keys.get(conversation)

    def drop(self, conversation: str) -> None:
        self._keys.pop(conversation, None)

    def conversations(self) -> set[str]:
        return set(self._keys) - self.drafts()

    def drafts(self) -> set[str]:
        return {name for name in self._keys if name.startswith(DRAFT)}

    def mark(self, conversation: str, ending: bytes) -> None:
        self._marks[conversation] = ending

    def unmark(self, conversation: str) -> None:
        self._marks.pop(conversation, None)

    def marks(self) -> dict[str, bytes]:
        """The endings that are not settled, by conversation."""
        return dict(self._marks)


class TmpfsKeyStore(MemoryKeyStore):
    """Memory that outlives the process and not the machine: small files in `folder` on a tmpfs.

    A crash or a deploy keeps the keys; a power cut or a reboot takes them.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        for file in folder.iterdir():
            self._load(file)

    def put(self, conversation: str, key: bytes) -> None:
        _write(self._folder / conversation, key)
        super().put(conversation, key)

    def drop(self, conversation: str) -> None:
        """The file first, overwritten: memory that was let go keeps its bytes until somebody else needs it."""
        with contextlib.suppress(FileNotFoundError):
            with (self._folder / conversation).open("r+b") as file:
                file.write(bytes(KEY_BYTES))
            (self._folder / conversation).unlink()
        super().drop(conversation)

    def mark(self, conversation: str, ending: bytes) -> None:
        """Whole or not at all, wherever the process dies."""
        super().mark(conversation, ending)
        unfinished = self._folder / (conversation + UNFINISHED)
        _write(unfinished, ending)
        unfinished.replace(self._folder / (conversation + MARK))

    def unmark(self, conversation: str) -> None:
        (self._folder / (conversation + MARK)).unlink(missing_ok=True)
        super().unmark(conversation)

    def empty(self) -> MemoryKeyStore:
        """What was here, in the process's memory alone."""
        memory = MemoryKeyStore()
        for conversation, ending in self.marks().items():
            memory.mark(conversation, ending)
            self.unmark(conversation)
        for name in self.conversations() | self.drafts():
            memory.put(name, self._keys[name])
            self.drop(name)
        return memory

    def _load(self, file: Path) -> None:
        content = file.read_bytes()
        if file.suffix == MARK:
            super().mark(file.stem, content)
        elif len(content) == KEY_BYTES and file.suffix != UNFINISHED:
            super().put(file.name, content)
        else:
            file.unlink()  # the process died while writing it: its conversation had no row yet, or has not ended


def open_key_store(settings: Settings) -> KeyStore:
    """The store that LAVTERSKEL_KEY_STORE names; `auto` is tmpfs where there is one.

    What an earlier start left in tmpfs is taken over, and taken from there where keys are not to lie there any more.
    Raises SettingsError where tmpfs is asked for and missing, or where its folder is not ours alone.
    """
    if not has_tmpfs():
        if settings.key_store == "tmpfs":
            raise SettingsError(f"LAVTERSKEL_KEY_STORE is tmpfs, and {SHARED_MEMORY} is none on this machine")
        return MemoryKeyStore()
    store = TmpfsKeyStore(key_folder(settings.data_dir))
    return store.empty() if settings.key_store == "memory" else store


def has_tmpfs() -> bool:
    """Whether the shared-memory folder is really memory here."""
    lines = MOUNTS.read_text().splitlines() if MOUNTS.exists() else []
    kinds = [line.split()[2] for line in lines if line.split()[1] == str(SHARED_MEMORY)]
    return bool(kinds) and kinds[-1] in ("tmpfs", "ramfs")


def key_folder(data_dir: Path) -> Path:
    """Where the keys of a data folder's conversations lie, made if need be.

    Its name stands in the data folder, so that a folder that is moved, or reached by another path, finds its keys.
    Raises SettingsError when the folder is not of this user alone: everybody may write beside it.
    """
    own = SHARED_MEMORY / f"lavterskel-{os.getuid()}" / _name(data_dir / "key-folder")
    for folder in (own.parent, own):
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
            raise SettingsError(f"LAVTERSKEL_KEY_STORE: {folder} is not a folder of this user alone")
    return own


def _name(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(file, secrets.token_hex(8).encode())
    name = file.read_text()
    if not re.fullmatch("[0-9a-f]{16}", name):
        raise SettingsError(f"{file} is damaged: remove it when no conversation is running")
    return name


def _write(file: Path, content: bytes) -> None:
    with open(file, "wb", opener=_private) as opened:
        opened.write(content)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)

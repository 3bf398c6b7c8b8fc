"""Where the keys of running conversations live: in memory, never on a disk."""

from typing import Protocol


class KeyStore(Protocol):
    """Conversation -> key. Dropping a key is what makes an ended conversation unreadable."""

    def put(self, conversation: str, key: bytes) -> None: ...
    def get(self, conversation: str) -> bytes | None: ...
    def drop(self, conversation: str) -> None: ...


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

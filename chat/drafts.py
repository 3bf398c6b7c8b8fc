"""Registrations that staff have begun and not saved. Sealed in `live.db`, so no backup has them, each with a key of its
own that lies in memory only, beside those of conversations. Who may read which is for the caller to say.

A draft belongs to a running conversation, then to the registration that is owed for it, or to a counselor who registers
a contact made elsewhere. When it was last changed stands inside the ciphertext.
"""

import time
from collections.abc import Mapping

from msgspec import Struct, json

from chat import store
from chat.keys import DRAFT, KeyStore
from chat.periods import PERIODS, Kind
from chat.reading import Reader
from chat.sealing import Unreadable, new_key, seal, unseal
from chat.writer import Writer

Fields = dict[str, list[str]]


def of_conversation(conversation: str) -> str:
    return f"talk.{conversation}"


def of_card(number: int) -> str:
    return f"card.{number}"


def of_counselor(staff_id: int) -> str:
    return f"new.{staff_id}"


class Kept(Struct, frozen=True):
    """`at`: when it was last changed, in seconds since 1970."""

    at: float
    fields: Fields


class Drafts:
    def __init__(self, writer: Writer, reader: Reader, keys: KeyStore) -> None:
        self._writer = writer
        self._reader = reader
        self._keys = keys
        self.purged = 0  # since the write-ahead log was last emptied

    def __contains__(self, name: str) -> bool:
        """Whether there may be one that can be read."""
        return self._keys.get(DRAFT + name) is not None

    async def keep(self, name: str, fields: Mapping[str, list[str]]) -> None:
        """Keeps `fields` in place of what was there. Nothing is awaited before it is handed in to be written."""
        await self._put(name, Kept(time.time(), dict(fields)))

    async def find(self, name: str) -> Fields | None:
        """What is there and can be read, unless its time is over."""
        kept = self._open(name, await self._reader.find_draft(name))
        return kept.fields if kept else None

    async def drop(self, name: str) -> None:
        """Its key first, so that it is gone whatever becomes of the row."""
        self._keys.drop(DRAFT + name)
        self.purged += await self._writer.call(lambda sql: store.purge_draft(sql, name))

    async def hand_on(self, before: str, after: str, without: frozenset[str] = frozenset()) -> None:
        """Makes it the draft of something else, `without` some fields and no younger than it was."""
        if kept := self._open(before, await self._reader.find_draft(before)):
            fields = {name: values for name, values in kept.fields.items() if name not in without}
            await self._put(after, Kept(kept.at, fields))
        await self.drop(before)

    async def expire(self) -> int:
        """Destroys those whose time is over or whose key is gone; how many."""
        over = [name for name, sealed in await self._reader.list_drafts() if not self._open(name, sealed)]
        for name in over:
            await self.drop(name)
        return len(over)

    async def wake(self) -> None:
        """Forgets keys to which a start finds no draft, because the process died between the two."""
        for orphan in self._keys.drafts() - {DRAFT + name for name, _ in await self._reader.list_drafts()}:
            self._keys.drop(orphan)

    async def _put(self, name: str, kept: Kept) -> None:
        key = self._keys.get(DRAFT + name)
        if key is None:
            key = new_key()
            self._keys.put(DRAFT + name, key)
        sealed = seal(key, json.encode(kept), f"draft|{name}")
        await self._writer.call(lambda sql: store.put_draft(sql, name, sealed))

    def _open(self, name: str, sealed: bytes | None) -> Kept | None:
        key = self._keys.get(DRAFT + name)
        if key is None or sealed is None:
            return None
        try:
            kept = json.decode(unseal(key, sealed, f"draft|{name}"), type=Kept)
        except Unreadable:
            return None
        return kept if time.time() - kept.at <= PERIODS[Kind.DRAFT].length.total_seconds() else None

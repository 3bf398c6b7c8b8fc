"""Conversations that a restart left: brought back by their keys, or by the token of a visitor who returns."""

import time
from datetime import datetime

from chat import store
from chat.keys import KeyStore
from chat.protocol import Capacity
from chat.reading import Reader, read_facts, unwrap
from chat.running import Facts, Running
from chat.sealing import Unreadable


class Waker:
    def __init__(self, reader: Reader, keys: KeyStore) -> None:
        self._reader = reader
        self._keys = keys

    async def wake_all(self, rows: list[store.Row], idle_for: float) -> list[Running]:
        """Those of `rows` whose keys are here, idle for that many seconds at least. Others wait for their visitor."""
        for orphan in self._keys.conversations() - {row.id for row in rows}:
            self._keys.drop(orphan)  # it never began, or its ending was cut short by the death of the process
        woken = [running for row in rows if (running := await self._wake(row))]
        for running in woken:
            running.active_at = min(running.active_at, time.monotonic() - idle_for)
        return woken

    async def wake_by_token(self, row: store.Row, token: str) -> Running:
        """With the key that only its visitor has kept, which is stored again. Raises Unreadable."""
        key, facts = unwrap(row, token)
        running = await self._remember(row, key, facts)
        self._keys.put(row.id, key)
        return running

    async def _wake(self, row: store.Row) -> Running | None:
        key = self._keys.get(row.id)
        if key is None:
            return None
        try:
            return await self._remember(row, key, read_facts(row, key))
        except Unreadable:
            self._keys.drop(row.id)  # not this row's key: its visitor's copy may still be good
            return None

    async def _remember(self, row: store.Row, key: bytes, facts: Facts) -> Running:
        """The conversation as the process knew it, as far as its messages tell, and idle since the last.

        Raises Unreadable.
        """
        running, last = Running(row.id, facts, row.state, row.counselor_id, row.top), facts.opened
        for message in await self._reader.all_messages(key, row.id):
            if message.capacity is not Capacity.NOTICE:
                running.touch(message.role)
            last = datetime.fromisoformat(message.at).timestamp()
        running.active_at -= max(0.0, time.time() - last)
        return running

"""Reading `live.db` beside the event loop: each question a short read of its own, nothing kept open between."""

from collections.abc import Callable
from typing import TypeVar

from msgspec import json
from sqlalchemy import Connection, Engine
from starlette.concurrency import run_in_threadpool

from chat import store
from chat.messages import Delivered, messages_after
from chat.running import Facts
from chat.sealing import seal, token_hash, unseal, unwrap_key

R = TypeVar("R")


class Reader:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def find_row(self, token: str) -> store.Row | None:
        return await self._ask(lambda sql: store.find_by_token(sql, token_hash(token)))

    async def find_mark(self, conversation: str) -> bytes | None:
        """The digest of the token that its visitor holds."""
        return await self._ask(lambda sql: store.find_mark(sql, conversation))

    async def list_rows(self) -> list[store.Row]:
        return await self._ask(store.list_rows)

    async def find_draft(self, name: str) -> bytes | None:
        return await self._ask(lambda sql: store.find_draft(sql, name))

    async def list_drafts(self) -> list[tuple[str, bytes]]:
        return await self._ask(store.list_drafts)

    async def find_top(self, conversation: str) -> int:
        """The number of the last stored message, 0 for none."""
        return await self._ask(lambda sql: store.find_top(sql, conversation))

    async def messages_after(self, key: bytes, conversation: str, seq: int) -> list[Delivered]:
        """A page of messages. Raises chat.sealing.Unreadable for damaged rows."""
        return await self._ask(lambda sql: messages_after(sql, key, conversation, seq))

    async def all_messages(self, key: bytes, conversation: str) -> list[Delivered]:
        messages: list[Delivered] = []
        while page := await self.messages_after(key, conversation, messages[-1].seq if messages else 0):
            messages += page
        return messages

    async def _ask(self, question: Callable[[Connection], R]) -> R:
        return await run_in_threadpool(self._ask_now, question)

    def _ask_now(self, question: Callable[[Connection], R]) -> R:
        with self._engine.connect() as connection:
            return question(connection)


def unwrap(row: store.Row, token: str) -> tuple[bytes, Facts]:
    """A conversation's key and facts, by its visitor's token. Raises chat.sealing.Unreadable."""
    key = unwrap_key(token, row.wrapped_key, row.id)
    return key, read_facts(row, key)


def read_facts(row: store.Row, key: bytes) -> Facts:
    """A conversation's facts, by its key. Raises chat.sealing.Unreadable."""
    return json.decode(unseal(key, row.facts, f"facts|{row.id}"), type=Facts)


def seal_facts(facts: Facts, key: bytes, conversation: str) -> bytes:
    """What `read_facts` reads again; its length does not tell what was chosen."""
    return seal(key, json.encode(facts), f"facts|{conversation}")

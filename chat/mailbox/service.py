"""What people do with the mailbox: leave a question, come back to it, answer it, destroy it. Owns the transactions.

Two databases are asked one after the other: `app.db` for keys, `live.db` for threads.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from hashlib import blake2b

from msgspec import structs
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from chat import accounts
from chat.db import Database
from chat.errors import Busy, NotFound
from chat.limits import Bucket
from chat.mailbox import keys, threads
from chat.mailbox.codes import new_code
from chat.mailbox.keys import Opened
from chat.mailbox.models import Thread
from chat.mailbox.threads import Facts, Key, Seal, View
from chat.periods import PERIODS, Kind
from chat.protocol import Side
from chat.roles import Permission
from chat.sealing import Unreadable, new_key, open_sealed, return_digest, return_hint, unwrap_key
from chat.text import check_text
from chat.upkeep import checkpoint


class Mailbox:
    """`guesses` are of everybody together, because nobody's address is looked at.

    They may be many: 86 bits are not guessed, and whoever tries must not keep the others out.
    """

    def __init__(self, live: Database, app: Database, service_key: bytes) -> None:
        self._live, self._app, self._service_key = live, app, service_key
        self.guesses = Bucket(rate=50, burst=200)
        self._unclean = set[Engine]()  # where what was deleted may still stand in the write-ahead log

    # The visitor

    async def start(self, mark: str, text: str, facts: Facts, today: date) -> tuple[Key, str]:
        """A new thread's key and return code. `mark` makes the form known when it comes twice.

        Raises TextRefused, Closed, and what `threads.start` raises.
        """
        check_text(text)
        key, code = Key(_name(mark), new_key()), new_code()
        told = (key, code, return_digest(self._service_key, code), await self._seal(today), facts, mark, text, today)
        await self._live.run(threads.start, *told)
        return key, code

    async def enter(self, code: str, today: date) -> Key:
        """The key of the thread that has this code. Raises NotFound, and Busy after many guesses."""
        if wait := self.guesses.take():
            raise Busy(wait)
        thread, wrapped = await self._live.run(threads.find_by_code, return_digest(self._service_key, code), today)
        try:
            key = Key(thread, unwrap_key(code, wrapped, thread))
        except Unreadable:
            raise NotFound from None
        await self.mark_met(key)
        return key

    async def mark_met(self, key: Key) -> None:
        """The code has been written down. The thread need not be there."""
        await self._live.run(threads.mark_met, key.thread)

    async def view(self, key: Key, today: date) -> View:
        """Raises NotFound."""
        return await self._live.run(threads.view, key, today)

    async def write(self, key: Key, mark: str, text: str, today: date) -> None:
        """Raises TextRefused, NotFound, TooMany, and Closed when nobody could read it."""
        check_text(text)
        seal = await self._seal(today)
        await self._live.run(threads.write, key, seal, Side.VISITOR, mark, text, today)

    async def choose(self, key: Key, facts: Facts, today: date) -> None:
        await self._live.run(threads.choose, key, facts, today)

    async def drop_hint(self, code: str, today: date) -> None:
        """What is answered from now on has none. The thread need not be there. Raises Busy after many guesses."""
        with suppress(NotFound):
            key = await self.enter(code, today)
            facts = (await self.view(key, today)).facts
            await self.choose(key, structs.replace(facts, hint=None), today)

    async def destroy(self, key: Key) -> None:
        """At once and for good, the key with it. It need not be there."""
        destroyed = await self._live.run(threads.destroy, key.thread)
        await self._clean(self._live.engine if destroyed else None)

    def hint(self, code: str) -> bytes:
        return return_hint(self._service_key, code)

    # Staff

    async def list_all(self, today: date) -> Sequence[Thread]:
        return await self._live.run(threads.list_all, today)

    async def count_waiting(self, today: date) -> int:
        return await self._live.run(threads.count_waiting, today)

    async def key_for(self, opened: Opened, thread: str, today: date) -> Key:
        """A thread's key, by a counselor's own. Raises NotFound, and Unreadable when hers does not open it."""
        row = await self._live.run(threads.get, thread, today)
        private = await self._app.run(keys.team_private, opened, row.team_key_id)
        return Key(thread, open_sealed(private, row.sealed_key))

    async def claim(self, thread: str, counselor_id: int, today: date) -> None:
        """Raises Taken."""
        await self._live.run(threads.claim, thread, counselor_id, today)

    async def release(self, thread: str, counselor_id: int) -> None:
        await self._live.run(threads.release, thread, counselor_id)

    async def answer(self, key: Key, counselor_id: int, read: int, mark: str, text: str, today: date) -> bool:
        """Whether this answered what waited, of which `read` letters were read.

        Raises TextRefused, NotFound, Closed when nobody could read it, Taken unless it is hers, and MoreWritten.
        """
        check_text(text)
        seal = await self._seal(today)
        return await self._live.run(threads.answer, key, seal, counselor_id, read, mark, text, today)

    async def remove(self, thread: str, counselor_id: int, read: int) -> None:
        """As its visitor could. Raises what `threads.remove` does."""
        await self._live.run(threads.remove, thread, counselor_id, read)
        await self._clean(self._live.engine)

    # Time

    async def tend(self, today: date) -> int:
        """Destroys what is over, frees what nobody answers, and drops keys; how many threads were destroyed."""
        expired = await self._live.run(threads.expire, today)
        able = await self._app.run(accounts.list_able, Permission.CONVERSATIONS)
        await self._live.run(threads.release_forgotten, [account.id for account in able], today)
        dropped = await self._app.run(keys.drop_unneeded, await self._live.run(threads.needed_keys), today)
        await self._clean(self._live.engine if expired else None, self._app.engine if dropped else None)
        return expired

    async def find_oldest(self) -> date | None:
        """The day from which the time of the thread that ends next counts."""
        until = await self._live.run(threads.oldest_until)
        return until - PERIODS[Kind.MAILBOX].length if until else None

    async def _seal(self, today: date) -> Seal:
        return Seal(*await self._app.run(keys.current_team_key, today))

    async def _clean(self, *engines: Engine | None) -> None:
        """Takes what was deleted out of the write-ahead logs too. A reader may be in the way; then the next time."""
        self._unclean |= {engine for engine in engines if engine}
        for engine in tuple(self._unclean):
            if await run_in_threadpool(partial(checkpoint, engine, empty=True)):
                self._unclean.discard(engine)


def _name(mark: str) -> str:
    """A thread's name from the mark of the form that began it, so that the form begins it once."""
    return blake2b(mark.encode(), digest_size=16, person=b"thread").hexdigest()

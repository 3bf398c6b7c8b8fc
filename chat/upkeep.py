"""What runs beside the requests: checkpoints of the write-ahead log, ending what is too old, and work by the clock."""

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from chat.service import Conversations
from chat.silence import attempt

CHECKPOINT_SECONDS = 2
EXPIRE_SECONDS = 60
LONG_LOG = 4096  # pages of 4 KiB


async def keep(conversations: Conversations, live: Engine) -> None:
    """Runs until cancelled. A round that fails is logged and tried again."""
    rounds = EXPIRE_SECONDS // CHECKPOINT_SECONDS
    while True:
        for _ in range(rounds):
            await asyncio.sleep(CHECKPOINT_SECONDS)
            await attempt(_checkpoint(conversations, live))
        await attempt(conversations.expire())


async def repeat(work: Callable[[], Awaitable[None]], seconds: float) -> None:
    """Does `work` every so often until cancelled. A round that fails is logged and tried again."""
    while True:
        await asyncio.sleep(seconds)
        await attempt(work())


async def _checkpoint(conversations: Conversations, live: Engine) -> None:
    purged = conversations.purged
    if await run_in_threadpool(checkpoint, live, empty=purged > 0):
        conversations.log_emptied(purged)


def checkpoint(live: Engine, empty: bool) -> bool:
    """Moves what is committed from the write-ahead log into the database file. False when a reader was in the way.

    With `empty`, which holds up the writer for a moment, the log is cut to nothing as well, so that what was deleted
    is gone from both. So it is when it has become long, because writing without a pause never lets it begin anew.
    Neither waits for readers; what they hold back is moved the next time.
    """
    with live.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        try:
            busy, pages, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").one()
            if empty or pages > LONG_LOG:
                busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        finally:
            connection.exec_driver_sql("PRAGMA busy_timeout=10000")
    return not busy

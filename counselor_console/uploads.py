"""Sheets that were uploaded and are not stored yet. They live in this process's memory and nowhere else."""

import asyncio
import secrets
from dataclasses import dataclass

from stats.exchange import ImportResult
from stats.mapping import Meaning
from stats.sheets import Sheet

SECONDS = 30 * 60
MOST = 4  # at once; one more drops the oldest


@dataclass
class Upload:
    """A sheet that waits, and what it means so far. A form brings `key` along, so that it fits no later file."""

    key: str
    sheet: Sheet
    meaning: Meaning
    with_links: bool = False


@dataclass(frozen=True)
class Stored:
    """What came of the sheet that had this `key`."""

    key: str
    result: ImportResult


class Uploads:
    """One upload, or what came of it, for each session; forgotten after `seconds`."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._held: dict[bytes, Upload | Stored] = {}

    def add(self, session: bytes, sheet: Sheet, meaning: Meaning) -> None:
        self._hold(session, Upload(secrets.token_urlsafe(16), sheet, meaning))

    def finish(self, session: bytes, key: str, result: ImportResult) -> None:
        """The sheet is stored and goes; what came of it is held instead."""
        self._hold(session, Stored(key, result))

    def find(self, session: bytes) -> Upload | None:
        held = self._held.get(session)
        return held if isinstance(held, Upload) else None

    def find_result(self, session: bytes) -> ImportResult | None:
        held = self._held.get(session)
        return held.result if isinstance(held, Stored) else None

    def is_stored(self, session: bytes, key: str) -> bool:
        """Whether the sheet of this `key` was the last that was stored, as when its button is pressed once more."""
        held = self._held.get(session)
        return isinstance(held, Stored) and held.key == key

    def forget(self, session: bytes) -> None:
        self._held.pop(session, None)

    def _hold(self, session: bytes, held: Upload | Stored) -> None:
        self.forget(session)
        while len(self._held) >= MOST:
            del self._held[next(iter(self._held))]
        self._held[session] = held
        asyncio.get_running_loop().call_later(self._seconds, self._expire, session, held)

    def _expire(self, session: bytes, held: Upload | Stored) -> None:
        if self._held.get(session) is held:
            del self._held[session]

"""What follows when a conversation has ended: its rows go, and staff owe a registration. Tried until it is done.

The key is gone before anything here begins, and ending never fails: whatever could not be done now is done later.
"""

import logging
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from chat import store
from chat.conversation import State
from chat.language import DEFAULT
from chat.silence import place_of
from chat.writer import Writer

log = logging.getLogger(__name__)


class Recorder(Protocol):
    """The register's side of a conversation that ends, handed in so that `chat` need not know it."""

    async def owe(self, staff_id: int, language: str, exchanged: bool, no_note: bool) -> int: ...
    async def owes(self, staff_id: int) -> bool: ...
    async def is_signed_in(self, staff_id: int) -> bool: ...


@dataclass
class Ending:
    """A conversation that is over. `owing` is who had it, if anybody; `purged` is set when its rows are gone."""

    conversation: str
    alias: str
    language: str
    exchanged: bool
    no_note: bool
    owing: int | None
    purged: bool = False


class Endings:
    def __init__(self, writer: Writer, recorder: Recorder) -> None:
        self._writer = writer
        self._recorder = recorder
        self._unfinished: dict[str, Ending] = {}
        self._aliases: dict[int, str] = {}
        self.purged = 0  # since the write-ahead log was last emptied

    def __contains__(self, conversation: str) -> bool:
        """Whether it has ended and is not wholly settled, so that no token may bring it back."""
        return conversation in self._unfinished

    async def settle(self, ending: Ending) -> None:
        """Deletes the rows, then adds the card. Does not raise; what fails is left to `retry`."""
        self._unfinished[ending.conversation] = ending
        try:
            await self._finish(ending)
        except Exception as failure:
            log.error("an ending is to be settled again: %s", place_of(failure))

    async def retry(self) -> None:
        for ending in tuple(self._unfinished.values()):
            await self.settle(ending)

    def alias(self, card: int) -> str | None:
        """What the conversation behind an owed card was called, as long as this process remembers."""
        return self._aliases.get(card)

    async def _finish(self, ending: Ending) -> None:
        if not ending.purged:
            await self._writer.call(partial(store.purge, conversation=ending.conversation))
            ending.purged = True
            self.purged += 1
        if ending.owing is not None:
            card = await self._recorder.owe(ending.owing, ending.language, ending.exchanged, ending.no_note)
            self._aliases[card] = ending.alias
        self._unfinished.pop(ending.conversation, None)


def ending_of_row(row: store.Row) -> Ending:
    """Of rows that cannot be read: whether both sides wrote is left to the counselor, if there is more than a word.

    Whether the visitor wanted no note cannot be read either, so he gets none.
    """
    owing = row.counselor_id if row.state is State.ACTIVE else None
    return Ending(row.id, "", DEFAULT, row.top > 1, no_note=True, owing=owing)

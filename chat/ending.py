"""How a conversation ends: its key goes, then its rows, and staff owe a registration. Tried until it is done.

Ending never fails: whatever could not be done now is done later. A mark beside the keys says what is still to be
done, and outlives the process; what has one is never brought back.
"""

import asyncio
import logging
from collections import Counter, deque
from datetime import date
from functools import partial
from secrets import token_urlsafe
from typing import Protocol

from msgspec import Struct, field, json

from chat import calendar, store
from chat.conversation import State
from chat.drafts import Drafts, of_card, of_conversation
from chat.keys import KeyStore
from chat.language import DEFAULT
from chat.silence import place_of
from chat.writer import Writer

LATELY = 1000
SOON = 0.5  # seconds that anybody waits for what can be done later as well
NOTE_FIELDS = frozenset({"note", "talked_before", "finding", "keep", "why"})  # of a draft, where no note is wanted
log = logging.getLogger(__name__)


class Recorder(Protocol):
    """The register's side of a conversation that ends, handed in so that `chat` need not know it."""

    async def owe(self, ending: "Ending", staff_id: int) -> int: ...
    async def owes(self, staff_id: int) -> bool: ...
    async def is_at_work(self, staff_id: int) -> bool: ...
    async def may_return(self, staff_id: int) -> bool: ...
    async def may_read_along(self, staff_id: int) -> bool: ...
    async def name_of(self, staff_id: int) -> str: ...
    async def most_of(self, staff_id: int) -> int: ...


class Ending(Struct):
    """A conversation that is over. `owing` is who had it, if anybody.

    `card` is what the register knows the ending by, so that telling it again adds nothing.
    """

    conversation: str
    alias: str
    language: str
    exchanged: bool
    no_note: bool
    owing: int | None
    day: date = field(default_factory=lambda: calendar.today())
    card: str = field(default_factory=lambda: token_urlsafe(16))


class Endings:
    def __init__(self, writer: Writer, recorder: Recorder, keys: KeyStore, drafts: Drafts) -> None:
        self._writer = writer
        self._drafts = drafts
        self._recorder = recorder
        self._keys = keys
        self._unfinished = {name: json.decode(mark, type=Ending) for name, mark in keys.marks().items()}
        self._lately: deque[str] = deque(maxlen=LATELY)
        self._aliases: dict[int, str] = {}
        self.ended_with: Counter[int] = Counter()  # by counselor
        self._settling: set[str] = set()  # conversations; nothing is told twice at a time
        self._tasks: set[asyncio.Task[None]] = set()  # or nobody would hold them
        self.purged = 0  # since the write-ahead log was last emptied

    def __contains__(self, conversation: str) -> bool:
        """Whether it has ended, so that no key and no token may bring it back, not even by a row read just before."""
        return conversation in self._unfinished or conversation in self._lately

    def begin(self, ending: Ending) -> None:
        """Ends it for good, at once and in memory. The rest is for `settle`."""
        if ending.owing is not None:
            self.ended_with[ending.owing] += 1
        self._unfinished[ending.conversation] = ending
        try:
            self._keys.mark(ending.conversation, json.encode(ending))
        except OSError as failure:
            log.error("an ending is not marked: %s", place_of(failure))
        self._keys.drop(ending.conversation)

    async def settle(self, ending: Ending) -> None:
        """Deletes the rows, then adds the card. Does not raise; what fails is left to `retry`."""
        if ending.conversation in self._settling:
            return
        self._settling.add(ending.conversation)
        try:
            await self._finish(ending)
        except Exception as failure:
            log.error("an ending is to be settled again: %s", place_of(failure))
        finally:
            self._settling.discard(ending.conversation)

    async def settle_soon(self, ending: Ending) -> None:
        """As `settle`, and goes on without whoever asked when it takes long, such as while the register is locked."""
        task = asyncio.create_task(self.settle(ending))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.wait({task}, timeout=SOON)

    def owed_by(self, staff_id: int) -> bool:
        """Whether this counselor will owe a registration for what has just ended; its card may not be written yet."""
        return any(ending.owing == staff_id for ending in self._unfinished.values())

    async def end_row(self, row: store.Row) -> None:
        """Ends a conversation that nothing here can open."""
        ending = ending_of_row(row)
        self.begin(ending)
        await self.settle(ending)

    async def retry(self) -> None:
        for ending in tuple(self._unfinished.values()):
            self.begin(ending)  # the mark may not have found room
            await self.settle(ending)

    def alias(self, card: int) -> str | None:
        """What the conversation behind an owed card was called, as long as this process remembers."""
        return self._aliases.get(card)

    async def _finish(self, ending: Ending) -> None:
        self.purged += await self._writer.call(partial(store.purge, conversation=ending.conversation))
        draft = of_conversation(ending.conversation)
        if ending.owing is not None:
            card = await self._recorder.owe(ending, ending.owing)
            self._aliases[card] = ending.alias
            if draft in self._drafts:
                await self._drafts.hand_on(draft, of_card(card), NOTE_FIELDS if ending.no_note else frozenset())
        elif draft in self._drafts:
            await self._drafts.drop(draft)
        self._keys.unmark(ending.conversation)
        self._lately.append(ending.conversation)
        self._unfinished.pop(ending.conversation, None)


def ending_of_row(row: store.Row) -> Ending:
    """Of rows that cannot be read: whether both sides wrote is left to the counselor, if there is more than a word.

    Whether the visitor wanted no note cannot be read either, so he gets none.
    """
    owing = row.counselor_id if row.state is State.ACTIVE else None
    return Ending(row.id, "", DEFAULT, row.top > 1, no_note=True, owing=owing)

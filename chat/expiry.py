"""What time does to conversations: those that are idle or too old end, who waits for nobody is told so, and nobody is
left with staff who are gone. Asked to look every few seconds by `chat.upkeep`."""

import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from chat.conversation import Event, State
from chat.drafts import Drafts
from chat.ending import Endings, Recorder
from chat.language import N_
from chat.missed import Missed
from chat.periods import IDLE, Kind
from chat.presence import CounselorPresence
from chat.reading import Reader
from chat.running import FORGOTTEN_AFTER, Running
from chat.silence import attempt

if TYPE_CHECKING:
    from chat.service import Conversations

CLOSING = N_("We close at %(time)s. This conversation is not broken off then.")
MAY_MISS = N_(
    "We close at %(time)s, and we may not get to you before that. You keep your place as long as one of us is here."
)
MAY_MISS_UNTIL = N_(
    "We close at %(time)s, and we may not get to you before that. You keep your place as long as one of us is here. "
    "Next time is %(day)s at %(again)s."
)


class Expiry:
    """`expired` and `missed`: how many ended so and how many were not met, since they were last taken."""

    def __init__(
        self,
        conversations: "Conversations",
        reader: Reader,
        endings: Endings,
        drafts: Drafts,
        presence: CounselorPresence,
        recorder: Recorder,
    ) -> None:
        self._conversations = conversations
        self._running = conversations.running
        self._reader = reader
        self._endings = endings
        self._drafts = drafts
        self._presence = presence
        self._recorder = recorder
        self._started = time.monotonic()
        self._keyless: set[str] = set()
        self.expired: Counter[Kind] = Counter()
        self.missed: Counter[Missed] = Counter()

    def begin(self, keyless: Iterable[str], idle_for: float) -> None:
        """From here on time counts. `keyless`: conversations without a key, of which nothing came for `idle_for`."""
        self._keyless = set(keyless)
        self._started -= idle_for

    async def run(self) -> None:
        """Ends what is idle or too old, frees what staff who are gone hold, finishes what could not be."""
        await self._endings.retry()
        for running in self._running:
            await attempt(self.end_if_over(running))
        for running in self._running.waiting():
            await attempt(self._give_up(running))
            await attempt(self._forget_absent(running))
        for staff_id in {one for running in self._running for one in running.readers()}:
            await attempt(self._free_if_gone(staff_id))
        await attempt(self._purge_keyless())
        await attempt(self._expire_drafts())

    async def end_if_over(self, running: Running) -> None:
        """Ends it where one of its periods is over."""
        kind = running.outlived(time.monotonic(), time.time())
        if kind and not running.is_over:
            self._conversations.left(running)
            await self._conversations.end(running, Event.EXPIRE, by="expired")
            self.expired[kind] += 1

    async def warn_of_closing(self, closes: datetime, opens: datetime | None = None) -> None:
        """Tells each, once, when the chat closes: those who talk that they are not broken off then, and those who wait
        that we may not get to them, and when we are here again."""
        for running in self._running:
            told = f"{running.state} {closes.isoformat()}"
            if running.facts.warned != told:
                await attempt(self._warn(running, told, closes, opens))

    async def _warn(self, running: Running, told: str, closes: datetime, opens: datetime | None) -> None:
        waits, tell = running.state is State.WAITING, self._conversations.tell
        await self._conversations.change_facts(running, warned=told)
        if waits and opens:
            await tell(running, MAY_MISS_UNTIL, time=closes.time(), day=opens.date(), again=opens.time())
        else:
            await tell(running, MAY_MISS if waits else CLOSING, time=closes.time())

    async def _give_up(self, running: Running) -> None:
        """Ends the wait of a visitor to whom nobody comes, because nobody has been present for too long."""
        patience = self._conversations.rules.patience()
        alone = min(time.monotonic() - running.waits_since, self._presence.deserted_for())
        waits = running.state is State.WAITING and not running.facts.held
        if patience is not None and alone > patience and waits:
            await self._conversations.end(running, Event.EXPIRE, by="expired")
            self.missed[Missed.UNANSWERED] += 1

    async def _forget_absent(self, running: Running) -> None:
        """Ends what somebody began and never came to wait for. It is nobody's wait, so nobody was missed."""
        if running.is_absent and time.monotonic() - running.waits_since > FORGOTTEN_AFTER:
            await self._conversations.end(running, Event.EXPIRE, by="expired")

    async def _free_if_gone(self, staff_id: int) -> None:
        """Puts visitors back in line whose counselor is disabled, lost the role, or was signed out for a while.

        Somebody like that reads along no longer either.
        """
        if not await self._recorder.may_return(staff_id):
            for running in self._running.of_counselor(staff_id):
                await self._conversations.hand_back(running.id, staff_id)
        if not await self._recorder.may_read_along(staff_id):
            for running in self._running.of_guest(staff_id):
                await self._conversations.sharing.part(running.id, staff_id, staff_id)

    async def _purge_keyless(self) -> None:
        """Nobody can read these any more: their visitor never came back after a restart."""
        waited = time.monotonic() - self._started > IDLE.total_seconds()
        for row in await self._reader.list_rows():
            if row.id not in self._keyless or self._running.find(row.id) or row.id in self._endings:
                continue
            if waited or _hours_since(row.keyless_since) >= IDLE.total_seconds() // 3600:
                await self._endings.end_row(row)
                self.expired[Kind.CONVERSATION] += 1

    async def _expire_drafts(self) -> None:
        self.expired[Kind.DRAFT] += await self._drafts.expire()


def hour() -> int:
    """Hours since 1970."""
    return int(time.time() // 3600)


def _hours_since(begun: int | None) -> int:
    """Whole hours that have gone by for certain since the hour `begun`; none when nobody knows."""
    return 0 if begun is None else hour() - begun - 1

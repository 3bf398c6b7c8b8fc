"""What the process knows of a running conversation beside its rows: who is here, who wrote, since when. Memory only.

Times of the visitor exist here and inside ciphertext, nowhere else.
"""

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

from chat.conversation import State
from chat.limits import Bucket
from chat.periods import IDLE, LONGEST, Kind
from chat.protocol import Capacity, Presence, Side
from chat.roles import Role

if TYPE_CHECKING:
    from chat.connection import Connection

COMES_WITHIN = 15  # seconds; over the slowest line a page has asked again by then
FORGOTTEN_AFTER = 120  # and one that did not in this time comes no more
RATES = {Side.VISITOR: (1.0, 10), Side.COUNSELOR: (5.0, 30)}  # messages a second, and at once


class Guest(Struct, frozen=True):
    """A member of staff who was asked to read along and to answer. The visitor is told the role, and no name."""

    id: int
    role: Role


class Offer(Struct, frozen=True):
    """A counselor asks a colleague to go on in her place, with a note."""

    to: int
    note: str


class Facts(Struct, frozen=True):
    """What is sealed with a conversation's key beside its messages. `opened` is seconds since 1970.

    `no_note`: the visitor wants no note on this conversation; until it ends he may think otherwise.
    `handed`: what the counselor before wrote for the one who has it now, or who takes it next.
    `before`: who had it last. `warned`: the closing time of which he was told, after the state he was in.
    `held`: somebody is in danger, so that it does not end because nobody writes.
    """

    alias: str
    language: str
    opened: float
    no_note: bool = False
    guests: tuple[Guest, ...] = ()
    offer: Offer | None = None
    handed: str = ""
    warned: str = ""
    before: int | None = None
    held: bool = False


@dataclass(eq=False)
class Running:
    id: str
    facts: Facts
    state: State
    counselor_id: int | None
    top: int
    wrote: set[Side] = field(default_factory=set)
    ended_by: str | None = None
    sockets: dict[Side, list["Connection"]] = field(default_factory=lambda: {side: [] for side in Side})
    away: dict[Side, Presence | None] = field(default_factory=lambda: dict.fromkeys(Side, Presence.LOST))
    read: dict[Side, int] = field(default_factory=lambda: dict.fromkeys(Side, 0))
    seen: dict[int | None, int] = field(default_factory=dict)  # how far each has read, staff by their number
    giving: int | None = None  # who had it, while it is written that somebody else has it
    last_by: Side = Side.VISITOR
    came: bool = True  # whether the visitor's page was here again after the request that began it
    sharing: asyncio.Lock = field(default_factory=asyncio.Lock)  # one change of who reads at a time
    active_at: float = field(default_factory=time.monotonic)
    waits_since: float = field(default_factory=time.monotonic)  # and means nothing while somebody has it
    buckets: dict[Side, Bucket] = field(default_factory=lambda: {side: Bucket(*RATES[side]) for side in Side})

    @property
    def is_over(self) -> bool:
        return self.state in (State.ENDED, State.PURGED)

    @property
    def is_answered(self) -> bool:
        return Side.COUNSELOR in self.wrote

    @property
    def is_absent(self) -> bool:
        """Whether it was begun, and nobody came to wait. Every page of ours comes at once, by itself."""
        waits = self.state is State.WAITING and not self.came
        return waits and time.monotonic() - self.waits_since > COMES_WITHIN

    @property
    def minutes(self) -> int:
        return max(0, int((time.time() - self.facts.opened) / 60))

    def is_held_by(self, staff_id: int | None) -> bool:
        return self.state is State.ACTIVE and self.counselor_id == staff_id

    def readers(self) -> set[int]:
        """The staff who may read and answer: whoever has the conversation, and whom she asked to."""
        if self.state is not State.ACTIVE or self.counselor_id is None:
            return set()
        return {self.counselor_id, *(guest.id for guest in self.facts.guests)}

    def capacity(self, staff_id: int | None) -> Capacity | None:
        """In which this member of staff writes, where it is not the counselor's."""
        mediators = (guest.id for guest in self.facts.guests if guest.role is Role.MEDIATOR)
        return Capacity.MEDIATOR if staff_id is not None and staff_id in mediators else None

    def presence(self, side: Side) -> Presence | None:
        """`side` as the other side is told it; None while no counselor has come."""
        if self.is_over and self.ended_by == side:
            return Presence.LEFT
        if side is Side.COUNSELOR and self.counselor_id is None:
            return None
        if any(socket.awake for socket in self.sockets[side]):
            return Presence.HERE
        return Presence.ASLEEP if self.sockets[side] else self.away[side]

    def outlived(self, now: float, wall: float) -> Kind | None:
        """The period that is over by the clock that only runs (`now`) or by the one on the wall, if any."""
        if now - self.active_at > IDLE.total_seconds() and not self.facts.held:
            return Kind.CONVERSATION
        return Kind.OLD_CONVERSATION if wall - self.facts.opened > LONGEST.total_seconds() else None

    def touch(self, side: Side) -> None:
        """Words from `side` arrived: the conversation is not idle."""
        self.wrote.add(side)
        self.last_by = side
        self.active_at = time.monotonic()


class RunningConversations:
    """All running conversations of this process."""

    def __init__(self) -> None:
        self._by_id: dict[str, Running] = {}

    def __iter__(self) -> Iterator[Running]:
        return iter(tuple(self._by_id.values()))

    def __len__(self) -> int:
        return len(self._by_id)

    def add(self, running: Running) -> None:
        self._by_id[running.id] = running

    def remove(self, running: Running) -> None:
        self._by_id.pop(running.id, None)

    def find(self, conversation: str) -> Running | None:
        return self._by_id.get(conversation)

    def waiting(self) -> list[Running]:
        """The queue, first in line first; those who never came to wait are behind all who did."""
        waiting = (one for one in self if one.state is State.WAITING)
        return sorted(waiting, key=lambda one: (not one.came, one.facts.opened))

    def of_counselor(self, staff_id: int) -> list[Running]:
        return self._oldest_first(one for one in self if one.is_held_by(staff_id))

    def of_guest(self, staff_id: int) -> list[Running]:
        """Those in which this member of staff reads along."""
        mine = (one for one in self if staff_id in one.readers() and not one.is_held_by(staff_id))
        return self._oldest_first(mine)

    def offered_to(self, staff_id: int) -> list[Running]:
        """Those that a colleague asks this counselor to take over."""
        asked = (one for one in self if one.readers() and one.facts.offer and one.facts.offer.to == staff_id)
        return self._oldest_first(one for one in asked if not one.is_held_by(staff_id))

    @staticmethod
    def _oldest_first(some: Iterable[Running]) -> list[Running]:
        return sorted(some, key=lambda one: one.facts.opened)

    def place(self, running: Running) -> int | None:
        """1 for the first in line; None when not waiting."""
        if running.state is not State.WAITING:
            return None
        return self.waiting().index(running) + 1

    def aliases(self) -> set[str]:
        return {one.facts.alias for one in self}

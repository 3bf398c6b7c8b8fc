"""What the process knows of a running conversation beside its rows: who is here, who wrote, since when. Memory only.

Times of the visitor exist here and inside ciphertext, nowhere else.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

from chat.conversation import State
from chat.limits import Bucket
from chat.periods import IDLE, LONGEST, Kind
from chat.protocol import Presence, Side

if TYPE_CHECKING:
    from chat.connection import Connection

RATES = {Side.VISITOR: (1.0, 10), Side.COUNSELOR: (5.0, 30)}  # messages a second, and at once


class Facts(Struct, frozen=True):
    """What is sealed with a conversation's key beside its messages. `opened` is seconds since 1970.

    `no_note`: the visitor wants no note on this conversation; until it ends he may think otherwise.
    """

    alias: str
    language: str
    opened: float
    no_note: bool = False


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
    last_by: Side = Side.VISITOR
    held: bool = False  # it does not end because nobody writes: somebody is in danger
    active_at: float = field(default_factory=time.monotonic)
    waits_since: float = field(default_factory=time.monotonic)  # and means nothing while somebody has it
    buckets: dict[Side, Bucket] = field(default_factory=lambda: {side: Bucket(*RATES[side]) for side in Side})

    @property
    def is_over(self) -> bool:
        return self.state in (State.ENDED, State.PURGED)

    @property
    def minutes(self) -> int:
        return max(0, int((time.time() - self.facts.opened) / 60))

    def is_held_by(self, staff_id: int | None) -> bool:
        return self.state is State.ACTIVE and self.counselor_id == staff_id

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
        if now - self.active_at > IDLE.total_seconds() and not self.held:
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
        """The queue, first in line first."""
        queue = [one for one in self if one.state is State.WAITING]
        return sorted(queue, key=lambda one: one.facts.opened)

    def of_counselor(self, staff_id: int) -> list[Running]:
        mine = [one for one in self if one.state is State.ACTIVE and one.counselor_id == staff_id]
        return sorted(mine, key=lambda one: one.facts.opened)

    def place(self, running: Running) -> int | None:
        """1 for the first in line; None when not waiting."""
        if running.state is not State.WAITING:
            return None
        return self.waiting().index(running) + 1

    def aliases(self) -> set[str]:
        return {one.facts.alias for one in self}

"""Tickets: what a browser shows to open one socket, once, within half a minute. Memory only."""

import secrets
import time
from dataclasses import dataclass

from chat.limits import Clock
from chat.protocol import Side

SECONDS = 30


@dataclass(frozen=True)
class Pass:
    """What a ticket is good for. `staff_id` is None for the visitor."""

    conversation: str
    side: Side
    staff_id: int | None = None


class Tickets:
    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._issued: dict[str, tuple[float, Pass]] = {}

    def issue(self, to: Pass) -> str:
        self._forget_old()
        ticket = secrets.token_urlsafe(16)
        self._issued[ticket] = (self._clock() + SECONDS, to)
        return ticket

    def redeem(self, ticket: str) -> Pass | None:
        """What the ticket opens, or None when it is unknown, used or old. It cannot be used again."""
        until, found = self._issued.pop(ticket, (0.0, None))
        return found if until >= self._clock() else None

    def drop_staff(self, staff_id: int) -> None:
        """Makes worthless what was issued to somebody who has signed out."""
        for ticket, (_, to) in list(self._issued.items()):
            if to.staff_id == staff_id:
                del self._issued[ticket]

    def _forget_old(self) -> None:
        now = self._clock()
        for ticket, (until, _) in list(self._issued.items()):
            if until >= now:
                break  # issued in order, so the rest is younger
            del self._issued[ticket]

"""Which counselors are here. Open means that at least one of them is, and is taking visitors."""

import time

from chat.limits import Clock

PRESENT_SECONDS = 90  # a page reload, a changed network or a slow poll do not close the service


class CounselorPresence:
    """In memory: a restart asks everybody to show up again, which their open pages do by themselves."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[int, float] = {}
        self._gone: dict[int, float] = {}
        self._paused: set[int] = set()
        self._last = clock()

    def now(self) -> float:
        """A moment to hand to `seen`."""
        return self._clock()

    def seen(self, staff_id: int, asked: float) -> None:
        """Signed in, as somebody began to look at the moment `asked`; what was asked before a sign-out says nothing."""
        if asked > self._gone.get(staff_id, float("-inf")):
            self._seen[staff_id] = self._last = self._clock()

    def still_here(self, staff_id: int) -> None:
        """Longer present, where present at all."""
        if staff_id in self._seen:
            self._seen[staff_id] = self._last = self._clock()

    def gone(self, staff_id: int) -> None:
        """Signed out or disabled."""
        self._gone[staff_id] = self._clock()
        self._seen.pop(staff_id, None)
        self._paused.discard(staff_id)

    def set_available(self, staff_id: int, available: bool) -> None:
        (self._paused.discard if available else self._paused.add)(staff_id)

    def available(self, staff_id: int) -> bool:
        return staff_id not in self._paused

    def anyone(self) -> bool:
        """Whether somebody is present and takes visitors."""
        return any(self.available(staff) for staff in self._present())

    def number(self) -> int:
        """How many are present, those on a pause included."""
        return len(self._present())

    def others(self, staff_id: int) -> set[int]:
        """Who else is present."""
        return set(self._present()) - {staff_id}

    def deserted_for(self) -> float:
        """Seconds since anybody was last seen, or since the process began."""
        return self._clock() - self._last

    def _present(self) -> list[int]:
        since = self._clock() - PRESENT_SECONDS
        return [staff for staff, moment in self._seen.items() if moment >= since]

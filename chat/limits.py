"""How fast is too fast. Buckets live in memory and belong to a conversation or the service; see `chat.door` too."""

import time
from collections.abc import Callable

Clock = Callable[[], float]
MAX_MINE = 4  # conversations that one counselor can hold well


class Bucket:
    """A token bucket: `burst` at once, then `rate` a second."""

    def __init__(self, rate: float, burst: int, clock: Clock = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, float(burst), clock
        self._left, self._seen = float(burst), clock()

    @property
    def is_low(self) -> bool:
        """Whether less than half of the burst is left."""
        self._fill()
        return self._left < self._burst / 2

    def take(self) -> int:
        """0 when this one may pass, else the milliseconds after which it may."""
        self._fill()
        if self._left < 1:
            return int((1 - self._left) / self._rate * 1000) + 1
        self._left -= 1
        return 0

    def give_back(self) -> None:
        """What was taken for something that did not come about."""
        self._left = min(self._burst, self._left + 1)

    def _fill(self) -> None:
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._seen) * self._rate)
        self._seen = now


class Attempts:
    """Sign-ins of each name: ten at once, then one every three minutes. One that succeeds is given back.

    An attempt is taken before the password is checked, so many at once gain nothing. Names nobody has count too,
    so that an answer tells nothing; the table is bounded and forgets the oldest.
    """

    BURST, RATE, NAMES = 10, 1 / 180, 1000

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    def take(self, name: str) -> int:
        """0 when this attempt may be made, else the milliseconds after which one may."""
        if name not in self._buckets:
            if len(self._buckets) >= self.NAMES:
                del self._buckets[next(iter(self._buckets))]
            self._buckets[name] = Bucket(self.RATE, self.BURST, self._clock)
        return self._buckets[name].take()

    def give_back(self, name: str) -> None:
        self._buckets.pop(name, None)

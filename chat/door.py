"""Who comes in when many come at once: a pace for all, and while it is crowded a share for each network.

A network is not kept, nor written, nor shown: a number stands for it here, made with a salt that is in memory only and
thrown away every hour. It belongs to no conversation. See `docs/decisions/0010-crowds-without-addresses.md`.
"""

import time
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address
from secrets import token_bytes

from chat.errors import Busy
from chat.limits import Bucket, Clock

MAX_WAITING = 200
CROWDED = 20  # people waiting, from which on no network gets more than its share
FULL_RETRY = 30_000  # milliseconds


def network_of(address: str) -> str | None:
    """The part of a network that an address lies in, none where it is no address."""
    try:
        found: IPv4Address | IPv6Address | None = ip_address(address.strip())
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found
    width = 24 if isinstance(found, IPv4Address) else 56
    return f"{found.packed[: width // 8].hex()}/{width}" if found else None


class Shares:
    """Openings from each network: ten at once, then one every two minutes.

    The numbers are few, so that many networks may have the same; the table is bounded and forgets the oldest.
    """

    BURST, RATE, KEPT, SALTED_FOR = 10, 1 / 120, 2000, 3600

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._forget()

    def take(self, network: str) -> int:
        """0 when this opening is within the share, else the milliseconds after which one is."""
        if self._clock() - self._salted >= self.SALTED_FOR:
            self._forget()
        number = int.from_bytes(blake2b(network.encode(), digest_size=3, key=self._salt).digest()) >> 4
        if number not in self._buckets:
            if len(self._buckets) >= self.KEPT:
                del self._buckets[next(iter(self._buckets))]
            self._buckets[number] = Bucket(self.RATE, self.BURST, self._clock)
        return self._buckets[number].take()

    def _forget(self) -> None:
        self._salt, self._salted = token_bytes(32), self._clock()
        self._buckets: dict[int, Bucket] = {}


class Door:
    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._all = Bucket(rate=2, burst=60, clock=clock)
        self._shares = Shares(clock)

    def admit(self, network: str | None, waiting: int) -> None:
        """Raises Busy. Without a network, as behind a proxy that tells none, everybody is one crowd."""
        over = self._shares.take(network) if network else 0
        if over and (waiting >= CROWDED or self._all.is_low):
            raise Busy(over)
        if wait := self._all.take():
            raise Busy(wait)

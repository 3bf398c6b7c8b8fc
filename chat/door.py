"""Who comes in when many come at once: a pace for all, and while it is crowded a share for each network.

A network is not kept, nor written, nor shown: a number stands for it here, made with a salt that is in memory only and
thrown away every hour. It belongs to no conversation. See `docs/decisions/0010-crowds-without-addresses.md`.
"""

import re
import time
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address
from secrets import token_bytes

from chat.errors import Busy
from chat.limits import Bucket, Clock

MAX_WAITING = 200
CROWDED = 20  # people waiting, from which on no network gets more than its share
FULL_RETRY = 30_000  # milliseconds
PORTED = re.compile(r"(\[(?P<v6>[^]]*)\]|(?P<v4>[0-9.]+))(:[0-9]{1,5})?")  # as proxies write an address


def network_of(address: str) -> str | None:
    """The part of a network that an address lies in, none where it is no address. A port beside it does not matter.

    A customer of IPv6 has many networks: so it is counted as widely as the neighbours of an IPv4 address.
    """
    found = PORTED.fullmatch(address.strip())
    try:
        ip: IPv4Address | IPv6Address = ip_address(found["v6"] or found["v4"] if found else address.strip())
    except ValueError:
        return None
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip
    width = 24 if isinstance(ip, IPv4Address) else 48
    return f"{ip.packed[: width // 8].hex()}/{width}"


class Shares:
    """Openings from each network: ten at once, then one every two minutes.

    The numbers are few, so that many networks may have the same; the table is bounded, and forgets the one that was not
    asked for longest.
    """

    BURST, RATE, KEPT, SALTED_FOR = 10, 1 / 120, 2000, 3600

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._forget()

    def take(self, network: str) -> int:
        """0 when this opening is within the share, else the milliseconds after which one is."""
        return self._bucket(network).take()

    def give_back(self, network: str) -> None:
        self._bucket(network).give_back()

    def forget_old(self) -> None:
        """The salt, and all that it made, when their hour is over."""
        if self._clock() - self._salted >= self.SALTED_FOR:
            self._forget()

    def _bucket(self, network: str) -> Bucket:
        self.forget_old()
        number = int.from_bytes(blake2b(network.encode(), digest_size=3, key=self._salt).digest()) >> 4
        bucket = self._buckets.pop(number, None) or Bucket(self.RATE, self.BURST, self._clock)
        self._buckets[number] = bucket  # the last of them, now
        if len(self._buckets) > self.KEPT:
            del self._buckets[next(iter(self._buckets))]
        return bucket

    def _forget(self) -> None:
        self._salt, self._salted = token_bytes(32), self._clock()
        self._buckets: dict[int, Bucket] = {}


class Door:
    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._all = Bucket(rate=2, burst=60, clock=clock)
        self._shares = Shares(clock)

    def admit(self, network: str | None, waiting: int) -> None:
        """Raises Busy. Without a network, as behind a proxy that tells none, everybody is one crowd.

        A share is used up by who comes in while it is crowded, and by nothing else.
        """
        shared = network if waiting >= CROWDED or self._all.is_low else None
        if shared and (over := self._shares.take(shared)):
            raise Busy(over)
        if wait := self._all.take():
            if shared:
                self._shares.give_back(shared)
            raise Busy(wait)

    def forget_old(self) -> None:
        self._shares.forget_old()

"""The load: conversations in which both sides write at random moments, whatever the server makes of it.

An open loop: each message has a moment at which it is meant to be sent, and its latency counts from there, so a
server that falls behind cannot slow the senders down and look better for it.
"""

import random
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench import wire
from tests.bench.figures import percentile, poisson_arrivals

PAYLOAD = 160  # bytes of a message's frame, without its head
HOPELESS = 1.0  # seconds that a message may be on its way before the attempt is given up
SETTLE = 10.0  # seconds that a server gets to deliver what an attempt left behind
BURST = 32  # frames sent before what came in is read


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt. Latencies in seconds, of what was delivered; `late` is the generator's own lag."""

    rate: float
    sent: int
    latencies: list[float]
    late: list[float]
    twice: int
    gave_up: bool

    @property
    def p50(self) -> float:
        return percentile(self.latencies, 0.5)

    @property
    def p99(self) -> float:
        return percentile(self.latencies, 0.99)

    @property
    def lost(self) -> int:
        return self.sent - len(self.latencies)

    @property
    def sustained(self) -> bool:
        """Everything arrived, once, and 99 of 100 within a tenth of a second."""
        return not (self.gave_up or self.lost or self.twice) and self.p99 < 0.1


@dataclass
class Talker:
    """One end of a conversation."""

    link: socket.socket
    number: int
    n: int = 0
    received: bytearray = field(default_factory=bytearray)

    @property
    def other(self) -> int:
        return self.number ^ 1

    def compose(self, mark: str) -> bytes:
        """The frame of this talker's next message, which bears `mark`."""
        self.n += 1
        head = f'{{"t":"msg","n":{self.n},"text":"{mark} '
        return wire.masked(wire.TEXT, f'{head:x<{PAYLOAD - 2}}"}}'.encode())


class Crowd:
    """All the talkers of a server. Neighbours (0 and 1, 2 and 3 ...) are in the same conversation."""

    def __init__(self, pairs: Sequence[tuple[socket.socket, socket.socket]]) -> None:
        self._talkers = [Talker(link, number) for number, link in enumerate(end for pair in pairs for end in pair)]
        self._selector = selectors.DefaultSelector()
        for talker in self._talkers:
            talker.link.setblocking(False)
            self._selector.register(talker.link, selectors.EVENT_READ, talker)
        self._attempts = 0

    def close(self) -> None:
        self._selector.close()
        for talker in self._talkers:
            talker.link.close()

    def talk(self, rate: float, seconds: float, chance: random.Random) -> Outcome:
        """Sends `rate` messages a second for `seconds`, then waits for the last of them."""
        self._attempts += 1
        attempt = Attempt(self, f"#{self._attempts:04}.", rate, poisson_arrivals(rate, seconds, chance), chance)
        return attempt.run()

    def pick(self, chance: random.Random) -> Talker:
        return chance.choice(self._talkers)

    def receive(self) -> list[tuple[Talker, bytearray]]:
        """The text frames that have come, with who got them. Answers pings on the way."""
        texts = []
        for key, _ in self._selector.select(0):
            talker: Talker = key.data
            talker.received += self._read(talker.link)
            for opcode, payload in wire.unpacked(talker.received):
                if opcode == wire.TEXT:
                    texts.append((talker, payload))
                elif opcode == wire.PING:
                    talker.link.send(wire.masked(wire.PONG, bytes(payload)))
                elif opcode == wire.CLOSE:
                    raise ConnectionError(f"the server closed a socket with {int.from_bytes(payload[:2])}")
        return texts

    @staticmethod
    def _read(link: socket.socket) -> bytes:
        data = link.recv(1 << 18)
        if not data:
            raise ConnectionError("the server hung up")
        return data


class Attempt:
    """One rate for some seconds."""

    def __init__(self, crowd: Crowd, mark: str, rate: float, arrivals: list[float], chance: random.Random) -> None:
        self._crowd = crowd
        self._mark = mark.encode()
        self._rate = rate
        self._arrivals = arrivals
        writers = [crowd.pick(chance) for _ in arrivals]
        self._frames = [(talker, talker.compose(f"{mark}{i:07}")) for i, talker in enumerate(writers)]
        self._readers = [talker.other for talker in writers]
        self._waiting = [True] * len(arrivals)
        self._latencies: list[float] = []
        self._late: list[float] = []
        self._sent = self._oldest = self._twice = 0

    def run(self) -> Outcome:
        self._begun = time.perf_counter()
        gave_up = False
        while self._oldest < len(self._arrivals) and not gave_up:
            self._send()
            self._receive()
            gave_up = self._is_hopeless()
        if gave_up:
            self._settle()
        return Outcome(self._rate, self._sent, self._latencies, self._late, self._twice, gave_up)

    def _now(self) -> float:
        return time.perf_counter() - self._begun

    def _send(self) -> None:
        for _ in range(BURST):
            if self._sent == len(self._arrivals) or (late := self._now() - self._arrivals[self._sent]) < 0:
                return
            self._late.append(late)
            talker, frame = self._frames[self._sent]
            self._sent += 1
            if talker.link.send(frame) != len(frame):
                raise ConnectionError("the server stopped reading")

    def _receive(self) -> None:
        for talker, payload in self._crowd.receive():
            place = payload.find(self._mark)
            if place >= 0:
                start = place + len(self._mark)
                self._delivered(talker, int(payload[start : start + 7]))

    def _delivered(self, talker: Talker, index: int) -> None:
        if talker.number != self._readers[index]:
            return  # the author's own copy
        if not self._waiting[index]:
            self._twice += 1
            return
        self._latencies.append(self._now() - self._arrivals[index])
        self._waiting[index] = False
        while self._oldest < len(self._waiting) and not self._waiting[self._oldest]:
            self._oldest += 1

    def _is_hopeless(self) -> bool:
        return self._oldest < self._sent and self._now() - self._arrivals[self._oldest] > HOPELESS

    def _settle(self) -> None:
        """Lets the server finish what was sent, so that the next attempt finds it at rest."""
        until = self._now() + SETTLE
        while self._now() < until and any(self._waiting[: self._sent]):
            self._receive()

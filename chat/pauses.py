"""Browsers that may begin no conversation for a while, because a counselor ended theirs so. In memory only.

What is known of one is the digest of the visit cookie that it holds anyway, and the language in which it is told. Both
go with the process.
"""

import math
import time
from datetime import timedelta

from chat.limits import Clock
from chat.sealing import token_hash

LENGTH = timedelta(minutes=30)
PAUSED = "paused"  # who ended a conversation, as its visitor's page is told


class Pauses:
    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[bytes, tuple[float, str]] = {}

    def begin(self, mark: bytes, language: str) -> None:
        """From now on, for whoever holds the token that `mark` is the digest of."""
        self._until[mark] = self._clock() + LENGTH.total_seconds(), language

    def left(self, token: str) -> timedelta | None:
        """How long it still takes, in whole minutes; None when this browser may begin."""
        now = self._clock()
        self._until = {mark: pause for mark, pause in self._until.items() if pause[0] > now}
        until, _ = self._until.get(token_hash(token), (0.0, ""))
        return timedelta(minutes=math.ceil((until - now) / 60)) if until else None

    def language(self, token: str) -> str:
        """That of the conversation; empty when this browser may begin."""
        return self._until.get(token_hash(token), (0.0, ""))[1]

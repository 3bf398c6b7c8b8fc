"""One small exception for each cause. Raised in the domain, translated once at the edge."""

from datetime import timedelta


class NotFound(Exception):
    """There is no such conversation for the asker: unknown, over, or somebody else's."""


class Closed(Exception):
    """No counsellor is present, so no conversation can begin."""


class Busy(Exception):
    """Too many conversations are beginning just now."""

    def __init__(self, retry_ms: int) -> None:
        super().__init__(retry_ms)
        self.retry_ms = retry_ms


class Paused(Exception):
    """A counselor ended this browser's conversation so that it begins no other for what is `left`."""

    def __init__(self, left: timedelta) -> None:
        super().__init__(left)
        self.left = left


class TooFast(Busy):
    """This sender is over the rate; trying again after `retry_ms` helps."""


class TooMany(Exception):
    """The conversation has reached its number of messages."""


class TextRefused(Exception):
    """The text is empty, too long, or has characters that no message may have."""


class StorageFailed(Exception):
    """The message was not stored and must not be acknowledged; sending it again is safe."""


class Taken(Exception):
    """Another counselor was first."""


class MoreWritten(Exception):
    """The other side has written since this was read."""


class Owed(Exception):
    """The counselor owes a registration and gets no new visitor before it is done."""


class Full(Exception):
    """The counselor already has as many conversations as one person can hold."""

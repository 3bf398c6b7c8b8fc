"""How long visitors waited for a first answer, as numbers in five bands. Nobody's wait is written down by itself."""

from enum import StrEnum

MINUTE = 60.0


class Wait(StrEnum):
    """From when a conversation was begun until one of us wrote for the first time, or until its visitor had left."""

    UNDER_1 = "under_1"
    UNDER_5 = "under_5"
    UNDER_15 = "under_15"
    LONGER = "longer"
    LEFT = "left"


ENDS = ((1, Wait.UNDER_1), (5, Wait.UNDER_5), (15, Wait.UNDER_15))  # minutes; each band ends before them
ANSWERED = tuple(wait for wait in Wait if wait is not Wait.LEFT)


def band(seconds: float) -> Wait:
    """The band of who was answered after so long."""
    return next((wait for end, wait in ENDS if seconds < end * MINUTE), Wait.LONGER)

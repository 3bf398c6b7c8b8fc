"""Visitors who were not met: why, as a number for a day. Nobody's attempt is written down by itself."""

from enum import StrEnum


class Missed(StrEnum):
    UNANSWERED = "unanswered"  # waited, and nobody was present
    TURNED_AWAY = "turned_away"  # wanted to begin while nobody new was let in

"""The service's one calendar: which day it is where the service is, whatever the clock of the machine is set to."""

from datetime import date, datetime, tzinfo

_zone: tzinfo | None = None  # the machine's, until it is said


def keep(zone: tzinfo) -> None:
    """From now on days begin when they do in `zone`. Said once, where a process learns its settings."""
    global _zone
    _zone = zone


def today() -> date:
    return datetime.now(_zone).date()

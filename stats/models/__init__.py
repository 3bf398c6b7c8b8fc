"""The tables of `app.db` that hold the service's records: the register, shifts, and what else is written down."""

from stats.models import records, shifts
from stats.models.register import (
    Contact,
    ContactTopic,
    Destruction,
    LinkDecision,
    NotAContact,
    OwedRegistration,
)

__all__ = [
    "Contact",
    "ContactTopic",
    "Destruction",
    "LinkDecision",
    "NotAContact",
    "OwedRegistration",
    "records",
    "shifts",
]

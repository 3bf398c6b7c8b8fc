"""The tables of `app.db` that hold the service's records: the register, shifts, what else is written down,
and what was published.
"""

from stats.models import records, releases, series, shifts, told
from stats.models.register import (
    Contact,
    ContactReferral,
    ContactTopic,
    Destruction,
    LinkCheck,
    LinkDecision,
    ListedTopic,
    NotAContact,
    NoteExport,
    OwedRegistration,
    SkippedRegistration,
    TakenBack,
    Uncounted,
)

__all__ = [
    "Contact",
    "ContactReferral",
    "ContactTopic",
    "Destruction",
    "LinkCheck",
    "LinkDecision",
    "ListedTopic",
    "NotAContact",
    "NoteExport",
    "OwedRegistration",
    "SkippedRegistration",
    "TakenBack",
    "Uncounted",
    "records",
    "releases",
    "series",
    "shifts",
    "told",
]

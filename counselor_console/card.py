"""What a registration is for, and the id that its contact will have."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import date

from counselor_console.answers import first
from stats.vocabulary import Channel

Form = dict[str, list[str]]

CONTACT_ID = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True)
class Card:
    """What the form is for: an ended conversation, one that still runs, or a contact made elsewhere.

    `id` is the number of what is owed; only a contact made elsewhere has neither day nor channel. `draft` is what its
    draft is called, `filled` what it says from the start.
    """

    address: str
    draft: str
    filled: Form = field(default_factory=dict)
    id: int | None = None
    alias: str | None = None
    day: date | None = None
    channel: Channel | None = None
    exchanged: bool = True
    no_note: bool = False
    return_hint: bytes | None = None

    @property
    def running(self) -> bool:
        return self.id is None and self.day is not None


def contact_id(filled: Form) -> str:
    """The id that the contact will have. It stands in the form from the start, so a form sent twice is one contact."""
    brought = first(filled, "contact_id")
    return brought if CONTACT_ID.fullmatch(brought) else secrets.token_hex(4)

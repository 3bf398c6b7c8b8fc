"""How long each thing is kept: the one table. `docs/operations.md` and the staff's page print it from here."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from chat.language import N_

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
STALE_HOURS = 25  # a daily run may be an hour late; after that nobody new is let in


class Kind(StrEnum):
    CONVERSATION = "conversation"
    OLD_CONVERSATION = "old_conversation"
    OWED = "owed"
    NOTE = "note"
    SESSION = "session"
    INVITATION = "invitation"
    MAILBOX = "mailbox"
    INCIDENT = "incident"
    AUDIT = "audit"
    BACKUP = "backup"


@dataclass(frozen=True)
class Period:
    """`name` and `end` are texts of the catalogue; `length` counts from what `end` says."""

    name: str
    length: timedelta
    end: str


NOTHING_YET = N_("but nothing of the kind is kept yet")

PERIODS = {
    Kind.CONVERSATION: Period(N_("A conversation in which nobody writes"), IDLE, N_("after the last message")),
    Kind.OLD_CONVERSATION: Period(N_("Any conversation"), LONGEST, N_("after its beginning")),
    Kind.OWED: Period(N_("A registration that is owed"), timedelta(days=14), N_("after the conversation")),
    Kind.NOTE: Period(N_("The note on a contact"), timedelta(days=365), N_("after it was written")),
    Kind.SESSION: Period(N_("A colleague’s sign-in"), timedelta(hours=12), N_("after signing in")),
    Kind.INVITATION: Period(N_("A one-time code for a new account"), timedelta(days=7), N_("after it was made")),
    Kind.MAILBOX: Period(N_("A question left in the mailbox"), timedelta(days=30), NOTHING_YET),
    Kind.INCIDENT: Period(N_("A report of an incident"), timedelta(days=365), NOTHING_YET),
    Kind.AUDIT: Period(N_("The record of what was destroyed"), timedelta(days=3 * 365), N_("after the day")),
    Kind.BACKUP: Period(N_("A backup copy"), timedelta(days=30), N_("after it was made")),
}

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
    DRAFT = "draft"
    NOTE = "note"
    TRACE = "trace"
    SESSION = "session"
    INVITATION = "invitation"
    MAILBOX = "mailbox"
    INCIDENT = "incident"
    AGE_CONCERN = "age_concern"
    AUDIT = "audit"
    NOTE_EXPORT = "note_export"
    BACKUP = "backup"
    CHECK_CODE = "check_code"


@dataclass(frozen=True)
class Period:
    """`name` and `end` are texts of the catalogue; `length` counts from what `end` says."""

    name: str
    length: timedelta
    end: str


PERIODS = {
    Kind.CONVERSATION: Period(N_("A conversation in which nobody writes"), IDLE, N_("after the last message")),
    Kind.OLD_CONVERSATION: Period(N_("Any conversation"), LONGEST, N_("after its beginning")),
    Kind.OWED: Period(N_("A registration that is owed"), timedelta(days=14), N_("after the conversation")),
    Kind.DRAFT: Period(N_("A registration that is being written"), timedelta(days=1), N_("after it was last changed")),
    Kind.NOTE: Period(N_("The note on a contact"), timedelta(days=365), N_("after it was written")),
    Kind.TRACE: Period(
        N_("A coarse trace of the note: nobody can read its words, but who has the service key can test for one"),
        timedelta(days=3 * 365),
        N_("after it was written"),
    ),
    Kind.SESSION: Period(N_("A colleague’s sign-in"), timedelta(hours=12), N_("after signing in")),
    Kind.INVITATION: Period(N_("A one-time code for a new account"), timedelta(days=7), N_("after it was made")),
    Kind.CHECK_CODE: Period(N_("A check code that nobody used"), timedelta(days=1), N_("after it was made")),
    Kind.MAILBOX: Period(N_("A question left in the mailbox"), timedelta(days=30), N_("after the last message in it")),
    Kind.INCIDENT: Period(N_("The texts of an incident"), timedelta(days=365), N_("after the month of writing began")),
    Kind.AGE_CONCERN: Period(N_("A concern about age"), timedelta(days=2 * 365), N_("after the day")),
    Kind.AUDIT: Period(N_("The record of what was destroyed"), timedelta(days=3 * 365), N_("after the day")),
    Kind.NOTE_EXPORT: Period(
        N_("The record of who approved an export of notes"), timedelta(days=3 * 365), N_("after the day")
    ),
    Kind.BACKUP: Period(N_("A backup copy"), timedelta(days=30), N_("after it was made")),
}

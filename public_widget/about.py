"""What is kept and for how long, as this service runs today: made from its periods, its roles and its settings.

The address and the title say nothing. What the page says of a period stands here, in words for who reads it; the period
itself in `chat.periods` alone.
"""

from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chat import pauses
from chat.door import Shares
from chat.language import N_
from chat.pages import page
from chat.periods import PERIODS, Kind
from chat.roles import Permission, Role
from chat.settings import Settings
from public_widget.tongues import asked_for

OF_STAFF = frozenset({Kind.SESSION, Kind.INVITATION, Kind.AUDIT, Kind.NOTE_EXPORT})  # these tell of no visitor

KEPT = {
    Kind.CONVERSATION: N_(
        "What is written in a conversation is deleted when it ends. It ends by itself when nobody has written for "
        "%(length)s, unless a counsellor keeps it open because somebody is in danger."
    ),
    Kind.OLD_CONVERSATION: N_("No conversation lasts longer than %(length)s."),
    Kind.OWED: N_(
        "Until a counsellor has written the note, we keep the day, the language and whether both sides wrote, for "
        "%(length)s at most."
    ),
    Kind.DRAFT: N_("A note that is begun and not finished is deleted %(length)s after it was last changed."),
    Kind.NOTE: N_(
        "The words of a note, which name nobody, are deleted %(length)s after it was written. What was ticked beside "
        "them, such as the topic, stays as statistics."
    ),
    Kind.TRACE: N_(
        "Of those words a coarse trace remains for %(length)s after they were written, so that the statistics count "
        "nobody twice. Nobody can read the words from it. But whoever has our key can test whether a certain word may "
        "have been among them."
    ),
    Kind.INCIDENT: N_(
        "If you tell of violence or threats, a counsellor may write down the month and the kind. The area, and a "
        "warning to others if you agree to one, are deleted %(length)s after that month began."
    ),
    Kind.AGE_CONCERN: N_(
        "If a counsellor is worried that somebody is very young, what was considered is written down, without a name. "
        "It is deleted after %(length)s."
    ),
    Kind.MAILBOX: N_(
        "A question that you leave for later is deleted when you say so, and by itself at the latest %(length)s after "
        "the last message in it."
    ),
    Kind.CHECK_CODE: N_("A code that shows that it is really us is deleted when it is used, or after %(length)s."),
    Kind.BACKUP: N_("A backup copy, which may hold notes and never conversations, is destroyed after %(length)s."),
}
READERS = {
    Role.COUNSELOR: N_("counsellors"),
    Role.PEER_WORKER: N_("peer workers"),
    Role.MEDIATOR: N_("cultural mediators"),
    Role.STUDENT: N_("students"),
    Role.LEAD: N_("the lead"),
    Role.ADMIN: N_("who runs the machine"),
}


async def about(request: Request) -> Response:
    return page(request, "widget/about.html", asked_for(request), **_as_it_runs(request))


def _as_it_runs(request: Request) -> dict[str, Any]:
    state = request.app.state
    return {
        "kept": {words: PERIODS[kind].length for kind, words in KEPT.items()},
        "talk_with": _who_may(Permission.CONVERSATIONS),
        "asked_along": _who_may(Permission.INVITED),
        "read_notes": _who_may(Permission.REGISTER),
        "reads_on": state.reads_on,
        "crowd": timedelta(seconds=Shares.SALTED_FOR) if _counts_networks(state.settings) else None,
        "pause": pauses.LENGTH,
        "backup_kept": PERIODS[Kind.BACKUP].length,
    }


def _counts_networks(settings: Settings) -> bool:
    return settings.admission == "on" and bool(settings.network_header)


def _who_may(permission: Permission) -> list[str]:
    return [words for role, words in READERS.items() if role.may(permission)]

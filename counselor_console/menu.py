"""The pages of staff, as the bar and its menu list them, and where each role begins. Routes say who may open them."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import Scope

from chat.accounts import Staff
from chat.language import N_
from chat.roles import Permission, Role

IN_BAR = 4  # of the pages that one may open; the menu has the others
OUTREACH, RECORDS, SERVICE = N_("Outreach"), N_("Records"), N_("The service")


@dataclass(frozen=True)
class Entry:
    """A page that those with one of `permissions` find in the menu; none of them means everybody.

    `beside`: it opens beside conversations that run, instead of in their place.
    """

    address: str
    name: str
    permissions: tuple[Permission, ...]
    group: str = SERVICE
    beside: bool = True


@dataclass(frozen=True)
class Menu:
    """What one member of staff is shown: the first few pages, the others by group, and the names of all one's roles.

    `available`: whether one receives visitors; None in a role that does not. `again`: for who decides on texts, how
    many languages are offered no longer because their texts were changed.
    """

    home: str
    bar: list[Entry]
    groups: dict[str, list[Entry]]
    roles: dict[Role, str]
    available: bool | None
    again: int


ENTRIES = (
    Entry("/console", N_("Conversations"), (Permission.INVITED,), beside=False),
    Entry("/console/contacts", N_("Contacts"), (Permission.REGISTER,)),
    Entry("/stats", N_("Figures"), (Permission.STATISTICS,), beside=False),
    Entry("/stats/explore", N_("Explore"), (Permission.STATISTICS,), beside=False),
    Entry("/stats/releases", N_("Editions"), (Permission.STATISTICS,), beside=False),
    Entry("/console/shifts", N_("Shifts"), (Permission.RECORDS,), OUTREACH),
    Entry("/console/rota", N_("Rota"), (Permission.DECIDE,), OUTREACH),
    Entry("/console/venues", N_("Venues"), (Permission.RECORDS,), OUTREACH),
    Entry("/console/mailbox", N_("Mailbox"), (Permission.CONVERSATIONS, Permission.DECIDE), OUTREACH),
    Entry("/console/campaigns", N_("Campaigns"), (Permission.RECORDS,), OUTREACH),
    Entry("/console/directory", N_("Where to refer"), (Permission.RECORDS,), RECORDS),
    Entry("/console/activities", N_("Activities"), (Permission.RECORDS,), RECORDS),
    Entry("/console/incidents", N_("Incidents"), (Permission.INCIDENTS,), RECORDS),
    Entry("/console/age-concerns", N_("Concerns about age"), (Permission.INCIDENTS,), RECORDS),
    Entry("/console/import", N_("Files in"), (Permission.REGISTER,), RECORDS),
    Entry("/console/phrases", N_("Prepared replies"), (Permission.CONVERSATIONS, Permission.DECIDE)),
    Entry("/console/answers", N_("Answers to read"), (Permission.CONVERSATIONS, Permission.DECIDE)),
    Entry("/console/reach", N_("Help and address"), (Permission.DECIDE,)),
    Entry("/console/guidance", N_("Act now"), (Permission.DECIDE,)),
    Entry("/console/languages", N_("Languages"), (Permission.DECIDE,)),
    Entry("/console/lists", N_("Lists"), (Permission.DECIDE,)),
    Entry("/console/kept", N_("What is kept"), ()),
    Entry("/console/password", N_("Your password"), ()),
)
HOMES = {
    Role.COUNSELOR: "/console",
    Role.PEER_WORKER: "/console",
    Role.MEDIATOR: "/console",
    Role.STUDENT: "/console/shifts",
    Role.LEAD: "/stats",
    Role.ADMIN: "/console/kept",
}
ROLE_NAMES = {
    Role.COUNSELOR: N_("Counsellor"),
    Role.PEER_WORKER: N_("Peer worker"),
    Role.MEDIATOR: N_("Cultural mediator"),
    Role.STUDENT: N_("Student"),
    Role.LEAD: N_("Lead"),
    Role.ADMIN: N_("Administrator"),
}


def menu_for(request: Request, staff: Staff) -> Menu:
    """What the bar shows. `app` hands this to the pages of the statistics too."""
    shown = [entry for entry in ENTRIES if _may(staff, entry) and is_page(request, entry.address)]
    groups: dict[str, list[Entry]] = {}
    for entry in shown[IN_BAR:]:
        groups.setdefault(entry.group, []).append(entry)
    roles = {role: ROLE_NAMES[role] for role in staff.choices}
    receives = staff.may(Permission.CONVERSATIONS)
    available = request.app.state.presence.available(staff.id) if receives else None
    again = request.app.state.tongues.again if staff.may(Permission.DECIDE) else 0
    return Menu(HOMES[staff.role], shown[:IN_BAR], groups, roles, available, again)


def _may(staff: Staff, entry: Entry) -> bool:
    return not entry.permissions or any(staff.may(permission) for permission in entry.permissions)


def is_page(request: Request, address: str) -> bool:
    """Whether something of ours is to be read at `address`, whoever may."""
    path = address.partition("?")[0]
    return _answers(request.app.routes, {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []})


def _answers(routes: Iterable[BaseRoute], scope: Scope) -> bool:
    for route in routes:
        match, child = route.matches(scope)
        if match is Match.FULL and (not isinstance(route, Mount) or _answers(route.routes, {**scope, **child})):
            return True
    return False

"""Who may do what, as one table. Looked up by `access`; every route names the permission it needs.

An account may have several roles. In each signed-in browser one of them is active, and it alone decides.
"""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """In the order in which an account with several takes them up at sign-in."""

    COUNSELOR = "counselor"
    PEER_WORKER = "peer_worker"
    MEDIATOR = "mediator"
    STUDENT = "student"
    LEAD = "lead"
    ADMIN = "admin"

    def may(self, permission: "Permission") -> bool:
        return self in PERMISSIONS[permission]


class Permission(StrEnum):
    CONVERSATIONS = "take, read and answer conversations"
    REGISTER = "register contacts, read notes, link contacts"
    CLEAR = "say that what is open of a year was gone through"
    INVITED = "read along and answer in conversations that one was invited to"
    RECORDS = "shifts, venues, referrals, activities and campaigns"
    INCIDENTS = "incidents and concerns about age"
    STATISTICS = "read statistics"
    DECIDE = "rota, lists, texts and rules that the service decides on"
    OPERATE = "what is kept and destroyed, and how the machine is set up"


PERMISSIONS: dict[Permission, frozenset[Role]] = {
    Permission.CONVERSATIONS: frozenset({Role.COUNSELOR, Role.PEER_WORKER}),
    Permission.REGISTER: frozenset({Role.COUNSELOR, Role.PEER_WORKER}),
    Permission.CLEAR: frozenset({Role.COUNSELOR}),
    Permission.INVITED: frozenset({Role.COUNSELOR, Role.PEER_WORKER, Role.MEDIATOR}),
    Permission.RECORDS: frozenset({Role.COUNSELOR, Role.PEER_WORKER, Role.STUDENT, Role.LEAD}),
    Permission.INCIDENTS: frozenset({Role.COUNSELOR, Role.PEER_WORKER}),
    Permission.STATISTICS: frozenset({Role.LEAD}),
    Permission.DECIDE: frozenset({Role.LEAD}),
    Permission.OPERATE: frozenset({Role.ADMIN}),
}


def in_order(roles: Iterable[Role]) -> list[Role]:
    """As they are declared, so that the first is the one that is active after sign-in."""
    return sorted(roles, key=list(Role).index)

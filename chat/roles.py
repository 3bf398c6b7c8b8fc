"""Who may do what, as one table. Looked up by `access`; every route names the permission it needs."""

from enum import StrEnum


class Role(StrEnum):
    COUNSELOR = "counselor"
    PEER_WORKER = "peer_worker"
    MEDIATOR = "mediator"
    STUDENT = "student"
    LEAD = "lead"
    ADMIN = "admin"


class Permission(StrEnum):
    CONVERSATIONS = "take, read and answer conversations"
    REGISTER = "register contacts, read notes, link contacts"
    INVITED = "read along and answer in conversations that one was invited to"
    RECORDS = "shifts, venues, referrals, activities and campaigns"
    INCIDENTS = "incidents and concerns about age"
    STATISTICS = "read statistics"
    DECIDE = "rota, lists, texts and rules that the service decides on"
    OPERATE = "what is kept and destroyed, and how the machine is set up"


PERMISSIONS: dict[Permission, frozenset[Role]] = {
    Permission.CONVERSATIONS: frozenset({Role.COUNSELOR, Role.PEER_WORKER}),
    Permission.REGISTER: frozenset({Role.COUNSELOR, Role.PEER_WORKER}),
    Permission.INVITED: frozenset({Role.COUNSELOR, Role.PEER_WORKER, Role.MEDIATOR}),
    Permission.RECORDS: frozenset({Role.COUNSELOR, Role.PEER_WORKER, Role.STUDENT, Role.LEAD}),
    Permission.INCIDENTS: frozenset({Role.COUNSELOR, Role.PEER_WORKER}),
    Permission.STATISTICS: frozenset({Role.LEAD}),
    Permission.DECIDE: frozenset({Role.LEAD}),
    Permission.OPERATE: frozenset({Role.ADMIN}),
}


def allowed(roles: frozenset[Role], permission: Permission) -> bool:
    """Whether any of `roles` carries `permission`."""
    return bool(roles & PERMISSIONS[permission])

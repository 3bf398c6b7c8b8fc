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
    STATISTICS = "read statistics"


PERMISSIONS: dict[Permission, frozenset[Role]] = {
    Permission.CONVERSATIONS: frozenset({Role.COUNSELOR, Role.PEER_WORKER}),
    Permission.REGISTER: frozenset({Role.COUNSELOR, Role.PEER_WORKER}),
    Permission.STATISTICS: frozenset({Role.LEAD}),
}


def allowed(roles: frozenset[Role], permission: Permission) -> bool:
    """Whether any of `roles` carries `permission`."""
    return bool(roles & PERMISSIONS[permission])

"""Staff accounts: passwords (argon2id), roles, sessions, invitations. Plain functions taking a session."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from chat.language import DEFAULT, N_
from chat.models import Account, AccountRole, Invitation, StaffSession
from chat.periods import PERIODS, Kind
from chat.roles import Permission, Role, in_order

MIN_PASSWORD = 8
MAX_PASSWORD = 256
INVITATION_DAYS = PERIODS[Kind.INVITATION].length.days
FIRST_ROLES = (Role.COUNSELOR, Role.LEAD, Role.ADMIN)
HASHER = PasswordHasher()  # RFC 9106, low-memory profile: argon2id, 64 MiB, 3 passes, 4 lanes


@dataclass(frozen=True)
class Staff:
    """Who is asking, for as long as one request. `role` decides what is allowed; `choices` are all that one has."""

    id: int
    name: str
    role: Role
    choices: tuple[Role, ...]
    language: str

    def may(self, permission: Permission) -> bool:
        return self.role.may(permission)


class AccountRefused(Exception):
    """The account cannot be made or changed so; the message says why."""


class InvitationRefused(Exception):
    """The invitation cannot be used so; the message is a text of the catalogue."""


def add_account(session: Session, name: str, roles: list[Role], password: str | None) -> str | None:
    """A new account. Without a password, returns a one-time invitation code. Raises AccountRefused."""
    name = _new_name(session, name)
    if password is not None and not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise AccountRefused(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters")
    account = Account(name=name, password_hash=HASHER.hash(password) if password else None)
    _give(account, roles)
    session.add(account)
    session.flush()
    return None if password else invite(session, account.id)


def new_password() -> str:
    """A password that nobody has to think of."""
    return "-".join(secrets.token_hex(2) for _ in range(3))


def list_accounts(session: Session) -> list[Account]:
    return list(session.scalars(select(Account).order_by(Account.name)))


def get_account(session: Session, name: str) -> Account:
    """Raises AccountRefused for an unknown name."""
    account = session.scalar(select(Account).where(Account.name == name))
    if account is None:
        raise AccountRefused(f"there is no account {name!r}")
    return account


def name_of(session: Session, account_id: int) -> str:
    return session.get_one(Account, account_id).name


def set_roles(session: Session, name: str, roles: list[Role]) -> Account:
    """The account has these roles and no other. Who works in one that is taken away is signed out.

    Raises AccountRefused.

    Its sessions go with the role, by the foreign key.
    """
    account = get_account(session, name)
    _give(account, roles)
    session.flush()
    return account


def _give(account: Account, roles: list[Role]) -> None:
    if not roles:
        raise AccountRefused("an account needs at least one role")
    kept = [row for row in account.roles if row.role in roles]
    new = set(roles) - {row.role for row in kept}
    account.roles = [*kept, *(AccountRole(role=role) for role in in_order(new))]


def end_sessions(session: Session, account_id: int) -> None:
    session.execute(delete(StaffSession).where(StaffSession.account_id == account_id))


def disable_account(session: Session, name: str) -> Account:
    """Ends the account's sessions and lets it sign in no more. Raises AccountRefused for an unknown name."""
    account = get_account(session, name)
    account.disabled = True
    account.totp_secret = account.totp_step = None
    end_sessions(session, account.id)
    session.execute(delete(Invitation).where(Invitation.account_id == account.id))
    return account


def is_at_work(session: Session, account_id: int, permission: Permission) -> bool:
    """Whether the account is signed in, in whatever browser, in a role with `permission`."""
    return any(role.may(permission) for role in _active_roles(session, account_id))


def may_return(session: Session, account_id: int, permission: Permission) -> bool:
    """Whether the account is signed in, in whatever role, and has one with `permission` to go back to."""
    account = session.get(Account, account_id)
    return account is not None and _can(account, permission) and bool(_active_roles(session, account_id))


def _active_roles(session: Session, account_id: int) -> set[Role]:
    lasting = select(StaffSession.role).join(Account, Account.id == StaffSession.account_id)
    mine = lasting.where(Account.id == account_id, Account.disabled.is_(False), StaffSession.expires_at > _now())
    return set(session.scalars(mine))


def heir_of(session: Session, account_id: int, permission: Permission) -> int:
    """The account; a colleague's, if there is one, when it is gone, disabled or has no role with `permission`."""
    account = session.get(Account, account_id)
    if account and _can(account, permission):
        return account_id
    colleague = find_colleague(session, account_id, permission)
    return colleague.id if colleague else account_id


def find_colleague(session: Session, account_id: int, permission: Permission) -> Account | None:
    """Somebody else who can sign in and has `permission`, if there is anybody."""
    others = (other for other in list_accounts(session) if other.id != account_id)
    return next((one for one in others if _can(one, permission)), None)


def list_able(session: Session, permission: Permission) -> list[Account]:
    """Everybody who can sign in and has `permission`."""
    return [account for account in list_accounts(session) if _can(account, permission)]


def set_password(session: Session, account_id: int, password: str) -> None:
    """Raises AccountRefused."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise AccountRefused(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters")
    session.get_one(Account, account_id).password_hash = HASHER.hash(password)


def _can(account: Account, permission: Permission) -> bool:
    return not account.disabled and any(row.role.may(permission) for row in account.roles)


def check_password(session: Session, name: str, password: str) -> int | None:
    """The account that the two belong to, or None. A wrong name takes as long as a wrong password."""
    account = session.scalar(select(Account).where(Account.name == name, Account.disabled.is_(False)))
    known = account.password_hash if account and account.password_hash else _nobodys_hash()
    try:
        HASHER.verify(known, password[: MAX_PASSWORD + 1])
    except (VerifyMismatchError, InvalidHashError):
        return None
    if account is None or account.password_hash is None:
        return None
    if HASHER.check_needs_rehash(known):  # unless it is changed meanwhile
        same = update(Account).where(Account.id == account.id, Account.password_hash == known)
        session.execute(same.values(password_hash=HASHER.hash(password)))
    return account.id


def open_session(session: Session, account_id: int, language: str = DEFAULT) -> tuple[str, Staff]:
    """A new session's token and its owner, who has shown who it is, in the first of the account's roles."""
    session.execute(delete(StaffSession).where(StaffSession.expires_at <= _now()))
    token = secrets.token_urlsafe(32)
    account = session.get_one(Account, account_id)
    role = in_order(row.role for row in account.roles)[0]
    expires = _now() + PERIODS[Kind.SESSION].length
    opened = StaffSession(
        token_hash=_digest(token), account_id=account_id, role=role, language=language, expires_at=expires
    )
    session.add(opened)
    return token, _staff(account, opened)


def sign_out(session: Session, token: str) -> None:
    session.execute(delete(StaffSession).where(StaffSession.token_hash == _digest(token)))


def identify(session: Session, token: str) -> Staff | None:
    """The owner of a session, while it lasts."""
    found = session.get(StaffSession, _digest(token))
    if found is None or found.expires_at <= _now():
        return None
    account = session.get(Account, found.account_id)
    return _staff(account, found) if account and not account.disabled else None


def set_role(session: Session, token: str, role: Role) -> None:
    """Which of the account's roles is active in this browser from now on."""
    if found := session.get(StaffSession, _digest(token)):
        found.role = role


def set_language(session: Session, token: str, language: str) -> None:
    if found := session.get(StaffSession, _digest(token)):
        found.language = language


def invite(session: Session, account_id: int | None) -> str:
    """A one-time code for the account, or for the first account of an empty service. Earlier codes for it end."""
    session.execute(delete(Invitation).where(Invitation.account_id.is_not_distinct_from(account_id)))
    code = "-".join(secrets.token_hex(2) for _ in range(5))  # 80 bits
    session.add(
        Invitation(
            code_hash=_digest(code),
            account_id=account_id,
            expires_at=_now() + PERIODS[Kind.INVITATION].length,
        )
    )
    return code


def first_invitation(session: Session) -> str | None:
    """A fresh code for the very first account; None when there are accounts already."""
    return None if session.scalar(select(Account.id).limit(1)) else invite(session, None)


def accept_invitation(session: Session, code: str, name: str, password: str) -> int:
    """Sets the account's password (and, on first start, makes the account). Raises InvitationRefused."""
    found = session.get(Invitation, _digest(code.strip().lower()))
    if found is None or found.expires_at <= _now():
        raise InvitationRefused(N_("This code is not valid. Ask for a new one."))
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise InvitationRefused(N_("A password has at least 8 characters."))
    account = session.get(Account, found.account_id) if found.account_id else _first_account(session, name)
    if account is None or account.disabled:
        raise InvitationRefused(N_("This code is not valid. Ask for a new one."))
    account.password_hash = HASHER.hash(password)
    session.delete(found)
    return account.id


def _first_account(session: Session, name: str) -> Account:
    try:
        account = Account(name=_new_name(session, name))
    except AccountRefused:
        raise InvitationRefused(N_("Write a name to sign in with.")) from None
    _give(account, list(FIRST_ROLES))
    session.add(account)
    session.flush()
    return account


def _new_name(session: Session, name: str) -> str:
    name = name.strip()
    if not name or len(name) > 60:
        raise AccountRefused("a name has 1 to 60 characters")
    if session.scalar(select(Account.id).where(Account.name == name)):
        raise AccountRefused(f"the name {name!r} is in use")
    return name


def _staff(account: Account, signed_in: StaffSession) -> Staff:
    choices = tuple(in_order(row.role for row in account.roles))
    return Staff(account.id, account.name, signed_in.role, choices, signed_in.language)


def _digest(token: str) -> bytes:
    return blake2b(token.encode(), digest_size=32, person=b"staff").digest()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@cache
def _nobodys_hash() -> str:
    return HASHER.hash(secrets.token_urlsafe(16))

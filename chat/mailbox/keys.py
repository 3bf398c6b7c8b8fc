"""Whose keys open the mailbox. Everything here is about `app.db`, in the caller's transaction.

Each counselor has a pair of her own, whose private half her password opens; it is never stored in the open. Threads are
sealed to a team's pair, whose private half is sealed to each of them. A pair of the team's lasts a week at most, and is
made anew as soon as not just those who may read can open it.
"""

import os
from dataclasses import dataclass, field
from datetime import date, timedelta

from nacl.pwhash import argon2id
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chat import accounts
from chat.errors import Closed
from chat.mailbox.models import PersonalKey, TeamKey, TeamShare
from chat.models import Account
from chat.roles import Permission
from chat.sealing import Unreadable, new_pair, open_sealed, password_key, seal, seal_to, unseal

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Cost:
    """Of deriving a key from a password: `memory` bytes, `passes` times over."""

    passes: int
    memory: int


COST = Cost(passes=3, memory=256 * 1024 * 1024)


@dataclass(frozen=True)
class Opened:
    """A counselor's private half, in memory for as long as she is signed in."""

    account_id: int
    private: bytes = field(repr=False)


class OpenKeys:
    """Which signed-in browsers have their counselor's key open. Memory only: after a restart none has."""

    def __init__(self) -> None:
        self._open: dict[str, Opened] = {}  # by the session's token

    def put(self, token: str, opened: Opened) -> None:
        self._open[token] = opened

    def find(self, token: str, account_id: int) -> Opened | None:
        found = self._open.get(token)
        return found if found and found.account_id == account_id else None

    def drop(self, token: str) -> None:
        self._open.pop(token, None)

    def drop_ended(self, session: Session) -> None:
        """Forgets what belongs to sessions that are over."""
        for token in tuple(self._open):
            if accounts.identify(session, token) is None:
                self.drop(token)


def has_key(session: Session, account_id: int) -> bool:
    return session.get(PersonalKey, account_id) is not None


def open_personal(session: Session, account_id: int, password: str) -> Opened:
    """The account's key, opened by its password, which must have been checked.

    Where there is none, or it was wrapped under a password that was replaced since, a new pair is made; what only the
    old one opened, a colleague has to open to the new one.
    """
    row = session.get(PersonalKey, account_id)
    if row:
        try:
            return Opened(account_id, _unwrap(row, password))
        except Unreadable:
            pass
    public, private = new_pair()
    fresh = _wrapped(account_id, public, private, password)
    session.execute(delete(PersonalKey).where(PersonalKey.account_id == account_id))
    session.add(fresh)
    session.flush()
    return Opened(account_id, private)


def rewrap(session: Session, account_id: int, old: str, new: str) -> None:
    """Puts the key under a new password. One that the old does not open stays as it is."""
    row = session.get(PersonalKey, account_id)
    if row is None:
        return
    try:
        private = _unwrap(row, old)
    except Unreadable:
        return
    session.merge(_wrapped(account_id, row.public, private, new))


def _wrapped(account_id: int, public: bytes, private: bytes, password: str) -> PersonalKey:
    salt = os.urandom(argon2id.SALTBYTES)
    wrapped = seal(password_key(password, salt, COST.passes, COST.memory), private, f"personal|{account_id}")
    return PersonalKey(
        account_id=account_id, public=public, salt=salt, passes=COST.passes, memory=COST.memory, wrapped=wrapped
    )


def _unwrap(row: PersonalKey, password: str) -> bytes:
    key = password_key(password, row.salt, row.passes, row.memory)
    return unseal(key, row.wrapped, f"personal|{row.account_id}")


def current_team_key(session: Session, today: date) -> tuple[int, bytes]:
    """The number and the public half of the pair to seal to now. Raises Closed when nobody could open it."""
    readers = _readers(session)
    if not readers:
        raise Closed
    newest = session.scalar(select(TeamKey).where(TeamKey.week == _monday(today)).order_by(TeamKey.id.desc()).limit(1))
    if newest is None or _holders(session, newest.id) != {reader.account_id for reader in readers}:
        newest = _new_team_key(session, _monday(today), readers)
    return newest.id, newest.public


def _new_team_key(session: Session, week: date, readers: list[PersonalKey]) -> TeamKey:
    public, private = new_pair()
    made = TeamKey(week=week, public=public)
    session.add(made)
    session.flush()
    for reader in readers:
        _share(session, made.id, reader, private)
    session.flush()
    return made


def _share(session: Session, team_key_id: int, reader: PersonalKey, private: bytes) -> None:
    sealed = seal_to(reader.public, private)
    session.add(TeamShare(team_key_id=team_key_id, account_id=reader.account_id, sealed=sealed))


def team_private(session: Session, opened: Opened, team_key_id: int) -> bytes:
    """The team's private half, with a counselor's key. Raises Unreadable when it was not sealed to her."""
    share = session.get(TeamShare, (team_key_id, opened.account_id))
    if share is None:
        raise Unreadable("team key")
    return open_sealed(opened.private, share.sealed)


def list_lacking(session: Session, opened: Opened) -> list[Account]:
    """Colleagues who may read and cannot open everything that this counselor can."""
    mine = _shared_with(session, opened.account_id)
    others = [reader.account_id for reader in _readers(session) if mine - _shared_with(session, reader.account_id)]
    return [session.get_one(Account, account_id) for account_id in others]


def list_shares(session: Session) -> dict[int, set[int]]:
    """Who can open which pair of the team's. One that nobody can is not among them."""
    shares: dict[int, set[int]] = {}
    for row in session.scalars(select(TeamShare)):
        shares.setdefault(row.team_key_id, set()).add(row.account_id)
    return shares


def grant(session: Session, opened: Opened, account_id: int) -> None:
    """Lets a colleague who may read open what this counselor can. Anybody else is passed over."""
    reader = next((one for one in _readers(session) if one.account_id == account_id), None)
    if reader is None:
        return
    for team_key_id in _shared_with(session, opened.account_id) - _shared_with(session, account_id):
        _share(session, team_key_id, reader, team_private(session, opened, team_key_id))


def drop_unneeded(session: Session, needed: set[int], today: date) -> int:
    """Destroys the keys of who may no longer read, and the team's that no thread needs; how many of all."""
    able = [account.id for account in accounts.list_able(session, Permission.CONVERSATIONS)]
    gone = session.scalars(
        delete(PersonalKey).where(PersonalKey.account_id.not_in(able)).returning(PersonalKey.account_id)
    )
    number = len(gone.all())
    old = TeamKey.week < _monday(today) - WEEK  # a thread may be on its way that a newer one is needed for
    over = session.scalars(delete(TeamKey).where(old, TeamKey.id.not_in(needed)).returning(TeamKey.id))
    return number + len(over.all())


def _readers(session: Session) -> list[PersonalKey]:
    """The keys of those who may read."""
    able = [account.id for account in accounts.list_able(session, Permission.CONVERSATIONS)]
    return list(session.scalars(select(PersonalKey).where(PersonalKey.account_id.in_(able))))


def _holders(session: Session, team_key_id: int) -> set[int]:
    return set(session.scalars(select(TeamShare.account_id).where(TeamShare.team_key_id == team_key_id)))


def _shared_with(session: Session, account_id: int) -> set[int]:
    return set(session.scalars(select(TeamShare.team_key_id).where(TeamShare.account_id == account_id)))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

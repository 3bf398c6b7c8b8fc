"""Whose keys open the mailbox. Everything here is about `app.db`, in the caller's transaction.

Each counselor has a pair of her own, whose private half her password opens; it is never stored in the open. Threads are
sealed to a team's pair, whose private half is sealed to each of them who is in: whom a colleague has let in, because
a password that somebody else can reset proves nothing. A pair of the team's lasts a week at most, and is made anew as
soon as not just those who are in can open it, or one of theirs went or was exchanged.
"""

import os
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from nacl.pwhash import argon2id
from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from chat import accounts
from chat.db import begin_writing
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
        """Another pair of the same counselor's is over, in whatever browser it was open."""
        for other, before in tuple(self._open.items()):
            if before.account_id == opened.account_id and before != opened:
                self.drop(other)
        self._open[token] = opened

    def find(self, token: str, account_id: int) -> Opened | None:
        found = self._open.get(token)
        return found if found and found.account_id == account_id else None

    def drop(self, token: str) -> None:
        self._open.pop(token, None)

    def drop_ended(self, session: Session) -> None:
        """Forgets what belongs to sessions that are over, or go on in a role that may not read."""
        for token in tuple(self._open):
            staff = accounts.identify(session, token)
            if staff is None or not staff.may(Permission.CONVERSATIONS):
                self.drop(token)


def open_personal(session: Session, account_id: int, password: str) -> Opened | None:
    """The account's key, opened by its password, which must have been checked; None where there is none.

    Raises Unreadable when it was wrapped under a password that somebody replaced without knowing it.
    """
    row = session.get(PersonalKey, account_id)
    if row is None:
        return None
    opened = Opened(account_id, _unwrap(row, password))
    if not row.let_in:
        _let_first_in(session, account_id)
    return opened


def make_personal(session: Session, account_id: int, password: str) -> Opened:
    """A new pair. One that was there goes, with all that it opened, until a colleague lets the new one in."""
    public, private = new_pair()
    before = delete(PersonalKey).where(PersonalKey.account_id == account_id).returning(PersonalKey.let_in)
    was_in = session.scalar(before)
    session.add(PersonalKey(account_id=account_id, public=public, let_in=False, **_wrap(account_id, private, password)))
    session.flush()
    if was_in:
        _exchange_team_key(session)
    _let_first_in(session, account_id)
    return Opened(account_id, private)


def renew(session: Session, account_id: int, old: str, new: str) -> Opened | None:
    """A new pair under a new password, for all that hers opens. An older copy of it opens nothing that comes later.

    None, and nothing is changed, where there is no pair, or the old password does not open it.
    """
    row = session.get(PersonalKey, account_id)
    if row is None:
        return None
    try:
        before = _unwrap(row, old)
    except Unreadable:
        return None
    public, private = new_pair()
    wrapped = _wrap(account_id, private, new)
    session.merge(PersonalKey(account_id=account_id, public=public, let_in=row.let_in, **wrapped))
    for share in session.scalars(select(TeamShare).where(TeamShare.account_id == account_id)):
        share.sealed = seal_to(public, open_sealed(before, share.sealed))
    _exchange_team_key(session)
    return Opened(account_id, private)


def _let_first_in(session: Session, account_id: int) -> None:
    """Where nobody is in who could let her in, who may read is in. One statement, so that of two one comes first."""
    able = _able(session)
    somebody = exists().where(PersonalKey.account_id.in_(able), PersonalKey.let_in)
    if account_id in able:
        hers = update(PersonalKey).where(PersonalKey.account_id == account_id, PersonalKey.let_in.is_(False), ~somebody)
        session.execute(hers.values(let_in=True))


def _wrap(account_id: int, private: bytes, password: str) -> dict[str, Any]:
    """The columns that keep a private half."""
    salt = os.urandom(argon2id.SALTBYTES)
    wrapped = seal(password_key(password, salt, COST.passes, COST.memory), private, f"personal|{account_id}")
    return {"salt": salt, "passes": COST.passes, "memory": COST.memory, "wrapped": wrapped}


def _unwrap(row: PersonalKey, password: str) -> bytes:
    key = password_key(password, row.salt, row.passes, row.memory)
    return unseal(key, row.wrapped, f"personal|{row.account_id}")


def current_team_key(session: Session, today: date) -> tuple[int, bytes]:
    """The number and the public half of the pair to seal to now. Raises Closed when nobody could open it."""
    begin_writing(session)
    readers = _insiders(session)
    if not readers:
        raise Closed
    newest = _newest(session)
    if newest is None or newest.week != _monday(today) or _holders(session, newest.id) != _ids(readers):
        newest = _new_team_key(session, _monday(today), readers)
    return newest.id, newest.public


def _exchange_team_key(session: Session) -> None:
    """No more is sealed to the newest pair, because an older copy of a key of hers would open it."""
    if (newest := _newest(session)) and (readers := _insiders(session)):
        _new_team_key(session, newest.week, readers)


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


def is_in(session: Session, account_id: int) -> bool:
    """Whether the account may read, and a colleague has let its key in, or it was the first."""
    return account_id in _ids(_insiders(session))


def list_insiders(session: Session) -> list[Account]:
    """Who is in: those who can let others in."""
    return [session.get_one(Account, reader.account_id) for reader in _insiders(session)]


def list_lacking(session: Session, opened: Opened) -> list[Account]:
    """Colleagues with a key who may read and are not in, or cannot open everything that this counselor can."""
    if not is_in(session, opened.account_id):
        return []
    mine = _shared_with(session, opened.account_id)
    others = [one for one in _readers(session) if not one.let_in or mine - _shared_with(session, one.account_id)]
    return [session.get_one(Account, other.account_id) for other in others]


def list_shares(session: Session) -> dict[int, set[int]]:
    """Who can open which pair of the team's. One that nobody can is not among them."""
    shares: dict[int, set[int]] = {}
    for row in session.scalars(select(TeamShare)):
        shares.setdefault(row.team_key_id, set()).add(row.account_id)
    return shares


def grant(session: Session, opened: Opened, account_id: int) -> None:
    """Lets a colleague who may read open what this counselor can, who must be in. Anybody else is passed over.

    Raises Unreadable when this counselor's own pair is another meanwhile.
    """
    begin_writing(session)
    reader = next((one for one in _readers(session) if one.account_id == account_id), None)
    if reader is None or not is_in(session, opened.account_id):
        return
    reader.let_in = True
    for team_key_id in _shared_with(session, opened.account_id) - _shared_with(session, account_id):
        _share(session, team_key_id, reader, team_private(session, opened, team_key_id))


def drop_unneeded(session: Session, needed: set[int], today: date) -> int:
    """Destroys the keys of who may no longer read, and the team's that no thread needs; how many of all."""
    left = PersonalKey.account_id.not_in(_able(session))
    number = len(session.scalars(delete(PersonalKey).where(left).returning(PersonalKey.account_id)).all())
    if number:
        _exchange_team_key(session)
    old = TeamKey.week < _monday(today) - WEEK  # a thread may be on its way that a newer one is needed for
    over = session.scalars(delete(TeamKey).where(old, TeamKey.id.not_in(needed)).returning(TeamKey.id))
    return number + len(over.all())


def _able(session: Session) -> list[int]:
    return [account.id for account in accounts.list_able(session, Permission.CONVERSATIONS)]


def _readers(session: Session) -> list[PersonalKey]:
    """The keys of those who may read."""
    return list(session.scalars(select(PersonalKey).where(PersonalKey.account_id.in_(_able(session)))))


def _insiders(session: Session) -> list[PersonalKey]:
    return [reader for reader in _readers(session) if reader.let_in]


def _ids(readers: list[PersonalKey]) -> set[int]:
    return {reader.account_id for reader in readers}


def _newest(session: Session) -> TeamKey | None:
    return session.scalar(select(TeamKey).order_by(TeamKey.id.desc()).limit(1))


def _holders(session: Session, team_key_id: int) -> set[int]:
    return set(session.scalars(select(TeamShare.account_id).where(TeamShare.team_key_id == team_key_id)))


def _shared_with(session: Session, account_id: int) -> set[int]:
    return set(session.scalars(select(TeamShare.team_key_id).where(TeamShare.account_id == account_id)))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

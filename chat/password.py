"""What rests on one's own password: coming in, the key that is wrapped under it, and changing both.

Each is one transaction.
"""

from contextlib import suppress

from sqlalchemy.orm import Session

from chat import accounts
from chat.db import begin_writing
from chat.mailbox import keys
from chat.mailbox.keys import Opened
from chat.models import Account
from chat.sealing import Unreadable


class WrongPassword(Exception):
    """The password is not the account's."""


def come_in(session: Session, name: str, password: str, opening: bool) -> tuple[int, Opened | None] | None:
    """The account that the two belong to, and with `opening` its key, if the password opens one. None for wrong words.

    No key is made or exchanged here, so nothing is lost when the password is changed meanwhile.
    """
    account_id, opened = accounts.check_password(session, name, password), None
    if account_id is None:
        return None
    if opening:
        with suppress(Unreadable):
            opened = keys.open_personal(session, account_id, password)
    return account_id, opened


def open_key(session: Session, account_id: int, password: str, anew: bool) -> Opened:
    """The account's key; a first one is made. With `anew` also where the password does not open the one that is there.

    Raises WrongPassword; Unreadable when the key has another password, and no new one is wanted.
    """
    _check(session, account_id, password)
    try:
        opened = keys.open_personal(session, account_id, password)
    except Unreadable:
        if not anew:
            raise
        opened = None
    return opened or keys.make_personal(session, account_id, password)


def change_password(session: Session, account_id: int, old: str, new: str) -> Opened | None:
    """What the old one opened, the new one opens: the key for it. Raises WrongPassword, and AccountRefused."""
    _check(session, account_id, old)
    accounts.set_password(session, account_id, new)
    return keys.renew(session, account_id, old, new)


def _check(session: Session, account_id: int, password: str) -> None:
    """Nobody else changes it before this transaction ends. Raises WrongPassword."""
    begin_writing(session)
    if accounts.check_password(session, session.get_one(Account, account_id).name, password) != account_id:
        raise WrongPassword

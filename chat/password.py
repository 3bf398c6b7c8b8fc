"""Changing one's own password: the hash, and the key that is wrapped under it, in one transaction."""

from sqlalchemy.orm import Session

from chat import accounts
from chat.mailbox import keys
from chat.models import Account


class WrongPassword(Exception):
    """The old password is not the account's."""


def change_password(session: Session, account_id: int, old: str, new: str) -> None:
    """What the old one opened, the new one opens. Raises WrongPassword, and AccountRefused for a new one too short."""
    account = session.get_one(Account, account_id)
    if accounts.check_password(session, account.name, old) != account_id:
        raise WrongPassword
    keys.rewrap(session, account_id, old, new)
    accounts.set_password(session, account_id, new)

"""The service key beside what it sealed: the notes on contacts, and the keys of staff's phones."""

from pathlib import Path

from sqlalchemy import String, cast, literal, select, union_all
from sqlalchemy.orm import Session

from chat.models import Account
from chat.sealing import Unreadable, load_service_key, make_service_key, unseal
from stats.models import Contact

SEALED = union_all(  # the place of each, and the ciphertext
    select(literal("note|") + Contact.id, Contact.note).where(Contact.note.is_not(None)),
    select(literal("totp|") + cast(Account.id, String), Account.totp_secret).where(Account.totp_secret.is_not(None)),
)


class KeyRefused(Exception):
    """The service key is missing, damaged or another one; the message says what to do."""


def open_key(session: Session, path: Path) -> bytes:
    """The service key in `path`, tried on something that it sealed; a new one where nothing is sealed yet.

    Raises KeyRefused.
    """
    if session.execute(SEALED.limit(1)).first() is None:
        _make(path)
    return fitting_key(session, path)


def fitting_key(session: Session, path: Path) -> bytes:
    """The same, and never makes one."""
    key = read_key(path)
    try:
        unseal_all(session, key, at_most=1)
    except Unreadable:
        raise KeyRefused(f"{path} is not the service key that sealed the notes: put the right one there") from None
    return key


def unseal_all(session: Session, key: bytes, at_most: int | None = None) -> None:
    """Opens everything that is sealed. Raises Unreadable."""
    for place, sealed in session.execute(SEALED.limit(at_most)):
        unseal(key, sealed or b"", place)


def read_key(path: Path) -> bytes:
    """The service key in `path`, whatever it fits. Raises KeyRefused."""
    try:
        return load_service_key(path)
    except FileNotFoundError:
        raise KeyRefused(f"the service key is missing: put it back at {path}, for no other opens the notes") from None
    except (OSError, ValueError) as reason:
        raise KeyRefused(f"LAVTERSKEL_SECRET_FILE cannot be used: {reason}") from None


def _make(path: Path) -> None:
    try:
        make_service_key(path)
    except OSError as reason:
        raise KeyRefused(f"LAVTERSKEL_SECRET_FILE cannot be used: {reason}") from None

"""The service key beside what it sealed: notes on contacts, texts of incidents and concerns, keys of staff's phones.

What outlives a note is sealed with it too.
"""

from pathlib import Path

from sqlalchemy import CursorResult, String, Update, cast, literal, select, union_all, update
from sqlalchemy.orm import Session

from chat.models import Account
from chat.sealing import Unreadable, load_service_key, make_service_key, unseal
from stats.models import Contact
from stats.models.records import AgeConcern, Incident

SEALED = union_all(  # the place of each, and the ciphertext
    select(literal("note|") + Contact.id, Contact.note).where(Contact.note.is_not(None)),
    select(literal("trace|") + Contact.id, Contact.trace).where(Contact.trace.is_not(None)),
    select(literal("totp|") + cast(Account.id, String), Account.totp_secret).where(Account.totp_secret.is_not(None)),
    select(literal("incident|") + cast(Incident.id, String), Incident.warning).where(Incident.warning.is_not(None)),
    select(literal("incident_area|") + cast(Incident.id, String), Incident.area).where(Incident.area.is_not(None)),
    select(literal("age_concern|") + cast(AgeConcern.id, String), AgeConcern.text).where(AgeConcern.text.is_not(None)),
)

TRIED = 20  # one damaged note does not make a key the wrong one


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
    tried = session.execute(SEALED.limit(TRIED)).all()
    if tried and not any(_opens(key, place, sealed) for place, sealed in tried):
        raise KeyRefused(
            f"{path} is not the service key that sealed the notes: put the right one there, or, when it is lost for "
            "good, give up what it sealed: lavterskel key give-up"
        )
    return key


def unseal_all(session: Session, key: bytes) -> None:
    """Opens everything that is sealed. Raises Unreadable."""
    for place, sealed in session.execute(SEALED):
        unseal(key, sealed or b"", place)


def give_up(session: Session, path: Path) -> tuple[int, int]:
    """Destroys what a lost key sealed, so that a new one can be made; how many notes, and how many phones' secrets.

    The contacts, incidents and concerns stay, without texts; staff set up their phones anew. Raises KeyRefused while
    the key in `path` fits.
    """
    if _fits(session, path):
        raise KeyRefused(f"{path} opens what is sealed: nothing needs to be given up")
    notes = update(Contact).where(Contact.note.is_not(None)).values(note=None, note_until=None)
    session.execute(update(Contact).values(trace=None, trace_until=None))
    session.execute(update(Incident).values(area=None, warning=None))
    session.execute(update(AgeConcern).values(text=None))
    phones = update(Account).where(Account.totp_secret.is_not(None)).values(totp_secret=None, totp_step=None)
    return _count(session, notes), _count(session, phones)


def _fits(session: Session, path: Path) -> bool:
    try:
        fitting_key(session, path)
    except KeyRefused:
        return False
    return True


def _opens(key: bytes, place: str, sealed: bytes | None) -> bool:
    try:
        unseal(key, sealed or b"", place)
    except Unreadable:
        return False
    return True


def _count(session: Session, work: Update) -> int:
    done = session.execute(work)
    return done.rowcount if isinstance(done, CursorResult) else 0


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

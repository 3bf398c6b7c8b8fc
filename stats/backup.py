"""Copies of `app.db`, and the way back. `live.db` is never copied: a conversation that is over must stay over."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from chat.db import Database, make_engine, upgrade
from chat.models import AppBase, Statement
from chat.sealing import Unreadable
from stats import copies, retention
from stats.models import Contact
from stats.service_key import unseal_all
from stats.standing import REHEARSED

ASIDE = "restoring"  # a folder beside the data, for a copy that is being tried


class BackupRefused(Exception):
    """The copy cannot be made or used; the message says why."""


def write(app_path: Path, folder: Path, today: date) -> Path:
    """A copy of the register for `today` in `folder`, without what was deleted.

    Raises BackupRefused when there is one for today already, or nothing to copy.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = folder / copies.name_of(today)
    if copy.exists():
        raise BackupRefused(f"{copy} is there already")
    unfinished = copy.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(f"{app_path.as_uri()}?mode=ro", uri=True)) as source:
            source.execute("SELECT count(*) FROM contacts")
            source.execute("VACUUM INTO ?", (str(unfinished),))
    except sqlite3.DatabaseError:
        unfinished.unlink()
        raise BackupRefused(f"{app_path} cannot be copied: it is missing, damaged, or {folder} is full") from None
    unfinished.replace(copy)
    return copy


def rehearse(copy: Path, app_path: Path, service_key: bytes, now: datetime) -> int:
    """Restores the copy beside the register, opens all that is sealed, and throws it away; how many contacts it has.

    Raises BackupRefused when the file is damaged, no backup, the register itself, or sealed with another key.
    """
    if copy.exists() and app_path.exists() and copy.samefile(app_path):
        raise BackupRefused(f"{copy} is the register itself, and no copy of it")
    with _aside(app_path.parent) as folder:
        return _prepare(copy, folder / app_path.name, service_key, now)


def restore(copy: Path, app_path: Path, service_key: bytes, now: datetime) -> int:
    """Makes the copy the register of a data folder that has none; how many contacts it has.

    What is over since the copy was made is destroyed before it takes its place, and what the service stated about
    itself and its machine is forgotten. Raises as `rehearse` does, and where there is a register already.
    """
    for there in sorted(app_path.parent.glob("app.db*")):
        raise BackupRefused(f"{there} is there already: move it away, and destroy it when the restored one is good")
    with _aside(app_path.parent) as folder:
        fresh = folder / app_path.name
        contacts = _prepare(copy, fresh, service_key, now)
        fresh.replace(app_path)
    return contacts


def clear(data_dir: Path) -> None:
    """Takes away what a restore or a rehearsal left that was killed."""
    if (folder := data_dir / ASIDE).exists():
        shutil.rmtree(folder)


@contextmanager
def _aside(data_dir: Path) -> Iterator[Path]:
    """On the disk that holds the register anyway, so that no other gets a copy."""
    clear(data_dir)
    (data_dir / ASIDE).mkdir(mode=0o700)
    try:
        yield data_dir / ASIDE
    finally:
        clear(data_dir)


def _prepare(copy: Path, fresh: Path, service_key: bytes, now: datetime) -> int:
    try:
        fresh.touch(mode=0o600)
        shutil.copyfile(copy, fresh)
        return _open(fresh, service_key, now)
    except OSError as reason:
        raise BackupRefused(f"{copy} cannot be read: {reason.strerror}") from None
    except sqlite3.DatabaseError:
        raise BackupRefused(f"{copy} is damaged, or is no backup") from None
    except Unreadable:
        raise BackupRefused(f"{copy}: its notes were sealed with another service key") from None
    except retention.ClockWentBack:
        raise BackupRefused(f"{copy} comes from the future: set the clock right, then try again") from None
    except retention.Incomplete:
        raise BackupRefused(f"{copy}: what is over in it cannot be destroyed") from None


def _open(fresh: Path, service_key: bytes, now: datetime) -> int:
    with closing(sqlite3.connect(fresh)) as raw:
        if raw.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError
        raw.execute("SELECT count(*) FROM contacts")
    database = Database(make_engine(fresh))
    try:
        upgrade(database.engine, "app", AppBase.metadata)
        database.run_now(_forget_statements)  # first, because destruction would follow them to other copies
        retention.run(database, now)
        database.run_now(unseal_all, service_key)
        return database.run_now(_count_contacts)
    finally:
        database.engine.dispose()


def _forget_statements(session: Session) -> None:
    """Where and how the copy's service ran says nothing of this one. When it last destroyed shows a wrong clock."""
    session.execute(delete(Statement).where(Statement.name != retention.RAN))


def _count_contacts(session: Session) -> int:
    return session.scalar(select(func.count(Contact.id))) or 0


def note_rehearsal(session: Session, contacts: int, day: date) -> None:
    """A copy with so many contacts was tried. Raises BackupRefused for one without any, where the register has some."""
    if not contacts and _count_contacts(session):
        raise BackupRefused("the copy has no contacts, and the register has: restoring it would prove nothing")
    session.merge(Statement(name=REHEARSED, value=day.isoformat()))

"""Copies of `app.db`, and the way back. `live.db` is never copied: a conversation that is over must stay over."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.db import Database, make_engine, upgrade
from chat.models import AppBase, Statement
from chat.periods import PERIODS, Kind
from chat.sealing import Unreadable
from stats import retention
from stats.models import Contact
from stats.register import contact_note
from stats.standing import REHEARSED

PATTERN = "app-*.db"


class BackupRefused(Exception):
    """The copy cannot be made or used; the message says why."""


def write(app_path: Path, folder: Path, today: date) -> Path:
    """A copy of the register for `today` in `folder`, without what was deleted; copies past their period go.

    Raises BackupRefused when there is one for today already, or nothing to copy; the older ones then stay.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = folder / f"app-{today}.db"
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
    for old in sorted(folder.glob(PATTERN)):
        if old.stem.removeprefix("app-") < str(today - PERIODS[Kind.BACKUP].length):
            old.unlink()
    return copy


def rehearse(copy: Path, service_key: bytes, now: datetime) -> int:
    """Restores the copy beside the data, opens every note, and throws it away; how many contacts it has.

    Raises BackupRefused when the file is damaged, is no backup, or a note does not open with this key.
    """
    with tempfile.TemporaryDirectory() as folder:
        return _prepare(copy, Path(folder) / "app.db", service_key, now)


def restore(copy: Path, app_path: Path, service_key: bytes, now: datetime) -> int:
    """Makes the copy the register of an empty data folder; how many contacts it has.

    What is over since the copy was made is destroyed before it takes its place. Raises as `rehearse` does, and where
    there is a register already.
    """
    for there in sorted(app_path.parent.glob("app.db*")):
        raise BackupRefused(f"{there} is there already: move it away, and destroy it when the restored one is good")
    fresh = app_path.with_name("app.db.restoring")
    try:
        contacts = _prepare(copy, fresh, service_key, now)
        fresh.replace(app_path)
    finally:
        fresh.unlink(missing_ok=True)
    return contacts


def _prepare(copy: Path, fresh: Path, service_key: bytes, now: datetime) -> int:
    try:
        shutil.copyfile(copy, fresh)
        fresh.chmod(0o600)
        return _open(fresh, service_key, now)
    except OSError as reason:
        raise BackupRefused(f"{copy} cannot be read: {reason.strerror}") from None
    except sqlite3.DatabaseError:
        raise BackupRefused(f"{copy} is damaged, or is no backup") from None
    except Unreadable:
        raise BackupRefused(f"{copy}: its notes were sealed with another service key") from None


def _open(fresh: Path, service_key: bytes, now: datetime) -> int:
    with closing(sqlite3.connect(fresh)) as raw:
        if raw.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError
        raw.execute("SELECT count(*) FROM contacts")
    database = Database(make_engine(fresh))
    try:
        upgrade(database.engine, "app", AppBase.metadata)
        database.run_now(retention.run, now)
        return database.run_now(_open_notes, service_key)
    finally:
        database.engine.dispose()


def _open_notes(session: Session, service_key: bytes) -> int:
    """Opens every note as staff would. Raises Unreadable."""
    contacts = session.scalars(select(Contact)).all()
    for contact in contacts:
        contact_note(service_key, contact)
    return len(contacts)


def note_rehearsal(session: Session, day: date) -> None:
    session.merge(Statement(name=REHEARSED, value=day.isoformat()))

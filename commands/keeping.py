"""Destruction, backups, and the way back."""

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app import create_app, open_app_database, wake
from chat import calendar, server, upkeep
from chat.guards import problems
from chat.periods import PERIODS, Kind
from chat.settings import Settings
from commands.shared import Commands, Failure, add, add_group, hold_folder, warn
from stats import backup, copies, retention, service_key
from stats.standing import utc_now


def add_to(commands: Commands) -> None:
    kept = add_group(commands, "retention", "destruction by schedule")
    add(kept, "run", retention_run, "destroy what is past its period, now")
    key = add_group(commands, "key", "the service key")
    lost = add(key, "give-up", key_give_up, "destroy what a lost service key sealed, so that a new one can be made")
    lost.add_argument("--yes", action="store_true", required=True, help="the key is lost for good, in every copy of it")
    copy = add(commands, "backup", backup_write, "copy the register into a folder, and destroy old copies there")
    copy.add_argument("folder", type=Path)
    back = add(commands, "restore", backup_restore, "make a copy the register of an empty data folder")
    back.add_argument("file", type=Path)
    back.add_argument("--rehearse", action="store_true", help="only try it: open every note, and throw it away")


def retention_run(settings: Settings, _options: argparse.Namespace) -> None:
    """Destroys what is past its period. Where no server runs, conversations as well.

    On a machine that `serve` refuses, too: to keep what is over would make nothing safer.
    """
    warn(problems(settings))
    database = open_app_database(settings)
    with resistance_told():
        try:
            done = retention.run(database, utc_now())
        finally:
            _end_conversations(settings)
    for kind, number in done.items():
        print(f"Destroyed {number}: {PERIODS[kind].name}")
    if not upkeep.checkpoint(database.engine, empty=True):
        raise Failure("the register is being read: what was destroyed is still in its log. Run it again")
    print("Nothing is older than its period.")


def _end_conversations(settings: Settings) -> None:
    try:
        with server.hold(settings):
            backup.clear(settings.data_dir)
            asyncio.run(wake(create_app(settings)))
    except BlockingIOError:
        print("Conversations are ended by the server that is running.")


@contextmanager
def resistance_told() -> Iterator[None]:
    """Turns what keeps a run of destruction from success into a Failure that says it."""
    try:
        yield
    except retention.Incomplete as incomplete:
        raise Failure("not destroyed: " + ", ".join(PERIODS[kind].name for kind in incomplete.kinds)) from None
    except retention.ClockWentBack:
        raise Failure("the last run lies in the future: set the clock right, then start again") from None


def key_give_up(settings: Settings, _options: argparse.Namespace) -> None:
    with hold_folder(settings):
        notes, phones = open_app_database(settings).run_now(service_key.give_up, settings.secret_file)
        settings.secret_file.unlink(missing_ok=True)
    print(f"Destroyed {notes} notes that nobody can read any more. Their contacts stay and are counted.")
    print(f"Phones to set up anew: {phones}. The next start makes a new key: keep a copy of it elsewhere.")


def backup_write(settings: Settings, options: argparse.Namespace) -> None:
    today, folder = calendar.today(), options.folder.resolve()
    print(f"Wrote {backup.write(settings.app_path, folder, today)}.")
    database = open_app_database(settings)
    before = database.run_now(copies.find_folder)
    database.run_now(copies.note, folder, today)
    database.run_now(retention.destroy, Kind.BACKUP, utc_now())
    print("Its notes open with the service key only: keep that elsewhere.")
    if before not in (None, folder):
        print(f"The copies in {before} are yours to destroy from now on.")


def backup_restore(settings: Settings, options: argparse.Namespace) -> None:
    key, now = service_key.read_key(settings.secret_file), utc_now()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if options.rehearse:
        contacts = backup.rehearse(options.file, settings.app_path, key, now)
        if settings.app_path.exists():
            open_app_database(settings).run_now(backup.note_rehearsal, contacts, calendar.today())
        print(f"{options.file} can be restored: {contacts} contacts, and every note opens.")
        return
    with hold_folder(settings):
        contacts = backup.restore(options.file, settings.app_path, key, now)
    print(f"Restored {contacts} contacts. Answer the questions about this machine anew: lavterskel doctor --ask")

"""What the service holds and what guards it, for `lavterskel doctor`. Reads, and changes nothing."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chat.db import Database, is_newest, make_reader
from chat.guards import problems
from chat.keys import has_tmpfs
from chat.mailbox.models import Thread
from chat.models import Account, Conversation, Message
from chat.settings import Settings


@dataclass(frozen=True)
class Finding:
    good: bool
    words: str


def examine(path: Path, tree: str, describe: Callable[[Session], Iterable[Finding]]) -> list[Finding]:
    """What `describe` finds in a database, which is neither made nor upgraded for it."""
    if not path.exists():
        return [Finding(False, f"there is no {path.name} yet: `serve` makes it")]
    database = Database(make_reader(path))
    try:
        if not is_newest(database.engine, tree):
            return [Finding(False, f"{path.name} is of another version: `serve` brings it up to this one")]
        return database.run_now(lambda session: list(describe(session)))
    finally:
        database.engine.dispose()


def describe_conversations(session: Session) -> Iterable[Finding]:
    running, messages = (session.scalar(select(func.count()).select_from(table)) for table in (Conversation, Message))
    yield Finding(True, f"{running} running conversations with {messages} messages, encrypted")
    threads = session.scalar(select(func.count()).select_from(Thread)) or 0
    yield Finding(True, f"{threads} questions in the mailbox, encrypted")


def describe_accounts(session: Session) -> Iterable[Finding]:
    staff = session.scalar(select(func.count(Account.id)).where(Account.disabled.is_(False))) or 0
    yield Finding(staff > 0, f"{staff} accounts that can sign in")


def describe_machine(settings: Settings) -> Iterable[Finding]:
    swap = "swap as macOS encrypts it" if sys.platform == "darwin" else "no swap"
    good = Finding(True, f"the machine: {swap}, no core dumps, files closed to others")
    yield from [Finding(False, problem) for problem in problems(settings)] or [good]
    yield _key_store(settings)


def _key_store(settings: Settings) -> Finding:
    if settings.key_store == "memory" or not has_tmpfs():
        return Finding(False, "keys are in the process's memory: after a restart the visitors' tabs bring them back")
    return Finding(True, "keys are in tmpfs: a restart keeps them, a reboot does not")

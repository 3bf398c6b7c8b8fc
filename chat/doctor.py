"""What the service holds and what guards it, for `lavterskel doctor`. Reads, and changes nothing."""

from dataclasses import dataclass

from sqlalchemy import Engine, func, select

from chat.db import PRAGMAS
from chat.guards import problems
from chat.keys import has_tmpfs
from chat.models import Account, Conversation, Message
from chat.settings import Settings


@dataclass(frozen=True)
class Finding:
    good: bool
    words: str


def examine(settings: Settings, live: Engine, app: Engine) -> list[Finding]:
    """Findings on conversations, accounts and guards, in that order."""
    return [*_holdings(live, app), *_pragmas(live), *_guards(settings)]


def _holdings(live: Engine, app: Engine) -> list[Finding]:
    with live.connect() as sql:
        running = sql.scalar(select(func.count()).select_from(Conversation)) or 0
        messages = sql.scalar(select(func.count()).select_from(Message)) or 0
    with app.connect() as sql:
        staff = sql.scalar(select(func.count()).select_from(Account).where(Account.disabled.is_(False))) or 0
    return [
        Finding(True, f"{running} running conversations with {messages} messages, encrypted"),
        Finding(staff > 0, f"{staff} accounts that can sign in"),
    ]


def _pragmas(live: Engine) -> list[Finding]:
    with live.connect() as sql:  # refused by chat.db when one of them does not hold
        kept = ", ".join(f"{name}={sql.exec_driver_sql(f'PRAGMA {name}').scalar()}" for name in PRAGMAS)
    return [Finding(True, f"live.db keeps {kept}")]


def _key_store(settings: Settings) -> Finding:
    if settings.key_store == "memory" or not has_tmpfs():
        return Finding(False, "keys are in the process's memory: after a restart the visitors' tabs bring them back")
    return Finding(True, "keys are in tmpfs: a restart keeps them, a reboot does not")


def _guards(settings: Settings) -> list[Finding]:
    found = [Finding(False, problem) for problem in problems(settings)]
    return [
        *(found or [Finding(True, "the machine: no swap, no core dumps, files closed to others")]),
        _key_store(settings),
    ]

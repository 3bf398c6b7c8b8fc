"""What the edges are told about conversations: plain values, nothing that could change one."""

from dataclasses import dataclass

from chat.messages import Delivered
from chat.roles import Role


@dataclass(frozen=True)
class Opened:
    conversation: str
    token: str
    ticket: str
    alias: str


@dataclass(frozen=True)
class Waiting:
    """One row of the queue. `since` and `minutes` below are whole minutes."""

    conversation: str
    alias: str
    language: str
    since: int
    place: int


@dataclass(frozen=True)
class Mine:
    """`handed`: what the counselor before wrote for this one. `guest`: a colleague has it, and asked one along."""

    conversation: str
    alias: str
    language: str
    minutes: int
    presence: str | None
    unanswered: bool
    held: bool = False
    handed: str = ""
    guest: bool = False


@dataclass(frozen=True)
class Asked:
    """A conversation that `by`, who has it, asks one to take over."""

    conversation: str
    alias: str
    language: str
    minutes: int
    by: int
    note: str


@dataclass(frozen=True)
class VisitorView:
    """A conversation as its visitor's page without script shows it. `others`: the roles of who else can read."""

    conversation: str
    state: str
    place: int | None
    alias: str
    language: str
    no_note: bool
    messages: list[Delivered]
    others: tuple[Role, ...] = ()

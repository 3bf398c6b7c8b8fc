"""The machine around the machine: what the service has answered about it, and prints to visitors. Nothing is assumed.

An answer that was never given is "unknown", and is told as that.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from chat.models import Statement

UNKNOWN = "unknown"
WHO = ("self", "host", "network")
LOGGER = rf"({'|'.join(WHO)}) [0-9]{{1,4}}"  # who logs, and for how many days


@dataclass(frozen=True)
class Question:
    name: str
    words: str
    answers: str  # a regular expression


QUESTIONS = (
    Question(
        "tls",
        "Who ends TLS, and could read along? self (this machine), host (the company that runs it), network (a service "
        "in front of it, such as a CDN)",
        "|".join(WHO),
    ),
    Question(
        "address_log",
        "Who logs visitors' addresses before they reach us, and for how many days? none, or each with its days: "
        "host 30, network 7",
        rf"none|{LOGGER}(, {LOGGER})*",
    ),
    Question(
        "snapshots",
        "Are images taken of the machine? none, disk (images or backups of its disk), memory (of its memory, too)",
        "none|disk|memory",
    ),
)


class AnswerRefused(ValueError):
    """Not one of the answers; the message names the question."""


def nothing_answered() -> dict[str, str]:
    return {question.name: UNKNOWN for question in QUESTIONS}


def load(session: Session) -> dict[str, str]:
    """Question -> answer, "unknown" where there is none yet."""
    rows = [session.get(Statement, question.name) for question in QUESTIONS]
    return nothing_answered() | {row.name: row.value for row in rows if row}


def save(session: Session, answers: Mapping[str, str]) -> None:
    """Keeps the answers. Raises AnswerRefused for one that is none of those asked for, and then keeps nothing."""
    for question in QUESTIONS:
        if not re.fullmatch(question.answers, answers[question.name]):
            raise AnswerRefused(f"{question.name}: {answers[question.name]!r} is no answer. {question.words}")
    for name in (question.name for question in QUESTIONS):
        session.merge(Statement(name=name, value=answers[name]))

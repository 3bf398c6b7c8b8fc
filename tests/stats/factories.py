"""Contacts with everything filled in; a test says only what it is about."""

import json
from datetime import date
from itertools import count, pairwise
from typing import Any

from sqlalchemy.orm import Session

from stats.forms import NewContact
from stats.links import link
from stats.register import register
from stats.report import year_report
from stats.vocabulary import About, AgeBand, Category, Channel, Gender, TalkedBefore

CORA, DAN = 1, 2
KEY = bytes(range(32))
TODAY = date(2025, 6, 12)
_numbers = count(1)


def a_contact(**differing: Any) -> NewContact:
    plain: dict[str, Any] = {
        "day": TODAY,
        "channel": Channel.WEB_CHAT,
        "about": About.HIMSELF,
        "category": Category.UNCERTAIN,
        "note": "Spurte om testing.",
        "gender": Gender.MAN,
        "age_band": AgeBand.FROM_25,
        "language": "nb",
        "topics": (),
        "talked_before": TalkedBefore.NOT_ASKED,
    }
    return NewContact(**plain | differing)


def add(session: Session, **differing: Any) -> str:
    return register(session, KEY, a_contact(**differing), CORA)


def add_person(session: Session, *contacts: dict[str, Any]) -> list[str]:
    """Contacts of one person, each linked to the one before."""
    ids = [add(session, **contact) for contact in contacts]
    for a, b in pairwise(ids):
        link(session, a, b, CORA, TODAY)
    return ids


def figure(session: Session, name: str, year: int = 2025) -> int | float | None:
    return year_report(session, year).figure(name).value


def rows(session: Session, table: str, year: int = 2025) -> dict[str, tuple[int, ...]]:
    return {str(head): values for head, values in year_report(session, year).table(table).rows}


def a_form(**differing: str | list[str]) -> dict[str, list[str]]:
    plain: dict[str, str | list[str]] = {
        "day": "2025-06-12",
        "channel": "web_chat",
        "about": "himself",
        "category": "uncertain",
        "note": "Spurte om testing.",
        "language": "nb",
    }
    return {name: value if isinstance(value, list) else [value] for name, value in (plain | differing).items() if value}


def a_record(**differing: Any) -> dict[str, Any]:
    plain = {
        "id": f"{next(_numbers):08x}",
        "date": "2025-06-12",
        "channel": "web_chat",
        "category": "uncertain",
        "gender": "man",
        "age_band": "25-34",
        "language": "no",
        "topics": ["sti_testing"],
        "said_before": "unknown",
        "comment": "Spurte om testing.",
    }
    return plain | differing


def lines(*records: dict[str, Any]) -> list[str]:
    return [json.dumps(record) + "\n" for record in records]

"""Contacts outside the register, as JSON lines: read to be compared, never stored."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from stats.linking.trace import Facts
from stats.vocabulary import AgeBand, Category, Channel, Gender

MISSING = re.compile(r"Object missing required field `([a-z_]+)`")
SAID = {"yes": True, "no": False, "unknown": None}


class WrongLine(ValueError):
    """A line is not a contact. The message has its number and the field, and nothing of what stands there."""


class Line(msgspec.Struct):
    """One contact. `person` is known where a set is to be evaluated, and is never compared."""

    id: str
    date: date
    channel: Channel
    category: Category
    gender: Gender
    age_band: AgeBand
    language: str
    topics: list[str]
    said_before: Literal["yes", "no", "unknown"]
    comment: str
    person: str = ""


def read(lines: Iterable[bytes]) -> list[Line]:
    """The contacts in date order. Raises WrongLine, also where an id stands twice."""
    bare = (line.removeprefix(BOM_UTF8) for line in lines)  # which Windows puts before the first
    found = [_read_line(number, line) for number, line in enumerate(bare, 1) if line.strip()]
    ids: set[str] = set()
    for number, contact in enumerate(found, 1):
        if contact.id in ids:
            raise WrongLine(f"the id of contact {number} stands in an earlier line too")
        ids.add(contact.id)
    return sorted(found, key=lambda contact: contact.date)


def _read_line(number: int, line: bytes) -> Line:
    try:
        return msgspec.json.decode(line, type=Line)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise WrongLine(f"line {number}: {_where(str(wrong))}") from None


def _where(wrong: str) -> str:
    """Which field, of which msgspec tells before it what stood there."""
    if missing := MISSING.fullmatch(wrong):
        return f"`$.{missing[1]}` is missing"
    return wrong.rpartition(" - at ")[2] if " - at " in wrong else "it is not JSON of the right form"


def facts(line: Line) -> Facts:
    language = "nb" if line.language == "no" else line.language
    said = SAID[line.said_before]
    of_contact = (line.channel, line.category, line.gender, line.age_band, language, frozenset(line.topics))
    return Facts(line.id, line.date, *of_contact, said, line.comment)

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
KNOWN: dict[str, Iterable[str]] = {"channel": Channel, "category": Category, "gender": Gender, "age_band": AgeBand}
KNOWN["said_before"] = SAID
FORM = "it is not JSON of the right form"


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
    person: str | None = None


def read(lines: Iterable[bytes]) -> list[Line]:
    """The contacts in date order. Raises WrongLine, also where an id stands twice."""
    bare = (line.removeprefix(BOM_UTF8) for line in lines)  # which Windows puts before the first
    found: dict[str, Line] = {}
    for number, line in enumerate(bare, 1):
        if line.strip():
            contact = _read_line(number, line)
            if found.setdefault(contact.id, contact) is not contact:
                raise WrongLine(f"line {number}: its id stands in an earlier line too")
    return sorted(found.values(), key=lambda contact: contact.date)


def _read_line(number: int, line: bytes) -> Line:
    try:
        return msgspec.json.decode(line, type=Line)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise WrongLine(f"line {number}: {_said(str(wrong))}") from None
    except RecursionError:  # brackets within brackets, more than anybody writes
        raise WrongLine(f"line {number}: {FORM}") from None


def _said(wrong: str) -> str:
    """Which field, and what can stand there; msgspec tells of a wrong word also what did."""
    if missing := MISSING.fullmatch(wrong):
        return f"`$.{missing[1]}` is missing"
    what, _, where = wrong.rpartition(" - at ")
    name = where.strip("`").removeprefix("$.")
    if what.startswith("Expected"):
        return f"{where}: {what.lower()}"
    if name in KNOWN:
        return f"{where} is none of {', '.join(KNOWN[name])}"
    return f"{where} is no date as 2025-01-31" if name == "date" else FORM


def facts(line: Line) -> Facts:
    language = "nb" if line.language == "no" else line.language
    said = SAID[line.said_before]
    of_contact = (line.channel, line.category, line.gender, line.age_band, language, frozenset(line.topics))
    return Facts(line.id, line.date, *of_contact, said, line.comment)

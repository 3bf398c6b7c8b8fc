"""Contacts in and out of the register as files; `stats.rows` says what the files look like.

Fields that the register does not know, such as a user name, are dropped and named, never stored. An id that is not
one of ours is replaced by a keyed digest, so that a name used as an id is not stored either, and the same file is
still recognised when it comes again.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from io import StringIO
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.periods import PERIODS, Kind
from stats.forms import NewContact
from stats.links import link_chain
from stats.models import Contact
from stats.register import add_contact, contact_note
from stats.rows import KNOWN, SAID_BEFORE, Record, Row, RowError, guarded, parse_row, read_records
from stats.vocabulary import About, TalkedBefore

OUR_ID = re.compile(r"[0-9a-f]{8}|[0-9a-f]{16}")
SAID = {word: said for said, word in SAID_BEFORE.items()} | {TalkedBefore.ASKED_YES: "yes"}
COLUMNS = (
    "id",
    "date",
    "channel",
    "about",
    "category",
    "gender",
    "age_band",
    "language",
    "topics",
    "said_before",
    "talked_before",
    "no_note",
    "note_until",
    "comment",
)


class ImportErrors(ValueError):
    """Nothing was imported. `errors` has every bad row: (line number, what is wrong with it in English)."""

    def __init__(self, errors: list[tuple[int, str]]) -> None:
        super().__init__(f"{len(errors)} rows are wrong")
        self.errors = errors


@dataclass(frozen=True)
class ImportResult:
    """What an import did. `dropped_fields` are the names of fields that were not stored.

    `ended_notes`: how many contacts came with a note whose time is over, and were stored without.
    """

    contacts: int
    links: int
    dropped_fields: list[str]
    ended_notes: int = 0


def import_contacts(
    session: Session, service_key: bytes, file_lines: Iterable[str], with_links: bool, today: date
) -> ImportResult:
    """Adds all contacts of a file; with `with_links`, also links those with the same `person`, in date order.

    Raises ImportErrors when any row is wrong, and then adds none.
    """
    errors: list[tuple[int, str]] = []
    dropped: set[str] = set()
    rows = list(_good_rows(file_lines, today, errors, dropped))
    identified = _identify(session, service_key, rows, errors)
    if errors:
        raise ImportErrors(sorted(errors))
    ended = 0
    for contact_id, row in identified.items():
        contact = _in_its_time(row.contact, today)
        ended += contact.note != row.contact.note
        add_contact(session, service_key, contact_id, contact, counselor_id=None)
    links = _link_persons(session, identified, today) if with_links else 0
    return ImportResult(len(identified), links, sorted(dropped), ended)


def _in_its_time(contact: NewContact, today: date) -> NewContact:
    """The contact with the last day of its note, without the note where that is past.

    Where the file names no such day, the note counts as written on the day of the contact.
    """
    until = contact.note_until or contact.day + PERIODS[Kind.NOTE].length
    return replace(contact, note=contact.note if until >= today else "", note_until=until)


def _good_rows(lines: Iterable[str], today: date, errors: list[tuple[int, str]], dropped: set[str]) -> Iterator[Row]:
    for number, record in read_records(lines):
        try:
            if isinstance(record, RowError):
                raise record
            dropped |= record.keys() - KNOWN
            yield parse_row(number, record, today)
        except RowError as wrong:
            errors.append((number, str(wrong)))


def _identify(
    session: Session, service_key: bytes, rows: Iterable[Row], errors: list[tuple[int, str]]
) -> dict[str, Row]:
    stored = set(session.scalars(select(Contact.id)))
    rows_by_id: dict[str, Row] = {}
    for row in rows:
        contact_id = own_id(service_key, row.given_id)
        if contact_id in stored:
            errors.append((row.number, "id: the register already has this contact"))
        elif contact_id in rows_by_id:
            errors.append((row.number, f"id: the same as on line {rows_by_id[contact_id].number}"))
        else:
            rows_by_id[contact_id] = row
    return rows_by_id


def own_id(service_key: bytes, given: str) -> str:
    """The id to store for an id in a file: itself where it is random digits like ours, else a keyed digest."""
    if OUR_ID.fullmatch(given):
        return given
    return blake2b(given.encode(errors="replace"), digest_size=8, key=service_key, person=b"contact id").hexdigest()


def _link_persons(session: Session, identified: Mapping[str, Row], today: date) -> int:
    of_person: dict[str, list[str]] = {}
    for contact_id, row in sorted(identified.items(), key=lambda item: (item[1].contact.day, item[0])):
        if row.person is not None and row.contact.about is About.HIMSELF and not row.contact.no_note:
            of_person.setdefault(row.person, []).append(contact_id)
    return sum(link_chain(session, contact_ids, today) for contact_ids in of_person.values())


def export_contacts(session: Session, service_key: bytes, with_notes: bool) -> Iterator[dict[str, Any]]:
    """Every contact in date order, as a record that `import_contacts` takes. Who is the same person is never told."""
    for contact in session.scalars(select(Contact).order_by(Contact.day, Contact.id)):
        yield {
            "id": contact.id,
            "date": contact.day.isoformat(),
            "channel": contact.channel.value,
            "about": contact.about.value,
            "category": contact.category.value if contact.category else None,
            "gender": contact.gender.value,
            "age_band": contact.age_band.value,
            "language": contact.language,
            "topics": [row.topic.value for row in contact.topics],
            "said_before": SAID[contact.talked_before],
            "talked_before": contact.talked_before.value,
            "no_note": "yes" if contact.no_note else "no",
            "note_until": contact.note_until.isoformat() if with_notes and contact.note_until else "",
            "comment": contact_note(service_key, contact) if with_notes else "",
        }


def as_csv(records: Iterable[Record]) -> str:
    """Exported records as CSV text. Notes are guarded against spreadsheets that would compute them."""
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for record in records:
        topics = ";".join(record["topics"])
        writer.writerow({**record, "topics": topics, "comment": guarded(record["comment"])})
    return out.getvalue()

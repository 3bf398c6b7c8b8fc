"""Contacts in and out of the register as files; `stats.rows` and `stats.mapping` say what the files look like.

Fields that the register does not know, such as a user name, are dropped and named, never stored. An id that is not
one of ours is replaced by a keyed digest, so that a name used as an id is not stored either, and the same file is
still recognised when it comes again.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from io import BytesIO, StringIO
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.periods import PERIODS, Kind
from stats import topics
from stats.contacts import contact_note
from stats.forms import NewContact
from stats.identifying import find
from stats.links import link_chain
from stats.listed import NOT_USED, is_used
from stats.mapping import Meaning, dropped_columns, missing_columns, read_rows
from stats.models import Contact, ListedTopic
from stats.register import new_row, newest_release
from stats.rows import (
    ALIKE,
    KNOWN,
    OUR_ID,
    SAID_BEFORE,
    STORED,
    TWICE,
    Record,
    Row,
    RowError,
    Wrong,
    guarded,
    parse_row,
    read_records,
)
from stats.sheets import Sheet
from stats.vocabulary import About, TalkedBefore

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
    *ALIKE,
    "comment",
)


class ImportErrors(ValueError):
    """Nothing was imported. `rows` has every bad row: its number, and all that is wrong with it."""

    def __init__(self, rows: Iterable[tuple[int, RowError]]) -> None:
        self.rows = sorted(rows, key=lambda row: row[0])
        super().__init__(f"{len(self.rows)} rows are wrong")

    @property
    def errors(self) -> list[tuple[int, str]]:
        """The same in words, in English."""
        return [(number, str(wrong)) for number, wrong in self.rows]


@dataclass(frozen=True)
class ImportResult:
    """What an import did. `dropped_fields` are the names of fields that were not stored.

    `ended_notes`: how many contacts came with a note whose time is over, and were stored without. `known`: how many
    rows of a sheet the register had already, which stayed as they are. `telling`: as in `Examined`. `left_out`: how
    many contacts were stored without their note, because that may tell who somebody is.
    """

    contacts: int
    links: int
    dropped_fields: list[str]
    ended_notes: int = 0
    known: int = 0
    telling: dict[int, list[str]] = field(default_factory=dict)
    left_out: int = 0


@dataclass
class Examined:
    """What a file would do: the contacts that are new and those that the register has, by id; and all that is wrong."""

    new: dict[str, Row] = field(default_factory=dict)
    known: dict[str, Row] = field(default_factory=dict)
    errors: list[tuple[int, RowError]] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)
    ended_notes: int = 0  # new ones whose note is over, and stays away

    @cached_property
    def telling(self) -> dict[int, list[str]]:
        """Where the note of a new contact tells who somebody is: by row the kinds of details, never the words."""
        rows = {row.number: {span.kind for span in find(row.contact.note)} for row in self.new.values()}
        return {number: sorted(kinds) for number, kinds in sorted(rows.items()) if kinds}

    def without_telling(self) -> "Examined":
        """The same without those notes."""
        told = {id_: row for id_, row in self.new.items() if row.number in self.telling}
        bare = {id_: replace(row, contact=replace(row.contact, note="")) for id_, row in told.items()}
        return replace(self, new=self.new | bare)


def import_contacts(
    session: Session, service_key: bytes, file_lines: Iterable[str], with_links: bool, today: date
) -> ImportResult:
    """Adds all contacts of JSON lines; with `with_links`, also links those with the same `person`, in date order.

    Raises ImportErrors when any row is wrong, or stored already, and then adds none.
    """
    found = examine(session, service_key, read_records(file_lines), today)
    found.errors += [(row.number, RowError(Wrong("id", STORED))) for row in found.known.values()]
    return _store(session, service_key, found, with_links, today)


def import_sheet(
    session: Session,
    service_key: bytes,
    sheet: Sheet,
    meaning: Meaning,
    with_links: bool,
    today: date,
    *,
    keep_telling: bool = True,
) -> ImportResult:
    """The same for a sheet. Rows that the register has already are passed over, so that a sheet may come again.

    Unless `keep_telling`, notes that may tell who somebody is stay away; their contacts come in without.
    """
    found = examine_sheet(session, service_key, sheet, meaning, today)
    if keep_telling:
        return _store(session, service_key, found, with_links, today)
    result = _store(session, service_key, found.without_telling(), with_links, today)
    return replace(result, left_out=len(found.telling))


def examine_sheet(session: Session, service_key: bytes, sheet: Sheet, meaning: Meaning, today: date) -> Examined:
    """What importing the sheet would do. Where columns are missing that is all there is to say. Stores nothing."""
    if lacking := missing_columns(meaning):
        return Examined(errors=[(sheet.header, RowError(*lacking))])
    found = examine(session, service_key, read_rows(sheet, meaning), today)
    found.dropped |= set(dropped_columns(sheet, meaning))
    return found


def examine(
    session: Session, service_key: bytes, records: Iterable[tuple[int, Record | RowError]], today: date
) -> Examined:
    """What importing these records would do. Stores nothing."""
    found, stored = Examined(), set(session.scalars(select(Contact.id)))
    listed = {topic.code: topic for topic in topics.list_topics(session)}
    for row in _good_rows(records, today, listed, found):
        contact_id = own_id(service_key, row.given_id)
        if earlier := found.new.get(contact_id) or found.known.get(contact_id):
            found.errors.append((row.number, RowError(Wrong("id", TWICE, earlier.number))))
        elif contact_id in stored:
            found.known[contact_id] = row
        else:
            contact = _in_its_time(row.contact, today)
            found.ended_notes += contact.note != row.contact.note
            found.new[contact_id] = replace(row, contact=contact)
    return found


def _good_rows(
    records: Iterable[tuple[int, Record | RowError]], today: date, listed: Mapping[str, ListedTopic], found: Examined
) -> Iterator[Row]:
    for number, record in records:
        try:
            if isinstance(record, RowError):
                raise record
            found.dropped |= record.keys() - KNOWN
            row = parse_row(number, record, today, listed)
            if not all(is_used(listed[code], row.contact.day) for code in row.contact.topics):
                raise RowError(Wrong("topics", NOT_USED))
            yield row
        except RowError as wrong:
            found.errors.append((number, wrong))


def _in_its_time(contact: NewContact, today: date) -> NewContact:
    """The contact with the last day of its note, without the note where that is past.

    Where the file names no such day, the note counts as written on the day of the contact.
    """
    until = contact.note_until or contact.day + PERIODS[Kind.NOTE].length
    return replace(contact, note=contact.note if until >= today else "", note_until=until)


def _store(session: Session, service_key: bytes, found: Examined, with_links: bool, today: date) -> ImportResult:
    if found.errors:
        raise ImportErrors(found.errors)
    session.add_all(_rows(session, service_key, found.new))
    session.flush()
    links = sum(link_chain(session, chain, today) for chain in _chains(found)) if with_links else 0
    return ImportResult(
        len(found.new), links, sorted(found.dropped), found.ended_notes, len(found.known), found.telling
    )


def _rows(session: Session, service_key: bytes, new: Mapping[str, Row]) -> Iterator[Contact]:
    contacts = {id_: row.contact for id_, row in new.items()}
    after = {year: newest_release(session, year) for year in {one.day.year for one in contacts.values()}}
    for id_, one in contacts.items():
        yield new_row(service_key, id_, one, None, after[one.day.year])


def _chains(found: Examined) -> Iterator[list[str]]:
    """The new contacts of each person, one after the other, behind the newest that the register has of that person."""
    known, new = _of_persons(found.known), _of_persons(found.new)
    for person, contacts in new.items():
        yield known.get(person, [])[-1:] + contacts


def _of_persons(rows: dict[str, Row]) -> dict[str, list[str]]:
    """By the file's label of a person the contacts that can be linked, in date order."""
    of_person: dict[str, list[str]] = {}
    for contact_id, row in sorted(rows.items(), key=lambda item: (item[1].contact.day, item[0])):
        if row.person is not None and row.contact.about is About.HIMSELF and not row.contact.no_note:
            of_person.setdefault(row.person, []).append(contact_id)
    return of_person


def topic_names(session: Session) -> dict[str, str]:
    """By every name that a topic goes by, its code."""
    listed = topics.list_topics(session)
    return {name: one.code for one in listed for name in (one.label_en, one.label_nb, one.code)}


def own_id(service_key: bytes, given: str) -> str:
    """The id to store for an id in a file: itself where it is random digits like ours, else a keyed digest."""
    if OUR_ID.fullmatch(given):
        return given
    return blake2b(given.encode(errors="replace"), digest_size=8, key=service_key, person=b"contact id").hexdigest()


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
            "topics": [row.topic for row in contact.topics],
            "said_before": SAID[contact.talked_before],
            "talked_before": contact.talked_before.value,
            "no_note": "yes" if contact.no_note else "no",
            "note_until": contact.note_until.isoformat() if with_notes and contact.note_until else "",
            **{name: _plain_word(getattr(contact, name)) for name in ALIKE},
            "comment": contact_note(service_key, contact) if with_notes else "",
        }


def _plain_word(value: StrEnum | bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value] if value is None or isinstance(value, bool) else value.value


def as_csv(records: Iterable[Record]) -> str:
    """Exported records as CSV text. Notes are guarded against spreadsheets that would compute them."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows(map(_cells, records))
    return out.getvalue()


def as_xlsx(records: Iterable[Record]) -> bytes:
    """The same as a workbook with one sheet, all of it text. Made in memory, without files on the way."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # 13 MB, which a server is to be without

    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("contacts")
        for number, cells in enumerate([COLUMNS, *map(_cells, records)]):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell)
    return out.getvalue()


def _cells(record: Record) -> list[str]:
    flat = {**record, "topics": ";".join(record["topics"]), "comment": guarded(record["comment"])}
    return [flat.get(name) or "" for name in COLUMNS]

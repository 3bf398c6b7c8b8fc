"""The editions of each series: added, never altered. An older one stays, with its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.db import begin_writing
from stats.models.series import SeriesEdition
from stats.series.files import read_content
from stats.series.reading import read_table
from stats.series.table import Table


@dataclass(frozen=True)
class Imported:
    """What came of an import. `is_new`: else the newest edition says exactly this already, and nothing was added."""

    edition: SeriesEdition
    is_new: bool


def import_series(session: Session, content: bytes, account_id: int | None, today: date) -> Imported:
    """Adds the file as an edition of its title; the caller commits. Raises SeriesRefused, and then nothing is added."""
    text = read_content(content)
    title = read_table(text).title
    begin_writing(session)
    newest = next(iter(list_editions(session, title)), None)
    if newest and newest.content == text:
        return Imported(newest, is_new=False)
    number = newest.edition + 1 if newest else 1
    edition = SeriesEdition(title=title, edition=number, day=today, account_id=account_id, content=text)
    session.add(edition)
    session.flush()
    return Imported(edition, is_new=True)


def find_edition(session: Session, number: int) -> SeriesEdition | None:
    return session.get(SeriesEdition, number)


def list_editions(session: Session, title: str) -> Sequence[SeriesEdition]:
    """All of a title, the newest first."""
    of_title = select(SeriesEdition).where(SeriesEdition.title == title)
    return session.scalars(of_title.order_by(SeriesEdition.edition.desc())).all()


def list_newest(session: Session) -> list[SeriesEdition]:
    """The newest edition of each title, in the order in which the titles came first."""
    newest: dict[str, SeriesEdition] = {}
    for edition in session.scalars(select(SeriesEdition).order_by(SeriesEdition.id)):
        newest[edition.title] = edition
    return list(newest.values())


def newest_tables(session: Session) -> dict[str, Table]:
    """The newest table of each title, for those that refer to it."""
    return {edition.title: read_table(edition.content) for edition in list_newest(session)}

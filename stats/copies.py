"""The backup copies in the folder that `backup` wrote to last. All others are for whoever made them to destroy."""

import re
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from chat.models import Statement
from chat.periods import PERIODS, Kind

FOLDER = "backup_folder"  # the statements with the folder, and with the day of the last copy
WRITTEN = "backup_written"
NAME = re.compile(r"app-(\d{4}-\d\d-\d\d)\.(db|unfinished)")  # a backup that was killed leaves the second


def name_of(day: date) -> str:
    return f"app-{day}.db"


def note(session: Session, folder: Path, day: date) -> None:
    """A copy of `day` now lies in `folder`."""
    session.merge(Statement(name=FOLDER, value=str(folder)))
    session.merge(Statement(name=WRITTEN, value=day.isoformat()))


def find_folder(session: Session) -> Path | None:
    found = session.get(Statement, FOLDER)
    return Path(found.value) if found else None


def is_out_of_reach(session: Session) -> bool:
    """Whether copies were written, and their folder is not there now."""
    return _list(find_folder(session)) is None


def destroy_ended(session: Session, today: date) -> int:
    """Destroys copies that are past their period, unless their folder is out of reach; how many.

    Raises OSError where one resists, after all others are gone.
    """
    ended = [copy for copy, day in _days(session).items() if day < today - PERIODS[Kind.BACKUP].length]
    resisting = [failure for copy in ended if (failure := _destroy(copy))]
    for failure in resisting:
        raise failure
    return len(ended)


def _destroy(copy: Path) -> OSError | None:
    try:
        copy.unlink()
    except OSError as failure:
        return failure
    return None


def find_oldest(session: Session) -> date | None:
    return min(_days(session).values(), default=None)


def find_last_written(session: Session) -> date | None:
    found = session.get(Statement, WRITTEN)
    return date.fromisoformat(found.value) if found else None


def _days(session: Session) -> dict[Path, date]:
    days = {file: _day_of(file.name) for file in _list(find_folder(session)) or ()}
    return {file: day for file, day in days.items() if day}


def _day_of(name: str) -> date | None:
    try:
        return date.fromisoformat(found[1]) if (found := NAME.fullmatch(name)) else None
    except ValueError:
        return None  # named by somebody else: there is no such day


def _list(folder: Path | None) -> list[Path] | None:
    """What lies in the folder; None when it cannot be read."""
    try:
        return list(folder.iterdir()) if folder else []
    except OSError:
        return None

"""The pages of figures from earlier reports, for those who read statistics: a list, a table, and the way in."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chat import accounts, calendar
from chat.access import requires
from chat.language import N_, Speech, speech
from chat.roles import Permission
from stats.models.series import SeriesEdition
from stats.pages import staff_page
from stats.series.editions import find_edition, import_series, list_editions, list_newest, newest_tables
from stats.series.files import SeriesRefused, Wrong, read_content
from stats.series.reading import read_table
from stats.series.showing import count_kinds, show
from stats.series.table import Table

MAX_HEARD = 1024 * 1024  # bytes: less than what is put on a disk while it comes
LONGEST_ID = 9  # digits
NO_FILE = N_("Choose a file first.")


@requires(Permission.STATISTICS)
async def list_page(request: Request) -> Response:
    """The newest edition of each table, with how much of it differs, and the form for another."""
    return await _list(request)


@requires(Permission.STATISTICS)
async def edition_page(request: Request) -> Response:
    """One edition. What its cells are compared with is the newest of the other tables."""
    asked = request.path_params["number"]
    found = await request.app.state.app_db.run(_edition, asked, _said(request)) if asked.isdecimal() else None
    if found is None:
        raise HTTPException(404)
    return staff_page(request, "stats/series/edition.html", **found)


@requires(Permission.STATISTICS)
async def preview(request: Request) -> Response:
    """The file as its page would be. Nothing is stored: the form below brings the file back."""
    try:
        content = await _uploaded(request)
        found = await request.app.state.app_db.run(_previewed, content, _said(request))
    except SeriesRefused as refused:
        return await _list(request, 422, refused.wrongs)
    return staff_page(request, "stats/series/preview.html", **found)


@requires(Permission.STATISTICS)
async def store(request: Request) -> Response:
    """Stores what the preview showed, and leads to its page."""
    content, account, today = await _told(request), request.state.staff.id, calendar.today()
    try:
        number = await request.app.state.app_db.run(_store, content, account, today)
    except SeriesRefused as refused:
        return await _list(request, 422, refused.wrongs)
    return RedirectResponse(f"/stats/series/{number}", 303)


async def _list(request: Request, status: int = 200, wrongs: list[Wrong] | None = None) -> Response:
    editions = await request.app.state.app_db.run(_newest)
    return staff_page(request, "stats/series/list.html", status, editions=editions, wrongs=wrongs or [])


async def _uploaded(request: Request) -> bytes:
    """The file's content. Raises SeriesRefused where there is none."""
    file = (await request.form()).get("file")
    content = b"" if file is None or isinstance(file, str) else await file.read()
    if not content:
        raise SeriesRefused(Wrong(0, NO_FILE))
    return content


async def _told(request: Request) -> bytes:
    content = (await request.form()).get("content")
    return content.encode() if isinstance(content, str) else b""


def _said(request: Request) -> Speech:
    return speech(request.state.staff.language)


def _newest(session: Session) -> list[dict[str, Any]]:
    tables = newest_tables(session)
    return [
        {"row": row, "table": tables[row.title], "kinds": count_kinds(tables[row.title], tables)}
        for row in list_newest(session)
    ]


def _edition(session: Session, asked: str, said: Speech) -> dict[str, Any] | None:
    row = find_edition(session, int(asked)) if len(asked) <= LONGEST_ID else None
    if row is None:
        return None
    shown = show(read_table(row.content), newest_tables(session), said)
    editions = [(one, _importer(session, one)) for one in list_editions(session, row.title)]
    return {"shown": shown, "edition": row, "importer": _importer(session, row), "editions": editions}


def _importer(session: Session, row: SeriesEdition) -> str:
    """The name of who imported it, or nothing where a command did."""
    return accounts.name_of(session, row.account_id) if row.account_id else ""


def _previewed(session: Session, content: bytes, said: Speech) -> dict[str, Any]:
    text = read_content(content)
    table = read_table(text)
    others: dict[str, Table] = newest_tables(session)
    earlier = list_editions(session, table.title)
    known = bool(earlier) and earlier[0].content == text
    return {"shown": show(table, others, said), "content": text, "edition": len(earlier) + 1, "known": known}


def _store(session: Session, content: bytes, account: int, today: date) -> int:
    return import_series(session, content, account, today).edition.id


ROUTES: list[BaseRoute] = [
    Route("/stats/series", list_page),
    Route("/stats/series", store, methods=["POST"], max_body_size=MAX_HEARD),
    Route("/stats/series/preview", preview, methods=["POST"], max_body_size=MAX_HEARD),
    Route("/stats/series/{number}", edition_page),
]

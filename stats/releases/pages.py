"""The pages where leads plan, close and correct years, give tables out, and fetch the report's chapter as files."""

import json
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chat import accounts, calendar
from chat.access import requires
from chat.language import LANGUAGES, Speech, known_language, speech
from chat.roles import Permission
from stats.counted import counted_contacts
from stats.estimating import Estimate, estimate_if_quick
from stats.methods import choices
from stats.models.releases import Release
from stats.pages import staff_page
from stats.releases import documents
from stats.releases.before_closing import list_open, open_years
from stats.releases.closing import Draft, check_asked, check_draft, draft, open_before
from stats.releases.closing import close as close_year
from stats.releases.content import Content, digest, give
from stats.releases.documents.chapter import chapter
from stats.releases.editions import (
    can_have_contacts,
    find_release,
    is_broken,
    list_releases,
    method_of,
    planned,
    printable,
)
from stats.releases.editions import plan as plan_year
from stats.releases.frozen import read_frozen
from stats.releases.gone_through import NEEDED, by_two, who_went_through
from stats.releases.making import likeness
from stats.releases.over_years import SHOWN, draw, printed_years
from stats.releases.plan import DESIGNS, Refused
from stats.releases.refusing import say_finding
from stats.releases.requesting import give_out

DRAFT = 0  # the edition that is none yet
JSON = "json"
TYPES = {**documents.KINDS, JSON: "application/json"}
TYPED = ("reason", "why_not_two", "leaving", "for_whom", "table", "exact")  # what is there again where it was refused
Work = Callable[..., object]
Page = Callable[[Request, int, Refused | None], Awaitable[Response]]


@requires(Permission.STATISTICS)
async def list_page(request: Request) -> Response:
    """Every edition that was published, and the years that are over and can be closed."""
    found = await request.app.state.app_db.run(_all, calendar.today())
    said = speech(request.state.staff.language)
    charts = draw(found["printed"], said)
    return staff_page(request, "stats/releases/list.html", said=said, shown=SHOWN, charts=charts, **found)


@requires(Permission.STATISTICS)
async def year_page(request: Request) -> Response:
    """One year: what is better settled first, its plan and the way to its draft; once it is closed, its editions."""
    return await _year_page(request, _year(request))


@requires(Permission.STATISTICS)
async def edition_page(request: Request) -> Response:
    """One edition or the draft, as numbers; the documents that are made of it are files."""
    if _is_draft(request):
        return await _draft_page(request, _year(request))
    content = json.loads((await _release(request)).content)
    return _shown(request, "stats/releases/edition.html", content)


@requires(Permission.STATISTICS)
async def plan(request: Request) -> Response:
    """Fixes the tables that will be published, and the version of the counting rule."""
    form = await request.form()
    tables = [one for one in form.getlist("table") if isinstance(one, str)]
    rule = _text(form, "rule") or None
    return await _do(request, plan_year, tables, request.state.staff.id, calendar.today(), rule)


@requires(Permission.STATISTICS)
async def close(request: Request) -> Response:
    """Closes the year, or corrects it, as its draft was.

    The estimate is made before, since that takes seconds, and not where something is missing.
    """
    year, state, today = _year(request), request.app.state, calendar.today()
    form = await request.form()
    reason, why_not_two, leaving = _text(form, "reason"), _text(form, "why_not_two"), bool(_text(form, "leaving"))
    try:
        estimate = await state.app_db.run(_estimate, year, state, today, reason, why_not_two, leaving)
    except Refused as refused:
        return await _closing_page(request, year, refused)
    by = request.state.staff.id, today, estimate, state.demo
    given = reason, *by, why_not_two, _text(form, "drafted"), leaving
    return await _do(request, close_year, *given, page=_closing_page)


@requires(Permission.STATISTICS)
async def hand_out(request: Request) -> Response:
    """Gives one more table out, to the press or on request."""
    form = await request.form()
    name, reason, exact = _text(form, "table"), _text(form, "for_whom"), bool(_text(form, "exact"))
    return await _do(request, give_out, name, reason, request.state.staff.id, calendar.today(), exact)


@requires(Permission.STATISTICS)
async def document(request: Request) -> Response:
    """An edition or the draft, as a file: in the language of who asks, or another that is asked for."""
    kind, asked = request.path_params["kind"], request.query_params.get("language")
    language = known_language(asked or request.state.staff.language)
    if kind not in TYPES:
        raise HTTPException(404)
    content = await _drafted(request) if _is_draft(request) else json.loads((await _release(request)).content)
    made = await request.app.state.app_db.run(_made, content, language, kind)
    which = [content["year"], "draft" if content["draft"] else content["edition"], *([language] if asked else [])]
    name = f"report-{'-'.join(map(str, which))}.{kind}"
    return Response(made, media_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def _do(request: Request, work: Work, *arguments: Any, page: Page | None = None) -> Response:
    """Does what was asked for a year and leads back to it, or shows it, or another `page`, with why it was refused."""
    year = _year(request)
    try:
        await request.app.state.app_db.run(work, year, *arguments)
    except Refused as refused:
        return await (page or _year_page)(request, year, refused)
    return RedirectResponse(f"/stats/releases/{year}", 303)


async def _year_page(request: Request, year: int, refused: Refused | None = None) -> Response:
    found = await request.app.state.app_db.run(_of_year, year, calendar.today())
    said = speech(request.state.staff.language)
    form = await request.form() if refused else FormData()
    found |= {"typed": _typed(form), "plan": form.getlist("table") or found["plan"], **_told(said, refused)}
    found |= {"unreadable": request.app.state.remembered.unreadable, "needed": NEEDED}
    return staff_page(request, "stats/releases/year.html", 422 if refused else 200, designs=DESIGNS, **found)


async def _closing_page(request: Request, year: int, refused: Refused | None) -> Response:
    """Where closing is asked for: with the draft, or where there is none with the year."""
    page = _draft_page if await request.app.state.app_db.run(_has_draft, year) else _year_page
    return await page(request, year, refused)


async def _draft_page(request: Request, year: int, refused: Refused | None = None) -> Response:
    """The draft with what came of holding it against the ledger; where it would pass, it is published from here."""
    try:
        made = await _make_draft(request, year)
    except Refused as nothing:
        return await _year_page(request, year, refused or nothing)
    said = speech(request.state.staff.language)
    found = await request.app.state.app_db.run(_before_closing, year, calendar.today())
    found |= {"drafted": likeness(made.content), "typed": _typed(await request.form())}
    found |= {"passes": not made.refused, **_told(said, made.refused or refused)}
    return _shown(request, "stats/releases/draft.html", made.content, 422 if refused else 200, **found)


def _shown(request: Request, template: str, content: Content, status: int = 200, **context: Any) -> Response:
    own = request.state.staff.language
    told, others = chapter(content, digest(content), own), {code: LANGUAGES[code] for code in LANGUAGES if code != own}
    shown = {"content": content, "chapter": told, "kinds": list(TYPES), "others": others, "said_kinds": documents.KINDS}
    return staff_page(request, template, status, **shown, **context)


def _told(said: Speech, refused: Refused | None) -> dict[str, Any]:
    """Why something was refused, and whom it would tell of."""
    return {"refused": refused, "told": [say_finding(said, one) for one in refused.findings] if refused else []}


def _typed(form: FormData) -> dict[str, str]:
    return {name: _text(form, name) for name in TYPED}


async def _make_draft(request: Request, year: int) -> Draft:
    """Of a year that cannot be closed there is none. Raises Refused where there is nothing to correct."""
    if not await request.app.state.app_db.run(_has_draft, year):
        raise HTTPException(404)
    made: Draft = await request.app.state.app_db.run(_draft, year, request.app.state)
    return made


async def _drafted(request: Request) -> Content:
    try:
        return (await _make_draft(request, _year(request))).content
    except Refused:
        raise HTTPException(404) from None


def _is_draft(request: Request) -> bool:
    return bool(request.path_params["edition"] == str(DRAFT))


async def _release(request: Request) -> Release:
    asked = request.path_params["edition"]
    edition = int(asked) if asked.isdecimal() and len(asked) < 5 else DRAFT
    found: Release | None = await request.app.state.app_db.run(find_release, _year(request), edition)
    if found is None:
        raise HTTPException(404)
    return found


def _year(request: Request) -> int:
    asked = request.path_params["year"]
    if not (asked.isdecimal() and len(asked) == 4 and can_have_contacts(int(asked), calendar.today())):
        raise HTTPException(404)
    return int(asked)


def _text(form: FormData, name: str) -> str:
    found = form.get(name, "")
    return found.strip() if isinstance(found, str) else ""


def _all(session: Session, today: date) -> dict[str, Any]:
    releases = list_releases(session)
    over = [year for year in open_years(session, today.year) if year < today.year]
    printed = printed_years(json.loads(one.content) for one in releases)
    return {"releases": [(one, _name(session, one)) for one in releases], "over": over, "printed": printed}


def _of_year(session: Session, year: int, today: date) -> dict[str, Any]:
    editions = [(one, _name(session, one)) for one in list_releases(session, year)]
    return {
        "of_year": year,
        "is_over": year < today.year,
        "has_draft": _has_draft(session, year),
        "editions": editions,
        "plan": planned(session, year),
        "rule": method_of(session, year),
        "methods": list(choices()),
        "left_out": set(DESIGNS) - set(printable(read_frozen(session), list(DESIGNS), year, is_broken(session, year))),
        "gone_through": len(who_went_through(session, year)),
        "open": list_open(session, counted_contacts(session), year),
    }


def _name(session: Session, release: Release) -> str:
    return accounts.name_of(session, release.actor_id) if release.actor_id else ""


def _draft(session: Session, year: int, state: Any) -> Draft:
    return draft(session, year, calendar.today(), estimate_if_quick(session, state.remembered, year), state.demo)


def _has_draft(session: Session, year: int) -> bool:
    try:
        check_draft(session, year, calendar.today())
    except Refused:
        return False
    return True


def _before_closing(session: Session, year: int, today: date) -> dict[str, Any]:
    return {"is_over": year < today.year, "by_two": by_two(session, year), "earlier": open_before(session, year)}


def _estimate(session: Session, year: int, state: Any, today: date, *asked: Any) -> Estimate | None:
    """That of an edition. Raises Refused as `check_asked` does."""
    check_asked(session, year, today, *asked)
    return estimate_if_quick(session, state.remembered, year)


def _made(_session: Session, content: Content, language: str, kind: str) -> bytes:
    return give(content) if kind == JSON else documents.make(content, digest(content), language, kind)


ROUTES: list[BaseRoute] = [
    Route("/stats/releases", list_page),
    Route("/stats/releases/{year}", year_page),
    Route("/stats/releases/{year}/plan", plan, methods=["POST"]),
    Route("/stats/releases/{year}/close", close, methods=["POST"]),
    Route("/stats/releases/{year}/tables", hand_out, methods=["POST"]),
    Route("/stats/releases/{year}/{edition}", edition_page),
    Route("/stats/releases/{year}/{edition}/{kind}", document),
]

"""The pages where leads plan, close and correct years, give tables out, and fetch the report's chapter as files."""

import json
from collections.abc import Callable
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
from chat.language import speech
from chat.roles import Permission
from stats.counted import counted_contacts
from stats.estimating import estimate_if_quick
from stats.methods import choices
from stats.models.releases import Release
from stats.pages import staff_page
from stats.releases import documents
from stats.releases.before_closing import list_open, open_years
from stats.releases.closing import close as close_year
from stats.releases.closing import draft
from stats.releases.content import Content, digest, give
from stats.releases.documents.chapter import chapter
from stats.releases.editions import find_release, is_broken, list_releases, method_of, planned, printable
from stats.releases.editions import plan as plan_year
from stats.releases.frozen import read_frozen
from stats.releases.gone_through import NEEDED, who_went_through
from stats.releases.over_years import SHOWN, draw, printed_years
from stats.releases.plan import DESIGNS, Refused
from stats.releases.refusing import say_finding
from stats.releases.requesting import give_out

DRAFT = 0  # the edition that is none yet
JSON = "json"
TYPES = {**documents.KINDS, JSON: "application/json"}
TYPED = ("reason", "why_not_two", "for_whom", "table", "exact")  # what is there again where it was refused
Work = Callable[..., object]


@requires(Permission.STATISTICS)
async def list_page(request: Request) -> Response:
    """Every edition that was published, and the years that are over and can be closed."""
    found = await request.app.state.app_db.run(_all, calendar.today())
    said = speech(request.state.staff.language)
    charts = draw(found["printed"], said)
    return staff_page(request, "stats/releases/list.html", said=said, shown=SHOWN, charts=charts, **found)


@requires(Permission.STATISTICS)
async def year_page(request: Request) -> Response:
    """One year: what is better settled first, its plan and the button; once it is closed, its editions."""
    return await _year_page(request, _year(request))


@requires(Permission.STATISTICS)
async def edition_page(request: Request) -> Response:
    """One edition, as numbers; the documents that are made of it are files."""
    release = await _release(request)
    told = chapter(json.loads(release.content), release.digest, request.state.staff.language)
    return staff_page(request, "stats/releases/edition.html", release=release, chapter=told, kinds=list(TYPES))


@requires(Permission.STATISTICS)
async def plan(request: Request) -> Response:
    """Fixes the tables that will be published, and the version of the counting rule."""
    form = await request.form()
    tables = [one for one in form.getlist("table") if isinstance(one, str)]
    rule = _text(form, "rule") or None
    return await _do(request, plan_year, tables, request.state.staff.id, calendar.today(), rule)


@requires(Permission.STATISTICS)
async def close(request: Request) -> Response:
    """Closes the year, or makes a corrected edition of it. The estimate is made before, since that takes seconds."""
    year, state = _year(request), request.app.state
    form = await request.form()
    reason, why_not_two = _text(form, "reason"), _text(form, "why_not_two")
    estimate = await state.app_db.run(estimate_if_quick, state.remembered, year)
    by = request.state.staff.id, calendar.today(), estimate, state.demo
    return await _do(request, close_year, reason, *by, why_not_two)


@requires(Permission.STATISTICS)
async def hand_out(request: Request) -> Response:
    """Gives one more table out, to the press or on request."""
    form = await request.form()
    name, reason, exact = _text(form, "table"), _text(form, "for_whom"), bool(_text(form, "exact"))
    return await _do(request, give_out, name, reason, request.state.staff.id, calendar.today(), exact)


@requires(Permission.STATISTICS)
async def document(request: Request) -> Response:
    """An edition, or what it would be if the year were closed now, as a file."""
    kind, language = request.path_params["kind"], request.state.staff.language
    if kind not in TYPES:
        raise HTTPException(404)
    if request.path_params["edition"] == str(DRAFT):
        try:
            content = await request.app.state.app_db.run(_draft, _year(request), request.app.state)
        except Refused:  # of a closed year there is no draft
            raise HTTPException(404) from None
    else:
        content = json.loads((await _release(request)).content)
    made = await request.app.state.app_db.run(_made, content, language, kind)
    name = f"report-{content['year']}-{'draft' if content['draft'] else content['edition']}.{kind}"
    return Response(made, media_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def _do(request: Request, work: Work, *arguments: Any) -> Response:
    """Does what was asked for a year and leads back to it, or shows the year with why it was refused."""
    year = _year(request)
    try:
        await request.app.state.app_db.run(work, year, *arguments)
    except Refused as refused:
        return await _year_page(request, year, refused)
    return RedirectResponse(f"/stats/releases/{year}", 303)


async def _year_page(request: Request, year: int, refused: Refused | None = None) -> Response:
    found = await request.app.state.app_db.run(_of_year, year, calendar.today())
    said = speech(request.state.staff.language)
    form = await request.form() if refused else FormData()
    found |= {"typed": {name: _text(form, name) for name in TYPED}, "plan": form.getlist("table") or found["plan"]}
    found |= {"unreadable": request.app.state.remembered.unreadable, "needed": NEEDED}
    found |= {"refused": refused, "told": [say_finding(said, one) for one in refused.findings] if refused else []}
    return staff_page(request, "stats/releases/year.html", 422 if refused else 200, designs=DESIGNS, **found)


async def _release(request: Request) -> Release:
    asked = request.path_params["edition"]
    edition = int(asked) if asked.isdecimal() and len(asked) < 5 else DRAFT
    found: Release | None = await request.app.state.app_db.run(find_release, _year(request), edition)
    if found is None:
        raise HTTPException(404)
    return found


def _year(request: Request) -> int:
    asked = request.path_params["year"]
    if not (asked.isdecimal() and len(asked) == 4 and int(asked)):
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


def _draft(session: Session, year: int, state: Any) -> Content:
    return draft(session, year, calendar.today(), estimate_if_quick(session, state.remembered, year), state.demo)


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

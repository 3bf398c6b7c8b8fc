"""The pages and files of the statistics, for those who may read them. Everything here is marked internal."""

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from chat import calendar
from chat.access import requires, wants_json
from chat.language import speech
from chat.pages import page
from chat.periods import PERIODS
from chat.roles import Permission
from stats import demo, validity
from stats.comparing import Break, Compared, list_breaks, say_change
from stats.dimensions import MONTHS
from stats.estimating import NEEDED, Estimate
from stats.models import NotAContact, SkippedRegistration, Uncounted
from stats.proof import list_held, read_proof
from stats.releases.wording import ESTIMATED, ESTIMATED_VALIDATED
from stats.report import Report, say_head, year_report, years
from stats.rules import EARLIER, FIGURE_NAMES, MARKING
from stats.vocabulary import CATEGORY_HINTS

UTF8_MARK = "\ufeff"  # without it spreadsheets read Norwegian letters wrongly

FURTHER = (  # figures that stand in a list, further down
    "shifts_held",
    "persons_per_shift",
    "visitors_unanswered",
    "visitors_turned_away",
    "visitors_answered",
    "campaign_clicks",
    "conversations_opened",
    "contacts_own_chat",
    "activities",
    "incidents",
)

Answer = Callable[[Request, Report, list[int]], Response]


@requires(Permission.STATISTICS)
async def report_page(request: Request) -> Response:
    """The year's figures, charts and tables, each with its counting rule under it, and with `against` another year."""
    known, choices = await known_years(request)
    against = {str(year): year for year in choices}.get(request.query_params.get("against", ""))
    run, counted = request.app.state.app_db.run, request.app.state.counted
    beside = await run(year_report, against, counted) if against in known else None
    breaks = await run(list_breaks, against, choices[0]) if against else ()
    return await _answer(request, partial(_page, beside, against, breaks, await _kept_estimate(request, known)))


async def _kept_estimate(request: Request, known: list[int]) -> Estimate | None:
    """That of the year asked for, where somebody had it made."""
    state, asked = request.app.state, request.query_params.get("year") or str(default_year(request, known))
    year = next((year for year in known if str(year) == asked), None)
    found: Estimate | None = await state.app_db.run(state.estimates.find, year) if year else None
    return found


@requires(Permission.STATISTICS)
async def report_csv(request: Request) -> Response:
    """The same as a file for spreadsheets; the first row is the marking."""
    return await _answer(request, _csv)


@requires(Permission.STATISTICS)
async def report_json(request: Request) -> Response:
    """The same as a file for programs; `marking` is its first key."""
    return await _answer(request, _json)


async def _answer(request: Request, make: Answer) -> Response:
    """Answers with the year that was asked for; 404 for one in which nothing was registered, but for this year."""
    known, choices = await known_years(request)
    asked = request.query_params.get("year") or str(default_year(request, known))
    if asked not in map(str, choices):
        return no_such_year(request, choices)
    state = request.app.state
    report = await state.app_db.run(year_report, int(asked), state.counted)
    return make(request, report, choices)


async def known_years(request: Request) -> tuple[list[int], list[int]]:
    """The years that have contacts, and all that can be asked for, this year among them; the newest first."""
    run = request.app.state.app_db.run
    known: list[int] = await run(years)
    apart = [year for row in (NotAContact, SkippedRegistration, Uncounted) for year in await run(years, row.day)]
    return known, sorted({calendar.today().year, *known, *apart}, reverse=True)


def default_year(request: Request, known: list[int]) -> int:
    """The newest year with contacts. A demo opens on its example, also after somebody tried it out and registered."""
    if request.app.state.demo and demo.YEAR in known:
        return demo.YEAR
    return known[0] if known else calendar.today().year


@requires(Permission.STATISTICS)
async def estimate_page(request: Request) -> Response:
    """The year once more, estimated. It takes some seconds, so it is made when somebody asks for it."""
    state, asked = request.app.state, request.query_params.get("year", "")
    known: list[int] = await state.app_db.run(years)
    if asked not in map(str, known):
        return no_such_year(request, known)
    found = await state.app_db.run(state.estimates.make, state.remembered, int(asked))
    tried = await state.app_db.run(validity.find)
    context = {"year": found.year, "estimate": found, "names": FIGURE_NAMES, "needed": NEEDED, "say_head": say_head}
    context |= {"tried": tried, "least": validity.COVERED, "off": validity.ERROR, "wide": validity.WIDTH}
    return staff_page(request, "stats/estimate.html", said=speech(request.state.staff.language), **context)


def _page(
    beside: Report | None,
    against: int | None,
    breaks: tuple[Break, ...],
    estimate: Estimate | None,
    request: Request,
    report: Report,
    choices: list[int],
) -> Response:
    said = speech(request.state.staff.language)
    before = {figure.name: figure.value for figure in beside.figures} if beside else {}
    compared = {figure.name: Compared(figure.value, before.get(figure.name)) for figure in report.figures}
    return staff_page(
        request,
        "stats/report.html",
        choices=choices,
        year=report.year,
        empty=not any(figure.value for figure in report.figures),
        figures=report.as_json(said.code)["figures"],
        names=FIGURE_NAMES,
        further=FURTHER,
        estimate=estimate,
        estimated=ESTIMATED_VALIDATED if estimate and estimate.validated else ESTIMATED,
        against=against if against and against < report.year else None,
        breaks=[one for one in breaks if one.day.year <= report.year],
        compared=compared,
        change=lambda one: say_change(said, one, report.year),
        tables=_tables(report, said.code),
        earlier=EARLIER[::-1],
        hints=[said.text(hint) for hint in CATEGORY_HINTS.values()],
        months=[said.day(date(2000, month, 1), "LLL").rstrip(".") for month in MONTHS],
    )


def _tables(report: Report, language: str) -> dict[str, dict[str, Any]]:
    plain = report.as_json(language)["tables"]
    return {table.name: {**shown, "totals": table.totals} for table, shown in zip(report.tables, plain, strict=True)}


def _csv(request: Request, report: Report, _choices: list[int]) -> Response:
    text = UTF8_MARK + report.as_csv(request.state.staff.language, request.app.state.demo)
    return Response(text, media_type="text/csv", headers=_as_file(request, report, "csv"))


def _json(request: Request, report: Report, _choices: list[int]) -> Response:
    language = request.state.staff.language
    demo_mark = {"demo": True} if request.app.state.demo else {}
    marked = {"marking": speech(language).text(MARKING), **demo_mark, **report.as_json(language)}
    text = json.dumps(marked, ensure_ascii=False, indent=1)
    return Response(text, media_type="application/json", headers=_as_file(request, report, "json"))


def _as_file(request: Request, report: Report, kind: str) -> dict[str, str]:
    mark = "demo" if request.app.state.demo else "internal"
    return {"Content-Disposition": f'attachment; filename="report-{report.year}-{mark}.{kind}"'}


def no_such_year(request: Request, choices: list[int]) -> Response:
    """404, with the years that there are."""
    if wants_json(request):
        return JSONResponse({"error": "unknown_year", "years": choices}, 404)
    return staff_page(request, "stats/no_year.html", 404, choices=choices)


def staff_page(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page of the statistics, with the menu of who reads it."""
    staff = request.state.staff
    menu = partial(request.app.state.menu_for, request, staff)
    return page(request, template, staff.language, status, staff=staff, menu=menu, **context)


@requires(Permission.STATISTICS)
async def proof_page(request: Request) -> Response:
    """What is held, what was destroyed, and whether what was published still stands."""
    state = request.app.state
    found = await state.app_db.run(read_proof, await list_held(state))
    return staff_page(request, "stats/proof.html", proof=found, periods=PERIODS)


ROUTES: list[BaseRoute] = [
    Route("/stats", report_page),
    Route("/stats/proof", proof_page),
    Route("/stats/estimate", estimate_page),
    Route("/stats/report.csv", report_csv),
    Route("/stats/report.json", report_json),
]

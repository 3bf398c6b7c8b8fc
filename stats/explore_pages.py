"""The page on which leads explore the figures. The whole question stands in its address; it tells of nobody."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chat.access import requires
from chat.language import N_, Speech, speech
from chat.roles import Permission
from stats.comparing import list_breaks, say_change
from stats.counted import read_lists
from stats.counting import RULE
from stats.dimension_rules import (
    BY_CHOICES,
    BY_CONTACT,
    BY_PERSON,
    COMPARED,
    CROSSED,
    FILTERED,
    MEASURE_RULES,
    SURENESS,
    UNPROTECTED,
)
from stats.dimensions import DIMENSIONS, MONTHS, Dimension, Head
from stats.explored_file import as_csv
from stats.exploring import Answer, Question, choices, explore, parse_question
from stats.following import CountedRegister
from stats.layout import MEASURE_NAMES, Measure
from stats.pages import UTF8_MARK, default_year, known_years, no_such_year, staff_page
from stats.report import say_head
from stats.rules import VERSION

WHAT, ROWS, COLUMNS = N_("What"), N_("Rows"), N_("Columns")
ONLY_SOME, BESIDE, HOW_SURE, METHOD = N_("Only"), N_("The year beside"), N_("How sure"), N_("Method")


@dataclass(frozen=True)
class Explored:
    """An answer, and what can be asked next. `filters`: the values of each dimension."""

    answer: Answer
    filters: dict[str, tuple[Head, ...]]


@requires(Permission.STATISTICS)
async def explore_page(request: Request) -> Response:
    """Counts what is asked for; htmx gets only the answer, everybody else the page around it."""
    state = request.app.state
    asked, years = await _question(request)
    if asked is None:
        return no_such_year(request, years)
    partly = "hx-request" in request.headers
    found = await state.app_db.run(answer, state.counted, asked, with_filters=not partly)
    context = told(found, speech(request.state.staff.language))
    page = staff_page(request, f"stats/{'_explored' if partly else 'explore'}.html", choices=years, **context)
    page.headers["Vary"] = "HX-Request"
    return page


@requires(Permission.STATISTICS)
async def explored_csv(request: Request) -> Response:
    """The answer to what is asked for, as a file whose name and first row say that it is not for publication."""
    state, said = request.app.state, speech(request.state.staff.language)
    asked, years = await _question(request)
    if asked is None:
        return no_such_year(request, years)
    found = await state.app_db.run(answer, state.counted, asked, with_filters=False)
    text = UTF8_MARK + as_csv(said, found.answer, told(found, said), state.demo)
    name = f"explored-{asked.year}-{'demo-' if state.demo else ''}not-for-publication.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/csv", headers=headers)


async def _question(request: Request) -> tuple[Question | None, list[int]]:
    """What is asked for, None for a year that there is not; and the years that there are."""
    known, years = await known_years(request)
    return parse_question(request.query_params, years, default_year(request, known)), years


def answer(session: Session, register: CountedRegister, asked: Question, with_filters: bool = True) -> Explored:
    """The answer from the register as it stands now; with `with_filters`, what can be asked next too."""
    counted, lists = register.read(session), read_lists(session)
    years = [year for year in (asked.year, asked.against) if year]
    breaks = list_breaks(session, min(years), max(years))
    names = DIMENSIONS if with_filters else asked.only
    filters = {name: choices(counted, lists, name, years) for name in names}
    return Explored(explore(counted, lists, asked, breaks), filters)


def told(found: Explored, said: Speech) -> dict[str, Any]:
    """What the templates say of it."""
    answer, asked = found.answer, found.answer.question
    head = partial(say_head, said)
    chosen = dict(_chosen(found, said))
    return {
        "answer": answer,
        "asked": asked,
        "year": asked.year,
        "back": f"/stats/explore?{asked.query}",
        "as_csv": f"/stats/explore.csv?{asked.query}",
        "by": DIMENSIONS[asked.by],
        "across": DIMENSIONS.get(asked.across),
        "dimensions": DIMENSIONS,
        "measures": MEASURE_NAMES,
        "measure_rules": MEASURE_RULES,
        "others": [MEASURE_NAMES[measure] for measure in Measure if measure is not asked.measure],
        "filters": found.filters,
        "chosen": chosen,
        "without_filters": f"/stats/explore?{replace(asked, only={}).query}",
        "head": head,
        "left_out": [head(one) for one in answer.left_out],
        "change": lambda one: say_change(said, one, asked.year),
        "rules": list(_rules(answer, chosen, said)),
        "months": [said.day(date(2000, month, 1), "LLL").rstrip(".") for month in MONTHS],
        "unprotected": UNPROTECTED,
    }


def _chosen(found: Explored, said: Speech) -> Iterator[tuple[str, str]]:
    """The filters in words: what is chosen of each dimension."""
    for name, value in found.answer.question.only.items():
        named = [say_head(said, head) for head in found.filters[name] if str(head) == value]
        yield said.text(DIMENSIONS[name].head), (named or [value])[0]


def _rules(answer: Answer, chosen: dict[str, str], said: Speech) -> Iterator[tuple[str, str]]:
    """How the table was counted: a heading and a text for each part of the rule."""
    asked, by = answer.question, DIMENSIONS[answer.question.by]
    yield said.text(WHAT), said.text(MEASURE_RULES[asked.measure])
    yield said.text(ROWS), f"{said.text(by.rule)} {said.text(adding(by))}"
    if asked.across:
        yield said.text(COLUMNS), f"{said.text(DIMENSIONS[asked.across].rule)} {said.text(CROSSED)}"
    if chosen:
        values = "; ".join(f"{name}: {value}" for name, value in chosen.items())
        yield said.text(ONLY_SOME), said.text(FILTERED, chosen=values)
    if asked.against:
        yield said.text(BESIDE), said.text(COMPARED, before=asked.against)
    yield said.text(HOW_SURE), said.text(SURENESS[asked.measure])
    yield said.text(METHOD), said.text(VERSION, version=RULE)


def adding(dimension: Dimension) -> str:
    """What of a table by this dimension adds up."""
    if dimension.several:
        return BY_CHOICES
    return BY_PERSON if dimension.of_person else BY_CONTACT


ROUTES: list[BaseRoute] = [Route("/stats/explore", explore_page), Route("/stats/explore.csv", explored_csv)]

"""The lists that leads edit: topics, with the day from which each holds, and what replaced those that are over."""

from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chat.access import requires
from chat.language import N_
from chat.roles import Permission
from counselor_console.answers import first, read_form
from counselor_console.records import Typed, back_to, show, show_form, today
from stats import topics
from stats.models import ListedTopic

HOME = "/console/lists"
TITLE = N_("Lists")
GIVE_A_DAY = N_("Give the day as year-month-day, such as 2025-03-27.")


@requires(Permission.DECIDE)
async def lists(request: Request) -> Response:
    found = await request.app.state.app_db.run(topics.list_topics)
    return show(request, "topics", TITLE, topics=found, names=_names(request, found))


@requires(Permission.DECIDE)
async def new_topic(request: Request) -> Response:
    return _form(request, {"valid_from": [str(today())]})


@requires(Permission.DECIDE)
async def add_topic(request: Request) -> Response:
    typed = await read_form(request)
    try:
        day = _day(typed, "valid_from")
        await request.app.state.app_db.run(topics.add, first(typed, "label_nb"), first(typed, "label_en"), day)
    except topics.TopicRefused as wrong:
        return _form(request, typed, wrong)
    return back_to(HOME)


@requires(Permission.DECIDE)
async def topic(request: Request) -> Response:
    listed = await request.app.state.app_db.run(topics.list_topics)
    found = _find(request, listed)
    typed = {"label_nb": [found.label_nb], "label_en": [found.label_en], "retired_on": [str(found.retired_on or "")]}
    return _form(request, typed | {"replaced_by": [found.replaced_by or ""]}, found=found, listed=listed)


@requires(Permission.DECIDE)
async def change_topic(request: Request) -> Response:
    """Renames it; with a day, retires it."""
    run, typed = request.app.state.app_db.run, await read_form(request)
    listed = await run(topics.list_topics)
    found = _find(request, listed)
    try:
        day = _day(typed, "retired_on") if first(typed, "retired_on") else None
        names = first(typed, "label_nb"), first(typed, "label_en")
        await run(topics.change, found.code, *names, day, first(typed, "replaced_by"))
    except topics.TopicRefused as wrong:
        return _form(request, typed, wrong, found, listed)
    return back_to(HOME)


def _form(
    request: Request,
    typed: Typed,
    wrong: topics.TopicRefused | None = None,
    found: ListedTopic | None = None,
    listed: list[ListedTopic] | None = None,
) -> Response:
    errors = {wrong.field: wrong.text} if wrong else {}
    names = _names(request, listed or [])
    before = found.replaced_by if found else None
    others = [one for one in listed or [] if one is not found]
    used = {one.code: names[one.code] for one in others if not one.retired_on or one.code == before}
    context = {"topic": found, "used": used, "longest_label": topics.LONGEST_LABEL}
    return show_form(request, "topic", N_("A topic"), typed, errors, home=HOME, **context)


def _find(request: Request, listed: list[ListedTopic]) -> ListedTopic:
    code = request.path_params["code"]
    found = next((one for one in listed if one.code == code), None)
    if found is None:
        raise HTTPException(404)
    return found


def _names(request: Request, listed: list[ListedTopic]) -> dict[str, str]:
    return {one.code: topics.label(one, request.state.staff.language) for one in listed}


def _day(typed: Typed, name: str) -> date:
    try:
        return date.fromisoformat(first(typed, name))
    except ValueError:
        raise topics.TopicRefused(name, GIVE_A_DAY) from None


ROUTES = [
    Route("/lists", lists),
    Route("/lists/topics/new", new_topic),
    Route("/lists/topics/new", add_topic, methods=["POST"]),
    Route("/lists/topics/{code}", topic),
    Route("/lists/topics/{code}", change_topic, methods=["POST"]),
]

"""Short addresses of our own, and how often they were followed in a period."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chat.access import requires
from chat.language import N_
from chat.roles import Permission
from counselor_console.answers import read_form
from counselor_console.menu import is_page
from counselor_console.records import Typed, back_to, find_row, show, show_form, today, typed_of
from stats import campaigns
from stats.forms import FormErrors
from stats.models.records import Campaign
from stats.record_forms import RecordReader

HOME = "/console/campaigns"
NOT_FOR_VISITORS = ("/console", "/stats", "/static", "/c/")  # a campaign that led to another might lead round
CODE_TAKEN = N_("Another campaign has this code.")


@requires(Permission.RECORDS)
async def listed(request: Request) -> Response:
    asked = {name: [value] for name, value in request.query_params.items()}
    first_day, last_day, errors = _period(asked)
    run = request.app.state.app_db.run
    found = await run(campaigns.list_followed, first_day, last_day)
    opened = await run(campaigns.count_opened, first_day, last_day)
    typed = {"first_day": [first_day.isoformat()], "last_day": [last_day.isoformat()]}
    typed |= {name: asked[name] for name in errors}
    told = {"found": found, "opened": opened, "may_edit": request.state.staff.may(Permission.DECIDE)}
    origin = request.app.state.settings.origins[0]
    return show(request, "campaigns", N_("Campaigns"), filled=typed, errors=errors, origin=origin, **told)


@requires(Permission.DECIDE)
async def form(request: Request) -> Response:
    row = await find_row(request, Campaign)
    return _form(request, typed_of(row) or {"first_day": [today().isoformat()], "target": ["/"]})


@requires(Permission.DECIDE)
async def save(request: Request) -> Response:
    before, typed = await find_row(request, Campaign), await read_form(request)
    state = request.app.state
    try:
        campaign = campaigns.parse_campaign(typed, state.settings, partial(_is_for_visitors, request))
        if before:
            campaign.id = before.id
        await state.app_db.run(Session.merge, campaign)
    except FormErrors as wrong:
        return _form(request, typed, wrong.errors)
    except IntegrityError:
        return _form(request, typed, {"code": CODE_TAKEN})
    state.links.learn(await state.app_db.run(campaigns.list_campaigns))
    return back_to(HOME)


def _period(asked: Typed) -> tuple[date, date, dict[str, str]]:
    """From and to which day, this year unless something else is asked; and what is wrong with that."""
    reader = RecordReader(asked)
    first_day = reader.day_if_any("first_day") or today().replace(month=1, day=1)
    last_day = reader.day_if_any("last_day", first_day) or today()
    return first_day, last_day, reader.errors


def _is_for_visitors(request: Request, path: str) -> bool:
    return not path.startswith(NOT_FOR_VISITORS) and is_page(request, path)


def _form(request: Request, typed: Typed, errors: Mapping[str, str] | None = None) -> Response:
    return show_form(request, "campaign", N_("A campaign"), typed, errors, home=HOME)


ROUTES = [
    Route("/campaigns", listed),
    Route("/campaigns/new", form),
    Route("/campaigns/new", save, methods=["POST"]),
    Route("/campaigns/{id:int}", form),
    Route("/campaigns/{id:int}", save, methods=["POST"]),
]

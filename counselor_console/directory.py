"""The services that we refer to: found by a few words, kept by the lead."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chat.access import requires
from chat.language import N_
from chat.roles import Permission
from counselor_console.answers import first, is_fragment, read_form, staff_page
from counselor_console.records import Typed, back_to, find_row, show, show_form, typed_of
from stats import directory
from stats.forms import FormErrors
from stats.models.records import ReferralService
from stats.record_words import CATEGORIES

HOME = "/console/directory"
TITLE = N_("Where to refer")
NAME_TAKEN = N_("There is one of this name already.")


@requires(Permission.RECORDS)
async def services(request: Request) -> Response:
    return show(request, "directory", TITLE, **await _found(request, ""))


@requires(Permission.RECORDS)
async def search(request: Request) -> Response:
    """Words come in a body, because addresses end up in histories. While one types, only what is found changes."""
    found = await _found(request, first(await read_form(request), "words").strip())
    if is_fragment(request):
        return staff_page(request, "console/records/_directory_found.html", **found)
    return show(request, "directory", TITLE, **found)


@requires(Permission.RECORDS)
async def all_services(_request: Request) -> Response:
    """For who comes back to the address of a search, which has no words in it."""
    return back_to(HOME)


@requires(Permission.DECIDE)
async def form(request: Request) -> Response:
    return _form(request, typed_of(await find_row(request, ReferralService)))


@requires(Permission.DECIDE)
async def save(request: Request) -> Response:
    before, typed = await find_row(request, ReferralService), await read_form(request)
    try:
        service = directory.parse_service(typed)
        if before:
            service.id = before.id
        await request.app.state.app_db.run(Session.merge, service)
    except FormErrors as wrong:
        return _form(request, typed, wrong.errors)
    except IntegrityError:
        return _form(request, typed, {"name": NAME_TAKEN})
    return back_to(HOME)


async def _found(request: Request, words: str) -> dict[str, Any]:
    """A lead sees the retired ones too, at the end."""
    may_edit = request.state.staff.may(Permission.DECIDE)
    every = await request.app.state.app_db.run(directory.list_all if may_edit else directory.list_services)
    found = sorted((one for one in every if directory.has_words(one, words)), key=lambda one: one.retired)
    return {"services": found, "words": words, "categories": CATEGORIES, "may_edit": may_edit, "live": True}


def _form(request: Request, typed: Typed, errors: Mapping[str, str] | None = None) -> Response:
    return show_form(request, "service", N_("A service"), typed, errors, home=HOME, categories=CATEGORIES)


ROUTES = [
    Route("/directory", services),
    Route("/directory/search", search, methods=["POST"]),
    Route("/directory/search", all_services),
    Route("/directory/new", form),
    Route("/directory/new", save, methods=["POST"]),
    Route("/directory/{id:int}", form),
    Route("/directory/{id:int}", save, methods=["POST"]),
]

"""The services that we refer to: found by a few words, kept by the lead."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chat.access import requires
from chat.language import N_
from chat.roles import Permission
from counselor_console.answers import first, is_fragment, read_form, staff_page
from counselor_console.records import Typed, back_to, find_row, show, show_form, today, typed_of
from stats import directory
from stats.forms import FormErrors
from stats.listed import is_over, is_used
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
    before = await find_row(request, ReferralService)
    return await _form(request, before, typed_of(before) or {"valid_from": [str(today())]})


@requires(Permission.DECIDE)
async def save(request: Request) -> Response:
    before, typed = await find_row(request, ReferralService), await read_form(request)
    try:
        service = directory.parse_service(typed)
        if before:
            service.id = before.id
        await request.app.state.app_db.run(directory.save, service)
    except FormErrors as wrong:
        return await _form(request, before, typed, wrong.errors)
    except IntegrityError:
        return await _form(request, before, typed, {"name": NAME_TAKEN})
    return back_to(HOME)


async def _found(request: Request, words: str) -> dict[str, Any]:
    """A lead sees the retired ones too, at the end."""
    may_edit = request.state.staff.may(Permission.DECIDE)
    every = await request.app.state.app_db.run(directory.list_all)
    names = {one.id: one.name for one in every}
    chosen = [one for one in every if may_edit or is_used(one, today())]
    found = sorted((one for one in chosen if directory.has_words(one, words)), key=lambda one: is_over(one, today()))
    shown = {"services": found, "names": names, "words": words, "categories": CATEGORIES, "today": today()}
    return shown | {"may_edit": may_edit, "live": True}


async def _form(
    request: Request, before: ReferralService | None, typed: Typed, errors: Mapping[str, str] | None = None
) -> Response:
    """`used`: what may take its place."""
    every = await request.app.state.app_db.run(directory.list_all)
    number, heir = (before.id, before.replaced_by) if before else (None, None)
    used = {str(one.id): one.name for one in every if one.id != number and (not one.retired_on or one.id == heir)}
    context = {"service": before, "used": used, "categories": CATEGORIES}
    return show_form(request, "service", N_("A service"), typed, errors, home=HOME, **context)


ROUTES = [
    Route("/directory", services),
    Route("/directory/search", search, methods=["POST"]),
    Route("/directory/search", all_services),
    Route("/directory/new", form),
    Route("/directory/new", save, methods=["POST"]),
    Route("/directory/{id:int}", form),
    Route("/directory/{id:int}", save, methods=["POST"]),
]

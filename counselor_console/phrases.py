"""Prepared replies: found while one answers, and written by those who decide on texts."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chat import tongues
from chat.access import requires
from chat.language import N_
from chat.phrases import (
    MAX_BODY,
    MAX_TITLE,
    NoPhrase,
    PhraseView,
    get_phrase,
    list_languages,
    list_meanings,
    list_phrases,
    retire_phrase,
    save_phrase,
    search,
)
from chat.roles import Permission
from counselor_console.answers import first, is_fragment, pane, read_form, staff_page
from counselor_console.notes import KINDS
from counselor_console.phrase_form import Draft, read, stored
from counselor_console.registration_form import LANGUAGES as OFTEN_MET

PAGE = "/console/phrases"
HEADING = N_("Prepared replies")


@requires(Permission.CONVERSATIONS, Permission.DECIDE)
async def phrases(request: Request) -> Response:
    return await _list(request)


@requires(Permission.CONVERSATIONS)
async def found(request: Request) -> Response:
    """What fits the words typed in a lane. They come in a body, because addresses end up in histories."""
    form = await read_form(request)
    said_in = first(form, "language") or first(form, "visitor")
    run = request.app.state.app_db.run
    fitting, written = await run(search, first(form, "words")), await run(list_languages)
    place: dict[str, Any] = {"lane": first(form, "lane"), "said_in": said_in}
    return staff_page(
        request, "console/texts/_found.html", found=fitting, languages_written=sorted({*written, said_in}), **place
    )


@requires(Permission.INVITED)
async def meanings(request: Request) -> Response:
    """What approved wordings say in Norwegian, so that a lane can say it beside them."""
    return JSONResponse(await request.app.state.app_db.run(list_meanings))


@requires(Permission.DECIDE)
async def new_form(request: Request) -> Response:
    return _form(request, None, Draft())


@requires(Permission.DECIDE)
async def save_new(request: Request) -> Response:
    return await _save(request, None)


@requires(Permission.DECIDE)
async def form(request: Request) -> Response:
    phrase = await _phrase(request)
    return _form(request, phrase, stored(phrase))


@requires(Permission.DECIDE)
async def save(request: Request) -> Response:
    return await _save(request, await _phrase(request))


@requires(Permission.DECIDE)
async def retire(request: Request) -> Response:
    """Offers it no longer, or again."""
    retired = first(await read_form(request), "retired") == "yes"
    phrase = await _phrase(request)
    await request.app.state.app_db.run(retire_phrase, phrase.id, retired)
    return await _done(request)


async def _save(request: Request, phrase: PhraseView | None) -> Response:
    draft = read(await read_form(request))
    if draft.wrong:
        return _form(request, phrase, draft)
    what = (draft.title, draft.urgent, draft.wordings, draft.by_visitor)
    await request.app.state.app_db.run(save_phrase, phrase.id if phrase else None, *what)
    return await _done(request)


async def _done(request: Request) -> Response:
    request.app.state.tongues = await request.app.state.app_db.run(tongues.read)
    return await _list(request) if is_fragment(request) else RedirectResponse(PAGE, 303)


async def _list(request: Request) -> Response:
    every = await request.app.state.app_db.run(list_phrases)
    may_edit = request.state.staff.may(Permission.DECIDE)
    return pane(request, "console/texts/_phrases.html", phrases=every, may_edit=may_edit, heading=HEADING)


async def _phrase(request: Request) -> PhraseView:
    try:
        found: PhraseView = await request.app.state.app_db.run(get_phrase, request.path_params["id"])
    except NoPhrase:
        raise HTTPException(404) from None
    return found


def _form(request: Request, phrase: PhraseView | None, draft: Draft) -> Response:
    others = sorted(OFTEN_MET - {row.language for row in draft.rows})
    told = {"phrase": phrase, "draft": draft, "others": others, "kinds": KINDS}
    limits = {"heading": HEADING, "longest": MAX_BODY, "longest_title": MAX_TITLE}
    return pane(request, "console/texts/_phrase.html", 422 if draft.wrong else 200, **told, **limits)


ROUTES: list[BaseRoute] = [
    Route("/phrases", phrases),
    Route("/phrases/search", found, methods=["POST"]),
    Route("/phrases/meanings", meanings),
    Route("/phrases/new", new_form),
    Route("/phrases/new", save_new, methods=["POST"]),
    Route("/phrases/{id:int}", form),
    Route("/phrases/{id:int}", save, methods=["POST"]),
    Route("/phrases/{id:int}/retire", retire, methods=["POST"]),
]

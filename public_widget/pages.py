"""What the visitor sees: one page for every state of his conversation, and the tab for other sites."""

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chat.errors import NotFound
from chat.language import DEFAULT, LANGUAGES, N_, known_language, speech
from chat.pages import page, render
from chat.periods import PERIODS, Kind
from chat.service import Conversations
from chat.views import VisitorView
from public_widget.opening import as_json, in_a_sentence, in_words, opening_now
from public_widget.unsent import Unsents
from public_widget.visit import forget, remember_unsent, unsent_key, visit_token
from stats.hours import Opening

TAB_WORDS = {
    "label": N_("Ask us"),
    "open": N_("Open now"),
    "closed": N_("Closed now"),
    "title": N_("Questions and answers"),
}

NEXT = N_("Opens on %(day)s at %(time)s")

unsents = Unsents()


def conversations(request: Request) -> Conversations:
    service: Conversations = request.app.state.conversations
    return service


async def front(request: Request) -> Response:
    return await visitor_page(request, framed=False)


async def embed(request: Request) -> Response:
    return await visitor_page(request, framed=True)


async def visitor_page(request: Request, framed: bool) -> Response:
    """The page in the state of this visitor's conversation, with the text that could not be taken just now."""
    view, key = await _find_view(request), unsent_key(request)
    unsent = unsents.take(key)
    over = view is None and visit_token(request) is not None
    wanted = request.query_params.get("lang") or unsent.language or (view.language if view else DEFAULT)
    language = known_language(wanted)
    context = _context(request, view, language)
    context |= {"framed": framed, "over": over, "problem": unsent.problem, "text": unsent.text}
    response = page(request, "widget/page.html", language, **context)
    if over:
        forget(response)
    if key:
        remember_unsent(response, "")
    return response


def _context(request: Request, view: VisitorView | None, language: str) -> dict[str, Any]:
    opening = opening_now(request)
    return {
        "view": view,
        "state": view.state if view else "open" if opening.open else "closed",
        "said": in_a_sentence(opening, language),
        "writing": "write" in request.query_params,
        "idle_kept": PERIODS[Kind.CONVERSATION].length,
        "note_kept": PERIODS[Kind.NOTE].length,
        "backup_kept": PERIODS[Kind.BACKUP].length,
        "mark": secrets.token_urlsafe(16),
    }


def _tab_words(opening: Opening, code: str) -> dict[str, str]:
    words = {name: speech(code).text(text) for name, text in TAB_WORDS.items()}
    if opening.opens_at and not opening.expected:
        words["closed"] = speech(code).text(NEXT, **in_words(opening.opens_at, code))
    return words


async def _find_view(request: Request) -> VisitorView | None:
    token = visit_token(request)
    try:
        return await conversations(request).view(token) if token else None
    except NotFound:
        return None


async def status(request: Request) -> Response:
    """With `?lang=`, in a sentence as well."""
    opening, language = opening_now(request), request.query_params.get("lang")
    said = {"said": in_a_sentence(opening, known_language(language))} if language else {}
    return JSONResponse(as_json(opening) | said)


async def tab(request: Request) -> Response:
    """`widget.js`: the tab for other sites, with what it says already inside, so that it asks us nothing."""
    opening = opening_now(request)
    words = {code: _tab_words(opening, code) for code in LANGUAGES}
    script = render("widget/widget.js", DEFAULT, open=opening.open, words=words)
    headers = {"Cache-Control": "max-age=60", "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(script, media_type="text/javascript", headers=headers)

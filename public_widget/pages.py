"""What the visitor sees: one page for every state of his conversation, and the tab for other sites."""

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chat.errors import NotFound
from chat.language import DEFAULT, LANGUAGES, N_, direction, speech
from chat.pages import page, render
from chat.periods import PERIODS, Kind
from chat.service import Conversations
from chat.static_files import compressed, for_sending
from chat.views import VisitorView
from public_widget.opening import as_json, in_a_sentence, in_short, opening_now
from public_widget.ready import sayings
from public_widget.spoken import spoken_now
from public_widget.tongues import asked_for, language_of
from public_widget.unsent import Unsents
from public_widget.visit import forget, remember_unsent, unsent_key, visit_token
from stats.hours import Opening

LABEL = N_("Ask us")
PANEL = N_("Questions and answers")

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
    token = visit_token(request)
    if left := conversations(request).paused_for(token):
        language = asked_for(request, conversations(request).paused_in(token))
        return page(request, "widget/paused.html", language, framed=framed, left=left)
    view, key = await _find_view(request), unsent_key(request)
    unsent = unsents.take(key)
    over = view is None and token is not None
    wanted = request.query_params.get("lang") or unsent.language or (view.language if view else DEFAULT)
    language = view.language if view and wanted == view.language else language_of(request, wanted)
    context = _context(request, view, language)
    context["ready"] = await sayings(request, language) if context["writing"] and view else []
    context |= {"framed": framed, "over": over, "problem": unsent.problem, "text": unsent.text}
    response: Response = page(request, "widget/page.html", language, **context)
    if view is None and not unsent.text:
        response = compressed(response, request.headers)
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
        "spoken": spoken_now(request, opening, language),
        "writing": "write" in request.query_params,
        "idle_kept": PERIODS[Kind.CONVERSATION].length,
        "note_kept": PERIODS[Kind.NOTE].length,
        "backup_kept": PERIODS[Kind.BACKUP].length,
        "mark": secrets.token_urlsafe(16),
        "later": request.app.state.reads_on is not None,
    }


def _tab_words(opening: Opening, code: str) -> dict[str, str]:
    words = {"label": speech(code).text(LABEL), "said": in_short(opening, code)}
    return words | ({"dir": direction(code)} if direction(code) == "rtl" else {})


async def _find_view(request: Request) -> VisitorView | None:
    token = visit_token(request)
    try:
        return await conversations(request).view(token) if token else None
    except NotFound:
        return None


async def status(request: Request) -> Response:
    """With `?lang=`, in sentences as well."""
    opening, told = opening_now(request), {}
    if request.query_params.get("lang"):
        language = asked_for(request)
        told = {"said": in_a_sentence(opening, language), "spoken": spoken_now(request, opening, language)}
    return JSONResponse(as_json(opening) | told)


async def tab(request: Request) -> Response:
    """`widget.js`: the tab for other sites, with what it says already inside, so that it asks us nothing.

    With `?lang=` in that language alone; without, in staff's, among which the other site chooses. With `?panel`
    what a panel needs besides.
    """
    if "panel" in request.query_params:
        return _script("widget/panel.js", request, title=speech(asked_for(request)).text(PANEL))
    opening = opening_now(request)
    codes = [asked_for(request)] if "lang" in request.query_params else LANGUAGES
    words = {code: _tab_words(opening, code) for code in codes}
    return _script("widget/widget.js", request, open=opening.open, words=words)


def _script(template: str, request: Request, **words: Any) -> Response:
    """For another site, which has no other words than these. Kept nowhere, so that it says what the page says."""
    script = for_sending(render(template, DEFAULT, **words))
    headers = {"Cross-Origin-Resource-Policy": "cross-origin"}
    return compressed(Response(script, media_type="text/javascript", headers=headers), request.headers)

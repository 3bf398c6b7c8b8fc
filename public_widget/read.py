"""Answers to common questions, all on one page, so that no address tells which of them somebody read.

With script one searches in the page, and nothing that is typed leaves it. Without, words come in a body and are
forgotten with the answer.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chat.language import direction
from chat.pages import page
from chat.static_files import compressed
from public_widget.opening import opening_now
from public_widget.tongues import asked_for, language_of
from public_widget.visit import field
from stats.answer_search import ENDINGS, LIKE, LIKE_ALSO, MOST, SKIPPED, fold
from stats.answers import Published, Shown, blocks, heading_language

RULES = {
    "endings": ENDINGS,
    "skipped": sorted({fold(word) for word in SKIPPED}),
    "like": list((LIKE | LIKE_ALSO).items()),
}


async def read(request: Request) -> Response:
    language = asked_for(request)
    return compressed(_page(request, language, _published(request).read_in(language)), request.headers)


async def search(request: Request) -> Response:
    """What fits the words best, opened where it is alone."""
    form = await request.form()
    language, words = language_of(request, field(form, "language")), field(form, "words")[:MOST]
    return _page(request, language, _published(request).find(language, words), words)


def _page(request: Request, language: str, found: dict[str, list[Shown]], words: str = "") -> Response:
    every = _published(request).read_in(language)
    context: dict[str, Any] = {"every": every, "found": found, "words": words, "rules": RULES, "longest": MOST}
    context |= {"blocks": blocks, "named_in": heading_language(language), "direction": direction}
    context |= {"open_now": opening_now(request).open, "later": request.app.state.reads_on is not None}
    return page(request, "widget/read.html", language, **context)


def _published(request: Request) -> Published:
    published: Published = request.app.state.answers
    return published

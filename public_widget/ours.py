"""Whether it is us: our own names elsewhere, for anybody to read, and the check of a code that we gave somebody.

The address and the title say nothing. A code comes in a body, is never shown again, and is answered by yes or no alone:
an unknown code, a used one and one whose time is over look the same.
"""

from starlette.requests import Request
from starlette.responses import Response

from chat import calendar
from chat.limits import Bucket
from chat.pages import page
from public_widget.tongues import asked_for, language_of
from public_widget.visit import field
from stats import profiles

LONGEST = 60  # signs of a code, however it is spaced

guesses = Bucket(rate=0.5, burst=30)  # of everybody together, because nobody's address is looked at


async def ours(request: Request) -> Response:
    return await _page(request, asked_for(request))


async def check(request: Request) -> Response:
    """Uses the code up. Over the rate nothing is looked up, and the code still holds."""
    form, state = await request.form(), request.app.state
    language, code = language_of(request, field(form, "language")), field(form, "code")[:LONGEST]
    if not code:
        return await _page(request, language)
    if guesses.take():
        return await _page(request, language, 429, answer="busy")
    good = await state.app_db.run(profiles.use_code, state.service_key, code, calendar.today())
    return await _page(request, language, answer="yes" if good else "no")


async def _page(request: Request, language: str, status_code: int = 200, answer: str = "") -> Response:
    names = await request.app.state.app_db.run(profiles.list_public, calendar.today())
    return page(request, "widget/ours.html", language, status_code, names=names, answer=answer, longest=LONGEST)

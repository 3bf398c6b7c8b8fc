"""When somebody is here who speaks the visitor's language. Said where not everybody of us does."""

from datetime import UTC, datetime

from starlette.requests import Request

from chat.language import COMPLETE, N_, speech
from public_widget.opening import in_words
from public_widget.tongues import offered
from stats.hours import Hours, Opening

NOW = N_("Somebody who speaks your language is here now.")
NEXT = N_("Somebody who speaks your language is here next on %(day)s at %(time)s.")
UNKNOWN = N_("We do not know yet when somebody who speaks your language is here.")
ANYWAY = N_("You can write in your language all the same. We may be able to ask somebody who speaks it to help us.")
PREPARED = N_("Some of our answers are ready in your language.")


def spoken_now(request: Request, opening: Opening, language: str) -> str:
    """By the rota, in sentences. Empty in the languages that all of us read."""
    if language in COMPLETE:
        return ""
    hours: Hours = request.app.state.hours
    now = datetime.now(UTC)
    begins = hours.speaks_next(language, now, is_open=opening.open)
    if begins and begins <= now:
        return speech(language).text(NOW)
    first = speech(language).text(NEXT, **in_words(begins, language)) if begins else speech(language).text(UNKNOWN)
    return " ".join([first, *_all_the_same(request, opening, language)])


def _all_the_same(request: Request, opening: Opening, language: str) -> list[str]:
    """What one can do meanwhile, while one can write."""
    if not opening.open:
        return []
    prepared = [PREPARED] if language in offered(request).prepared else []
    return [speech(language).text(text) for text in (ANYWAY, *prepared)]

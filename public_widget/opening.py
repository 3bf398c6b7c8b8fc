"""Whether the door is open, and when it is: the page, the tab on other sites and `/status` say it from here."""

from datetime import UTC, datetime, timedelta

from starlette.requests import Request

from chat.language import N_, speech
from stats.hours import Hours, Opening

TOLD = ("open", "opens_at", "closes_at", "last_intake_at")


def opening_now(request: Request) -> Opening:
    """What holds at this moment."""
    hours: Hours = request.app.state.hours
    return hours.tell(datetime.now(UTC), request.app.state.conversations.is_open())


def as_json(opening: Opening) -> dict[str, bool | str | None]:
    """As `/status` answers: times in local time with its offset."""
    told = {name: getattr(opening, name) for name in TOLD}
    return {name: said.isoformat() if isinstance(said, datetime) else said for name, said in told.items()}


def in_a_sentence(opening: Opening, language: str) -> str:
    """What holds, as the page says it. While somebody may still come, not that one has to wait for the next time."""
    moment = opening.closes_at or opening.opens_at
    words = in_words(moment, language) if moment else {}
    return speech(language).text(_sentence(opening), **words)


def _sentence(opening: Opening) -> str:
    if opening.open:
        return N_("Open now, until %(time)s") if opening.closes_at else N_("Open now")
    if opening.opens_at is None:
        return N_("Nobody is here just now")
    if opening.expected:
        return N_("Nobody is here just now. Next time is %(day)s at %(time)s")
    return N_("We are here again on %(day)s at %(time)s")


def in_words(moment: datetime, language: str) -> dict[str, str]:
    """The `day` and `time` of an opening: a weekday, with its date where that is a week away or more."""
    soon = moment.date() - datetime.now(moment.tzinfo).date() < timedelta(weeks=1)
    said = speech(language)
    return {"day": said.day(moment.date(), "EEEE" if soon else "EEEE d. MMMM"), "time": said.clock(moment.time())}

"""Whether the door is open, and when it is: the page, the tab on other sites and `/status` say it from here."""

from datetime import UTC, datetime, timedelta

from starlette.requests import Request

from chat.language import N_, speech
from stats.hours import Hours, Opening

TIMES = ("opens_at", "closes_at", "last_intake_at")
SOON = timedelta(minutes=30)  # before nobody new is let in, from which on the page warns of it


def opening_now(request: Request) -> Opening:
    """What holds at this moment."""
    hours: Hours = request.app.state.hours
    return hours.tell(datetime.now(UTC), request.app.state.conversations.is_open())


def as_json(opening: Opening) -> dict[str, bool | str | None]:
    """As `/status` answers: times in local time with its offset."""
    times = {name: getattr(opening, name) for name in TIMES}
    return {"open": opening.open} | {name: at.isoformat() if at else None for name, at in times.items()}


def in_a_sentence(opening: Opening, language: str) -> str:
    """What holds, as the page says it. While somebody may still come, not that one has to wait for the next time."""
    moment, said = opening.closes_at or opening.opens_at, speech(language)
    words = in_words(moment, language) if moment else {}
    if opening.last_intake_at:
        words["last"] = said.clock(opening.last_intake_at.time())
    return said.text(_open(opening) if opening.open else _closed(opening), **words)


def in_short(opening: Opening, language: str) -> str:
    """The same for the tab on other sites, where there is little room."""
    moment = opening.closes_at or (None if opening.expected else opening.opens_at)
    words = in_words(moment, language) if moment else {}
    when = N_("Open now, until %(time)s") if opening.open else N_("Opens on %(day)s at %(time)s")
    return speech(language).text(when if moment else N_("Open now") if opening.open else N_("Closed now"), **words)


def _open(opening: Opening) -> str:
    if opening.closes_at is None or opening.last_intake_at is None:
        return N_("Open now")
    if opening.last_intake_at - datetime.now(UTC) <= SOON:
        return N_("We close soon, at %(time)s. You can begin until %(last)s. Whoever has begun is not broken off.")
    if opening.last_intake_at == opening.closes_at:
        return N_("Open now, until %(time)s")
    return N_("Open now, until %(time)s. You can begin until %(last)s.")


def _closed(opening: Opening) -> str:
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

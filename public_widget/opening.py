"""Whether the door is open, and when it is: the page, the tab on other sites and `/status` say it from here."""

from datetime import UTC, datetime, timedelta

from starlette.requests import Request

from chat.language import speech
from stats.hours import Hours, Opening


def opening_now(request: Request) -> Opening:
    """What holds at this moment."""
    hours: Hours = request.app.state.hours
    return hours.tell(datetime.now(UTC), request.app.state.conversations.is_open())


def as_json(opening: Opening) -> dict[str, bool | str | None]:
    """As `/status` answers: times in local time with its offset."""
    return {name: said.isoformat() if isinstance(said, datetime) else said for name, said in vars(opening).items()}


def in_words(moment: datetime, language: str) -> dict[str, str]:
    """The `day` and `time` of an opening: a weekday, with its date where that is a week away or more."""
    soon = moment.date() - datetime.now(moment.tzinfo).date() < timedelta(weeks=1)
    said = speech(language)
    return {"day": said.day(moment.date(), "EEEE" if soon else "EEEE d. MMMM"), "time": said.clock(moment.time())}

"""What the register holds, told to those who run the service; no note is opened for it."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chat.doctor import Finding
from chat.language import speech
from chat.periods import PERIODS
from stats import retention
from stats.models import Contact

SPEECH = speech("en")


def describe(session: Session) -> Iterator[Finding]:
    """How many contacts there are, when destruction last ran, and each kind of content with its period."""
    yield Finding(True, f"{session.scalar(select(func.count(Contact.id))) or 0} contacts")
    last = retention.last_run(session)
    yield Finding(last is not None, f"destruction last ran {last:%Y-%m-%d, hour %H UTC}" if last else "it never ran")
    for held in retention.holdings(session):
        period = PERIODS[held.kind]
        told = [f"{period.name}: {SPEECH.length(period.length)} {period.end}"]
        told += [f"oldest left {held.oldest}"] if held.oldest else []
        told += [f"last destroyed {held.destroyed} on {held.on}"] if held.on else []
        yield Finding(True, "; ".join(told))

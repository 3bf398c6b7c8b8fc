"""What the register holds, told to those who run the service; no note is opened for it."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chat.doctor import Finding
from chat.language import speech
from chat.periods import PERIODS
from stats import copies, retention
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
        told += [held.unseen] if held.unseen else []
        told += [f"last written {held.written}"] if held.written else []
        told += [f"last destroyed {held.destroyed} on {held.on}"] if held.on else []
        yield Finding(True, "; ".join(told))
    folder = copies.find_folder(session)
    if folder:
        reached = not copies.is_out_of_reach(session)
        yield Finding(reached, f"copies are destroyed in {folder}" if reached else f"{folder} cannot be reached")
    else:
        yield Finding(False, "no backup copy was written by this register yet")

"""What the service does beside talking with people: meetings, stands, media. By year, and counted by kind."""

from collections import Counter
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chat.language import N_
from stats.models.records import Activity
from stats.record_forms import LINE, TEXT, Form, RecordReader
from stats.record_words import ActivityKind


def list_activities(session: Session, year: int) -> list[Activity]:
    """Those that began in the year, the newest first."""
    began = Activity.first_day.between(date(year, 1, 1), date(year, 12, 31))
    return list(session.scalars(select(Activity).where(began).order_by(Activity.first_day.desc(), Activity.id.desc())))


def list_years(session: Session, today: date) -> list[int]:
    """The years that have activities, and this one; the newest first."""
    years = session.scalars(select(func.strftime("%Y", Activity.first_day)).distinct())
    return sorted({today.year, *map(int, years)}, reverse=True)


def count_kinds(activities: list[Activity]) -> dict[ActivityKind, int]:
    """How many there are of each kind that there are any of."""
    counted = Counter(activity.kind for activity in activities)
    return {kind: counted[kind] for kind in ActivityKind if counted[kind]}


def parse_activity(form: Form) -> Activity:
    """The activity that `form` describes, not yet stored. Raises FormErrors."""
    reader = RecordReader(form)
    first_day = reader.day("first_day")
    activity = Activity(
        kind=reader.choice("kind", ActivityKind, N_("Choose what it was.")),
        first_day=first_day,
        last_day=reader.day_if_any("last_day", first_day),
        place=reader.words("place", LINE),
        reached=reader.number_if_any("reached"),
        text=reader.words("text", TEXT),
    )
    reader.finish()
    return activity

"""What was done to people, by month and rough area. Apart from contacts: nothing here leads to a person.

A warning for others is sealed with the service key, and there is none without consent.
"""

from collections import Counter
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chat.language import N_
from chat.periods import PERIODS, Kind
from chat.sealing import seal, unseal
from stats.models.records import Incident
from stats.record_forms import SHOWS_WHO, TEXT, Form, RecordReader
from stats.record_words import IncidentKind, Reported, WhyNot

AREA = 40  # code points, at most


class Told(NamedTuple):
    """An incident, and its warning in plain words."""

    row: Incident
    text: str


def list_incidents(session: Session, service_key: bytes, year: int) -> list[Told]:
    """Those of the year, the newest month first."""
    within = Incident.month.between(date(year, 1, 1), date(year, 12, 31))
    rows = session.scalars(select(Incident).where(within).order_by(Incident.month.desc(), Incident.id.desc()))
    return [Told(row, read_warning(service_key, row)) for row in rows]


def list_years(session: Session, today: date) -> list[int]:
    """The years that have incidents, and this one; the newest first."""
    years = session.scalars(select(func.strftime("%Y", Incident.month)).distinct())
    return sorted({today.year, *map(int, years)}, reverse=True)


def count_kinds(incidents: list[Told]) -> dict[IncidentKind, int]:
    """How many there are of each kind that there are any of."""
    counted = Counter(one.row.kind for one in incidents)
    return {kind: counted[kind] for kind in IncidentKind if counted[kind]}


def read_warning(service_key: bytes, incident: Incident) -> str:
    """The warning in plain words, empty where there is none. Raises chat.sealing.Unreadable for another key."""
    return unseal(service_key, incident.warning, _place(incident)).decode() if incident.warning else ""


def store_incident(session: Session, service_key: bytes, incident: Incident, warning: str, today: date) -> None:
    """Stores what `parse_incident` made, anew or in the place of the one of its number."""
    before = session.get(Incident, incident.id) if incident.id else None
    incident.texts_until = (before and before.texts_until) or last_day_of_texts(today)
    row = session.merge(incident)
    row.warning = None
    session.flush()  # which gives a new one its number
    row.warning = seal(service_key, warning.encode(), _place(row)) if warning else None


def last_day_of_texts(today: date) -> date:
    """Counted from the month, so that the day of writing cannot be read from it."""
    return today.replace(day=1) + PERIODS[Kind.INCIDENT].length


def parse_incident(form: Form, today: date) -> tuple[Incident, str]:
    """The incident that `form` describes, not yet stored, and its warning. Raises FormErrors."""
    reader = RecordReader(form)
    reported = reader.choice("reported", Reported, N_("Choose whether the police were told."))
    incident = Incident(
        month=reader.month("month", today),
        kind=reader.choice("kind", IncidentKind, N_("Choose what happened.")),
        area=_area(reader),
        reported=reported,
        why_not=_why_not(reader) if reported is Reported.NO else None,
        consent=reader.yes("consent"),
    )
    warning = reader.coarse_words("warning", TEXT)
    if warning and not incident.consent and "warning" not in reader.errors:
        reader.errors["warning"] = N_("Without consent there can be no warning.")
    reader.finish()
    return incident, warning


def _area(reader: RecordReader) -> str:
    """A town or a part of one; no address, and so no digit."""
    area = reader.coarse_words("area", AREA)
    if any(letter.isdigit() for letter in area):
        reader.errors["area"] = SHOWS_WHO
    return area


def _why_not(reader: RecordReader) -> WhyNot | None:
    return reader.choice("why_not", WhyNot, N_("Choose why not.")) if reader.form.get("why_not", [""])[-1] else None


def _place(incident: Incident) -> str:
    return f"incident|{incident.id}"

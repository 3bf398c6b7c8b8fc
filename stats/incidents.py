"""What was done to people, by month and rough area. Apart from contacts: nothing here leads to a person.

Area and warning are sealed with the service key, and there is no warning without consent.
"""

from collections import Counter
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chat.language import N_
from chat.periods import PERIODS, Kind
from chat.sealing import seal, unseal
from stats.forms import MAX_NOTE
from stats.models.records import Incident
from stats.record_forms import SHOWS_WHO, Form, RecordReader
from stats.record_words import IncidentKind, Reported, WhyNot

AREA = 40  # code points, at most


class Texts(NamedTuple):
    """The area and the warning in plain words, empty where there is none."""

    area: str
    warning: str


class Told(NamedTuple):
    """An incident, and its texts in plain words."""

    row: Incident
    texts: Texts


def list_incidents(session: Session, service_key: bytes, year: int) -> list[Told]:
    """Those of the year, the newest month first."""
    within = Incident.month.between(date(year, 1, 1), date(year, 12, 31))
    rows = session.scalars(select(Incident).where(within).order_by(Incident.month.desc(), Incident.id.desc()))
    return [Told(row, read_texts(service_key, row)) for row in rows]


def list_years(session: Session, today: date) -> list[int]:
    """The years that have incidents, and this one; the newest first."""
    years = session.scalars(select(func.strftime("%Y", Incident.month)).distinct())
    return sorted({today.year, *map(int, years)}, reverse=True)


def count_kinds(incidents: list[Told]) -> dict[IncidentKind, int]:
    """How many there are of each kind that there are any of."""
    counted = Counter(one.row.kind for one in incidents)
    return {kind: counted[kind] for kind in IncidentKind if counted[kind]}


def read_texts(service_key: bytes, incident: Incident) -> Texts:
    """Raises chat.sealing.Unreadable for another key."""
    sealed = zip(_places(incident), (incident.area, incident.warning), strict=True)
    return Texts(*(unseal(service_key, one, place).decode() if one else "" for place, one in sealed))


def store_incident(session: Session, service_key: bytes, incident: Incident, texts: Texts, today: date) -> None:
    """Stores what `parse_incident` made, anew or in the place of the one of its number."""
    before = session.get(Incident, incident.id) if incident.id else None
    incident.texts_until = (before and before.texts_until) or last_day_of_texts(today)
    row = session.merge(incident)
    row.area = row.warning = None
    session.flush()  # which gives a new one its number
    places = zip(_places(row), texts, strict=True)
    row.area, row.warning = (seal(service_key, text.encode(), place) if text else None for place, text in places)


def last_day_of_texts(today: date) -> date:
    """Counted from the month, so that the day of writing cannot be read from it."""
    return today.replace(day=1) + PERIODS[Kind.INCIDENT].length


def parse_incident(form: Form, today: date) -> tuple[Incident, Texts]:
    """The incident that `form` describes, not yet stored, and its texts. Raises FormErrors."""
    reader = RecordReader(form)
    reported = reader.choice("reported", Reported, N_("Choose whether the police were told."))
    incident = Incident(
        month=reader.month("month", today),
        kind=reader.choice("kind", IncidentKind, N_("Choose what happened.")),
        reported=reported,
        why_not=_why_not(reader) if reported is Reported.NO else None,
        consent=reader.yes("consent"),
    )
    texts = Texts(_area(reader), reader.words("note", MAX_NOTE))
    if texts.warning and not incident.consent:
        reader.errors.setdefault("note", N_("Without consent there can be no warning."))
    reader.finish()
    return incident, texts


def _area(reader: RecordReader) -> str:
    """A town or a part of one; no address, and so no digit."""
    area = reader.coarse_words("area", AREA)
    if any(letter.isdigit() for letter in area):
        reader.errors["area"] = SHOWS_WHO
    return area


def _why_not(reader: RecordReader) -> WhyNot | None:
    return reader.choice("why_not", WhyNot, N_("Choose why not.")) if reader.form.get("why_not", [""])[-1] else None


def _places(incident: Incident) -> tuple[str, str]:
    return f"incident_area|{incident.id}", f"incident|{incident.id}"

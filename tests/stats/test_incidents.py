"""Incidents: coarse, apart from contacts, with texts that are sealed and end."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from chat.periods import PERIODS, Kind
from chat.sealing import Unreadable
from stats import incidents, retention
from stats.forms import FormErrors
from stats.incidents import Texts
from stats.models.records import AgeConcern, Incident
from stats.record_words import IncidentKind, Reported, WhyNot
from stats.service_key import give_up, unseal_all
from tests.stats.factories import KEY, TODAY

PLAIN = {"month": "2025-05", "kind": "robbery", "area": "Oslo øst", "reported": "no", "why_not": "no_trust"}
WARNING: dict[str, Any] = {"consent": "yes", "note": "To menn på inngangen. Ber om å få betale etterpå."}


def parse(**differing: str) -> tuple[Incident, Texts]:
    form = {name: [value] for name, value in (PLAIN | differing).items()}
    return incidents.parse_incident(form, TODAY)


def store(session: Session, today: date = TODAY, number: int | None = None, **differing: Any) -> Incident:
    """Stored anew, or in the place of the one of that number."""
    incident, texts = parse(**differing)
    if number:
        incident.id = number
    incidents.store_incident(session, KEY, incident, texts, today)
    session.flush()
    return session.get_one(Incident, number or session.scalar(select(func.max(Incident.id))))


class TestTheForm:
    def test_it_has_a_month_and_no_day(self) -> None:
        incident, texts = parse()
        assert (incident.month, incident.kind) == (date(2025, 5, 1), IncidentKind.ROBBERY)
        assert (incident.reported, incident.why_not) == (Reported.NO, WhyNot.NO_TRUST)
        assert texts == Texts("Oslo øst", "")

    def test_why_not_may_be_left_open(self) -> None:
        assert parse(why_not="")[0].why_not is None

    def test_why_not_is_dropped_where_it_was_reported(self) -> None:
        assert parse(reported="yes")[0].why_not is None

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("kind", ""),
            ("kind", "noise"),
            ("reported", ""),
            ("why_not", "lazy"),
            ("month", ""),
            ("month", "2025-05-12"),
            ("month", "2025-13"),
            ("month", "2025-07"),
            ("month", "1999-12"),
            ("area", "x" * 41),
            ("area", "Storgata 14"),
            ("area", "oppgang 3"),
            ("area", "a\x00b"),
        ],
    )
    def test_a_wrong_field_is_refused_by_name(self, field: str, value: str) -> None:
        with pytest.raises(FormErrors) as refused:
            parse(**{field: value})
        assert list(refused.value.errors) == [field]

    @pytest.mark.parametrize("area", ["Grünerløkka", "Oslo sentrum", "Nygårdsparken i Bergen", "Strømsø, Drammen", ""])
    def test_a_town_or_a_part_of_one_passes(self, area: str) -> None:
        assert parse(area=area)[1].area == area

    def test_a_warning_needs_consent(self) -> None:
        with pytest.raises(FormErrors) as refused:
            parse(note=WARNING["note"])
        assert list(refused.value.errors) == ["note"]
        assert parse(**WARNING)[1].warning == WARNING["note"]

    def test_consent_needs_no_warning(self) -> None:
        incident, texts = parse(consent="yes")
        assert (incident.consent, texts.warning) == (True, "")


class TestItsTexts:
    def test_they_are_sealed_each_for_its_place(self, session: Session) -> None:
        one, other = store(session, **WARNING), store(session, **WARNING)
        assert incidents.read_texts(KEY, one) == Texts(PLAIN["area"], WARNING["note"])
        one.warning, other.warning = other.warning, one.warning
        with pytest.raises(Unreadable):
            incidents.read_texts(KEY, one)

    def test_another_key_opens_nothing(self, session: Session) -> None:
        with pytest.raises(Unreadable):
            incidents.read_texts(bytes(32), store(session, **WARNING))

    def test_withdrawn_consent_takes_the_warning_away(self, session: Session) -> None:
        number = store(session, **WARNING).id
        changed = store(session, number=number)
        assert (changed.consent, changed.warning) == (False, None)
        assert incidents.read_texts(KEY, changed) == Texts(PLAIN["area"], "")

    def test_the_database_itself_has_no_warning_without_consent(self, session: Session) -> None:
        store(session, **WARNING).consent = False
        with pytest.raises(IntegrityError):
            session.flush()

    def test_changing_them_does_not_lengthen_their_life(self, session: Session) -> None:
        first = store(session, today=TODAY, **WARNING)
        until = first.texts_until
        assert store(session, today=TODAY + timedelta(days=100), number=first.id, **WARNING).texts_until == until

    def test_the_day_of_writing_cannot_be_read_from_their_end(self) -> None:
        ends = {incidents.last_day_of_texts(date(2025, 6, day)) for day in (1, 12, 30)}
        assert ends == {date(2025, 6, 1) + PERIODS[Kind.INCIDENT].length}

    @pytest.mark.parametrize(("after", "left"), [(0, True), (1, False)])
    def test_they_end_with_their_period_and_the_count_stays(self, session: Session, after: int, left: bool) -> None:
        incident = store(session, **WARNING)
        assert incident.texts_until
        last = datetime.combine(incident.texts_until, datetime.min.time()) + timedelta(days=after)
        assert retention.destroy(session, Kind.INCIDENT, last) == (0 if left else 1)
        session.expire_all()
        assert (bool(incident.area), bool(incident.warning), bool(incident.texts_until)) == (left, left, left)
        [told] = incidents.list_incidents(session, KEY, 2025)
        assert told.texts == (Texts(PLAIN["area"], WARNING["note"]) if left else Texts("", ""))
        assert (told.row.kind, told.row.reported) == (IncidentKind.ROBBERY, Reported.NO)

    def test_what_a_lost_key_sealed_can_be_given_up_and_the_count_stays(self, session: Session, folder: Path) -> None:
        store(session, **WARNING)
        give_up(session, folder / "another.key")
        session.expire_all()
        unseal_all(session, bytes(32))
        assert incidents.list_incidents(session, bytes(32), 2025)[0].texts == Texts("", "")


def test_a_year_has_its_months_newest_first_and_counts_them_by_kind(session: Session) -> None:
    for month, kind in (("2025-01", "threats"), ("2025-06", "robbery"), ("2024-12", "fine"), ("2025-03", "robbery")):
        store(session, month=month, kind=kind)
    found = incidents.list_incidents(session, KEY, 2025)
    assert [one.row.month.month for one in found] == [6, 3, 1]
    assert incidents.count_kinds(found) == {IncidentKind.ROBBERY: 2, IncidentKind.THREATS: 1}
    assert incidents.list_years(session, TODAY) == [2025, 2024]


def test_no_row_of_these_tables_refers_to_a_contact_or_a_conversation() -> None:
    assert set(Incident.__table__.foreign_keys) == set()
    assert {key.target_fullname for key in AgeConcern.__table__.foreign_keys} == {"accounts.id"}
    tables = Incident.metadata.tables.values()
    leading_here = {key.column.table.name for table in tables for key in table.foreign_keys}
    assert not leading_here & {"incidents", "age_concerns"}

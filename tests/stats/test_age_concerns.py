"""Concerns about age: what was considered, by whom, and what came of it; no identity, in no figure, and an end."""

import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from chat.periods import PERIODS, Kind
from chat.sealing import Unreadable
from stats import age_concerns, retention
from stats.exchange import export_contacts
from stats.forms import FormErrors
from stats.models.records import AgeConcern
from stats.report import year_report
from tests.stats.factories import CORA, KEY, TODAY, add

TEXT = "Skrev om prøver på skolen. Ville ikke si alder."
PLAIN: dict[str, list[str]] = {
    "day": ["2025-06-12"],
    "signs": ["situation", "said_age"],
    "outcomes": ["child_welfare", "talked"],
    "consulted": ["yes"],
    "note": [TEXT],
}


def parse(**differing: list[str]) -> tuple[AgeConcern, str]:
    return age_concerns.parse_concern(PLAIN | differing, TODAY)


def store(session: Session, **differing: list[str]) -> AgeConcern:
    concern, text = parse(**differing)
    concern.counselor_id = CORA
    age_concerns.store_concern(session, KEY, concern, text)
    session.flush()
    return session.query(AgeConcern).order_by(AgeConcern.id.desc()).limit(1).one()


def test_it_has_what_was_considered_and_all_that_came_of_it() -> None:
    concern, text = parse()
    assert (concern.signs, concern.outcomes) == ("said_age situation", "talked child_welfare")
    assert (concern.day, concern.consulted, text) == (TODAY, True, TEXT)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("signs", []),
        ("signs", ["hunch"]),
        ("outcomes", []),
        ("outcomes", ["forgotten"]),
        ("day", [""]),
        ("day", ["2025-06-13"]),
        ("note", ["x" * 2001]),
    ],
)
def test_a_wrong_field_is_refused_by_name(field: str, values: list[str]) -> None:
    with pytest.raises(FormErrors) as refused:
        parse(**{field: values})
    assert list(refused.value.errors) == [field]


def test_the_list_says_who_wrote_it_down_newest_first(session: Session) -> None:
    store(session, day=["2025-06-01"])
    store(session)
    told = age_concerns.list_concerns(session, KEY)
    assert [(one.row.day.day, one.counselor, one.text) for one in told] == [(12, "cora", TEXT), (1, "cora", TEXT)]


def test_the_text_is_sealed_for_its_place_and_key(session: Session) -> None:
    one, other = store(session), store(session)
    with pytest.raises(Unreadable):
        age_concerns.read_text(bytes(32), one)
    one.text, other.text = other.text, one.text
    with pytest.raises(Unreadable):
        age_concerns.read_text(KEY, one)


def test_a_text_may_be_missing(session: Session) -> None:
    concern = store(session, note=[""])
    assert (concern.text, age_concerns.read_text(KEY, concern)) == (None, "")


@pytest.mark.parametrize(("after", "left"), [(0, 1), (1, 0)])
def test_it_goes_as_a_whole_with_its_period(session: Session, after: int, left: int) -> None:
    day = store(session).day + PERIODS[Kind.AGE_CONCERN].length + timedelta(days=after)
    assert retention.destroy(session, Kind.AGE_CONCERN, datetime.fromisoformat(f"{day}T12:00")) == 1 - left
    assert session.query(AgeConcern).count() == left


def test_it_changes_no_figure_and_is_in_no_export(session: Session) -> None:
    add(session, day=date(2025, 6, 12))
    before = told(session)
    store(session)
    assert told(session) == before


def told(session: Session) -> str:
    """All that leaves the register: the year's figures and the export with notes."""
    return json.dumps([year_report(session, 2025).as_json("en"), *export_contacts(session, KEY, with_notes=True)])

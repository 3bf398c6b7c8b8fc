"""What a service did besides is printed as it is, and stays as it was printed."""

import json
from datetime import date, time

import pytest
from sqlalchemy.orm import Session

from stats.models.records import Activity
from stats.models.releases import Release
from stats.models.shifts import Shift
from stats.record_words import ActivityKind
from stats.releases import closing
from stats.releases.content import digest
from stats.releases.documents.chapter import chapter
from stats.releases.documents.parts import Number
from stats.releases.rebuilding import rebuild
from stats.releases.verifying import verify
from stats.vocabulary import Channel, ShiftState
from tests.releases.conftest import AFTER, ALONE, FIRST
from tests.stats.factories import CORA

KEPT = {"shifts_held": 3, "activities": 2}


def work(session: Session, year: int) -> None:
    for number, state in enumerate([ShiftState.HELD] * 3 + [ShiftState.PLANNED]):
        day = date(year, 4, 1 + number)
        session.add(
            Shift(day=day, starts=time(20), ends=time(23), channel=Channel.WEB_CHAT, languages="nb", state=state)
        )
    for number in range(2):
        day = date(year, 5, 1 + number)
        session.add(Activity(kind=ActivityKind.STAND, first_day=day, place="", reached=20, text=""))
    session.commit()


@pytest.fixture
def edition(register: Session) -> Release:
    work(register, FIRST)
    release = closing.close(register, FIRST, "", CORA, AFTER, why_not_two=ALONE)
    register.commit()
    return release


@pytest.mark.parametrize(("language", "shifts"), [("nb", "Holdte vakter"), ("en", "Shifts held")])
def test_it_stands_in_a_table_of_its_own(edition: Release, language: str, shifts: str) -> None:
    content = json.loads(edition.content)
    assert content["work"] == KEPT
    (table,) = (one for one in chapter(content, "", language).tables if one.name == "work")
    assert table.rows[0] == (shifts, Number(3))
    assert [row[1] for row in table.rows] == [Number(3), Number(2)]
    assert table.title == {"nb": "Hva vi ellers gjorde", "en": "What else we did"}[language]


def test_what_is_held_or_corrected_later_changes_no_edition(register: Session, edition: Release) -> None:
    work(register, FIRST)
    again = rebuild(register, edition)
    assert (again.digest, again.content["work"]) == (edition.digest, KEPT)


def test_less_than_nothing_is_not_believed(edition: Release) -> None:
    content = json.loads(edition.content)
    content["work"]["activities"] = -1
    assert verify({"content": content, "digest": digest(content)}) == ["activities cannot be -1"]
    del content["work"]  # of an edition of an earlier program
    assert verify({"content": content, "digest": digest(content)}) == []

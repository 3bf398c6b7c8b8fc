"""A table for somebody who asks is published like all others: audited with everything that was, and in the ledger."""

import json

import pytest
from sqlalchemy.orm import Session

from stats.models.releases import PublishedRow, Release
from stats.releases import closing
from stats.releases.editions import find_release
from stats.releases.plan import Refused
from stats.releases.requesting import give_out
from stats.releases.verifying import verify
from tests.releases.conftest import AFTER, ALONE, FIRST, SECOND, contacts_of
from tests.stats.factories import CORA, add_person


@pytest.fixture
def closed(register: Session) -> Session:
    closing.close(register, FIRST, "", CORA, AFTER, why_not_two=ALONE)
    register.commit()
    return register


def ask(
    session: Session, table: str, reason: str = "Asked for by a newspaper.", exact: bool = False, year: int = FIRST
) -> Release:
    session.commit()
    release = give_out(session, year, table, reason, CORA, AFTER, exact)
    session.commit()
    return release


def test_a_table_that_the_frozen_cells_can_make_is_given_out(closed: Session) -> None:
    release = ask(closed, "persons_by_category_and_age")
    content = json.loads(release.content)
    assert (release.edition, release.on_request, content["on_request"]) == (2, True, True)
    assert [table["name"] for table in content["tables"]] == ["persons_by_category_and_age"]
    assert verify({"content": content, "digest": release.digest}) == []
    assert closed.query(PublishedRow).filter_by(release_id=release.id).count() == 10


def test_the_years_own_edition_stays_the_newest(closed: Session) -> None:
    ask(closed, "persons_by_category_and_age")
    newest = find_release(closed, FIRST)
    assert newest
    assert newest.edition == 1


@pytest.mark.parametrize("exact", [False, True])
def test_a_reason_with_a_number_is_refused(closed: Session, exact: bool) -> None:
    with pytest.raises(Refused, match="without numbers"):
        ask(closed, "persons_by_category_and_age", "Are there 18, a newspaper asked.", exact)


def test_true_counts_that_are_small_are_refused_with_what_they_give_away(closed: Session) -> None:
    with pytest.raises(Refused, match="give a few persons away") as refused:
        ask(closed, "persons_by_category_and_age", exact=True)
    assert refused.value.findings
    assert any(finding.range[1] - finding.range[0] < 4 for finding in refused.value.findings)


def test_groups_that_were_not_frozen_cannot_be_had_later(closed: Session) -> None:
    with pytest.raises(Refused, match="not closed with these groups"):
        ask(closed, "persons_by_gender")


def test_two_years_cannot_be_had_together_where_one_is_not_closed(closed: Session) -> None:
    with pytest.raises(Refused, match="not closed with these groups"):
        ask(closed, "persons_of_years_by_category")


def test_it_holds_after_the_year_before_was_corrected(closed: Session) -> None:
    closing.close(closed, SECOND, "", CORA, AFTER, why_not_two=ALONE)
    for number in range(12):
        add_person(closed, *contacts_of(number, FIRST, 1))
    closed.commit()
    closing.close(closed, FIRST, "Registered late.", CORA, AFTER, why_not_two=ALONE)
    release = ask(closed, "persons_of_years_by_category", year=SECOND)
    assert verify({"content": json.loads(release.content), "digest": release.digest}) == []


def test_it_needs_a_closed_year_a_table_and_a_reason(register: Session) -> None:
    with pytest.raises(Refused, match="not closed yet"):
        ask(register, "persons_by_category")
    with pytest.raises(Refused, match="no such table"):
        ask(register, "persons_by_name")
    closing.close(register, FIRST, "", CORA, AFTER, why_not_two=ALONE)
    with pytest.raises(Refused, match="Say why"):
        ask(register, "persons_by_category", " ")
    with pytest.raises(Refused, match="300 plain characters"):
        ask(register, "persons_by_category", "A newspaper\x0c asked\x07.")

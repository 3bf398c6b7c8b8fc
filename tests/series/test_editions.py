"""What was printed is added, and never altered."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from stats.series import editions
from stats.series.files import SeriesRefused
from stats.series.recomputing import compare
from tests.series.tables import ALL
from tests.stats.factories import CORA

DAY, LATER = date(2026, 11, 24), date(2026, 12, 1)
FIRST = b"title;T\nsource;S\nunit;persons\nmethod;M\ntable;2020\nx;1\n"
SECOND = FIRST.replace(b"x;1", b"x;2")
OTHER = FIRST.replace(b"title;T", b"title;U")


def keep(session: Session, content: bytes, day: date = DAY, account: int | None = CORA) -> editions.Imported:
    imported = editions.import_series(session, content, account, day)
    session.commit()
    return imported


def test_the_same_title_again_is_a_new_edition_and_the_old_one_stays(session: Session) -> None:
    keep(session, FIRST)
    keep(session, SECOND, LATER, None)
    newest, oldest = editions.list_editions(session, "T")
    assert (newest.edition, newest.day, newest.account_id) == (2, LATER, None)
    assert (oldest.edition, oldest.day, oldest.account_id) == (1, DAY, CORA)
    assert oldest.content.encode() == FIRST.replace(b";", b",")


def test_the_same_file_again_adds_nothing(session: Session) -> None:
    first, again = keep(session, FIRST), keep(session, FIRST.replace(b";", b","), LATER)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.edition.id == first.edition.id
    assert len(editions.list_editions(session, "T")) == 1


def test_what_an_older_edition_said_can_be_said_again(session: Session) -> None:
    for content in (FIRST, SECOND, FIRST):
        assert keep(session, content).is_new
    assert [one.edition for one in editions.list_editions(session, "T")] == [3, 2, 1]


def test_a_file_that_is_wrong_adds_nothing(session: Session) -> None:
    with pytest.raises(SeriesRefused):
        keep(session, FIRST + b"x;3\n")
    assert editions.list_newest(session) == []


def test_the_newest_of_each_title_are_what_others_refer_to(session: Session) -> None:
    for content in (FIRST, OTHER, SECOND):
        keep(session, content)
    assert [(one.title, one.edition) for one in editions.list_newest(session)] == [("T", 2), ("U", 1)]
    assert editions.newest_tables(session)["T"].rows["x"][0].number == 2


@pytest.mark.parametrize("change", ["UPDATE series_editions SET content = ''", "DELETE FROM series_editions"])
def test_the_database_refuses_to_alter_what_was_printed(session: Session, change: str) -> None:
    keep(session, FIRST)
    with pytest.raises(IntegrityError, match="never altered"):
        session.execute(text(change))
    session.rollback()
    assert len(editions.list_editions(session, "T")) == 1


def test_a_whole_report_goes_in_and_comes_out_as_it_was(session: Session) -> None:
    """The real way in, for every table of the report, in any order."""
    for path in reversed(ALL):
        assert keep(session, path.read_bytes()).is_new
    stored = editions.newest_tables(session)
    assert len(stored) == len(ALL)
    differing = {one.title for one in stored.values() if any(d.kind == "differs" for d in compare(one, stored))}
    assert differing == {
        "Contacts per person",
        "Persons by country",
        "Two countries in the text",
        "Five years in the text",
        "The range of an evening",
        "Single advertisements",
    }

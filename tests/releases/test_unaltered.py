"""A ledger that was changed behind the program is noticed, whatever was taken from it."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from stats.releases import closing, editions, requesting
from stats.releases.plan import USUAL
from stats.releases.unaltered import list_altered
from stats.vocabulary import Category
from tests.releases.conftest import AFTER, ALONE, FIRST, SECOND, contacts_of, give_exact
from tests.stats.factories import CORA, add_person

OTHER = "4b"
TABLES = ("frozen_cells", "published_rows", "releases")
CHANGES = (  # of the second edition that came out
    "UPDATE frozen_cells SET shown = shown + 5 WHERE id = (SELECT min(id) FROM frozen_cells WHERE release_id = 2)",
    "DELETE FROM frozen_cells WHERE id = (SELECT min(id) FROM frozen_cells WHERE release_id = 2)",
    "UPDATE published_rows SET value = value + 5 WHERE id = (SELECT min(id) FROM published_rows WHERE release_id = 2)",
    "UPDATE published_rows SET name = 'one' WHERE id = (SELECT min(id) FROM published_rows WHERE release_id = 2)",
    "DELETE FROM published_rows WHERE id = (SELECT max(id) FROM published_rows WHERE release_id = 2)",
    "UPDATE releases SET content = replace(content, 'headline', 'heading') WHERE id = 2",
)


def altered(session: Session) -> set[tuple[int, int]]:
    session.expire_all()
    return {(one.year, one.edition) for one in list_altered(session)}


def open_up(session: Session) -> None:
    """As somebody would who has the file and another program."""
    for table in TABLES:
        for what in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER {table}_{what}"))
    session.commit()
    session.execute(text("PRAGMA foreign_keys = 0"))


@pytest.fixture
def published(register: Session) -> Session:
    """Two years, a corrected edition of the first, and two tables on request, one of them exact."""
    for year in (FIRST, SECOND):
        closing.close(register, year, "", CORA, AFTER, why_not_two=ALONE)
        register.commit()
    add_person(register, *contacts_of(5, FIRST, 2))
    register.commit()
    closing.close(register, FIRST, "Registered late.", CORA, AFTER, why_not_two=ALONE)
    register.commit()
    requesting.give_out(register, SECOND, "contacts_by_channel", "For the press.", CORA, AFTER)
    register.commit()
    give_exact(register, SECOND)
    return register


def test_what_nobody_changed_stands(published: Session) -> None:
    assert altered(published) == set()


@pytest.mark.parametrize("change", CHANGES)
def test_what_somebody_changed_is_found(published: Session, change: str) -> None:
    open_up(published)
    published.execute(text(change))
    assert (SECOND, 1) in altered(published)


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_replaced(published: Session, table: str) -> None:
    with pytest.raises(IntegrityError, match="never altered"):
        published.execute(text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"))  # noqa: S608 - ours


def test_a_row_of_a_second_count_that_is_gone_is_found(register: Session) -> None:
    for number in range(9):
        of_both = ((FIRST, Category.CONFIRMED), (SECOND, Category.NONE))
        add_person(
            register, *({"day": date(year, 3, 1 + number), "category": word, "note": ""} for year, word in of_both)
        )
    register.commit()
    closing.close(register, FIRST, "", CORA, AFTER, why_not_two=ALONE)
    register.commit()
    editions.plan(register, SECOND, USUAL, CORA, AFTER, OTHER)
    register.commit()
    closing.close(register, SECOND, "", CORA, AFTER, why_not_two=ALONE)
    register.commit()
    assert altered(register) == set()
    add_person(register, *contacts_of(5, SECOND, 2))
    register.commit()
    closing.close(register, SECOND, "Registered late.", CORA, AFTER)
    register.commit()
    assert altered(register) == set()  # it repeats the second count, and enters nothing of it
    open_up(register)
    register.execute(
        text("DELETE FROM published_rows WHERE id = (SELECT max(id) FROM published_rows WHERE release_id = 2)")
    )
    assert altered(register) == {(SECOND, 1)}

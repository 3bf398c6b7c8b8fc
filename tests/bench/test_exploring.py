"""What exploring is measured beside asks the same: SQL finds the persons that we find. And which question is worst."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from chat.db import make_engine
from stats.counted import read_lists
from stats.exploring import Question, explore
from stats.following import CountedRegister
from stats.layout import Measure
from tests.bench.exploring import LAST_YEAR, ask_sql, fill, prepare, worst
from tests.databases import lay_app_db


@pytest.mark.parametrize("by", ["channel", "category", "gender", "age_band"])
def test_sql_finds_the_same_persons(register: Path, by: str) -> None:
    with closing(sqlite3.connect(register)) as sql:
        prepare(sql)
        ((_, persons, new),), rows = ask_sql(sql, (by, "", ""), LAST_YEAR)
    engine = make_engine(register)
    with Session(engine) as session:
        asked = Question(LAST_YEAR, None, Measure.PERSONS, by)
        found = explore(CountedRegister().read(session), read_lists(session), asked)
    engine.dispose()
    assert {str(line.head): line.cells[0].now for line in found.lines} == {row[0]: row[2] for row in rows}
    assert (found.figures[Measure.PERSONS][0].now, found.figures[Measure.NEW][0].now) == (persons, new)
    assert persons > 100


def test_the_worst_question_is_the_one_that_is_longest_beside_its_own_sql() -> None:
    asked = [("channel", "", ""), ("month", "", "phone")]
    rounds = [(0.2, 0.4, 0.1), (0.1, 0.1, 0.02), (0.1, 0.2, 0.1), (0.1, 0.25, 0.05)]
    told = {"asked": "month phone", "ms": 250, "sql_ms": 50, "ratio": 5, "above_3": 2}
    assert worst(asked, rounds, 1) == told
    assert worst(asked, rounds, 0)["above_3"] == 0


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = lay_app_db(tmp_path_factory.mktemp("exploring"))
    fill(path, 1000)
    return path

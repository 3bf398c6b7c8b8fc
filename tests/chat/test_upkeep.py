"""The write-ahead log does not grow for ever, however steadily somebody writes."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from chat import upkeep
from chat.upkeep import checkpoint


def write(live: Engine, rounds: int) -> None:
    for _ in range(rounds):
        with live.begin() as sql:
            sql.execute(text("INSERT OR REPLACE INTO incarnation VALUES ('always')"))


@pytest.mark.parametrize(("long_log", "is_cut"), [(10, True), (10_000, False)])
def test_a_log_that_became_long_is_cut(
    live: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long_log: int, is_cut: bool
) -> None:
    monkeypatch.setattr(upkeep, "LONG_LOG", long_log)
    write(live, 40)
    checkpoint(live, empty=False)
    assert ((tmp_path / "live.db-wal").stat().st_size == 0) == is_cut


def test_a_reader_is_not_waited_for_and_the_next_round_does_it(live: Engine, tmp_path: Path) -> None:
    write(live, 3)
    with live.connect() as reader:
        reader.exec_driver_sql("BEGIN")
        reader.execute(text("SELECT * FROM incarnation")).all()
        write(live, 3)
        assert not checkpoint(live, empty=True)
    assert checkpoint(live, empty=True)
    assert (tmp_path / "live.db-wal").stat().st_size == 0

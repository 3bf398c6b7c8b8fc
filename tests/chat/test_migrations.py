"""The databases that migrations make are the ones the models describe, and every step goes back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, inspect, text

import app  # noqa: F401 - every table of both databases
import stats.models
from chat.db import UnsafeDatabase, make_engine, migration_config, upgrade
from chat.models import AppBase, LiveBase

TREES = [("live", LiveBase.metadata), ("app", AppBase.metadata)]


@pytest.mark.parametrize(("tree", "metadata"), TREES)
def test_the_newest_migration_equals_the_models(tmp_path: Path, tree: str, metadata: MetaData) -> None:
    assert stats.models.Contact.__table__ in AppBase.metadata.tables.values()
    engine = make_engine(tmp_path / "new.db")
    upgrade(engine, tree, metadata)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


@pytest.mark.parametrize(("tree", "metadata"), TREES)
def test_every_migration_goes_down_again(tmp_path: Path, tree: str, metadata: MetaData) -> None:
    engine = make_engine(tmp_path / "new.db")
    upgrade(engine, tree, metadata)
    config = migration_config(tree)
    with engine.begin() as connection:
        config.attributes |= {"connection": connection, "metadata": metadata}
        command.downgrade(config, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_the_tables_that_give_each_number_once_are_those_that_the_models_name(tmp_path: Path) -> None:
    engine = make_engine(tmp_path / "new.db")
    upgrade(engine, "app", AppBase.metadata)
    with engine.connect() as sql:
        once = set(sql.scalars(text("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")))
    engine.dispose()
    wanted = {
        name for name, table in AppBase.metadata.tables.items() if table.dialect_options["sqlite"]["autoincrement"]
    }
    assert once == wanted
    assert "owed_registrations" in once


def test_each_connection_keeps_what_the_promises_rest_on(tmp_path: Path) -> None:
    engine = make_engine(tmp_path / "new.db")
    with engine.connect() as one, engine.connect() as two:
        for connection in (one, two):
            assert connection.scalar(text("PRAGMA secure_delete")) == 1
            assert connection.scalar(text("PRAGMA synchronous")) == 2
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    engine.dispose()


def test_a_database_that_cannot_keep_them_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.db.PRAGMAS", {"synchronous": 9})
    with pytest.raises(UnsafeDatabase, match="synchronous"):
        make_engine(tmp_path / "new.db").connect()


def filled(tree: str, engine: Engine) -> None:
    """A row in every table of the first revision, each referring to another where it can."""
    rows = {
        "live": (
            "INSERT INTO conversations VALUES ('c', 'active', 1, 1, x'01', x'02', x'03')",
            "INSERT INTO messages VALUES ('c', 1, x'04', x'05')",
            "INSERT INTO incarnation VALUES ('this one')",
        ),
        "app": (
            "INSERT INTO accounts VALUES (1, 'Cora', 'hash', 0)",
            "INSERT INTO account_roles VALUES (1, 'counselor')",
            "INSERT INTO staff_sessions VALUES (x'01', 1, 'nb', '2026-01-01 00:00:00')",
            "INSERT INTO invitations VALUES (x'02', 1, '2026-01-01 00:00:00')",
            "INSERT INTO not_contacts VALUES (1, '2026-01-01', 'web_chat', 'test')",
            "INSERT INTO contacts VALUES"
            " ('a', '2026-01-01', 'web_chat', 'himself', 'none', 'man', '25-34', 'nb', 'not_asked', x'03', 1),"
            " ('b', '2026-01-01', 'web_chat', 'himself', 'none', 'man', '25-34', 'nb', 'not_asked', x'03', 1)",
            "INSERT INTO contact_topics VALUES ('a', 'housing')",
            "INSERT INTO owed_registrations VALUES (1, 1, '2026-01-01', 'web_chat', 'nb', 1)",
            "INSERT INTO link_decisions VALUES (1, 'a', 'b', 'same', 1, '2026-01-01', NULL)",
        ),
    }
    with engine.begin() as sql:
        for row in rows[tree]:
            sql.exec_driver_sql(row)


def contents(engine: Engine) -> dict[str, list[dict[str, object]]]:
    with engine.connect() as sql:
        names = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
        return {
            name: [dict(row) for row in sql.exec_driver_sql(f"SELECT * FROM {name}").mappings()]  # noqa: S608 - our names
            for name in names
        }


@pytest.mark.parametrize(("tree", "metadata"), TREES)
def test_what_is_there_stays_through_every_step_up_and_down(tmp_path: Path, tree: str, metadata: MetaData) -> None:
    engine = make_engine(tmp_path / "old.db")
    config = migration_config(tree)
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()][::-1]

    def go(way: Callable[[Config, str], None], revision: str) -> None:
        with engine.begin() as connection:
            config.attributes |= {"connection": connection, "metadata": metadata}
            way(config, revision)

    go(command.upgrade, steps[0])
    filled(tree, engine)
    first = contents(engine)
    assert all(first.values())
    for step in steps[1:]:
        go(command.upgrade, step)
        now = contents(engine)
        for table, rows in first.items():
            assert [row.items() >= old.items() for row, old in zip(now[table], rows, strict=True)] == [True] * len(rows)
    go(command.downgrade, steps[0])
    assert contents(engine) == first
    engine.dispose()


def test_checks_by_day_are_added_up_by_year(tmp_path: Path) -> None:
    engine = make_engine(tmp_path / "old.db")
    config = migration_config("app")

    def go(way: Callable[[Config, str], None], revision: str) -> list[tuple[object, ...]]:
        with engine.begin() as connection:
            config.attributes |= {"connection": connection, "metadata": AppBase.metadata}
            way(config, revision)
            if revision == "0031" and way is command.upgrade:
                days = "('2025-12-30', 3, 1), ('2025-12-31', 4, 0), ('2026-01-02', 5, 2)"
                connection.exec_driver_sql(f"INSERT INTO link_checks VALUES {days}")  # noqa: S608 - our own
            return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM link_checks")]

    go(command.upgrade, "0031")
    assert go(command.upgrade, "0032") == [(2025, 7, 1), (2026, 5, 2)]
    assert go(command.downgrade, "0031") == [("2025-01-01", 7, 1), ("2026-01-01", 5, 2)]
    engine.dispose()

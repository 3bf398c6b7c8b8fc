"""The databases that migrations make are the ones the models describe, and every step goes back."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, inspect, text

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

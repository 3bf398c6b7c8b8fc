"""Engines and migrations. SQLite is made to forget and to survive a power cut; a start without that is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, create_engine, event
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

P = ParamSpec("P")
R = TypeVar("R")

MIGRATIONS = Path(__file__).parent / "migrations"

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: an acknowledged message survives a power cut
    "secure_delete": 1,  # never FAST, which leaves deleted rows readable
    "foreign_keys": 1,
    "recursive_triggers": 1,  # else REPLACE would get past the triggers that keep what was published
    "trusted_schema": 0,
}


class UnsafeDatabase(RuntimeError):
    """The database engine does not keep a setting that a promise rests on."""


def make_engine(path: Path, *, autocheckpoint: int = 1000) -> Engine:
    """An engine on the SQLite file `path`, which may not exist yet.

    `autocheckpoint` is in pages; 0 keeps checkpoints out of COMMIT (then somebody else must call them).
    Raises UnsafeDatabase on the first connection that does not keep every pragma.
    """
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True, connect_args={"timeout": 10})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}")
            if connection.execute(f"PRAGMA {name}").fetchone()[0] != value:
                raise UnsafeDatabase(f"SQLite did not accept {name}={value}")
        connection.execute(f"PRAGMA wal_autocheckpoint={autocheckpoint}")

    return engine


def make_reader(path: Path) -> Engine:
    """An engine that reads the SQLite file `path` as it is. It makes no file, and leaves file and log untouched.

    Only the index of the log (`-shm`) takes note of its readers.
    """
    at_rest = not path.with_name(f"{path.name}-wal").exists()  # nobody has it open; else SQLite would make a log
    return create_engine(
        f"sqlite:///{path.as_uri()}?mode=ro&uri=true{'&immutable=1' if at_rest else ''}", hide_parameters=True
    )


def migration_config(tree: str) -> Config:
    """Alembic's configuration for one of the two trees, `live` or `app`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(MIGRATIONS / tree))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(engine: Engine, tree: str, metadata: MetaData) -> None:
    """Brings the database up to the newest migration of `tree`."""
    config = migration_config(tree)
    with engine.begin() as connection:
        config.attributes |= {"connection": connection, "metadata": metadata}
        command.upgrade(config, "head")


def is_newest(engine: Engine, tree: str) -> bool:
    """Whether the database stands at the newest migration of `tree`. Changes nothing."""
    with engine.connect() as connection:
        stands = MigrationContext.configure(connection).get_current_heads()
    return set(stands) == set(ScriptDirectory.from_config(migration_config(tree)).get_heads())


def begin_writing(session: Session) -> None:
    """Waits for other writers now, and not at the first change: what is read after this still stands when it is used.

    By itself SQLite begins no transaction for what is only read.
    """
    session.connection().exec_driver_sql("BEGIN IMMEDIATE")


def is_writing(session: Session) -> bool:
    """Whether a transaction has begun in SQLite, so that others who write may have to wait."""
    return bool(session.connection().connection.dbapi_connection.in_transaction)  # type: ignore[union-attr]


def begin_reading(session: Session) -> None:
    """From here on all that is read is of one moment, whatever others write meanwhile.

    For what only reads: once another has written, a change in the same session is refused. Where a transaction has
    begun already, it is that one.
    """
    connection = session.connection()
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:
        connection.exec_driver_sql("BEGIN")


class Database:
    """A database for request handlers: plain functions taking a session, run beside the event loop."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def run(self, work: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The result of `work(session, ...)`, committed; nothing is kept when it raises."""
        return await run_in_threadpool(lambda: self.run_now(work, *args, **kwargs))

    def run_now(self, work: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for commands, which have no event loop."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            return work(session, *args, **kwargs)

"""Migrated databases for tests: migrations run once in a process, and every test gets a copy of what they made."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import app  # noqa: F401 - every table
from chat.db import make_engine, upgrade
from chat.models import AppBase, LiveBase

TREES = {"app": AppBase.metadata, "live": LiveBase.metadata}


@cache
def _migrated(tree: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{tree}.db"
        engine = make_engine(path)
        upgrade(engine, tree, TREES[tree])
        engine.dispose()
        return path.read_bytes()


def lay_app_db(folder: Path) -> Path:
    """The file in `folder`, which is made."""
    return _lay(folder, "app")


def lay_live_db(folder: Path) -> Path:
    return _lay(folder, "live")


def lay_databases(folder: Path) -> None:
    """Those that a server finds which was started there before, unless there are any."""
    if not any(folder.glob("*.db")):
        for tree in TREES:
            _lay(folder, tree)


def _lay(folder: Path, tree: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{tree}.db"
    path.write_bytes(_migrated(tree))
    return path

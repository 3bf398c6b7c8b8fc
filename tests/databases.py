"""A migrated `app.db` for each test: migrations run once in a process, and every test gets a copy of what they made."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import app  # noqa: F401 - every table
from chat.db import make_engine, upgrade
from chat.models import AppBase


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "app.db"
        engine = make_engine(path)
        upgrade(engine, "app", AppBase.metadata)
        engine.dispose()
        return path.read_bytes()


def lay_app_db(folder: Path) -> Path:
    """The file in `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "app.db"
    path.write_bytes(_migrated())
    return path

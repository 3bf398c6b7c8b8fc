"""A register in this process, on a real database. Cora and Dan are counselors, the key is the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from chat.db import make_engine
from chat.models import Account, AccountRole
from chat.roles import Role
from tests.databases import lay_app_db
from tests.stats.factories import CORA, DAN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def session(folder: Path) -> Iterator[Session]:
    engine = make_engine(lay_app_db(folder))
    with Session(engine) as session:
        for number, name in ((CORA, "cora"), (DAN, "dan")):
            session.add(Account(id=number, name=name, roles=[AccountRole(role=Role.COUNSELOR)]))
        session.commit()
        yield session
    engine.dispose()

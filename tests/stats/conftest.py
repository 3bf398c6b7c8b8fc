"""A register in this process, on a real database: Cora and Dan are counselors, the key is the test's own.

And a real server with a small imported register, as its lead and a counselor meet it.
"""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy.orm import Session

from chat.db import make_engine
from chat.models import Account, AccountRole
from chat.roles import Role
from tests.databases import lay_app_db
from tests.server import LiveServer, live_server
from tests.stats.factories import CORA, DAN

SAMPLE = Path(__file__).parent / "contacts_sample.jsonl"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("stats") / "data") as server:
        yield server


@pytest.fixture(scope="module")
def lead(server: LiveServer) -> Iterator[httpx.Client]:
    imported = server.run("contacts", "import", str(SAMPLE), "--with-links")
    assert imported.returncode == 0, imported.stderr
    with closing(server.staff("lena", ["lead"])) as client:
        yield client


@pytest.fixture(scope="module")
def cora(server: LiveServer) -> Iterator[httpx.Client]:
    with closing(server.staff("cora", ["counselor"])) as client:
        yield client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@contextmanager
def opened(path: Path) -> Iterator[Session]:
    engine = make_engine(path)
    with Session(engine) as session:
        yield session
    engine.dispose()


def add_staff(session: Session) -> None:
    for number, name in ((CORA, "cora"), (DAN, "dan")):
        session.add(Account(id=number, name=name, roles=[AccountRole(role=Role.COUNSELOR)]))
    session.commit()


@pytest.fixture
def session(folder: Path) -> Iterator[Session]:
    with opened(lay_app_db(folder)) as session:
        add_staff(session)
        yield session


def bring_in(server: LiveServer, folder: Path, year: int, number: int, after: int = 0) -> None:
    """Contacts of a year that nobody has compared, `after` so many others."""
    told = {"date": f"{year}-01-01", "topics": ["housing"], "comment": "Bor i en campingvogn."}
    first = json.loads(SAMPLE.read_text().splitlines()[0]) | told
    file = folder / f"{year}.jsonl"
    file.write_text("\n".join(json.dumps(first | {"id": f"cc{year}{one:02x}"}) for one in range(after, after + number)))
    assert server.run("contacts", "import", str(file)).returncode == 0

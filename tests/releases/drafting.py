"""Registers of which drafts are made, what is in their ledger, and servers that have them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from chat.db import make_engine
from tests.releases.conftest import FIRST, SECOND, contacts_of
from tests.server import LiveServer
from tests.stats.factories import add_person

LEDGER = ("releases", "frozen_cells", "published_rows", "publication_plans", "gone_through")


def come_back_late(session: Session) -> None:
    """Persons who came back, registered for the earlier year after it was closed."""
    for _ in range(40):
        add_person(session, *contacts_of(5, FIRST, 1), *contacts_of(5, SECOND, 1))
    session.commit()


def meet_many(session: Session) -> None:
    for number in range(31):
        again = contacts_of(number, SECOND, 1) if number % 4 == 0 else ()
        add_person(session, *contacts_of(number, FIRST, 1), *again)
    session.commit()


def ledger(session: Session) -> dict[str, list[Any]]:
    return {table: list(session.execute(text(f"SELECT * FROM {table}"))) for table in LEDGER}  # noqa: S608 - ours


def serve(server: LiveServer, *happened: Callable[[Session], object]) -> LiveServer:
    """What happened is in the register of the server."""
    server.add_account("cora", ["counselor"])
    engine = make_engine(server.data_dir / "app.db")
    with Session(engine) as session:
        for happen in happened:
            happen(session)
    engine.dispose()
    return server

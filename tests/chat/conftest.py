"""Conversations in this process, on a real database: Cora has conversations, Dan is her colleague, Vera visits."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from chat.broker import MemoryBroker
from chat.db import make_engine
from chat.ending import Ending
from chat.keys import MemoryKeyStore
from chat.limits import MAX_MINE, Bucket
from chat.models import Account, AccountRole
from chat.presence import CounselorPresence
from chat.protocol import Side
from chat.roles import Role
from chat.running import RATES
from chat.service import Conversations, Rules
from tests.databases import lay_app_db, lay_live_db

CORA, DAN = 1, 2


class OwedCards:
    """A register that only remembers what it was told."""

    def __init__(self) -> None:
        self.cards: list[tuple[int, str, bool]] = []
        self.no_note: list[bool] = []  # of the same cards
        self.endings: list[str] = []
        self.owing: set[int] = set()
        self.gone: set[int] = set()
        self.most: dict[int, int] = {}
        self.broken = False

    async def is_at_work(self, staff_id: int) -> bool:
        return staff_id not in self.gone

    async def may_return(self, staff_id: int) -> bool:
        return staff_id not in self.gone

    async def may_read_along(self, staff_id: int) -> bool:
        return staff_id not in self.gone

    async def name_of(self, staff_id: int) -> str:
        return f"staff {staff_id}"

    async def most_of(self, staff_id: int) -> int:
        return self.most.get(staff_id, MAX_MINE)

    async def owe(self, ending: Ending, staff_id: int) -> int:
        if self.broken:
            raise OperationalError("", {}, TimeoutError())
        self.cards.append((staff_id, ending.language, ending.exchanged))
        self.no_note.append(ending.no_note)
        self.endings.append(ending.card)
        return len(self.cards)

    async def owes(self, staff_id: int) -> bool:
        return staff_id in self.owing


@pytest.fixture
def live(tmp_path: Path) -> Engine:
    return make_engine(lay_live_db(tmp_path), autocheckpoint=0)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The accounts of Cora and Dan, and the texts that the service begins with."""
    engine = make_engine(lay_app_db(tmp_path))
    with Session(engine) as session:
        for number, name in ((CORA, "Cora"), (DAN, "Dan")):
            session.add(Account(id=number, name=name, roles=[AccountRole(role=Role.COUNSELOR)]))
        session.commit()
        yield session
    engine.dispose()


@pytest.fixture
def cards() -> OwedCards:
    return OwedCards()


Make = Callable[..., Conversations]


@pytest.fixture
def make_conversations(live: Engine, cards: OwedCards) -> Make:
    """Conversations on the same database each time, as after a restart; not yet started."""

    def make(always_open: bool = True, admission: bool = False) -> Conversations:
        rules = Rules(always_open=always_open, admission=admission)
        return Conversations(live, MemoryKeyStore(), MemoryBroker(), CounselorPresence(), cards, rules)

    return make


@pytest.fixture
async def conversations(make_conversations: Make, live: Engine) -> AsyncIterator[Conversations]:
    service = make_conversations()
    await service.start()
    yield service
    await service.stop()
    live.dispose()


def stop_the_pace(service: Conversations, conversation: str) -> None:
    """No time passes between the visitor's messages, however long a busy machine takes for them."""
    service.get(conversation).buckets[Side.VISITOR] = Bucket(*RATES[Side.VISITOR], clock=lambda: 0.0)

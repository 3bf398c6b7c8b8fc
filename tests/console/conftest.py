"""The whole service in this process. Cora and Dan are counsellors, Lea is the lead, Max may do nothing here."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from starlette.applications import Starlette

from app import create_app
from chat import accounts, calendar
from chat.access import SESSION_COOKIE
from chat.protocol import Side
from chat.roles import Role
from chat.service import Conversations
from chat.settings import load_settings
from chat.web import SecurityHeaders
from stats.owed import owe
from stats.vocabulary import Channel
from tests.databases import lay_app_db

ORIGIN = "http://localhost:8000"
PASSWORD = "hvit bro i vind"
CAST = {"Cora": Role.COUNSELOR, "Dan": Role.COUNSELOR, "Lea": Role.LEAD, "Max": Role.MEDIATOR}
HTMX = {"HX-Request": "true"}
JSON = {"Accept": "application/json"}

Card = dict[str, str | list[str]]


class House:
    """The running service, and ways to be someone in it."""

    def __init__(self, app: Starlette, clients: AsyncExitStack) -> None:
        self.app = app
        self._clients = clients

    @property
    def conversations(self) -> Conversations:
        found: Conversations = self.app.state.conversations
        return found

    async def stranger(self) -> httpx.AsyncClient:
        """A browser that is not signed in."""
        transport = httpx.ASGITransport(SecurityHeaders(self.app, self.app.state.settings.embed_origins))
        client = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"Origin": ORIGIN})
        return await self._clients.enter_async_context(client)

    async def staff(self, name: str) -> httpx.AsyncClient:
        client = await self.stranger()
        account_id = await self.app.state.app_db.run(accounts.check_password, name, PASSWORD)
        token, _ = await self.app.state.app_db.run(accounts.open_session, account_id)
        # Sent by hand: the cookie is Secure, and this transport has no TLS.
        client.headers["Cookie"] = f"{SESSION_COOKIE}={token}"
        return client

    async def visitor(self, words: str = "hei", language: str = "nb") -> str:
        """Someone who waits and has written; the conversation."""
        opened = await self.conversations.open(language)
        await self.conversations.post(opened.conversation, Side.VISITOR, "vera", 1, words)
        return opened.conversation

    async def conversation(self, counselor: httpx.AsyncClient, answered: bool = True) -> str:
        """One that `counselor` has taken."""
        conversation = await self.visitor()
        assert (await counselor.post(f"/console/conversations/{conversation}/take", headers=JSON)).status_code == 200
        if answered:
            await self.conversations.post(conversation, Side.COUNSELOR, "cora", 1, "Hei, jeg er her.")
        return conversation

    async def owed(self, name: str = "Cora", exchanged: bool = True) -> int:
        """A card that the counselor owes."""
        owed = self.id(name), calendar.today(), Channel.WEB_CHAT, "nb", exchanged
        number: int = await self.app.state.app_db.run(owe, *owed)
        return number

    def id(self, name: str) -> int:
        return list(CAST).index(name) + 1


@pytest.fixture
def opening() -> str:
    """When the service is open; a test that needs another answer is parametrized with it."""
    return "always"


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opening: str) -> AsyncIterator[House]:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher.from_parameters(CHEAPEST))
    lay_app_db(tmp_path / "data")
    settings = load_settings({"LAVTERSKEL_DATA_DIR": str(tmp_path / "data"), "LAVTERSKEL_OPEN": opening}, 8000)
    app = create_app(settings)
    async with app.router.lifespan_context(app), AsyncExitStack() as clients:
        for name, role in CAST.items():
            await app.state.app_db.run(accounts.add_account, name, [role], PASSWORD)
        yield House(app, clients)


@pytest.fixture
async def cora(house: House) -> httpx.AsyncClient:
    return await house.staff("Cora")


@pytest.fixture
async def dan(house: House) -> httpx.AsyncClient:
    return await house.staff("Dan")


@pytest.fixture
def contact() -> Card:
    """A contact made elsewhere, complete."""
    return {
        "about": "himself",
        "category": "uncertain",
        "note": "Vil vite hvor han kan teste seg. Har hund.",
        "channel": "phone_sms",
        "day": calendar.today().isoformat(),
        "gender": "man",
        "age_band": "25-34",
        "language": "nb",
        "topics": ["sti_testing", "safer_sex"],
        "talked_before": "asked_no",
    }

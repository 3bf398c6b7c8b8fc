"""The keys of the mailbox at the door and on its page: who is asked to let whom in, and when which key is closed."""

from dataclasses import replace

import httpx
import pytest
from sqlalchemy.orm import Session

from chat import accounts
from chat.access import PENDING_COOKIE, SESSION_COOKIE
from chat.mailbox import keys
from chat.mailbox.keys import Cost, Opened
from chat.mailbox.models import PersonalKey
from chat.models import StaffSession
from chat.roles import Role
from tests.console.conftest import PASSWORD, House
from tests.console.test_mailbox import HOME, NEW
from tests.console.test_second_factor import Phone
from tests.mailbox import ASKED, let_in, open_key, open_mailbox, reset, sign_in, threads, visitor

pytestmark = pytest.mark.anyio

OTHER = "Nøkkelen din har et annet passord"
ASK_CORA = "Spør Cora."


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", Cost(passes=1, memory=8192))


@pytest.fixture
async def reader(house: House) -> httpx.AsyncClient:
    """Cora, who reads every day and has her key open."""
    return await open_mailbox(house)


def is_open(house: House, client: httpx.AsyncClient, name: str = "Cora") -> bool:
    token = client.headers["Cookie"].partition("=")[2]
    return house.app.state.open_keys.find(token, house.id(name)) is not None


async def wrapping(house: House, name: str = "Cora") -> bytes:
    found: bytes = await house.app.state.app_db.run(lambda sql: sql.get_one(PersonalKey, house.id(name)).wrapped)
    return found


class TestBeingLetIn:
    async def test_who_has_a_new_key_is_told_whom_to_ask(self, house: House, reader: httpx.AsyncClient) -> None:
        dan = await house.staff("Dan")
        await open_key(dan)
        assert ASK_CORA in (await dan.get(HOME)).text
        assert ASK_CORA not in (await reader.get(HOME)).text

    async def test_her_colleague_is_asked_to_before_anything_was_written(
        self, house: House, reader: httpx.AsyncClient
    ) -> None:
        assert "Dan har en ny nøkkel" not in (await reader.get(HOME)).text
        dan = await let_in(house, reader, "Dan")
        assert ASK_CORA not in (await dan.get(HOME)).text
        await house.app.state.app_db.run(accounts.set_roles, "Lea", [Role.COUNSELOR])
        await open_key(lea := await house.staff("Lea"))
        assert "Lea har en ny nøkkel" in (await dan.get(HOME)).text
        assert "Spør Cora, Dan." in (await lea.get(HOME)).text

    async def test_what_is_written_after_a_reset_is_closed_to_whoever_has_the_new_password(
        self, house: House, reader: httpx.AsyncClient
    ) -> None:
        await let_in(house, reader, "Dan")
        vera = await visitor(house)
        await vera.ask()
        await reset(house, "Dan", NEW)
        thief = await sign_in(house, "Dan", NEW)
        await open_key(thief, NEW, anew="yes")
        await vera.write("Mer.")
        assert await threads(thief) == []
        (address,) = await threads(reader)
        assert ASKED not in (await thief.get(address)).text
        await thief.post(f"{HOME}/grant", data={"colleague": str(house.id("Dan"))})
        assert await threads(thief) == []

    async def test_a_reader_who_is_not_in_keeps_it_closed(self, house: House, reader: httpx.AsyncClient) -> None:
        lea, everyday = await house.staff("Lea"), {f"reader-{day}": str(house.id("Dan")) for day in range(7)}
        dan = await house.staff("Dan")
        await open_key(dan)
        await lea.post(f"{HOME}/readers", data=everyday)
        vera = await visitor(house)
        assert 'name="text"' not in (await vera.get("/later")).text
        await reader.post(f"{HOME}/grant", data={"colleague": str(house.id("Dan"))})
        assert 'name="text"' in (await vera.get("/later")).text


class TestAfterAReset:
    async def test_signing_in_exchanges_nothing_and_the_page_says_what_is_to_be_done(
        self, house: House, reader: httpx.AsyncClient
    ) -> None:
        await let_in(house, reader, "Dan")
        before = await wrapping(house)
        await reset(house, "Cora", NEW)
        cora = await sign_in(house, "Cora", NEW)
        assert not is_open(house, cora)
        told = await cora.post(f"{HOME}/key", data={"password": NEW})
        assert told.status_code == 409
        assert OTHER in told.text
        assert 'name="anew"' in told.text
        assert await wrapping(house) == before
        await open_key(cora, NEW, anew="yes")
        assert await wrapping(house) != before
        assert "Spør Dan." in (await cora.get(HOME)).text

    async def test_a_wrong_password_makes_no_new_key(self, house: House, reader: httpx.AsyncClient) -> None:
        before = await wrapping(house)
        answered = await reader.post(f"{HOME}/key", data={"password": "feil", "anew": "yes"})
        assert answered.status_code == 422
        assert await wrapping(house) == before

    async def test_the_code_itself_exchanges_nothing(self, house: House, reader: httpx.AsyncClient) -> None:  # noqa: ARG002
        before = await wrapping(house)
        code = await house.app.state.app_db.run(accounts.invite, house.id("Cora"))
        form = {"code": code, "name": "", "password": NEW, "again": NEW}
        assert (await (await house.stranger()).post("/console/invitation", data=form)).status_code == 303
        assert await wrapping(house) == before


class TestClosing:
    async def test_a_role_that_may_not_read_closes_it(self, house: House, reader: httpx.AsyncClient) -> None:
        await house.app.state.app_db.run(accounts.set_roles, "Cora", [Role.COUNSELOR, Role.LEAD])
        assert is_open(house, reader)
        assert (await reader.post("/console/role", data={"role": "lead"})).status_code == 303
        assert not is_open(house, reader)
        await reader.post("/console/role", data={"role": "counselor"})
        assert 'name="password"' in (await reader.get(HOME)).text

    async def test_a_password_that_is_changed_in_such_a_role_opens_nothing_there(
        self, house: House, reader: httpx.AsyncClient
    ) -> None:
        await house.app.state.app_db.run(accounts.set_roles, "Cora", [Role.COUNSELOR, Role.LEAD])
        await reader.post("/console/role", data={"role": "lead"})
        await reader.post("/console/password", data={"old": PASSWORD, "new": NEW, "again": NEW})
        assert not is_open(house, reader)

    async def test_signing_out_closes_what_belongs_to_sessions_that_have_ended(
        self, house: House, reader: httpx.AsyncClient
    ) -> None:
        dan = await let_in(house, reader, "Dan")
        await house.app.state.app_db.run(accounts.end_sessions, house.id("Cora"))
        assert is_open(house, reader)
        await dan.post("/console/logout")
        assert not is_open(house, reader)
        assert not is_open(house, dan, "Dan")

    async def test_so_does_signing_out_of_one_that_has_ended(self, house: House, reader: httpx.AsyncClient) -> None:
        await house.app.state.app_db.run(lambda sql: sql.query(StaffSession).delete())
        await reader.post("/console/logout")
        assert not is_open(house, reader)

    async def test_a_changed_password_leaves_it_open_in_this_browser_and_in_no_other(
        self, house: House, reader: httpx.AsyncClient
    ) -> None:
        await (await visitor(house)).ask()
        other = await sign_in(house, "Cora")
        house.app.state.unclean = False
        await other.post("/console/password", data={"old": PASSWORD, "new": NEW, "again": NEW})
        assert (is_open(house, reader), is_open(house, other)) == (False, True)
        (address,) = await threads(other)
        assert ASKED in (await other.get(address)).text
        assert house.app.state.unclean  # so that the log is emptied too

    async def test_the_log_is_emptied_of_a_hint_that_was_taken_back(
        self, house: House, reader: httpx.AsyncClient
    ) -> None:
        assert is_open(house, reader)
        vera = await visitor(house)
        await vera.ask(count="note", hint="yes")
        house.app.state.unclean = False
        await vera.post("/later/destroy")
        assert house.app.state.unclean


class TestWithASecondFactor:
    async def test_the_password_alone_opens_no_key(
        self, house: House, reader: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await reader.post("/console/logout")
        house.app.state.settings = replace(house.app.state.settings, second_factor="on")
        works, tried = keys.open_personal, list[int]()

        def open_personal(session: Session, account_id: int, password: str) -> Opened | None:
            tried.append(account_id)
            return works(session, account_id, password)

        monkeypatch.setattr(keys, "open_personal", open_personal)
        client = await house.stranger()
        answered = await client.post("/console/login", data={"name": "Cora", "password": PASSWORD})
        pending = answered.headers["set-cookie"].partition("=")[2].partition(";")[0]
        assert tried == []
        client.cookies.clear()
        client.headers["Cookie"] = f"{PENDING_COOKIE}={pending}"
        phone = Phone((await client.get("/console/code")).text)
        answered = await client.post("/console/code", data={"code": phone.code()})
        token = answered.headers["set-cookie"].partition("=")[2].partition(";")[0]
        client.cookies.clear()
        client.headers["Cookie"] = f"{SESSION_COOKIE}={token}"
        assert not is_open(house, client)
        await open_key(client)
        assert is_open(house, client)
        assert tried == [house.id("Cora")]

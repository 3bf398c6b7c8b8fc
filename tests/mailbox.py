"""Ways through the mailbox in this process, for the tests of both its sides."""

import re
from dataclasses import dataclass, field

import httpx

from chat import accounts
from chat.access import SESSION_COOKIE
from tests.console.conftest import CAST, PASSWORD, House

ASKED, ANSWERED = "spurt på kråkeslottet", "svart på mørkerommet"
EVERY_DAY = {f"reader-{weekday}": str(list(CAST).index("Cora") + 1) for weekday in range(7)}
READ = "/later/read"


@dataclass
class Visitor:
    """A browser that keeps its cookies, which the transport would not send without TLS."""

    client: httpx.AsyncClient
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, address: str) -> httpx.Response:
        return self._keep(await self.client.get(address, headers=self._headers()))

    async def post(self, address: str, **form: str) -> httpx.Response:
        return self._keep(await self.client.post(address, data=form, headers=self._headers()))

    async def follow(self, answer: httpx.Response) -> str:
        """The page that a form leads to."""
        assert answer.status_code == 303, answer.text
        return (await self.get(answer.headers["location"])).text

    async def ask(self, text: str = ASKED, **form: str) -> str:
        """The code of a question that was left."""
        answer = await self.post("/later", text=text, mark=hidden_mark((await self.get("/later")).text), **form)
        return code_in(await self.follow(answer))

    async def enter(self, code: str, **form: str) -> str:
        return await self.follow(await self.post("/later/code", code=code, **form))

    async def write(self, text: str) -> str:
        mark = hidden_mark((await self.get(READ)).text)
        return await self.follow(await self.post(READ, text=text, mark=mark))

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def _keep(self, answer: httpx.Response) -> httpx.Response:
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0]
            self.cookies.pop(name, None)
            if value and "Max-Age=0" not in line:
                self.cookies[name] = value
        return answer


def hidden_mark(page: str) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page.partition("<main")[2] or page)
    assert found is not None, page
    return found[1]


def hidden(page: str) -> dict[str, str]:
    """What the form for an answer sends beside its text."""
    read = re.search(r'name="read" value="([0-9]+)"', page)
    assert read is not None, page
    return {"mark": hidden_mark(page), "read": read[1]}


def code_in(page: str) -> str:
    found = re.search(r"\d{4}(?: \d{4}){6}", page)
    assert found is not None, page
    return found[0]


async def visitor(house: House) -> Visitor:
    return Visitor(await house.stranger())


async def open_mailbox(house: House) -> httpx.AsyncClient:
    """Cora reads every day, and has her key open; her browser."""
    lea, cora = await house.staff("Lea"), await house.staff("Cora")
    assert (await lea.post("/console/mailbox/readers", data=EVERY_DAY)).status_code == 303
    await open_key(cora)
    return cora


async def open_key(client: httpx.AsyncClient, password: str = PASSWORD, **form: str) -> None:
    answer = await client.post("/console/mailbox/key", data={"password": password, **form})
    assert answer.status_code == 303, answer.text


async def let_in(house: House, reader: httpx.AsyncClient, name: str) -> httpx.AsyncClient:
    """The browser of a colleague whom a reader knows, with her key open."""
    colleague = await house.staff(name)
    await open_key(colleague)
    await reader.post("/console/mailbox/grant", data={"colleague": str(house.id(name))})
    return colleague


async def sign_in(house: House, name: str, password: str = PASSWORD) -> httpx.AsyncClient:
    """Through the door, with the password, as people do."""
    client = await house.stranger()
    answer = await client.post("/console/login", data={"name": name, "password": password})
    assert answer.status_code == 303, answer.text
    token = answer.cookies.get(SESSION_COOKIE) or answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
    client.cookies.clear()
    client.headers["Cookie"] = f"{SESSION_COOKIE}={token}"
    return client


async def threads(client: httpx.AsyncClient) -> list[str]:
    """The addresses in the list, as they stand there."""
    return re.findall(r'href="(/console/mailbox/[0-9a-f]{32})"', (await client.get("/console/mailbox")).text)


async def answer(client: httpx.AsyncClient, address: str, text: str = ANSWERED, **form: str) -> httpx.Response:
    assert (await client.post(f"{address}/claim")).status_code == 303
    beside = hidden((await client.get(address)).text)
    return await client.post(f"{address}/answer", data={"text": text, **beside, **form})


async def reset(house: House, name: str, password: str) -> None:
    """As an administrator does it who was asked to: a new one-time code, and with it a new password."""
    code = await house.app.state.app_db.run(accounts.invite, house.id(name))
    await house.app.state.app_db.run(accounts.accept_invitation, code, "", password)

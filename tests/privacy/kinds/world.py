"""A running server, the people around it, and what all kinds have in common.

`WORDS` stands in texts, addresses, names and notes; `LOUD` are the headers by which a browser or proxy tells who asks.
A text may hold `{token}` and the like, which are filled in when it is sent.
"""

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import httpx
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.protocol import client as protocol
from tests.server import LiveServer

MARK = "".join(secrets.choice(ascii_lowercase) for _ in range(12))  # of eight figures one could make a phone number
WORDS, AGENT, REFERRER, PASSWORD = f"ord{MARK}", f"agent{MARK}", f"side{MARK}", f"nokkel{MARK}"
TOKEN = secrets.token_urlsafe(16)  # one that opens nothing
ADDRESS, OTHER_ADDRESS = "203.0.113.77", "2001:db8::77"
SECRETS = (WORDS, AGENT, REFERRER, PASSWORD, TOKEN, "203.0.113.", OTHER_ADDRESS, "127.0.0.1")
LOUD = {
    "User-Agent": AGENT,
    "Referer": f"https://{REFERRER}.example/{WORDS}",
    "X-Forwarded-For": f"{ADDRESS}, {OTHER_ADDRESS}",
    "Forwarded": f'for={ADDRESS};by="[{OTHER_ADDRESS}]"',
    "X-Real-IP": ADDRESS,
}
UNSENT = "__Host-unsent"
PEOPLE = {"cora": ["counselor"], "dan": ["counselor"], "lea": ["counselor", "lead"]}
COLLEAGUE = str(list(PEOPLE).index("dan") + 1)  # his number
ONE_BY_ONE = httpx.Limits(max_keepalive_connections=0)  # a line on which something failed is not used again


@dataclass(frozen=True)
class Answer:
    """What came back. `own`: the sender's own words may stand in the body, as a form shows them to be mended."""

    kind: str
    status: int
    head: bytes
    body: bytes
    own: bool


@dataclass
class World:
    """A running server, those who are signed in, a visitor who waits, and all the answers so far."""

    server: LiveServer
    chat: protocol.Server
    http: httpx.Client
    people: dict[str, protocol.Counselor]
    visitor: protocol.Visitor
    sockets: ExitStack
    trouble: Path
    names: dict[str, str]
    silent: protocol.Socket = field(init=False)  # opened before everything else, read after it
    answers: list[Answer] = field(default_factory=list)
    happened: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.silent = self.open_socket()

    @property
    def staff(self) -> protocol.Counselor:
        return self.people["cora"]

    @property
    def secrets(self) -> list[str]:
        """All but the ids of conversation and thread and the colleague's number, which say and open nothing."""
        open_ids = ("conversation", "colleague", "thread")
        return [*SECRETS, *(value for name, value in self.names.items() if name not in open_ids)]

    def do(self, kind: "Kind") -> None:
        try:
            self.happened[kind.name] = kind.run(self, kind.name)
        except Exception as failure:  # shown among the others by the test that compares
            self.happened[kind.name] = repr(failure)

    def fill(self, given: Any) -> Any:
        if isinstance(given, dict):
            return {name: self.fill(value) for name, value in given.items()}
        return given.format(**self.names) if isinstance(given, str) else given

    def ask(
        self, kind: str, method: str, path: str, own: bool, headers: dict[str, str], **content: Any
    ) -> httpx.Response:
        """The answer to a request, which is kept."""
        answer = self.http.request(method, self.fill(path), headers=self.fill(headers), **self.fill(content))
        self.answers.append(
            Answer(kind, answer.status_code, head_of(answer.headers.multi_items()), answer.content, own)
        )
        return answer

    def open_socket(self, path: str = "/ws", origin: str = "", agreed: str = "chat.v1", **more: str) -> protocol.Socket:
        """A handshake with everything that browsers and proxies tell, and `more` headers."""
        opened = connect(
            self.server.url.replace("http", "ws", 1) + path,
            origin=Origin(origin or self.server.url),
            subprotocols=[Subprotocol(agreed)],
            additional_headers={name: value for name, value in {**LOUD, **more}.items() if name != "User-Agent"},
            user_agent_header=AGENT,
            compression=None,
            proxy=None,
            close_timeout=1,
        )
        return protocol.Socket(self.sockets.enter_context(opened), "page")

    def join(self) -> protocol.Socket:
        opened = self.open_socket()
        opened.send("hello", v=1, ticket=self.visitor.ticket(), client="page", last=0)
        opened.expect("welcome")
        return opened

    def live(self) -> sqlite3.Connection:
        return sqlite3.connect(self.server.data_dir / "live.db", isolation_level=None)


def head_of(headers: Iterable[tuple[str, str]]) -> bytes:
    return "\n".join(f"{name}: {value}" for name, value in headers).encode()


@dataclass(frozen=True)
class Kind:
    """`run` does it and says what came of it: a status, a close code, or nothing. `asked` is its method and path."""

    name: str
    expect: object
    run: Callable[[World, str], object]
    asked: tuple[str, str] = ("", "")


@contextmanager
def world(server: LiveServer, trouble: Path) -> Iterator[World]:
    passwords = {name: server.add_account(name, roles) for name, roles in PEOPLE.items()}
    jar = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    headers = {**LOUD, "Origin": server.url}
    with (
        closing(protocol.Server(server.url)) as chat,
        httpx.Client(base_url=server.url, headers=headers, cookies=jar, timeout=20, limits=ONE_BY_ONE) as http,
        ExitStack() as sockets,
    ):
        people = {name: chat.sign_in(name, password) for name, password in passwords.items()}
        visitor = chat.open()
        names = {f"session of {name}": one.cookie["Cookie"].partition("=")[2] for name, one in people.items()}
        names |= {f"password of {name}": password for name, password in passwords.items()}
        names |= {"token": visitor.token, "ticket": visitor.first_ticket, "password": passwords["cora"]}
        names |= {"conversation": visitor.conversation, "colleague": COLLEAGUE}
        yield World(server, chat, http, people, visitor, sockets, trouble, names)

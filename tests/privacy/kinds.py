"""Every kind of request and failure that a server can meet, each with something of a visitor's in it.

`WORDS` stands in texts, addresses, names and notes; `LOUD` are the headers by which a browser or proxy tells who asks.
A text may hold `{token}` and the like, which are filled in when it is sent.
"""

import json
import secrets
import socket
import sqlite3
import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any

import httpx
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from chat.protocol import CloseCode
from tests.protocol import client as protocol
from tests.server import LiveServer

MARK = secrets.token_hex(6)
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
FORM = "application/x-www-form-urlencoded"
ONE_BY_ONE = httpx.Limits(max_keepalive_connections=0)  # a line on which something failed is not used again
CONTACT = {
    "about": "himself",
    "category": "uncertain",
    "channel": "street",
    "day": "2024-02-01",
    "language": "nb",
    "note": WORDS,
}


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
    """A running server, somebody signed in, a visitor who waits, and all the answers so far."""

    server: LiveServer
    chat: protocol.Server
    http: httpx.Client
    staff: protocol.Counselor
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
    def secrets(self) -> list[str]:
        """All but the conversation's id, which says nothing and opens nothing."""
        return [*SECRETS, *(value for name, value in self.names.items() if name != "conversation")]

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
    password = server.add_account("cora", ["counselor", "lead"])
    jar = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    headers = {**LOUD, "Origin": server.url}
    with (
        closing(protocol.Server(server.url)) as chat,
        httpx.Client(base_url=server.url, headers=headers, cookies=jar, timeout=20, limits=ONE_BY_ONE) as http,
        ExitStack() as sockets,
    ):
        staff, visitor = chat.sign_in("cora", password), chat.open()
        names = {"token": visitor.token, "session": staff.cookie["Cookie"].partition("=")[2], "password": password}
        names |= {"ticket": visitor.first_ticket, "conversation": visitor.conversation}
        yield World(server, chat, http, staff, visitor, sockets, trouble, names)


# Requests


def http(
    name: str,
    expect: int,
    method: str,
    path: str,
    own: bool = False,
    staff: bool = False,
    headers: dict[str, str] = {},  # noqa: B006 - never changed
    **request: Any,
) -> Kind:
    """A request as anybody can send it; `staff` with Cora's cookie."""

    def run(world: World, kind: str) -> int:
        cookie = world.staff.cookie if staff else {}
        return world.ask(kind, method, path, own, headers | cookie, **request).status_code

    return Kind(name, expect, run, (method, path.partition("?")[0]))


def post(name: str, expect: int, path: str, own: bool = False, **request: Any) -> Kind:
    return http(name, expect, "POST", path, own, **request)


def staff_get(name: str, expect: int, path: str, own: bool = False, **request: Any) -> Kind:
    return http(name, expect, "GET", path, own, staff=True, **request)


def staff_post(name: str, expect: int, path: str, own: bool = False, **request: Any) -> Kind:
    return http(name, expect, "POST", path, own, staff=True, **request)


def by_form(name: str, expect: str, text: str, path: str = "/messages", headers: dict[str, str] | None = None) -> Kind:
    """A text from the page without script, and the page that comes after; `expect` tells how both went."""

    def run(world: World, kind: str) -> str:
        sent = world.ask(kind, "POST", path, True, headers or VISIT, data={"text": text})
        given = {name: value for name, value in protocol.cookies(sent).items() if value}
        world.names |= {f"{name} of {kind}": value for name, value in given.items()}
        shown = "; ".join(f"{name}={value}" for name, value in ({protocol.VISIT: world.visitor.token} | given).items())
        after = world.ask(kind, "GET", "/", True, {"Cookie": shown})
        kept = "kept" if UNSENT in given else "sent" if sent.is_redirect else str(sent.status_code)
        return kept if after.is_success else f"{kept}, then {after.status_code}"

    return Kind(name, expect, run)


JSON, HTML = {"Accept": "application/json"}, {"Accept": "text/html"}
VISIT = {"Cookie": f"{protocol.VISIT}={{token}}"}
STRANGER = {"Cookie": f"{protocol.VISIT}={TOKEN}; other={WORDS}"}

VISITORS = [
    http("the first page", 200, "GET", "/"),
    http("the first page with words in its address", 200, "GET", f"/?lang={WORDS}&write={WORDS}"),
    http("the first page with a cookie that opens nothing", 200, "GET", "/", headers=STRANGER),
    http("the conversation's page", 200, "GET", "/", headers=VISIT),
    http("the framed page", 200, "GET", f"/embed?q={WORDS}"),
    http("the tab for other sites", 200, "GET", f"/widget.js?q={WORDS}"),
    http("whether it is open", 200, "GET", f"/status?q={WORDS}"),
    http("health", 200, "GET", f"/healthz?q={WORDS}"),
    http("a static file", 200, "GET", f"/static/chat/base.css?v={WORDS}"),
    http("a static file that is not there", 404, "GET", f"/static/chat/{WORDS}.css"),
    http("a static file outside its folder", 404, "GET", f"/static/chat/%2e%2e/{WORDS}"),
    post("opening by script", 201, "/conversations", json={"language": WORDS}),
    post("opening with half of the JSON", 400, "/conversations", content=f'{{"language": "{WORDS}'.encode()),
    post("opening with bytes that are no text", 400, "/conversations", content=WORDS.encode() + b"\xff\x00"),
    post("opening with another type", 400, "/conversations", json={"language": [WORDS]}),
    post("opening by form", 303, "/conversations", data={"text": WORDS, "language": "nb", "mark": WORDS + MARK}),
    by_form("opening by form with a control character", "kept", WORDS + "\x01", "/conversations"),
    post("opening by form with a file", 303, "/conversations", files={"text": (WORDS, WORDS.encode())}),
    post(
        "a form without its boundary",
        400,
        "/conversations",
        content=WORDS,
        headers={"Content-Type": "multipart/form-data"},
    ),
    post("a form with too many fields", 400, "/conversations", data={f"{WORDS}{i}": WORDS for i in range(1100)}),
    post("a body that is too long", 413, "/conversations", content=WORDS * 20_000),
    post("a form that is too long", 413, "/messages", content=f"text={WORDS}" * 20_000, headers={"Content-Type": FORM}),
    post("a ticket", 201, "/tickets", headers={"Authorization": "Bearer {token}"}),
    post("a ticket for a token that opens nothing", 401, "/tickets", headers={"Authorization": f"Bearer {TOKEN}"}),
    post("a ticket for a cookie that opens nothing", 401, "/tickets", headers=STRANGER),
    post("a ticket for a token in the address", 401, "/tickets?token={token}&ticket={ticket}"),
    post("a ticket for something that is no token", 401, "/tickets", headers={"Authorization": f"Basic {WORDS}"}),
    post("a message by form", 303, "/messages", data={"text": WORDS}, headers=VISIT),
    by_form("a message by form, and the page after it", "sent", WORDS),
    by_form("a message by form to nobody", "kept", WORDS, headers=STRANGER),
    by_form("a message by form that is too long", "kept", WORDS * 400),
    post("a wish for no note", 204, "/note", json={"no_note": True}, headers=VISIT),
    post("a wish for no note that is no JSON", 400, "/note", content=WORDS, headers=VISIT),
    post("a wish for no note from nobody", 401, "/note", json={"no_note": True}, headers=STRANGER),
    post("leaving with a token that opens nothing", 204, "/leave", json={"token": TOKEN, "why": WORDS}),
    post("leaving with something that is no JSON", 204, "/leave", content=WORDS),
    post("leaving by form", 200, "/leave", data={"token": TOKEN}, headers=HTML),
    http("an address that does not exist", 404, "GET", f"/{WORDS}/{{token}}?q={WORDS}", headers=HTML),
    http("an address that does not exist, by script", 404, "GET", f"/{WORDS}/{{token}}?q={WORDS}", headers=JSON),
    http("an address of bytes that are no text", 404, "GET", f"/%ff%fe{WORDS}%0a{ADDRESS}", headers=HTML),
    http("an address with a slash too many", 307, "GET", f"/embed/?q={WORDS}"),
    http("another method", 405, "DELETE", f"/status?q={WORDS}"),
    http("a method that nobody knows", 400, WORDS.upper(), "/", headers={"Origin": f"https://{WORDS}.example"}),
    http("an address for a host", 400, "GET", "/", headers={"Host": ADDRESS}),
    http("words for a host", 400, "GET", f"/{WORDS}", headers={"Host": f"{WORDS}.example"}),
    post("another origin", 403, "/leave", headers={"Origin": f"https://{WORDS}.example"}, content=WORDS),
    post("no origin", 403, "/messages", headers={"Origin": ""}, data={"text": WORDS}),
    post("another site", 403, "/messages", headers={"Sec-Fetch-Site": "cross-site"}, data={"text": WORDS}),
]

STAFF = [
    http("the page for signing in", 200, "GET", f"/console/login?lang={WORDS}"),
    post("signing in", 303, "/console/login", data={"name": "cora", "password": "{password}"}),
    post("signing in with wrong words", 401, "/console/login", True, data={"name": WORDS, "password": PASSWORD}),
    post(
        "signing in wrongly by script", 401, "/console/login", data={"name": WORDS, "password": PASSWORD}, headers=JSON
    ),
    post(
        "signing in with words that are no form",
        401,
        "/console/login",
        content=f"{WORDS}=%ff&;",
        headers={"Content-Type": FORM},
    ),
    http("the page for digits that nobody is asked for", 303, "GET", f"/console/code?lang={WORDS}", headers=STRANGER),
    post("digits that nobody is asked for", 401, "/console/code", data={"code": WORDS}, headers=STRANGER),
    http("the page for an invitation", 200, "GET", f"/console/invitation?code={WORDS}"),
    post(
        "an invitation that nobody gave",
        400,
        "/console/invitation",
        True,
        data={"code": WORDS, "name": WORDS, "password": PASSWORD, "again": PASSWORD},
    ),
    post("two passwords", 400, "/console/invitation", True, data={"code": WORDS, "password": PASSWORD, "again": WORDS}),
    http(
        "the queue of a stranger",
        401,
        "GET",
        "/console/queue",
        headers={**JSON, "Cookie": f"{protocol.SESSION}={TOKEN}"},
    ),
    http("the console of a stranger", 303, "GET", f"/console?q={WORDS}", headers=HTML),
    post("taking as a stranger", 401, "/console/conversations/{conversation}/take"),
    staff_get("the console", 200, f"/console?q={WORDS}"),
    staff_get("the queue", 200, "/console/queue", headers=JSON),
    staff_post("another language", 303, "/console/language", data={"language": WORDS, "back": f"//{WORDS}.example"}),
    staff_post("taking visitors", 303, "/console/available", data={"available": WORDS}),
    staff_post("taking nobody", 409, f"/console/conversations/{WORDS}/take"),
    staff_post("taking", 200, "/console/conversations/{conversation}/take"),
    staff_post("taking twice", 409, "/console/conversations/{conversation}/take"),
    staff_get("the lane of nobody", 404, f"/console/conversations/{WORDS}"),
    staff_get("the lane", 200, "/console/conversations/{conversation}"),
    staff_post("a ticket of staff", 201, "/console/conversations/{conversation}/ticket"),
    staff_post("handing back", 204, "/console/conversations/{conversation}/hand-back"),
    staff_post("handing back nobody", 404, f"/console/conversations/{WORDS}/hand-back"),
    staff_post("closing nobody", 404, f"/console/conversations/{WORDS}/close"),
    staff_get("a registration that nobody owes", 404, "/console/owed/4711"),
    staff_post("registering what nobody owes", 404, f"/console/owed/{WORDS}", True, data=CONTACT),
    staff_get("what is kept", 200, f"/console/kept?q={WORDS}"),
    staff_get("the contacts", 200, f"/console/contacts?q={WORDS}"),
    staff_get("the form for a contact", 200, f"/console/contacts/new?note={WORDS}"),
    staff_post("a contact with a wrong day", 422, "/console/contacts/new", True, data=CONTACT | {"day": WORDS}),
    staff_post(
        "a contact with a note that is too long",
        422,
        "/console/contacts/new",
        True,
        data=CONTACT | {"note": WORDS * 200},
    ),
    staff_post("a contact", 303, "/console/contacts/new", data=CONTACT),
    staff_post("looking for words", 200, "/console/contacts/search", True, data={"words": WORDS}),
    staff_get("a contact that is not there", 404, f"/console/contacts/{WORDS}", headers=HTML),
    staff_post("linking what is not there", 404, f"/console/contacts/{WORDS}/links", data={"other": WORDS}),
    staff_post("parting what is not there", 404, f"/console/contacts/{WORDS}/unlink", data={"other": WORDS}),
    staff_get("the figures of no year", 404, f"/stats?year={WORDS}"),
    staff_get("the figures as a file", 404, f"/stats/report.csv?year={WORDS}"),
    staff_get("the figures for programs", 404, f"/stats/report.json?year={WORDS}", headers=JSON),
]

RECORD = {"month": WORDS, "first_day": WORDS, "day": WORDS, "note": WORDS, "text": WORDS, "place": WORDS, "area": WORDS}
INCIDENT = {
    "kind": "threats",
    "month": "2024-02",
    "area": "Oslo",
    "reported": "unknown",
    "consent": "yes",
    "note": WORDS,
}
CONCERN = {"day": "2024-02-01", "signs": "writing", "outcomes": "not_traced", "note": WORDS}
ACTIVITY = {"kind": "stand", "first_day": "2024-02-01"}

RECORDS = [
    http("a short address that leads nowhere", 302, "GET", f"/c/{WORDS}?q={WORDS}"),
    staff_get("the directory", 200, f"/console/directory?q={WORDS}"),
    staff_post("looking in the directory", 200, "/console/directory/search", True, data={"words": WORDS}),
    staff_get("the address of a search in the directory", 303, f"/console/directory/search?words={WORDS}"),
    staff_get("a service to add, as somebody who may not", 403, f"/console/directory/new?q={WORDS}"),
    staff_post("adding a service, as somebody who may not", 403, "/console/directory/new", data=RECORD),
    staff_get("a service to change, as somebody who may not", 403, f"/console/directory/1?q={WORDS}"),
    staff_post("changing a service, as somebody who may not", 403, "/console/directory/1", data=RECORD),
    staff_get("the activities", 200, f"/console/activities?year={WORDS}"),
    staff_get("the form for an activity", 200, f"/console/activities/new?text={WORDS}"),
    staff_post("an activity on a wrong day", 422, "/console/activities/new", True, data=RECORD),
    staff_post("an activity", 303, "/console/activities/new", data=ACTIVITY),
    staff_get("an activity that is there", 200, f"/console/activities/1?q={WORDS}"),
    staff_post("an activity changed to a wrong one", 422, "/console/activities/1", True, data=RECORD),
    staff_post("an activity to delete", 303, f"/console/activities/1/remove?q={WORDS}", data=RECORD),
    staff_get("the campaigns", 200, f"/console/campaigns?first_day={WORDS}"),
    staff_get("a campaign to add, as somebody who may not", 403, f"/console/campaigns/new?q={WORDS}"),
    staff_post("adding a campaign, as somebody who may not", 403, "/console/campaigns/new", data=RECORD),
    staff_get("a campaign to change, as somebody who may not", 403, f"/console/campaigns/1?q={WORDS}"),
    staff_post("changing a campaign, as somebody who may not", 403, "/console/campaigns/1", data=RECORD),
    staff_get("the incidents", 200, f"/console/incidents?year={WORDS}"),
    staff_get("the form for an incident", 200, f"/console/incidents/new?note={WORDS}"),
    staff_post("an incident in a wrong month", 422, "/console/incidents/new", True, data=RECORD),
    staff_post("an incident", 303, "/console/incidents/new", data=INCIDENT),
    staff_get("an incident that is there", 200, f"/console/incidents/1?q={WORDS}"),
    staff_post("an incident changed", 303, "/console/incidents/1", data=INCIDENT),
    staff_post("an incident to delete", 303, f"/console/incidents/1/remove?q={WORDS}", data=RECORD),
    staff_get("the concerns about age", 200, f"/console/age-concerns?q={WORDS}"),
    staff_get("the form for a concern", 200, f"/console/age-concerns/new?note={WORDS}"),
    staff_post("a concern on a wrong day", 422, "/console/age-concerns/new", True, data=RECORD),
    staff_post("a concern", 303, "/console/age-concerns/new", data=CONCERN),
    staff_get("a concern that is there", 200, f"/console/age-concerns/1?q={WORDS}"),
    staff_post("a concern changed", 303, "/console/age-concerns/1", data=CONCERN),
]
STAFF += RECORDS

SHIFT = {"day": WORDS, "starts": WORDS, "ends": WORDS, "languages": WORDS, "attempts": WORDS}

SHIFTS = [
    http("whether it is us", 200, "GET", f"/us?lang={WORDS}&code={WORDS}"),
    post("a code that is not ours", 200, "/us", True, data={"code": WORDS, "language": WORDS}),
    post("a code as a file", 200, "/us", files={"code": (WORDS, WORDS.encode())}),
    staff_get("the shifts", 200, f"/console/shifts?q={WORDS}"),
    staff_get("the form for a shift", 200, f"/console/shifts/new?languages={WORDS}"),
    staff_post("a shift on a wrong day", 422, "/console/shifts/new", True, data=SHIFT),
    staff_get("a shift that is not there", 404, f"/console/shifts/4711?q={WORDS}"),
    staff_post("changing a shift that is not there", 404, "/console/shifts/4711", data=SHIFT),
    staff_post("closing the door", 303, "/console/close-now", data={"why": WORDS}),
    staff_post("opening it again", 303, "/console/open-again", data={"why": WORDS}),
    staff_post("a check code", 201, "/console/check-codes", data={"for": WORDS}),
    staff_get("the rota", 200, f"/console/rota?q={WORDS}"),
    staff_get("a weekly shift to add, as somebody who may not", 403, f"/console/rota/new?q={WORDS}"),
    staff_post("adding a weekly shift, as somebody who may not", 403, "/console/rota/new", data=SHIFT),
    staff_get("a weekly shift to change, as somebody who may not", 403, f"/console/rota/1?q={WORDS}"),
    staff_post("changing a weekly shift, as somebody who may not", 403, "/console/rota/1", data=SHIFT),
    staff_post("ending a weekly shift, as somebody who may not", 403, "/console/rota/1/end", data=SHIFT),
    staff_post("another day, as somebody who may not", 403, "/console/rota/exceptions", data=SHIFT),
    staff_post("no other day, as somebody who may not", 403, "/console/rota/exceptions/1/remove", data=SHIFT),
    staff_post("other minutes, as somebody who may not", 403, "/console/rota/rules", data={"patience": WORDS}),
    staff_get("the venues", 200, f"/console/venues?q={WORDS}"),
    staff_get("a venue to add, as somebody who may not", 403, f"/console/venues/new?q={WORDS}"),
    staff_post("adding a venue, as somebody who may not", 403, "/console/venues/new", data={"name": WORDS}),
    staff_get("a venue that is not there", 404, f"/console/venues/4711?q={WORDS}"),
    staff_post("changing a venue, as somebody who may not", 403, "/console/venues/1", data={"name": WORDS}),
    staff_post("a name of ours, as somebody who may not", 403, "/console/venues/1/profiles", data={"profile": WORDS}),
    staff_post("no name of ours, as somebody who may not", 403, "/console/venues/1/profiles/1/end"),
]
STAFF += SHIFTS


def guess_passwords(world: World, kind: str) -> int:
    wrong = post(kind, 429, "/console/login", True, data={"name": f"{WORDS} gjetter", "password": PASSWORD})
    return max(int(str(wrong.run(world, kind))) for _ in range(11))


def close_and_register(world: World, kind: str) -> int:
    """A conversation from its opening to its registration, with words where none belong."""
    visitor = world.chat.open()
    world.staff.take(visitor).say(WORDS)
    closed = staff_post(kind, 204, f"/console/conversations/{visitor.conversation}/close", data={"why": WORDS})
    assert closed.run(world, kind) == 204
    card = world.staff.queue()["owed"][0]["id"]
    none = staff_post(kind, 303, f"/console/owed/{card}", data={"about": "none", "reason": "test", "note": WORDS})
    return int(str(none.run(world, kind)))


def listen_to_the_queue(world: World, _kind: str) -> int:
    with world.http.stream("GET", f"/console/events?q={WORDS}", headers=world.staff.cookie) as stream:
        next(stream.iter_bytes())
        return stream.status_code


STAFF += [
    Kind("guessing passwords", 429, guess_passwords),
    Kind("closing and registering", 303, close_and_register, ("POST", "/console/conversations/1/close")),
    Kind("listening to the queue", 200, listen_to_the_queue, ("GET", "/console/events")),
    http("the page for digits", 303, "GET", f"/console/code?lang={WORDS}"),
    post("digits without a password", 401, "/console/code", data={"code": WORDS, "language": WORDS}),
    http("the address of a search", 303, "GET", f"/console/contacts/search?words={WORDS}", staff=True),
    post("signing out", 303, "/console/logout", headers={"Cookie": f"{protocol.SESSION}={TOKEN}"}),
]


# Sockets


def refused(name: str, path: str = "/ws", origin: str = "", agreed: str = "chat.v1", **headers: str) -> Kind:
    """A handshake that is answered with 403."""

    def run(world: World, kind: str) -> int:
        try:
            world.open_socket(world.fill(path), origin, agreed, **world.fill(headers)).hang_up()
        except InvalidStatus as answer:
            said = answer.response
            head = head_of(said.headers.raw_items())
            world.answers.append(Answer(kind, said.status_code, head, bytes(said.body or b""), False))
            return said.status_code
        return 101

    return Kind(name, 403, run)


def closed(name: str, code: int, *said: str | bytes, welcome: bool = True) -> Kind:
    """A socket, welcomed or not, on which `said` makes the server close it with `code`."""

    def run(world: World, _kind: str) -> int:
        opened = world.join() if welcome else world.open_socket(Authorization=f"Bearer {TOKEN}", Cookie=f"x={TOKEN}")
        for one in said:
            opened.send_raw(one)
        return opened.close_code

    return Kind(name, code, run)


def answered(name: str, code: str, said: str) -> Kind:
    """A frame that is answered with the error `code`."""

    def run(world: World, kind: str) -> str:
        opened = world.join()
        opened.send_raw(said)
        frame = opened.expect("err")
        world.answers.append(Answer(kind, 400, b"", json.dumps(frame).encode(), own=False))
        opened.hang_up()
        return str(frame["code"])

    return Kind(name, code, run)


def talk(world: World, _kind: str) -> int:
    opened = world.join()
    seq = opened.say(WORDS)
    opened.send("typing", p=WORDS)
    opened.send("hb", inc=WORDS)
    opened.hang_up()
    return seq > 0


def say_nothing(world: World, _kind: str) -> int:
    return world.silent.close_code


def leave_while_talking(world: World, kind: str) -> int:
    visitor = world.chat.open()
    opened = visitor.join()
    opened.say(WORDS)
    left = post(kind, 204, "/leave", headers={"Cookie": f"{protocol.VISIT}={visitor.token}"})
    assert left.run(world, kind) == 204
    return opened.close_code


def hello(ticket: str) -> str:
    return json.dumps({"t": "hello", "v": 1, "ticket": ticket, "client": "page", "last": 0, "p": WORDS})


SOCKETS = [
    Kind("a conversation", True, talk),
    refused("a socket from another origin", origin=f"https://{WORDS}.example"),
    refused("a socket with a ticket in its address", f"/ws?ticket={{ticket}}&q={WORDS}"),
    refused("a socket for another protocol", agreed=WORDS),
    refused("a socket somewhere else", f"/{WORDS}/ws"),
    refused("a socket from another site", **{"Sec-Fetch-Site": "cross-site"}),
    closed("a first frame that is no JSON", 4400, WORDS, welcome=False),
    closed("a first frame that is no hello", 4400, f'{{"t":"msg","n":1,"text":"{WORDS}"}}', welcome=False),
    closed("a ticket that opens nothing", 4401, hello(TOKEN), welcome=False),
    closed("a first frame in binary", 1003, WORDS.encode(), welcome=False),
    closed("a binary frame", 1003, WORDS.encode()),
    closed("a frame that is too big", 1009, WORDS * 10_000),
    answered("a frame that is no JSON", "json", f"{{{WORDS}"),
    answered("a frame that nobody knows", "frame", f'{{"t":"{WORDS}"}}'),
    answered("a second hello", "frame", hello(TOKEN)),
    answered("a text that is too long", "text", json.dumps({"t": "msg", "n": 1, "text": WORDS * 400})),
    answered("a text with a control character", "text", json.dumps({"t": "msg", "n": 1, "text": WORDS + "\x00"})),
    Kind("leaving while a socket is open", 1000, leave_while_talking),
]


# Lines that break the rules of HTTP and of WebSocket


def raw(name: str, expect: int | None, *parts: bytes, reset: bool = False) -> Kind:
    """Bytes on a line of one's own; `expect` is the status of the answer, None for no answer."""

    def run(world: World, kind: str) -> int | None:
        with socket.create_connection(("127.0.0.1", world.server.port), timeout=1) as line:
            got = b""
            for part in parts:
                line.sendall(part.replace(b"HOST", f"localhost:{world.server.port}".encode()))
                got += read(line)
            if reset:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        head, _, body = got.partition(b"\r\n\r\n")
        status = int(head.split()[1]) if head.startswith(b"HTTP/") else None
        world.answers.append(Answer(kind, 400, head, body, own=False))  # all of it is to be searched
        return status

    return Kind(name, expect, run)


def read(line: socket.socket) -> bytes:
    """What comes within a moment; nothing when the line was cut."""
    line.settimeout(0.2)
    try:
        return line.recv(65536)
    except OSError:
        return b""


def head(line: str, *more: str) -> bytes:
    told = [f"{name}: {value}" for name, value in LOUD.items()]
    return "\r\n".join([line, "Host: HOST", "Origin: http://HOST", *told, *more, "", ""]).encode()


def upgrade(*more: str) -> bytes:
    wanted = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"]
    return head("GET /ws HTTP/1.1", *wanted, "Sec-WebSocket-Protocol: chat.v1", *more)


def frame(opcode: int, content: bytes, masked: int = 0x80) -> bytes:
    """A last fragment; the mask is zeros, so the words go over the line as they are."""
    return bytes([0x80 | opcode, masked | len(content)]) + (bytes(4) if masked else b"") + content


KEY = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
LINES = [
    raw("a request line without sense", 400, f"{WORDS} {ADDRESS} {TOKEN}\r\n\r\n".encode()),
    raw("a request line with a control character", 400, head(f"GET /{WORDS}\x01{TOKEN} HTTP/1.1")),
    raw("a version that nobody speaks", 400, head(f"GET /{WORDS} HTTP/7.{WORDS}")),
    raw("a header without a colon", 400, head("GET / HTTP/1.1", f"{WORDS} {TOKEN}")),
    raw("a header with a zero byte", 400, head("GET / HTTP/1.1", f"X-{WORDS}: {TOKEN}\0")),
    raw("a length that is no number", 400, head("POST /leave HTTP/1.1", f"Content-Length: {WORDS}")),
    raw(
        "two lengths",
        400,
        head("POST /leave HTTP/1.1", "Content-Length: 4", "Transfer-Encoding: chunked"),
        WORDS.encode(),
    ),
    raw(
        "a chunk without a size",
        400,
        head("POST /leave HTTP/1.1", "Transfer-Encoding: chunked"),
        f"{WORDS}\r\n".encode(),
    ),
    raw(
        "a body that breaks off", None, head("POST /leave HTTP/1.1", "Content-Length: 400"), WORDS.encode(), reset=True
    ),
    raw(
        "a form that breaks off",
        None,
        head("POST /messages HTTP/1.1", f"Content-Type: {FORM}", "Content-Length: 400"),
        f"text={WORDS}".encode(),
        reset=True,
    ),
    raw("the beginning of TLS", 400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + WORDS.encode()),
    raw(
        "an upgrade to something else",
        200,
        head(f"GET /?q={WORDS} HTTP/1.1", "Connection: Upgrade", f"Upgrade: {WORDS}"),
    ),
    raw("a handshake without its key", 400, upgrade()),
    raw("a handshake that is abandoned", None, upgrade(KEY)[:-2], reset=True),
    raw("a socket that is cut off in a frame", 101, upgrade(KEY), frame(1, WORDS.encode())[:-3], reset=True),
    raw("a frame that is no text", 101, upgrade(KEY), frame(1, WORDS.encode() + b"\xff\xfe")),
    raw("a frame without a mask", 101, upgrade(KEY), frame(1, WORDS.encode(), masked=0)),
    raw("a frame of no known type", 101, upgrade(KEY), frame(5, WORDS.encode())),
]


# Failures inside


def fault(name: str, expect: str = "sent") -> Kind:
    """A text that makes the code fail with it; see `tests/privacy/loud.py`."""
    return by_form(f"a failure: {name}", expect, f"fault={name} {WORDS}")


def fault_in_a_socket(world: World, _kind: str) -> int:
    opened = world.join()
    opened.send("msg", n=77, text=f"fault=handler {WORDS}")
    return opened.close_code


def fault_in_the_writer(world: World, _kind: str) -> str:
    opened = world.join()
    opened.send("msg", n=78, text=f"fault=writer {WORDS}")
    code = str(opened.expect("err")["code"])
    opened.hang_up()
    return code


def in_trouble(name: str, sql: str, back: str, tried: Kind) -> Kind:
    """`tried`, while each transaction begins with `sql`; `back` undoes it."""

    def run(world: World, kind: str) -> object:
        world.trouble.write_text(sql)
        try:
            return tried.run(world, kind)
        finally:
            world.trouble.write_text(back)
            world.http.get("/", headers=world.fill(VISIT))  # its reader's connection is well again

    return Kind(name, tried.expect, run)


def while_locked(world: World, kind: str) -> object:
    with closing(world.live()) as other:
        other.execute("BEGIN IMMEDIATE")
        return by_form(kind, "kept", WORDS).run(world, kind)


def break_the_ciphertext(world: World) -> None:
    with closing(world.live()) as live:
        live.execute("UPDATE messages SET body = zeroblob(300)")


def broken_page(world: World, kind: str) -> object:
    break_the_ciphertext(world)
    return http(kind, 500, "GET", f"/?q={WORDS}", headers=VISIT).run(world, kind)


def broken_socket(world: World, _kind: str) -> int:
    break_the_ciphertext(world)
    return world.join().close_code


SIGN_IN = post("", 500, "/console/login", data={"name": "cora", "password": "{password}"})
READ_ONLY = "PRAGMA query_only=1", "PRAGMA query_only=0"
FULL = "PRAGMA max_page_count=1", "PRAGMA max_page_count=1073741823"
FAILURES = [
    fault("handler", "500"),
    fault("history", "500"),
    fault("thread"),
    fault("finaliser"),
    fault("task"),
    fault("callback"),
    fault("warning"),
    fault("record"),
    fault("writer", "kept"),
    by_form("a template that fails", "kept, then 500", f"fault=template {WORDS}\x01"),
    Kind("a failure in a socket", CloseCode.ERROR, fault_in_a_socket),
    Kind("a failure in the writer, to a socket", "storage", fault_in_the_writer),
    Kind("a locked database", "kept", while_locked),
    in_trouble("a database that may only be read", *READ_ONLY, by_form("", "kept", WORDS)),
    in_trouble("a full disk", *FULL, by_form("", "kept", WORDS + "\U0001f426" * 3900)),
    in_trouble("accounts that may only be read", *READ_ONLY, SIGN_IN),
    Kind("ciphertext that was changed, to a page", 500, broken_page),
    Kind("ciphertext that was changed, to a socket", CloseCode.ERROR, broken_socket),
]

KINDS = [*VISITORS, *STAFF, *SOCKETS, *LINES, *FAILURES, Kind("a socket that says nothing", 4408, say_nothing)]

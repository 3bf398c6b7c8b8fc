"""Who may do what, asked of a real server: every address and method and every act on a socket, in every role.

What is expected stands in `who_may.toml`, by hand. A route without a line there fails, and a line without a route.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from app import create_app
from chat.protocol import CloseCode
from chat.roles import PERMISSIONS, Permission, Role, in_order
from chat.settings import load_settings
from tests.protocol.client import SESSION, Counselor, Server, Visitor
from tests.server import LiveServer, live_server

ROOT = Path(__file__).parents[1]
TABLE: dict[str, str] = {
    name: who
    for part in tomllib.loads((ROOT / "tests" / "who_may.toml").read_text()).values()
    for name, who in part.items()
}
STRANGER, VISITOR = "stranger", "visitor"
EVERYONE = (STRANGER, VISITOR, *Role)
WORDS = {
    "everybody": set(EVERYONE),
    "sign-in": set(EVERYONE),
    "visitor": {VISITOR},
    "staff": set(Role),
    "nobody": set[str](),
}
LAST = ("POST /console/role", "POST /leave", "POST /console/logout")  # afterwards one is somebody else
WRONG_WORDS = ("POST /console/login", "POST /console/code")  # which get 401, whoever says them
TALKING, INVITED = PERMISSIONS[Permission.CONVERSATIONS], PERMISSIONS[Permission.INVITED]
JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html"}

SAID = "Jeg er redd for hybelverten"
NOTE = "Har to barn og en gammel bil"
CONTACT, LINKED = "aa000001", "aa000002"


def every_route(routes: Iterable[BaseRoute], before: str = "") -> Iterator[str]:
    """Method and address of each, however deep it is mounted."""
    for route in routes:
        if isinstance(route, Mount):
            yield from (
                every_route(route.routes, before + route.path)
                if route.routes
                else [f"GET {before}{route.path}/{{file}}"]
            )
        elif isinstance(route, WebSocketRoute):
            yield f"WS {before}{route.path}"
        elif isinstance(route, Route):
            yield from (f"{method} {before}{route.path}" for method in (route.methods or set()) - {"HEAD"})
        else:
            raise AssertionError(f"{route} is asked by nobody")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("roles") / "data", OPEN="always", ADMISSION="off") as server:
        yield server


@pytest.fixture(scope="module")
def clients(served: LiveServer) -> Iterator[dict[str, httpx.Client]]:
    """A browser for everyone there is, staff with a sign-in of their own."""
    with ExitStack() as open_clients:
        found = {STRANGER: served.client(), VISITOR: served.client()}
        found |= {role: served.staff(role, [role]) for role in Role}
        for client in found.values():
            open_clients.enter_context(closing(client))
        yield found


@pytest.fixture
def server(served: LiveServer) -> Iterator[Server]:
    with closing(Server(served.url)) as found:
        yield found


# Every address


def test_every_route_has_its_line_and_every_line_its_route(tmp_path: Path) -> None:
    app = create_app(load_settings({"LAVTERSKEL_DATA_DIR": str(tmp_path / "data")}, 8000))
    routes = sorted(every_route(app.routes))
    assert sorted(TABLE) == sorted(set(routes))


@pytest.mark.parametrize("who", EVERYONE)
def test_each_address_opens_for_those_whom_the_table_names(clients: dict[str, httpx.Client], who: str) -> None:
    client = clients[who]
    if who == VISITOR:
        begin(client)
    wrong = {}
    for name in [*sorted(set(TABLE) - {*LAST, *WRONG_WORDS}), *LAST]:
        method, address = name.split()
        if method == "WS":
            continue
        opened = opens(client, method, re.sub(r"{[^}]+}", "1", address), leads_away=TABLE[name] == "sign-in")
        if opened is not (who in named(TABLE[name])):
            wrong[name] = "opens" if opened else "is refused"
    assert wrong == {}


def named(who: str) -> set[str]:
    return WORDS.get(who) or {Role(name) for name in who.split()} if who != "nobody" else set()


def begin(client: httpx.Client) -> None:
    assert client.post("/conversations", json={"language": "nb"}, headers=JSON).status_code == 201
    send_to_loopback(client)


def send_to_loopback(client: httpx.Client) -> None:
    """As browsers do to localhost, though no TLS is there."""
    for cookie in client.cookies.jar:
        cookie.secure = False


def opens(client: httpx.Client, method: str, address: str, *, leads_away: bool) -> bool:
    """Whether the answer is neither "who are you" nor "not you". A form is sent, with nothing in it."""
    sent = {"p": ""} if method == "POST" else None
    with client.stream(method, address, headers=HTML, data=sent) as answer:
        assert answer.status_code < 500, f"{method} {address}: {answer.status_code}"
        sent_away = answer.status_code == 303 and answer.headers["location"].startswith("/console/login")
        return answer.status_code not in (401, 403) and (leads_away or not sent_away)


# Every act on a socket


@pytest.mark.parametrize("role", Role)
def test_only_those_who_talk_get_a_socket_and_are_heard(served: LiveServer, server: Server, role: Role) -> None:
    someone, visitor = signed_in(served, server, role), server.open()
    vera = visitor.join()
    vera.say(SAID)
    taken = someone.post(visitor.conversation, "take")
    if role not in TALKING:
        # Who may be asked along and was not is told of no conversation.
        ticket = 404 if role in INVITED else 403
        assert (taken.status_code, someone.post(visitor.conversation, "ticket").status_code) == (403, ticket)
        return
    own = server.join(taken.json()["ticket"])
    assert own.hear(1)["text"] == SAID
    own.send("read", seq=1)
    vera.expect("peer", presence="here", read=1)
    own.send("typing")
    vera.expect("typing")
    assert vera.hear(own.say("Jeg er her."))["role"] == "counselor"


@pytest.mark.parametrize("role", Role)
def test_a_colleagues_conversation_gives_nobody_a_ticket(served: LiveServer, server: Server, role: Role) -> None:
    cora, someone = signed_in(served, server, Role.COUNSELOR), signed_in(served, server, role)
    visitor = server.open()
    cora.take(visitor)
    tried = ("take", "ticket", "close", "hand-back")
    acts = {act: someone.post(visitor.conversation, act).status_code for act in tried}
    talks = {"take": 409, "ticket": 404, "close": 404, "hand-back": 404}
    others = dict.fromkeys(talks, 403) | ({"ticket": 404} if role in INVITED else {})
    assert acts == (talks if role in TALKING else others)
    assert cora.join(visitor.conversation).say("Fortsatt her.") == 1


@pytest.mark.parametrize("role", Role)
def test_a_sign_in_is_no_ticket(served: LiveServer, server: Server, role: Role) -> None:
    someone, visitor = signed_in(served, server, role), server.open()
    session = someone.cookie["Cookie"].removeprefix(f"{SESSION}=")
    for pretended in (session, visitor.conversation, visitor.alias):
        assert server.greet(pretended).close_code == CloseCode.TICKET


@pytest.mark.parametrize("act", [{"t": "msg", "n": 1, "text": "hei"}, {"t": "read", "seq": 1}, {"t": "typing"}])
def test_nothing_is_heard_before_a_ticket(server: Server, act: dict[str, object]) -> None:
    vera = server.open().join()
    stranger = server.handshake()
    stranger.send_raw(json.dumps(act))
    assert stranger.close_code == CloseCode.BAD_FRAME
    assert vera.say("Er det noen der?") == 1
    assert [frame["t"] for frame in vera.seen if frame["t"] in ("typing", "peer")] == []


# What is behind the doors


@pytest.fixture(scope="module")
def secrets(served: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What only those who talk and register may meet, by what it is: each of them is somewhere in the service."""
    file = tmp_path_factory.mktemp("import") / "contacts.jsonl"
    common = {"person": "P1", "date": "2026-11-02", "channel": "phone_sms", "category": "none", "gender": "man"}
    rest = {
        "age_band": "25-34",
        "language": "no",
        "topics": ["housing"],
        "said_before": "no",
        "comment": NOTE,
        "note_until": "2999-01-01",
    }
    file.write_text("".join(json.dumps({"id": id_} | common | rest) + "\n" for id_ in (CONTACT, LINKED)))
    assert served.run("contacts", "import", str(file), "--with-links").returncode == 0
    with closing(Server(served.url)) as server:
        visitor = server.open()
        visitor.join().say(SAID)
        running = server.open()
        signed_in(served, server, Role.COUNSELOR).take(running).say("Bare vi to ser dette.")
    return {
        "words": SAID,
        "a counselor's words": "Bare vi to ser dette.",
        "a note": NOTE,
        "a contact": CONTACT,
        "a link": LINKED,
        "an alias": visitor.alias,
        "another alias": running.alias,
        "a conversation": visitor.conversation,
        "another conversation": running.conversation,
    }


@pytest.mark.parametrize("role", [role for role in Role if role not in TALKING])
def test_no_page_of_theirs_has_a_word_of_a_visitor(served: LiveServer, secrets: dict[str, str], role: Role) -> None:
    with closing(served.staff(f"{role} who looks", [role])) as client:
        read = {address: client.get(address).text for address in pages(role, secrets)}
    assert len(read) >= 2
    found = {(address, what) for address, text in read.items() for what, secret in secrets.items() if secret in text}
    assert {(address, what) for address, what in found if secrets[what] not in address} == set()


def test_the_same_search_finds_them_where_they_may_be(served: LiveServer, secrets: dict[str, str]) -> None:
    with closing(served.staff("counselor who looks", ["counselor"])) as client:
        read = "".join(client.get(address).text for address in pages(Role.COUNSELOR, secrets))
    assert {what for what, secret in secrets.items() if secret in read} >= {"a note", "a contact", "a link", "an alias"}


def pages(role: Role, secrets: dict[str, str]) -> list[str]:
    """The addresses that the table lets this role read, each with what really exists in place of its names."""
    ids = {"contacts": CONTACT, "conversations": secrets["another conversation"]}
    reading = [name.split()[1] for name, who in TABLE.items() if name.startswith("GET /") and role in named(who)]
    named_parts = re.compile(r"/([\w-]+)/{[^}]+}")
    filled = [named_parts.sub(lambda found: f"/{found[1]}/{ids.get(found[1], '1')}", one) for one in reading]
    return [address for address in filled if not address.endswith("/events")]


# One role at a time


def test_at_sign_in_the_first_of_several_is_active(served: LiveServer) -> None:
    with closing(served.staff("Ada", ["admin", "lead", "student", "counselor"])) as ada:
        assert ada.get("/console/contacts").status_code == 200
        assert ada.get("/stats").status_code == 403
    with closing(served.staff("Ava", ["admin", "lead"])) as ava:
        assert ava.get("/stats").status_code == 200
        assert ava.get("/console").headers["location"] == "/stats"


@pytest.mark.parametrize("role", Role)
def test_each_role_begins_on_a_page_that_it_may_open(served: LiveServer, role: Role) -> None:
    name = f"{role} who begins"
    password = served.add_account(name, [role])
    with closing(served.staff(name, password=password)) as client:
        answer = client.post("/console/login", data={"name": name, "password": password})
        assert answer.status_code == 303
        send_to_loopback(client)
        assert client.get(answer.headers["location"], headers=HTML).status_code == 200
        assert client.get("/console", headers=HTML, follow_redirects=True).status_code == 200


def test_the_bar_has_what_the_active_role_may_open_and_no_more(served: LiveServer) -> None:
    with closing(served.staff("Bea", ["counselor", "lead"])) as bea:
        for role, start in ((Role.COUNSELOR, "/console"), (Role.LEAD, "/stats")):
            switch(bea, role, start)
            linked = {f"GET {address}" for address in re.findall(r'href="(/[a-z/-]+)"', bea.get(start).text)}
            assert "GET /console/kept" in linked
            assert [name for name in linked & TABLE.keys() if role not in named(TABLE[name])] == []


def test_a_role_that_is_not_ones_own_changes_nothing(served: LiveServer) -> None:
    with closing(served.staff("Sam", ["student"])) as sam:
        for asked in ("counselor", "lead", "admin", "boss", ""):
            assert sam.post("/console/role", data={"role": asked}).status_code == 303
            assert (sam.get("/console/contacts").status_code, sam.get("/stats").status_code) == (403, 403)


def test_another_browser_keeps_its_own_role(served: LiveServer) -> None:
    password = served.add_account("Ida", ["counselor", "lead"])
    with closing(served.staff("Ida", password=password)) as one, closing(served.staff("Ida", password=password)) as two:
        switch(one, Role.LEAD, "/stats")
        assert (one.get("/stats").status_code, two.get("/stats").status_code) == (200, 403)


class TestLeavingARoleThatHasConversations:
    def test_its_sockets_close_and_its_tickets_are_void(self, eva: "Eva", server: Server) -> None:
        conversation = eva.visitor.conversation
        unused = eva.counselor.post(conversation, "ticket").json()["ticket"]
        eva.switch(Role.LEAD)
        assert eva.socket.close_code == CloseCode.TICKET
        assert server.greet(unused).close_code == CloseCode.TICKET
        assert eva.counselor.post(conversation, "ticket").status_code == 403

    def test_the_conversation_waits_until_the_role_comes_back(self, eva: "Eva") -> None:
        eva.switch(Role.LEAD)
        eva.vera.expect("peer", presence="lost")
        assert eva.vera.say("Er du der?") == 1
        eva.switch(Role.COUNSELOR)
        again = eva.counselor.join(eva.visitor.conversation)
        assert again.hear(1)["text"] == "Er du der?"
        assert again.say("Ja, nå er jeg her.") == 2

    def test_what_ends_meanwhile_is_owed_when_the_role_comes_back(self, eva: "Eva") -> None:
        eva.switch(Role.LEAD)
        eva.visitor.leave()
        eva.switch(Role.COUNSELOR)
        assert eva.counselor.owes()

    def test_the_stream_of_the_queue_ends(self, served: LiveServer) -> None:
        with closing(served.staff("Lis", ["counselor", "lead"])) as lis, lis.stream("GET", "/console/events") as stream:
            lines = stream.iter_lines()
            assert next(lines) == "retry: 2000"
            switch(lis, Role.LEAD, "/stats")
            assert "event: error" not in list(lines)  # which comes to its end

    def test_nobody_is_present_any_more(self, own_server: LiveServer) -> None:
        with closing(own_server.staff("Liv", ["counselor", "lead"])) as liv:
            liv.get("/console")
            assert is_open(liv)
            switch(liv, Role.LEAD, "/stats")
            liv.get("/stats")
            assert not is_open(liv)
            switch(liv, Role.COUNSELOR, "/console")
            liv.get("/console")
            assert is_open(liv)

    @pytest.fixture
    def eva(self, served: LiveServer, server: Server, request: pytest.FixtureRequest) -> "Eva":
        name = f"Eva {request.node.name}"[:60]
        return Eva(server, server.sign_in(name, served.add_account(name, ["lead", "counselor"])))


class TestARoleThatIsTakenAway:
    def test_it_ends_at_once_what_the_role_allowed(self, served: LiveServer) -> None:
        with closing(served.staff("Mia", ["counselor", "lead"])) as mia:
            assert mia.get("/console/contacts").status_code == 200
            assert "now has: lead" in served.run("account", "roles", "Mia", "--role", "lead").stdout
            assert mia.get("/console/contacts", headers=JSON).status_code == 401
            assert mia.post("/console/role", data={"role": "counselor"}, headers=JSON).status_code == 401

    def test_one_that_stays_goes_on(self, served: LiveServer) -> None:
        with closing(served.staff("Moa", ["counselor", "lead"])) as moa:
            served.run("account", "roles", "Moa", "--role", "counselor", "--role", "student")
            assert moa.get("/console/contacts").status_code == 200

    def test_what_is_owed_goes_to_a_colleague(self, served: LiveServer, server: Server) -> None:
        mads, visitor = signed_in(served, server, Role.COUNSELOR, "Mads"), server.open()
        mads.take(visitor)
        visitor.leave()
        assert mads.owes()
        said = served.run("account", "roles", "Mads", "--role", "student").stdout
        assert "Registrations still owed are now" in said

    def test_an_account_keeps_at_least_one(self, served: LiveServer) -> None:
        served.add_account("Nils", ["lead"])
        assert served.run("account", "roles", "Nils").returncode == 2
        assert served.run("account", "roles", "nobody", "--role", "lead").returncode == 1
        assert "Nils\tlead\n" in served.run("account", "list").stdout


class Eva:
    """A counselor in a conversation, who is the lead as well."""

    def __init__(self, server: Server, counselor: Counselor) -> None:
        self._server = server
        self.counselor = counselor
        self.visitor: Visitor = server.open()
        self.vera = self.visitor.join()
        self.socket = counselor.take(self.visitor)
        self.vera.expect("peer", presence="here")

    def switch(self, role: Role) -> None:
        answer = self._server.post("/console/role", self.counselor.cookie, data={"role": role})
        assert answer.status_code == 303


def signed_in(served: LiveServer, server: Server, role: Role, name: str = "") -> Counselor:
    """A new member of staff, who owes nothing."""
    name = name or f"{role} {len(served.run('account', 'list').stdout.splitlines())}"
    return server.sign_in(name, served.add_account(name, [role]))


def switch(client: httpx.Client, role: Role, start: str) -> None:
    answer = client.post("/console/role", data={"role": role})
    assert (answer.status_code, answer.headers["location"]) == (303, start)


def is_open(client: httpx.Client) -> bool:
    opened: bool = client.get("/status").json()["open"]
    return opened


# The document


def test_the_document_has_the_table_of_permissions() -> None:
    rows = [
        f"| {permission.value} | {' | '.join('yes' if role.may(permission) else '' for role in Role)} |"
        for permission in Permission
    ]
    document = (ROOT / "docs" / "roles.md").read_text()
    printed = document.partition("<!-- permissions -->")[2].partition("<!-- /permissions -->")[0]
    assert printed.strip().split("\n")[2:] == rows


def test_the_first_of_several_roles_is_the_one_declared_first() -> None:
    assert in_order(reversed(Role)) == list(Role)

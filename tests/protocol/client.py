"""A small client of `chat.v1`, over HTTP and WebSocket. It knows the published protocol and nothing of any server.

Everything waits at most PATIENCE seconds, so a silent server fails a test instead of stopping the suite.
"""

import json
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from socket import SHUT_RDWR
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE = 20.0  # seconds; a busy machine takes long, and nothing waits for a silence to end
SUBPROTOCOL = "chat.v1"
VISIT = "__Host-visit"
SESSION = "__Host-session"

Frame = dict[str, Any]


class Socket:
    """One open socket. `seen` keeps every frame that came, in order."""

    def __init__(self, connection: ClientConnection, client: str) -> None:
        self._connection = connection
        self.client = client
        self.n = 0
        self.seen: list[Frame] = []

    def send(self, t: str, **fields: object) -> None:
        self.send_raw(json.dumps({"t": t, **fields}))

    def send_raw(self, data: str | bytes | list[str]) -> None:
        """Sends as it is, a list in fragments. That the server has closed the socket shows in what is read."""
        with suppress(ConnectionClosed):
            self._connection.send(data)

    def receive(self, patience: float = PATIENCE) -> Frame:
        """The next frame. Raises TimeoutError, and ConnectionClosed when there will be none."""
        frame: Frame = json.loads(self._connection.recv(timeout=patience))
        self.seen.append(frame)
        return frame

    def expect(self, t: str, patience: float = PATIENCE, **fields: object) -> Frame:
        """The next frame of type `t` with these fields, passing over others. Fails when it does not come."""
        wanted = {"t": t, **fields}
        try:
            while not wanted.items() <= (frame := self.receive(patience)).items():
                pass
        except TimeoutError:
            raise AssertionError(f"{wanted} did not come; these did: {self.seen}") from None
        except ConnectionClosed as closed:
            raise AssertionError(f"{closed} instead of {wanted}; before it came {self.seen}") from None
        return frame

    def say(self, text: str) -> int:
        """Sends a message under the next `n` and returns its seq from the ack."""
        self.n += 1
        return self.resend(self.n, text)

    def resend(self, n: int, text: str) -> int:
        self.send("msg", n=n, text=text)
        seq = self.expect("ack", n=n)["seq"]
        assert isinstance(seq, int)
        return seq

    def hear(self, seq: int) -> Frame:
        """The delivery of message `seq`, which may have come already."""
        for frame in self.messages:
            if frame["seq"] == seq:
                return frame
        return self.expect("m", seq=seq)

    @property
    def messages(self) -> list[Frame]:
        return [frame for frame in self.seen if frame["t"] == "m"]

    @property
    def close_code(self) -> int:
        """The code that the server closes this socket with; whatever comes before it is read and kept."""
        try:
            while True:
                self.receive()
        except TimeoutError:
            raise AssertionError(f"the socket stays open; {self.seen} came") from None
        except ConnectionClosed as closed:
            if closed.rcvd is None:
                raise AssertionError("the connection was cut without a close frame") from None
            return closed.rcvd.code

    @property
    def agreed(self) -> tuple[str | None, list[str]]:
        """The sub-protocol and the extensions that both ends agreed on."""
        return self._connection.subprotocol, [one.name for one in self._connection.protocol.extensions]

    def hang_up(self) -> None:
        self._connection.close()

    def cut(self) -> None:
        """The line breaks: no close frame, the connection is simply gone."""
        self._connection.socket.shutdown(SHUT_RDWR)


class Server:
    """The address under test, spoken to as a browser page of `origin` would."""

    def __init__(self, url: str, origin: str | None = None) -> None:
        self.url = url.rstrip("/")
        self.origin = origin or self.url
        self._sockets = ExitStack()
        self._names = 0
        # Cookies are sent by hand: Python's jar never sends a Secure cookie over plain HTTP, browsers do to localhost.
        jar = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        self._http = httpx.Client(base_url=self.url, timeout=PATIENCE, cookies=jar, trust_env=False)

    def close(self) -> None:
        self.hang_up()
        self._http.close()

    def hang_up(self) -> None:
        """Closes every socket opened here."""
        self._sockets.close()

    def get(self, path: str, accept: str = "application/json", **headers: str) -> httpx.Response:
        return self._http.get(path, headers={"Accept": accept, **headers})

    def post(self, path: str, headers: Mapping[str, str] | None = None, **body: Any) -> httpx.Response:
        """A POST from our own origin; a header given as an empty string is left out."""
        sent = {"Origin": self.origin, "Accept": "application/json", **(headers or {})}
        return self._http.post(path, headers={name: value for name, value in sent.items() if value}, **body)

    def handshake(self, path: str = "/ws", origin: str | None = "own", subprotocol: str | None = SUBPROTOCOL) -> Socket:
        """A socket on which nothing was said yet. Raises websockets' InvalidStatus when it is refused."""
        self._names += 1
        connection = self._sockets.enter_context(
            connect(
                self.url.replace("http", "ws", 1) + path,
                origin=Origin(self.origin if origin == "own" else origin) if origin else None,
                subprotocols=[Subprotocol(subprotocol)] if subprotocol else None,
                compression=None,
                proxy=None,
                open_timeout=PATIENCE,
                close_timeout=1,
                max_queue=None,
            )
        )
        return Socket(connection, f"page-{self._names}")

    def greet(self, ticket: str, last: int = 0, client: str | None = None, **extra: object) -> Socket:
        """A socket that has said hello, whatever the server makes of it."""
        socket = self.handshake()
        socket.client = client or socket.client
        socket.send("hello", v=1, ticket=ticket, client=socket.client, last=last, **extra)
        return socket

    def join(self, ticket: str, last: int = 0, client: str | None = None) -> Socket:
        """A socket that has been welcomed."""
        socket = self.greet(ticket, last, client)
        socket.expect("welcome")
        return socket

    def open(self, language: str = "nb") -> "Visitor":
        """A new conversation, opened by a new visitor."""
        answer = self.post("/conversations", json={"language": language})
        assert answer.status_code == 201, f"no conversation could be opened: {answer.status_code} {answer.text}"
        return Visitor(self, **answer.json())

    def sign_in(self, name: str, password: str) -> "Counselor":
        answer = self.post("/console/login", data={"name": name, "password": password})
        assert answer.status_code in (200, 204, 303), f"{name} cannot sign in: {answer.status_code} {answer.text}"
        return Counselor(self, cookies(answer)[SESSION], name)


class Visitor:
    """Somebody who has opened a conversation and holds its token."""

    def __init__(self, server: Server, conversation: str, token: str, ticket: str, alias: str) -> None:
        self._server = server
        self.conversation = conversation
        self.token = token
        self.first_ticket = ticket
        self.alias = alias
        self.bearer = {"Authorization": f"Bearer {token}"}
        self.taken = False

    def ask_ticket(self) -> httpx.Response:
        return self._server.post("/tickets", self.bearer)

    def ticket(self) -> str:
        answer = self.ask_ticket()
        assert answer.status_code == 201, answer.text
        return str(answer.json()["ticket"])

    def join(self, last: int = 0, client: str | None = None) -> Socket:
        return self._server.join(self.ticket(), last, client)

    def leave(self) -> None:
        answer = self._server.post("/leave", json={"token": self.token})
        assert answer.status_code == 204, answer.text


class Counselor:
    """Somebody of the staff, signed in."""

    def __init__(self, server: Server, session: str, name: str = "") -> None:
        self._server = server
        self.name = name
        self.cookie = {"Cookie": f"{SESSION}={session}"}

    def queue(self) -> dict[str, list[dict[str, Any]]]:
        answer = self._server.get("/console/queue", **self.cookie)
        assert answer.status_code == 200, answer.text
        rail: dict[str, list[dict[str, Any]]] = answer.json()
        return rail

    def owes(self) -> bool:
        return bool(self.queue()["owed"])

    def post(
        self, conversation: str, action: str, headers: Mapping[str, str] | None = None, **form: str
    ) -> httpx.Response:
        address = f"/console/conversations/{conversation}/{action}"
        return self._server.post(address, {**self.cookie, **(headers or {})}, data=form)

    def find(self, conversation: str, colleague: "Counselor") -> str:
        """The colleague's number, as the list of whom one could ask has it."""
        answer = self._server.get(f"/console/conversations/{conversation}/colleagues", **self.cookie)
        assert answer.status_code == 200, answer.text
        return next(str(one["id"]) for one in answer.json()["colleagues"] if one["name"] == colleague.name)

    def take(self, visitor: Visitor) -> Socket:
        """Takes the visitor's waiting conversation and joins it."""
        answer = self.post(visitor.conversation, "take")
        assert answer.status_code == 200, answer.text
        visitor.taken = True
        return self._server.join(answer.json()["ticket"])

    def join(self, conversation: str, last: int = 0, client: str | None = None) -> Socket:
        answer = self.post(conversation, "ticket")
        assert answer.status_code == 201, answer.text
        return self._server.join(answer.json()["ticket"], last, client)

    def hand_back(self, visitor: Visitor) -> None:
        """Puts the visitor back in the queue."""
        answer = self.post(visitor.conversation, "hand-back")
        assert answer.status_code == 204, answer.text
        visitor.taken = False

    def close(self, conversation: str) -> None:
        answer = self.post(conversation, "close")
        assert answer.status_code == 204, answer.text


def cookies(answer: httpx.Response) -> dict[str, str]:
    """The cookies that an answer sets."""
    pairs = (line.split(";")[0].partition("=") for line in answer.headers.get_list("set-cookie"))
    return {name.strip(): value for name, _, value in pairs}

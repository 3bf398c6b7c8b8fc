"""Five thousand hostile texts, by socket, form and address: shown as they were typed on both sides, or refused."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from starlette.routing import Route

from public_widget.routes import ROUTES
from tests.hostile import Read, may_be_sent, texts
from tests.protocol.client import Counselor, Server, Socket, Visitor
from tests.server import LiveServer, live_server
from tests.widget.helpers import COOKIE, cookies_set

BATCHES, EACH = 20, 250  # conversations, and texts in each
BY_FORM, BY_FIELD = 120, 60
CHUNK = 50  # texts that are on their way at a time
FIELDS = ("text", "mark", "language", "no_note", "token", "code", "question", "reply", "answer", "q", "lang", "mine")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    with live_server(folder / "data", OPEN="always", ADMISSION="off") as server:
        yield server


@pytest.fixture(scope="module")
def chat(server: LiveServer) -> Iterator[Server]:
    with closing(Server(server.url)) as chat:
        yield chat


@pytest.fixture(scope="module")
def cora(server: LiveServer, chat: Server) -> Counselor:
    return chat.sign_in("cora", server.add_account("cora", ["counselor"]))


def say_all(socket: Socket, said: list[str]) -> list[str]:
    """Sends them; those that were taken, in order. A text that is refused is refused by a word, and nothing else."""
    taken = []
    for start in range(0, len(said), CHUNK):
        chunk = {start + place: text for place, text in enumerate(said[start : start + CHUNK], 1)}
        for n, text in chunk.items():
            socket.send_raw(json.dumps({"t": "msg", "n": n, "text": text}))
        answers = [answer_to(socket, n, text) for n, text in chunk.items()]
        taken += [text for text, was_taken in zip(chunk.values(), answers, strict=True) if was_taken]
    return taken


def answer_to(socket: Socket, n: int, text: str) -> bool:
    """Whether message `n` was taken. Halves of a letter make no JSON, so their refusal names no message."""
    while True:
        frame = socket.receive()
        if frame["t"] == "ack" and frame["n"] == n:
            return True
        if frame["t"] == "err":
            assert (frame["code"], frame.get("n")) in (("text", n), ("json", None), ("frame", None)), text
            return False


def heard_by(socket: Socket, number: int) -> list[str]:
    while len(socket.messages) < number:
        socket.receive()
    return [frame["text"] for frame in socket.messages]


def page_of(chat: Server, visitor: Visitor) -> Read:
    return Read(chat.get("/", "text/html", Cookie=f"{COOKIE}={visitor.token}").text)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_each_is_heard_as_it_was_typed_by_both_sides_and_on_the_page_without_script(
    chat: Server, cora: Counselor, batch: int
) -> None:
    hostile = list(texts(EACH, seed=batch))
    visitor = chat.open()
    line = visitor.join()
    desk = cora.take(visitor)
    half = len(hostile) // 2
    taken = say_all(line, hostile[:half]) + say_all(desk, hostile[half:])
    assert taken == [text for text in hostile if may_be_sent(text)]
    assert heard_by(line, len(taken)) == taken
    assert heard_by(desk, len(taken)) == taken
    page = page_of(chat, visitor)
    assert page.wrong == []
    assert page.messages == taken
    chat.hang_up()
    visitor.leave()
    skip_owed(chat, cora)


def skip_owed(chat: Server, cora: Counselor) -> None:
    for card in cora.queue()["owed"]:
        chat.post(f"/console/owed/{card['id']}", cora.cookie, data={"skip": "other"})


def test_by_form_each_is_shown_as_typed_or_shown_again_with_why(chat: Server) -> None:
    visitor = chat.open()
    headers = {"Cookie": f"{COOKIE}={visitor.token}"}
    shown = []
    for n, text in enumerate(text for text in texts(BY_FORM, seed=1000) if can_be_in_a_form(text)):
        answer = chat.post("/messages", headers, data={"text": text, "mark": f"{n:022}"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        as_form = text.replace("\r\n", "\n").strip()
        if may_be_sent(as_form):
            shown.append(as_form)
            continue
        key = next(line for line in cookies_set(answer) if line.startswith("__Host-unsent=")).partition(";")[0]
        again = Read(chat.get("/", "text/html", Cookie=f"{COOKIE}={visitor.token}; {key}").text)
        assert again.wrong == []
    page = page_of(chat, visitor)
    assert (page.messages, page.wrong) == (shown, [])
    visitor.leave()


def can_be_in_a_form(text: str) -> bool:
    """A browser replaces halves of a letter before it sends a form."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{sorted(route.methods)[-1]} {route.path}")
def test_no_address_of_visitors_is_moved_by_any_field(chat: Server, route: Route) -> None:
    """In each field, in the address and in the cookie at once: nothing breaks, nothing is added to head or page."""
    for text in texts(BY_FIELD, seed=2000):
        answer = ask(chat, route, "".join(sign for sign in text if not "\ud800" <= sign <= "\udfff"))
        assert answer.status_code < 500, text
        expect_a_plain_answer(answer, text)
        if token := chosen_token(answer):
            chat.post("/leave", json={"token": token})


def ask(chat: Server, route: Route, text: str) -> httpx.Response:
    path = route.path.replace("{code}", quote(text[:200], safe=""))
    if "POST" in (route.methods or ()):
        return chat.post(path, data=dict.fromkeys(FIELDS, text))
    query = "&".join(f"{name}={quote(text[:300], safe='')}" for name in FIELDS)
    cookie = quote(text[:300], safe="") or "x"
    return chat.get(f"{path}?{query}", "text/html", Cookie=f"{COOKIE}={cookie}; __Host-unsent={cookie}")


def expect_a_plain_answer(answer: httpx.Response, text: str) -> None:
    assert answer.headers["content-security-policy"].startswith("default-src 'none'"), text
    assert answer.headers.get("location", "/").startswith(("/", "?")), text
    assert not answer.headers.get("location", "/").startswith("//"), text
    assert all(line.startswith("__Host-") for line in cookies_set(answer)), text
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert Read(answer.text).wrong == [], text


def chosen_token(answer: httpx.Response) -> str | None:
    found = [line.partition("=")[2].partition(";")[0] for line in cookies_set(answer) if line.startswith(f"{COOKIE}=")]
    return next((token for token in found if token), None)

"""Many visitors and counsellors at once, in an order that chance makes: nobody is shown anything of somebody else."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.protocol.client import Counselor, Server, Visitor
from tests.server import LiveServer, live_server
from tests.widget.helpers import COOKIE

VISITORS, STEPS = 8, 200


@dataclass
class Guest:
    """A visitor, with the words that only he and his counsellor may read. `mark` is in all that is said with him."""

    visitor: Visitor
    mark: str
    said: int = 0
    counselor: Counselor | None = None
    choices: list[bool] = field(default_factory=list)

    @property
    def cookie(self) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={self.visitor.token}"}

    def words(self) -> str:
        self.said += 1
        return f"{self.mark} ord {self.said}"


class House:
    """Everybody, and what chance lets them do. Whatever a visitor is answered goes through `shown`."""

    def __init__(self, chat: Server, staff: list[Counselor], seed: int) -> None:
        self.chat, self.staff, self.chance = chat, staff, random.Random(seed)
        self.here: list[Guest] = []
        self.gone: list[Guest] = []
        self.seed, self.number = seed, 0

    def shown(self, guest: Guest | None, text: str) -> None:
        """What this visitor, or a stranger, was answered: not a word, name or token of another."""
        for other in (*self.here, *self.gone):
            if other is not guest:
                names = () if other in self.gone else (other.visitor.alias,)
                for secret in (other.mark, other.visitor.token, other.visitor.conversation, *names):
                    assert secret not in text, f"{secret} of another in what was shown"

    def step(self) -> None:
        if len(self.here) < 2:
            return self.opens()
        doing: list[Callable[[Guest], None]] = [
            self.writes, self.writes, self.reads, self.listens, self.chooses, self.is_taken, self.is_answered,
            self.is_handed_back, self.is_closed, self.leaves, self.forges, self.swaps,
        ]  # fmt: skip
        if len(self.here) < VISITORS and self.chance.random() < 0.25:
            return self.opens()
        return self.chance.choice(doing)(self.chance.choice(self.here))

    # Visitors

    def opens(self) -> None:
        self.number += 1
        answer = self.chat.post("/conversations", json={"language": self.chance.choice(("nb", "en"))})
        self.shown(None, answer.text + str(answer.headers))
        self.here.append(Guest(Visitor(self.chat, **answer.json()), f"merke{self.seed}x{self.number}q"))

    def writes(self, guest: Guest) -> None:
        form = {"text": guest.words(), "mark": f"{self.seed:04}{self.number:04}{guest.said:014}"}
        answer = self.chat.post("/messages", guest.cookie, data=form)
        assert answer.status_code == 303
        self.shown(guest, answer.text + str(answer.headers))

    def reads(self, guest: Guest) -> None:
        for path in ("/", "/embed", "/?write=1", "/status?lang=nb", "/widget.js"):
            self.shown(guest, self.chat.get(path, "text/html", **guest.cookie).text)
        page = self.chat.get("/", "text/html", **guest.cookie).text
        assert page.count(f"{guest.mark} ord") == guest.said
        assert f'data-state="{"active" if guest.counselor else "waiting"}"' in page
        wish = bool(guest.choices and guest.choices[-1])
        assert f'aria-pressed="{str(wish).lower()}"' in page

    def listens(self, guest: Guest) -> None:
        """His socket replays all that is his, and tells his own state."""
        answer = guest.visitor.ask_ticket()
        self.shown(guest, answer.text)
        socket = self.chat.greet(answer.json()["ticket"])
        top = socket.expect("welcome")["top"]
        state = socket.expect("state") if top == 0 else None
        while len(socket.messages) < top:
            socket.receive()
        if top and not any(frame["t"] == "state" for frame in socket.seen):
            socket.expect("state")
        state = next(frame for frame in socket.seen if frame["t"] == "state")
        assert state["state"] == ("active" if guest.counselor else "waiting")
        assert [frame["text"] for frame in socket.messages if frame.get("as") != "notice"] == [
            f"{guest.mark} ord {number}" for number in range(1, guest.said + 1)
        ]
        self.shown(guest, str(socket.seen))
        socket.hang_up()

    def chooses(self, guest: Guest) -> None:
        wish = self.chance.random() < 0.5
        answer = self.chat.post("/note", guest.cookie, json={"no_note": wish})
        assert answer.status_code == 204
        guest.choices.append(wish)

    def leaves(self, guest: Guest) -> None:
        answer = self.chat.post("/leave", {**guest.cookie, "Accept": "text/html"}, data={})
        self.shown(guest, answer.text + str(answer.headers))
        self.over(guest)

    # Who is not who he says

    def forges(self, guest: Guest) -> None:
        """A token that is nearly another's, his conversation's name, a ticket of his: each opens nothing."""
        token = guest.visitor.token
        place = self.chance.randrange(len(token))
        nearly = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        names = (guest.visitor.conversation, guest.visitor.alias)
        for forged in (nearly, token[:-1], token + "A", token.swapcase(), *names):
            if forged != token:
                self.stranger(forged.encode("ascii", "replace").decode())
        self.stranger(guest.visitor.ticket())

    def stranger(self, token: str) -> None:
        held = {"Cookie": f"{COOKIE}={token}"}
        self.shown(None, self.chat.get("/", "text/html", **held).text)
        for path, request in (("/tickets", {}), ("/note", {"json": {"no_note": True}})):
            answer = self.chat.post(path, held, **request)
            assert answer.status_code == httpx.codes.UNAUTHORIZED
            self.shown(None, answer.text)
        assert self.chat.post("/leave", held, json={"token": token}).status_code == 204

    def swaps(self, guest: Guest) -> None:
        """Two visits in one request: the header's is asked, and the cookie's is not told of."""
        other = self.chance.choice([one for one in self.here if one is not guest])
        answer = self.chat.post("/tickets", {**guest.visitor.bearer, **other.cookie})
        socket = self.chat.greet(answer.json()["ticket"])
        socket.expect("welcome")
        socket.expect("state")
        self.shown(guest, answer.text + str(socket.seen))
        socket.hang_up()
        twice = {"Cookie": f"{COOKIE}={guest.visitor.token}; {COOKIE}={other.visitor.token}"}
        page = self.chat.get("/", "text/html", **twice).text
        assert guest.mark not in page or other.mark not in page

    # Staff

    def is_taken(self, guest: Guest) -> None:
        counselor = self.chance.choice(self.staff)
        if guest.counselor is None and not counselor.owes():
            counselor.take(guest.visitor).hang_up()
            guest.counselor = counselor

    def is_answered(self, guest: Guest) -> None:
        if guest.counselor:
            socket = guest.counselor.join(guest.visitor.conversation)
            socket.say(guest.words())
            socket.hang_up()

    def is_handed_back(self, guest: Guest) -> None:
        if guest.counselor:
            guest.counselor.hand_back(guest.visitor)
            guest.counselor = None

    def is_closed(self, guest: Guest) -> None:
        if guest.counselor:
            end = self.chance.choice(("close", "pause"))
            assert guest.counselor.post(guest.visitor.conversation, end).status_code == 204
            self.shown(None, self.chat.get("/", "text/html", **guest.cookie).text)
            self.over(guest)

    def over(self, guest: Guest) -> None:
        self.here.remove(guest)
        self.gone.append(guest)
        self.shown(None, self.chat.get("/", "text/html", **guest.cookie).text)
        assert guest.visitor.ask_ticket().status_code in (401, 423)
        for counselor in self.staff:
            for card in counselor.queue()["owed"]:
                self.chat.post(f"/console/owed/{card['id']}", counselor.cookie, data={"skip": "other"})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    folder: Path = tmp_path_factory.mktemp("isolation")
    with live_server(folder / "data", OPEN="always", ADMISSION="off") as server:
        yield server


@pytest.fixture(scope="module")
def staff(server: LiveServer) -> dict[str, str]:
    return {name: server.add_account(name, ["counselor"]) for name in ("cora", "dan")}


@pytest.mark.parametrize("seed", range(2))
def test_no_visitor_is_shown_a_word_a_name_or_a_state_of_another(
    server: LiveServer, staff: dict[str, str], seed: int
) -> None:
    with closing(Server(server.url)) as chat:
        house = House(chat, [chat.sign_in(*one) for one in staff.items()], seed)
        for _ in range(STEPS):
            house.step()
        assert len(house.here) + len(house.gone) > VISITORS
        for guest in tuple(house.here):
            house.reads(guest)
            house.listens(guest)
            house.leaves(guest)


def test_the_search_finds_the_words_of_another(server: LiveServer) -> None:
    with closing(Server(server.url)) as chat:
        house = House(chat, [], 7)
        for _ in range(2):
            house.opens()
        one, other = house.here
        house.writes(other)
        page = chat.get("/", "text/html", **other.cookie).text
        house.shown(other, page)
        with pytest.raises(AssertionError):
            house.shown(one, page)
        for guest in (one, other):
            guest.visitor.leave()

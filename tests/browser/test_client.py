"""The rules of `chat/static/conversation.js`, against a server that the test plays itself, frame by frame."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect

from tests.browser.visiting import Visit, turn, until
from tests.conftest import NewContext
from tests.server import LiveServer

pytestmark = pytest.mark.browser

Frame = dict[str, Any]
TYPE = """(box, letters) => {
  for (const letter of letters) {
    box.value += letter;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""  # all in one moment, however slow the machine


@dataclass
class Played:
    """The server of one page. Frames are kept for each socket in the order they came."""

    page: Page
    sockets: list[WebSocketRoute] = field(default_factory=list)
    frames: list[list[Frame]] = field(default_factory=list)
    tickets: int = 0
    ticket_status: int = 201

    def accept(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        heard: list[Frame] = []
        self.frames.append(heard)
        socket.on_message(lambda text: heard.append(json.loads(text)))

    def connected(self, times: int) -> Frame:
        """The hello on the socket number `times`, counted from 1."""
        return self.wait_for("hello", socket=times - 1)

    def wait_for(self, kind: str, count: int = 1, socket: int = -1) -> Frame:
        """The frame of this kind that came as number `count`."""

        def find() -> Frame | None:
            heard = self.frames[socket] if len(self.frames) > max(socket, 0) else []
            found = [frame for frame in heard if frame["t"] == kind]
            return found[count - 1] if len(found) >= count else None

        return until(self.page, find, f"no {kind} number {count}") or {}

    def sent(self, kind: str) -> list[Frame]:
        return [frame for frames in self.frames for frame in frames if frame["t"] == kind]

    def say(self, kind: str, **fields: object) -> None:
        self.sockets[-1].send(json.dumps({"t": kind, **fields}))

    def welcome(self, top: int, inc: str = "one") -> None:
        self.say("welcome", top=top, inc=inc, role="visitor", limits={})

    def deliver(self, seq: int, text: str, **more: object) -> None:
        self.say("m", seq=seq, role="counselor", text=text, at="2026-01-01T10:00Z", **more)

    def close(self, code: int) -> None:
        self.sockets[-1].close(code=code)


@pytest.fixture
def played(live_server: LiveServer, new_context: NewContext) -> Played:
    """A page that has begun a conversation and written «hei», with nothing answered yet."""
    page = new_context().new_page()
    played = Played(page)
    begun = {"conversation": "c", "token": "t", "ticket": "first", "alias": "a"}

    def ticket(route: Any) -> None:
        played.tickets += 1
        route.fulfill(status=played.ticket_status, json={"ticket": f"ticket {played.tickets}"})

    page.route("**/conversations", lambda route: route.fulfill(status=201, json=begun))
    page.route("**/tickets", ticket)
    page.route("**/leave", lambda route: route.fulfill(status=204))
    page.route_web_socket(re.compile("/ws$"), played.accept)
    page.goto(live_server.url)
    page.evaluate("import('/static/widget/screen.js').then((screen) => screen.show('open'))")
    page.locator("#first-text").fill("hei")
    page.locator("#first").get_by_role("button").click()
    played.connected(1)
    return played


@pytest.fixture
def vera(played: Played) -> Visit:
    return Visit(played.page)


def test_it_introduces_itself_with_the_ticket_and_what_it_has_seen(played: Played) -> None:
    hello = played.connected(1)
    assert re.fullmatch("[A-Za-z0-9_-]{1,64}", hello.pop("client"))
    assert hello == {"t": "hello", "v": 1, "ticket": "first", "last": 0}


def test_nothing_is_sent_before_the_welcome(played: Played) -> None:
    played.page.evaluate("() => new Promise((done) => setTimeout(done))")  # what it says with its hello is here
    assert played.sent("msg") == []
    played.welcome(0)
    assert played.wait_for("msg") == {"t": "msg", "n": 1, "text": "hei"}


def test_a_text_is_delivered_at_the_ack_and_moves_to_its_place(played: Played, vera: Visit) -> None:
    client = played.connected(1)["client"]
    played.welcome(0)
    played.wait_for("msg")
    vera.expect_mark("Sender")
    played.say("ack", n=1, seq=2)
    expect(vera.page.locator("#log .message--unsent")).to_have_count(0)
    played.deliver(1, "velkommen")
    vera.expect_words("velkommen", "hei")
    played.say("m", seq=2, role="visitor", text="hei", at="2026-01-01T10:00Z", client=client, n=1)
    vera.expect_words("velkommen", "hei")
    vera.expect_mark("Levert")


def test_what_was_not_acknowledged_is_sent_again_in_order_with_the_same_numbers(played: Played, vera: Visit) -> None:
    played.welcome(0)
    played.wait_for("msg")
    vera.write("to")
    played.close(1011)
    played.connected(2)
    played.welcome(0)
    assert played.wait_for("msg")["n"] == 1
    played.say("ack", n=1, seq=1)
    assert played.wait_for("msg", 2) == {"t": "msg", "n": 2, "text": "to"}


def test_what_it_has_shown_is_not_shown_twice(played: Played, vera: Visit) -> None:
    played.welcome(1)
    played.deliver(1, "en")
    played.deliver(1, "en")
    played.deliver(2, "to")
    vera.expect_words("en", "to", "hei")


def test_after_a_gap_it_asks_again_from_the_last_it_has(played: Played, vera: Visit) -> None:
    played.welcome(1)
    played.deliver(1, "en")
    played.deliver(3, "tre")
    assert played.connected(2)["last"] == 1
    vera.expect_words("en", "hei")


def test_a_heartbeat_that_is_ahead_makes_it_ask_again(played: Played) -> None:
    played.welcome(0)
    played.say("hb", top=1, inc="one")
    assert played.connected(2)["last"] == 0


@pytest.mark.parametrize(("top", "inc"), [(0, "one"), (1, "two")])
def test_after_a_change_of_history_all_is_shown_anew_and_its_own_offered_again(
    played: Played, vera: Visit, top: int, inc: str
) -> None:
    played.welcome(1)
    played.deliver(1, "en")
    played.say("ack", n=1, seq=2)
    played.close(1011)
    assert played.connected(2)["last"] == 1
    played.welcome(top, inc)
    again = played.connected(3)
    assert (again["last"], "inc" in again) == (0, False)
    vera.expect_words("hei")
    expect(vera.page.get_by_text("Vi måtte hente samtalen på nytt.")).to_be_visible()
    played.welcome(0, inc)
    assert played.wait_for("msg") == {"t": "msg", "n": 1, "text": "hei"}


def test_each_connection_has_a_ticket_of_its_own(played: Played) -> None:
    played.welcome(0)
    played.close(1012)
    assert played.connected(2)["ticket"] == "ticket 1"
    played.close(4401)
    assert played.connected(3)["ticket"] == "ticket 2"


@pytest.mark.parametrize("state", ["waiting", "active"])
def test_when_no_ticket_is_given_any_more_it_is_over(played: Played, vera: Visit, state: str) -> None:
    """Of a note only who had a counsellor is told; whether one took him while he was away nobody can say."""
    played.welcome(0)
    played.say("state", state=state)
    vera.expect_state(state)
    played.ticket_status = 401
    played.close(1011)
    vera.expect_state("ended")
    expect(vera.page.locator("#ended-heading")).to_be_visible()
    expect(vera.page.locator(".ended [data-no-note=false]")).to_be_visible(visible=state == "active")
    expect(vera.page.locator(".ended [data-no-note=true]")).to_be_hidden()


def test_who_waited_until_it_ended_by_itself_is_told_that_nobody_came(played: Played, vera: Visit) -> None:
    played.welcome(0)
    played.say("state", state="ended", by="expired")
    expect(vera.page.locator("[data-end=missed]")).to_be_visible()
    expect(vera.page.locator("#ended-heading")).to_be_hidden()


def test_a_failing_ticket_is_tried_again(played: Played) -> None:
    played.welcome(0)
    played.ticket_status = 500
    played.close(1011)
    expect(played.page.get_by_text("Ingen forbindelse akkurat nå")).to_be_visible()
    played.ticket_status = 201
    played.connected(2)


def test_4404_is_the_end(played: Played, vera: Visit) -> None:
    played.welcome(0)
    played.close(4404)
    vera.expect_state("ended")


def test_4409_stops_until_somebody_goes_on_here_and_keeps_what_is_in_the_box(played: Played, vera: Visit) -> None:
    played.welcome(0)
    played.say("ack", n=1, seq=1)
    box, send = vera.page.locator("#more"), vera.page.locator("#composer").get_by_role("button", name="Send")
    box.fill("er du der?")
    played.close(4409)
    expect(send).to_be_disabled()
    expect(box).to_be_disabled()
    expect(box).to_have_value("er du der?")
    played.page.get_by_role("button", name="Fortsett her").click()
    played.connected(2)
    played.welcome(0)
    send.click()
    assert played.wait_for("msg")["text"] == "er du der?"


def test_a_text_over_the_rate_is_sent_again_after_the_wait(played: Played, vera: Visit) -> None:
    played.welcome(0)
    played.wait_for("msg")
    played.say("err", code="rate", n=1, retry_ms=50)
    assert played.wait_for("msg", 2)["n"] == 1
    played.say("ack", n=1, seq=1)
    expect(vera.page.locator("#log .message--unsent")).to_have_count(0)


def test_a_text_that_is_refused_goes_back_into_the_box(played: Played, vera: Visit) -> None:
    played.welcome(0)
    played.wait_for("msg")
    played.say("err", code="text", n=1)
    expect(vera.page.locator("#more")).to_have_value("hei")
    vera.expect_words()


def test_what_is_shown_is_told_as_read(played: Played) -> None:
    played.welcome(2)
    played.deliver(1, "en")
    played.deliver(2, "to")
    assert played.wait_for("read", 2) == {"t": "read", "seq": 2}


def test_typing_is_told_at_most_every_three_seconds(played: Played, vera: Visit) -> None:
    played.welcome(0)
    played.say("state", state="active")
    vera.expect_state("active")
    played.wait_for("msg")
    played.say("ack", n=1, seq=1)
    vera.page.locator("#more").evaluate(TYPE, "abcdef")
    vera.write("abcdef")
    played.wait_for("msg", 2)  # frames come in their order
    assert len(played.sent("typing")) == 1


def test_a_hidden_page_stays_connected_and_reads_nothing_yet(played: Played) -> None:
    played.welcome(0)
    played.wait_for("msg")
    turn(played.page, "hidden")
    played.deliver(1, "er du der?")
    expect(played.page.locator("#log")).to_contain_text("er du der?")
    turn(played.page, "visible")
    assert played.wait_for("read")["seq"] == 1
    (frames,) = played.frames
    assert [frame["t"] for frame in frames if frame["t"] in ("page", "read")] == ["page", "page", "read"]


def test_a_page_says_when_it_goes_to_the_background_and_when_it_is_back(played: Played) -> None:
    played.welcome(0)
    for state in ("visible", "hidden", "hidden", "visible"):
        turn(played.page, state)
    assert played.wait_for("page", 2) == {"t": "page", "awake": True}
    assert [frame["awake"] for frame in played.sent("page")] == [False, True]


def test_a_page_in_the_background_says_so_on_each_new_connection(played: Played) -> None:
    turn(played.page, "hidden")
    for connection in (1, 2):
        played.connected(connection)
        played.welcome(0)
        assert played.wait_for("page") == {"t": "page", "awake": False}
        played.close(1011)


@dataclass
class Wishes:
    """What the page asks for with *No note about me*, each answered by the test."""

    page: Page
    asked: list[Route] = field(default_factory=list)

    def answer(self, number: int, status: int) -> None:
        """The request that came as number `number`, counted from 1."""
        until(self.page, lambda: len(self.asked) >= number, f"no request number {number}")
        self.asked[number - 1].fulfill(status=status)

    @property
    def said(self) -> list[bool]:
        return [json.loads(route.request.post_data or "")["no_note"] for route in self.asked]


class TestNoNote:
    @pytest.fixture
    def wishes(self, played: Played) -> Wishes:
        wishes = Wishes(played.page)
        played.page.route("**/note", lambda route: wishes.asked.append(route))
        played.welcome(0)
        played.say("state", state="waiting")
        return wishes

    @pytest.fixture
    def button(self, vera: Visit) -> Locator:
        return vera.page.locator(".talk__note .no-note")

    def test_the_button_shows_what_the_conversation_says_and_nothing_else(
        self, played: Played, wishes: Wishes, button: Locator
    ) -> None:
        button.click()
        expect(button).to_have_attribute("aria-pressed", "false")
        with played.page.expect_response("**/note"):
            wishes.answer(1, 204)
        expect(button).to_have_attribute("aria-pressed", "false")
        played.say("state", state="waiting", no_note=True)
        expect(button).to_have_attribute("aria-pressed", "true")

    def test_one_request_at_a_time_and_of_more_taps_the_last_counts(
        self, played: Played, wishes: Wishes, button: Locator
    ) -> None:
        for _ in range(3):
            button.click()
        played.say("state", state="waiting", no_note=True)  # the server was faster than its answer
        expect(button).to_have_attribute("aria-pressed", "true")
        button.click()
        wishes.answer(1, 204)
        wishes.answer(2, 204)
        assert wishes.said == [True, False]

    def test_a_wish_that_was_not_stored_is_said_and_may_be_tried_again(
        self, played: Played, wishes: Wishes, button: Locator
    ) -> None:
        button.click()
        wishes.answer(1, 429)
        problem = played.page.locator("#composer [data-problem]")
        expect(problem).to_be_visible()
        button.click()
        wishes.answer(2, 204)
        expect(problem).to_be_hidden()
        assert wishes.said == [True, True]

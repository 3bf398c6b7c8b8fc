"""Ending: the visitor's right at any time, the counselor's act, final for both. Handing back ends nothing."""

import pytest

from tests.protocol.client import VISIT, Counselor, Server, Visitor

OVER = (1000, 4404)  # a plain end, or: this conversation is over


@pytest.fixture
def leaver(server: Server) -> Visitor:
    """Vera, in a conversation of her own that the test will end."""
    return server.open()


class TestLeaving:
    def test_the_counselor_is_told_who_ended_it(self, leaver: Visitor, counselor: Counselor) -> None:
        leaver.join().say("hello")
        socket = counselor.take(leaver)
        leaver.leave()
        assert socket.expect("state", state="ended")["by"] == "visitor"
        assert socket.close_code in OVER

    def test_every_page_of_the_visitor_is_closed(self, leaver: Visitor) -> None:
        pages = [leaver.join(), leaver.join()]
        leaver.leave()
        assert all(page.close_code in OVER for page in pages)

    def test_the_token_opens_nothing_any_more(self, leaver: Visitor) -> None:
        leaver.join().say("hello")
        leaver.leave()
        assert leaver.ask_ticket().status_code == 401

    def test_a_ticket_from_before_opens_nothing_any_more(self, server: Server, leaver: Visitor) -> None:
        leaver.leave()
        assert server.greet(leaver.first_ticket).close_code in (4401, 4404)

    def test_the_counselor_gets_no_ticket_any_more(self, leaver: Visitor, counselor: Counselor) -> None:
        counselor.take(leaver)
        leaver.leave()
        assert counselor.post(leaver.conversation, "ticket").status_code == 404

    def test_who_waited_is_no_longer_in_line(self, leaver: Visitor, counselor: Counselor) -> None:
        leaver.leave()
        assert leaver.conversation not in [row["conversation"] for row in counselor.queue()["waiting"]]
        assert not counselor.owes()

    def test_twice_is_as_good_as_once(self, leaver: Visitor) -> None:
        leaver.leave()
        leaver.leave()

    def test_the_cookie_is_enough(self, server: Server, leaver: Visitor) -> None:
        answer = server.post("/leave", {"Cookie": f"{VISIT}={leaver.token}"})
        assert answer.status_code == 204
        assert leaver.ask_ticket().status_code == 401

    @pytest.mark.parametrize("body", [{"token": "A" * 22}, {"token": ""}, {"token": 7}, {}, []], ids=ascii)
    def test_nobody_in_particular_may_leave(self, server: Server, body: object) -> None:
        assert server.post("/leave", json=body).status_code == 204

    def test_an_absent_body_may_leave(self, server: Server) -> None:
        assert server.post("/leave").status_code == 204

    def test_it_ends_no_other_conversation(self, leaver: Visitor, visitor: Visitor) -> None:
        other = visitor.join()
        leaver.leave()
        assert other.say("still here") == 1


class TestClosing:
    def test_the_visitor_is_told_who_ended_it(self, leaver: Visitor, counselor: Counselor) -> None:
        socket = leaver.join()
        counselor.take(leaver)
        counselor.close(leaver.conversation)
        assert socket.expect("state", state="ended")["by"] == "counselor"
        assert socket.close_code in OVER
        assert leaver.ask_ticket().status_code == 401

    def test_the_registration_is_owed_before_the_next_visitor(
        self, leaver: Visitor, visitor: Visitor, counselor: Counselor
    ) -> None:
        counselor.take(leaver)
        counselor.close(leaver.conversation)
        assert counselor.owes()
        answer = counselor.post(visitor.conversation, "take")
        assert (answer.status_code, answer.json()) == (409, {"error": "owed"})

    def test_it_is_done_once(self, leaver: Visitor, counselor: Counselor) -> None:
        counselor.take(leaver)
        counselor.close(leaver.conversation)
        assert counselor.post(leaver.conversation, "close").status_code == 404

    def test_nobody_takes_what_is_over(self, leaver: Visitor, counselor: Counselor, colleague: Counselor) -> None:
        counselor.take(leaver)
        counselor.close(leaver.conversation)
        answer = colleague.post(leaver.conversation, "take")
        assert answer.status_code == 404 or (answer.status_code, answer.json()["error"]) == (409, "ended")

    def test_another_counselor_cannot_close_it(
        self, visitor: Visitor, counselor: Counselor, colleague: Counselor
    ) -> None:
        socket = counselor.take(visitor)
        assert colleague.post(visitor.conversation, "close").status_code == 404
        assert socket.say("still here") == 1

    def test_a_conversation_that_waits_cannot_be_closed(self, visitor: Visitor, counselor: Counselor) -> None:
        assert counselor.post(visitor.conversation, "close").status_code == 404
        assert visitor.ask_ticket().status_code == 201


class TestHandingBack:
    @pytest.fixture
    def returned(self, visitor: Visitor, counselor: Counselor) -> Visitor:
        """Vera, whose counselor has handed her back after some words."""
        visitor.join().say("hello")
        counselor.take(visitor)
        counselor.hand_back(visitor)
        return visitor

    def test_the_visitor_waits_again(self, visitor: Visitor, counselor: Counselor) -> None:
        socket = visitor.join()
        counselor.take(visitor)
        socket.expect("state", state="active")
        counselor.hand_back(visitor)
        assert socket.expect("state", state="waiting")["place"] >= 1

    def test_the_counselor_owes_nothing_and_her_socket_is_closed(self, visitor: Visitor, counselor: Counselor) -> None:
        socket = counselor.take(visitor)
        counselor.hand_back(visitor)
        assert socket.close_code == 4404
        assert not counselor.owes()

    def test_a_ticket_from_before_shows_her_nothing(
        self, server: Server, visitor: Visitor, counselor: Counselor
    ) -> None:
        visitor.join().say("hello")
        counselor.take(visitor)
        ticket = counselor.post(visitor.conversation, "ticket").json()["ticket"]
        counselor.hand_back(visitor)
        socket = server.greet(ticket)
        assert socket.close_code in (4401, 4404)
        assert socket.messages == []

    def test_another_takes_and_reads_everything(self, returned: Visitor, colleague: Counselor) -> None:
        assert colleague.take(returned).hear(1)["text"] == "hello"

    def test_only_she_can_do_it(self, visitor: Visitor, counselor: Counselor, colleague: Counselor) -> None:
        assert counselor.post(visitor.conversation, "hand-back").status_code == 404
        counselor.take(visitor)
        assert colleague.post(visitor.conversation, "hand-back").status_code == 404

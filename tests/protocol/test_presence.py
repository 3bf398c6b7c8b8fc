"""What one side is told of the other's being there: here, asleep, lost, left. And when it is told nothing."""

import pytest

from tests.protocol.client import Counselor, Socket, Visitor


@pytest.fixture
def his(visitor: Visitor) -> Socket:
    return visitor.join()


@pytest.fixture
def hers(his: Socket, visitor: Visitor, counselor: Counselor) -> Socket:  # noqa: ARG001 - he comes before she does
    """The counselor's socket, after it was told that the visitor is here."""
    socket = counselor.take(visitor)
    socket.expect("peer", presence="here")
    return socket


def told(socket: Socket) -> list[str]:
    return [frame["presence"] for frame in socket.seen if frame["t"] == "peer"]


class TestTheVisitor:
    def test_a_page_in_the_background_is_asleep_though_its_line_lives(self, his: Socket, hers: Socket) -> None:
        his.send("page", awake=False)
        hers.expect("peer", presence="asleep")
        his.hear(hers.say("are you there?"))
        his.send("page", awake=True)
        hers.expect("peer", presence="here")

    def test_he_stays_asleep_when_the_line_of_a_sleeping_page_breaks(
        self, his: Socket, hers: Socket, visitor: Visitor
    ) -> None:
        his.send("page", awake=False)
        hers.expect("peer", presence="asleep")
        his.cut()
        visitor.join()
        hers.expect("peer", presence="here")
        assert told(hers) == ["here", "asleep", "here"]

    def test_a_line_that_breaks_without_a_word_is_lost(self, his: Socket, hers: Socket) -> None:
        his.cut()
        hers.expect("peer", presence="lost")

    def test_a_page_that_came_back_and_then_lost_its_line_is_lost(self, his: Socket, hers: Socket) -> None:
        his.send("page", awake=False)
        his.send("page", awake=True)
        his.cut()
        hers.expect("peer", presence="lost")

    def test_a_page_that_says_goodbye_is_asleep(self, his: Socket, hers: Socket) -> None:
        his.hang_up()
        hers.expect("peer", presence="asleep")

    def test_who_left_has_left_however_he_was_before(self, his: Socket, hers: Socket, visitor: Visitor) -> None:
        his.send("page", awake=False)
        hers.expect("peer", presence="asleep")
        visitor.leave()
        hers.expect("peer", presence="left")
        hers.expect("state", state="ended", by="visitor")

    def test_who_comes_back_is_here(self, his: Socket, hers: Socket, visitor: Visitor) -> None:
        his.cut()
        hers.expect("peer", presence="lost")
        visitor.join()
        hers.expect("peer", presence="here")

    def test_of_two_pages_one_awake_is_enough(self, his: Socket, hers: Socket, visitor: Visitor) -> None:
        second = visitor.join()
        his.send("page", awake=False)
        hers.hear(second.say("still here"))
        assert told(hers) == ["here"]
        second.send("page", awake=False)
        hers.expect("peer", presence="asleep")

    def test_one_of_two_pages_going_changes_nothing(self, his: Socket, hers: Socket, visitor: Visitor) -> None:
        second = visitor.join()
        his.hang_up()
        hers.hear(second.say("still here"))
        assert told(hers) == ["here"]

    def test_an_awake_page_that_is_cut_leaves_the_sleeping_one(
        self, his: Socket, hers: Socket, visitor: Visitor
    ) -> None:
        second = visitor.join()
        his.send("page", awake=False)
        second.cut()
        hers.expect("peer", presence="asleep")
        assert told(hers) == ["here", "asleep"]

    def test_a_page_that_turns_too_fast_is_told_right_in_the_end(self, his: Socket, hers: Socket) -> None:
        for turn in range(300):
            his.send("page", awake=turn % 2 == 1)
        his.send("page", awake=False)
        hers.hear(his.say("that was all"))
        hers.send("read", seq=1)
        his.expect("peer", read=1)
        while told(hers)[-1] != "asleep":
            hers.receive()


class TestTheCounselor:
    def test_who_waits_is_told_of_nobody(self, his: Socket) -> None:
        his.expect("state", state="waiting")
        his.say("is anybody there?")
        assert told(his) == []

    def test_he_is_told_when_she_comes_and_not_that_she_was_lost_before(
        self, his: Socket, visitor: Visitor, counselor: Counselor
    ) -> None:
        assert counselor.post(visitor.conversation, "take").status_code == 200
        visitor.taken = True
        his.expect("state", state="active")
        his.say("hello")
        counselor.join(visitor.conversation)
        his.expect("peer", presence="here")
        assert told(his) == ["here"]

    @pytest.mark.parametrize("how", ["hang_up", "cut"])
    def test_he_is_told_how_she_went(self, his: Socket, hers: Socket, how: str) -> None:
        his.expect("peer", presence="here")
        getattr(hers, how)()
        his.expect("peer", presence={"hang_up": "asleep", "cut": "lost"}[how])

    def test_who_was_handed_back_is_told_of_nobody_until_the_next_comes(
        self, his: Socket, hers: Socket, visitor: Visitor, counselor: Counselor, colleague: Counselor
    ) -> None:
        his.expect("peer", presence="here")
        counselor.hand_back(visitor)
        assert hers.close_code == 4404
        his.expect("state", state="waiting")
        colleague.take(visitor)
        his.expect("peer", presence="here")
        assert told(his) == ["here", "here"]

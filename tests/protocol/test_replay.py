"""Coming back: what was missed is sent in order, what was shown is not sent again."""

import pytest

from tests.protocol.client import Counselor, Server, Socket, Visitor


def shown(socket: Socket, up_to: int) -> list[int]:
    """The numbers of the messages delivered until `up_to` came."""
    socket.hear(up_to)
    return [frame["seq"] for frame in socket.messages]


@pytest.fixture
def history(visitor: Visitor) -> Visitor:
    """Vera, who has written five messages and is away."""
    socket = visitor.join(client="first-page")
    for number in range(1, 6):
        socket.say(f"line {number}")
    socket.hang_up()
    return visitor


@pytest.mark.parametrize("last", range(5))
def test_it_sends_what_comes_after_the_last_shown(history: Visitor, last: int) -> None:
    assert shown(history.join(last), 5) == list(range(last + 1, 6))


def test_the_welcome_names_the_top(server: Server, history: Visitor) -> None:
    assert server.greet(history.ticket(), last=2).expect("welcome")["top"] == 5


def test_nothing_is_sent_again_to_who_has_it_all(history: Visitor) -> None:
    socket = history.join(last=5)
    assert shown(socket, socket.say("line 6")) == [6]


def test_a_last_beyond_the_top_is_told_the_top(server: Server, history: Visitor) -> None:
    socket = server.greet(history.ticket(), last=1000)
    assert socket.expect("welcome")["top"] == 5
    assert socket.say("line 6") == 6
    assert all(frame["seq"] == 6 for frame in socket.messages)


def test_it_is_the_same_text_with_the_authors_mark(history: Visitor) -> None:
    frame = history.join().hear(3)
    assert (frame["text"], frame["role"]) == ("line 3", "visitor")
    assert (frame["client"], frame["n"]) == ("first-page", 3)


def test_a_counselor_who_takes_reads_what_was_written_before(history: Visitor, counselor: Counselor) -> None:
    socket = counselor.take(history)
    assert shown(socket, 5) == [1, 2, 3, 4, 5]
    assert [frame["text"] for frame in socket.messages] == [f"line {number}" for number in range(1, 6)]
    assert not any({"client", "n"} & frame.keys() for frame in socket.messages)


def test_a_counselor_comes_back_where_she_was(history: Visitor, counselor: Counselor) -> None:
    counselor.take(history).hang_up()
    assert shown(counselor.join(history.conversation, last=3), 5) == [4, 5]


def test_what_was_written_meanwhile_is_sent_on_return(visitor: Visitor, counselor: Counselor) -> None:
    away, writing = visitor.join(), counselor.take(visitor)
    seq = away.hear(writing.say("before"))["seq"]
    away.hang_up()
    for text in ("during one", "during two"):
        writing.say(text)
    back = visitor.join(last=seq)
    assert shown(back, 3) == [2, 3]
    assert shown(back, writing.say("after")) == [2, 3, 4]


def test_a_long_history_comes_whole_and_in_order(visitor: Visitor, counselor: Counselor) -> None:
    writing = counselor.take(visitor)
    for number in range(120):
        writing.send("msg", n=number, text=f"line {number}")
    for number in range(120):
        writing.expect("ack", n=number)
    assert shown(visitor.join(), 120) == list(range(1, 121))


def test_writing_goes_on_while_it_is_sent(visitor: Visitor, counselor: Counselor) -> None:
    writing = counselor.take(visitor)
    for number in range(60):
        writing.send("msg", n=number, text="before")
    back = visitor.join()
    for number in range(60, 90):
        writing.send("msg", n=number, text="during")
    for number in range(90):
        writing.expect("ack", n=number)
    assert shown(back, 90) == list(range(1, 91))

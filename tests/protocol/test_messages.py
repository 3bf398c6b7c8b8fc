"""Messages: acknowledged once stored, numbered without gaps, delivered to everyone, never twice."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.protocol.client import Counselor, Server, Socket, Visitor


class TestAck:
    def test_the_first_message_is_number_one(self, visitor: Visitor) -> None:
        assert visitor.join().say("hello") == 1

    def test_each_message_gets_the_next_number(self, visitor: Visitor) -> None:
        socket = visitor.join()
        assert [socket.say(f"line {i}") for i in range(5)] == [1, 2, 3, 4, 5]

    def test_it_comes_to_the_sending_socket_only(self, visitor: Visitor) -> None:
        sending, other = visitor.join(), visitor.join()
        sending.say("hello")
        other.hear(other.say("barrier"))
        assert [frame["seq"] for frame in other.seen if frame["t"] == "ack"] == [2]

    def test_numbers_may_begin_anywhere(self, visitor: Visitor) -> None:
        socket = visitor.join()
        assert [socket.resend(n, "hello") for n in (41, 42, 2**40)] == [1, 2, 3]

    def test_what_was_acknowledged_is_there_for_the_next_socket(self, visitor: Visitor) -> None:
        seq = visitor.join().say("kept")
        assert visitor.join().hear(seq)["text"] == "kept"


class TestResend:
    def test_it_gets_the_same_number(self, visitor: Visitor) -> None:
        socket = visitor.join()
        assert [socket.resend(1, "once") for _ in range(3)] == [1, 1, 1]

    def test_it_is_not_delivered_again(self, visitor: Visitor, counselor: Counselor) -> None:
        sending, reading = visitor.join(), counselor.take(visitor)
        for _ in range(3):
            sending.resend(1, "once")
        for socket in (sending, reading):
            socket.hear(sending.resend(2, "barrier"))
            assert [frame["text"] for frame in socket.messages] == ["once", "barrier"]

    def test_it_gets_the_same_number_on_another_connection(self, visitor: Visitor) -> None:
        first = visitor.join(client="page")
        seq = first.resend(7, "once")
        first.hang_up()
        again = visitor.join(client="page")
        assert again.resend(7, "once") == seq
        again.hear(again.resend(8, "barrier"))
        assert [frame["text"] for frame in again.messages] == ["once", "barrier"]

    def test_it_gets_the_same_number_after_others_have_written(self, visitor: Visitor) -> None:
        first, second = visitor.join(), visitor.join()
        seq = first.resend(1, "once")
        second.say("in between")
        assert first.resend(1, "once") == seq

    def test_many_at_once_become_one(self, visitor: Visitor) -> None:
        socket = visitor.join()
        for _ in range(5):
            socket.send("msg", n=1, text="impatient")
        assert [socket.expect("ack", n=1)["seq"] for _ in range(5)] == [1] * 5
        assert socket.resend(2, "next") == 2

    def test_another_page_with_the_same_n_is_another_message(self, visitor: Visitor) -> None:
        assert [visitor.join(client=name).resend(1, "hello") for name in ("one", "two")] == [1, 2]

    def test_the_other_side_with_the_same_client_and_n_is_another_message(
        self, visitor: Visitor, counselor: Counselor
    ) -> None:
        visitor.join(client="same").resend(1, "from the visitor")
        counselor.take(visitor).hang_up()
        assert counselor.join(visitor.conversation, client="same").resend(1, "from the counselor") == 2

    def test_another_conversation_with_the_same_client_and_n_is_another_message(self, server: Server) -> None:
        visitors = [server.open(), server.open()]
        assert [one.join(client="same").resend(1, "hello") for one in visitors] == [1, 1]
        for one in visitors:
            one.leave()


class TestDelivery:
    def test_the_other_side_gets_it_without_the_authors_mark(self, visitor: Visitor, counselor: Counselor) -> None:
        sending, reading = visitor.join(), counselor.take(visitor)
        frame = reading.hear(sending.say("hello"))
        assert (frame["role"], frame["text"]) == ("visitor", "hello")
        assert isinstance(frame["at"], str)
        assert not {"client", "n"} & frame.keys()

    def test_the_author_gets_it_with_the_mark(self, visitor: Visitor) -> None:
        sending = visitor.join()
        frame = sending.hear(sending.say("hello"))
        assert (frame["client"], frame["n"], frame["role"]) == (sending.client, 1, "visitor")

    def test_the_authors_other_page_gets_it_with_the_mark(self, visitor: Visitor) -> None:
        sending, other = visitor.join(), visitor.join()
        frame = other.hear(sending.say("hello"))
        assert (frame["client"], frame["n"]) == (sending.client, 1)

    def test_the_counselors_words_bear_her_role(self, visitor: Visitor, counselor: Counselor) -> None:
        reading, sending = visitor.join(), counselor.take(visitor)
        frame = reading.hear(sending.say("good evening"))
        assert (frame["role"], frame["text"]) == ("counselor", "good evening")
        assert not {"client", "n"} & frame.keys()

    def test_two_writers_make_one_order_without_gaps(self, visitor: Visitor, counselor: Counselor) -> None:
        sockets = [visitor.join(), counselor.take(visitor)]

        def write(socket: Socket) -> list[int]:
            return [socket.say(f"line {i}") for i in range(8)]

        with ThreadPoolExecutor() as threads:
            numbers = list(threads.map(write, sockets))
        assert sorted(numbers[0] + numbers[1]) == list(range(1, 17))
        for socket in sockets:
            socket.hear(16)
            assert [frame["seq"] for frame in socket.messages] == list(range(1, 17))
        texts = [[frame["text"] for frame in socket.messages] for socket in sockets]
        assert texts[0] == texts[1]

    def test_conversations_do_not_mix(self, server: Server, counselor: Counselor) -> None:
        visitors = [server.open(), server.open()]
        pairs = [(one.join(), counselor.take(one)) for one in visitors]
        for number, (sending, _) in enumerate(pairs):
            sending.say(f"story {number}")
        for number, (sending, reading) in enumerate(pairs):
            reading.hear(sending.say("barrier"))
            assert [frame["text"] for frame in reading.messages] == [f"story {number}", "barrier"]


class TestText:
    @pytest.mark.parametrize(
        "text",
        [
            "x" * 4000,
            "\U0001f600" * 4000,
            "line\nline\tcolumn",
            "<b>&amp;</b> \"quoted\" \\ 'and'",
            "e\u0301 is not \u00e9",
            "\u202eright to left\u202c",
            " spaces stay ",
        ],
        ids=["longest", "longest astral", "newline and tab", "markup", "decomposed", "bidi", "spaces"],
    )
    def test_it_arrives_as_it_was_typed(self, visitor: Visitor, counselor: Counselor, text: str) -> None:
        sending, reading = visitor.join(), counselor.take(visitor)
        seq = sending.say(text)
        assert reading.hear(seq)["text"] == text
        assert sending.hear(seq)["text"] == text

    def test_the_longest_fits_as_plain_utf8_too(self, visitor: Visitor) -> None:
        socket = visitor.join()
        socket.send_raw(json.dumps({"t": "msg", "n": 1, "text": "\U0001f600" * 4000}, ensure_ascii=False))
        assert socket.expect("ack", n=1)["seq"] == 1

    @pytest.mark.parametrize(
        "text",
        ["", "x" * 4001, "\U0001f600" * 4001, "a\x00b", "a\x1bb", "a\rb", "a\x7fb", "a\x85b"],
        ids=["empty", "too long", "too long astral", "nul", "escape", "return", "delete", "next line"],
    )
    def test_what_is_not_allowed_gets_an_err_and_nothing_changes(self, visitor: Visitor, text: str) -> None:
        socket = visitor.join()
        socket.send("msg", n=1, text=text)
        assert socket.expect("err")["n"] == 1
        assert socket.say("and on we go") == 1

    @pytest.mark.parametrize("text", [r"\ud83d", r"\ude00", r"a\ud800b", r"\ude00\ud83d"])
    def test_half_a_character_gets_an_err_and_nothing_changes(self, visitor: Visitor, text: str) -> None:
        socket = visitor.join()
        socket.send_raw(f'{{"t":"msg","n":1,"text":"{text}"}}')
        socket.expect("err")
        assert socket.say("and on we go") == 1

    def test_the_counselor_is_held_to_the_same(self, visitor: Visitor, counselor: Counselor) -> None:
        socket = counselor.take(visitor)
        socket.send("msg", n=1, text="x" * 4001)
        assert socket.expect("err")["n"] == 1
        assert socket.say("shorter") == 1

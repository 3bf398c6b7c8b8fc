"""What is no frame of the protocol: answered with an `err`, or with a close code, and nothing changes."""

import json

import pytest

from tests.protocol.client import Socket, Visitor


@pytest.fixture
def socket(visitor: Visitor) -> Socket:
    return visitor.join()


def still_works(socket: Socket) -> bool:
    """Whether the socket is open and its conversation as empty as before."""
    return socket.say("and on we go") == 1


@pytest.mark.parametrize(
    "raw",
    ["", "hello", "{", "{'t':'typing'}", '{"t":"typing"} {}', "\ufeff{}", "[" * 20000, '{"t":"msg","n":1,'],
    ids=["empty", "word", "brace", "quotes", "two", "mark", "deep", "cut"],
)
def test_invalid_json_gets_an_err_and_the_socket_stays(socket: Socket, raw: str) -> None:
    socket.send_raw(raw)
    socket.expect("err")
    assert still_works(socket)


@pytest.mark.parametrize("raw", ["null", "1", '"typing"', "[]", '["t","typing"]', "{}", '{"T":"typing"}', '{"t":7}'])
def test_json_that_is_no_frame_gets_an_err(socket: Socket, raw: str) -> None:
    socket.send_raw(raw)
    socket.expect("err")
    assert still_works(socket)


@pytest.mark.parametrize("t", ["bye", "close", "leave", "MSG", "msg ", "", "m", "ack", "welcome", "state", "err"])
def test_an_unknown_type_gets_an_err(socket: Socket, t: str) -> None:
    socket.send(t, n=1, seq=1, text="not for you", role="counselor", state="ended")
    socket.expect("err")
    assert still_works(socket)


@pytest.mark.parametrize("n", [-1, "1", 1.5, None, True, [1], {}, 1e300], ids=ascii)
def test_a_message_with_a_bad_number_gets_an_err(socket: Socket, n: object) -> None:
    socket.send("msg", n=n, text="hello")
    socket.expect("err")
    assert still_works(socket)


@pytest.mark.parametrize("text", [None, 1, True, ["a"], {"a": "b"}], ids=ascii)
def test_a_message_whose_text_is_no_string_gets_an_err(socket: Socket, text: object) -> None:
    socket.send("msg", n=1, text=text)
    socket.expect("err")
    assert still_works(socket)


@pytest.mark.parametrize("missing", ["n", "text"])
def test_a_message_without_a_field_gets_an_err(socket: Socket, missing: str) -> None:
    frame = {"t": "msg", "n": 1, "text": "hello"}
    del frame[missing]
    socket.send_raw(json.dumps(frame))
    socket.expect("err")
    assert still_works(socket)


@pytest.mark.parametrize("seq", [-1, "1", 0.5, None, []], ids=ascii)
def test_a_read_with_a_bad_number_gets_an_err(socket: Socket, seq: object) -> None:
    socket.send("read", seq=seq)
    socket.expect("err")
    assert still_works(socket)


@pytest.mark.parametrize("fields", [{}, {"awake": None}, {"awake": 1}, {"awake": "no"}], ids=ascii)
def test_a_page_that_does_not_say_whether_it_is_awake_gets_an_err(socket: Socket, fields: dict[str, object]) -> None:
    socket.send("page", **fields)
    socket.expect("err")
    assert still_works(socket)


def test_a_second_hello_gets_an_err(socket: Socket, visitor: Visitor) -> None:
    socket.send("hello", v=1, ticket=visitor.ticket(), client="another", last=0)
    socket.expect("err")
    assert still_works(socket)


def test_unknown_fields_are_ignored(socket: Socket) -> None:
    socket.send("msg", n=1, text="padded", p="0" * 3000, colour="blue", role="counselor", side="counselor", seq=99)
    assert socket.expect("ack", n=1)["seq"] == 1
    frame = socket.hear(1)
    assert (frame["role"], frame["text"]) == ("visitor", "padded")


@pytest.mark.parametrize("t", ["hb", "typing"])
def test_unknown_fields_are_ignored_everywhere(socket: Socket, t: str) -> None:
    socket.send(t, p="0" * 100)
    assert still_works(socket)
    assert "err" not in {frame["t"] for frame in socket.seen}


def test_a_heartbeat_may_carry_top_and_incarnation(socket: Socket) -> None:
    socket.send("hb", top=0, inc="whatever")
    assert still_works(socket)
    assert "err" not in {frame["t"] for frame in socket.seen}


def test_many_errors_do_not_close_the_socket(socket: Socket) -> None:
    for _ in range(20):
        socket.send("nonsense")
        socket.expect("err")
    assert still_works(socket)


def test_a_frame_just_under_64_kib_is_taken(socket: Socket) -> None:
    frame = {"t": "msg", "n": 1, "text": "small", "p": ""}
    frame["p"] = "0" * (64 * 1024 - len(json.dumps(frame)))
    socket.send_raw(json.dumps(frame))
    assert socket.expect("ack", n=1)["seq"] == 1


def test_a_message_in_fragments_is_one_frame(socket: Socket) -> None:
    socket.send_raw(['{"t":"msg","n":1,', '"text":"in ', 'pieces"}'])
    assert socket.expect("ack", n=1)["seq"] == 1
    assert socket.hear(1)["text"] == "in pieces"


class TestClosing:
    def test_a_frame_over_64_kib_closes_with_1009(self, socket: Socket) -> None:
        socket.send_raw(json.dumps({"t": "msg", "n": 1, "text": "small", "p": "0" * 64 * 1024}))
        assert socket.close_code == 1009

    def test_a_binary_frame_closes_with_1003(self, socket: Socket) -> None:
        socket.send_raw(b'{"t":"msg","n":1,"text":"hello"}')
        assert socket.close_code == 1003

    @pytest.mark.parametrize("raw", [b"\x00", json.dumps({"t": "x", "p": "0" * 64 * 1024})], ids=["1003", "1009"])
    def test_the_conversation_goes_on(self, socket: Socket, visitor: Visitor, raw: str | bytes) -> None:
        socket.send_raw(raw)
        assert socket.close_code in (1003, 1009)
        assert still_works(visitor.join())

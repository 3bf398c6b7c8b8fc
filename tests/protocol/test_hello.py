"""The first frame and the first answer: who may open a socket, and with what."""

import json

import pytest
from websockets.exceptions import InvalidStatus

from tests.protocol.client import SUBPROTOCOL, Counselor, Server, Visitor


def refusal(server: Server, path: str = "/ws", **options: str | None) -> int:
    """The HTTP status that a handshake is refused with."""
    with pytest.raises(InvalidStatus) as refused:
        server.handshake(path, **options)
    return refused.value.response.status_code


class TestWelcome:
    def test_it_tells_the_visitor_where_he_is(self, server: Server, visitor: Visitor) -> None:
        welcome = server.greet(visitor.first_ticket).expect("welcome")
        assert welcome["top"] == 0
        assert welcome["role"] == "visitor"
        assert isinstance(welcome["inc"], str)
        assert isinstance(welcome["limits"], dict)

    def test_it_tells_the_counselor_her_role_and_the_top(self, visitor: Visitor, counselor: Counselor) -> None:
        visitor.join().say("hello")
        welcome = counselor.take(visitor).seen[0]
        assert (welcome["t"], welcome["role"], welcome["top"]) == ("welcome", "counselor", 1)

    def test_it_comes_before_everything_else(self, visitor: Visitor) -> None:
        visitor.join().say("hello")
        assert visitor.join().seen[0]["t"] == "welcome"

    def test_it_comes_first_even_to_those_who_do_not_wait_for_it(self, server: Server, visitor: Visitor) -> None:
        visitor.join().say("hello")
        socket = server.greet(visitor.ticket())
        socket.send("msg", n=1, text="x" * 4001)
        socket.send("msg", n=2, text="in a hurry")
        socket.expect("err", n=1)
        socket.hear(2)
        assert socket.seen[0]["t"] == "welcome"
        assert [frame["seq"] for frame in socket.messages] == [1, 2]

    def test_it_names_the_same_incarnation_to_everyone(self, visitor: Visitor, counselor: Counselor) -> None:
        assert visitor.join().seen[0]["inc"] == counselor.take(visitor).seen[0]["inc"]

    def test_it_accepts_a_hello_with_the_incarnation_and_unknown_fields(self, server: Server, visitor: Visitor) -> None:
        inc = visitor.join().seen[0]["inc"]
        server.greet(visitor.ticket(), inc=inc, p="x" * 100, colour="blue").expect("welcome")

    def test_it_accepts_the_longest_client_name(self, server: Server, visitor: Visitor) -> None:
        server.greet(visitor.ticket(), client="aZ0_-" * 12 + "abcd").expect("welcome")


class TestTickets:
    def test_an_invented_ticket_opens_nothing(self, server: Server) -> None:
        assert server.greet("A" * 22).close_code == 4401

    def test_a_ticket_opens_one_socket_once(self, server: Server, visitor: Visitor) -> None:
        ticket = visitor.ticket()
        first = server.join(ticket)
        assert server.greet(ticket).close_code == 4401
        assert first.say("still here") == 1

    def test_two_tickets_open_two_sockets(self, server: Server, visitor: Visitor) -> None:
        tickets = [visitor.ticket(), visitor.ticket()]
        for ticket in tickets:
            server.join(ticket)

    def test_the_visitors_token_is_no_ticket(self, server: Server, visitor: Visitor) -> None:
        assert server.greet(visitor.token).close_code == 4401


HELLO = {"t": "hello", "v": 1, "ticket": "A" * 22, "client": "page", "last": 0}


class TestBadBeginnings:
    @pytest.mark.parametrize(
        "raw",
        ["", "hello", "{", "[]", "null", '{"t":"hello"', "\x00", '"hello"'],
        ids=["empty", "word", "brace", "list", "null", "cut", "nul", "string"],
    )
    def test_what_is_no_json_object_closes_with_4400(self, server: Server, raw: str) -> None:
        socket = server.handshake()
        socket.send_raw(raw)
        assert socket.close_code == 4400

    @pytest.mark.parametrize("t", ["msg", "read", "typing", "hb", "bye", "welcome"])
    def test_a_frame_before_hello_closes_with_4400(self, server: Server, t: str) -> None:
        socket = server.handshake()
        socket.send(t, n=1, text="too early", seq=1)
        assert socket.close_code == 4400

    @pytest.mark.parametrize("missing", ["t", "ticket", "client", "last"])
    def test_a_hello_without_a_field_closes_with_4400(self, server: Server, visitor: Visitor, missing: str) -> None:
        hello = HELLO | {"ticket": visitor.ticket()}
        del hello[missing]
        socket = server.handshake()
        socket.send_raw(json.dumps(hello))
        assert socket.close_code == 4400

    @pytest.mark.parametrize("client", ["", "a" * 65, "a b", "æ", "page\n", "a/b", 7, None, ["a"]], ids=ascii)
    def test_a_hello_with_a_bad_client_closes_with_4400(self, server: Server, visitor: Visitor, client: object) -> None:
        socket = server.handshake()
        socket.send_raw(json.dumps(HELLO | {"ticket": visitor.ticket(), "client": client}))
        assert socket.close_code == 4400

    @pytest.mark.parametrize("last", [-1, "0", 0.5, None, [], True], ids=ascii)
    def test_a_hello_with_a_bad_last_closes_with_4400(self, server: Server, visitor: Visitor, last: object) -> None:
        socket = server.handshake()
        socket.send_raw(json.dumps(HELLO | {"ticket": visitor.ticket(), "last": last}))
        assert socket.close_code == 4400

    def test_a_binary_hello_closes_with_1003(self, server: Server) -> None:
        socket = server.handshake()
        socket.send_raw(json.dumps(HELLO).encode())
        assert socket.close_code == 1003


class TestHandshake:
    def test_it_agrees_on_the_subprotocol_and_no_compression(self, server: Server) -> None:
        assert server.handshake().agreed == (SUBPROTOCOL, [])

    def test_it_refuses_a_socket_without_subprotocol(self, server: Server) -> None:
        assert 400 <= refusal(server, subprotocol=None) < 500

    def test_it_refuses_another_subprotocol(self, server: Server) -> None:
        assert 400 <= refusal(server, subprotocol="chat.v0") < 500

    @pytest.mark.parametrize("query", ["?ticket=abc", "?x=1"])
    def test_it_refuses_any_query(self, server: Server, query: str) -> None:
        assert 400 <= refusal(server, f"/ws{query}") < 500

"""Every state change and every socket names an `Origin` of the service's own; nothing else is let in."""

from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus

from tests.protocol.client import Counselor, Server, Visitor

FOREIGN = [
    "absent",
    "null",
    "https://evil.example",
    "sub-domain",
    "suffix",
    "other port",
    "other scheme",
    "trailing slash",
    "path",
    "two at once",
    "user",
]


def foreign_origin(server: Server, kind: str) -> str:
    """An Origin of that kind; empty for none at all."""
    parts = urlsplit(server.origin)
    return {
        "absent": "",
        "sub-domain": f"{parts.scheme}://chat.{parts.netloc}",
        "suffix": f"{server.origin}.evil.example",
        "other port": f"{parts.scheme}://{parts.hostname}:1",
        "other scheme": f"{'http' if parts.scheme == 'https' else 'https'}://{parts.netloc}",
        "trailing slash": f"{server.origin}/",
        "path": f"{server.origin}/console",
        "two at once": f"{server.origin} {server.origin}",
        "user": f"{parts.scheme}://someone@{parts.netloc}",
    }.get(kind, kind)


@pytest.fixture(params=FOREIGN)
def foreign(request: pytest.FixtureRequest, server: Server) -> str:
    return foreign_origin(server, request.param)


def test_a_socket_from_elsewhere_is_refused_with_403(server: Server, foreign: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        server.handshake(origin=foreign or None)
    assert refused.value.response.status_code == 403


class TestPost:
    """Each with what would make it succeed from our own origin."""

    def test_a_conversation_is_not_opened(self, server: Server, foreign: str) -> None:
        assert server.post("/conversations", {"Origin": foreign}, json={"language": "nb"}).status_code == 403

    def test_a_ticket_is_not_given(self, server: Server, visitor: Visitor, foreign: str) -> None:
        headers = {"Origin": foreign, "Authorization": f"Bearer {visitor.token}"}
        assert server.post("/tickets", headers).status_code == 403

    def test_nobody_is_made_to_leave(self, server: Server, visitor: Visitor, foreign: str) -> None:
        assert server.post("/leave", {"Origin": foreign}, json={"token": visitor.token}).status_code == 403
        assert visitor.ask_ticket().status_code == 201

    @pytest.mark.parametrize("action", ["take", "ticket", "close"])
    def test_a_counselors_action_is_not_done(
        self, server: Server, visitor: Visitor, counselor: Counselor, action: str
    ) -> None:
        for kind in ("absent", "null", "https://evil.example"):
            headers = {"Origin": foreign_origin(server, kind)}
            assert counselor.post(visitor.conversation, action, headers).status_code == 403
        assert visitor.conversation in [row["conversation"] for row in counselor.queue()["waiting"]]

    @pytest.mark.parametrize("kind", ["absent", "null", "https://evil.example"])
    def test_nobody_signs_in(self, server: Server, kind: str) -> None:
        answer = server.post(
            "/console/login", {"Origin": foreign_origin(server, kind)}, data={"name": "a", "password": "b"}
        )
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers

"""The requests around the socket: what is public, what opens a conversation, what staff may do."""

import re

import pytest

from tests.protocol.client import VISIT, Counselor, Server, Visitor, cookies
from tests.protocol.conftest import Staff


class TestPublic:
    def test_status_says_whether_it_is_open(self, server: Server) -> None:
        answer = server.get("/status")
        assert answer.status_code == 200
        assert answer.json()["open"] is True
        assert answer.json().keys() <= {"open", "opens_at", "closes_at", "last_intake_at"}

    def test_healthz_says_ok(self, server: Server) -> None:
        answer = server.get("/healthz")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})

    @pytest.mark.parametrize("path", ["/", "/embed"])
    def test_the_visitor_page_is_a_page(self, server: Server, path: str) -> None:
        answer = server.get(path, accept="text/html")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")

    def test_the_page_cannot_be_framed_and_the_embedded_one_only_by_name(self, server: Server) -> None:
        policy = server.get("/", accept="text/html").headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        policy = server.get("/embed", accept="text/html").headers["content-security-policy"]
        assert "frame-ancestors" in policy
        assert "*" not in policy

    def test_pages_send_no_referrer_elsewhere(self, server: Server) -> None:
        assert server.get("/", accept="text/html").headers["referrer-policy"] == "same-origin"

    def test_the_loader_may_be_used_by_other_sites_and_is_kept_nowhere(self, server: Server) -> None:
        answer = server.get("/widget.js", accept="*/*")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["content-type"].split(";")[0] in ("text/javascript", "application/javascript")

    @pytest.mark.parametrize("path", ["/conversations", "/tickets", "/leave"])
    def test_nothing_changes_by_get(self, server: Server, path: str) -> None:
        assert server.get(path).status_code in (404, 405)


class TestOpening:
    def test_it_gives_everything_the_page_needs(self, server: Server) -> None:
        answer = server.post("/conversations", json={"language": "nb"})
        assert answer.status_code == 201
        opened = answer.json()
        assert {"conversation", "token", "ticket", "alias"} <= opened.keys()
        assert all(isinstance(opened[name], str) and opened[name] for name in opened)
        Visitor(server, **opened).leave()

    def test_it_sets_the_visit_cookie_and_no_other(self, server: Server) -> None:
        answer = server.post("/conversations", json={"language": "nb"})
        opened = answer.json()
        assert cookies(answer) == {VISIT: opened["token"]}
        attributes = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
        assert {"secure", "path=/", "samesite=lax"} <= attributes
        assert not [part for part in attributes if re.match("domain|expires|max-age|httponly", part)]
        Visitor(server, **opened).leave()

    def test_no_two_are_alike(self, server: Server, visitor: Visitor) -> None:
        other = server.open()
        other.leave()
        assert visitor.conversation != other.conversation
        assert visitor.token != other.token

    @pytest.mark.parametrize("language", ["nb", "no", "en"])
    def test_the_counselor_sees_the_language(self, server: Server, counselor: Counselor, language: str) -> None:
        visitor = server.open(language)
        row = next(row for row in counselor.queue()["waiting"] if row["conversation"] == visitor.conversation)
        visitor.leave()
        assert row["language"] == {"no": "nb"}.get(language, language)
        assert row["place"] >= 1
        assert "since" in row


class TestTicket:
    def test_the_token_gives_one(self, visitor: Visitor) -> None:
        answer = visitor.ask_ticket()
        assert answer.status_code == 201
        assert answer.json().keys() == {"ticket"}

    def test_the_cookie_gives_one(self, server: Server, visitor: Visitor) -> None:
        answer = server.post("/tickets", {"Cookie": f"{VISIT}={visitor.token}"})
        assert answer.status_code == 201
        server.join(answer.json()["ticket"])

    @pytest.mark.parametrize("authorization", ["", "Bearer", f"Bearer {'A' * 22}", "Basic YTpi", "Bearer a b"])
    def test_anything_else_gives_none(self, server: Server, authorization: str) -> None:
        assert server.post("/tickets", {"Authorization": authorization}).status_code == 401

    def test_the_conversations_name_is_no_token(self, server: Server, visitor: Visitor) -> None:
        answer = server.post("/tickets", {"Authorization": f"Bearer {visitor.conversation}"})
        assert answer.status_code == 401


class TestTaking:
    def test_it_moves_the_conversation_from_waiting_to_mine(self, visitor: Visitor, counselor: Counselor) -> None:
        counselor.take(visitor)
        rail = counselor.queue()
        assert visitor.conversation not in [row["conversation"] for row in rail["waiting"]]
        assert visitor.conversation in [row["conversation"] for row in rail["mine"]]

    def test_a_second_take_is_refused(self, visitor: Visitor, counselor: Counselor, colleague: Counselor) -> None:
        counselor.take(visitor)
        answer = colleague.post(visitor.conversation, "take")
        assert (answer.status_code, answer.json()) == (409, {"error": "taken"})

    def test_what_never_was_cannot_be_taken(self, counselor: Counselor) -> None:
        answer = counselor.post("A" * 22, "take")
        assert answer.status_code == 404 or (answer.status_code, answer.json()["error"]) == (409, "ended")

    def test_a_ticket_is_for_her_who_took_it(
        self, visitor: Visitor, counselor: Counselor, colleague: Counselor
    ) -> None:
        assert counselor.post(visitor.conversation, "ticket").status_code == 404
        counselor.take(visitor)
        assert counselor.post(visitor.conversation, "ticket").status_code == 201
        assert colleague.post(visitor.conversation, "ticket").status_code == 404

    def test_anothers_conversation_is_not_among_mine(
        self, visitor: Visitor, counselor: Counselor, colleague: Counselor
    ) -> None:
        counselor.take(visitor)
        assert visitor.conversation not in [row["conversation"] for row in colleague.queue()["mine"]]


class TestWhoMayNot:
    def test_strangers_do_not_see_the_queue(self, server: Server) -> None:
        assert server.get("/console/queue").status_code == 401

    @pytest.mark.parametrize("path", ["/console", "/console/queue"])
    def test_strangers_are_shown_to_the_door(self, server: Server, path: str) -> None:
        answer = server.get(path, accept="text/html")
        assert answer.status_code == 303
        assert "/console/login" in answer.headers["location"]

    @pytest.mark.parametrize("action", ["take", "ticket", "close"])
    def test_strangers_do_nothing(self, server: Server, visitor: Visitor, action: str) -> None:
        answer = server.post(f"/console/conversations/{visitor.conversation}/{action}")
        assert answer.status_code == 401
        assert visitor.ask_ticket().status_code == 201

    def test_the_visitors_token_is_no_session(self, server: Server, visitor: Visitor) -> None:
        stranger = Counselor(server, visitor.token)
        assert stranger.post(visitor.conversation, "take").status_code == 401

    @pytest.mark.parametrize("action", ["take", "ticket", "close"])
    def test_the_lead_holds_no_conversations(self, staff: Staff, visitor: Visitor, action: str) -> None:
        assert staff.sign_in("lead").post(visitor.conversation, action).status_code == 403

    def test_a_wrong_password_opens_no_session(self, server: Server) -> None:
        answer = server.post("/console/login", data={"name": "nobody", "password": "wrong horse"})
        assert answer.status_code == 401
        assert "__Host-session" not in cookies(answer)

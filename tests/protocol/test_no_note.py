"""*No note about me*: one request, and both sides see the choice that holds."""

import pytest

from tests.protocol.client import VISIT, Counselor, Server, Visitor


def choose(server: Server, visitor: Visitor, no_note: bool) -> None:
    answer = server.post("/note", visitor.bearer, json={"no_note": no_note})
    assert answer.status_code == 204, answer.text


def test_every_page_of_the_visitor_and_the_counselor_are_told(
    server: Server, visitor: Visitor, counselor: Counselor
) -> None:
    pages = [visitor.join(), visitor.join(), counselor.take(visitor)]
    for page in pages:
        assert "no_note" not in page.expect("state", state="active")
    choose(server, visitor, True)
    for page in pages:
        page.expect("state", state="active", no_note=True)
    choose(server, visitor, False)
    for page in pages:
        assert "no_note" not in page.expect("state", state="active")


def test_it_can_be_chosen_while_waiting_and_is_told_to_who_comes_later(
    server: Server, visitor: Visitor, counselor: Counselor
) -> None:
    choose(server, visitor, True)
    visitor.join().expect("state", state="waiting", no_note=True)
    counselor.take(visitor).expect("state", state="active", no_note=True)


def test_it_holds_when_the_conversation_is_handed_back_and_taken_by_another(
    server: Server, visitor: Visitor, counselor: Counselor, colleague: Counselor
) -> None:
    counselor.take(visitor)
    choose(server, visitor, True)
    counselor.hand_back(visitor)
    colleague.take(visitor).expect("state", state="active", no_note=True)


def test_the_end_is_told_with_the_choice(server: Server, counselor: Counselor) -> None:
    visitor = server.open()
    page = visitor.join()
    counselor.take(visitor)
    choose(server, visitor, True)
    counselor.close(visitor.conversation)
    page.expect("state", state="ended", by="counselor", no_note=True)


def test_the_cookie_is_enough(server: Server, visitor: Visitor) -> None:
    answer = server.post("/note", {"Cookie": f"{VISIT}={visitor.token}"}, json={"no_note": True})
    assert answer.status_code == 204
    visitor.join().expect("state", no_note=True)


@pytest.mark.parametrize("authorization", ["", "Bearer", f"Bearer {'A' * 22}", "Basic YTpi"])
def test_a_stranger_chooses_nothing(server: Server, visitor: Visitor, authorization: str) -> None:
    answer = server.post("/note", {"Authorization": authorization}, json={"no_note": True})
    assert answer.status_code == 401
    assert "no_note" not in visitor.join().expect("state")


def test_the_conversations_name_is_no_token(server: Server, visitor: Visitor) -> None:
    answer = server.post("/note", {"Authorization": f"Bearer {visitor.conversation}"}, json={"no_note": True})
    assert answer.status_code == 401


def test_after_the_end_there_is_nothing_to_choose(server: Server) -> None:
    left = server.open()
    left.leave()
    assert server.post("/note", left.bearer, json={"no_note": True}).status_code == 401


@pytest.mark.parametrize("body", ["", "yes", "{}", '{"no_note": "yes"}', '{"no_note": 1}', "[true]", "\udcff"])
def test_a_choice_that_is_none_changes_nothing(server: Server, visitor: Visitor, body: str) -> None:
    sent = body.encode(errors="surrogateescape")
    answer = server.post("/note", visitor.bearer, content=sent)
    assert (answer.status_code, answer.json()) == (400, {"error": "json"})
    assert "no_note" not in visitor.join().expect("state")


def test_nothing_is_chosen_by_get_or_from_another_site(server: Server, visitor: Visitor) -> None:
    assert server.get("/note").status_code in (404, 405)
    foreign = {**visitor.bearer, "Origin": "https://elsewhere.example"}
    assert server.post("/note", foreign, json={"no_note": True}).status_code == 403
    assert "no_note" not in visitor.join().expect("state")

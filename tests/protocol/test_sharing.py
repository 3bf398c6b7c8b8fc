"""More than one of the staff in a conversation: who is told what, whose words are whose, and when a socket closes."""

import pytest

from tests.protocol.client import Counselor, Server, Visitor


@pytest.fixture
def dan(colleague: Counselor) -> Counselor:
    """A colleague who is here: a list of whom one could ask has her among those."""
    colleague.queue()
    return colleague


def ask_along(counselor: Counselor, visitor: Visitor, guest: Counselor) -> str:
    number = counselor.find(visitor.conversation, guest)
    answer = counselor.post(visitor.conversation, "guests", guest=number)
    assert answer.status_code == 204, answer.text
    return number


def hand_over(counselor: Counselor, visitor: Visitor, dan: Counselor) -> str:
    """Dan's ticket."""
    number = counselor.find(visitor.conversation, dan)
    assert counselor.post(visitor.conversation, "offer", to=number, note="").status_code == 204
    answer = dan.post(visitor.conversation, "accept")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["ticket"])


class TestGuest:
    def test_the_visitor_is_told_the_role_in_a_notice_and_in_the_state(
        self, visitor: Visitor, counselor: Counselor, dan: Counselor
    ) -> None:
        page = visitor.join()
        counselor.take(visitor)
        ask_along(counselor, visitor, dan)
        notice = page.hear(1)
        assert (notice["role"], notice["as"]) == ("counselor", "notice")
        assert not {"by", "client", "n"} & notice.keys()
        assert page.expect("state", others=[{"role": "counselor"}])["state"] == "active"
        assert dan.name not in str(page.seen)

    def test_staff_are_told_who_else_is_there_and_who_wrote(
        self, visitor: Visitor, counselor: Counselor, dan: Counselor
    ) -> None:
        own = counselor.take(visitor)
        number = ask_along(counselor, visitor, dan)
        guests = [{"role": "counselor", "id": int(number), "name": dan.name}]
        own.expect("state", others=guests)
        guest = dan.join(visitor.conversation)
        seq = guest.say("from the guest")
        heard = own.hear(seq)
        assert heard["by"] == dan.name
        assert "client" not in heard
        assert "by" not in guest.hear(seq)
        assert guest.hear(seq)["client"] == guest.client

    def test_the_visitor_hears_a_guest_as_the_counsellors_side(
        self, visitor: Visitor, counselor: Counselor, dan: Counselor
    ) -> None:
        page = visitor.join()
        counselor.take(visitor)
        ask_along(counselor, visitor, dan)
        heard = page.hear(dan.join(visitor.conversation).say("hello from two"))
        assert heard["role"] == "counselor"
        assert "by" not in heard

    def test_asked_out_the_socket_closes_and_no_ticket_is_given(
        self, server: Server, visitor: Visitor, counselor: Counselor, dan: Counselor
    ) -> None:
        counselor.take(visitor)
        number = ask_along(counselor, visitor, dan)
        guest = dan.join(visitor.conversation)
        late = dan.post(visitor.conversation, "ticket").json()["ticket"]
        assert counselor.post(visitor.conversation, f"guests/{number}/part").status_code == 204
        assert guest.close_code == 4404
        assert server.greet(late).close_code == 4404
        assert dan.post(visitor.conversation, "ticket").status_code == 404

    def test_three_sockets_are_for_each_person_not_for_each_side(
        self, visitor: Visitor, counselor: Counselor, dan: Counselor
    ) -> None:
        own = counselor.take(visitor)
        ask_along(counselor, visitor, dan)
        guests = [dan.join(visitor.conversation) for _ in range(4)]
        assert guests[0].close_code == 4409
        own.say("still here")

    def test_an_ended_conversation_ends_for_the_guest_too(
        self, visitor: Visitor, counselor: Counselor, dan: Counselor
    ) -> None:
        counselor.take(visitor)
        ask_along(counselor, visitor, dan)
        guest = dan.join(visitor.conversation)
        visitor.leave()
        assert guest.expect("state", state="ended")["by"] == "visitor"
        assert guest.close_code == 1000
        assert not dan.owes()


class TestHandOver:
    def test_the_socket_before_closes_and_the_next_one_has_everything(
        self, server: Server, visitor: Visitor, counselor: Counselor, dan: Counselor
    ) -> None:
        page, own = visitor.join(), counselor.take(visitor)
        page.hear(own.say("from the first"))
        after = server.join(hand_over(counselor, visitor, dan))
        assert own.close_code == 4404
        assert after.hear(1)["by"] == counselor.name
        assert after.hear(2)["as"] == "notice"
        assert page.hear(2)["as"] == "notice"
        page.hear(after.say("from the second"))

    def test_the_counsellor_is_told_whom_she_has_asked(
        self, visitor: Visitor, counselor: Counselor, dan: Counselor
    ) -> None:
        page, own = visitor.join(), counselor.take(visitor)
        number = counselor.find(visitor.conversation, dan)
        counselor.post(visitor.conversation, "offer", to=number, note="in words")
        assert own.expect("state", offered=dan.name)["state"] == "active"
        (asked,) = [one for one in dan.queue()["asked"] if one["offer"]["conversation"] == visitor.conversation]
        assert asked["offer"]["note"] == "in words"
        own.say("barrier")
        page.hear(1)
        assert not [frame for frame in page.seen if "offered" in frame]
        assert counselor.post(visitor.conversation, "offer/withdraw").status_code == 204

"""What one side learns of the other, and of the conversation: typing, reading, state; several pages.

Who is here, asleep, lost or gone is in `test_presence.py`.
"""

from tests.protocol.client import Counselor, Server, Visitor


class TestTyping:
    def test_the_other_side_is_told(self, visitor: Visitor, counselor: Counselor) -> None:
        sending, reading = visitor.join(), counselor.take(visitor)
        sending.send("typing")
        reading.expect("typing")
        reading.send("typing")
        sending.expect("typing")

    def test_the_sender_is_not_told(self, visitor: Visitor, counselor: Counselor) -> None:
        sending, reading = visitor.join(), counselor.take(visitor)
        sending.send("typing")
        reading.expect("typing")
        sending.hear(sending.say("barrier"))
        assert "typing" not in {frame["t"] for frame in sending.seen}

    def test_it_leaves_no_trace(self, visitor: Visitor) -> None:
        visitor.join().send("typing")
        assert visitor.join().say("first words") == 1


class TestRead:
    def test_the_other_side_is_told_how_far(self, visitor: Visitor, counselor: Counselor) -> None:
        sending, reading = visitor.join(), counselor.take(visitor)
        seq = [sending.say("one"), sending.say("two")][-1]
        reading.hear(seq)
        reading.send("read", seq=seq)
        sending.expect("peer", read=seq)

    def test_it_is_cumulative(self, visitor: Visitor, counselor: Counselor) -> None:
        sending, reading = visitor.join(), counselor.take(visitor)
        for seq in (sending.say("one"), sending.say("two")):
            reading.hear(seq)
        reading.send("read", seq=2)
        sending.expect("peer", read=2)
        reading.send("read", seq=1)
        reading.send("typing")
        sending.expect("typing")
        told = [frame["read"] for frame in sending.seen if frame["t"] == "peer"]
        assert told == sorted(told)

    def test_a_new_page_is_told_how_far_this_person_had_read(self, visitor: Visitor, counselor: Counselor) -> None:
        sending, reading = visitor.join(), counselor.take(visitor)
        assert "read" not in reading.seen[0]
        for words in ("one", "two"):
            reading.hear(sending.say(words))
        reading.send("read", seq=1)
        sending.expect("peer", read=1)
        assert counselor.join(visitor.conversation).seen[0]["read"] == 1
        assert "read" not in visitor.join().seen[0]

    def test_what_does_not_exist_cannot_be_read(self, visitor: Visitor, counselor: Counselor) -> None:
        sending, reading = visitor.join(), counselor.take(visitor)
        seq = sending.say("one")
        reading.hear(seq)
        reading.send("read", seq=1000)
        reading.send("typing")
        sending.expect("typing")
        assert all(frame["read"] <= seq for frame in sending.seen if frame["t"] == "peer")


class TestState:
    def test_a_visitor_who_waits_is_told_his_place(self, visitor: Visitor) -> None:
        assert visitor.join().expect("state", state="waiting")["place"] >= 1

    def test_the_next_in_line_is_one_place_further(self, server: Server, visitor: Visitor) -> None:
        second = server.open()
        places = [one.join().expect("state", state="waiting")["place"] for one in (visitor, second)]
        second.leave()
        assert places[1] == places[0] + 1

    def test_places_move_up_when_someone_leaves(self, server: Server, visitor: Visitor) -> None:
        visitor.join()  # who never comes stands behind all others
        second = server.open()
        socket = second.join()
        place = socket.expect("state", state="waiting")["place"]
        visitor.leave()
        visitor.taken = True  # nothing is left to leave
        socket.expect("state", state="waiting", place=place - 1)
        second.leave()

    def test_both_are_told_that_the_conversation_is_active(self, visitor: Visitor, counselor: Counselor) -> None:
        socket = visitor.join()
        socket.expect("state", state="waiting")
        taken = counselor.take(visitor)
        assert "place" not in socket.expect("state", state="active")
        taken.expect("state", state="active")

    def test_a_visitor_who_comes_back_is_told_where_he_stands(self, visitor: Visitor, counselor: Counselor) -> None:
        counselor.take(visitor)
        visitor.join().expect("state", state="active")


class TestSeveralPages:
    def test_two_pages_of_one_visitor_both_receive(self, visitor: Visitor, counselor: Counselor) -> None:
        pages = [visitor.join(), visitor.join()]
        seq = counselor.take(visitor).say("good evening")
        assert [page.hear(seq)["text"] for page in pages] == ["good evening"] * 2

    def test_two_pages_of_one_counselor_both_receive(self, visitor: Visitor, counselor: Counselor) -> None:
        pages = [counselor.take(visitor), counselor.join(visitor.conversation)]
        seq = visitor.join().say("hello")
        assert [page.hear(seq)["text"] for page in pages] == ["hello"] * 2

    def test_the_fourth_closes_the_oldest_with_4409(self, visitor: Visitor) -> None:
        pages = [visitor.join() for _ in range(4)]
        assert pages[0].close_code == 4409
        seq = pages[3].say("three of us")
        assert [page.hear(seq)["text"] for page in pages[1:]] == ["three of us"] * 3

    def test_each_side_has_its_own_three(self, visitor: Visitor, counselor: Counselor) -> None:
        pages = [visitor.join() for _ in range(3)]
        hers = [counselor.take(visitor), counselor.join(visitor.conversation), counselor.join(visitor.conversation)]
        seq = pages[0].say("six of us")
        assert [page.hear(seq)["text"] for page in pages + hers] == ["six of us"] * 6

    def test_a_page_that_has_gone_makes_room(self, visitor: Visitor) -> None:
        pages = [visitor.join() for _ in range(3)]
        pages[1].hang_up()
        pages.append(visitor.join())
        seq = pages[0].say("still three")
        assert [pages[i].hear(seq)["text"] for i in (0, 2, 3)] == ["still three"] * 3

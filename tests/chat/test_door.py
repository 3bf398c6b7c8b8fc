"""Crowds: what one network takes of the places, what is left for others, and what is remembered of anybody."""

import gc
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from chat import running
from chat.conversation import State
from chat.door import CROWDED, MAX_WAITING, Door, Shares, network_of
from chat.errors import Busy, NotFound
from chat.protocol import Side
from chat.service import Conversations
from tests.chat.conftest import Make

FLOODER, NEIGHBOUR, OTHER = "203.0.113.7", "203.0.113.200", "198.51.100.9"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = float(int(time.monotonic()))  # so that an hour later is an hour later exactly

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def lets_in(door: Door, address: str | None, waiting: int = 0) -> bool:
    try:
        door.admit(network_of(address) if address else None, waiting)
    except Busy:
        return False
    return True


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "cb0071/24"),
        (" 203.0.113.200 ", "cb0071/24"),
        ("::ffff:203.0.113.7", "cb0071/24"),
        ("203.0.113.7:50312", "cb0071/24"),
        ("2001:db8:1:2ff::5", "20010db80001/48"),
        ("2001:db8:1:3aa:1::9", "20010db80001/48"),
        ("[2001:db8:1::]", "20010db80001/48"),
        ("[2001:db8:1::5]:443", "20010db80001/48"),
        ("[::ffff:203.0.113.7]", "cb0071/24"),
        ("[203.0.113.7", None),
        ("203.0.113.7:port", None),
        ("", None),
        ("unknown", None),
        ("203.0.113.7, 10.0.0.1", None),
    ],
)
def test_a_network_is_the_part_that_neighbours_share(address: str, network: str | None) -> None:
    assert network_of(address) == network


class TestTheDoor:
    def test_while_it_is_not_crowded_nobody_is_asked_where_he_comes_from(self, clock: Clock) -> None:
        door = Door(clock)
        assert all(lets_in(door, FLOODER, waiting) for waiting in range(CROWDED))

    def test_in_a_crowd_one_network_gets_no_more_than_its_share(self, clock: Clock) -> None:
        door = Door(clock)
        came = sum(lets_in(door, FLOODER, CROWDED) for _ in range(2000))
        assert came == Shares.BURST

    def test_and_the_others_still_come_in(self, clock: Clock) -> None:
        door = Door(clock)
        for _ in range(300):
            clock.now += 0.03
            lets_in(door, FLOODER, CROWDED)
        assert lets_in(door, OTHER, CROWDED)

    def test_who_comes_and_goes_at_once_does_not_use_up_the_pace_of_all(self, clock: Clock) -> None:
        """Nobody waits for long, so the queue is short; the pace of all is what shows the crowd."""
        door = Door(clock)
        for _ in range(10_000):
            clock.now += 0.03
            lets_in(door, FLOODER, waiting=1)
        assert lets_in(door, OTHER, waiting=1)

    def test_a_share_grows_again_with_time(self, clock: Clock) -> None:
        door = Door(clock)
        while lets_in(door, FLOODER, CROWDED):
            pass
        clock.now += 1 / Shares.RATE
        assert lets_in(door, NEIGHBOUR, CROWDED)
        assert not lets_in(door, NEIGHBOUR, CROWDED)

    def test_who_came_while_it_was_quiet_has_used_up_nothing(self, clock: Clock) -> None:
        door = Door(clock)
        for _ in range(30):
            clock.now += 20
            assert lets_in(door, FLOODER)
        clock.now += 5
        assert sum(lets_in(door, NEIGHBOUR, CROWDED) for _ in range(20)) == Shares.BURST

    def test_who_is_refused_by_the_pace_of_all_keeps_his_share(self, clock: Clock) -> None:
        door = Door(clock)
        while lets_in(door, None):
            pass
        for _ in range(30):
            assert not lets_in(door, OTHER, CROWDED)
        clock.now += 30
        assert sum(lets_in(door, OTHER, CROWDED) for _ in range(20)) == Shares.BURST

    def test_one_customer_with_many_ipv6_networks_gets_one_share(self, clock: Clock) -> None:
        door = Door(clock)
        came = 0
        for number in range(256):
            clock.now += 1
            came += lets_in(door, f"2001:db8:1:{number << 8:x}::1", CROWDED)
        assert came == Shares.BURST + 2, "ten at once, and one every two minutes of the four"

    def test_where_nobody_tells_networks_there_is_the_pace_of_all(self, clock: Clock) -> None:
        door = Door(clock)
        assert sum(lets_in(door, None, CROWDED) for _ in range(2000)) == 60


class TestWhatIsRemembered:
    def test_a_network_is_nowhere_in_it(self, clock: Clock) -> None:
        """Neither as it is nor as digits of it: only a number that its salt makes."""
        shares = Shares(clock)
        shares.take(network_of(FLOODER) or "")
        (number,) = shares._buckets
        assert number < 2**20
        again = Shares(clock)
        again.take(network_of(FLOODER) or "")
        assert set(again._buckets) != {number}, "two salts made the same number; that happens once in a million"

    def test_the_salt_and_all_that_it_made_are_thrown_away_within_the_hour(self, clock: Clock) -> None:
        shares = Shares(clock)
        while not shares.take("a"):
            pass
        salt = shares._salt
        clock.now += Shares.SALTED_FOR
        assert shares.take("b") == 0
        assert shares._salt != salt
        assert len(shares._buckets) == 1

    def test_also_when_nobody_comes_any_more(self, clock: Clock) -> None:
        door = Door(clock)
        lets_in(door, FLOODER, CROWDED)
        clock.now += Shares.SALTED_FOR
        door.forget_old()
        assert not door._shares._buckets

    def test_nothing_while_it_is_not_crowded(self, clock: Clock) -> None:
        door = Door(clock)
        lets_in(door, FLOODER, CROWDED - 1)
        assert not door._shares._buckets

    def test_who_goes_on_asking_is_not_forgotten_for_those_who_come_once(
        self, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Shares, "KEPT", 50)
        shares = Shares(clock)
        came = 0
        for number in range(1000):
            came += shares.take("flood") == 0
            shares.take(f"other {number}")
        assert came == Shares.BURST

    def test_however_many_networks_come_the_table_stays_small(self, clock: Clock) -> None:
        shares = Shares(clock)
        for number in range(10_000):
            shares.take(str(number))
        assert len(shares._buckets) <= Shares.KEPT


class TestTheQueue:
    pytestmark = pytest.mark.anyio

    async def test_ten_thousand_openings_leave_room_for_others_and_a_conversation_in_peace(
        self, crowd: Conversations, clock: Clock, live: Engine, tmp_path: Path
    ) -> None:
        """Five minutes of them, from one network, on a real database; every second somebody else comes by as well."""
        vera = await crowd.open("nb", network_of(OTHER))
        await crowd.resume(vera.token)
        await crowd.take(vera.conversation, 1)
        came = {FLOODER: 0, OTHER: 0}
        for number in range(10_000):
            clock.now += 0.03
            who = OTHER if number % 2000 == 1999 else FLOODER
            came[who] += await comes_in(crowd, who)
            if number % 1000 == 0:
                await crowd.post(vera.conversation, Side.VISITOR, "tab", number, f"ord {number}")
                await crowd.expire()
        assert came[OTHER] == 5
        assert came[FLOODER] <= CROWDED + Shares.BURST + 5
        assert len((await crowd.view(vera.token)).messages) == 10
        assert crowd.get(vera.conversation).state is State.ACTIVE
        live.dispose()
        written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        for address in (FLOODER, OTHER, network_of(FLOODER) or "", network_of(OTHER) or ""):
            assert address.encode() not in written
            assert not [one for one in gc.get_objects() if type(one) is running.Running and address in repr(one)]

    async def test_the_hourly_salt_goes_with_what_time_ends(self, crowd: Conversations, clock: Clock) -> None:
        salt = crowd._door._shares._salt
        clock.now += Shares.SALTED_FOR
        await crowd.expire()
        assert crowd._door._shares._salt != salt

    async def test_who_never_came_to_wait_stands_behind_all_who_did(self, crowd: Conversations) -> None:
        ghosts = [await crowd.open("nb") for _ in range(3)]
        vera = await crowd.open("nb")
        await crowd.resume(vera.token)
        assert [one.conversation for one in crowd.waiting()] == [vera.conversation, *(g.conversation for g in ghosts)]

    async def test_and_is_forgotten_after_two_minutes(self, crowd: Conversations, clock: Clock) -> None:
        ghost, vera = await crowd.open("nb"), await crowd.open("nb")
        await crowd.view(vera.token)
        clock.now += running.FORGOTTEN_AFTER + 1
        await crowd.expire()
        assert [one.conversation for one in crowd.waiting()] == [vera.conversation]
        with pytest.raises(NotFound):
            await crowd.resume(ghost.token)
        assert not crowd.take_missed()

    async def test_only_who_came_is_counted_as_opened_and_once(self, crowd: Conversations) -> None:
        await crowd.open("nb")
        vera = await crowd.open("nb")
        await crowd.resume(vera.token)
        await crowd.view(vera.token)
        assert (crowd.take_opened(), crowd.take_opened()) == (1, 0)

    async def test_what_a_restart_left_is_not_taken_for_it(self, crowd: Conversations, clock: Clock) -> None:
        """Somebody who was there before it may be a moment late after it."""
        running_before = running.Running("x", crowd.get((await crowd.open("nb")).conversation).facts, *WAITING)
        clock.now += running.FORGOTTEN_AFTER + 1
        assert not running_before.is_absent

    async def test_a_full_queue_gives_the_place_of_who_never_came_to_who_comes(
        self, crowd: Conversations, clock: Clock
    ) -> None:
        ghost = await crowd.open("nb")
        await fill(crowd, clock, MAX_WAITING - 1)
        clock.now += running.COMES_WITHIN + 1
        vera = await crowd.open("nb")
        assert len(crowd.waiting()) == MAX_WAITING
        assert crowd.running.find(ghost.conversation) is None
        assert await crowd.resume(vera.token)

    async def test_and_no_place_of_who_is_there(self, crowd: Conversations, clock: Clock) -> None:
        await fill(crowd, clock, MAX_WAITING)
        clock.now += running.COMES_WITHIN + 1
        with pytest.raises(Busy):
            await crowd.open("nb")

    @pytest.fixture
    async def crowd(self, make_conversations: Make, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Conversations:
        """Conversations with all limits, on this clock."""
        monkeypatch.setattr("time.monotonic", clock)
        service = make_conversations(admission=True)
        service._door = Door(clock)
        await service.start()
        return service


WAITING = (State.WAITING, None, 0)


async def comes_in(crowd: Conversations, address: str) -> bool:
    """Whether somebody is let in, who then waits as a person does."""
    try:
        opened = await crowd.open("nb", network_of(address))
    except Busy:
        return False
    await crowd.resume(opened.token)
    return True


async def fill(crowd: Conversations, clock: Clock, number: int) -> None:
    """People who wait, and are there."""
    for _ in range(number):
        clock.now += 1
        await crowd.resume((await crowd.open("nb")).token)

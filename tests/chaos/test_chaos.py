"""The checker sees each kind of wrong, the proxy breaks lines as it says, and a plan holds what was asked for."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from tests.chaos.checker import CHECKS, Record, count
from tests.chaos.proxy import FAULTS, Proxy
from tests.chaos.run import ROUND, Plan, is_good

GOOD = [(1, "a"), (2, "b"), (3, "c")]


def record(shown: list[tuple[int, str]]) -> Record:
    """A conversation that one side saw rightly and the other like this."""
    both = {"visitor": list(GOOD), "counselor": shown}
    return Record({"visitor": ["a", "c"], "counselor": ["b"]}, {"a": 1, "b": 2, "c": 3}, both)


def found(one: Record) -> set[str]:
    return {name for name, times in count([one]).items() if times}


def test_a_good_conversation_has_no_faults() -> None:
    assert found(record(GOOD)) == set()


def test_a_message_that_is_not_shown_is_lost() -> None:
    assert found(record(GOOD[:2])) == {"lost"}


def test_a_message_under_two_numbers_is_duplicated() -> None:
    assert found(record([*GOOD, (4, "c")])) == {"duplicated"}


def test_messages_in_another_order_are_reordered() -> None:
    assert found(record(GOOD[::-1])) == {"reordered"}


def test_a_message_that_nobody_wrote_is_a_phantom() -> None:
    assert found(record([*GOOD, (4, "d")])) == {"phantom"}


def test_a_number_left_out_is_a_gap() -> None:
    assert found(record([GOOD[0], GOOD[2]])) == {"lost", "gap"}


def test_a_message_without_an_ack_is_stuck() -> None:
    one = record(GOOD)
    del one.acked["c"]
    assert found(one) == {"stuck"}


@pytest.mark.parametrize(("sent", "figure"), [("skipped", "gap"), ("repeated", "duplicated"), ("withdrawn", "lost")])
def test_what_a_good_page_does_not_show_counts_too(sent: str, figure: str) -> None:
    one = record(GOOD)
    setattr(one, sent, 1)
    assert found(one) == {figure}


def test_a_run_is_good_when_all_is_acked_and_nothing_is_wrong() -> None:
    plan, nothing = Plan(10, 0, 0), dict.fromkeys((check.__name__ for check in CHECKS), 0)
    assert is_good(plan, {"messages": 10, **nothing})
    assert not is_good(plan, {"messages": 9, **nothing})
    assert not any(is_good(plan, {"messages": 10, **nothing, check.__name__: 1}) for check in CHECKS)


def test_a_plan_deals_everything_to_its_rounds() -> None:
    plan = Plan(messages=2 * ROUND + 1, kills=20, faults=40)
    rounds = plan.rounds()
    assert [number for numbers in rounds for number in numbers] == list(range(plan.messages))
    assert len(rounds) == len(plan.events()) == 3
    happening = Counter(event for events in plan.events() for event in events)
    assert happening == {"kill": 18, "reboot": 2, **dict.fromkeys(FAULTS, 10)}


Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Harm = Callable[[str], int]


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The event loop of a run: others close sockets in other ways."""
    return "asyncio", {"use_uvloop": True}


@asynccontextmanager
async def line() -> AsyncIterator[tuple[Ends, Ends, Harm]]:
    """Both ends of a line through a proxy, and a way to harm it."""
    arrived: asyncio.Queue[Ends] = asyncio.Queue()
    far = await asyncio.start_server(lambda *ends: arrived.put_nowait(ends), "127.0.0.1", 0)
    proxy = Proxy(far.sockets[0].getsockname()[1])
    near = await asyncio.open_connection("127.0.0.1", await proxy.start())
    try:
        near[1].write(b".")
        server = await arrived.get()
        await server[0].readexactly(1)  # so the proxy has both ends
        yield near, server, lambda fault: proxy.harm(fault, random.Random(1))
    finally:
        for _, writer in (near, server):
            writer.close()
        await proxy.stop()
        far.close()


async def passed(source: Ends, target: Ends, expected: bytes) -> bytes:
    """What arrives of four bytes; nothing else is on the line. Only where nothing is to come, the wait is short."""
    source[1].write(b"hei!")
    try:
        return await asyncio.wait_for(target[0].read(4), 20 if expected else 0.3)
    except (TimeoutError, ConnectionResetError):
        return b""


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("fault", "up", "down"),
    [
        ("", b"hei!", b"hei!"),
        ("truncate", b"he", b""),
        ("blackhole", b"", b""),
        ("deaf", b"hei!", b""),
    ],
)
async def test_a_line_breaks_as_its_fault_says(fault: str, up: bytes, down: bytes) -> None:
    async with line() as (client, server, harm):
        if fault:
            assert harm(fault) == 1
            assert harm(fault) == 0, "a line breaks once"
        assert await passed(client, server, up) == up
        assert await passed(server, client, down) == down


@pytest.mark.anyio
async def test_a_reset_is_one_at_both_ends() -> None:
    async with line() as (client, server, harm):
        assert (harm("reset"), harm("reset")) == (1, 0)
        for reader, _ in (client, server):
            with pytest.raises(ConnectionResetError):
                await reader.read()


@pytest.mark.anyio
@pytest.mark.parametrize("up", [True, False], ids=["up", "down"])
async def test_a_truncated_line_ends_when_half_was_passed_on(up: bool) -> None:
    async with line() as (client, server, harm):
        harm("truncate")
        source, target = (client, server) if up else (server, client)
        source[1].write(b"hei!" * 1000)
        assert await target[0].read() == b"hei!" * 500
        assert await source[0].read() == b""


@pytest.mark.anyio
@pytest.mark.parametrize("fault", ["blackhole", "deaf"])
async def test_a_line_that_swallows_ends_when_the_client_gives_up(fault: str) -> None:
    async with line() as (client, server, harm):
        harm(fault)
        client[1].close()
        assert await server[0].read() == b""

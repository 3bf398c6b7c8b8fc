"""The benchmark's own arithmetic and framing. How fast anything is, is not tested here."""

import math
import random
import socket
from itertools import pairwise

import pytest

from tests.bench import wire
from tests.bench.crowd import Crowd, Outcome, Talker
from tests.bench.figures import Spread, highest_rate, percentile, poisson_arrivals, ratios


class TestPercentile:
    @pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.99, 99), (0.995, 100), (1, 100), (0, 1)])
    def test_it_is_the_smallest_value_that_so_many_do_not_exceed(self, share: float, value: int) -> None:
        values = [float(number) for number in range(1, 101)]
        random.Random(1).shuffle(values)
        assert percentile(values, share) == value

    def test_of_nothing_is_infinite(self) -> None:
        assert percentile([], 0.5) == math.inf


def test_a_spread_is_least_median_most() -> None:
    assert Spread.of([3.0, 1.0, 2.0, 10.0]) == Spread(1.0, 2.5, 10.0)


def test_ratios_are_taken_round_by_round() -> None:
    assert ratios([2, 9], [1, 3]) == [2, 3]


class TestArrivals:
    def test_they_come_at_the_rate_in_order_and_in_time(self) -> None:
        moments = poisson_arrivals(1000, 10, random.Random(1))
        assert 9_500 < len(moments) < 10_500
        assert moments == sorted(moments)
        assert moments[-1] < 10

    def test_gaps_vary_as_chance_has_it(self) -> None:
        moments = poisson_arrivals(1000, 10, random.Random(1))
        gaps = [later - sooner for sooner, later in pairwise(moments)]
        assert percentile(gaps, 0.5) == pytest.approx(math.log(2) / 1000, rel=0.1)


class TestHighestRate:
    def test_it_closes_in_on_the_limit_from_below(self) -> None:
        found = highest_rate(lambda rate: rate <= 7000, start=1000, factor=1.5, refinements=6, limit=100_000)
        assert 6900 < found <= 7000

    def test_it_is_nothing_where_even_the_start_is_too_much(self) -> None:
        assert highest_rate(lambda _: False, start=1000, factor=2, refinements=3, limit=10_000) == 0

    def test_it_stops_at_the_limit(self) -> None:
        assert highest_rate(lambda _: True, start=1000, factor=2, refinements=3, limit=10_000) == 8000


class TestFraming:
    @pytest.mark.parametrize("size", [0, 125, 126, 160, 60_000])
    def test_what_is_packed_is_unpacked(self, size: int) -> None:
        buffer = bytearray(wire.masked(wire.TEXT, b"x" * size) * 2)
        assert list(wire.unpacked(buffer)) == [(wire.TEXT, bytearray(b"x" * size))] * 2
        assert buffer == b""

    def test_a_part_waits_for_the_rest(self) -> None:
        frame = wire.masked(wire.TEXT, b"x" * 200)
        for cut in (1, 3, 50):
            buffer = bytearray(frame + frame[:cut])
            assert len(list(wire.unpacked(buffer))) == 1
            assert buffer == frame[:cut]

    def test_a_long_frame_of_a_server_is_understood(self) -> None:
        buffer = bytearray(b"\x81\x7f" + (70_000).to_bytes(8) + b"y" * 70_000)
        assert list(wire.unpacked(buffer)) == [(wire.TEXT, bytearray(b"y" * 70_000))]


class TestCrowd:
    def test_a_message_is_160_bytes_of_json(self) -> None:
        with socket.socket() as link:
            frame = Talker(link, 0).compose("#0001.0000001")
        assert len(frame) == len(wire.masked(wire.TEXT, b"x" * 160))

    def test_every_message_is_found_at_the_other_end(self) -> None:
        crowd = Crowd([socket.socketpair() for _ in range(5)])
        outcome = crowd.talk(500, 0.2, random.Random(1))
        crowd.close()
        assert outcome.sent == len(outcome.latencies) > 50
        assert (outcome.lost, outcome.twice, outcome.gave_up) == (0, 0, False)

    @pytest.mark.parametrize(
        ("latencies", "twice", "gave_up"),
        [([0.01] * 9, 0, False), ([0.01] * 10, 1, False), ([0.2] * 10, 0, False), ([0.01] * 10, 0, True)],
        ids=["lost", "twice", "slow", "gave up"],
    )
    def test_what_is_not_whole_and_quick_is_not_sustained(
        self, latencies: list[float], twice: int, gave_up: bool
    ) -> None:
        assert Outcome(1, 10, [0.01] * 10, [], 0, False).sustained
        assert not Outcome(1, 10, latencies, [], twice, gave_up).sustained

"""A form pressed twice."""

import asyncio

import pytest

from public_widget.once import REMEMBERED, Once

pytestmark = pytest.mark.anyio


class Opening:
    """Counts how often it was done; fails as many times as told."""

    def __init__(self, failures: int = 0) -> None:
        self.times, self.failures = 0, failures

    async def __call__(self) -> str:
        self.times += 1
        await asyncio.sleep(0)
        if self.times <= self.failures:
            raise ConnectionError
        return f"token {self.times}"


async def test_presses_at_the_same_moment_are_one() -> None:
    once, opening = Once(), Opening()
    assert list(await asyncio.gather(once.run("a", opening), once.run("a", opening))) == ["token 1"] * 2
    assert opening.times == 1


async def test_another_form_is_another() -> None:
    once, opening = Once(), Opening()
    assert [await once.run("a", opening), await once.run("b", opening)] == ["token 1", "token 2"]


async def test_a_failure_may_be_tried_again() -> None:
    once, opening = Once(), Opening(failures=1)
    with pytest.raises(ConnectionError):
        await once.run("a", opening)
    assert await once.run("a", opening) == "token 2"


async def test_it_forgets_the_oldest_and_so_stays_small() -> None:
    once, opening = Once(), Opening()
    for n in range(REMEMBERED + 1):
        await once.run(f"form {n}", opening)
    await once.run(f"form {REMEMBERED}", opening)
    assert opening.times == REMEMBERED + 1
    await once.run("form 0", opening)
    assert opening.times == REMEMBERED + 2

"""What is asked for twice, left while it is being done, or left before it was heard of."""

import asyncio

import pytest

from public_widget import once as once_module
from public_widget.once import REMEMBERED, Once, Spent

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
    once, opening = Once[str](), Opening()
    assert list(await asyncio.gather(once.run("a", opening), once.run("a", opening))) == ["token 1"] * 2
    assert opening.times == 1


async def test_another_form_is_another() -> None:
    once, opening = Once[str](), Opening()
    assert [await once.run("a", opening), await once.run("b", opening)] == ["token 1", "token 2"]


async def test_a_failure_may_be_tried_again() -> None:
    once, opening = Once[str](), Opening(failures=1)
    with pytest.raises(ConnectionError):
        await once.run("a", opening)
    assert await once.run("a", opening) == "token 2"


async def test_it_forgets_the_oldest_and_so_stays_small() -> None:
    once, opening = Once[str](), Opening()
    for n in range(REMEMBERED + 1):
        await once.run(f"form {n}", opening)
    await once.run(f"form {REMEMBERED}", opening)
    assert opening.times == REMEMBERED + 1
    await once.run("form 0", opening)
    assert opening.times == REMEMBERED + 2


async def test_what_was_spent_is_told_once_and_not_done_again() -> None:
    once, opening = Once[str](), Opening()
    await once.run("a", opening)
    assert [await once.spend("a"), await once.spend("a")] == ["token 1", None]
    with pytest.raises(Spent):
        await once.run("a", opening)
    assert opening.times == 1


async def test_what_is_spent_before_it_is_heard_of_is_never_done() -> None:
    once, opening = Once[str](), Opening()
    assert await once.spend("a") is None
    with pytest.raises(Spent):
        await once.run("a", opening)
    assert opening.times == 0


async def test_what_is_spent_while_it_is_done_goes_to_who_spent_it_alone() -> None:
    once, opening = Once[str](), Opening()
    asked, spent = await asyncio.gather(once.run("a", opening), once.spend("a"), return_exceptions=True)
    assert (type(asked), spent) == (Spent, "token 1")


async def test_spending_what_fails_is_no_failure() -> None:
    once, opening = Once[str](), Opening(failures=1)
    asked, spent = await asyncio.gather(once.run("a", opening), once.spend("a"), return_exceptions=True)
    assert (type(asked), spent) == (ConnectionError, None)
    with pytest.raises(Spent):
        await once.run("a", opening)


async def test_a_result_that_is_over_is_not_kept(one_result: Once[str]) -> None:
    one_result.spend_if(lambda result: result == "token 2")
    assert "token 1" in kept(one_result)
    one_result.spend_if(lambda result: result == "token 1")
    assert kept(one_result) == []
    with pytest.raises(Spent):
        await one_result.run("a", Opening())


async def test_no_result_is_kept_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once_module, "KEPT_SECONDS", 0.05)
    once, opening = Once[str](), Opening()
    assert await once.run("a", opening) == "token 1"
    await asyncio.sleep(0.2)
    assert kept(once) == []
    with pytest.raises(Spent):
        await once.run("a", opening)


@pytest.fixture
async def one_result() -> Once[str]:
    once = Once[str]()
    await once.run("a", Opening())
    return once


def kept(once: Once[str]) -> list[str]:
    """What it holds in memory."""
    return [task.result() for task in once._tasks.values() if task]

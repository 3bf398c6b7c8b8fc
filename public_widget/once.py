"""A beginning asked for twice is done once, and one that was left is not done at all. In memory, for a while."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from secrets import token_urlsafe
from typing import Generic, TypeVar

KEPT_SECONDS = 120  # the result, for whoever presses again; that its mark was used is remembered for longer
REMEMBERED = 500  # marks; the oldest is forgotten first

Result = TypeVar("Result")


def new_mark() -> str:
    return token_urlsafe(16)


def is_mark(mark: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_-]{16,64}", mark) is not None


def known_mark(mark: str) -> str:
    """What makes a form known when it comes twice; a new one where ours is missing or changed."""
    return mark if is_mark(mark) else new_mark()


class Spent(Exception):
    """What this mark stood for is over; it must not begin anew."""


class Once(Generic[Result]):
    """Runs what belongs to a mark the first time and answers every repetition with the same result."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[Result] | None] = {}  # None when spent

    async def run(self, mark: str, action: Callable[[], Awaitable[Result]]) -> Result:
        """The result of `action`. A failure is raised and forgotten, so that trying again may succeed.

        Raises Spent when the mark is, also when it was spent while `action` ran.
        """
        if mark not in self._tasks:
            begun = asyncio.ensure_future(_call(action))
            self._remember(mark, begun)
            begun.add_done_callback(lambda done: self._keep_for_a_while(mark, done))
        task = self._tasks[mark]
        if task is None:
            raise Spent
        try:
            result = await asyncio.shield(task)
        except Exception:
            if self._tasks.get(mark) is task:
                del self._tasks[mark]
            raise
        if self._tasks.get(mark, task) is None:
            raise Spent
        return result

    async def spend(self, mark: str) -> Result | None:
        """What `mark` stood for, once that has run; None when there is nothing. From now on it begins nothing."""
        task = self._tasks.get(mark)
        self._remember(mark, None)
        if task:
            with suppress(Exception):
                return await asyncio.shield(task)
        return None

    def spend_if(self, is_over: Callable[[Result], bool]) -> None:
        """Forgets the results that are over, and remembers only that their marks have been used."""
        for mark, task in self._tasks.items():
            if task and task.done() and not task.exception() and is_over(task.result()):
                self._tasks[mark] = None

    def _remember(self, mark: str, task: asyncio.Task[Result] | None) -> None:
        while mark not in self._tasks and len(self._tasks) >= REMEMBERED:
            del self._tasks[next(iter(self._tasks))]
        self._tasks[mark] = task

    def _keep_for_a_while(self, mark: str, done: asyncio.Task[Result]) -> None:
        """Nothing is kept of what failed, which in a flood is much."""
        if not done.cancelled() and not done.exception():
            done.get_loop().call_later(KEPT_SECONDS, self._expire, mark, done)

    def _expire(self, mark: str, begun: asyncio.Task[Result]) -> None:
        if self._tasks.get(mark) is begun:
            self._tasks[mark] = None


async def _call(action: Callable[[], Awaitable[Result]]) -> Result:
    return await action()

"""A form pressed twice is done once. In memory, for as long as somebody may press again."""

import asyncio
from collections.abc import Awaitable, Callable

REMEMBERED = 500  # forms; the oldest is forgotten first


class Spent(Exception):
    """What this mark stood for is over; pressing again must not begin it anew."""


class Once:
    """Runs what belongs to a mark the first time and answers every repetition with the same result."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[str] | None] = {}  # None when spent

    async def run(self, mark: str, action: Callable[[], Awaitable[str]]) -> str:
        """The result of `action`. A failure is raised and forgotten, so that trying again may succeed.

        Raises Spent when `spend` was told the result.
        """
        if mark not in self._tasks:
            self._forget_oldest()
            self._tasks[mark] = asyncio.ensure_future(_call(action))
        task = self._tasks[mark]
        if task is None:
            raise Spent
        try:
            return await asyncio.shield(task)
        except Exception:
            self._tasks.pop(mark, None)
            raise

    def spend(self, result: str) -> None:
        """Forgets `result`, and remembers only that its mark has been used."""
        for mark, task in self._tasks.items():
            if task and task.done() and not task.exception() and task.result() == result:
                self._tasks[mark] = None

    def _forget_oldest(self) -> None:
        while len(self._tasks) >= REMEMBERED:
            del self._tasks[next(iter(self._tasks))]


async def _call(action: Callable[[], Awaitable[str]]) -> str:
    return await action()

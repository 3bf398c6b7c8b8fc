"""What is being done just now, told to somebody who waits for it, such as whoever gave a command. Else to nobody."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

Tell = Callable[[str], None]

_listener: ContextVar[Tell | None] = ContextVar("listener", default=None)


@contextmanager
def told_to(tell: Tell) -> Iterator[None]:
    """Within it, `tell` gets each step when it begins, as a few English words."""
    before = _listener.set(tell)
    try:
        yield
    finally:
        _listener.reset(before)


def step(words: str) -> None:
    """Says what begins now."""
    if tell := _listener.get():
        tell(words)


def each(names: Sequence[str], what: str) -> Iterator[str]:
    """The names one after the other, and says which of how many it is."""
    for number, name in enumerate(names, 1):
        step(f"{what} {number} of {len(names)}: {name}")
        yield name

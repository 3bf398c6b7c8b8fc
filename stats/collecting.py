"""Python's search for objects that only hold each other, put off where very many are made that all stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off() -> Iterator[None]:
    """Within it nothing is searched for, in no thread: that would take as long as making all contacts of a register.

    Several may be at it at once: the search goes on when the one that began first ends.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

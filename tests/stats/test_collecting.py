"""The search for objects that hold each other is put off, and goes on afterwards whatever happened."""

import gc
from collections.abc import Iterator

import pytest

from stats.collecting import put_off


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.enable()


def test_it_goes_on_afterwards() -> None:
    with put_off():
        assert not gc.isenabled()
        with put_off():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_where_something_failed() -> None:
    with pytest.raises(ValueError, match="broken"), put_off():
        raise ValueError("broken")
    assert gc.isenabled()


def test_of_two_that_overlap_the_one_that_began_first_lets_it_go_on() -> None:
    first, second = put_off(), put_off()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()


def test_it_stays_off_where_it_was_off() -> None:
    gc.disable()
    with put_off():
        pass
    assert not gc.isenabled()

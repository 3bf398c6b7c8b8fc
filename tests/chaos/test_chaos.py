"""The checker sees each kind of fault, and the harness a client that breaks a rule."""

import asyncio
from pathlib import Path

from tests.chaos.__main__ import run
from tests.chaos.checker import Record, count
from tests.chaos.mutants import NewName

GOOD = [(1, "a"), (2, "b"), (3, "c")]


def found(shown: list[tuple[int, str]]) -> set[str]:
    """The kinds of fault in a conversation that one side saw rightly and the other like this."""
    record = Record({"visitor": ["a", "c"], "counselor": ["b"]}, {"a": 1, "b": 2, "c": 3})
    record.shown = {"visitor": list(GOOD), "counselor": shown}
    return {name for name, times in count([record]).items() if times}


def test_a_good_conversation_has_no_faults() -> None:
    assert found(GOOD) == set()


def test_a_message_that_is_not_shown_is_lost() -> None:
    assert found(GOOD[:2]) == {"lost"}


def test_a_message_under_two_numbers_is_duplicated() -> None:
    assert found([*GOOD, (4, "c")]) == {"duplicated"}


def test_messages_in_another_order_are_reordered() -> None:
    assert found(GOOD[::-1]) == {"reordered"}


def test_a_message_that_nobody_wrote_is_a_phantom() -> None:
    assert found([*GOOD, (4, "d")]) == {"phantom"}


def test_a_good_client_comes_through(tmp_path: Path) -> None:
    figures = asyncio.run(run(400, 1, 3, tmp_path))
    assert figures["messages"] == 400
    assert not any(figures[name] for name in ("lost", "duplicated", "reordered", "phantom"))


def test_a_resend_under_another_name_is_noticed(tmp_path: Path) -> None:
    assert asyncio.run(run(600, 1, 3, tmp_path, NewName))["duplicated"]

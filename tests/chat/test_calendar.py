"""One calendar, whatever the clock of the machine is set to."""

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from chat import calendar

ROOT = Path(__file__).parents[2]
OURS = ("chat", "stats", "counselor_console", "public_widget", "commands")
AHEAD, BEHIND = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))


@pytest.fixture(autouse=True)
def _put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "_zone", None)


def test_the_day_is_that_of_the_place_that_was_named() -> None:
    """Of two places that are 26 hours apart it is never the same day."""
    calendar.keep(AHEAD)
    ahead = calendar.today()
    calendar.keep(BEHIND)
    assert ahead > calendar.today()
    assert ahead == datetime.now(UTC).astimezone(AHEAD).date()


def test_nobody_asks_the_machine_for_the_day() -> None:
    """So that a contact of an evening has no day that the register has not come to."""
    asked = re.compile(r"date\.today\(|datetime\.now\(\)")
    paths = [path for folder in OURS for path in (ROOT / folder).rglob("*.py")]
    assert [path.name for path in [*paths, ROOT / "app.py"] if asked.search(path.read_text())] == []

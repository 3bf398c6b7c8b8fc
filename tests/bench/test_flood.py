"""A short flood beside running conversations, on a real server. How fast anything is, is not tested here."""

from pathlib import Path

import pytest

from tests.bench.flood import FLOOD, addresses_in, measure

pytestmark = pytest.mark.anyio


async def test_a_flood_harms_no_conversation_keeps_nobody_else_out_and_leaves_no_address(tmp_path: Path) -> None:
    result = await measure(tmp_path, seconds=6, rate=2000, networks=1, counselors=1)
    assert result.lost == 0
    assert result.quiet
    assert result.flooded
    assert set(result.openings) == {201, 429}
    assert result.openings[429] > result.openings[201]
    assert result.strangers[0] == result.strangers[1] > 0
    assert result.addresses_found == []


def test_the_search_would_find_an_address(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(f"somebody came from {FLOOD.format(0, 7)}")
    assert addresses_in(tmp_path) == ["log"]

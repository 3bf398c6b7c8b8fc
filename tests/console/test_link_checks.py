"""Trying ourselves: known pairs shown as if nobody knew, and only the team's numbers kept."""

import re

import httpx
import pytest
from sqlalchemy.orm import Session

from stats.models import LinkCheck
from tests.console.conftest import HTMX, Card, House
from tests.console.test_contacts import add
from tests.console.test_earlier import AGAIN, FISHER

pytestmark = pytest.mark.anyio

CHECKS = "/console/checks"


async def counted(house: House) -> list[tuple[int, int]]:
    def read(session: Session) -> list[tuple[int, int]]:
        return [(row.shown, row.missed) for row in session.query(LinkCheck)]

    found: list[tuple[int, int]] = await house.app.state.app_db.run(read)
    return found


@pytest.fixture
async def pair(cora: httpx.AsyncClient, contact: Card) -> tuple[str, str]:
    """Two linked contacts, and two others of which nobody decided anything."""
    first = await add(cora, contact, FISHER, day="2026-01-02")
    await add(cora, contact, "Lurer på regler om skatt.", day="2026-01-03")
    second = await add(cora, contact, AGAIN, day="2026-02-03")
    await add(cora, contact, "Spør om testing på helgen.", day="2026-03-03")
    await cora.post(f"/console/contacts/{second}/links", data={"other": first})
    return first, second


async def test_a_known_pair_is_shown_as_if_nobody_knew(dan: httpx.AsyncClient, pair: tuple[str, str]) -> None:
    page = (await dan.get(CHECKS)).text
    assert f'name="contact" value="{pair[1]}"' in page
    assert f'name="answer-{pair[0]}"' in page
    assert "Vesterålen" in page.partition("<form")[2].replace("<mark>", "").replace("</mark>", "")
    assert "én kontakt til" not in page
    assert "Spør om testing" not in page  # which came later


@pytest.mark.parametrize(
    ("verdict", "told", "missed"),
    [("same", "Funnet:", 0), ("different", "Oversett:", 1), ("not_looked", "Oversett:", 1)],
)
async def test_what_the_team_finds_and_misses_is_counted_and_changes_no_link(
    house: House, dan: httpx.AsyncClient, pair: tuple[str, str], verdict: str, told: str, missed: int
) -> None:
    first, second = pair
    form = {"contact": second, "shown": [first], f"answer-{first}": verdict}
    assert told in (await dan.post(CHECKS, data=form, headers=HTMX)).text
    await dan.post(CHECKS, data=form)
    assert await counted(house) == [(2, 2 * missed)]
    assert second in (await dan.get(f"/console/contacts/{first}")).text


async def test_who_has_nobody_earlier_is_not_counted(
    house: House, dan: httpx.AsyncClient, contact: Card, pair: tuple[str, str]
) -> None:
    alone = await add(dan, contact, "Har nettopp flyttet til byen.")
    form = {"contact": alone, "shown": [pair[0]], f"answer-{pair[0]}": "same"}
    assert "Det telles ikke." in (await dan.post(CHECKS, data=form)).text
    assert await counted(house) == []


async def test_some_that_are_shown_are_of_nobody_else(
    dan: httpx.AsyncClient, contact: Card, pair: tuple[str, str]
) -> None:
    alone = await add(dan, contact, "Har nettopp flyttet til byen.", day="2026-04-04")
    await dan.post(f"/console/contacts/{alone}/links", data={"other": pair[0], "verdict": "different"})
    shown = {re.search('name="contact" value="(.*?)"', (await dan.get(CHECKS)).text)[1] for _ in range(40)}  # type: ignore[index]
    assert shown == {pair[1], alone}


async def test_without_known_pairs_there_is_nothing_to_show(dan: httpx.AsyncClient) -> None:
    assert "ingen kjente par" in (await dan.get(CHECKS)).text

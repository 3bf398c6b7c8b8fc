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
MOVED = "Har nettopp flyttet til byen."


async def shown(client: httpx.AsyncClient, note: str) -> str:
    """The mark of the check that shows the contact with `note`, asked for until it comes."""
    for _ in range(100):
        page = (await client.get(CHECKS)).text
        if note in page.partition('<section class="earlier"')[0]:
            return re.search('name="check" value="(.*?)"', page)[1]  # type: ignore[index]
    raise AssertionError(note)


async def say(client: httpx.AsyncClient, check: str, **answers: str) -> httpx.Response:
    said = {f"answer-{one}": verdict for one, verdict in answers.items()}
    return await client.post(CHECKS, data={"check": check, "shown": list(answers), **said}, headers=HTMX)


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
    await cora.post(f"/console/contacts/{second}/links", data={"other": first, "verdict": "same"})
    return first, second


async def test_a_known_pair_is_shown_as_if_nobody_knew(dan: httpx.AsyncClient, pair: tuple[str, str]) -> None:
    page = (await dan.get(CHECKS)).text
    assert AGAIN in page
    assert pair[1] not in page  # whoever could look it up would know
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
    for _ in range(2):
        assert told in (await say(dan, await shown(dan, AGAIN), **{first: verdict})).text
    assert await counted(house) == [(2, 2 * missed)]
    assert second in (await dan.get(f"/console/contacts/{first}")).text


async def test_a_check_counts_once(house: House, dan: httpx.AsyncClient, pair: tuple[str, str]) -> None:
    check = await shown(dan, AGAIN)
    await say(dan, check, **{pair[0]: "same"})
    assert "ble besvart før" in (await say(dan, check, **{pair[0]: "same"})).text
    assert await counted(house) == [(1, 0)]


async def test_who_says_same_of_everybody_is_asked_to_choose(
    house: House, dan: httpx.AsyncClient, pair: tuple[str, str]
) -> None:
    check = await shown(dan, AGAIN)
    others = set(re.findall('name="shown" value="(.*?)"', (await dan.get(CHECKS)).text))
    assert others > {pair[0]}
    again = await say(dan, check, **dict.fromkeys(others, "same"))
    assert (again.status_code, "Velg høyst én" in again.text) == (422, True)
    assert f'name="answer-{pair[0]}" value="same" autocomplete="off" checked' in again.text
    assert await counted(house) == []
    check = re.search('name="check" value="(.*?)"', again.text)[1]  # type: ignore[index]
    await say(dan, check, **dict.fromkeys(others, "different") | {pair[0]: "same"})
    assert await counted(house) == [(1, 0)]


async def test_who_was_not_shown_is_not_missed(house: House, dan: httpx.AsyncClient, pair: tuple[str, str]) -> None:
    """The team cannot recognise somebody whom the program did not show; the estimate counts that apart."""
    others = set(re.findall('name="shown" value="(.*?)"', (await dan.get(CHECKS)).text)) - {pair[0]}
    assert others
    said = await say(dan, await shown(dan, AGAIN), **dict.fromkeys(others, "different"))
    assert "ikke blant dem som ble vist" in said.text
    assert await counted(house) == []


async def test_of_one_person_several_contacts_may_be_the_same(
    house: House, dan: httpx.AsyncClient, contact: Card, pair: tuple[str, str]
) -> None:
    """They were joined by the contact that is shown, so that without it they stand apart."""
    other = await add(dan, contact, "Skipperen har båten i Vesterålen.", day="2026-01-20")
    await dan.post(f"/console/contacts/{pair[1]}/links", data={"other": other, "verdict": "same"})
    await say(dan, await shown(dan, AGAIN), **{pair[0]: "same", other: "same"})
    assert await counted(house) == [(1, 0)]


async def test_who_has_nobody_earlier_is_not_counted(
    house: House, dan: httpx.AsyncClient, contact: Card, pair: tuple[str, str]
) -> None:
    alone = await add(dan, contact, MOVED, day="2026-04-04")
    await dan.post(f"/console/contacts/{alone}/links", data={"other": pair[0], "verdict": "different"})
    assert "Det telles ikke." in (await say(dan, await shown(dan, MOVED), **{pair[0]: "same"})).text
    assert await counted(house) == []


async def test_some_that_are_shown_are_of_nobody_else(
    dan: httpx.AsyncClient, contact: Card, pair: tuple[str, str]
) -> None:
    alone = await add(dan, contact, MOVED, day="2026-04-04")
    await dan.post(f"/console/contacts/{alone}/links", data={"other": pair[0], "verdict": "different"})
    pages = [(await dan.get(CHECKS)).text.partition('<section class="earlier"')[0] for _ in range(40)]
    assert all((AGAIN in page) != (MOVED in page) for page in pages)
    assert any(MOVED in page for page in pages)
    assert any(AGAIN in page for page in pages)


async def test_without_known_pairs_there_is_nothing_to_show(dan: httpx.AsyncClient) -> None:
    assert "ingen kjente par" in (await dan.get(CHECKS)).text

"""What is owed stands in the list of what is open before a year is closed, and opens for the one who owes it."""

import httpx
import pytest

from tests.console.conftest import House

pytestmark = pytest.mark.anyio


async def test_everything_that_is_owed_stands_there_and_ones_own_opens_from_there(
    house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient
) -> None:
    number = await house.owed("Cora")
    mine, his = (await cora.get("/console/undecided")).text, (await dan.get("/console/undecided")).text
    for page in (mine, his):
        assert "Samtaler som ikke er registrert ennå: 1" in page
        assert "Chat på egen nettside" in page
    assert f'<a href="/console/owed/{number}"' in mine
    assert (await cora.get(f"/console/owed/{number}")).status_code == 200
    assert "en kollegas" not in mine
    assert "/console/owed" not in his.partition('class="contacts"')[2]
    assert "en kollegas" in his
    assert "Cora" not in his.partition('class="contacts"')[2]


async def test_nothing_is_owed_once_it_is_registered_or_skipped(house: House, cora: httpx.AsyncClient) -> None:
    number = await house.owed()
    assert (await cora.post(f"/console/owed/{number}", data={"skip": "other"})).status_code == 303
    page = (await cora.get("/console/undecided")).text
    assert "Samtaler som ikke er registrert" not in page
    assert "Ingenting er uavklart" in page

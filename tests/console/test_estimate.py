"""What a lead reads of the estimate: whether it was tried, what came of it, and its line beside the counted persons."""

from dataclasses import replace

import httpx
import pytest

from chat import calendar
from stats import validity
from tests.console.conftest import Card, House
from tests.console.test_contacts import add
from tests.stats.test_validating import GOOD, found

pytestmark = pytest.mark.anyio
LINE = "Noen kan ha kommet tilbake uten at noen kjente dem igjen"


@pytest.fixture
async def lea(house: House, cora: httpx.AsyncClient, contact: Card) -> httpx.AsyncClient:
    await add(cora, contact, "Fisker på Vesterålen, redd for skipperen sin.")
    return await house.staff("Lea")


async def estimate(client: httpx.AsyncClient) -> str:
    return " ".join((await client.get(f"/stats/estimate?year={calendar.today().year}")).text.split())


async def figures(client: httpx.AsyncClient) -> str:
    return (await client.get(f"/stats?year={calendar.today().year}")).text


class TestTheEstimatePage:
    async def test_below_the_persons_that_are_needed_it_says_how_many_there_are(self, lea: httpx.AsyncClient) -> None:
        page = await estimate(lea)
        assert "I alle årene til sammen har de avgjort dem for 1" in page
        assert "Det er ikke etterprøvd ennå." in page
        assert "lavterskel linking validate" not in page

    async def test_what_held_is_called_validated_with_persons_day_and_version(
        self, house: House, lea: httpx.AsyncClient
    ) -> None:
        await house.app.state.app_db.run(validity.keep, found())
        page = await estimate(lea)
        assert "Etterprøvd på 181 personer 12. juni 2025; gjengi det talte tallet" in page
        assert "Eksperimentelt" not in page
        assert f"Utgave {found().method} av metoden" in page
        assert (page.count("ikke innfridd"), "91,0 %" in page) == (0, True)

    async def test_what_did_not_hold_says_which_goal_and_stays_an_experiment(
        self, house: House, lea: httpx.AsyncClient
    ) -> None:
        await house.app.state.app_db.run(validity.keep, found(replace(GOOD, width=0.27)))
        page = await estimate(lea)
        assert "Etterprøvd på" not in page
        assert page.count("ikke innfridd") == 1

    async def test_an_earlier_version_of_the_method_is_told_as_one(self, house: House, lea: httpx.AsyncClient) -> None:
        await house.app.state.app_db.run(validity.keep, found(version="0-00000000"))
        page = await estimate(lea)
        assert "Etterprøvd på" not in page
        assert "Det må prøves på nytt." in page


class TestTheLineBesideTheCountedPersons:
    async def test_it_stands_there_only_where_the_estimate_was_made_already(
        self, cora: httpx.AsyncClient, lea: httpx.AsyncClient, contact: Card
    ) -> None:
        assert LINE not in await figures(lea)
        await estimate(lea)
        assert "så vi anslår, som et forsøk, at det var 1 personer" in await figures(lea)
        await add(cora, contact, "Har to katter og jobber natt på lager.")
        assert LINE not in await figures(lea)

    async def test_it_says_by_what_it_is_validated(self, house: House, lea: httpx.AsyncClient) -> None:
        await house.app.state.app_db.run(validity.keep, found())
        await estimate(lea)
        assert "med en metode som ble etterprøvd på 181 personer 12. juni 2025" in await figures(lea)

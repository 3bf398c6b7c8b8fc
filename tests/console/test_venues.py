"""The register of venues: everybody with shifts reads it, the lead decides; our own names at each."""

from datetime import timedelta

import httpx
import pytest

from chat import calendar
from stats import profiles, venues
from stats.models.shifts import Venue
from tests.console.conftest import HTMX, House

pytestmark = pytest.mark.anyio

VENUE = {
    "name": "Blåtimen",
    "kind": "chat_room",
    "channel": "chat_room",
    "languages": "nb",
    "agreement": "yes",
    "agreement_day": "2026-01-10",
    "agreement_until": "",
    "no_logging": "yes",
    "no_logging_day": "2026-01-10",
    "rules": "Bare svare.\r\nIngen lenker.",
}


def profile(active_until: str = "") -> dict[str, str]:
    """The form for a name that is ours from today."""
    return {"profile": "oss_i_gata", "active_from": calendar.today().isoformat(), "active_until": active_until}


async def stored(house: House) -> list[Venue]:
    found: list[Venue] = await house.app.state.app_db.run(venues.list_venues)
    return found


@pytest.fixture
async def lea(house: House) -> httpx.AsyncClient:
    return await house.staff("Lea")


async def test_one_is_added_without_script(house: House, lea: httpx.AsyncClient) -> None:
    answer = await lea.post("/console/venues/new", data=VENUE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/venues/1")
    [venue] = await stored(house)
    assert (venue.name, venue.agreement, venue.rules) == ("Blåtimen", True, "Bare svare.\nIngen lenker.")


async def test_with_htmx_its_form_comes_back(lea: httpx.AsyncClient) -> None:
    answer = await lea.post("/console/venues/new", data=VENUE, headers=HTMX)
    assert answer.status_code == 200
    assert 'action="/console/venues/1"' in answer.text


async def test_bad_input_keeps_what_was_typed_and_stores_nothing(house: House, lea: httpx.AsyncClient) -> None:
    answer = await lea.post("/console/venues/new", data={**VENUE, "name": "", "agreement_day": "i fjor"})
    assert answer.status_code == 422
    assert "Ingen lenker." in answer.text
    assert 'value="i fjor"' in answer.text
    assert 'id="name-error"' in answer.text
    assert await stored(house) == []


async def test_a_name_that_is_taken_is_told_at_its_field(lea: httpx.AsyncClient) -> None:
    await lea.post("/console/venues/new", data=VENUE)
    answer = await lea.post("/console/venues/new", data=VENUE)
    assert answer.status_code == 422
    assert "Det finnes et annet sted med dette navnet." in answer.text
    assert (await lea.post("/console/venues/1", data=VENUE)).status_code == 303


async def test_the_list_warns_of_one_without_agreement_or_promise(lea: httpx.AsyncClient) -> None:
    await lea.post("/console/venues/new", data=VENUE)
    assert "har ikke" not in (await lea.get("/console/venues")).text
    await lea.post("/console/venues/1", data={**VENUE, "no_logging": ""})
    assert "Eieren har ikke lovet" in (await lea.get("/console/venues")).text


class TestOurNames:
    async def test_one_is_added_and_anybody_can_read_it(self, house: House, lea: httpx.AsyncClient) -> None:
        await lea.post("/console/venues/new", data=VENUE)
        assert (await lea.post("/console/venues/1/profiles", data=profile())).status_code == 303
        assert "oss_i_gata" in (await (await house.stranger()).get("/us")).text

    async def test_one_that_is_no_longer_ours_is_gone_from_there(self, house: House, lea: httpx.AsyncClient) -> None:
        await lea.post("/console/venues/new", data=VENUE)
        await lea.post("/console/venues/1/profiles", data=profile())
        assert (await lea.post("/console/venues/1/profiles/1/end")).status_code == 303
        assert "oss_i_gata" not in (await (await house.stranger()).get("/us")).text
        names = await house.app.state.app_db.run(profiles.list_public, calendar.today() - timedelta(days=1))
        assert names == {}

    async def test_bad_input_keeps_what_was_typed(self, lea: httpx.AsyncClient) -> None:
        await lea.post("/console/venues/new", data=VENUE)
        answer = await lea.post("/console/venues/1/profiles", data=profile("2020-01-01"))
        assert answer.status_code == 422
        assert 'value="oss_i_gata"' in answer.text
        assert 'id="active_until-error"' in answer.text
        assert 'action="/console/venues/1"' in answer.text

    async def test_what_is_not_there_is_not_found(self, lea: httpx.AsyncClient) -> None:
        await lea.post("/console/venues/new", data=VENUE)
        for address in ("7", "7/profiles", "1/profiles/7/end"):
            assert (await lea.post(f"/console/venues/{address}", data=VENUE | profile())).status_code == 404


async def test_who_does_not_decide_reads_all_of_it(house: House, cora: httpx.AsyncClient) -> None:
    lea = await house.staff("Lea")
    await lea.post("/console/venues/new", data=VENUE)
    await lea.post("/console/venues/1/profiles", data=profile())
    page = (await cora.get("/console/venues/1")).text
    for words in ("Blåtimen", "Ingen lenker.", "oss_i_gata", "10. januar 2026"):
        assert words in page
    assert "<form" not in page.partition("<main")[2]
    for address in ("new", "1", "1/profiles", "1/profiles/1/end"):
        assert (await cora.post(f"/console/venues/{address}", data=VENUE)).status_code == 403
    assert (await cora.get("/console/venues/new")).status_code == 403

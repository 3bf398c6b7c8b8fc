"""The lead edits what can be chosen in a registration; what was chosen before stays, and is said in today's words."""

import re
from datetime import timedelta

import httpx
import pytest

from chat import calendar
from stats.models.records import ReferralService
from tests.console.conftest import Card, House

pytestmark = pytest.mark.anyio

TOPICS, DIRECTORY = "/console/lists", "/console/directory"
HOUSE = {"name": "Testhuset i Nygata", "category": "health", "valid_from": "2020-01-01"}


def day(ahead: int = 0) -> str:
    """Today, or as many days ahead of it, as a form has it."""
    return str(calendar.today() + timedelta(days=ahead))


def boat() -> dict[str, str]:
    """The form for a topic that is new today."""
    return {"label_nb": "Bolig på båt", "label_en": "Living on a boat", "valid_from": day()}


@pytest.fixture
async def lea(house: House) -> httpx.AsyncClient:
    return await house.staff("Lea")


async def choices(cora: httpx.AsyncClient, name: str, ahead: int = 0) -> set[str]:
    """What the form offers for a contact of that day."""
    await cora.post("/console/contacts/new/draft", data={"day": day(ahead)})
    form = (await cora.get("/console/contacts/new")).text
    await cora.post("/console/contacts/new/draft", data={"discard": "yes"})
    return set(re.findall(rf'name="{name}" value="([^"]+)"', form))


async def test_a_new_topic_is_in_the_form_from_its_day(lea: httpx.AsyncClient, cora: httpx.AsyncClient) -> None:
    answer = await lea.post(f"{TOPICS}/topics/new", data=boat())
    assert (answer.status_code, answer.headers["location"]) == (303, TOPICS)
    assert "Bolig på båt" in (await lea.get(TOPICS)).text
    assert "living_on_a_boat" in await choices(cora, "topics")
    assert "living_on_a_boat" not in await choices(cora, "topics", -1)


async def test_a_contact_with_it_is_read_in_the_words_of_the_list(
    lea: httpx.AsyncClient, cora: httpx.AsyncClient, contact: Card
) -> None:
    await lea.post(f"{TOPICS}/topics/new", data=boat())
    saved = await cora.post("/console/contacts/new", data=contact | {"topics": ["living_on_a_boat"]})
    assert saved.status_code == 303
    for address in (saved.headers["location"], "/console/contacts"):
        page = await cora.get(address)
        assert (page.status_code, "Bolig på båt" in page.text) == (200, True)
    await lea.post(f"{TOPICS}/topics/living_on_a_boat", data=boat() | {"label_nb": "Å bo på båt"})
    assert "Å bo på båt" in (await cora.get("/console/contacts")).text


async def test_a_retired_topic_is_offered_for_earlier_days_only(
    lea: httpx.AsyncClient, cora: httpx.AsyncClient
) -> None:
    named = {"label_nb": "Politi", "label_en": "Police"}
    answer = await lea.post(f"{TOPICS}/topics/police", data=named | {"retired_on": day(), "replaced_by": "law_rights"})
    assert answer.status_code == 303
    assert "police" not in await choices(cora, "topics")
    assert "police" in await choices(cora, "topics", -1)
    assert "erstattet av Lov og rettigheter" in (await lea.get(TOPICS)).text


async def test_a_draft_shows_a_topic_that_was_retired_meanwhile_and_it_is_saved_for_earlier_days_only(
    lea: httpx.AsyncClient, cora: httpx.AsyncClient, contact: Card
) -> None:
    await cora.post("/console/contacts/new/draft", data={"day": day(), "topics": "police"})
    await lea.post(f"{TOPICS}/topics/police", data={"label_nb": "Politi", "label_en": "Police", "retired_on": day()})
    assert 'value="police" checked' in (await cora.get("/console/contacts/new")).text
    sent = contact | {"topics": ["police"]}
    answer = await cora.post("/console/contacts/new", data=sent)
    assert (answer.status_code, "En av disse ble ikke brukt den dagen." in answer.text) == (422, True)
    assert 'value="police" checked' in answer.text
    assert (await cora.post("/console/contacts/new", data=sent | {"day": day(-1)})).status_code == 303


async def test_a_service_is_taken_for_days_on_which_it_was_used(
    house: House, lea: httpx.AsyncClient, cora: httpx.AsyncClient, contact: Card
) -> None:
    number = await service(house, lea, "Testhuset i Nygata", retired_on=day())
    for when, status in ((day(), 422), (day(-1), 303)):
        answer = await cora.post("/console/contacts/new", data=contact | {"referrals": str(number), "day": when})
        assert (answer.status_code, 'id="referrals-error"' in answer.text) == (status, status == 422)


async def test_what_is_wrong_is_said_beside_it(house: House, lea: httpx.AsyncClient) -> None:
    number = await service(house, lea, "Testhuset i Nygata")
    for address, sent, field in (
        (f"{TOPICS}/topics/new", boat() | {"label_nb": ""}, "label_nb"),
        (f"{TOPICS}/topics/new", boat() | {"label_en": "Housing"}, "label_en"),
        (f"{TOPICS}/topics/new", boat() | {"valid_from": "i dag"}, "valid_from"),
        (f"{TOPICS}/topics/police", boat() | {"replaced_by": "housing"}, "retired_on"),
        (f"{TOPICS}/topics/police", boat() | {"retired_on": day(), "replaced_by": "police"}, "replaced_by"),
        (f"{DIRECTORY}/new", HOUSE | {"valid_from": ""}, "valid_from"),
        (f"{DIRECTORY}/{number}", HOUSE | {"retired_on": "2019-01-01"}, "retired_on"),
        (f"{DIRECTORY}/{number}", HOUSE | {"retired_on": day(), "replaced_by": "99"}, "replaced_by"),
        (f"{DIRECTORY}/{number}", HOUSE | {"retired_on": day(), "replaced_by": str(number)}, "replaced_by"),
    ):
        answer = await lea.post(address, data=sent)
        assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True), (address, field)


async def test_there_is_no_page_for_a_topic_that_is_not_in_the_list(lea: httpx.AsyncClient) -> None:
    assert (await lea.get(f"{TOPICS}/topics/boats")).status_code == 404
    assert (await lea.post(f"{TOPICS}/topics/boats", data=boat())).status_code == 404


async def test_only_the_lead_edits_lists(cora: httpx.AsyncClient) -> None:
    for address in (TOPICS, f"{TOPICS}/topics/new", f"{TOPICS}/topics/police", f"{DIRECTORY}/new"):
        assert (await cora.get(address)).status_code == 403
    for address in (f"{TOPICS}/topics/new", f"{TOPICS}/topics/police", f"{DIRECTORY}/new"):
        assert (await cora.post(address, data=boat() | HOUSE)).status_code == 403


# The directory


async def service(house: House, lea: httpx.AsyncClient, name: str, **differing: str) -> int:
    assert (await lea.post(f"{DIRECTORY}/new", data=HOUSE | {"name": name} | differing)).status_code == 303
    number: int = await house.app.state.app_db.run(
        lambda session: session.query(ReferralService).filter_by(name=name).one().id
    )
    return number


async def test_a_referral_is_chosen_among_those_of_the_day_and_read_on_the_contact(
    house: House, lea: httpx.AsyncClient, cora: httpx.AsyncClient, contact: Card
) -> None:
    number = await service(house, lea, "Testhuset i Nygata")
    await service(house, lea, "Nattkafeen", valid_from=day(1))
    assert await choices(cora, "referrals") == {str(number)}
    saved = await cora.post("/console/contacts/new", data=contact | {"referrals": [str(number)]})
    assert "Testhuset i Nygata" in (await cora.get(saved.headers["location"])).text


async def test_a_service_is_retired_and_replaced(
    house: House, lea: httpx.AsyncClient, cora: httpx.AsyncClient, contact: Card
) -> None:
    old, new = await service(house, lea, "Det gamle"), await service(house, lea, "Det nye")
    saved = await cora.post("/console/contacts/new", data=contact | {"referrals": [str(old)]})
    form = (await lea.get(f"{DIRECTORY}/{old}")).text
    assert f'<option value="{new}">Det nye</option>' in form
    assert f'<option value="{old}"' not in form
    change = HOUSE | {"name": "Det gamle", "retired_on": day(), "replaced_by": str(new)}
    assert (await lea.post(f"{DIRECTORY}/{old}", data=change)).status_code == 303
    assert "erstattet av Det nye" in (await lea.get(DIRECTORY)).text
    assert "Det gamle" not in (await cora.get(DIRECTORY)).text
    assert await choices(cora, "referrals") == {str(new)}
    assert "Det gamle" in (await cora.get(saved.headers["location"])).text
    assert f'value="{new}" selected' in (await lea.get(f"{DIRECTORY}/{old}")).text

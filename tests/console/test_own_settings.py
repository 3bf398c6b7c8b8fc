"""What staff set for the own console, and what they had begun to write when the page went away."""

import re

import httpx
import pytest

from chat.limits import MAX_MINE
from chat.roles import Role
from tests.console.conftest import HTMX, JSON, House

pytestmark = pytest.mark.anyio

BEGUN = "Jeg tenker at du"


def switches(page: str) -> dict[str, bool]:
    """Every switch of the page, and whether it looks on."""
    found = re.findall(r'id="switch-(\w+)" class="switch__button" aria-pressed="(\w+)"', page)
    return {name: pressed == "true" for name, pressed in found}


async def switch(client: httpx.AsyncClient, preference: str, on: str) -> httpx.Response:
    return await client.post("/console/preferences", data={"preference": preference, "on": on}, headers=HTMX)


class TestSwitches:
    async def test_alerts_are_off_and_single_keys_are_on_until_somebody_says_otherwise(
        self, cora: httpx.AsyncClient
    ) -> None:
        assert switches((await cora.get("/console")).text) == {"notify": False, "sound": False, "no_keys": True}

    async def test_each_stays_as_it_was_set_for_oneself_alone(
        self, cora: httpx.AsyncClient, dan: httpx.AsyncClient
    ) -> None:
        for preference in ("notify", "sound", "no_keys"):
            await switch(cora, preference, "yes")
        assert switches((await cora.get("/console")).text) == {"notify": True, "sound": True, "no_keys": False}
        assert switches((await dan.get("/console")).text) == {"notify": False, "sound": False, "no_keys": True}
        assert switches((await switch(cora, "notify", "no")).text) == {"notify": False}

    async def test_without_a_script_it_leads_back(self, cora: httpx.AsyncClient) -> None:
        answer = await cora.post("/console/preferences", data={"preference": "sound", "on": "yes"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/console")

    async def test_what_there_is_no_switch_for_is_missing(self, cora: httpx.AsyncClient) -> None:
        assert (await switch(cora, "loud", "yes")).status_code == 404

    async def test_a_mediator_can_switch_the_keys_off_and_read_what_they_do(self, house: House) -> None:
        max_ = await house.staff("Max")
        assert "data-help" in (await max_.get("/console")).text
        await switch(max_, "no_keys", "yes")
        assert not switches((await max_.get("/console")).text)["no_keys"]


class TestHowManyAtOnce:
    async def test_the_rail_says_it_and_no_more_can_be_taken(self, house: House, cora: httpx.AsyncClient) -> None:
        answer = await cora.post("/console/preferences/most", data={"most": "1"}, headers=HTMX)
        assert re.search(r'value="1" aria-current="true"', answer.text)
        await house.conversation(cora)
        waiting = await house.visitor()
        rail = (await cora.get("/console/queue", headers=HTMX)).text
        assert "1 av 1" in rail
        assert "Du har så mange samtaler som du vil ha samtidig." in rail
        refused = await cora.post(f"/console/conversations/{waiting}/take", headers=JSON)
        assert (refused.status_code, refused.json()) == (409, {"error": "full"})

    async def test_a_colleague_is_not_held_back(
        self, house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient
    ) -> None:
        await cora.post("/console/preferences/most", data={"most": "1"})
        await house.conversation(cora)
        await house.conversation(dan), await house.conversation(dan)
        assert f"2 av {MAX_MINE}" in (await dan.get("/console/queue", headers=HTMX)).text

    @pytest.mark.parametrize("most", ["0", "5", "-1", "1.5", "mange", ""])
    async def test_another_number_is_missing(self, cora: httpx.AsyncClient, most: str) -> None:
        assert (await cora.post("/console/preferences/most", data={"most": most})).status_code == 404
        assert f"0 av {MAX_MINE}" in (await cora.get("/console/queue", headers=HTMX)).text

    async def test_who_is_only_asked_along_is_not_asked(self, house: House) -> None:
        max_ = await house.staff("Max")
        assert "/console/preferences/most" not in (await max_.get("/console")).text


class TestHalfWritten:
    async def test_it_is_in_the_field_when_the_page_is_loaded_again(
        self, house: House, cora: httpx.AsyncClient
    ) -> None:
        conversation = await house.conversation(cora)
        kept = await cora.post(f"/console/conversations/{conversation}/half-written", data={"text": f"<b>{BEGUN}"})
        assert kept.status_code == 204
        assert f"\n&lt;b&gt;{BEGUN}</textarea>" in (await cora.get("/console")).text

    async def test_nobody_else_gets_it(self, house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient) -> None:
        conversation = await house.conversation(cora)
        await cora.post(f"/console/conversations/{conversation}/half-written", data={"text": BEGUN})
        await cora.post(f"/console/conversations/{conversation}/hand-back")
        taken = await dan.post(f"/console/conversations/{conversation}/take", headers=HTMX)
        assert conversation in taken.text
        assert BEGUN not in taken.text

    async def test_who_was_asked_along_has_an_own_one(self, house: House, cora: httpx.AsyncClient) -> None:
        conversation, max_ = await house.conversation(cora), await house.staff("Max")
        await house.conversations.sharing.invite(conversation, house.id("Cora"), house.id("Max"), Role.MEDIATOR)
        await max_.post(f"/console/conversations/{conversation}/half-written", data={"text": BEGUN})
        assert BEGUN in (await max_.get("/console")).text
        assert BEGUN not in (await cora.get("/console")).text

    @pytest.mark.parametrize(("text", "status"), [("x" * 4001, 422), ("bell\a", 422), ("", 204)])
    async def test_what_no_message_may_have_is_refused(
        self, house: House, cora: httpx.AsyncClient, text: str, status: int
    ) -> None:
        conversation = await house.conversation(cora)
        answer = await cora.post(f"/console/conversations/{conversation}/half-written", data={"text": text})
        assert answer.status_code == status

    async def test_a_colleagues_conversation_looks_like_a_missing_one(
        self, house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient
    ) -> None:
        conversation = await house.conversation(cora)
        answer = await dan.post(f"/console/conversations/{conversation}/half-written", data={"text": BEGUN})
        assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})

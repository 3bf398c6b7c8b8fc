"""*Act now*: one panel with what to say, whom to call and whom to ask; and the service's own texts behind it."""

import re

import httpx
import pytest

from chat import calendar
from chat.phrases import Wording, save_phrase
from counselor_console.acting import PAGE
from tests.console.conftest import HTMX, JSON, House

pytestmark = pytest.mark.anyio

DRAFT = "Utkast, ikke godkjent av tjenesten"
CHILD = "/console/guidance/child/nb"
YOUNG = "/console/guidance/young/nb"
OURS = "Er et barn i fare, må vi kanskje si fra til noen som kan hjelpe. Kan vi, sier vi det til deg først."


@pytest.fixture
async def lea(house: House) -> httpx.AsyncClient:
    """The lead, who decides on texts."""
    return await house.staff("Lea")


async def act_now(client: httpx.AsyncClient, conversation: str, what: str = "act-now") -> httpx.Response:
    return await client.post(f"/console/conversations/{conversation}/{what}", headers=HTMX)


class TestThePanel:
    async def test_it_has_what_one_needs_and_the_conversation_ends_no_more_by_itself(
        self, house: House, cora: httpx.AsyncClient
    ) -> None:
        conversation = await house.conversation(cora)
        panel = (await act_now(cora, conversation)).text
        for words in (
            "Er du trygg akkurat nå?",
            "113 ambulanse",
            "Barnevernvakten i området",
            "barnevernsloven § 13-2",
            "straffeloven § 196",
            "Det vi ikke kan spore",
            "Faren er over",
        ):
            assert words in panel, words
        assert house.conversations.mine(house.id("Cora"))[0].held

    async def test_every_text_of_the_service_is_marked_until_it_is_approved(
        self, house: House, cora: httpx.AsyncClient, lea: httpx.AsyncClient
    ) -> None:
        conversation = await house.conversation(cora)
        assert (await act_now(cora, conversation)).text.count(DRAFT) == 5
        await lea.post(CHILD, data={"body": "Vi melder til barnevernet.", "approve": "yes"})
        panel = (await act_now(cora, conversation)).text
        assert panel.count(DRAFT) == 4
        assert "Vi melder til barnevernet." in panel

    async def test_when_the_danger_is_over_it_ends_as_others_do(self, house: House, cora: httpx.AsyncClient) -> None:
        conversation = await house.conversation(cora)
        await act_now(cora, conversation)
        assert "Den er ikke over" in (await act_now(cora, conversation, "danger-over")).text
        assert not house.conversations.mine(house.id("Cora"))[0].held

    async def test_it_names_the_colleagues_who_are_here(
        self, house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient
    ) -> None:
        conversation = await house.conversation(cora)
        assert "Ingen kollega er her nå." in (await act_now(cora, conversation)).text
        await dan.get("/console/queue")
        assert "Her nå: Dan" in (await act_now(cora, conversation)).text

    async def test_there_is_a_sentence_to_put_in_whatever_he_speaks(
        self, house: House, cora: httpx.AsyncClient
    ) -> None:
        said = {"nb": Wording("Kom deg ut.", approved=True), "ro": Wording("Ieși afară.", approved=False)}
        await house.app.state.app_db.run(save_phrase, None, "Ut", True, said)
        opened = await house.conversations.open("ro")
        await cora.post(f"/console/conversations/{opened.conversation}/take", headers=JSON)
        panel = (await act_now(cora, opened.conversation)).text
        assert 'data-say="Ieși afară."' in panel
        assert 'data-say="Are you safe right now?"' in panel
        assert "Ikke skrevet på rumensk." in panel

    @pytest.mark.parametrize("what", ["act-now", "danger-over"])
    async def test_a_colleagues_conversation_looks_like_a_missing_one(
        self, house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient, what: str
    ) -> None:
        conversation = await house.conversation(cora)
        for asked in (conversation, "no-such"):
            answer = await act_now(dan, asked, what)
            assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})
        assert not house.conversations.mine(house.id("Cora"))[0].held


class TestTheTextsBehindIt:
    async def test_an_approval_has_a_name_a_role_and_a_day(self, lea: httpx.AsyncClient) -> None:
        saved = await lea.post(CHILD, data={"body": "Vi melder.", "approve": "yes"})
        assert (saved.status_code, saved.headers["location"]) == (303, f"{PAGE}#child")
        page = (await lea.get(PAGE)).text
        assert re.search(r"Godkjent av Lea \(leder\), \d+\. \w+ 20\d\d", page, re.IGNORECASE)
        assert str(calendar.today().year) in page

    async def test_what_is_only_saved_is_a_draft_again(self, lea: httpx.AsyncClient) -> None:
        await lea.post(CHILD, data={"body": "Vi melder.", "approve": "yes"})
        page = (await lea.post(CHILD, data={"body": "Vi melder alltid."}, headers=HTMX)).text
        assert "Vi melder alltid." in page
        assert page.count("Godkjent av") == 0

    @pytest.mark.parametrize("body", ["", "   ", "x" * 4001])
    async def test_what_cannot_be_kept_stays_in_the_form_with_the_reason(
        self, lea: httpx.AsyncClient, body: str
    ) -> None:
        answer = await lea.post(CHILD, data={"body": body, "approve": "yes"}, headers=HTMX)
        assert answer.status_code == 422
        assert 'aria-describedby="child-nb-error"' in answer.text
        assert "barnevernsloven § 13-2" in (await lea.get(PAGE)).text

    async def test_what_visitors_read_changes_when_it_is_approved_and_never_goes(
        self, house: House, lea: httpx.AsyncClient
    ) -> None:
        visitor, saved = await house.stranger(), {"body": "Vi hjelper barn i fare."}
        assert OURS in (await visitor.get("/")).text
        await lea.post(YOUNG, data=saved)
        assert OURS in (await visitor.get("/")).text
        await lea.post(YOUNG, data=saved | {"approve": "yes"})
        page = (await visitor.get("/")).text
        assert page.count("Vi hjelper barn i fare.") == 2  # before he writes, and above the conversation
        assert OURS not in page
        assert "we may have to tell someone who can help" in (await visitor.get("/?lang=en")).text

    async def test_what_visitors_read_is_short_and_in_each_of_their_languages(self, lea: httpx.AsyncClient) -> None:
        assert (await lea.post(YOUNG, data={"body": "x" * 301})).status_code == 422
        assert (await lea.post("/console/guidance/young/ar", data={"body": "x" * 300})).status_code == 303
        assert 'lang="ar" dir="rtl"' in (await lea.get(PAGE)).text

    async def test_a_text_or_language_that_we_do_not_have_is_missing(self, lea: httpx.AsyncClient) -> None:
        for address in ("nothing/nb", "child/xx"):
            assert (await lea.post(f"/console/guidance/{address}", data={"body": "Hei"})).status_code == 404

"""Answers and help lines in the console: who may, what is kept, and that visitors are told it at once."""

import httpx
import pytest

from stats import answers, reach
from stats.models.told import Answer, Reach
from tests.console.conftest import HTMX, House

pytestmark = pytest.mark.anyio

NEW, LIST = "/console/answers/new/nb", "/console/answers"
TEXT = {"topic": "housing", "title": "Kan jeg få bot?", "body": "Det kommer an på.\n\n- Spør oss.", "also": "gebyr"}
LINE = {"way": "help_line", "value": "22 00 00 00", "place": "1", "words_nb": "Natteravnen", "always": "yes"}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} \u202e https://example.org/<b>"


@pytest.fixture
async def lea(house: House) -> httpx.AsyncClient:
    """The lead, who decides on texts."""
    return await house.staff("Lea")


@pytest.fixture
async def vera(house: House) -> httpx.AsyncClient:
    return await house.stranger()


async def newest(house: House) -> Answer:
    every: list[Answer] = await house.app.state.app_db.run(answers.list_answers)
    return max(every, key=lambda one: one.id)


async def points(house: House) -> list[Reach]:
    found: list[Reach] = await house.app.state.app_db.run(reach.list_reach)
    return found


class TestAnAnswer:
    async def test_it_is_a_draft_that_no_visitor_sees_until_it_is_published(
        self, house: House, lea: httpx.AsyncClient, vera: httpx.AsyncClient
    ) -> None:
        saved = await lea.post(NEW, data=TEXT)
        assert (saved.status_code, saved.headers["location"]) == (303, LIST)
        assert "Kan jeg få bot?" not in (await vera.get("/read")).text
        address = f"{LIST}/{(await newest(house)).id}/nb"
        await lea.post(address, data=TEXT | {"publish": "yes"})
        page = (await vera.get("/read")).text
        assert "<summary>Kan jeg få bot?</summary>" in page
        assert "<ul><li>Spør oss." in page.replace("\n", "")

    async def test_it_says_to_colleagues_who_published_it_and_to_visitors_nothing(
        self, lea: httpx.AsyncClient, cora: httpx.AsyncClient, vera: httpx.AsyncClient
    ) -> None:
        await lea.post(NEW, data=TEXT | {"publish": "yes"})
        assert "Publisert av Lea (Leder)" in (await cora.get(LIST)).text
        assert "Lea" not in (await vera.get("/read")).text

    async def test_saved_as_a_draft_or_retired_it_is_gone_for_visitors_at_once(
        self, house: House, lea: httpx.AsyncClient, vera: httpx.AsyncClient
    ) -> None:
        await lea.post(NEW, data=TEXT | {"publish": "yes"})
        number = (await newest(house)).id
        for undo, redo in (
            ((f"{LIST}/{number}/nb", TEXT), (f"{LIST}/{number}/nb", TEXT | {"publish": "yes"})),
            ((f"{LIST}/{number}/retire", {"retired": "yes"}), (f"{LIST}/{number}/retire", {"retired": "no"})),
        ):
            await lea.post(undo[0], data=undo[1])
            assert "bot?" not in (await vera.get("/read")).text
            assert "bot?" not in (await vera.post("/read", data={"words": "bot", "language": "nb"})).text
            await lea.post(redo[0], data=redo[1])
            assert "bot?" in (await vera.get("/read")).text

    async def test_what_is_typed_stays_when_something_is_wrong(self, lea: httpx.AsyncClient) -> None:
        answer = await lea.post(NEW, data=TEXT | {"title": "", "publish": "yes"}, headers=HTMX)
        assert answer.status_code == 422
        assert "Skriv spørsmålet slik noen ville stilt det." in answer.text
        assert "Det kommer an på." in answer.text

    async def test_a_note_for_ourselves_cannot_be_published(self, house: House, lea: httpx.AsyncClient) -> None:
        before = await newest(house)
        answer = await lea.post(NEW, data=TEXT | {"body": "[Sjekk.]\nSvar.", "publish": "yes"})
        assert answer.status_code == 422
        assert "Ta dem ut før du publiserer." in answer.text
        assert (await newest(house)).id == before.id

    async def test_whoever_answers_reads_them_and_changes_none(
        self, house: House, cora: httpx.AsyncClient, lea: httpx.AsyncClient
    ) -> None:
        await lea.post(NEW, data=TEXT)
        number = (await newest(house)).id
        page = await cora.get(LIST)
        assert "Kan jeg få bot?" in page.text
        assert f"{LIST}/{number}/nb" not in page.text
        for address in (NEW, f"{LIST}/{number}/nb", f"{LIST}/{number}/retire"):
            assert (await cora.post(address, data=TEXT | {"publish": "yes"})).status_code == 403
        assert (await newest(house)).texts[0].published_on is None

    @pytest.mark.parametrize("address", [f"{LIST}/999/nb", f"{LIST}/{2**70}/nb", f"{LIST}/1/xx", f"{LIST}/new/xx"])
    async def test_there_is_nothing_where_nothing_is(self, lea: httpx.AsyncClient, address: str) -> None:
        assert (await lea.get(address)).status_code == 404
        assert (await lea.post(address, data=TEXT)).status_code == 404

    async def test_markup_is_shown_as_it_was_typed(self, lea: httpx.AsyncClient, vera: httpx.AsyncClient) -> None:
        hostile = TEXT | {"title": HOSTILE[:100], "body": HOSTILE, "also": HOSTILE, "publish": "yes"}
        assert (await lea.post(NEW, data=hostile)).status_code == 303
        for page in ((await vera.get("/read")).text, (await lea.get(LIST)).text):
            assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt; {{ 7*7 }}" in page
            assert "<script>alert" not in page
            assert "<img src=x" not in page

    async def test_the_norwegian_stands_beside_another_language(self, house: House, lea: httpx.AsyncClient) -> None:
        await lea.post(NEW, data=TEXT)
        page = (await lea.get(f"{LIST}/{(await newest(house)).id}/ro")).text
        assert "Det kommer an på." in page
        assert 'lang="ro"' in page


class TestHelpAndAddress:
    async def test_a_line_is_on_the_closed_page_at_once_and_gone_when_it_is_deleted(
        self, house: House, lea: httpx.AsyncClient, vera: httpx.AsyncClient
    ) -> None:
        assert (await lea.post("/console/reach/new", data=LINE)).status_code == 303
        page = (await vera.get("/")).text
        assert page.index("tel:22000000") < page.index("tel:116117")
        assert "Natteravnen" in page
        [line] = [one for one in await points(house) if one.value == LINE["value"]]
        await lea.post(f"/console/reach/{line.id}/remove")
        assert "22000000" not in (await vera.get("/")).text

    async def test_one_that_is_closed_now_is_not_shown(self, lea: httpx.AsyncClient, vera: httpx.AsyncClient) -> None:
        never = LINE | {"always": "", "starts_0": "00:00", "ends_0": "00:01"}
        await lea.post("/console/reach/new", data=never)
        house_page = (await vera.get("/")).text  # a minute in the week may meet it; the rule itself has its own tests
        listed = (await lea.get("/console/reach")).text
        assert "mandag 00.00–00.01" in listed
        assert "22000000" not in house_page

    async def test_who_confirmed_it_is_shown_to_the_lead(self, lea: httpx.AsyncClient) -> None:
        before = (await lea.get("/console/reach")).text
        assert before.count("Sjekk at det fortsatt stemmer") == 5
        await lea.post("/console/reach/1", data=LINE)
        after = (await lea.get("/console/reach")).text
        assert after.count("Sjekk at det fortsatt stemmer") == 4
        assert "Sist bekreftet av Lea" in after

    async def test_our_telephone_and_address_stand_on_the_page_of_answers(
        self, lea: httpx.AsyncClient, vera: httpx.AsyncClient
    ) -> None:
        own = {"way": "telephone", "value": "00 00 00 00", "starts_0": "10:00", "ends_0": "15:00"}
        for day in range(1, 5):
            own |= {f"starts_{day}": "10:00", f"ends_{day}": "15:00"}
        await lea.post("/console/reach/new", data=own)
        await lea.post("/console/reach/new", data={"way": "address", "value": "Oppdiktet gate <1>", "always": "yes"})
        page = (await vera.get("/read")).text
        assert "mandag–fredag 10.00–15.00" in page
        assert "Oppdiktet gate &lt;1&gt;" in page

    async def test_a_language_without_words_of_ours_reads_the_catalogue_or_english(
        self, lea: httpx.AsyncClient, vera: httpx.AsyncClient
    ) -> None:
        await lea.post("/console/reach/new", data=LINE | {"words_en": "Night watch"})
        page = (await vera.get("/?lang=nn")).text
        assert '<span class="secondary" lang="en" dir="auto">Night watch</span>' in page
        assert "Legevakt" in page

    async def test_nobody_else_may_touch_it(
        self, house: House, cora: httpx.AsyncClient, vera: httpx.AsyncClient
    ) -> None:
        for address in ("/console/reach/new", "/console/reach/1", "/console/reach/1/remove"):
            assert (await cora.post(address, data=LINE)).status_code == 403
            assert (await vera.post(address, data=LINE)).status_code in (303, 401)
        assert len(await points(house)) == 5

    async def test_without_any_line_the_page_says_nothing_of_help(
        self, lea: httpx.AsyncClient, vera: httpx.AsyncClient
    ) -> None:
        for number in range(1, 6):
            await lea.post(f"/console/reach/{number}/remove")
        page = await vera.get("/")
        assert page.status_code == 200
        assert "Hjelp som er åpen nå" not in page.text

"""Prepared replies in the console: found in one language, put in in another, and read before they are kept."""

from collections.abc import Mapping

import httpx
import pytest

from chat.phrases import NoPhrase, PhraseView, get_phrase, list_phrases
from counselor_console.phrase_form import BAD_TEXT, NO_TEXT, NO_TITLE, TELLS_WHO, TWICE
from counselor_console.phrases import PAGE
from tests.console.conftest import HTMX, House

pytestmark = pytest.mark.anyio

NEW = f"{PAGE}/new"
Fields = Mapping[str, str | list[str]]


@pytest.fixture
async def lea(house: House) -> httpx.AsyncClient:
    """The lead, who decides on texts."""
    return await house.staff("Lea")


def filled(title: str = "Oslo", nb: str = "Det finnes et sted i Oslo.", **more: str | list[str]) -> Fields:
    return {"title": title, "language": ["nb", "en"], "body": [nb, ""], **more}


async def found(client: httpx.AsyncClient, words: str, visitor: str, language: str = "") -> str:
    form = {"words": words, "visitor": visitor, "language": language, "lane": "c"}
    answer = await client.post(f"{PAGE}/search", data=form, headers=HTMX)
    assert answer.status_code == 200
    return answer.text


async def stored(house: House, title: str) -> list[PhraseView]:
    every: list[PhraseView] = await house.app.state.app_db.run(list_phrases)
    return [one for one in every if one.title == title]


class TestWhileAnswering:
    async def test_it_is_found_in_norwegian_and_put_in_in_the_visitors_language(self, cora: httpx.AsyncClient) -> None:
        answer = await found(cora, "gratis hos fastlegen", "en")
        assert 'data-text="You can get tested free of charge' in answer
        assert "Du kan teste deg gratis hos fastlegen" in answer
        assert 'data-text="Du kan' not in answer

    async def test_what_nobody_approved_says_so(self, cora: httpx.AsyncClient, lea: httpx.AsyncClient) -> None:
        await lea.post(NEW, data=filled(title="Sted", nb="Et sted.", approved="nb"))
        assert "Utkast" not in await found(cora, "et sted.", "nb")
        assert "Utkast" in await found(cora, "fastlegen", "nb")

    async def test_without_a_text_in_his_language_nothing_is_put_in(self, cora: httpx.AsyncClient) -> None:
        answer = await found(cora, "fastlegen", "ro")
        assert "Ikke skrevet på rumensk." in answer
        assert "data-text" not in answer

    async def test_another_language_can_be_chosen(self, cora: httpx.AsyncClient) -> None:
        answer = await found(cora, "fastlegen", "ro", language="en")
        assert 'data-text="You can get tested' in answer
        assert '<option value="en" selected>' in answer
        assert '<option value="ro"' not in answer

    async def test_nothing_found_says_so(self, cora: httpx.AsyncClient) -> None:
        assert "Ingen ferdige svar har disse ordene." in await found(cora, "zebra", "nb")


class TestThePage:
    async def test_counsellors_read_it_and_the_lead_writes_there(
        self, cora: httpx.AsyncClient, lea: httpx.AsyncClient
    ) -> None:
        assert f'href="{NEW}"' not in (await cora.get(PAGE)).text
        assert f'href="{NEW}"' in (await lea.get(PAGE)).text

    async def test_a_new_one_works_without_a_script(self, house: House, lea: httpx.AsyncClient) -> None:
        answer = await lea.post(NEW, data=filled())
        assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
        (phrase,) = await stored(house, "Oslo")
        assert {language: said.body for language, said in phrase.wordings.items()} == {
            "nb": "Det finnes et sted i Oslo."
        }
        assert not phrase.wordings["nb"].approved

    async def test_one_more_language_is_added(self, house: House, lea: httpx.AsyncClient) -> None:
        form = filled(language=["nb", "en", "ro"], body=["Et sted.", "", "Un loc."])
        await lea.post(NEW, data=form)
        assert list((await stored(house, "Oslo"))[0].wordings) == ["nb", "ro"]

    async def test_it_is_changed_and_retired_and_brought_back(self, house: House, lea: httpx.AsyncClient) -> None:
        await lea.post(NEW, data=filled())
        address = f"{PAGE}/{(await stored(house, 'Oslo'))[0].id}"
        assert "Det finnes et sted i Oslo." in (await lea.get(address)).text
        await lea.post(address, data=filled(nb="Det finnes to steder.", approved="nb"))
        assert (await stored(house, "Oslo"))[0].wordings["nb"].body == "Det finnes to steder."
        for retired in ("yes", "no"):
            await lea.post(f"{address}/retire", data={"retired": retired})
            assert (await stored(house, "Oslo"))[0].retired == (retired == "yes")

    async def test_one_that_is_not_there_is_missing(self, house: House, lea: httpx.AsyncClient) -> None:
        for answer in (
            await lea.get(f"{PAGE}/999"),
            await lea.post(f"{PAGE}/999", data=filled()),
            await lea.post(f"{PAGE}/999/retire", data={"retired": "yes"}),
        ):
            assert answer.status_code == 404
        with pytest.raises(NoPhrase):
            await house.app.state.app_db.run(get_phrase, 999)

    @pytest.mark.parametrize(
        ("form", "error"),
        [
            (filled(title=""), NO_TITLE),
            (filled(title="x" * 81), NO_TITLE),
            (filled(nb=""), NO_TEXT),
            (filled(nb="x" * 1001), BAD_TEXT),
            (filled(language=["nb", "en", "nb"], body=["En.", "", "To."]), TWICE),
            (filled(nb="Spør etter Kari Nordmann."), TELLS_WHO),
            (filled(nb="Ring meg på 400 00 123."), TELLS_WHO),
            (filled(title="Ring 400 00 123"), TELLS_WHO),
        ],
    )
    async def test_what_will_not_do_is_said_beside_its_field_and_nothing_is_kept(
        self, house: House, lea: httpx.AsyncClient, form: Fields, error: str
    ) -> None:
        await lea.post("/console/language", data={"language": "en"})
        answer = await lea.post(NEW, data=form, headers=HTMX)
        assert answer.status_code == 422
        assert error in answer.text
        assert await stored(house, str(form["title"])) == []


class TestIdentifyingDetails:
    async def test_what_is_public_may_stand_when_somebody_says_so(self, house: House, lea: httpx.AsyncClient) -> None:
        body = "Ring oss på 400 00 123."
        asked = (await lea.post(NEW, data=filled(nb=body), headers=HTMX)).text
        assert "«400 00 123» (telefonnummer) er offentlig" in asked
        await lea.post(NEW, data=filled(nb=body, public="phone 400 00 123"))
        assert (await stored(house, "Oslo"))[0].wordings["nb"].body == body

    async def test_saying_so_of_one_detail_says_nothing_of_another(self, house: House, lea: httpx.AsyncClient) -> None:
        body = "Ring oss på 400 00 123 eller 400 00 124."
        answer = await lea.post(NEW, data=filled(nb=body, public="phone 400 00 123"), headers=HTMX)
        assert answer.status_code == 422
        assert await stored(house, "Oslo") == []

    async def test_public_service_numbers_pass_by_themselves(self, house: House, lea: httpx.AsyncClient) -> None:
        await lea.post(NEW, data=filled(nb="Ring legevakten på 116 117, eller 113 hvis det haster."))
        assert len(await stored(house, "Oslo")) == 1

"""A language is offered once somebody has approved its safety texts, and as long as they stay as they are."""

from collections.abc import Callable

import httpx
import pytest

import app
from chat import calendar, safety
from chat.language import COMPLETE
from chat.safety import PARTS, digest, safety_texts
from chat.static_files import ROOT
from counselor_console.languages import PAGE
from tests.console.conftest import HTMX, House

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("translated")]

THAI = f"{PAGE}/th"
SPEAK = ("widget", "errors")  # folders of templates
NO_SAFETY = {  # places that speak to visitors, and say nothing that one has to understand to be safe
    "errors/error.html",
    "widget/_beside.html",
    "widget/_languages.html",
    "widget/_later.html",
    "widget/_open.html",
    "widget/_place.html",
    "widget/_problems.html",
    "widget/_reach.html",
    "widget/_read.html",
    "widget/_ready.html",
    "widget/_ready_plain.html",
    "widget/_talk.html",
    "widget/_without_script.html",
    "widget/page.html",
    "widget/read.html",
    "public_widget/opening.py",
    "public_widget/pages.py",
    "public_widget/spoken.py",
}


@pytest.fixture
def translated(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes every text complete in every language; those that are named say something else."""
    real = safety.translations

    def translate(**other: str) -> None:
        def said(code: str) -> dict[str, tuple[str, ...]]:
            if code == "nb":
                return real("nb")
            return {text: (other.get("said") or f"{code}: {text}",) for text in real("nb")}

        monkeypatch.setattr(safety, "translations", said)

    translate()
    return translate


@pytest.fixture
async def lea(house: House) -> httpx.AsyncClient:
    return await house.staff("Lea")


async def approve(client: httpx.AsyncClient, read: str | None = None) -> httpx.Response:
    return await client.post(f"{THAI}/approve", data={"read": digest("th").hex() if read is None else read})


async def offered(house: House) -> list[str]:
    """The languages on a visitor's first page."""
    page = (await (await house.stranger()).get("/")).text
    return [part.split('"')[0] for part in page.split('href="?lang=')[1:]][: page.count('href="?lang=') // 2]


async def shows_thai(house: House) -> bool:
    visitor = await house.stranger()
    return '<html lang="th">' in (await visitor.get("/?lang=th")).text


class TestTheTexts:
    def test_each_part_of_the_page_that_is_named_is_there_and_says_something(self) -> None:
        assert [title for title, texts in safety_texts("th").items() if not texts] == []
        assert set(safety_texts("th")) == set(PARTS.values())

    def test_each_is_there_in_norwegian_once(self) -> None:
        norwegian = [text.norwegian for part in safety_texts("th").values() for text in part]
        assert all(norwegian)
        assert len(norwegian) == len(set(norwegian))

    def test_each_place_that_speaks_to_visitors_is_one_of_them_or_is_known_to_be_none(self) -> None:
        """A new page has to be thought of: in `PARTS`, or here."""
        pages = {f"{part}/{page.name}" for part in SPEAK for page in (ROOT / "templates" / part).glob("*.html")}
        modules = {f"public_widget/{module.name}" for module in (ROOT / "public_widget").glob("*.py")}
        speaking = {place for place in pages | modules if safety._texts_in(place)}
        assert speaking == PARTS.keys() | NO_SAFETY
        assert not PARTS.keys() & NO_SAFETY

    @pytest.mark.parametrize(
        "text",
        [
            "Do not write a name or number.",
            "Do not count me. Nothing is noted but that one more did not want to be counted.",
            "It is sent. This is your code",
            "The counsellor ended this conversation",
            "Whoever writes under another name there is not us.",
        ],
    )
    def test_what_one_must_not_misunderstand_is_among_them(self, text: str) -> None:
        said = safety.translations("nb")[text]
        assert any(said == one.norwegian for part in safety_texts("th").values() for one in part)


class TestBeforeAndAfter:
    async def test_the_complete_ones_are_offered_from_the_start_and_no_draft(self, house: House) -> None:
        assert await offered(house) == list(COMPLETE)
        assert not await shows_thai(house)

    async def test_once_approved_it_is_offered_by_name(self, house: House, lea: httpx.AsyncClient) -> None:
        assert (await approve(lea)).headers["location"] == PAGE
        assert await offered(house) == [*COMPLETE[:3], "th"]
        assert await shows_thai(house)
        assert f"Godkjent av Lea (Leder), {calendar.today().day}. " in (await lea.get(PAGE)).text

    async def test_withdrawn_it_is_not(self, house: House, lea: httpx.AsyncClient) -> None:
        await approve(lea)
        assert (await lea.post(f"{THAI}/withdraw")).status_code == 303
        assert not await shows_thai(house)

    async def test_a_text_that_changes_takes_it_away_until_it_is_approved_again(
        self, house: House, lea: httpx.AsyncClient, translated: Callable[..., None]
    ) -> None:
        await approve(lea)
        translated(said="Something else")
        await lea.post("/console/languages/ro/withdraw")  # whatever is decided, all is read anew
        assert not await shows_thai(house)
        assert "må det leses og godkjennes på nytt" in (await lea.get(PAGE)).text
        await approve(lea)
        assert await shows_thai(house)

    async def test_those_who_decide_see_it_wherever_they_are_and_nobody_else(
        self, house: House, lea: httpx.AsyncClient, translated: Callable[..., None]
    ) -> None:
        sign, cora = "1 språk venter på ny godkjenning", await house.staff("Cora")
        await approve(lea)
        assert sign not in (await lea.get("/stats")).text
        translated(said="Something else")
        await app._tend_door(house.app)  # as it is every minute, and at the start
        for page in ("/stats", PAGE):
            assert f'href="/console/languages" data-beside>{sign}' in (await lea.get(page)).text
        assert sign not in (await cora.get("/console")).text
        await approve(lea)
        assert sign not in (await lea.get("/stats")).text

    async def test_one_that_was_withdrawn_or_never_approved_waits_for_nothing_again(
        self, house: House, lea: httpx.AsyncClient
    ) -> None:
        await approve(lea)
        await lea.post(f"{THAI}/withdraw")
        assert house.app.state.tongues.again == 0

    async def test_who_is_in_the_middle_of_a_conversation_goes_on_in_it(
        self, house: House, lea: httpx.AsyncClient
    ) -> None:
        await approve(lea)
        visitor = await house.stranger()
        begun = (await visitor.post("/conversations", json={"language": "th"})).json()
        await lea.post(f"{THAI}/withdraw")
        visitor.headers["Cookie"] = f"__Host-visit={begun['token']}"
        assert '<html lang="th">' in (await visitor.get("/")).text


class TestWhatIsRefused:
    async def test_texts_that_are_not_those_that_were_read(self, house: House, lea: httpx.AsyncClient) -> None:
        for read in ("", "ab", "zz" * 32, digest("ar").hex()):
            answer = await lea.post(f"{THAI}/approve", data={"read": read}, headers=HTMX)
            assert answer.status_code == 422
            assert "Tekstene er ikke de du leste." in answer.text
        assert not await shows_thai(house)

    async def test_a_language_that_lacks_one(self, lea: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
        real = safety.translations
        monkeypatch.setattr(
            safety, "translations", lambda code: {k: v for k, v in real(code).items() if code == "nb" or k != "police"}
        )
        assert (await approve(lea)).status_code == 422
        assert "Én sikkerhetstekst er ikke oversatt ennå." in (await lea.get(PAGE)).text
        assert 'name="read"' not in (await lea.get(THAI)).text

    @pytest.mark.parametrize("code", ["nb", "en", "nn", "xx"])
    async def test_one_that_is_no_draft(self, lea: httpx.AsyncClient, code: str) -> None:
        assert (await lea.get(f"{PAGE}/{code}")).status_code == 404
        assert (await lea.post(f"{PAGE}/{code}/approve", data={"read": ""})).status_code == 404


async def test_arabic_stands_beside_the_norwegian_from_right_to_left(lea: httpx.AsyncClient) -> None:
    page = (await lea.get(f"{PAGE}/ar")).text
    assert '<dd lang="ar" dir="rtl">' in page
    assert '<dt lang="nb">' in page
    assert "%(" not in page


async def test_the_lane_names_the_language_and_warns_of_translation_services(
    house: House, cora: httpx.AsyncClient
) -> None:
    for language, warned in (("th", True), ("nn", False), ("en", False)):
        conversation = await house.visitor("hei", language)
        await cora.post(f"/console/conversations/{conversation}/take")
        lane = (await cora.get(f"/console/conversations/{conversation}")).text
        assert ("oversettelsestjeneste" in lane) == warned
        assert language != "th" or "thai" in lane

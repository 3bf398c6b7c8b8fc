"""The visitor's page in other languages and the other direction, and prepared sentences on both sides."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from chat.language import VISITORS, speech
from chat.safety import digest
from chat.tongues import DRAFTS
from tests.browser.conftest import Desk
from tests.browser.staff import take_next
from tests.browser.test_pages import too_wide, violations
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parents[2] / "artifacts" / "screenshots" / "languages"
YES, HELLO = "ใช่", "สวัสดี เราอยู่ที่นี่"
WIDTHS = [(320, 640), (1280, 800)]
CLIPPED = """() => [...document.querySelectorAll("a, button, summary, h1, p, li")]
  .filter((one) => one.checkVisibility() && !one.closest(".visually-hidden, .log, template"))
  .filter((one) => { const { left, right, width } = one.getBoundingClientRect();
    return width > 1 && (left < -1 || right > innerWidth + 1); })
  .map((one) => one.textContent.trim().slice(0, 40))"""


def approve_everything(server: LiveServer) -> None:
    """The languages, and in Thai what a visitor may say and one reply."""
    server.add_account("lea", ["lead"])
    with closing(server.staff("lea", password="lea kjenner veien")) as lea:
        for code in DRAFTS:
            offered = lea.post(f"/console/languages/{code}/approve", data={"read": digest(code).hex()})
            assert offered.status_code == 303, code
        for title, nb, th, place in (
            ("Bekrefter", "Ja.", YES, "visitor"),
            ("Hilsen", "Hei, vi er her.", HELLO, "answer"),
        ):
            said = {
                "title": title,
                "language": ["nb", "th"],
                "body": [nb, th],
                "place": place,
                "approved": ["nb", "th"],
            }
            assert lea.post("/console/phrases/new", data=said).status_code == 303
        said = {
            "title": "Ikke godkjent",
            "language": ["nb", "th"],
            "body": ["Vent litt.", "รอสักครู่"],
            "approved": ["nb"],
        }
        assert lea.post("/console/phrases/new", data=said).status_code == 303


@pytest.fixture(scope="module")
def desk_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("tongues") / "data", OPEN="always") as server:
        server.add_account("kaja", ["counselor"])
        approve_everything(server)
        yield server


@pytest.fixture(scope="module")
def shut(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Where nobody is present."""
    with live_server(tmp_path_factory.mktemp("shut") / "data") as server:
        approve_everything(server)
        yield server


def begin(page: Page, server: LiveServer, code: str) -> None:
    page.goto(f"{server.url}/?lang={code}")
    page.locator("#first-text").fill("1 2 3")
    page.locator("#first button").click()
    expect(page.locator("#place")).to_be_visible()


def states(context: BrowserContext, desk: Desk, shut: LiveServer, code: str) -> Iterator[tuple[str, Page]]:
    page = context.new_page()
    page.goto(f"{shut.url}/?lang={code}")
    yield "closed", page
    page.goto(f"{desk.server.url}/us?lang={code}")
    yield "us", page
    page.goto(f"{desk.server.url}/?lang={code}")
    yield "open", page
    begin(page, desk.server, code)
    yield "waiting", page
    lane = take_next(desk.page)
    lane.locator(".lane__text").fill(HELLO)
    lane.locator(".lane__text").press("Enter")
    expect(page.locator("#log")).to_contain_text(HELLO)
    yield "active", page
    lane.locator('[data-ask="close"]').click()
    lane.get_by_role("button", name="Ja, avslutt").click()
    expect(page.locator("#ended-heading")).to_be_visible()
    yield "ended", page


@pytest.mark.parametrize(("width", "height"), WIDTHS)
@pytest.mark.parametrize("code", ["ar", "th"])
def test_every_state_fits_and_can_be_read_by_everybody(
    desk: Desk, shut: LiveServer, new_context: NewContext, code: str, width: int, height: int
) -> None:
    context = new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    findings = []
    for name, page in states(context, desk, shut, code):
        page.screenshot(path=PICTURES / f"{code}-{width}-{name}.png")
        direction = page.evaluate("getComputedStyle(document.body).direction")
        found = [*violations(page), *too_wide(page), *page.evaluate(CLIPPED)]
        findings += [f"{name}: {one}" for one in found]
        assert (name, direction) == (name, "rtl" if code == "ar" else "ltr")
    assert findings == []


def test_seven_languages_take_at_most_three_lines_on_a_small_phone(desk: Desk, new_context: NewContext) -> None:
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(desk.server.url)
    nav = page.locator(".languages:visible")
    expect(nav.locator("a")).to_have_text(list(VISITORS.values()))
    box = nav.bounding_box()
    assert box is not None
    assert box["height"] <= 3 * 44 + 4


def test_right_to_left_the_exit_is_on_the_left_and_numbers_keep_their_order(
    shut: LiveServer, new_context: NewContext
) -> None:
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{shut.url}/?lang=ar")
    exit_, brand = page.locator("#leave").bounding_box(), page.locator(".brand").bounding_box()
    assert exit_ is not None
    assert brand is not None
    assert exit_["x"] < brand["x"]
    number = page.locator('.help a[href="tel:116117"]').first
    assert number.evaluate("one => getComputedStyle(one).direction") == "ltr"


def test_a_language_is_chosen_with_the_keyboard(desk: Desk, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(desk.server.url)
    page.locator('.languages:visible a[lang="ar"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator('.languages:visible a[lang="ar"]')).to_have_attribute("aria-current", "true")


def test_without_script_it_is_right_to_left_too(desk: Desk, new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{desk.server.url}/?lang=ar")
    page.locator("#first-text").fill("مرحبا")
    page.locator("#first button").click()
    expect(page.locator("noscript .message__text")).to_have_text("مرحبا")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.screenshot(path=PICTURES / "ar-360-without-script.png")
    page.locator("#leave button").click()
    expect(page.locator("body")).to_be_empty()


class TestPreparedSentences:
    @pytest.fixture
    def visitor(self, desk: Desk, new_context: NewContext) -> Page:
        page = new_context(viewport={"width": 360, "height": 740}).new_page()
        begin(page, desk.server, "th")
        return page

    @pytest.fixture
    def lane(self, desk: Desk, visitor: Page) -> Iterator[Locator]:
        expect(desk.page.locator("#take-next:not(:disabled)")).to_be_visible()
        yield desk.page.locator(f"#{take_next(desk.page).get_attribute('id')}")
        visitor.locator("#leave button").click()
        expect(desk.page.locator("chat-lane[data-ended]")).to_have_count(1)

    def test_the_visitor_sends_one_with_the_keyboard_and_she_reads_it_in_norwegian(
        self, visitor: Page, lane: Locator
    ) -> None:
        asked: list[str] = []
        visitor.on("request", lambda request: asked.append(request.url))
        visitor.locator("#ready summary").focus()
        visitor.keyboard.press("Enter")
        button = visitor.get_by_role("button", name=YES)
        expect(button).to_be_visible()
        assert len([address for address in asked if "ready.js" in address or "/phrases" in address]) == 2
        button.focus()
        visitor.keyboard.press("Enter")
        expect(visitor.locator("#log .message__text").last).to_have_text(YES)
        heard = lane.locator(".message--visitor", has_text=YES)
        expect(heard.locator(".message__meaning")).to_have_text("På norsk: Ja.")

    def test_nothing_of_it_is_fetched_before_it_is_opened(self, desk: Desk, new_context: NewContext) -> None:
        page, asked = new_context().new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{desk.server.url}/?lang=th", wait_until="networkidle")
        expect(page.locator("#first-text")).to_be_visible()
        assert [address for address in asked if "ready" in address or "phrases" in address] == []

    def test_she_picks_in_norwegian_and_reads_it_beside_what_is_sent(
        self, desk: Desk, visitor: Page, lane: Locator
    ) -> None:
        lane.locator(".lane__text").press("/")
        lane.get_by_role("combobox", name="Ord i et ferdig svar").fill("hilsen")
        expect(lane.locator(".found").first).to_contain_text("Hei, vi er her.")
        desk.page.keyboard.press("Enter")
        expect(lane.locator(".lane__meaning")).to_have_text("På norsk: Hei, vi er her.")
        desk.page.keyboard.press("Enter")
        expect(visitor.locator("#log")).to_contain_text(HELLO)
        expect(lane.locator(".message--counselor .message__meaning")).to_have_text("På norsk: Hei, vi er her.")
        expect(lane.locator(".lane__meaning")).to_be_empty()

    def test_what_is_not_approved_in_his_language_is_not_put_in_and_she_is_told(
        self, desk: Desk, lane: Locator
    ) -> None:
        lane.locator(".lane__text").press("/")
        lane.get_by_role("combobox", name="Ord i et ferdig svar").fill("vent litt")
        expect(lane.locator(".found").first).to_contain_text("Vent litt.")
        desk.page.keyboard.press("Enter")
        expect(lane.locator(".phrasebook__said")).to_contain_text("ikke godkjent på thai")
        expect(lane.locator(".lane__text")).to_have_value("")

    def test_the_lane_warns_of_translation_services_and_can_be_told_to_be_still(self, lane: Locator) -> None:
        warning = lane.locator(".lane__foreign")
        expect(warning).to_contain_text("oversettelsestjeneste")
        warning.locator("summary").click()
        expect(warning.locator("p")).to_be_hidden()


def test_what_the_texts_say_is_what_the_page_shows(desk: Desk, new_context: NewContext) -> None:
    page = new_context().new_page()
    for code in VISITORS:
        page.goto(f"{desk.server.url}/?lang={code}")
        expect(page.locator("#open-heading")).to_have_text(speech(code).text("What would you like to ask?"))

"""Searching the answers as one types, in a real browser: nothing that is typed leaves the page."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from stats.answer_search import Index, search
from tests.browser.visiting import Visit
from tests.conftest import NewContext
from tests.server import LiveServer, live_server
from tests.stats.test_answers import TEXTS

pytestmark = pytest.mark.browser

TYPED = [
    "tes",
    "TESTER",
    "klamydiatest",
    "sykdommer",
    "bøter",
    "boeter",
    "vaere tryggere",
    "hvor kan jeg få behandling",
]
TYPED += ["gratis klamydia test", "gonore", "xyzzy", "", "hvor", "AAA ææ øø", "ß", "ตรวจ", "فحص", "🙂", "husleia mi"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """An open service whose answers are those of the tests without a browser."""
    with live_server(tmp_path_factory.mktemp("reading") / "data", OPEN="always") as server:
        with closing(server.staff("lea", ["lead"])) as lea:
            for title, body in TEXTS.items():
                text = {"topic": "housing", "title": title, "body": body, "also": "", "publish": "yes"}
                assert lea.post("/console/answers/new/nb", data=text).status_code == 303
        yield server


@pytest.fixture
def page(written: LiveServer, new_context: NewContext) -> Page:
    page = new_context().new_page()
    page.goto(f"{written.url}/read", wait_until="networkidle")
    return page


def expect_shown(page: Page, titles: set[str]) -> None:
    """These and no others, in the order in which the page has them all."""
    everything = page.locator(".told summary").all_text_contents()
    expect(page.locator(".told:visible summary")).to_have_text([one for one in everything if one.strip() in titles])


def test_typing_finds_what_the_server_would_find_and_asks_it_nothing(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    among = {title: Index.of(f"{title} {body}") for title, body in TEXTS.items()}
    for typed in TYPED:
        page.get_by_role("textbox").fill(typed)
        expect_shown(page, search(typed, among))
        page.keyboard.press("Enter")
    assert asked == []
    assert page.url.endswith("/read")


def test_it_says_how_many_and_kindly_when_there_is_nothing(page: Page) -> None:
    field = page.get_by_role("textbox")
    field.press_sequentially("klam")
    expect(page.get_by_role("status")).to_have_text("Svar som passer: 1")
    field.fill("xyzzy")
    expect(page.get_by_text("Vi fant ikke noe om det her.")).to_be_visible()
    expect(page.get_by_role("link", name="Skriv til en rådgiver")).to_be_visible()
    field.fill("")
    expect_shown(page, set(TEXTS))
    expect(page.get_by_role("status")).to_have_text("")


def test_an_answer_opens_where_it_stands_by_keyboard_and_the_address_stays(page: Page) -> None:
    page.locator(".told summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".told[open] .told__body")).to_be_visible()
    assert page.url.endswith("/read")


def test_who_waits_reads_beside_his_conversation_and_leaving_there_leaves_both(
    written: LiveServer, new_context: NewContext
) -> None:
    page = new_context().new_page()
    page.goto(written.url)
    visit = Visit(page)
    visit.begin("hei, er det noen der")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Les svar på vanlige spørsmål").click()
    beside = opened.value
    expect(beside.get_by_role("heading", name="Vanlige spørsmål")).to_be_visible()
    visit.expect_state("waiting")
    visit.expect_words("hei, er det noen der")
    beside.wait_for_load_state()  # until then the button is a plain form, and its page stays
    beside.get_by_role("button", name="Forlat siden").click()
    beside.wait_for_url("about:blank")
    page.wait_for_url("about:blank")


def test_without_script_the_form_searches_and_the_way_back_keeps_the_conversation(
    written: LiveServer, new_context: NewContext
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(written.url)
    page.get_by_role("textbox", name="Skriv her").fill("hei uten skript")
    page.get_by_role("button", name="Send").click()
    with page.expect_popup() as opened:
        page.locator("noscript .read a").click()
    beside = opened.value
    beside.get_by_role("textbox").fill("boeter")
    beside.get_by_role("button", name="Søk").click()
    expect(beside.locator(".told summary")).to_have_text(["home"])
    assert "boeter" not in beside.url
    beside.get_by_role("link", name="Skriv til en rådgiver").click()
    expect(beside.locator("noscript .message__text")).to_have_text("hei uten skript")

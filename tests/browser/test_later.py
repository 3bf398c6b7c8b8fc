"""Leaving a question for later in a real browser, with script and without; and what is left after leaving."""

import re
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import too_wide, violations
from tests.conftest import NewContext
from tests.mailbox import hidden
from tests.server import LiveServer, live_server

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("cora")]

ASKED, ANSWERED, MORE = "spurt på kråkeslottet", "svart på mørkerommet", "takk fra loftsrommet"
PHONE = {"viewport": {"width": 360, "height": 640}}
CODE = re.compile(r"\d{4}(?: \d{4}){6}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Closed: whoever is present takes no visitors."""
    with live_server(tmp_path_factory.mktemp("later") / "data", OPEN="presence") as server:
        yield server


@pytest.fixture(scope="module")
def cora(server: LiveServer) -> Iterator[httpx.Client]:
    """Reads every day, and has her key open."""
    with closing(server.staff("cora")) as cora, closing(server.staff("lea", ["lead"])) as lea:
        chosen = lea.get("/console/mailbox").text
        number = re.search(r'<option value="(\d+)">cora', chosen)
        assert number is not None
        lea.post("/console/mailbox/readers", data={f"reader-{day}": number[1] for day in range(7)})
        opened = cora.post("/console/mailbox/key", data={"password": "cora kjenner veien"}, timeout=60)
        assert opened.status_code == 303
        cora.post("/console/available", data={"available": "no"})
        yield cora


def ask(page: Page, server: LiveServer, text: str = ASKED) -> str:
    """From the closed page, as people find it; the code."""
    page.goto(server.url)
    page.get_by_role("link", name="Legg igjen et spørsmål").click()
    expect(page.get_by_role("heading", name="Legg igjen et spørsmål")).to_be_visible()
    page.locator("#text").fill(text)
    page.get_by_role("button", name="Send og få en kode").click()
    expect(page.locator("#digits")).to_be_visible()
    page.wait_for_load_state()  # by then the script is there, if there is one
    return page.locator("#digits").inner_text()


def enter(page: Page, server: LiveServer, code: str) -> None:
    page.goto(f"{server.url}/later")
    page.locator("#code").fill(code)
    page.get_by_role("button", name="Les", exact=True).click()


def answer(cora: httpx.Client, text: str) -> None:
    """The one that waits with these words."""
    for address in re.findall(r'href="(/console/mailbox/[0-9a-f]{32})"', cora.get("/console/mailbox").text):
        if text in cora.get(address).text:
            cora.post(f"{address}/claim")
            sent = {"text": ANSWERED, **hidden(cora.get(address).text)}
            assert cora.post(f"{address}/answer", data=sent).status_code == 303
            return
    raise AssertionError("it is not there")


def journey(server: LiveServer, cora: httpx.Client, new_context: NewContext, text: str, **options: object) -> Page:
    """Asks on one device; comes back on another, reads and writes again. The second one's page."""
    first = new_context(**PHONE, **options).new_page()
    code = ask(first, server, text)
    assert CODE.fullmatch(code)
    assert too_wide(first) == []
    first.get_by_role("button", name="Jeg har skrevet den ned").click()
    expect(first.locator("#digits")).to_have_count(0)
    first.get_by_role("button", name="Forlat siden").click()
    answer(cora, text)
    second = new_context(**PHONE, **options).new_page()
    enter(second, server, code[:-1] + str((int(code[-1]) + 1) % 10))
    expect(second.get_by_role("alert")).to_contain_text("skrivefeil")
    enter(second, server, code)
    expect(second.get_by_role("heading", name="Det er kommet svar")).to_be_visible()
    expect(second.locator("#log .message__text")).to_have_text([text, ANSWERED])
    second.locator("#text").fill(MORE)
    second.get_by_role("button", name="Send", exact=True).click()
    expect(second.locator("#log .message__text")).to_have_text([text, ANSWERED, MORE])
    assert too_wide(second) == []
    assert "later" in second.url
    assert not re.search(r"\d{4}", second.url.partition("/later")[2])
    return second


def destroy(page: Page, server: LiveServer) -> None:
    page.locator("summary", has_text="Slett alt her").click()
    page.get_by_role("button", name="Slett det nå").click()
    expect(page.get_by_role("status")).to_contain_text("slettet fra maskinen vår")
    page.goto(f"{server.url}/later/read")
    expect(page.locator("#log")).to_have_count(0)


def leave(page: Page) -> None:
    page.get_by_role("button", name="Forlat siden").click()


def test_the_whole_journey_with_script(server: LiveServer, cora: httpx.Client, new_context: NewContext) -> None:
    page = journey(server, cora, new_context, f"{ASKED} med skript")
    destroy(page, server)


def test_the_whole_journey_without_script(server: LiveServer, cora: httpx.Client, new_context: NewContext) -> None:
    page = journey(server, cora, new_context, f"{ASKED} uten skript", java_script_enabled=False)
    destroy(page, server)


def go_back_to(page: Page, address: str) -> None:
    """There, and nothing of what was asked."""
    page.go_back()
    expect(page).to_have_url(address)
    assert ASKED not in page.content()
    assert not CODE.search(page.content())


def test_after_leaving_back_shows_nothing(server: LiveServer, new_context: NewContext) -> None:
    context = new_context(**PHONE)
    page = context.new_page()
    ask(page, server, f"{ASKED} og forlatt")
    leave(page)
    page.wait_for_url("about:blank")
    assert [cookie["name"] for cookie in context.cookies()] == []
    go_back_to(page, f"{server.url}/later?lang=nb")
    page.goto(f"{server.url}/later/read")
    assert ASKED not in page.content()


def test_without_script_after_leaving_back_shows_nothing(server: LiveServer, new_context: NewContext) -> None:
    context = new_context(**PHONE, java_script_enabled=False)
    page = context.new_page()
    ask(page, server, f"{ASKED} og forlatt uten skript")
    leave(page)
    expect(page.locator("body")).to_be_empty()
    assert [cookie["name"] for cookie in context.cookies()] == []
    for path in ("/later", "/later?lang=nb", "/"):
        go_back_to(page, server.url + path)


def test_leaving_on_the_first_page_ends_it_too(server: LiveServer, new_context: NewContext) -> None:
    context = new_context(**PHONE)
    page = context.new_page()
    ask(page, server, f"{ASKED} og videre")
    page.goto(server.url)
    leave(page)
    page.wait_for_url("about:blank")
    assert [cookie["name"] for cookie in context.cookies()] == []


@pytest.mark.parametrize("width", [320, 1280])
def test_its_pages_are_accessible_and_fit(server: LiveServer, new_context: NewContext, width: int) -> None:
    page = new_context(viewport={"width": width, "height": 740}, bypass_csp=True).new_page()
    page.goto(f"{server.url}/later")
    assert [*violations(page), *too_wide(page)] == []
    code = ask(page, server, f"{ASKED} i {width}")
    page.locator("summary").first.click()
    assert [*violations(page), *too_wide(page)] == []
    enter(page, server, code[:-1])
    expect(page.locator("#code-problem")).to_be_visible()
    assert [*violations(page), *too_wide(page)] == []

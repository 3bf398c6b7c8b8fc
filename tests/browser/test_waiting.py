"""What takes long says so in words while it lasts, and nothing is begun twice."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.staff import sign_in
from tests.browser.visiting import until
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser

KEEP_HERE = """() => {
  window.sent = [];
  addEventListener("submit", (event) => {
    window.sent.push(!event.defaultPrevented);
    event.preventDefault();
  });
}"""
Demo = tuple[LiveServer, str]


def test_a_file_that_takes_long_is_waited_for_in_words(demo: Demo, new_context: NewContext) -> None:
    page = opened(demo, new_context, "/stats/releases/2025/0")
    go_on = held(page, "**/0/csv")
    with page.expect_download() as file:
        page.get_by_role("link", name="CSV", exact=True).click()
        expect(page.get_by_role("status")).to_have_text("Året telles og filen skrives. Det kan ta et minutt.")
        expect(page.locator("#waiting")).to_contain_text(" s")
        go_on()
    assert file.value.suggested_filename == "report-2025-draft.csv"
    expect(page.get_by_role("status")).to_be_empty()


def test_closing_a_year_says_what_is_done_and_is_not_sent_twice(demo: Demo, new_context: NewContext) -> None:
    page = opened(demo, new_context, "/stats/releases/2024")
    page.get_by_role("button", name="Lag utkastet").click()
    page.locator("#why-not-two").fill("Tjenesten har én rådgiver.")
    page.evaluate(KEEP_HERE)
    button = page.get_by_role("button", name="Lukk 2024")
    button.click()
    expect(page.get_by_role("status")).to_contain_text("holdes opp mot alt som er publisert")
    button.click()
    assert page.evaluate("sent") == [True, False]


def test_exploring_that_takes_long_says_so(demo: Demo, new_context: NewContext) -> None:
    page = opened(demo, new_context, "/stats/explore?year=2025")
    go_on = held(page, "**/stats/explore?*")
    page.get_by_label("Etter").select_option("month")
    expect(page.locator("#waiting")).to_contain_text("telles på nytt")
    go_on()
    expect(page.locator("#answer-title")).to_contain_text("måned")
    expect(page.locator("#waiting")).to_have_text("")


def opened(demo: Demo, new_context: NewContext, path: str) -> Page:
    server, password = demo
    page = new_context().new_page()
    sign_in(page, server, "berit", password)
    page.goto(f"{server.url}{path}")
    return page


def held(page: Page, addresses: str) -> Callable[[], None]:
    """Keeps back what is asked for at such an address, until what is returned is called."""
    kept = list[Route]()
    page.route(addresses, lambda route: kept.append(route))
    return lambda: until(page, lambda: kept, "nothing was asked for")[0].continue_()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with live_server(tmp_path_factory.mktemp("waiting") / "data", command="demo") as server:
        yield server, server.add_account("berit", ["lead"])

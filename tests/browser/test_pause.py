"""Ending with a pause, from the counsellor's button to what the visitor's browser shows, with and without script."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Desk
from tests.browser.staff import take_next
from tests.browser.visiting import Visit
from tests.conftest import NewContext

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_visitor_is_told_and_begins_nothing_and_another_browser_does(
    desk: Desk, new_context: NewContext, script: bool
) -> None:
    page = new_context(java_script_enabled=script).new_page()
    page.goto(desk.server.url)
    page.locator("#first-text").fill("jeg skal finne deg")
    page.locator("#first button").click()
    expect(desk.page.locator("#take-next:not(:disabled)")).to_be_visible()
    lane = take_next(desk.page)
    expect(lane.locator(".lane__log")).to_contain_text("jeg skal finne deg")
    lane.get_by_role("button", name="Avslutt", exact=True).click()
    lane.get_by_role("button", name="Avslutt, med en pause").click()
    expect(lane.locator(".lane__why")).to_contain_text("med en pause")
    if not script:
        page.goto(desk.server.url)
    heading = page.get_by_role("heading", name="Rådgiveren avsluttet denne samtalen")
    expect(heading).to_be_visible()
    expect(page.locator("#main").get_by_role("link", name="113")).to_be_visible()
    page.goto(desk.server.url)
    expect(heading).to_be_visible()
    neighbour = Visit(new_context().new_page())
    neighbour.page.goto(desk.server.url)
    neighbour.begin("hei")
    neighbour.leave()
    neighbour.page.wait_for_url("about:blank")
    page.get_by_role("button", name="Forlat siden").click()
    expect(heading).to_have_count(0)
    assert page.context.cookies() == []

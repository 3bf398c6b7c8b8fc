"""Records beside a conversation, in a real browser: from Act now to a concern, while the conversation stays."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.staff import answer, sign_in, take_next
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser

PASSWORD = "kaja kjenner veien"
NUMBER = "400 00 123"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("records") / "data", OPEN="always") as server:
        server.add_account("kaja", ["counselor"])
        yield server


@pytest.fixture
def staff(server: LiveServer, new_context: NewContext) -> Page:
    """Kaja, in a conversation."""
    visitor, page = new_context().new_page(), new_context(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, server, "kaja", PASSWORD)
    visitor.goto(server.url)
    visitor.locator("#first-text").fill("jeg er på skolen nå")
    visitor.locator("#first button").click()
    answer(take_next(page), "Hei, jeg er her.")
    return page


@pytest.fixture
def pane(staff: Page) -> Locator:
    """The form for a concern, reached from Act now by its link."""
    staff.locator("[data-act-now]").first.click()
    staff.locator('#pane a[href="/console/age-concerns/new"]').click()
    pane = staff.locator("#pane")
    expect(pane.locator("#pane-title")).to_have_text("En bekymring om alder")
    return pane


def test_a_concern_is_written_down_beside_the_conversation(staff: Page, pane: Locator) -> None:
    pane.locator('[name="signs"][value="situation"]').check()
    pane.locator('[name="outcomes"][value="child_welfare"]').check()
    note = pane.locator("#note")
    note.press_sequentially(f"Skolen nevnt. Ring {NUMBER} etterpå.")
    expect(pane.locator(".note__reading mark")).to_have_text(NUMBER)
    staff.keyboard.press("Delete")
    expect(note).to_have_value("Skolen nevnt. Ring etterpå.")
    expect(pane.locator('label[for="note"]')).to_have_text("Med få ord")
    staff.keyboard.press("Control+Enter")
    expect(pane.locator(".contact__note").first).to_have_text("Skolen nevnt. Ring etterpå.")
    expect(staff.locator("chat-lane").last).to_be_visible()
    assert staff.url.endswith("/console")


def test_a_refused_form_stays_in_its_place_with_what_was_typed(staff: Page, pane: Locator) -> None:
    pane.locator("#note").fill("Måten det er skrevet på.")
    staff.keyboard.press("Control+Enter")
    expect(pane.locator("#signs-error")).to_be_visible()
    expect(pane.locator("#outcomes-error")).to_be_visible()
    expect(pane.locator("#note")).to_have_value("Måten det er skrevet på.")
    expect(staff.locator("chat-lane").last).to_be_visible()


def test_a_form_that_was_left_half_written_is_there_again(staff: Page, pane: Locator) -> None:
    pane.locator("#note").fill("Halvveis")
    staff.locator("[data-act-now]").first.click()
    expect(pane.locator("[data-acting]")).to_be_visible()
    pane.locator('a[href="/console/age-concerns/new"]').click()
    expect(pane.locator("#note")).to_have_value("Halvveis")

"""The note in a real browser: what tells who somebody is is seen while writing, and goes with one key."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.staff import sign_in
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser

PASSWORD = "kaja kjenner veien"
NUMBER = "400 00 123"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("notes") / "data", OPEN="always") as server:
        server.add_account("kaja", ["counselor"])
        yield server


@pytest.fixture
def form(server: LiveServer, new_context: NewContext) -> Page:
    """A new contact, filled in but for its note."""
    page = new_context(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, server, "kaja", PASSWORD)
    page.keyboard.press("k")
    page.locator('input[name="about"][value="himself"]').check(force=True)
    page.locator('input[name="category"][value="uncertain"]').check()
    page.locator("#channel").select_option("phone_sms")
    return page


def contacts(server: LiveServer) -> str:
    with closing(server.staff("kaja", password=PASSWORD)) as kaja:
        return kaja.get("/console/contacts").text


def test_a_number_is_marked_while_writing_removed_with_one_key_and_the_note_saved(
    server: LiveServer, form: Page
) -> None:
    note = form.locator("#note")
    note.press_sequentially(f"Jobber natt. Ring {NUMBER} først.")
    expect(form.locator(".note__reading mark")).to_have_text(NUMBER)
    expect(form.locator("#said")).to_have_text("Én ting kan røpe hvem det er")
    expect(note).to_be_focused()
    form.keyboard.press("Delete")
    expect(note).to_have_value("Jobber natt. Ring først.")
    expect(form.locator(".note__reading")).to_have_count(0)
    expect(note).to_be_focused()
    form.keyboard.type(" Har hund.")
    form.keyboard.press("Control+Enter")
    expect(form.locator("#pane .saved")).to_have_text("Lagret")
    listed = contacts(server)
    assert ("Jobber natt. Ring først. Har hund." in listed, NUMBER in listed) == (True, False)


def test_saving_leads_to_what_was_found_and_each_key_takes_one(server: LiveServer, form: Page) -> None:
    form.locator("#note").fill(f"Bor alene med katten. Ring {NUMBER} eller 400 00 999.")
    form.locator("#note").press("Control+Enter")
    expect(form.locator(".registration__count")).to_have_text("2 funn i notatet")
    for left in (2, 1):
        expect(form.locator(".finding")).to_have_count(left)
        expect(form.locator(".finding").first.locator("button")).to_be_focused()
        form.keyboard.press("Delete")
    expect(form.locator("#note")).to_have_value("Bor alene med katten. Ring eller.")
    form.keyboard.press("Control+Enter")
    expect(form.locator("#pane .saved")).to_have_text("Lagret")
    assert "Bor alene med katten. Ring eller." in contacts(server)


def test_delete_in_a_text_deletes_a_letter(form: Page) -> None:
    note = form.locator("#note")
    note.fill(f"Ring {NUMBER}.")
    expect(form.locator(".note__reading mark")).to_have_text(NUMBER)
    note.press("Home")
    note.press("Delete")
    expect(note).to_have_value(f"ing {NUMBER}.")


def test_what_is_kept_for_a_reason_of_ones_own_is_saved(server: LiveServer, form: Page) -> None:
    form.locator("#note").fill(f"Fikk {NUMBER}, sentralbordet på havna.")
    form.get_by_text("Behold …").click()
    form.locator("#keep-1").select_option("other")
    expect(form.locator("#why-1")).to_be_focused()
    form.keyboard.type("et sentralbord")
    form.keyboard.press("Control+Enter")
    expect(form.locator("#pane .saved")).to_have_text("Lagret")
    assert NUMBER in contacts(server)


def test_the_note_reaches_no_address_and_no_storage(form: Page) -> None:
    asked: list[Request] = []
    form.on("request", lambda request: asked.append(request))
    form.locator("#note").fill(f"Ring {NUMBER}.")
    expect(form.locator(".note__reading mark")).to_have_text(NUMBER)
    asked_for = {request.url.partition("/console/")[2] for request in asked}
    # The draft may have been kept already, and the earlier contacts looked up, or not yet.
    assert asked_for - {"contacts/new/draft", "contacts/earlier"} == {"notes/check"}
    stored = form.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state])")
    assert "400" not in stored

"""Exploring in a browser: only the answer changes, the page stays where it is, and it works without script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff import sign_in
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser

Demo = tuple[LiveServer, str]


def test_a_choice_by_keyboard_changes_the_answer_alone_and_the_address(demo: Demo, new_context: NewContext) -> None:
    page = explore(demo, new_context)
    page.evaluate("document.querySelector('h1').textContent = 'the same page'")
    page.locator("#by").focus()
    page.keyboard.press("Home")
    expect(page.locator("#answer-title")).to_have_text("Kontakter, kategori")
    expect(page.locator("h1")).to_have_text("the same page")
    expect(page.locator("#by")).to_be_focused()
    expect(page.locator("#answer-said")).to_contain_text("Kontakter, kategori")
    expect(page).to_have_url(re.compile("by=category"))
    page.reload()
    expect(page.locator("#answer-title")).to_have_text("Kontakter, kategori")
    expect(page.locator("#by")).to_have_value("category")


def test_what_stands_above_the_answer_does_not_move(demo: Demo, new_context: NewContext) -> None:
    page = explore(demo, new_context)
    page.locator("#across").scroll_into_view_if_needed()
    top = "document.querySelector('#answer-title').getBoundingClientRect().top"
    before = page.evaluate(top)
    page.locator("#count").select_option("persons")
    expect(page.locator("#answer-title")).to_have_text("Personer, kanal")
    assert page.evaluate(top) == before


def test_without_script_it_is_a_form(demo: Demo, new_context: NewContext) -> None:
    page = explore(demo, new_context, java_script_enabled=False)
    page.locator("#by").select_option("gender")
    page.get_by_text("Bare noen av dem").click()
    page.locator("#only-category").select_option("confirmed")
    page.get_by_role("button", name="Vis").click()
    expect(page.locator("#answer-title")).to_have_text("Kontakter, kjønn")
    expect(page.locator("#only-category")).to_have_value("confirmed")
    expect(page.locator("#answer")).to_contain_text("Kategori: Bekreftet")


def explore(demo: Demo, new_context: NewContext, **options: object) -> Page:
    server, password = demo
    page = new_context(**options).new_page()
    sign_in(page, server, "berit", password)
    page.goto(f"{server.url}/stats/explore?year=2025")
    return page


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo, and the password of its lead Berit."""
    with live_server(tmp_path_factory.mktemp("explore") / "data", command="demo") as server:
        yield server, server.add_account("berit", ["lead"])

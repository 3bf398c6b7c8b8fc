"""Notifications and sound for staff: only who asked, only while they look elsewhere, and no word of a visitor."""

from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PASSWORD, Desk
from tests.browser.staff import sign_in
from tests.conftest import NewContext
from tests.protocol.client import Visitor

pytestmark = pytest.mark.browser

NONE_FROM_A_PAGE = """() => {
  window.Notification = class {
    static permission = "granted";
    constructor() { throw new TypeError("Illegal constructor"); }
  };
}"""
COUNT = """
window.shown = []; window.tones = 0; window.elsewhere = true;
window.Notification = class extends Notification {
  constructor(title, options) { super(title, options); shown.push({ title, ...options }); }
};
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
document.hasFocus = () => !window.elsewhere;
"""
SAID = "Noen venter"


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    return whole_browser  # a shell shows no notifications


@pytest.fixture
def counted(desk: Desk) -> Desk:
    """Kaja looks elsewhere, and what the page tells her is counted."""
    desk.context.add_init_script(COUNT)
    desk.page.reload()
    return desk


def switch_on(desk: Desk, preference: str) -> None:
    desk.page.locator("details.menu summary").click()
    switch = desk.page.locator(f"#switch-{preference}")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    desk.page.keyboard.press("Escape")
    desk.page.evaluate("window.shown = []; window.tones = 0")  # switching the sound on plays it once


def visit(desk: Desk, words: str = "hei, er det noen der") -> Visitor:
    """Somebody comes, and the page has told her of it in whatever ways she wants."""
    visitor = desk.visit(words)
    expect(desk.page.locator("#said")).to_have_text("Én person venter.")
    return visitor


def told(desk: Desk) -> tuple[list[dict[str, Any]], int]:
    shown, tones = desk.page.evaluate("[window.shown, window.tones]")
    return shown, tones


def test_nobody_is_told_anything_unless_she_asked(counted: Desk) -> None:
    visit(counted)
    assert told(counted) == ([], 0)


def test_a_notification_says_that_somebody_waits_and_no_more(counted: Desk) -> None:
    switch_on(counted, "notify")
    visitor = visit(counted, "jeg heter noe annet")
    shown, tones = told(counted)
    assert ([one["title"] for one in shown], tones) == ([SAID], 0)
    assert set(shown[0]) == {"title", "tag", "silent"}
    assert visitor.alias not in str(shown)


def test_a_sound_is_two_short_tones(counted: Desk) -> None:
    switch_on(counted, "sound")
    counted.visit()
    counted.page.wait_for_function("window.tones === 2")
    assert told(counted)[0] == []


def test_an_answer_that_comes_while_one_looks_elsewhere_is_told_too(counted: Desk) -> None:
    lane = counted.take()
    switch_on(counted, "notify")
    counted.visitors[0].join().say("er du der?")
    expect(lane.locator(".lane__log")).to_contain_text("er du der?")
    counted.page.wait_for_function("window.shown.length > 0")
    assert [one["title"] for one in told(counted)[0]] == [SAID]


def test_who_looks_at_the_page_is_not_told(counted: Desk) -> None:
    switch_on(counted, "notify")
    counted.page.evaluate("window.elsewhere = false")
    visit(counted)
    assert told(counted) == ([], 0)


def test_it_stays_on_for_the_next_time_and_can_be_switched_off(counted: Desk) -> None:
    switch_on(counted, "notify")
    counted.page.reload()
    expect(counted.page.locator("#switch-notify")).to_have_attribute("aria-pressed", "true")
    counted.page.locator("details.menu summary").click()
    counted.page.locator("#switch-notify").click()
    expect(counted.page.locator("#switch-notify")).to_have_attribute("aria-pressed", "false")
    visit(counted)
    assert told(counted) == ([], 0)


def test_a_browser_that_does_not_let_us_says_so_and_stays_off(desk: Desk, new_context: NewContext) -> None:
    context = new_context()
    context.add_init_script("Notification.requestPermission = async () => 'denied'")
    page = context.new_page()
    sign_in(page, desk.server, "kaja", PASSWORD)
    page.locator("details.menu summary").click()
    page.locator("#switch-notify").click()
    expect(page.locator(".alerts__refused")).to_contain_text("Denne nettleseren lar oss ikke vise varsler.")
    expect(page.locator("#switch-notify")).to_have_attribute("aria-pressed", "false")
    with closing(desk.server.staff("kaja", password=PASSWORD)) as kaja:
        assert 'id="switch-notify" class="switch__button" aria-pressed="false"' in kaja.get("/console").text


def test_a_browser_that_shows_none_from_a_page_breaks_nothing(counted: Desk) -> None:
    switch_on(counted, "notify")
    counted.page.evaluate(NONE_FROM_A_PAGE)
    visit(counted)

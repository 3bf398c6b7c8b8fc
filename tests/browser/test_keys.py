"""Every key does what the help sheet says, none does anything while one writes, and the letters can be switched off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from counselor_console.keys import KEYS
from tests.browser.conftest import Desk

pytestmark = pytest.mark.browser

SINGLE = [key for row in KEYS if row.press or row.does for key in row.keys]


def shows(selector: str) -> Callable[[Page], None]:
    return lambda page: expect(page.locator(selector).first).to_be_visible()


def focuses(selector: str) -> Callable[[Page], None]:
    return lambda page: expect(page.locator(selector).first).to_be_focused()


DOES: dict[str, Callable[[Page], None]] = {  # with two conversations, one more waiting, and the focus in no field
    "N": lambda page: expect(page.locator("chat-lane")).to_have_count(3),
    "P": lambda page: expect(page.locator("#available")).to_contain_text("Pause"),
    "1": focuses("chat-lane[data-number='1'] .lane__text"),
    "2": focuses("chat-lane[data-number='2'] .lane__text"),
    "/": focuses("chat-lane[data-number='2'] .phrasebook__words"),
    "!": shows("#pane .acting"),
    "O": shows("chat-lane[data-number='2'] .colleagues"),
    "B": shows("chat-lane[data-number='2'] [data-asked='back']"),
    "E": shows("chat-lane[data-number='2'] [data-asked='close']"),
    "D": shows("#pane form.registration"),
    "K": shows("#pane form.registration"),
    "M": shows(".menu__sheet"),
    "?": shows("#help"),
}
ELSEWHERE = {  # needs more than that
    *"345678",  # as 1 and 2
    "J",  # test_the_newest_words_are_one_key_away
    "R",  # test_what_is_owed_is_one_key_away
    "G",  # tests/browser/test_sharing.py
}


@pytest.fixture
def talking(desk: Desk) -> Desk:
    desk.take(), desk.take(), desk.visit()
    expect(desk.page.locator("#take-next:not(:disabled)")).to_be_visible()
    desk.out_of_field()
    return desk


def asked_from_now_on(page: Page) -> list[str]:
    """Whatever a key asks the server for: all but the rail, and what is half written, which are asked for without."""
    asked: list[str] = []

    def listen(request: Request) -> None:
        if not request.url.endswith(("/queue", "/half-written")):
            asked.append(request.url)

    page.on("request", listen)
    return asked


def test_every_key_of_the_sheet_is_tried() -> None:
    assert sorted({*DOES, *ELSEWHERE}) == sorted(SINGLE)


@pytest.mark.parametrize("key", DOES)
def test_a_key_does_what_the_sheet_says(talking: Desk, key: str) -> None:
    talking.page.keyboard.press(key.lower())
    DOES[key](talking.page)


def test_the_sheet_lists_every_key_in_words(desk: Desk) -> None:
    desk.page.keyboard.press("?")
    rows = desk.page.locator("#help dt")
    expect(rows).to_have_text([" ".join(row.keys) for row in KEYS], use_inner_text=True)
    assert all(desk.page.locator("#help dd").all_inner_texts())
    desk.page.keyboard.press("n")
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator("#help")).to_be_hidden()


def test_while_one_writes_every_key_is_a_letter(talking: Desk) -> None:
    page, box = talking.page, talking.page.locator("chat-lane[data-number='2'] .lane__text")
    asked = asked_from_now_on(page)
    box.fill("Svar: ")
    box.press_sequentially("".join(SINGLE))
    expect(box).to_have_value("Svar: " + "".join(SINGLE))
    assert asked == []
    expect(page.locator("chat-lane")).to_have_count(2)
    assert not page.locator("#pane > *").count()
    assert not page.locator("#help, .menu__sheet, [data-asked], .phrasebook").filter(visible=True).count()


def test_switched_off_no_key_does_anything_and_the_sheet_is_still_there(talking: Desk) -> None:
    page = talking.page
    page.keyboard.press("?")
    switch = page.locator("#switch-no_keys")
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.locator("#help").get_by_role("button", name="Lukk").click()
    page.reload()
    expect(page.locator("chat-lane")).to_have_count(2)
    expect(page.locator("#available")).to_contain_text("Tar imot")
    asked = asked_from_now_on(page)
    for key in SINGLE:
        page.keyboard.press(key.lower())
    assert asked == []
    expect(page.locator("#available")).to_contain_text("Tar imot")
    expect(page.locator("chat-lane")).to_have_count(2)
    assert not page.locator("#pane > *").count()
    assert not page.locator("#help, .menu__sheet, [data-asked], .phrasebook").filter(visible=True).count()
    page.locator(".bar__keys").click()
    page.locator("#switch-no_keys").click()
    expect(page.locator("#switch-no_keys")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    expect(page.locator("#pane form.registration")).to_be_visible()


def test_with_the_page_enlarged_the_sheet_is_in_the_menu(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 640, "height": 400})
    desk.page.locator("details.menu summary").click()
    desk.page.locator(".menu__keys").click()
    expect(desk.page.locator("#switch-no_keys")).to_be_visible()


def test_the_newest_words_are_one_key_away(desk: Desk) -> None:
    lane = desk.take()
    socket = desk.visitors[0].join()
    socket.say("\n".join(f"linje {number}" for number in range(100)))
    expect(lane.locator(".lane__log")).to_contain_text("linje 99")
    desk.page.locator("#new-contact").focus()
    lane.locator(".lane__scroll").evaluate("scroll => scroll.scrollTo(0, 0)")
    socket.say("er du der ennå?")
    expect(lane.locator(".lane__newest")).to_be_visible()
    desk.page.keyboard.press("j")
    expect(lane.locator(".log__entry").last).to_be_in_viewport()


def test_what_is_owed_is_one_key_away(desk: Desk) -> None:
    desk.take()
    desk.visitors[0].leave()
    expect(desk.page.locator("[data-owed-alias]")).to_be_visible()
    desk.out_of_field()
    desk.page.keyboard.press("r")
    expect(desk.page.locator("#pane h2")).to_have_text(f"Registrer {desk.visitors[0].alias}")


@pytest.mark.parametrize("key", ["b", "e", "o", "!", "/", "d"])
def test_in_a_conversation_that_is_over_nothing_is_asked(desk: Desk, key: str) -> None:
    lane = desk.take()
    desk.visitors[0].leave()
    expect(lane).to_have_attribute("data-ended", "")
    asked = asked_from_now_on(desk.page)
    desk.page.keyboard.press(key)
    desk.page.keyboard.press("m")  # whatever that key did at once is done when this one has done its work
    expect(desk.page.locator(".menu__sheet")).to_be_visible()
    assert asked == []
    assert not desk.page.locator("#pane > *, [data-asked], .phrasebook, #failed").filter(visible=True).count()

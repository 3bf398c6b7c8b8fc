"""The phrasebook in a lane: opened, searched and used without the mouse; what it puts in is read before it is sent."""

import re
from contextlib import closing

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Desk

pytestmark = pytest.mark.browser

HIV = "If there was a risk of HIV"


def open_book(lane: Locator) -> Locator:
    lane.locator(".lane__text").press("/")
    book = lane.locator(".phrasebook")
    expect(book.get_by_role("combobox", name="Ord i et ferdig svar")).to_be_focused()
    expect(book.locator(".found").first).to_be_visible()
    return book


def look_for(book: Locator, words: str, first: str) -> None:
    book.get_by_role("combobox", name="Ord i et ferdig svar").fill(words)
    expect(book.locator(".found").first).to_contain_text(first)


def test_a_reply_is_found_in_norwegian_and_put_in_in_the_visitors_language(desk: Desk) -> None:
    lane = desk.take("hello", language="en")
    book = open_book(lane)
    look_for(book, "uten kondom", "Etter sex uten kondom: hiv")
    desk.page.keyboard.press("Enter")
    expect(lane.locator(".lane__text")).to_be_focused()
    expect(lane.locator(".lane__text")).to_have_value(re.compile(f"^{HIV}"))
    expect(book).to_be_hidden()
    expect(lane.locator(".log__entry")).to_have_count(1)  # nothing is sent by itself
    desk.page.keyboard.press("Enter")
    expect(lane.locator(".log__entry[data-seq]").last).to_contain_text(HIV)


def test_arrows_choose_and_the_chosen_one_is_announced(desk: Desk) -> None:
    book = open_book(desk.take())
    field, options = book.get_by_role("combobox", name="Ord i et ferdig svar"), book.locator(".found")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    for key, chosen in (("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1), ("ArrowUp", 0), ("ArrowUp", -1)):
        desk.page.keyboard.press(key)
        option = options.last if chosen == -1 else options.nth(chosen)
        expect(option).to_have_attribute("aria-selected", "true")
        expect(book.locator('[aria-selected="true"]')).to_have_count(1)
        expect(field).to_have_attribute("aria-activedescendant", str(option.get_attribute("id")))


def test_what_nobody_approved_is_marked(desk: Desk) -> None:
    book = open_book(desk.take())
    look_for(book, "fastlegen", "Teste seg")
    expect(book.locator(".found").first.locator(".tag")).to_have_text("Utkast")


def test_where_there_is_no_text_in_a_language_it_says_so_and_another_can_be_chosen(desk: Desk) -> None:
    with closing(desk.server.staff("ingrid", ["lead"])) as ingrid:
        filled = {"title": "På rumensk", "language": ["nb", "ro"], "body": ["Vi er her.", "Suntem aici."]}
        assert ingrid.post("/console/phrases/new", data=filled).status_code == 303
    lane = desk.take()
    book = open_book(lane)
    look_for(book, "fastlegen", "Teste seg")
    book.get_by_label("Språk i svaret").select_option("ro")
    expect(book.locator(".found__none")).to_have_text("Ikke skrevet på rumensk.")
    book.locator(".found").first.click()
    expect(book.locator(".phrasebook__said")).to_contain_text("Det finnes ingen tekst på dette språket.")
    expect(lane.locator(".lane__text")).to_have_value("")
    book.get_by_label("Språk i svaret").select_option("en")
    expect(book.locator(".found").first).to_contain_text("You can get tested")
    book.locator(".found").first.click()
    expect(lane.locator(".lane__text")).to_have_value(re.compile("^You can get tested"))


def test_escape_closes_it_and_one_goes_on_writing(desk: Desk) -> None:
    lane = desk.take()
    book = open_book(lane)
    desk.page.keyboard.press("Escape")
    expect(book).to_be_hidden()
    expect(lane.locator(".lane__text")).to_be_focused()
    expect(lane.locator(".lane__text")).to_have_value("")


def test_a_stroke_in_a_text_is_a_stroke(desk: Desk) -> None:
    lane = desk.take()
    lane.locator(".lane__text").press_sequentially("og/eller")
    expect(lane.locator(".lane__text")).to_have_value("og/eller")
    expect(lane.locator(".phrasebook")).to_be_hidden()


def test_it_goes_where_the_cursor_stands(desk: Desk) -> None:
    lane = desk.take()
    box = lane.locator(".lane__text")
    box.fill("Hei. Ha det.")
    box.evaluate("field => field.setSelectionRange(5, 5)")
    lane.locator("[data-phrases]").click()
    book = lane.locator(".phrasebook")
    look_for(book, "hvem ser", "Hvem ser det du skriver")
    desk.page.keyboard.press("Enter")
    expect(box).to_have_value(re.compile(r"^Hei\. Det du skriver, ser bare vi(.|\n)*Ha det\.$"))


def test_no_word_that_is_searched_for_is_in_an_address(desk: Desk) -> None:
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    look_for(open_book(desk.take()), "kondom", "Etter sex uten kondom: hiv")
    assert [address for address in asked if "phrases/search" in address]
    assert [address for address in asked if "kondom" in address] == []

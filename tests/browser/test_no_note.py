"""*No note about me* in real browsers: one tap, the counsellor knows, and the registration has no note."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.staff import answer, sign_in, take_next
from tests.browser.visiting import Cora, Visit
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    with live_server(tmp_path / "data", OPEN="always") as server:
        yield server


@pytest.fixture
def vera(server: LiveServer, new_context: NewContext) -> Visit:
    visit = Visit(new_context(**PHONE).new_page())
    visit.page.goto(server.url)
    return visit


@pytest.fixture
def staff(server: LiveServer, new_context: NewContext) -> Page:
    password = server.add_account("kaja", ["counselor"])
    page = new_context(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, server, "kaja", password)
    return page


def button(page: Page) -> Locator:
    """The one that this state shows."""
    return page.get_by_role("button", name="Ikke noter om meg")


def expect_pressed(page: Page, pressed: bool) -> None:
    expect(button(page)).to_have_attribute("aria-pressed", str(pressed).lower())


def top_of(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["y"]


def test_from_the_tap_to_the_registration(vera: Visit, staff: Page) -> None:
    vera.begin("må dere skrive noe ned?")
    lane = take_next(staff)
    answer(lane, "Nei, hvis du ikke vil det.")
    vera.expect_state("active")
    expect(lane.locator(".lane__note")).to_be_hidden()
    button(vera.page).tap()
    expect_pressed(vera.page, True)
    expect(vera.page.get_by_text("Det skrives ikke noe notat.").first).to_be_visible()
    expect(lane.locator(".lane__note")).to_have_text("Vil ikke ha notat. Kontakten telles, uten notat og koblinger.")
    lane.locator('[data-ask="close"]').click()
    lane.locator('[data-asked="close"] button').first.click()
    vera.expect_state("ended")
    expect(vera.page.get_by_text("Det skrives ikke noe notat.").last).to_be_visible()
    expect(vera.page.get_by_text("Rådgiveren noterer kort")).to_be_hidden()
    pane = staff.locator("#pane")
    expect(pane).to_contain_text("Den andre ville ikke ha notat")
    expect(pane.locator("textarea")).to_have_count(0)
    pane.locator('input[name="about"][value="himself"]').check(force=True)
    pane.locator('input[name="category"][value="none"]').check()
    pane.locator('input[name="basis"][value="says_no"]').check(force=True)
    pane.get_by_role("button", name="Lagre").click()
    expect(pane).to_contain_text("Lagret")
    expect(pane.get_by_role("link", name="Koble til en tidligere kontakt")).to_have_count(0)


def test_a_second_tap_takes_it_back_and_the_counselor_sees_that_too(vera: Visit, staff: Page) -> None:
    vera.begin("hei")
    button(vera.page).tap()
    expect_pressed(vera.page, True)
    lane = take_next(staff)
    vera.expect_state("active")
    expect(lane.locator(".lane__note")).to_be_visible()
    button(vera.page).tap()
    expect_pressed(vera.page, False)
    expect(lane.locator(".lane__note")).to_be_hidden()


def test_a_reload_and_a_second_tab_show_the_choice_that_holds(vera: Visit) -> None:
    vera.begin("hei")
    button(vera.page).tap()
    expect_pressed(vera.page, True)
    vera.page.reload()
    expect_pressed(vera.page, True)
    second = vera.page.context.new_page()
    second.goto(vera.page.url)
    expect_pressed(second, True)
    button(second).tap()
    expect_pressed(vera.page, False)


def test_the_tap_moves_nothing_that_is_written_in_and_keeps_the_words_in_view(vera: Visit, staff: Page) -> None:
    vera.begin("hei")
    waiting = top_of(vera.page.locator("#more"))
    button(vera.page).tap()
    expect_pressed(vera.page, True)
    assert top_of(vera.page.locator("#more")) == waiting
    button(vera.page).tap()
    expect_pressed(vera.page, False)
    lane = take_next(staff)
    for number in range(12):
        answer(lane, f"Linje {number} med noen ord til deg.")
    expect(vera.page.locator("#log .message__text").last).to_be_in_viewport()
    talking = top_of(vera.page.locator("#more"))
    button(vera.page).tap()
    expect_pressed(vera.page, True)
    assert top_of(vera.page.locator("#more")) == talking
    expect(vera.page.locator("#log .message__text").last).to_be_in_viewport(ratio=1)


def test_reading_what_was_written_before_is_not_disturbed(vera: Visit, staff: Page) -> None:
    vera.begin("hei")
    lane = take_next(staff)
    for number in range(20):
        answer(lane, f"Linje {number} med noen ord til deg.")
    expect(vera.page.locator("#log .message__text").last).to_be_in_viewport()
    vera.page.locator("#scroll").evaluate("scroll => { scroll.scrollTop = 0; }")
    button(vera.page).tap()
    expect_pressed(vera.page, True)
    expect(lane.locator(".lane__note")).to_be_visible()
    expect(vera.page.locator("#log .message__text").nth(1)).to_be_in_viewport()
    expect(vera.page.locator("#log .message__text").last).not_to_be_in_viewport()


def test_a_wish_that_is_on_its_way_goes_along_when_he_leaves(vera: Visit, staff: Page) -> None:
    vera.begin("hei")
    lane = take_next(staff)
    answer(lane, "Hei!")
    vera.expect_state("active")
    vera.page.route("**/note", lambda _: None)  # it never arrives
    with vera.page.expect_request("**/note"):
        button(vera.page).tap()
    expect_pressed(vera.page, False)
    vera.leave()
    expect(lane.locator(".lane__why")).to_contain_text("Den andre har gått")
    staff.goto(f"{staff.url.partition('/console')[0]}/console")
    staff.locator("[id^=register-]").first.click()
    expect(staff.locator("#pane")).to_contain_text("Den andre ville ikke ha notat")


def test_a_tap_without_a_connection_changes_nothing_and_says_so(vera: Visit) -> None:
    vera.begin("hei")
    vera.page.context.set_offline(True)
    button(vera.page).tap()
    expect(vera.page.get_by_text("Valget ditt om notatet nådde oss ikke.")).to_be_visible()
    expect_pressed(vera.page, False)
    vera.page.context.set_offline(False)
    button(vera.page).tap()
    expect_pressed(vera.page, True)
    expect(vera.page.get_by_text("Valget ditt om notatet nådde oss ikke.")).to_be_hidden()


def test_without_script_one_button_does_it(server: LiveServer, new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False, viewport=PHONE["viewport"]).new_page()
    page.goto(server.url)
    page.locator("#first-text").fill("må dere skrive noe ned?")
    page.locator("#first").get_by_role("button").click()
    chosen = page.locator("noscript .no-note")
    expect(chosen).to_have_attribute("aria-pressed", "false")
    chosen.click()
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(page.locator("noscript .message__text")).to_have_text(["må dere skrive noe ned?"])
    with closing(server.staff("Cora")) as client:
        cora = Cora(server, client)
        with cora.take_first() as line:
            assert cora.hear(line, t="state")["no_note"] is True
        page.reload()
        chosen.click()
        expect(chosen).to_have_attribute("aria-pressed", "false")

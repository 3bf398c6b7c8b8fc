"""The console in a real browser: what must not jump, must not be lost, and must be one key away."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing

import httpx
import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.staff import answer, sign_in, take_next, write
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser

NOTE = "Bor med noen som ikke vet noe. Jobber natt."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("console") / "data", OPEN="always") as server:
        server.add_account("kaja", ["counselor"])
        yield server


@pytest.fixture
def console(server: LiveServer, new_context: NewContext) -> Iterator[Page]:
    page = new_context(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, server, "kaja", "kaja kjenner veien")
    yield page
    _finish(server)


def _finish(server: LiveServer) -> None:
    """Leaves nothing for the next test: no conversation, no card."""
    with closing(server.staff("kaja", password="kaja kjenner veien")) as kaja:
        rail = kaja.get("/console/queue", headers={"Accept": "application/json"}).json()
        for row in rail["mine"]:
            kaja.post(f"/console/conversations/{row['conversation']}/close")
        for card in kaja.get("/console/queue", headers={"Accept": "application/json"}).json()["owed"]:
            kaja.post(f"/console/owed/{card['id']}", data={"about": "none", "reason": "test"})


Visit = Callable[[], "Visitor"]


class Visitor:
    """Someone whose page has no script; he writes with forms."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        opened = client.post("/conversations", json={"language": "nb"}, headers={"Accept": "application/json"})
        assert opened.status_code == 201, opened.text
        self._token = opened.json()["token"]
        self.alias: str = opened.json()["alias"]

    def write(self, text: str) -> None:
        """As the form of the page without script does."""
        cookie = {"Cookie": f"__Host-visit={self._token}"}
        assert self._client.post("/messages", data={"text": text}, headers=cookie).status_code == 303

    def leave(self) -> None:
        assert self._client.post("/leave", json={"token": self._token}).status_code == 204


@pytest.fixture
def visit(server: LiveServer) -> Iterator[Visit]:
    clients: list[httpx.Client] = []
    visitors: list[Visitor] = []

    def make() -> Visitor:
        clients.append(server.client())
        visitors.append(Visitor(clients[-1]))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.leave()
    for client in clients:
        client.close()


def test_a_visitor_who_comes_is_announced_and_one_key_away(console: Page, visit: Visit) -> None:
    visitor = visit()
    expect(console.locator("#rail")).to_contain_text(visitor.alias)
    expect(console.locator("#said")).to_have_text("Én person venter.")
    console.keyboard.press("n")
    expect(console.locator("chat-lane")).to_contain_text(visitor.alias)
    expect(console.locator("chat-lane .lane__text")).to_be_focused()


def test_a_letter_in_a_text_is_a_letter(console: Page, visit: Visit) -> None:
    visit(), visit()
    lane = take_next(console)
    lane.locator(".lane__text").press_sequentially("nkr1?")
    expect(lane.locator(".lane__text")).to_have_value("nkr1?")
    expect(console.locator("chat-lane")).to_have_count(1)
    expect(console.locator("#help")).to_be_hidden()


def test_a_change_in_the_queue_takes_nothing_from_who_is_writing(console: Page, visit: Visit) -> None:
    visit()
    box = take_next(console).locator(".lane__text")
    box.press_sequentially("Jeg skriver no")
    other = visit()
    expect(console.locator("#rail")).to_contain_text(other.alias)
    expect(box).to_be_focused()
    box.press_sequentially("e.")
    expect(box).to_have_value("Jeg skriver noe.")


def test_the_focus_in_the_rail_stays_when_the_rail_changes(console: Page, visit: Visit) -> None:
    console.locator("#new-contact").focus()
    other = visit()
    expect(console.locator("#rail")).to_contain_text(other.alias)
    expect(console.locator("#new-contact")).to_be_focused()


def test_running_conversations_come_back_with_the_page(console: Page, visit: Visit) -> None:
    visit()
    answer(take_next(console), "Hei, jeg er her.")
    console.reload()
    expect(console.locator("chat-lane .lane__log")).to_contain_text("Hei, jeg er her.")
    visit()
    expect(console.locator("#take-next:not(:disabled)")).to_be_visible()
    assert console.evaluate("document.activeElement === document.body")
    console.keyboard.press("n")  # a key on a page just loaded is no letter of an answer
    expect(console.locator("chat-lane")).to_have_count(2)
    expect(console.locator("chat-lane .lane__text").first).to_have_value("")


def test_what_was_not_read_before_the_page_was_loaded_again_is_still_new(console: Page, visit: Visit) -> None:
    visitor = visit()
    lane = take_next(console)
    answer(lane, "Hei, jeg er her.")
    console.locator("#new-contact").focus()
    visitor.write("hva koster det")
    expect(lane.locator(".lane__divider")).to_have_count(1)
    console.reload()
    expect(console.locator("[data-lane] [data-unread]")).to_have_text("1 ny")
    expect(lane.locator(".lane__divider")).to_have_count(1)
    lane.locator(".lane__text").focus()
    expect(console.locator("[data-lane] [data-unread]")).to_be_hidden()
    console.reload()
    expect(lane.locator(".lane__log")).to_contain_text("hva koster det")
    assert not console.locator("chat-lane .lane__divider").count()


def test_numbers_stay_when_another_lane_goes(console: Page, visit: Visit) -> None:
    visit(), visit()
    take_next(console)
    second = take_next(console).get_attribute("id")
    console.locator("chat-lane[data-number='1'] [data-ask='back']").click()
    console.keyboard.press("Space")  # as who still types would: nothing comes of it
    expect(console.locator("chat-lane")).to_have_count(2)
    console.locator("chat-lane[data-number='1'] [data-ask='back']").click()
    console.get_by_role("button", name="Ja, gi tilbake").first.click()
    expect(console.locator("chat-lane")).to_have_count(1)
    expect(console.locator(f"#{second}")).to_have_attribute("data-number", "2")
    take_next(console)
    for place, number in enumerate(("1", "2")):
        expect(console.locator("chat-lane").nth(place)).to_have_attribute("data-number", number)


def test_ending_asks_once_and_can_be_taken_back(console: Page, visit: Visit) -> None:
    visit()
    lane = take_next(console)
    lane.get_by_role("button", name="Avslutt", exact=True).click()
    lane.get_by_role("button", name="Nei").last.click()
    expect(lane.locator("[data-asked='close']")).to_be_hidden()
    expect(lane.get_by_role("button", name="Avslutt", exact=True)).to_be_focused()
    expect(lane).not_to_have_attribute("data-ended", "")


def test_who_leaves_is_registered_with_the_words_still_on_the_screen(console: Page, visit: Visit) -> None:
    visitor = visit()
    lane = take_next(console)
    answer(lane, "Hei, jeg er her.")
    visitor.leave()
    expect(lane).to_contain_text("Den andre har gått.")
    expect(console.locator("#take-next:not(:disabled)")).to_have_count(0)
    lane.get_by_role("button", name="Registrer").click()
    expect(console.locator("#pane h2")).to_have_text(f"Registrer {visitor.alias}")
    expect(lane.locator(".lane__log")).to_contain_text("Hei, jeg er her.")
    console.get_by_role("button", name="Test").click()  # only one side wrote
    expect(console.locator("#pane")).to_contain_text("Notert som ikke en kontakt")
    expect(console.locator("chat-lane")).to_have_count(0)


def test_a_form_that_was_begun_is_there_again(console: Page) -> None:
    console.keyboard.press("k")
    console.locator('input[name="about"][value="himself"]').check(force=True)
    console.locator("#note").fill(NOTE)
    console.locator("[data-close-pane]").click()
    expect(console.locator("#note")).to_have_count(0)
    console.keyboard.press("k")
    expect(console.locator("#note")).to_have_value(NOTE)
    console.locator("#note").press("Control+Enter")
    expect(console.locator("#category-error")).to_be_visible()
    expect(console.locator("#note")).to_have_value(NOTE)
    expect(console.locator('input[name="category"]').first).to_be_focused()


def test_what_is_asked_follows_from_whom_it_is_about(console: Page) -> None:
    console.keyboard.press("k")
    expect(console.locator('input[name="category"]').first).to_be_visible()
    console.locator('input[name="about"][value="relative_or_helper"]').check(force=True)
    expect(console.locator("#note")).to_be_visible()
    expect(console.locator('input[name="category"]').first).to_be_hidden()
    console.locator('input[name="about"][value="himself"]').check(force=True)
    expect(console.locator('input[name="category"]').first).to_be_visible()


def test_without_a_connection_the_text_waits_and_then_arrives(console: Page, visit: Visit) -> None:
    visit()
    lane = take_next(console)
    answer(lane, "Hei.")
    expect(lane.locator(".message--unsent")).to_have_count(0)
    console.context.set_offline(True)
    expect(lane.locator(".lane__lost")).to_be_visible()
    write(lane, "Er du der ennå?")
    expect(lane.locator(".message--unsent")).to_have_count(1)
    console.context.set_offline(False)
    expect(lane.locator(".message--unsent")).to_have_count(0)
    expect(lane.locator(".lane__lost")).to_be_hidden()


def test_who_signed_out_elsewhere_is_led_to_the_sign_in_page(console: Page) -> None:
    # One script that nothing waits for: the event stream may lead the page away before a second one could run.
    console.evaluate(
        "void fetch('/console/logout', {method: 'POST'}).then(() => document.body.dispatchEvent(new Event('queue')))"
    )
    expect(console).to_have_url(re.compile("/console/login"))


@pytest.mark.parametrize("width", [320, 899])
def test_a_small_screen_shows_one_part_at_a_time_and_never_scrolls_sideways(
    console: Page, visit: Visit, width: int
) -> None:
    console.set_viewport_size({"width": width, "height": 640})
    visit()
    take_next(console)
    expect(console.locator(".lane__text")).to_be_focused()
    expect(console.locator("#rail")).to_be_hidden()
    console.get_by_role("button", name="Kø", exact=False).last.click()
    expect(console.locator("#rail")).to_be_visible()
    console.locator("#new-contact").click()
    expect(console.locator("#pane h2")).to_be_visible()
    console.locator('input[name="about"][value="himself"]').check(force=True)
    for view in ("queue", "lanes", "pane"):
        console.locator(f".tabs [data-show='{view}']").click()
        assert console.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
        overflowing = (
            "[...document.querySelectorAll('#rail, #pane, .lane')].filter(e => e.scrollWidth > e.clientWidth + 1)"
        )
        assert console.evaluate(f"{overflowing}.map(e => e.id)") == [], view


def test_asking_again_for_the_form_that_is_open_keeps_what_is_written(console: Page) -> None:
    console.keyboard.press("k")
    console.locator('input[name="about"][value="himself"]').check(force=True)
    console.locator("#note").fill(NOTE)
    for ask in ("key", "link"):
        console.locator("#note").press("Escape")
        console.keyboard.press("k") if ask == "key" else console.locator("#new-contact").click()
        expect(console.locator("#note")).to_have_value(NOTE)
        expect(console.locator("#note")).to_be_focused()


def test_saving_twice_with_one_double_click_is_one_contact(console: Page, server: LiveServer) -> None:
    note = "Lagret med et dobbeltklikk."
    saving: list[Request] = []
    console.on("request", lambda asked: saving.append(asked) if asked.url.endswith("/contacts/new") else None)
    console.keyboard.press("k")
    fill(console, note)
    console.locator(".registration__do").dblclick()
    expect(console.locator("#pane .saved")).to_have_text("Lagret")
    for asked in saving:
        asked.response()  # also to a second one, if there is one
    with closing(server.staff("kaja", password="kaja kjenner veien")) as kaja:
        assert kaja.get("/console/contacts").text.count(note) == 1


def test_a_second_save_while_the_first_is_under_way_is_not_sent(console: Page, visit: Visit) -> None:
    visitor = visit()
    lane = take_next(console)
    answer(lane, "Hei.")
    visitor.leave()
    lane.get_by_role("button", name="Registrer").click()
    sent: list[str] = []
    console.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    console.get_by_role("button", name="Test").evaluate("button => { button.click(); button.click(); }")
    expect(console.locator("#pane h2")).to_have_text("Notert som ikke en kontakt")
    assert len([url for url in sent if "/owed/" in url]) == 1


def test_what_was_written_leaves_the_screen_by_itself_half_an_hour_after_the_end(console: Page, visit: Visit) -> None:
    console.clock.install()
    console.reload()
    ended, running = visit(), visit()
    take_next(console)
    take_next(console)
    lane = console.locator("chat-lane").filter(has_text=ended.alias)
    write(lane, "Ha det godt.")
    ended.leave()
    expect(lane.locator(".lane__why")).to_contain_text("i høyst en halv time")
    console.clock.fast_forward("29:00")
    expect(lane.locator(".lane__log")).to_contain_text("Ha det godt.")
    lane.locator("[data-register]").focus()
    console.clock.fast_forward("01:01")
    expect(console.locator("chat-lane")).to_have_count(1)
    expect(console.locator("chat-lane")).to_contain_text(running.alias)
    expect(console.locator("#new-contact")).to_be_focused()


def test_who_left_before_the_lane_was_connected_is_registered_from_it_all_the_same(console: Page, visit: Visit) -> None:
    visitor = visit()

    def leave_first(route: Route) -> None:
        visitor.leave()
        route.continue_()

    console.route("**/ticket", leave_first)
    lane = take_next(console)
    lane.get_by_role("button", name="Registrer").click()
    console.get_by_role("button", name="Test").click()
    expect(console.locator("#pane h2")).to_have_text("Notert som ikke en kontakt")


def test_a_decision_about_a_person_is_said_and_has_the_focus(console: Page) -> None:
    for note in ("Koblet fra en telefon.", "Koblet til en telefon."):
        console.keyboard.press("k")
        fill(console, note)
        console.locator("#note").press("Control+Enter")
        expect(console.locator("#pane .saved")).to_have_text("Lagret")
    console.get_by_role("link", name="Koble til tidligere kontakt").click()
    console.locator("#pane .contact", has_text="Koblet fra en telefon.").get_by_role(
        "button", name="Samme person"
    ).click()
    expect(console.locator("#same-title")).to_be_focused()
    expect(console.locator("#said")).to_have_text("Koblet. De to telles som én person.")
    console.get_by_role("button", name="Ta koblingen tilbake").click()
    expect(console.locator("#pane")).to_contain_text("Ikke koblet til noen annen kontakt")
    expect(console.locator("#same-title")).to_be_focused()
    expect(console.locator("#said")).to_have_text("Tatt tilbake.")


def fill(console: Page, note: str) -> None:
    """A contact made elsewhere, complete."""
    console.locator('input[name="about"][value="himself"]').check(force=True)
    console.locator('input[name="category"][value="uncertain"]').check(force=True)
    console.locator("#note").fill(note)
    console.locator("#channel").select_option("phone_sms")


def test_a_thumb_finds_everything_on_a_telephone(console: Page, visit: Visit) -> None:
    visit(), visit(), visit()
    take_next(console)
    console.set_viewport_size({"width": 375, "height": 700})
    console.locator(".tabs [data-show='queue']").click()
    expect(console.locator(".rail__link")).to_be_visible()
    assert small_targets(console) == []
    console.locator(".tabs [data-show='lanes']").click()
    for asking in ("back", "close"):
        console.locator(f"[data-ask='{asking}']").click()
        assert small_targets(console) == []


def small_targets(console: Page) -> list[str]:
    """What can be pressed and is seen, but is less than 44 px high or wide."""
    found: list[str] = console.evaluate(
        """[...document.querySelectorAll(':is(#rail, chat-lane, .tabs, .bar) :is(a, button, summary)')]
        .filter(e => e.checkVisibility() && Math.min(e.offsetWidth, e.offsetHeight) < 44)
        .map(e => `${e.textContent.trim()} ${e.offsetWidth}x${e.offsetHeight}`)"""
    )
    return found

"""The visitor's page in a real browser: its states, what survives, and what leaving leaves."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, Playwright, expect

from tests.browser.host import host_page
from tests.browser.visiting import Cora, Visit
from tests.conftest import QUIET, NewContext
from tests.server import LiveServer, free_port, live_server

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    with live_server(tmp_path / "data", OPEN="always") as server:
        yield server


@pytest.fixture
def page(server: LiveServer, new_context: NewContext) -> Page:
    page = new_context().new_page()
    page.goto(server.url)
    return page


@pytest.fixture
def vera(page: Page) -> Visit:
    return Visit(page)


@pytest.fixture
def cora(server: LiveServer) -> Iterator[Cora]:
    with closing(server.staff("Cora")) as client:
        yield Cora(server, client)


class TestStates:
    def test_from_the_first_question_to_the_end(self, vera: Visit, cora: Cora) -> None:
        vera.expect_state("open")
        vera.begin("er dette anonymt?")
        expect(vera.page.get_by_role("heading", name="Du er den neste")).to_be_visible()
        with cora.take_first() as line:
            vera.expect_state("active")
            cora.say(line, "Ja, det er det.")
            vera.expect_words("er dette anonymt?", "Ja, det er det.")
            vera.write("takk")
            vera.expect_words("er dette anonymt?", "Ja, det er det.", "takk")
            vera.expect_mark("Levert")
            line.send(json.dumps({"t": "read", "seq": 3}))
            vera.expect_mark("Lest")
            line.send(json.dumps({"t": "typing"}))
            expect(vera.page.get_by_text("Rådgiveren skriver")).to_be_visible()
            cora.close()
        vera.expect_state("ended")
        expect(vera.page.get_by_text("Rådgiveren avsluttet den.")).to_be_visible()
        expect(vera.page.locator("#log")).to_be_empty()
        assert vera.page.context.cookies() == []

    def test_the_place_in_the_queue_is_told_in_words_and_kept_up_to_date(
        self, vera: Visit, server: LiveServer, new_context: NewContext
    ) -> None:
        first = Visit(new_context().new_page())
        first.page.goto(server.url)
        first.begin("hei")
        vera.begin("hallo")
        expect(vera.page.get_by_role("heading", name="Du er nummer to i køen")).to_be_visible()
        expect(vera.page.locator("#ahead")).to_have_text("Én person er foran deg.")
        first.leave()
        expect(vera.page.get_by_role("heading", name="Du er den neste")).to_be_visible()

    def test_who_is_handed_back_waits_again_with_all_that_was_said(self, vera: Visit, cora: Cora) -> None:
        vera.begin("hei")
        with cora.take_first() as line:
            cora.say(line, "Et øyeblikk.")
            vera.expect_state("active")
            cora._post("hand-back")
            vera.expect_state("waiting")
            vera.expect_words("hei", "Et øyeblikk.")

    def test_what_was_not_sent_when_it_ended_can_be_sent_again(self, vera: Visit, cora: Cora) -> None:
        vera.begin("hei")
        with cora.take_first():
            vera.expect_state("active")
            vera.page.locator("#more").fill("vent, en ting til")
            cora.close()
        expect(vera.page.locator("#unsent-text")).to_have_text("vent, en ting til")
        vera.page.get_by_role("button", name="Skriv til oss igjen").click()
        expect(vera.page.get_by_role("textbox", name="Skriv her")).to_have_value("vent, en ting til")

    def test_a_text_that_nobody_could_take_stays_in_the_box(self, tmp_path: Path, new_context: NewContext) -> None:
        with live_server(tmp_path / "closing") as server, closing(server.staff("Kaja")) as staff:
            page = new_context().new_page()
            page.goto(server.url)
            staff.post("/console/logout")
            page.get_by_role("textbox", name="Skriv her").fill("har du tid?")
            page.locator("#first").get_by_role("button", name="Send").click()
            expect(page.get_by_role("alert")).to_contain_text("Det er ingen her akkurat nå")
            expect(page.get_by_role("textbox", name="Skriv her")).to_have_value("har du tid?")


class TestSurviving:
    def test_a_reload_keeps_the_place_and_then_the_conversation(self, vera: Visit, cora: Cora) -> None:
        vera.begin("hei")
        vera.page.reload()
        vera.expect_state("waiting")
        vera.expect_words("hei")
        with cora.take_first() as line:
            cora.say(line, "Hei, jeg er her.")
            vera.expect_words("hei", "Hei, jeg er her.")
            vera.page.reload()
            vera.expect_state("active")
            vera.expect_words("hei", "Hei, jeg er her.")

    def test_a_cut_line_keeps_the_text_and_sends_it_once_when_it_heals(self, vera: Visit, cora: Cora) -> None:
        vera.begin("hei")
        with cora.take_first():
            vera.expect_state("active")
            vera.page.context.set_offline(True)
            vera.write("er du der?")
            expect(vera.page.get_by_text("Ingen forbindelse akkurat nå")).to_be_visible()
            vera.expect_mark("Ikke sendt ennå")
            vera.page.context.set_offline(False)
            vera.expect_mark("Levert")
            expect(vera.page.get_by_text("Ingen forbindelse akkurat nå")).to_be_hidden()
            vera.expect_words("hei", "er du der?")

    def test_a_restart_of_the_server_costs_nothing(self, tmp_path: Path, new_context: NewContext) -> None:
        vera = Visit(new_context().new_page())
        with live_server(tmp_path / "again", OPEN="always") as server:
            vera.page.goto(server.url)
            vera.begin("hei")
        vera.write("er du der?")
        expect(vera.page.get_by_text("Ingen forbindelse akkurat nå")).to_be_visible()
        with live_server(tmp_path / "again", port=server.port, OPEN="always"):
            vera.expect_mark("Levert")
            vera.expect_words("hei", "er du der?")

    def test_two_tabs_show_the_same_conversation(self, vera: Visit) -> None:
        vera.begin("hei")
        second = Visit(vera.page.context.new_page())
        second.page.goto(vera.page.url)
        second.expect_words("hei")
        second.write("fra den andre fanen")
        vera.expect_words("hei", "fra den andre fanen")

    def test_the_oldest_of_four_tabs_says_so_and_can_take_over_again(self, vera: Visit) -> None:
        vera.begin("hei")
        tabs = [vera.page.context.new_page() for _ in range(3)]
        for tab in tabs:
            tab.goto(vera.page.url)
            Visit(tab).expect_words("hei")
        expect(vera.page.get_by_text("Samtalen er åpen i en annen fane")).to_be_visible()
        vera.page.get_by_role("button", name="Fortsett her").click()
        vera.write("tilbake")
        Visit(tabs[-1]).expect_words("hei", "tilbake")


class TestLeaving:
    def test_the_page_is_blank_before_the_network_is_asked(self, vera: Visit) -> None:
        vera.begin("hei")
        seen = "[document.body.childElementCount, document.documentElement.hidden, document.cookie]"
        at_once = f"() => {{ document.querySelector('#leave button').click(); return {seen}; }}"
        assert vera.page.evaluate(at_once) == [0, True, ""]

    def test_nothing_is_left_in_the_browser_or_on_the_server(self, vera: Visit, cora: Cora) -> None:
        vera.begin("hei")
        vera.leave()
        vera.page.wait_for_url("about:blank")  # where it goes once the server has answered
        assert vera.page.context.cookies() == []
        assert cora.waiting() == []

    def test_back_shows_an_empty_question_and_nothing_of_the_conversation(
        self, vera: Visit, server: LiveServer
    ) -> None:
        vera.page.goto(f"{server.url}/?lang=nb")
        vera.begin("noe hemmelig")
        vera.leave()
        vera.page.wait_for_url("about:blank")
        vera.page.go_back()
        vera.expect_state("open")
        assert "hemmelig" not in vera.page.content()
        expect(vera.page.get_by_role("textbox", name="Skriv her")).to_have_value("")

    def test_three_presses_of_shift_leave(self, vera: Visit) -> None:
        vera.begin("hei")
        for _ in range(3):
            vera.page.keyboard.press("Shift")
        vera.page.wait_for_url("about:blank")

    def test_capital_letters_do_not_leave(self, vera: Visit) -> None:
        vera.begin("hei")
        vera.page.locator("#more").focus()
        for letter in "ABC":
            vera.page.keyboard.press(f"Shift+{letter}")
        expect(vera.page.locator("#more")).to_have_value("ABC")

    def test_it_works_before_anything_is_written(self, vera: Visit) -> None:
        vera.leave()
        vera.page.wait_for_url("about:blank")

    def test_leaving_one_tab_ends_the_others(self, vera: Visit) -> None:
        vera.begin("hei")
        second = Visit(vera.page.context.new_page())
        second.page.goto(vera.page.url)
        second.expect_words("hei")
        vera.leave()
        second.page.wait_for_url("about:blank")


@pytest.fixture(scope="module")
def strict(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    flags = [*QUIET, "--test-third-party-cookie-phaseout"]
    with playwright.chromium.launch(executable_path=chromium_path, args=flags) as browser:
        yield browser


class TestPanel:
    """In a page of another site, in a browser that blocks the cookies of other sites."""

    @pytest.fixture
    def host(self, tmp_path: Path) -> Iterator[str]:
        port = free_port()
        embedder = f"http://127.0.0.1:{port}"
        with (
            live_server(tmp_path / "data", OPEN="always", EMBED_ORIGINS=embedder) as server,
            host_page(port, server.url, 'data-mode="panel" data-lang="en"') as address,
        ):
            yield address

    @pytest.fixture
    def page(self, host: str, strict: Browser) -> Iterator[Page]:
        page = strict.new_page()
        page.goto(host)
        page.get_by_role("button", name="Ask us").click()
        expect(page.frame_locator("iframe").locator("#hide")).to_be_visible()  # its script is here
        yield page
        page.context.close()

    @pytest.fixture
    def panel(self, page: Page) -> FrameLocator:
        panel = page.frame_locator("iframe")
        panel.get_by_role("textbox", name="Write here").fill("hello")
        panel.locator("#first").get_by_role("button", name="Send").click()
        expect(panel.get_by_text("Delivered")).to_be_visible()
        return panel

    def test_the_conversation_survives_a_reload_of_the_host_page(self, page: Page, panel: FrameLocator) -> None:
        page.reload()
        page.get_by_role("button", name="Ask us").click()
        expect(panel.locator("#log .message__text")).to_have_text("hello")

    def test_hiding_keeps_the_conversation_and_gives_the_focus_back(self, page: Page, panel: FrameLocator) -> None:
        panel.get_by_role("button", name="Hide").click()
        tab = page.get_by_role("button", name="Ask us")
        expect(tab).to_be_focused()
        tab.click()
        expect(panel.locator("#log .message__text")).to_have_text("hello")

    def test_leaving_empties_the_host_page_and_forgets_the_visit(
        self, page: Page, panel: FrameLocator, host: str
    ) -> None:
        panel.get_by_role("button", name="Leave this page").click()
        page.wait_for_url("about:blank")
        assert page.context.cookies() == []
        page.goto(host)
        page.get_by_role("button", name="Ask us").click()
        expect(panel.get_by_role("heading", name="What would you like to ask?")).to_be_visible()


class TestTraces:
    def test_the_browser_keeps_one_session_cookie_and_nothing_else(self, vera: Visit) -> None:
        vera.begin("hei")
        (cookie,) = vera.page.context.cookies()
        assert (cookie["name"], cookie["expires"], cookie["secure"]) == ("__Host-visit", -1, True)
        kept = "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
        assert vera.page.evaluate(kept) == [0, 0, 0]
        assert vera.page.evaluate("async () => (await caches.keys()).length") == 0


class TestWriting:
    def test_enter_sends_and_shift_enter_makes_a_new_line(self, vera: Visit) -> None:
        vera.begin("hei")
        vera.page.locator("#more").focus()
        vera.page.keyboard.type("en")
        vera.page.keyboard.press("Shift+Enter")
        vera.page.keyboard.type("to")
        vera.page.keyboard.press("Enter")
        vera.expect_words("hei", "en\nto")

    def test_on_a_touch_screen_enter_makes_a_new_line(self, server: LiveServer, new_context: NewContext) -> None:
        phone = new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
        vera = Visit(phone.new_page())
        vera.page.goto(server.url)
        vera.begin("hei")
        vera.page.locator("#more").fill("en")
        vera.page.locator("#more").press("Enter")
        vera.expect_words("hei")
        expect(vera.page.locator("#more")).to_have_value("en\n")

    def test_pasted_control_characters_are_dropped_and_letters_kept(self, vera: Visit) -> None:
        vera.begin("hei\u0007 😀 مرحبا")
        vera.expect_words("hei 😀 مرحبا")

    def test_markup_is_shown_as_it_was_written(self, vera: Visit) -> None:
        vera.begin("<img src=x onerror=alert(1)> & co")
        vera.expect_words("<img src=x onerror=alert(1)> & co")


class TestWithoutScript:
    def test_the_whole_way(self, server: LiveServer, new_context: NewContext, cora: Cora) -> None:
        page = new_context(java_script_enabled=False).new_page()
        page.goto(server.url)
        page.locator("#first-text").fill("er dette anonymt?")
        page.locator("#first").get_by_role("button").click()
        expect(page.locator("noscript .message__text")).to_have_text(["er dette anonymt?"])
        with cora.take_first() as line:
            cora.say(line, "Ja.")
        page.get_by_role("link", name="Skriv mer").click()
        page.locator("#plain-text").fill("takk")
        page.locator(".plain form").get_by_role("button").click()
        expect(page.locator("noscript .message__text")).to_have_text(["er dette anonymt?", "Ja.", "takk"])
        page.get_by_role("button", name="Forlat siden").click()
        expect(page.locator("body")).to_have_text("")
        assert page.context.cookies() == []

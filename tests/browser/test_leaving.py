"""Leaving from anywhere: while the first message is sent, without a network, with several tabs, beside a panel."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, Route, expect

from tests.browser.host import host_page
from tests.browser.visiting import Cora, Visit
from tests.conftest import NewContext
from tests.server import LiveServer, free_port, live_server

pytestmark = pytest.mark.browser

DRAFT = "kråkebollesuppe-usendt"
EMPTY = "[document.body.childElementCount, document.documentElement.hidden, document.cookie]"
SLOW = 1.5  # seconds, in which Leave is pressed


@pytest.fixture(scope="module")
def host_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, host_port: int) -> Iterator[LiveServer]:
    embedder = f"http://127.0.0.1:{host_port}"
    with live_server(tmp_path_factory.mktemp("leaving") / "data", OPEN="always", EMBED_ORIGINS=embedder) as server:
        yield server


@pytest.fixture
def vera(server: LiveServer, new_context: NewContext) -> Visit:
    """Who has written one line."""
    vera = Visit(new_context().new_page())
    vera.page.goto(server.url)
    vera.begin("hei")
    return vera


def by_button(page: Page | FrameLocator) -> None:
    page.get_by_role("button", name="Forlat siden").click(no_wait_after=True)


def by_shift(page: Page, times: int = 3) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def token_of(context: BrowserContext) -> str:
    return next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "__Host-visit")


def is_running(server: LiveServer, token: str) -> bool:
    """Over it is when a page that left it is `about:blank`, where it goes once the server has answered."""
    with server.client() as client:
        return client.post("/tickets", headers={"Authorization": f"Bearer {token}"}).status_code == 201


def test_every_cookie_that_the_page_on_what_is_kept_names_goes_without_a_network(
    server: LiveServer, new_context: NewContext
) -> None:
    page = new_context().new_page()
    page.goto(f"{server.url}/about")
    names = sorted(set(re.findall(r"__Host-[a-z]+", page.locator("main").inner_text())))
    assert names == ["__Host-later", "__Host-unsent", "__Host-visit"]
    page.evaluate(
        "names => names.forEach((name) => (document.cookie = `${name}=x; Path=/; Secure; SameSite=Lax`))", names
    )
    assert len(page.context.cookies()) == len(names)
    page.context.set_offline(True)
    by_button(page)
    expect(page.locator("body")).to_be_empty()
    assert page.context.cookies() == []


def tab_beside(vera: Visit, draft: str = "") -> Visit:
    tab = Visit(vera.page.context.new_page())
    tab.page.goto(vera.page.url)
    tab.expect_words("hei")
    tab.page.locator("#more").fill(draft)
    return tab


def middle_of(button: Locator) -> tuple[float, float]:
    """Where a finger presses it, without anybody waiting for what comes of that."""
    box = button.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def expect_nothing_begun(page: Page, server: LiveServer) -> None:
    page.wait_for_timeout(2 * SLOW * 1000)  # every answer would be here
    assert "hei" not in page.content()
    assert page.locator("body *").count() == 0
    assert page.context.cookies() == []
    with closing(server.staff("Cora")) as client:
        assert Cora(server, client).waiting() == []


class TestWhileTheFirstMessageIsSent:
    @pytest.fixture(params=[(SLOW, 0), (0, SLOW)], ids=["on the way there", "on the way back"])
    def slow(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LiveServer]:
        slow = ["tests.browser.slow_server", *map(str, request.param)]
        with live_server(tmp_path / "data", changed=slow, OPEN="always") as server:
            yield server

    @pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
    def test_no_cookie_comes_and_nobody_waits(self, slow: LiveServer, new_context: NewContext, script: bool) -> None:
        page = new_context(java_script_enabled=script).new_page()
        page.goto(slow.url)
        page.locator("#first-text").fill("hei")
        leave = middle_of(page.locator("#leave button"))
        with page.expect_request("**/conversations"):
            page.mouse.click(*middle_of(page.locator("#first button")))
        page.mouse.click(*leave)
        expect_nothing_begun(page, slow)

    def test_nor_while_the_empty_page_waits_until_the_server_can_be_told(
        self, slow: LiveServer, new_context: NewContext
    ) -> None:
        page = new_context().new_page()
        page.route("**/leave", lambda route: route.fulfill(status=502))
        page.goto(slow.url)
        page.locator("#first-text").fill("hei")
        with page.expect_request("**/conversations"):
            page.locator("#first button").click()
        by_button(page)
        page.wait_for_timeout(SLOW * 1000 + 500)  # its answer would be here
        assert (page.url, page.evaluate(EMPTY)) == (f"{slow.url}/", [0, True, ""])
        page.unroute("**/leave")
        page.wait_for_url("about:blank")
        expect_nothing_begun(page, slow)

    def test_this_server_is_slow(self, slow: LiveServer, new_context: NewContext) -> None:
        """The control: who does not leave has his conversation, and nothing before its time."""
        context = new_context()
        vera = Visit(context.new_page())
        vera.page.goto(slow.url)
        vera.page.locator("#first-text").fill("hei")
        vera.page.locator("#first button").click()
        expect(vera.page.locator("#first button")).to_have_text("Sender")
        assert context.cookies() == []
        vera.expect_state("waiting")
        vera.expect_words("hei")
        assert len(context.cookies()) == 1


class TestWithoutANetwork:
    def test_the_page_is_empty_at_once_and_says_so_when_there_is_one(self, vera: Visit, server: LiveServer) -> None:
        token = token_of(vera.page.context)
        vera.page.context.set_offline(True)
        at_once = f"() => {{ document.querySelector('#leave button').click(); return {EMPTY}; }}"
        assert vera.page.evaluate(at_once) == [0, True, ""]
        assert (vera.page.url, vera.page.title()) == (f"{server.url}/", "Spørsmål og svar")
        assert is_running(server, token)
        vera.page.context.set_offline(False)
        vera.page.wait_for_url("about:blank")
        assert not is_running(server, token)

    def test_it_tries_again_when_the_server_could_not_answer(self, vera: Visit, server: LiveServer) -> None:
        token = token_of(vera.page.context)
        asked: list[str] = []

        def fail_once(route: Route) -> None:
            asked.append(route.request.method)
            route.fulfill(status=502) if len(asked) == 1 else route.continue_()

        vera.page.route("**/leave", fail_once)
        vera.page.context.set_offline(True)
        by_button(vera.page)
        by_shift(vera.page)  # pressing on does not let go of what is still to be told
        assert vera.page.evaluate(EMPTY) == [0, True, ""]
        vera.page.context.set_offline(False)
        vera.page.wait_for_url("about:blank")
        assert asked == ["POST", "POST"]
        assert not is_running(server, token)

    def test_who_has_no_conversation_is_gone_at_once(self, server: LiveServer, new_context: NewContext) -> None:
        page = new_context().new_page()
        page.goto(server.url)
        page.locator("#first-text").fill(DRAFT)
        page.context.set_offline(True)
        by_button(page)
        page.wait_for_url("about:blank")

    def test_it_tries_again_when_the_server_is_starting_anew(
        self, own_server: LiveServer, new_context: NewContext
    ) -> None:
        context = new_context()
        vera = Visit(context.new_page())
        own_server.stop()
        with live_server(own_server.data_dir, own_server.port, OPEN="always") as before:
            vera.page.goto(before.url)
            vera.begin("hei")
            token = token_of(context)
        by_button(vera.page)
        assert vera.page.evaluate(EMPTY) == [0, True, ""]
        with live_server(own_server.data_dir, own_server.port, OPEN="always") as after:
            vera.page.wait_for_url("about:blank")
            assert not is_running(after, token)

    @pytest.mark.parametrize("heard", [True, False], ids=["has heard of the end", "has not"])
    def test_a_tab_left_behind_takes_nothing_from_a_newer_conversation_until_it_leaves(
        self, vera: Visit, server: LiveServer, heard: bool
    ) -> None:
        """It had no connection while another tab heard of the end and began anew."""
        context = vera.page.context
        vera.page.route("**/tickets", lambda route: route.abort())
        context.set_offline(True)
        with server.client() as elsewhere:
            elsewhere.post("/leave", json={"token": token_of(context)})
        context.set_offline(False)
        context.clear_cookies()
        newer = Visit(context.new_page())
        newer.page.goto(server.url)
        newer.begin("hei igjen")
        token = token_of(context)
        if heard:
            vera.page.unroute("**/tickets")
            vera.expect_state("ended")
            assert token_of(context) == token
        by_button(vera.page)
        for page in (vera.page, newer.page):
            page.wait_for_url("about:blank")
        assert context.cookies() == []
        assert not is_running(server, token)

    def test_what_is_told_late_does_not_end_a_newer_conversation(self, vera: Visit, server: LiveServer) -> None:
        context, left = vera.page.context, token_of(vera.page.context)
        vera.page.route("**/leave", lambda route: route.fulfill(status=502))
        context.set_offline(True)
        by_button(vera.page)
        context.set_offline(False)
        newer = Visit(context.new_page())
        newer.page.goto(server.url)
        newer.begin("hei igjen")
        vera.page.unroute("**/leave")
        vera.page.wait_for_url("about:blank")
        assert not is_running(server, left)
        assert is_running(server, token_of(context))
        newer.leave()


class TestEveryTab:
    @pytest.mark.parametrize("offline", [False, True], ids=["online", "offline"])
    @pytest.mark.parametrize("leave", [by_button, by_shift])
    def test_the_others_leave_with_it_and_their_drafts_are_gone(
        self, vera: Visit, server: LiveServer, leave: Callable[[Page], None], offline: bool
    ) -> None:
        context, token = vera.page.context, token_of(vera.page.context)
        second = tab_beside(vera, DRAFT)
        context.set_offline(offline)
        leave(vera.page)
        expect(second.page.locator("body")).to_be_empty()
        if offline:  # else it is on its way elsewhere already
            assert second.page.evaluate("document.cookie") == ""
            assert DRAFT not in second.page.content()
        context.set_offline(False)
        for tab in (vera, second):
            tab.page.wait_for_url("about:blank")
        assert context.cookies() == []
        assert not is_running(server, token)

    def test_so_does_one_whose_place_another_took(self, vera: Visit) -> None:
        tabs = [tab_beside(vera) for _ in range(3)]
        expect(vera.page.get_by_text("Samtalen er åpen i en annen fane")).to_be_visible()
        tabs[-1].leave()
        for tab in (vera, *tabs):
            tab.page.wait_for_url("about:blank")

    def test_and_one_that_only_has_a_draft(self, server: LiveServer, new_context: NewContext) -> None:
        context = new_context()
        first, second = context.new_page(), context.new_page()
        for page in (first, second):
            page.goto(server.url)
            page.locator("#first-text").fill(DRAFT)
        by_button(first)
        for page in (first, second):
            page.wait_for_url("about:blank")

    def test_a_tab_of_another_visit_stays(self, vera: Visit, server: LiveServer, new_context: NewContext) -> None:
        other = Visit(new_context().new_page())
        other.page.goto(server.url)
        other.begin("hallo")
        vera.leave()
        vera.page.wait_for_url("about:blank")
        other.write("jeg er her")
        other.expect_words("hallo", "jeg er her")
        other.leave()


class TestThreePressesOfShift:
    @pytest.mark.parametrize("between", ["click", "a letter", "another modifier"])
    def test_with_something_between_they_do_not_leave(self, vera: Visit, between: str) -> None:
        page = vera.page
        page.locator("#more").focus()
        if between == "another modifier":
            page.keyboard.down("Alt")
        for _ in range(4):
            page.keyboard.down("Shift")
            if between == "click":
                page.locator("#place").click()
            elif between == "a letter":
                page.keyboard.press("a")
            page.keyboard.up("Shift")
        page.keyboard.up("Alt")
        vera.expect_words("hei")
        by_shift(page)
        page.wait_for_url("about:blank")


class TestBesideAPanel:
    @pytest.fixture
    def page(self, server: LiveServer, host_port: int, new_context: NewContext) -> Iterator[Page]:
        with host_page(host_port, server.url, 'data-mode="panel"') as host:
            page = new_context().new_page()
            page.goto(host)
            page.get_by_role("button", name="Spør oss").click()
            yield page

    @pytest.fixture
    def panel(self, page: Page) -> FrameLocator:
        panel = page.frame_locator("iframe")
        expect(panel.locator("#hide")).to_be_visible()  # its script is here
        panel.locator("#first-text").fill("hei")
        panel.locator("#first button").click()
        expect(panel.locator(".message__mark").last).to_have_text("Levert")
        return panel

    @pytest.mark.parametrize("hidden", [False, True], ids=["shown", "hidden"])
    def test_shift_on_the_other_sites_page_leaves_too(
        self, page: Page, panel: FrameLocator, server: LiveServer, hidden: bool
    ) -> None:
        token = token_of(page.context)
        if hidden:
            panel.locator("#hide").click()
        page.locator("h1").click()
        by_shift(page)
        page.wait_for_url("about:blank")
        assert page.context.cookies() == []
        assert not is_running(server, token)

    def test_capital_letters_and_clicks_there_do_not(self, page: Page, panel: FrameLocator) -> None:
        page.locator("h1").click()
        for letter in "ABC":
            page.keyboard.press(f"Shift+{letter}")
        for _ in range(3):
            page.locator("h1").click(modifiers=["Shift"])
        expect(page.locator("h1")).to_be_visible()
        expect(panel.locator("#log .message__text")).to_have_text("hei")

    @pytest.mark.parametrize("where", ["panel", "host"])
    def test_without_a_network_all_is_empty_and_it_is_told_later(
        self, page: Page, panel: FrameLocator, server: LiveServer, where: str
    ) -> None:
        token = token_of(page.context)
        page.context.set_offline(True)
        if where == "host":
            page.locator("h1").click()
            by_shift(page)
        else:
            by_button(panel)
        expect(page.locator("h1")).to_have_count(0)
        expect(page.locator("iframe")).to_be_hidden()
        expect(panel.locator("body")).to_be_empty()
        assert (page.title(), re.sub("<[^>]*>", "", page.content()).strip()) == ("", "")
        assert page.context.cookies() == []
        page.context.set_offline(False)
        page.wait_for_url("about:blank")
        assert not is_running(server, token)

"""A phone that somebody else picks up: what is left in the browser's own files, behind Back, and in a restored session.

The search reads every file of the profile as it is. What the browser encrypts (cookie values, and one of the two copies
that Chromium keeps of a session) cannot be searched; the cookies' names can, and the other copy.
"""

import base64
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, FrameLocator, Page, Playwright, expect

from tests.browser.host import host_page
from tests.browser.phone import KEEPING_PAGES, Phone, spellings, write_cookies
from tests.browser.visiting import Cora, Visit, until
from tests.conftest import NO_FIREFOX, PATIENCE, QUIET
from tests.server import LiveServer, free_port, live_server

pytestmark = pytest.mark.browser

HIS, HERS, DRAFT = "solbærsyltetøy-hos-ham", "reinrosehytte-hos-henne", "kråkebollesuppe-usendt"
NEUTRAL = "Spørsmål og svar"
COOKIE = "__Host-visit"
RESTORED = 2_000  # milliseconds after which a browser has opened the tabs that it restores
LONGEST_WAIT = 20_000
WRITTEN = 4_000  # milliseconds after which Chromium has written what is in the page to its session file


@pytest.fixture(scope="module")
def host_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, host_port: int) -> Iterator[LiveServer]:
    embedder = f"http://127.0.0.1:{host_port}"
    with live_server(tmp_path_factory.mktemp("phone") / "data", OPEN="always", EMBED_ORIGINS=embedder) as server:
        yield server


@pytest.fixture(scope="module")
def cora(server: LiveServer) -> Iterator[Cora]:
    with closing(server.staff("Cora")) as client:
        yield Cora(server, client)


@pytest.fixture(params=["chromium", "firefox"])
def phone(request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path) -> Phone:
    folder = tmp_path / "profile"
    if request.param == "firefox":
        if not Path(playwright.firefox.executable_path).exists():
            pytest.skip(NO_FIREFOX)
        return Phone(playwright.firefox, None, folder)
    return Phone(playwright.chromium, request.getfixturevalue("chromium_path"), folder)


def speak(place: Page | FrameLocator, cora: Cora) -> None:
    """Both sides write; a last text of his is not sent. She hands him back, so that she owes nothing when he leaves."""
    place.locator("#first-text").fill(HIS)
    place.locator("#first button").click()
    expect(place.locator(".message__mark").last).to_have_text("Levert")
    with cora.take_first() as line:
        cora.say(line, HERS)
        expect(place.locator("#log")).to_contain_text(HERS)
        cora.hand_back()
    place.locator("#more").fill(DRAFT)


def speak_without_script(page: Page, cora: Cora) -> None:
    """As `speak`; his last text is refused for a character that no message may hold, and shown to him again."""
    page.locator("#first-text").fill(HIS)
    page.locator("#first button").click()
    expect(page.locator("noscript .message__text")).to_have_text(HIS)
    with cora.take_first() as line:
        cora.say(line, HERS)
        cora.hand_back()
    page.reload()
    expect(page.locator("noscript .message__text").last).to_have_text(HERS)
    page.get_by_role("link", name="Skriv mer").click()
    page.locator("#plain-text").fill(f"{DRAFT}\a")
    page.locator(".plain form").get_by_role("button", name="Send").click()
    expect(page.locator("noscript [data-problem]")).to_contain_text("Denne teksten kunne ikke sendes.")
    expect(page.locator("#plain-text")).to_have_value(f"{DRAFT}\a")


def by_button(page: Page) -> None:
    page.get_by_role("button", name="Forlat siden").click()
    page.wait_for_url("about:blank")


def by_shift(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("about:blank")


def by_plain_button(page: Page) -> None:
    page.get_by_role("button", name="Forlat siden").click()
    expect(page.locator("body")).to_be_empty()


def token_of(context: BrowserContext) -> str:
    return next(cookie["value"] for cookie in context.cookies() if cookie["name"] == COOKIE)


class TestTheProfile:
    @pytest.mark.parametrize(("leave", "stay"), [(by_button, WRITTEN), (by_shift, 0), (by_plain_button, WRITTEN)])
    def test_after_leaving_no_file_has_a_word_of_either_side(
        self, phone: Phone, server: LiveServer, cora: Cora, leave: Callable[[Page], None], stay: int
    ) -> None:
        script = leave is not by_plain_button
        with phone.opened(java_script_enabled=script) as context:
            page = context.pages[0]
            page.goto(server.url)
            (speak if script else speak_without_script)(page, cora)
            token = token_of(context)
            page.wait_for_timeout(stay)
            leave(page)
            assert context.cookies() == []
        assert phone.find(HIS, HERS, DRAFT, token) == []
        assert phone.cookies() == []
        assert phone.history() == history_of(server, script)
        expect_nothing_restored(phone, server)

    def test_nor_when_the_panel_of_another_site_was_left(
        self, phone: Phone, server: LiveServer, cora: Cora, host_port: int
    ) -> None:
        with host_page(host_port, server.url, 'data-mode="panel"') as host:
            with phone.opened() as context:
                page = context.pages[0]
                page.goto(host)
                page.get_by_role("button", name="Spør oss").click()
                panel = page.frame_locator("iframe")
                expect(panel.locator("#hide")).to_be_visible()  # its script is here
                speak(panel, cora)
                token = token_of(context)
                page.wait_for_timeout(WRITTEN)
                panel.get_by_role("button", name="Forlat siden").click()
                page.wait_for_url("about:blank")
            assert phone.find(HIS, HERS, DRAFT, token) == []
            assert phone.cookies() == []
            assert {address for address, _ in phone.history()} == {host}
            expect_nothing_restored(phone, server)

    def test_the_search_finds_a_word_that_is_there(self, phone: Phone, server: LiveServer) -> None:
        """The control: our page without its `autocomplete="off"`, another's that stores, a cookie that stays."""
        with phone.opened() as context:
            page = context.pages[0]
            page.goto(server.url)
            page.locator("#first-text").evaluate("(box) => box.removeAttribute('autocomplete')")
            page.locator("#first-text").fill(DRAFT)
            page.evaluate("(word) => localStorage.setItem('kept', word)", HIS)
            page.evaluate("(word) => (document.cookie = `kept=${word}; Max-Age=9999`)", "yes")
            until(page, lambda: phone.find(DRAFT) and phone.find(HIS), "the words are not written")
            by_button(page)
        found = phone.find(DRAFT, HIS)
        assert [line for line in found if line.endswith(DRAFT)]
        assert [line for line in found if line.endswith(HIS)]
        assert phone.cookies() == ["kept"]
        assert (f"{server.url}/", NEUTRAL) in phone.history()

    @pytest.mark.parametrize("around", ["", "a", "ab", "abc"])
    def test_the_search_knows_every_spelling(self, around: str) -> None:
        hidden = base64.b64encode(f"{around}{HIS}{around}".encode())
        assert any(written in hidden for written in spellings(HIS))
        assert not any(written in hidden for written in spellings(HERS))


def history_of(server: LiveServer, script: bool) -> set[tuple[str, str]]:
    """Without script every page is a step: the page, its form for writing more, and the empty answer to leaving."""
    steps = {(f"{server.url}/", NEUTRAL)}
    return steps if script else steps | {(f"{server.url}/?write=1&lang=nb", NEUTRAL), (f"{server.url}/leave", "")}


def expect_nothing_restored(phone: Phone, server: LiveServer) -> None:
    """As after Ctrl+Shift+T or *Continue where you left off*: the tabs come back from the session file."""
    with phone.opened("--restore-last-session") as context:
        shown = [page.content() for page in settled(context)]
        assert not any(word in text for text in shown for word in (HIS, HERS, DRAFT))
        page = context.new_page()
        page.goto(server.url)
        Visit(page).expect_state("open")


def settled(context: BrowserContext) -> list[Page]:
    """Its pages, when nothing comes any more: a conversation is drawn after its page has loaded."""
    context.pages[0].wait_for_timeout(RESTORED)
    for page in context.pages:
        page.wait_for_load_state("networkidle")
    return context.pages


def comes_back(context: BrowserContext, *words: str) -> bool:
    """Whether all are on one of its pages, now or after a while: how long a browser takes to restore is its own."""
    tries = range(LONGEST_WAIT // RESTORED)
    return any(all(word in page.content() for word in words) for _ in tries for page in settled(context))


class TestAKilledBrowser:
    """The battery was empty, or somebody took the phone and ended the program. Its cookies were on the disk by then."""

    @pytest.fixture
    def phone(self, playwright: Playwright, chromium_path: str, tmp_path: Path) -> Phone:
        """A browser that was used before, so that it restores."""
        phone = Phone(playwright.chromium, chromium_path, tmp_path / "profile")
        with phone.opened():
            pass
        return phone

    @contextmanager
    def talking(self, phone: Phone, server: LiveServer, cora: Cora) -> Iterator[tuple[BrowserContext, str]]:
        """The browser in the middle of a conversation, with the token; it is over at the end."""
        with phone.opened() as context:
            page = context.pages[0]
            page.goto(server.url)
            speak(page, cora)
            token = token_of(context)
            page.wait_for_timeout(WRITTEN)
            write_cookies(page)
            until(page, lambda: COOKIE in phone.cookies(), "the cookies are not written")
            try:
                yield context, token
            finally:
                with server.client() as client:
                    client.post("/leave", json={"token": token})

    def test_brings_back_what_was_not_left(self, phone: Phone, server: LiveServer, cora: Cora) -> None:
        """The control for those below."""
        with self.talking(phone, server, cora):
            phone.kill()
            with phone.opened("--restore-last-session") as context:
                assert comes_back(context, HIS, HERS)

    @pytest.mark.parametrize("later", [0, WRITTEN], ids=["at once", "later"])
    def test_brings_back_nothing_that_was_left(self, phone: Phone, server: LiveServer, cora: Cora, later: int) -> None:
        with self.talking(phone, server, cora) as (context, _):
            by_button(context.pages[0])
            context.pages[0].wait_for_timeout(later)
            phone.kill()
        assert phone.find(HIS, HERS, DRAFT) == []
        expect_nothing_restored(phone, server)

    def test_nor_what_was_left_without_a_network_once_its_cookies_are_written(
        self, phone: Phone, server: LiveServer, cora: Cora
    ) -> None:
        with self.talking(phone, server, cora) as (context, token):
            leave_offline(context)
            write_cookies(context.pages[0])
            until(context.pages[0], lambda: COOKIE not in phone.cookies(), "the cookies are not written")
            phone.kill()
            assert phone.find(HIS, HERS, DRAFT, token) == []
            expect_nothing_restored(phone, server)

    def test_until_then_no_word_is_on_the_disk_but_the_conversation_can_come_back(
        self, phone: Phone, server: LiveServer, cora: Cora
    ) -> None:
        """What is not promised: nobody told the server, and the cookie is still on the disk."""
        with self.talking(phone, server, cora) as (context, token):
            leave_offline(context)
            phone.kill()
            assert phone.find(HIS, HERS, DRAFT, token) == []
            still_there = COOKIE in phone.cookies()  # written away half a minute later, which a slow machine may take
            with phone.opened("--restore-last-session") as context:
                context.new_page().goto(server.url)  # the tab itself may be written empty by then
                assert comes_back(context, HIS) == still_there


def leave_offline(context: BrowserContext) -> None:
    context.set_offline(True)
    context.pages[0].get_by_role("button", name="Forlat siden").click(no_wait_after=True)
    expect(context.pages[0].locator("body")).to_be_empty()


@pytest.fixture(scope="module")
def everyday(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    start = playwright.chromium.launch
    with start(executable_path=chromium_path, args=QUIET, ignore_default_args=KEEPING_PAGES) as browser:
        yield browser


class TestBack:
    """In a browser that keeps pages for its Back button, as browsers do outside of tests."""

    def test_this_browser_keeps_pages(self, everyday: Browser, server: LiveServer) -> None:
        """The control for the tests below."""
        with everyday.new_context() as context:
            page = context.new_page()
            page.goto(f"{server.url}/static/chat/door.svg")
            page.evaluate("window.kept = true")
            page.goto("about:blank")
            go(page, "go_back")
            assert page.evaluate("window.kept") is True

    @pytest.mark.parametrize("leave", [by_button, by_shift, by_plain_button])
    def test_back_and_forward_show_nothing(
        self, everyday: Browser, server: LiveServer, cora: Cora, leave: Callable[[Page], None]
    ) -> None:
        script = leave is not by_plain_button
        with everyday.new_context(java_script_enabled=script) as context:
            page = context.new_page()
            page.goto(f"{server.url}/?lang=nb")
            (speak if script else speak_without_script)(page, cora)
            leave(page)
            for way in ["go_back"] * 5 + ["go_forward"] * 5:
                go(page, way)
                assert words_on(page) == []

    def test_nor_do_they_show_what_was_typed_without_script_and_never_sent(
        self, everyday: Browser, server: LiveServer
    ) -> None:
        with everyday.new_context(java_script_enabled=False) as context:
            page = context.new_page()
            page.goto(server.url)
            page.locator("#first-text").fill(DRAFT)
            by_plain_button(page)
            go(page, "go_back")
            assert page.url == f"{server.url}/"
            assert words_on(page) == []

    def test_a_page_that_is_kept_is_put_away_empty_and_fetched_anew(
        self, everyday: Browser, server: LiveServer, cora: Cora
    ) -> None:
        """Chromium does not keep this page, others may: the events are ours, what the page makes of them is real."""
        with everyday.new_context() as context:
            page = context.new_page()
            page.goto(server.url)
            speak(page, cora)
            put_away = "dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))"
            seen = "[document.body.childElementCount, document.documentElement.hidden]"
            assert page.evaluate(f"() => {{ {put_away}; return {seen}; }}") == [0, True]
            with page.expect_navigation():
                page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
            Visit(page).expect_words(HIS, HERS)
            by_button(page)


def go(page: Page, way: str) -> None:
    """Back or Forward. Before Chromium would send the form of leaving again it asks, and nobody answers."""
    try:
        getattr(page, way)(wait_until="commit", timeout=PATIENCE)
    except Error as failure:
        if "ERR_CACHE_MISS" not in failure.message:
            raise
    wait_until_read(page)


def wait_until_read(page: Page) -> None:
    """Asked from here, again and again: a page without script that was just put back may draw, and so ask, nothing."""

    def is_read() -> bool:
        with suppress(Error):  # the page it was asked of is gone
            return bool(page.evaluate("document.readyState") == "complete")
        return False

    until(page, is_read, "the page is not read to its end")


def words_on(page: Page) -> list[str]:
    assert page.locator("body[data-state=waiting], body[data-state=active]").count() == 0  # whose words come later
    written = page.content() + "".join(box.input_value() for box in page.locator("textarea").all())
    return [word for word in (HIS, HERS, DRAFT) if word in written]

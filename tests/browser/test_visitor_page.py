"""The visitor's page as it is read: with text twice as large, by keyboard, and by those to whom it is read out.

The pictures go to `artifacts/screenshots/large-text/`, which git ignores, for people to look at.
"""

import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.test_pages import PICTURES, violations
from tests.browser.visiting import Cora, Visit, until
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser

FAULTS = (Path(__file__).parent / "faults.js").read_text()
COUNT_WRITING = """() => {
  window.written = 0;
  const watch = new MutationObserver(() => (window.written += 1));
  watch.observe(document.querySelector("#presence"), { childList: true, characterData: true, subtree: true });
}"""
COUNT_READING = """() => {
  window.read = [];
  const keep = (changes) => {
    for (const { addedNodes } of changes) window.read.push(...[...addedNodes].map((one) => one.textContent));
  };
  new MutationObserver(keep).observe(document.querySelector("#live"), { childList: true, subtree: true });
}"""
NAME = """() => {
  const { activeElement: at, body } = document;
  const label = [...(at.labels?.[0]?.childNodes ?? [])].filter((part) => !part.hidden);
  const said = at.ariaLabel || label.map((part) => part.textContent).join("") || at.textContent;
  return at === body ? null : said.trim();
}"""
EDGES = """([parts, last]) => {
  const box = (part) => document.querySelector(part).getBoundingClientRect();
  const edges = parts.map(box).flatMap(({ top, bottom }) => [top, bottom].map(Math.round));
  return [edges, [box(last).bottom, innerHeight].map(Math.round)];
}"""
TALK = [".top", ".role", "#scroll", "#more"]
SEND, NUMBERS = "#composer .composer__row button", ".danger--talking"
LONG = "Jeg lurer på helseundersøkelsesmulighetene i nærheten. er litt stressa"
LOOKS = [
    (320, 640, "200%", "nb"),
    (320, 640, "200%", "en"),  # where other words fit least
    (360, 740, "200%", "nb"),
    (1280, 800, "200%", "nb"),
    (320, 640, "100%", "nb"),
]
ANSWER = "Hei! Ja, jeg er her. Du kan teste deg gratis, og du trenger ikke legitimasjon. Hva lurer du mest på?"
Scene = tuple[str, Page]


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    return whole_browser  # very large letters are broken into lines as what visitors have does it


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    with live_server(tmp_path / "data", OPEN="always") as server:
        yield server


@pytest.fixture(scope="module")
def shut(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("shut") / "data") as server:
        yield server


@pytest.fixture
def cora(server: LiveServer) -> Iterator[Cora]:
    with closing(server.staff("Cora")) as client:
        yield Cora(server, client)


@pytest.fixture
def vera(server: LiveServer, new_context: NewContext) -> Visit:
    page = new_context().new_page()
    page.goto(server.url)
    return Visit(page)


class TestLargeText:
    @pytest.mark.parametrize(("width", "height", "size", "language"), LOOKS)
    def test_every_state_can_be_read_and_left(
        self,
        server: LiveServer,
        shut: LiveServer,
        cora: Cora,
        new_context: NewContext,
        width: int,
        height: int,
        size: str,
        language: str,
    ) -> None:
        context = with_large_text(new_context(viewport={"width": width, "height": height}), size)
        findings: list[str] = []
        seen: list[str] = []
        for name, page in states(server, shut, cora, context, language):
            picture(page, f"{width}-{size.strip('%')}-{language}-{name}")
            seen.append(name)
            findings += [f"{name}: {finding}" for finding in [*faults(page), *violations(page)]]
        assert len(seen) == 8
        assert findings == []

    @pytest.mark.parametrize("path", ["/?lang=en", "/embed?lang=en"])
    def test_the_panel_has_its_second_button_beside_the_exit(
        self, server: LiveServer, new_context: NewContext, path: str
    ) -> None:
        page = with_large_text(new_context(viewport={"width": 320, "height": 640})).new_page()
        page.goto(server.url + path)
        if "embed" in path:
            page.evaluate("postMessage('lavterskel:hello')")
            expect(page.get_by_role("button", name="Hide")).to_be_visible()
        assert faults(page) == []

    def test_without_script_too(self, server: LiveServer, new_context: NewContext) -> None:
        look = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}
        page = with_large_text(new_context(**look)).new_page()
        page.goto(server.url)
        assert faults(page) == []
        page.locator("#first-text").fill(LONG)
        page.locator("#first button").click()
        expect(page.locator("noscript .message__text")).to_have_text(LONG)
        picture(page, "320-200-nb-without-script")
        assert faults(page) == []
        page.locator("#leave button").click()

    @pytest.mark.parametrize(
        ("spoilt", "fault"),
        [
            ("#leave { margin-inline-end: -40px }", "the exit is not wholly on the screen"),
            ("#leave button { inline-size: 60px; white-space: nowrap }", "the exit's words do not fit"),
            ("#open-heading { margin-block-start: -60px }", "over each other"),
            ("#first { inline-size: 500px }", "outside the screen"),
        ],
    )
    def test_what_is_spoilt_is_seen(self, server: LiveServer, new_context: NewContext, spoilt: str, fault: str) -> None:
        page = with_large_text(new_context(viewport={"width": 360, "height": 740}), rules=spoilt).new_page()
        page.goto(server.url)
        assert fault in "\n".join(faults(page))


class TestFocus:
    def test_a_button_that_goes_when_the_counsellor_comes_gives_it_to_the_heading(
        self, vera: Visit, cora: Cora
    ) -> None:
        vera.begin("hei")
        button = vera.page.locator(".talk__note .no-note")
        button.focus()
        with cora.take_first():
            vera.expect_state("active")
            expect(vera.page.get_by_role("heading", name="Rådgiver")).to_be_focused()
            vera.page.locator(".role .no-note").focus()
            cora.hand_back()
            expect(vera.page.get_by_role("heading", name="Du er den neste")).to_be_focused()

    def test_it_is_not_taken_from_a_box_that_is_written_in(self, vera: Visit, cora: Cora) -> None:
        vera.begin("hei")
        box = vera.page.locator("#more")
        box.press_sequentially("er du")
        with cora.take_first():
            vera.expect_state("active")
            vera.page.keyboard.type(" der?")
            expect(box).to_be_focused()
            expect(box).to_have_value("er du der?")

    def test_the_end_is_where_it_goes(self, vera: Visit, cora: Cora) -> None:
        vera.begin("hei")
        with cora.take_first():
            vera.expect_state("active")
            cora.close()
            expect(vera.page.get_by_role("heading", name="Samtalen er slutt")).to_be_focused()

    def test_the_keyboard_goes_the_way_the_page_is_read(self, vera: Visit, cora: Cora) -> None:
        kept = "Hva som lagres, og hvor lenge"
        foot = ["113", "112", "Hva vi noterer", "Hva knappen ikke kan slette", kept, "Er det virkelig oss?"]
        languages = ["Norsk", "Nynorsk", "English"]
        assert by_keyboard(vera.page) == ["Forlat siden", *languages, "Skriv her", "Send", *foot]
        vera.begin("hei")
        waiting = ["Forlat siden", "Samtalen", "Skriv mer mens du venter", "Send", "Ikke noter om meg"]
        assert by_keyboard(vera.page) == [*waiting, "116 117", "116 123", "113", "112", "116 111", *foot]
        with cora.take_first():
            vera.expect_state("active")
            active = ["Forlat siden", "Ikke noter om meg", "Samtalen", kept, "Skriv her", "Send", "113", "112"]
            assert by_keyboard(vera.page) == active


class TestTheReadersOwnSettings:
    """Colours of one's own (as in Windows' contrast themes), and nothing that moves."""

    def test_every_step_can_be_read_and_nothing_moves(
        self, server: LiveServer, cora: Cora, new_context: NewContext
    ) -> None:
        settings = {"forced_colors": "active", "reduced_motion": "reduce"}
        page = new_context(viewport={"width": 320, "height": 640}, **settings).new_page()
        page.goto(server.url)
        assert page.evaluate("matchMedia('(forced-colors: active) and (prefers-reduced-motion: reduce)').matches")
        found = self.moving(page) + faults(page)
        Visit(page).begin("hei")
        found += self.moving(page) + faults(page)
        with cora.take_first() as line:
            Visit(page).expect_state("active")
            line.send(json.dumps({"t": "typing"}))
            expect(page.locator("#typing")).to_be_visible()
            found += self.moving(page)
            picture(page, "320-own-colours-active")
        edges = "button => getComputedStyle(button).borderTopStyle"
        assert page.locator(".leave button").evaluate(edges) == "solid"  # a button is told from text by its edge
        assert found == []

    @staticmethod
    def moving(page: Page) -> list[str]:
        """Whatever is animated at this moment."""
        found: list[str] = page.evaluate("document.getAnimations().map(one => one.effect.target.className)")
        return found


class TestReadOut:
    def test_the_counsellors_presence_is_written_once_while_it_stays_the_same(self, vera: Visit, cora: Cora) -> None:
        vera.begin("hei")
        with cora.take_first() as line:
            expect(vera.page.locator("#presence")).to_have_text("er her")
            vera.page.evaluate(COUNT_WRITING)
            line.send(json.dumps({"t": "read", "seq": 1}))
            vera.expect_mark("Lest")
            assert vera.page.evaluate("window.written") == 0

    def test_a_lost_connection_is_told_where_a_status_stood_before(self, vera: Visit) -> None:
        vera.begin("hei")
        status = vera.page.locator("[role=status]:has(#lost):has(#replaced)")
        expect(status).to_have_count(1)
        assert status.evaluate("status => status.checkVisibility()")
        expect(status.locator("> *").first).to_be_hidden()
        vera.page.context.set_offline(True)
        expect(status.get_by_text("Ingen forbindelse akkurat nå")).to_be_visible()

    def test_each_message_of_the_counsellor_is_read_out_once_and_what_was_there_is_not_again(
        self, vera: Visit, cora: Cora
    ) -> None:
        vera.begin("hei")
        with cora.take_first() as line:
            vera.expect_state("active")
            vera.page.evaluate(COUNT_READING)
            for text in ("Hei, jeg er her.", "Hva lurer du på?"):
                cora.say(line, text)
            vera.expect_words("hei", "Hei, jeg er her.", "Hva lurer du på?")
            read = vera.page.evaluate("window.read")
            assert [sum(text in one for one in read) for text in ("Hei, jeg er her.", "Hva lurer du på?")] == [1, 1]
            expect(vera.page.locator("[aria-live]:has(#log), [role=log]:has(#log), #log[aria-live]")).to_have_count(0)
            vera.page.reload()
            vera.expect_words("hei", "Hei, jeg er her.", "Hva lurer du på?")
            expect(vera.page.locator("#live", has_text="Hva lurer du på?")).to_have_count(0)


class TestInDanger:
    """Emergency numbers are one tap away in every state, and cover nothing."""

    @pytest.mark.parametrize(("width", "height"), [(360, 400), (320, 640), (1280, 800)])
    def test_while_talking_they_are_in_view_with_the_box(
        self, server: LiveServer, cora: Cora, new_context: NewContext, width: int, height: int
    ) -> None:
        page = new_context(viewport={"width": width, "height": height}).new_page()
        page.goto(server.url)
        Visit(page).begin("hei")
        expect_numbers(page)
        with cora.take_first() as line:
            for number in range(12):
                cora.say(line, f"En setning til, nummer {number}.")
            expect(page.locator("#log")).to_contain_text("nummer 11")
            expect_order(page, [*TALK, NUMBERS], NUMBERS)
            expect_numbers(page)
            page.locator("#more").focus()
            expect(page.locator("#more")).to_be_in_viewport()
            assert faults(page) == []
            cora.close()
        expect(page.locator("#ended-heading")).to_be_visible()
        expect_numbers(page)

    def test_they_are_there_while_it_is_closed_and_on_the_pages_beside(
        self, shut: LiveServer, new_context: NewContext
    ) -> None:
        page = new_context(viewport={"width": 360, "height": 740}).new_page()
        for path in ("/", "/about", "/us", "/later", "/read"):
            page.goto(shut.url + path)
            expect_numbers(page)

    def test_without_script_they_stay_in_view_and_all_that_was_said_can_be_reached(
        self, server: LiveServer, cora: Cora, new_context: NewContext
    ) -> None:
        page = new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
        page.goto(server.url)
        page.locator("#first-text").fill("hei")
        page.locator("#first button").click()
        expect(page.locator("noscript .message__text")).to_have_text("hei")
        expect_numbers(page)
        with cora.take_first() as line:
            for number in range(20):
                cora.say(line, f"En setning til, nummer {number}.")
            page.goto(server.url)
            expect(page.locator("noscript .log")).to_contain_text("nummer 19")
            page.mouse.move(180, 300)
            page.mouse.wheel(0, 9000)
            expect(page.get_by_role("link", name="Skriv mer")).to_be_in_viewport()
            expect(page.locator(".danger--talking")).to_be_in_viewport()
            expect(page.locator("#leave button")).to_be_in_viewport()
            cora.close()


class TestTheEnd:
    def test_who_was_taken_is_told_what_the_counsellor_still_has(self, vera: Visit, cora: Cora) -> None:
        vera.begin("hei")
        with cora.take_first():
            vera.expect_state("active")
            cora.close()
        expect(vera.page.get_by_text("Rådgiveren kan ha det på skjermen i høyst en halv time.").first).to_be_visible()
        expect(vera.page.get_by_text("Rådgiveren noterer kort hva det gjaldt")).to_be_visible()

    def test_who_was_never_taken_is_told_that_nothing_is_noted(self, vera: Visit, server: LiveServer) -> None:
        vera.begin("hei")
        (cookie,) = vera.page.context.cookies()
        with server.client() as elsewhere:
            elsewhere.post("/leave", json={"token": cookie["value"]})
        expect(vera.page.get_by_role("heading", name="Samtalen er slutt")).to_be_visible()
        expect(vera.page.locator("[data-end]:visible")).to_contain_text("ingenting er notert")
        expect(vera.page.get_by_text("Rådgiveren noterer kort")).to_be_hidden()


# The states, one after the other


def states(server: LiveServer, shut: LiveServer, cora: Cora, context: BrowserContext, language: str) -> Iterator[Scene]:
    page = context.new_page()
    page.goto(f"{shut.url}/?lang={language}")
    yield "closed", page
    open_details(page)
    yield "closed-all-said", page
    page.goto(f"{server.url}/?lang={language}")
    yield "open", page
    with in_front(server, 3):
        page.locator("#first-text").fill(LONG)
        page.locator("#first button").click()
        expect(page.locator(".line__ahead")).to_have_count(3)
        yield "waiting-fourth", page
    expect(page.locator(".line__ahead")).to_have_count(0)
    yield "waiting", page
    yield from talking(cora, page)
    expect(page.locator("#ended-heading")).to_be_visible()
    yield "ended", page


def talking(cora: Cora, page: Page) -> Iterator[Scene]:
    with cora.take_first() as line:
        cora.say(line, ANSWER)
        expect(page.locator("#log")).to_contain_text("legitimasjon")
        write(page, "takk")
        yield "active", expect_order(page)
        page.locator(".role .no-note").click()
        expect(page.locator(".role .no-note")).to_have_attribute("aria-pressed", "true")
        page.context.set_offline(True)
        write(page, "kan jeg komme uten")
        expect(page.locator("#lost")).to_be_visible()
        yield "lost", expect_order(page)
        page.context.set_offline(False)
        expect(page.locator("#lost")).to_be_hidden()
        page.locator("#more").fill("en ting til")
        cora.close()


@contextmanager
def in_front(server: LiveServer, people: int) -> Iterator[None]:
    """Others who wait, and leave at the end."""
    with server.client() as others:
        begun = [others.post("/conversations", json={"language": "nb"}).json()["token"] for _ in range(people)]
        for token in begun:  # who never comes for his ticket is in front of nobody
            others.post("/tickets", headers={"Authorization": f"Bearer {token}"})
        yield
        for token in begun:
            others.post("/leave", json={"token": token})


def expect_order(page: Page, parts: list[str] = TALK, last: str = SEND) -> Page:
    """The parts from above to below, and the last of all wholly in view, once the page has settled."""

    def settled() -> bool:
        edges = page.evaluate(EDGES, [parts, last])  # all of one moment: a line that comes moves what is below it
        return all(some == sorted(some) for some in edges)

    until(page, settled, f"not from above to below: {parts}, {last}")
    return page


def expect_numbers(page: Page) -> None:
    """Each number can be tapped, and dials."""
    for number in ("113", "112"):
        link = page.locator(f"a[href='tel:{number}']:visible").last
        expect(link).to_have_text(number)
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 44


def write(page: Page, text: str) -> None:
    page.locator("#more").fill(text)
    page.locator("#composer .composer__row button").click()


def open_details(page: Page) -> None:
    for summary in page.locator("summary").all():
        summary.click()


# What is looked at


def with_large_text(context: BrowserContext, size: str = "200%", rules: str = "") -> BrowserContext:
    """As for somebody whose browser shows text twice as large."""

    def enlarge(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=f"{answer.text()} html {{ font-size: {size} }} {rules}")

    context.route(re.compile(r"/(base|page)\.css"), enlarge)
    return context


def faults(page: Page) -> list[str]:
    """At the page's top and at its end."""
    found: list[str] = page.evaluate(FAULTS)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    found += [f"{fault} (at the end)" for fault in page.evaluate(FAULTS)]
    page.evaluate("scrollTo(0, 0)")
    return found


def picture(page: Page, name: str) -> None:
    folder = PICTURES / "large-text"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def by_keyboard(page: Page) -> list[str]:
    """The names of what Tab comes to, from the beginning of the page until it leaves it."""
    page.evaluate("() => { document.body.tabIndex = -1; document.body.focus() }")
    names: list[str] = []
    while True:
        page.keyboard.press("Tab")
        name = page.evaluate(NAME)
        if name is None or name in names[:1]:
            return names
        names.append(name)

"""The whole job in real browsers: a host site, a visitor who reloads and loses the network, a counsellor, a lead."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.host import host_page
from tests.browser.staff import answer, register, sign_in, take_next
from tests.conftest import NewContext
from tests.server import LiveServer, free_port, live_server

pytestmark = pytest.mark.browser


@pytest.fixture
def host_port() -> int:
    return free_port()


@pytest.fixture
def server(tmp_path: Path, host_port: int) -> Iterator[LiveServer]:
    with live_server(tmp_path / "data", EMBED_ORIGINS=f"http://127.0.0.1:{host_port}") as server:
        yield server


def test_from_a_host_site_to_the_new_figure(server: LiveServer, host_port: int, new_context: NewContext) -> None:
    password = server.add_account("kaja", ["counselor", "lead"])
    staff = new_context(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(staff, server, "kaja", password)
    staff.goto(f"{server.url}/console")

    with host_page(host_port, server.url, 'data-mode="panel"') as host:
        visit = new_context()
        page = visit.new_page()
        page.goto(host)
        page.get_by_role("button", name="Spør oss").click()
        panel = page.frame_locator("iframe")
        panel.get_by_label("Skriv her").first.fill("hei. er dette helt anonymt?")
        panel.get_by_role("button", name="Send").first.click()
        expect(panel.locator("#place")).to_contain_text("Du er den neste")

        lane = take_next(staff)
        expect(lane.locator(".lane__log")).to_contain_text("hei. er dette helt anonymt?")
        answer(lane, "Hei! Ja, vi ser ikke hvem du er.")
        expect(panel.locator("#log")).to_contain_text("vi ser ikke hvem du er")

        page.reload()
        page.get_by_role("button", name="Spør oss").click()
        expect(panel.locator("#log")).to_contain_text("vi ser ikke hvem du er")
        expect(panel.locator("#log")).to_contain_text("hei. er dette helt anonymt?")

        visit.set_offline(True)
        box = panel.locator("#more")
        box.fill("kan jeg komme uten legitimasjon?")
        panel.get_by_role("button", name="Send").last.click()
        expect(panel.locator("#lost")).to_be_visible()
        expect(panel.locator("#log")).to_contain_text("Ikke sendt")
        answer(lane, "Ta den tiden du trenger.")
        visit.set_offline(False)
        expect(lane.locator(".lane__log")).to_contain_text("uten legitimasjon")
        expect(panel.locator("#log")).to_contain_text("Ta den tiden")
        expect(panel.locator("#lost")).to_be_hidden()
        written = [
            "hei. er dette helt anonymt?",
            "Hei! Ja, vi ser ikke hvem du er.",
            "Ta den tiden du trenger.",
            "kan jeg komme uten legitimasjon?",
        ]
        expect(panel.locator("#log .message__text")).to_have_text(written)

        panel.get_by_role("button", name="Forlat siden").click()
        page.wait_for_url("about:blank")
        expect(lane.locator(".lane__why")).to_contain_text("Den andre har gått")
        assert [cookie for cookie in visit.cookies() if "visit" in cookie["name"]] == []
        page.go_back()
        expect(page).to_have_url("about:blank")
        page.goto(host)
        page.get_by_role("button", name="Spør oss").click()
        expect(panel.locator("#first-text")).to_have_value("")
        expect(panel.get_by_text("hei. er dette")).to_have_count(0)

    staff.keyboard.press("Escape")
    staff.locator("[id^=register-]").first.click()
    register(staff, "uncertain", "Spør om å komme anonymt og uten legitimasjon. Redd for at noen ser ham.")
    staff.locator("details.menu summary").click()
    staff.get_by_role("button", name="Leder", exact=True).click()
    staff.wait_for_url("**/stats")
    figures = staff.locator("main")
    expect(figures).to_contain_text("Internt, ikke for publisering")
    report = server.run("figures", staff.url.partition("year=")[2] or _year()).stdout
    assert '"persons_uncertain": {\n      "value": 1' in report
    expect(figures).to_contain_text("Usikker")


def _year() -> str:
    from datetime import date

    return str(date.today().year)  # noqa: DTZ011 - the calendar of the service


def test_the_button_opens_a_page_of_its_own_without_referrer(
    server: LiveServer, host_port: int, new_context: NewContext
) -> None:
    with host_page(host_port, server.url) as host:
        page = new_context().new_page()
        page.goto(host)
        page.get_by_role("link", name="Spør oss").click()
        page.wait_for_url(f"{server.url}/**")
        assert page.evaluate("document.referrer") == ""
        assert page.title() == "Spørsmål og svar"


def test_only_a_listed_site_may_frame_the_panel(server: LiveServer, browser: Browser) -> None:
    with host_page(free_port(), server.url, 'data-mode="panel"') as stranger, browser.new_context() as context:
        page = context.new_page()
        page.goto(stranger)
        with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
            page.get_by_role("button", name="Spør oss").click()
        expect(page.frame_locator("iframe").get_by_label("Skriv her")).to_have_count(0)


@pytest.mark.parametrize("then", ["send", "leave"])
def test_a_panel_whose_script_is_late_sends_and_leaves_on_the_whole_screen(
    server: LiveServer, host_port: int, new_context: NewContext, then: str
) -> None:
    with closing(server.staff("kaja")) as kaja, host_page(host_port, server.url, 'data-mode="panel"') as host:
        kaja.get("/console/queue")
        page = new_context().new_page()
        page.route("**/page.js*", lambda route: route.abort())
        page.goto(host)
        page.get_by_role("button", name="Spør oss").click()
        panel = page.frame_locator("iframe")
        panel.get_by_label("Skriv her").first.fill("hei. er noen der?")
        panel.get_by_role("button", name="Send" if then == "send" else "Forlat siden").first.click()
        expect(page).to_have_url(f"{server.url}/" if then == "send" else f"{server.url}/leave")
        expect(page.locator("body")).not_to_contain_text("Testing og vaksiner")
        rail = kaja.get("/console/queue", headers={"Accept": "application/json"}).json()
        assert len(rail["waiting"]) == (1 if then == "send" else 0)

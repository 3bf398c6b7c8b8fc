"""A conversation handed over, and a mediator who is asked along, on the screens of everybody in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff import answer, sign_in, take_next
from tests.browser.visiting import Visit
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser

HERE = "ser du meg nå"
STAFF = {"kaja": ["counselor"], "dan": ["peer_worker"], "amina": ["mediator"]}
JOINED = "En kulturformidler kan nå lese og svare her, sammen med rådgiveren."


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    with live_server(tmp_path / "data", OPEN="always") as server:
        for name, roles in STAFF.items():
            server.add_account(name, roles)
        yield server


SignIn = Callable[[str], Page]


@pytest.fixture
def staff(server: LiveServer, new_context: NewContext) -> SignIn:
    def make(name: str) -> Page:
        page = new_context(viewport={"width": 1440, "height": 900}).new_page()
        sign_in(page, server, name, f"{name} kjenner veien")
        return page

    return make


@pytest.fixture
def vera(server: LiveServer, new_context: NewContext) -> Iterator[Visit]:
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(server.url)
    visit = Visit(page)
    visit.begin(HERE)
    yield visit
    if page.url.startswith(server.url):
        visit.leave()


def ask_over(console: Page, name: str, note: str) -> None:
    console.keyboard.press("Escape")
    console.keyboard.press("o")
    panel = console.locator("chat-lane .colleagues")
    panel.get_by_label("Hvem").first.select_option(label=name)
    panel.get_by_label("Det kollegaen bør vite").fill(note)
    panel.get_by_role("button", name="Spør").click()
    expect(console.locator("chat-lane .lane__offered")).to_have_text(f"{name} er spurt om å ta over etter deg.")


def test_a_conversation_is_handed_over_with_a_note_and_by_keyboard(staff: SignIn, vera: Visit) -> None:
    dan, kaja = staff("dan"), staff("kaja")
    answer(take_next(kaja), "Hei, jeg er her.")
    ask_over(kaja, "dan", "Vil helst snakke med en mann.")
    asked = dan.locator("#rail-asked")
    expect(asked).to_contain_text("kaja ber deg ta over.")
    expect(asked).to_contain_text("Vil helst snakke med en mann.")
    dan.keyboard.press("g")
    lane = dan.locator("chat-lane")
    expect(lane.locator(".lane__handed")).to_contain_text("Vil helst snakke med en mann.")
    expect(lane.locator(".log__entry--other .message__who")).to_have_text("kaja")
    answer(lane, "Hei, jeg heter ikke noe her.")
    expect(kaja.locator("chat-lane .lane__why")).to_have_text("Samtalen er over, eller noen andre har tatt over.")
    expect(vera.page.locator(".log__notice")).to_have_text("En kollega fortsetter i stedet for rådgiveren.")
    vera.expect_words(HERE, "Hei, jeg er her.", "Hei, jeg heter ikke noe her.")
    assert "dan" not in vera.page.locator("body").inner_text()


def test_a_mediator_is_asked_along_and_everybody_sees_who_reads(staff: SignIn, vera: Visit) -> None:
    kaja, amina = staff("kaja"), staff("amina")
    expect(amina.locator(".lanes__empty")).to_contain_text("Du blir invitert av en rådgiver")
    lane = take_next(kaja)
    answer(lane, "Hei, jeg er her.")
    lane.get_by_role("button", name="Kollega").click()
    panel = lane.locator(".colleagues")
    panel.get_by_label("Hvem").last.select_option(label="amina, kulturformidler")
    panel.get_by_role("button", name="Be med").click()
    expect(lane.locator(".lane__others")).to_contain_text("amina (kulturformidler)")
    expect(vera.page.locator("#others")).to_have_text("Kan også lese og svare: en kulturformidler")
    expect(vera.page.locator("#live")).to_contain_text(JOINED)

    amina.locator("#rail-joined [data-lane]").click()
    guest = amina.locator("chat-lane")
    expect(guest.locator(".lane__others")).to_contain_text("kaja (rådgiver)")
    expect(guest.locator(".message__text")).to_have_text([HERE, "Hei, jeg er her."])
    answer(guest, "Bună, te ascult.")
    expect(lane.locator(".log__entry--other .message__who")).to_have_text("amina")
    expect(vera.page.locator(".log__entry--other .message__who")).to_have_text("Kulturformidler")

    amina.get_by_role("button", name="Gå ut").click()
    amina.get_by_role("button", name="Ja, gå ut").click()
    expect(amina.locator("chat-lane")).to_have_count(0)
    expect(lane.locator(".lane__others")).to_be_hidden()
    expect(vera.page.locator(".log__notice").last).to_have_text("Kulturformidleren kan ikke lenger lese her.")
    expect(vera.page.locator("#others")).to_be_hidden()


def test_who_reads_along_can_go_on_in_the_counsellors_place(staff: SignIn, vera: Visit) -> None:
    dan, kaja = staff("dan"), staff("kaja")
    lane = take_next(kaja)
    answer(lane, "Hei, jeg er her.")
    lane.get_by_role("button", name="Kollega").click()
    panel = lane.locator(".colleagues")
    panel.get_by_label("Hvem").last.select_option(label="dan, likeperson")
    panel.get_by_role("button", name="Be med").click()
    dan.locator("#rail-joined [data-lane]").click()
    expect(dan.locator("chat-lane")).to_have_count(1)
    panel.get_by_role("button", name="Lukk").click()
    ask_over(kaja, "dan", "")
    dan.locator("#rail-asked").get_by_role("button", name="Ta over").click()
    expect(dan.locator('chat-lane [data-ask="close"]')).to_have_count(1)
    expect(dan.locator("chat-lane")).to_have_count(1)
    expect(vera.page.locator("#others")).to_be_hidden()

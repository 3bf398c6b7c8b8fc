"""A whole shift in real browsers: four visitors in two languages, a hand-over, a mediator asked along, the warning
before closing, four registrations and two contacts from elsewhere. What each screen shows is kept as a picture.

The pictures go to `artifacts/shift/`, which git ignores, in the order in which things happened.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff import answer, register, sign_in, take_next
from tests.browser.visiting import Visit
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parents[2] / "artifacts" / "shift"
STAFF = {"kaja": "counselor", "dan": "peer_worker", "amina": "mediator", "ingrid": "lead"}
SIZES = {"kaja": (1920, 1080), "dan": (390, 844), "amina": (900, 700), "ingrid": (1280, 800)}
NOTES = (
    "Lurer på om kunden kan straffes. Deler leilighet, jobber natt på hotell. Ville vite om rettighetene sine.",
    "Student who fell behind with the rent. Asked where to test, has a dog, plays in a band.",
    "Gift, bor på landet. Redd for smitte etter et møte i helgen. Fikk vite om PEP.",
    "Asked how to say no to a regular. Works in a kitchen, leaves in March.",
)


class Camera:
    def __init__(self) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        for old in PICTURES.glob("*.png"):
            old.unlink()
        self._number = count(1)

    def take(self, page: Page, name: str) -> None:
        page.screenshot(path=PICTURES / f"{next(self._number):02d}-{name}.png")


@pytest.fixture
def server(tmp_path: Path, noon: ZoneInfo) -> Iterator[LiveServer]:
    with live_server(tmp_path / "data", OPEN="rota", TIME_ZONE=noon.key) as server:
        for name, role in STAFF.items():
            server.add_account(name, [role])
        yield server


@pytest.fixture
def staff(server: LiveServer, new_context: NewContext) -> dict[str, Page]:
    pages = {}
    for name, (width, height) in SIZES.items():
        pages[name] = new_context(viewport={"width": width, "height": height}).new_page()
        sign_in(pages[name], server, name, f"{name} kjenner veien")
    return pages


def save_shift(lead: Page, ends: datetime) -> None:
    lead.get_by_label("Begynner").fill("00:05")
    lead.get_by_label("Slutter").fill(f"{ends:%H:%M}")
    lead.get_by_role("button", name="Lagre").click()


def plan_today(lead: Page, server: LiveServer, ends: datetime) -> None:
    lead.goto(f"{server.url}/console/shifts/new")
    lead.locator('input[name="state"][value="planned"]').check()
    lead.get_by_label("Hvor", exact=True).select_option("own")
    save_shift(lead, ends)
    expect(lead.get_by_text("Egen chat").first).to_be_visible()


def come(server: LiveServer, new_context: NewContext, width: int, language: str, words: str) -> Visit:
    page = new_context(viewport={"width": width, "height": 740}).new_page()
    page.goto(f"{server.url}/?lang={language}")
    page.locator("#first-text").fill(words)
    page.locator("#first button").click()
    visit = Visit(page)
    visit.expect_state("waiting")
    return visit


def come_without_script(server: LiveServer, new_context: NewContext, words: str) -> Page:
    page = new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
    page.goto(server.url)
    page.locator("textarea").first.fill(words)
    page.get_by_role("button", name="Send").first.click()
    expect(page.locator(".message__text")).to_have_text([words])
    return page


def test_a_full_shift(server: LiveServer, staff: dict[str, Page], new_context: NewContext, noon: ZoneInfo) -> None:
    camera = Camera()
    kaja, dan, amina, ingrid = (staff[name] for name in ("kaja", "dan", "amina", "ingrid"))

    # The lead plans; a counsellor is here, so the door is open
    camera.take(kaja, "before-the-shift")
    plan_today(ingrid, server, datetime.now(noon) + timedelta(hours=4))
    camera.take(ingrid, "shifts-of-the-lead")
    visitors = [
        come(server, new_context, 360, "nb", "er det lov å ta betalt"),
        come(server, new_context, 360, "en", "hello. where can I test?"),
    ]
    camera.take(visitors[1].page, "visitor-second-in-line")
    plain = come_without_script(server, new_context, "redd for smitte etter helgen")
    visitors.append(come(server, new_context, 1280, "en", "how do I say no to someone"))
    expect(kaja.locator("#rail-queue .rail__row--waiting")).to_have_count(4)
    camera.take(kaja, "four-wait")

    # Each is taken and answered
    for words in ("Hei! Ja. Det er ikke straffbart å selge.", "Hi! Three places, all free.", "Hei. Når var det?"):
        answer(take_next(kaja), words)
    expect(dan.locator("#rail-queue .rail__row--waiting")).to_have_count(1)
    answer(take_next(dan), "Hi. Good that you ask.")
    camera.take(kaja, "three-conversations")
    camera.take(dan, "one-conversation-on-a-phone")

    # A mediator is asked along, and one conversation is handed over
    first = kaja.locator("chat-lane", has_text="er det lov å ta betalt")
    first.get_by_role("button", name="Kollega").click()
    first.locator(".colleagues").get_by_label("Hvem").last.select_option(label="amina, kulturformidler")
    first.get_by_role("button", name="Be med").click()
    expect(visitors[0].page.locator("#others")).to_contain_text("en kulturformidler")
    amina.locator("#rail-joined [data-lane]").click()
    answer(amina.locator("chat-lane"), "Bună. Scrie cum îți este mai ușor.")
    camera.take(amina, "mediator-reads-along")
    camera.take(visitors[0].page, "visitor-is-told-who-reads")
    first.get_by_role("button", name="Lukk").click()

    second = kaja.locator("chat-lane", has_text="where can I test")
    second.get_by_role("button", name="Kollega").click()
    panel = second.locator(".colleagues")
    panel.get_by_label("Hvem").first.select_option(label="dan")
    panel.get_by_label("Det kollegaen bør vite").fill("Wants a man to talk with. Free on weekdays.")
    panel.get_by_role("button", name="Spør").click()
    dan.locator(".tabs [data-show='queue']").click()
    expect(dan.locator("#rail-asked")).to_contain_text("kaja ber deg ta over.")
    camera.take(dan, "asked-to-take-over")
    dan.locator("#rail-asked").get_by_role("button", name="Ta over").click()
    taken = dan.locator("chat-lane", has_text="where can I test")
    expect(taken.locator(".lane__handed")).to_contain_text("Wants a man to talk with.")
    expect(visitors[1].page.locator(".log__notice")).to_have_text("A colleague goes on in the counsellor’s place.")
    camera.take(dan, "taken-over")
    handed = kaja.locator("chat-lane[data-ended]")  # which has lost its words, as they are another's to read now
    expect(handed.locator(".message__text")).to_have_count(0)
    handed.locator("[data-remove]").click()

    # The shift ends earlier than planned: everybody is told, nobody is cut off, nobody new comes in
    ingrid.goto(f"{server.url}/console/shifts")
    ingrid.locator(".contact__head a").first.click()
    save_shift(ingrid, datetime.now(noon) + timedelta(minutes=10))
    expect(visitors[0].page.locator(".log__notice").last).to_contain_text("Vi stenger kl.")
    expect(visitors[2].page.locator(".log__notice").last).to_contain_text("We close at")
    camera.take(visitors[2].page, "closing-soon")
    late = new_context(viewport={"width": 360, "height": 740}).new_page()
    late.goto(server.url)
    expect(late.locator("body")).to_have_attribute("data-state", "closed")
    camera.take(late, "too-late")
    answer(taken, "The one by the station has time tomorrow.")
    visitors[1].expect_words(
        "hello. where can I test?",
        "Hi! Three places, all free.",
        "The one by the station has time tomorrow.",
    )

    # Each ends in its own way, and each is registered
    visitors[0].leave()
    expect(first.locator(".lane__why")).to_contain_text("har gått")
    first.locator("[data-register]").click()
    register(kaja, "confirmed", NOTES[0])
    camera.take(kaja, "registered")
    third = kaja.locator("chat-lane", has_text="redd for smitte")
    third.locator('[data-ask="close"]').click()
    third.get_by_role("button", name="Ja, avslutt").click()
    expect(kaja.locator("#pane form.registration")).to_be_visible()
    camera.take(kaja, "registration")
    register(kaja, "none", NOTES[2])
    plain.goto(server.url)
    expect(plain.locator("body")).to_contain_text("slettet")
    for visitor, words, category, note in (
        (visitors[1], "where can I test", "uncertain", NOTES[1]),
        (visitors[2], "how do I say no", "uncertain", NOTES[3]),
    ):
        visitor.leave()
        lane = dan.locator("chat-lane", has_text=words)
        dan.locator(".tabs [data-show='queue']").click()
        dan.locator(f'#rail-owed [data-owed-alias="{lane.get_attribute("data-alias")}"]').click()
        camera.take(dan, "registration-on-a-phone")
        register(dan, category, note)

    # Two contacts from other channels, the second with what the first had
    kaja.locator("#new-contact").click()
    kaja.get_by_label("Kanal", exact=True).select_option("phone_sms")
    register(kaja, "uncertain", "Ringte om gratis vaksine. Jobber som sjåfør, vil helst ha svar på kvelden.")
    kaja.get_by_role("link", name="Neste, samme vakt").click()
    expect(kaja.get_by_label("Kanal", exact=True)).to_have_value("phone_sms")
    register(kaja, "none", "Ville vite når vi har åpent. Kjenner en som trenger oss.")
    expect(kaja.locator("#rail-owed li")).to_have_count(0)
    camera.take(kaja, "all-is-registered")

    # What the lead reads
    ingrid.goto(f"{server.url}/stats")
    expect(ingrid.locator(".headline--contacts .headline__value")).to_have_text("6")
    camera.take(ingrid, "figures")

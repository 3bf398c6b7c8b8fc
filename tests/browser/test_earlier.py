"""The earlier persons beside a registration, in a real browser: they come while one writes, and move nothing."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import count

import pytest
from playwright.sync_api import Page, Route, expect

from chat import calendar
from tests.browser.staff import sign_in
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser

PASSWORD = "kaja kjenner veien"
BEFORE = [
    "Kjæresten hjemme vet ikke noe. Nattarbeid. Skrev mens han luftet hunden.",
    "Redd for samboeren. Vil teste seg et annet sted enn hos fastlegen.",
    "Jobber natt på lager. Har gjort det noen ganger for penger.",
    "Spurte hvor han kan teste seg gratis.",
    "Har hund, flyttet nettopp. Spør om leie.",
    "Student, trenger penger til husleia, spør om skatt.",
]
WATCHED = """() => {
    spoken = [];
    const region = document.getElementById("said");
    new MutationObserver(() => spoken.push(region.textContent)).observe(region, { childList: true });
}"""
NEW = count(1)
STORY = "Bor med en som ikke vet noe. Jobber natt, har hund."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("earlier") / "data", OPEN="always") as server:
        server.add_account("kaja", ["counselor"])
        with closing(server.staff("kaja", password=PASSWORD)) as kaja:
            for months, note in enumerate(BEFORE, 1):
                sent = registered(note, calendar.today() - timedelta(days=30 * months))
                assert kaja.post("/console/contacts/new", data=sent).status_code == 303
        yield server


def registered(note: str, day: date) -> dict[str, str]:
    same = {"about": "himself", "category": "confirmed", "channel": "dating_site", "gender": "man", "language": "nb"}
    return same | {"note": note, "day": day.isoformat(), "age_band": "25-34"}


@pytest.fixture
def form(server: LiveServer, new_context: NewContext) -> Page:
    """Of somebody new, for whom no draft and no answer is kept from another test."""
    name = f"mona-{next(NEW)}"
    password = server.add_account(name, ["counselor"])
    page = new_context(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, server, name, password)
    page.keyboard.press("k")
    page.locator('input[name="about"][value="himself"]').check(force=True)
    page.locator('input[name="category"][value="confirmed"]').check()
    page.locator("#channel").select_option("phone_sms")
    return page


def test_they_come_while_writing_and_are_answered_with_the_keyboard(server: LiveServer, form: Page) -> None:
    form.locator("#note").press_sequentially(STORY)
    shown = form.locator(".earlier__one")
    expect(shown).to_have_count(5)
    expect(shown.first.locator("mark").first).to_be_visible()
    expect(form.locator("#note")).to_be_focused()
    first, second = (shown.nth(place).locator("[value=not_looked]") for place in range(2))
    first.focus()
    for _ in range(3):
        form.keyboard.press("ArrowLeft")
    form.keyboard.press("Tab")
    expect(second).to_be_focused()
    form.keyboard.press("ArrowLeft")
    linked = shown.first.locator("[name=shown]").get_attribute("value")
    grow_old(form)
    form.locator("#note").press_sequentially(" Vil ikke ringes.")
    expect_new(form)
    expect(form.locator(f'[name="answer-{linked}"][value="same"]')).to_be_checked()
    form.keyboard.press("Control+Enter")
    expect(form.locator("#pane .saved")).to_have_text("Lagret")
    with closing(server.staff("kaja", password=PASSWORD)) as kaja:
        page = kaja.get(f"/console/contacts/{linked}").text
    assert STORY in page.partition('id="same-title"')[2].partition('id="others-title"')[0]


LOOKED_UP = "**/console/contacts/earlier"


def grow_old(form: Page) -> None:
    """Marks the list as it is, which is another when it has been looked up again."""
    form.evaluate("document.getElementById('earlier').dataset.old = 'yes'")


def expect_new(form: Page) -> None:
    expect(form.locator("#earlier[data-old]")).to_have_count(0)
    expect(form.locator("#earlier")).to_have_count(1)


def test_an_answer_is_newer_than_what_was_asked_for_before_it_and_keeps_the_focus(form: Page) -> None:
    held: list[Route] = []
    form.locator("#note").fill(STORY)
    third = form.locator(".earlier__one").nth(2)
    expect(third).to_be_visible()
    linked = third.locator("[name=shown]").get_attribute("value")
    form.route(LOOKED_UP, lambda route: route.continue_() if held else held.append(route))
    with form.expect_request(LOOKED_UP):
        form.locator("#note").press_sequentially(" Spør om leie.")
    unsure = form.locator(f'[name="answer-{linked}"][value="unsure"]')
    third.locator("label", has=unsure).click()
    expect(unsure).to_be_focused()
    grow_old(form)
    held[0].continue_()
    expect_new(form)
    expect(unsure).to_be_checked()
    expect(unsure).to_be_focused()


def test_that_a_colleague_registers_the_same_is_said_once(server: LiveServer, form: Page) -> None:
    form.evaluate(WATCHED)
    beside = registered("Vil selge bilen sin, og flytter til Drammen.", calendar.today())
    with closing(server.staff("olav")) as olav:
        found = {"channel": "phone_sms", "contact_id": "0000abcd"}
        assert olav.post("/console/contacts/earlier", data=beside | found).status_code == 200
    form.locator("#note").fill(beside["note"])
    expect(form.locator(".earlier__also")).to_be_visible()
    expect(form.locator("#said")).to_contain_text("En kollega registrerer")
    grow_old(form)
    form.locator("#note").press_sequentially(" Har bil.")
    expect_new(form)
    expect(form.locator(".earlier__also")).to_be_visible()
    assert len([words for words in form.evaluate("spoken") if words.startswith("En kollega")]) == 1


@pytest.mark.parametrize(("width", "beside"), [(1440, True), (1280, False), (360, False)])
def test_they_stand_beside_the_form_where_there_is_room_and_in_it_where_there_is_not(
    form: Page, width: int, beside: bool
) -> None:
    form.set_viewport_size({"width": width, "height": 900})
    form.locator("#note").fill(STORY)
    expect(form.locator(".earlier__one")).to_have_count(5)
    note, list_ = (form.locator(name).bounding_box() for name in ("#note", ".earlier__list"))
    assert note
    assert list_
    assert (list_["x"] > note["x"] + note["width"]) == beside
    assert form.evaluate("document.documentElement.scrollWidth <= innerWidth")

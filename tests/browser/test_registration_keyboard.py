"""Registering by keyboard alone. The presses are counted here, and `docs/registration.md` prints the numbers.

A press is one key, or one key held with others such as Ctrl + Enter. The letters of the note are not counted, nor what
was pressed before the conversation was over. Fields are those that one has to touch.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.staff import answer, sign_in, take_next
from tests.conftest import NewContext
from tests.protocol import client as protocol
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser

PASSWORD = "kaja kjenner veien"
NOTE = "Bor med noen som ikke vet noe. Jobber natt."
STILL_TYPING = 1_000  # milliseconds after a key in a field in which a letter is no command, as `keys.js` has it
COUNTS = {  # what is registered -> presses beside the note's letters, and fields
    "owed": (4, 2),
    "owed-none": (6, 3),
    "elsewhere": (6, 3),
    "next": (4, 2),
    "whole": (49, 14),
}
PRINTED = re.compile(r"<!-- (?P<what>[a-z-]+) --> \|[^|\n]*\| (?P<presses>\d+) \| (?P<fields>\d+) \|")


@dataclass
class Keys:
    """Hands on a keyboard, and how much they did."""

    page: Page
    presses: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.presses += len(keys)

    def go_to(self, field: str) -> None:
        """By Tab, one after the other."""
        for _ in range(30):
            if self.page.locator(field).first.evaluate("field => field === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"no way to {field}")

    def write(self, words: str) -> None:
        expect(self.page.locator("#note")).to_be_focused()
        self.page.keyboard.type(words)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("keyboard") / "data", OPEN="always") as server:
        for name in ("kaja", "mona"):
            server.add_account(name, ["counselor"])
        yield server


@pytest.fixture(scope="module")
def service(server: LiveServer) -> str:
    """One that people are shown on to."""
    name = "Testhuset i Nygata"
    with closing(server.staff("ingrid", ["lead"])) as ingrid:
        filled = {"name": name, "category": "health", "valid_from": "2026-01-01"}
        assert ingrid.post("/console/directory/new", data=filled).status_code == 303
    return name


@pytest.fixture
def keys(server: LiveServer, new_context: NewContext) -> Keys:
    return sit_down(server, new_context, "kaja")


def sit_down(server: LiveServer, new_context: NewContext, name: str) -> Keys:
    page = new_context(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, server, name, f"{name} kjenner veien")
    expect(page.locator("#rail-new")).to_be_visible()
    return Keys(page)


@pytest.fixture
def owing(server: LiveServer, keys: Keys) -> Keys:
    """Kaja, who has just answered somebody who left."""
    with closing(protocol.Server(server.url)) as chat:
        visitor = chat.open()
        visitor.join().say("hei, jeg lurer på noe")
        expect(keys.page.locator("#take-next:not(:disabled)")).to_be_visible()
        answer(take_next(keys.page), "Hei, jeg er her.")
        visitor.leave()
    expect(keys.page.locator("[data-owed-alias]")).to_be_visible()
    keys.page.wait_for_timeout(STILL_TYPING)
    return keys


def is_draft(request: Request, last: str) -> bool:
    """Whether it keeps a draft whose note has come to its end."""
    return request.url.endswith("/draft") and last in (request.post_data or "")


def saved(keys: Keys) -> None:
    expect(keys.page.locator("#pane .saved")).to_have_text("Lagret")


def open_form(keys: Keys, key: str) -> None:
    keys.press(key)
    expect(keys.page.locator("[name=category]").first).to_be_focused()


def newest(server: LiveServer, words: str) -> str:
    """The page of the contact with these words in its note, as it reads."""
    with closing(server.staff("kaja", password=PASSWORD)) as kaja:
        found = kaja.post("/console/contacts/search", data={"words": words}).text
        link = re.search(r'href="(/console/contacts/[0-9a-f]{8})"', found)
        assert link
        page = kaja.get(link[1]).text.partition("contact--this")[2].partition("<section")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_an_owed_conversation_takes_four_presses_and_two_fields(owing: Keys) -> None:
    open_form(owing, "r")
    owing.press("ArrowDown", "Enter")  # the second category, and on to the note
    owing.write(NOTE)
    owing.press("Control+Enter")
    saved(owing)
    assert owing.presses == COUNTS["owed"][0]
    expect(owing.page.locator("[data-owed-alias]")).to_have_count(0)


def test_where_a_category_rests_on_one_of_two_the_keys_lead_there_first(owing: Keys) -> None:
    open_form(owing, "r")
    owing.press("ArrowUp", "Enter")  # the last category
    expect(owing.page.locator("[name=basis]").first).to_be_focused()
    owing.press("Space", "Enter")
    owing.write(NOTE)
    owing.press("Control+Enter")
    saved(owing)
    assert owing.presses == COUNTS["owed-none"][0]


def test_a_contact_from_elsewhere_takes_its_channel_too_and_the_next_one_keeps_it(
    server: LiveServer, keys: Keys
) -> None:
    open_form(keys, "k")
    keys.press("ArrowDown", "Enter")
    keys.write(NOTE)
    keys.press("Tab", "T", "Control+Enter")  # Telefon eller SMS
    saved(keys)
    assert keys.presses == COUNTS["elsewhere"][0]
    expect(keys.page.get_by_role("link", name="Neste, samme vakt")).to_be_focused()
    keys.presses = 0
    open_form(keys, "Enter")
    expect(keys.page.locator("#channel")).to_have_value("phone_sms")
    keys.press("ArrowDown", "Enter")
    keys.write("Har hund, og flyttet nettopp.")
    keys.press("Control+Enter")
    saved(keys)
    assert keys.presses == COUNTS["next"][0]
    with closing(server.staff("kaja", password=PASSWORD)) as kaja:
        listed = kaja.get("/console/contacts").text
    assert ("Har hund, og flyttet nettopp." in listed, listed.count("Telefon eller SMS") >= 2) == (True, True)


def test_every_field_is_reached_and_filled_without_a_mouse(
    server: LiveServer, new_context: NewContext, service: str
) -> None:
    keys = sit_down(server, new_context, "mona")  # who has no other contact today that this one could continue
    # Contacts of other tests may be alike, and come before or after the hands are past their place; they have own keys.
    keys.page.route("**/contacts/earlier", lambda route: route.fulfill(status=204))
    open_form(keys, "k")
    keys.press("ArrowDown")
    keys.go_to("[name=considering]")
    keys.press("Space")
    keys.go_to("#note")
    keys.write("Ville vite hvor man tester seg. Jobber på båt.")
    keys.go_to("#channel")
    keys.page.locator("#same-day").evaluate("part => { part.dataset.old = 'yes'; }")
    keys.press("T")
    expect(keys.page.locator("#same-day[data-old]")).to_have_count(0)
    keys.go_to("[name=talked_before]:checked")
    keys.press("ArrowLeft")
    for field, key in (("#gender", "M"), ("#age_band", "2"), ("#language", "E"), ("[name=topics]", "Space")):
        keys.go_to(field)
        keys.press(key)
    keys.go_to(".registration__more summary")
    keys.press("Enter")
    for field, key in (("#step", "ArrowDown"), ("#nationality", "N"), ("#contacted_by", "V"), ("#heard_from", "E")):
        keys.go_to(field)
        keys.press(key)
    keys.go_to("[name=referrals]")
    keys.press("Space", "Control+Enter")
    saved(keys)
    told = newest(server, "Jobber på båt.")
    for word in ("Usikker", "Vurderer å begynne", "Telefon eller SMS", "Mann", "25–34", "English", "Norsk", service):
        assert word in told, (word, told)
    assert keys.presses == COUNTS["whole"][0]


def test_the_letters_of_the_console_stay_letters_in_the_note(keys: Keys) -> None:
    open_form(keys, "k")
    keys.press("ArrowDown", "Enter")
    keys.write("nkr1?d")
    expect(keys.page.locator("#note")).to_have_value("nkr1?d")
    expect(keys.page.locator("#help")).to_be_hidden()


def test_while_one_talks_a_key_opens_the_form_and_the_draft_is_there_when_the_conversation_is_over(
    server: LiveServer, keys: Keys
) -> None:
    with closing(protocol.Server(server.url)) as chat:
        visitor = chat.open()
        visitor.join().say("hei, jeg lurer på noe")
        expect(keys.page.locator("#take-next:not(:disabled)")).to_be_visible()
        answer(take_next(keys.page), "Hei, jeg er her.")
        keys.press("Escape")
        open_form(keys, "d")
        with keys.page.expect_response(lambda answer: is_draft(answer.request, "natt.")):
            keys.press("ArrowDown", "Enter")
            keys.write(NOTE)
        visitor.leave()
    expect(keys.page.locator("[data-owed-alias]")).to_be_visible()
    keys.press("Control+Enter")
    saved(keys)
    expect(keys.page.locator("[data-owed-alias]")).to_have_count(0)


def test_the_page_about_registering_prints_these_numbers() -> None:
    text = (Path(__file__).parents[2] / "docs/registration.md").read_text()
    printed = {row["what"]: (int(row["presses"]), int(row["fields"])) for row in PRINTED.finditer(text)}
    assert printed == COUNTS

"""*Act now* in a real browser: one key, the words into the answer, a colleague, and nothing that says too much."""

from contextlib import closing

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Desk

pytestmark = pytest.mark.browser


def act(desk: Desk) -> Locator:
    """The panel, by its one key."""
    desk.out_of_field()
    desk.page.keyboard.press("!")
    panel = desk.page.locator("#pane .acting")
    expect(panel).to_be_visible()
    return panel


def test_one_key_opens_it_for_the_conversation_one_is_in(desk: Desk) -> None:
    desk.take()
    second = desk.take("han har stengt døra")
    panel = act(desk)
    expect(panel.locator("h2")).to_contain_text(str(second.get_attribute("data-alias")))
    expect(panel.locator("h2")).to_be_focused()
    expect(panel).to_contain_text("113 ambulanse")
    expect(panel).to_contain_text("Det vi ikke kan spore")
    expect(second.locator("[data-held-line]")).to_have_text("Slutter ikke av seg selv.")
    expect(desk.page.locator("chat-lane [data-held-line]:visible")).to_have_count(1)


def test_what_is_to_be_said_goes_into_the_answer_and_is_not_sent(desk: Desk) -> None:
    lane = desk.take()
    lane.locator(".lane__text").fill("Jeg leser.")
    act(desk).get_by_role("button", name="Sett inn: Er du trygg?").click()
    expect(lane.locator(".lane__text")).to_have_value("Jeg leser. Er du trygg akkurat nå?")
    expect(lane.locator(".lane__text")).to_be_focused()
    expect(lane.locator(".log__entry")).to_have_count(1)


def test_a_colleague_is_asked_from_it(desk: Desk) -> None:
    lane = desk.take()
    act(desk).get_by_role("button", name="Gi fra deg, eller be noen bli med").click()
    expect(lane.locator(".colleagues")).to_be_visible()


def test_when_the_danger_is_over_the_lane_says_nothing_more(desk: Desk) -> None:
    lane = desk.take()
    panel = act(desk)
    panel.get_by_role("button", name="Faren er over").click()
    expect(lane.locator("[data-held-line]")).to_be_hidden()
    panel.get_by_role("button", name="Den er ikke over").click()
    expect(lane.locator("[data-held-line]")).to_be_visible()


def test_a_page_loaded_again_still_says_that_it_does_not_end(desk: Desk) -> None:
    lane = desk.take()
    act(desk)
    desk.page.reload()
    expect(lane.locator("[data-held-line]")).to_be_visible()


def test_a_visitor_who_leaves_is_gone_and_whom_to_call_stays(desk: Desk) -> None:
    lane = desk.take()
    panel = act(desk)
    desk.visitors[0].leave()
    expect(lane).to_contain_text("Den andre har gått.")
    expect(panel.locator(".acting__held")).to_be_hidden()
    expect(panel.locator("[data-say]:visible")).to_have_count(0)
    expect(panel).to_contain_text("113 ambulanse")
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    desk.page.keyboard.press("!")  # of a conversation that is over nothing can be asked
    desk.page.keyboard.press("?")
    expect(desk.page.locator("#help")).to_be_visible()
    assert [address for address in asked if "act-now" in address] == []
    expect(desk.page.locator("#failed")).to_be_hidden()
    with closing(desk.server.staff("kaja", password="kaja kjenner veien")) as kaja:
        rail = kaja.get("/console/queue", headers={"Accept": "application/json"}).json()
        assert (len(rail["owed"]), rail["mine"]) == (1, [])


def test_a_registration_that_was_begun_is_there_again_afterwards(desk: Desk) -> None:
    desk.take()
    desk.out_of_field()
    desk.page.keyboard.press("d")
    desk.page.locator("#note").fill("Bor med noen som ikke vet noe.")
    act(desk)
    desk.page.keyboard.press("d")
    expect(desk.page.locator("#note")).to_have_value("Bor med noen som ikke vet noe.")


def test_on_a_telephone_the_panel_comes_to_the_front_and_the_answer_after_it(desk: Desk) -> None:
    lane = desk.take()
    desk.page.set_viewport_size({"width": 360, "height": 740})
    lane.locator("[data-act-now]").click()
    panel = desk.page.locator("#pane .acting")
    expect(panel).to_be_visible()
    expect(lane).to_be_hidden()
    panel.get_by_role("button", name="Sett inn: Ring 113").click()
    expect(lane.locator(".lane__text")).to_be_focused()
    expect(lane.locator(".lane__text")).to_have_value(
        "Ring 113 nå hvis det står om livet. Får du ikke snakket, skriv til meg hva som skjer."
    )

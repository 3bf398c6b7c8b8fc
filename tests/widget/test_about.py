"""What is kept and how long, as visitors read it: made from what runs, so that it is true and stays so."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chat.language import speech
from chat.periods import PERIODS, Kind
from chat.roles import PERMISSIONS, Permission, Role
from public_widget import returns
from public_widget.about import KEPT, OF_STAFF, READERS
from public_widget.visit import COOKIE, UNSENT
from stats.standing import Standing
from tests.console.conftest import House, house, opening

pytestmark = pytest.mark.anyio
__all__ = ["house", "opening"]  # fixtures

FORTNIGHT = timedelta(days=14)


async def page_of(house: House, language: str = "en") -> str:
    answer = await (await house.stranger()).get(f"/about?lang={language}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    return re.sub(r"&#\d+;|&\w+;", "'", answer.text)


def test_each_kind_of_content_is_told_to_visitors_or_tells_nothing_of_them() -> None:
    assert not KEPT.keys() & OF_STAFF
    assert KEPT.keys() | OF_STAFF == set(Kind)


def test_each_role_has_a_word() -> None:
    assert list(READERS) == list(Role)


@pytest.mark.parametrize("language", ["nb", "en"])
async def test_each_period_that_is_told_stands_there(house: House, language: str) -> None:
    page, said = await page_of(house, language), speech(language)
    for kind, words in KEPT.items():
        assert f"<li>{said.text(words, length=said.length(PERIODS[kind].length))}</li>" in page


@pytest.mark.parametrize("kind", KEPT)
async def test_a_period_that_is_changed_is_changed_there(
    house: House, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    words = KEPT[kind]
    changed = speech("en").text(words, length=speech("en").length(FORTNIGHT * 5))
    assert changed not in await page_of(house)
    monkeypatch.setitem(PERIODS, kind, replace(PERIODS[kind], length=FORTNIGHT * 5))
    assert changed in await page_of(house)


async def test_what_is_answered_about_the_machine_is_printed_there(house: House) -> None:
    assert "We have not yet stated whether images of our machine are taken." in await page_of(house)
    answers = {"tls": "self", "address_log": "host 30", "snapshots": "none"}
    house.app.state.standing = Standing(surroundings=answers)
    page = await page_of(house)
    for words in ("all the way to our own machine", "for 30 days", "No images of our machine are taken."):
        assert words in page


async def test_it_says_whether_a_question_can_be_left(house: House) -> None:
    assert "No question can be left for later just now." in await page_of(house)
    house.app.state.reads_on = date(2026, 12, 3)
    assert "They are read next on Thursday 3. December." in await page_of(house)


async def test_who_may_read_is_who_really_may(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "These may read notes: counsellors, peer workers." in await page_of(house)
    monkeypatch.setitem(PERMISSIONS, Permission.REGISTER, frozenset({Role.LEAD}))
    assert "These may read notes: the lead." in await page_of(house)


async def test_a_service_without_a_limit_on_crowds_says_nothing_of_networks_that_are_counted(house: House) -> None:
    house.app.state.settings = replace(house.app.state.settings, network_header="X-Network")
    assert "how many come from each network" in await page_of(house)
    house.app.state.settings = replace(house.app.state.settings, admission="off")
    assert "how many come from each network" not in await page_of(house)


async def test_nor_does_one_that_no_proxy_tells_of_networks(house: House) -> None:
    assert "how many come from each network" not in await page_of(house)


async def test_it_names_every_cookie_that_a_visitor_may_have(house: House) -> None:
    page = await page_of(house)
    for name in (COOKIE, UNSENT, returns.COOKIE):
        assert name in page


async def test_it_says_that_a_code_can_find_the_notes_that_it_was_let_join(house: House) -> None:
    assert "we do not know which are about you" in await page_of(house)
    assert "they can be found with the code" in await page_of(house)


async def test_after_leaving_the_same_browser_can_write_again_as_it_says(house: House) -> None:
    assert "unless “Leave this page” has deleted its cookie" in await page_of(house)
    vera = await house.conversations.open("nb")
    await house.conversations.take(vera.conversation, house.id("Cora"))
    await house.conversations.pause(vera.conversation, house.id("Cora"))
    browser = await house.stranger()
    browser.headers["Cookie"] = f"{COOKIE}={vera.token}"
    assert (await browser.post("/conversations", json={})).status_code == 423
    left = await browser.post("/leave")
    assert any(line.startswith(f"{COOKIE}=; ") for line in left.headers.get_list("set-cookie"))
    del browser.headers["Cookie"]
    assert (await browser.post("/conversations", json={})).status_code == 201


async def test_what_it_says_of_a_child_is_what_the_service_approved(house: House) -> None:
    house.app.state.young = {"en": "We help children."}
    assert "<p>We help children.</p>" in await page_of(house)


async def test_its_address_and_title_say_nothing_and_it_can_be_left(house: House) -> None:
    page = await page_of(house, "nb")
    assert "<title>Spørsmål og svar</title>" in page
    assert 'action="/leave"' in page
    assert "sex" not in page.lower()


async def test_the_pages_that_lead_nowhere_else_lead_there(house: House) -> None:
    visitor, link = await house.stranger(), 'href="/about?lang=nb"'
    for path in ("/", "/embed", "/us"):
        assert link in (await visitor.get(path)).text
    vera = await house.conversations.open("nb")
    await house.conversations.take(vera.conversation, house.id("Cora"))
    await house.conversations.pause(vera.conversation, house.id("Cora"))
    paused = (await visitor.get("/", headers={"Cookie": f"__Host-visit={vera.token}"})).text
    assert 'data-state="paused"' in paused
    assert link in paused

"""Who may not: signed out, in the wrong role, or asking for what is somebody else's."""

import pytest

from tests.console.conftest import JSON, House

pytestmark = pytest.mark.anyio

READ = [
    "/console/queue",
    "/console/events",
    "/console/owed/1",
    "/console/contacts",
    "/console/contacts/new",
]
CHANGE = [
    "/console/available",
    "/console/language",
    "/console/conversations/x/take",
    "/console/conversations/x/ticket",
    "/console/conversations/x/close",
    "/console/conversations/x/hand-back",
    "/console/notes/check",
    "/console/owed/1",
    "/console/contacts/new",
    "/console/contacts/search",
    "/console/contacts/x/links",
    "/console/contacts/x/unlink",
]


async def test_a_stranger_is_led_to_the_sign_in_page(house: House) -> None:
    stranger = await house.stranger()
    for address in ("/console", *READ):
        answer = await stranger.get(address)
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/login"), address


async def test_a_program_that_is_not_signed_in_gets_401(house: House) -> None:
    stranger = await house.stranger()
    for address in ("/console", *READ):
        assert (await stranger.get(address, headers=JSON)).status_code == 401, address


async def test_a_stranger_changes_nothing(house: House) -> None:
    stranger = await house.stranger()
    for address in CHANGE:
        assert (await stranger.post(address)).status_code == 401, address


async def test_conversations_and_notes_are_for_counsellors(house: House) -> None:
    lea = await house.staff("Lea")
    for address in READ:
        assert (await lea.get(address)).status_code == 403, address
    for address in CHANGE:
        expected = 303 if address == "/console/language" else 403
        assert (await lea.post(address)).status_code == expected, address


async def test_a_mediator_meets_only_what_somebody_asked_into(house: House) -> None:
    max_ = await house.staff("Max")
    for address in ("/console/owed/1", "/console/contacts", "/console/contacts/new"):
        assert (await max_.get(address)).status_code == 403, address
    for address in CHANGE:
        expected = {"/console/language": 303, "/console/conversations/x/ticket": 404}.get(address, 403)
        assert (await max_.post(address, headers=JSON)).status_code == expected, address


async def test_a_change_from_another_origin_is_refused(house: House) -> None:
    cora = await house.staff("Cora")
    answer = await cora.post("/console/available", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403


async def test_a_colleagues_conversation_looks_like_a_missing_one(house: House) -> None:
    cora, dan = await house.staff("Cora"), await house.staff("Dan")
    conversation = await house.conversation(cora)
    for what in ("ticket", "close", "pause", "hand-back"):
        answer = await dan.post(f"/console/conversations/{conversation}/{what}", headers=JSON)
        assert (answer.status_code, answer.json()) == (404, {"error": "not_found"}), what
    assert (await cora.post(f"/console/conversations/{conversation}/ticket")).status_code == 201


async def test_a_colleagues_card_looks_like_a_missing_one(house: House) -> None:
    number, dan = await house.owed("Cora"), await house.staff("Dan")
    assert (await dan.get(f"/console/owed/{number}")).status_code == 404
    assert (await dan.post(f"/console/owed/{number}", data={"about": "none", "reason": "test"})).status_code == 404
    assert (await dan.get("/console/owed/999")).status_code == 404

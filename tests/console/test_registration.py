"""Registering: what is owed, what was made elsewhere, what is no contact."""

import asyncio
import re

import httpx
import pytest

from stats import register
from stats.models import NotAContact, OwedRegistration
from tests.console.conftest import HTMX, TODAY, Card, House

pytestmark = pytest.mark.anyio


async def stored(house: House) -> list[register.ContactView]:
    state = house.app.state
    found: list[register.ContactView] = await state.app_db.run(register.list_contacts, state.service_key)
    return found


async def cards(house: House) -> list[OwedRegistration]:
    found: list[OwedRegistration] = await house.app.state.app_db.run(register.list_owed, house.id("Cora"))
    return found


async def none_counted(house: House) -> list[NotAContact]:
    found: list[NotAContact] = await house.app.state.app_db.run(lambda session: session.query(NotAContact).all())
    return found


async def test_an_owed_conversation_becomes_a_contact(house: House, cora: httpx.AsyncClient, contact: Card) -> None:
    number = await house.owed()
    answer = await cora.post(f"/console/owed/{number}", data=contact, headers=HTMX)
    assert (answer.status_code, "Lagret" in answer.text) == (200, True)
    (one,) = await stored(house)
    assert (one.category, one.note, one.topics) == ("uncertain", contact["note"], ("safer_sex", "sti_testing"))
    assert f'href="/console/contacts/{one.id}"' in answer.text
    assert await cards(house) == []


async def test_day_and_channel_of_ones_own_chat_are_not_for_choosing(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    number = await house.owed()
    form = await cora.get(f"/console/owed/{number}")
    assert 'name="channel"' not in form.text
    assert 'name="day"' not in form.text
    await cora.post(f"/console/owed/{number}", data=contact | {"channel": "street", "day": "2020-01-01"})
    (one,) = await stored(house)
    assert (one.channel, one.day) == ("web_chat", TODAY)


async def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    number = await house.owed()
    del contact["category"]
    contact["note"] = "Bor med <noen> som ikke vet noe."
    answer = await cora.post(f"/console/owed/{number}", data=contact, headers=HTMX)
    assert answer.status_code == 422
    assert 'id="category-error"' in answer.text
    assert 'id="note-error"' not in answer.text
    assert "Bor med &lt;noen&gt; som ikke vet noe." in answer.text
    for kept in (
        'value="himself" checked',
        'value="man" selected',
        'value="25-34" selected',
        'value="asked_no" checked',
    ):
        assert kept in answer.text
    assert answer.text.count('name="topics"') == answer.text.count('name="topics" value=') == 16
    assert 'value="sti_testing" checked' in answer.text
    assert await stored(house) == []
    assert len(await cards(house)) == 1


async def test_a_wrong_field_is_named(house: House, cora: httpx.AsyncClient, contact: Card) -> None:
    for field, value in [
        ("about", ""),
        ("category", "perhaps"),
        ("note", "  "),
        ("note", "x" * 2001),
        ("day", "2999-01-01"),
        ("channel", ""),
        ("language", "norsk"),
        ("gender", "x"),
        ("topics", "x"),
        ("talked_before", "x"),
    ]:
        answer = await cora.post("/console/contacts/new", data=contact | {field: value}, headers=HTMX)
        assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True), field
    assert await stored(house) == []


async def test_the_errors_come_in_a_page_of_their_own_without_script(cora: httpx.AsyncClient) -> None:
    answer = await cora.post("/console/contacts/new", data={"about": "himself", "note": "Skrevet uten skript."})
    assert answer.status_code == 422
    assert "<!doctype html>" in answer.text
    assert "Skrevet uten skript." in answer.text


async def test_a_contact_made_elsewhere_is_saved_and_shown(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    answer = await cora.post("/console/contacts/new", data=contact)
    (one,) = await stored(house)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/console/contacts/{one.id}")
    assert one.channel == "phone_sms"


async def test_the_channel_of_a_contact_made_elsewhere_is_never_guessed(cora: httpx.AsyncClient) -> None:
    form = (await cora.get("/console/contacts/new")).text
    channels = form.partition('id="channel"')[2].partition("</select>")[0]
    assert "selected" not in channels
    assert f'value="{TODAY.isoformat()}"' in form


async def test_a_relative_needs_neither_category_nor_note(house: House, cora: httpx.AsyncClient, contact: Card) -> None:
    del contact["category"]
    answer = await cora.post(
        "/console/contacts/new", data=contact | {"about": "relative_or_helper", "note": ""}, headers=HTMX
    )
    assert answer.status_code == 200
    assert "Koble til" not in answer.text
    (one,) = await stored(house)
    assert (one.about, one.category) == ("relative_or_helper", None)


@pytest.mark.parametrize("reason", ["empty", "abuse", "test", "press"])
async def test_what_is_no_contact_is_done_at_once(house: House, cora: httpx.AsyncClient, reason: str) -> None:
    number = await house.owed()
    answer = await cora.post(f"/console/owed/{number}", data={"about": "none", "reason": reason}, headers=HTMX)
    assert answer.status_code == 200
    assert [row.reason for row in await none_counted(house)] == [reason]
    assert await stored(house) == []
    assert await cards(house) == []


async def test_no_contact_needs_a_reason(house: House, cora: httpx.AsyncClient) -> None:
    number = await house.owed()
    answer = await cora.post(f"/console/owed/{number}", data={"about": "none"}, headers=HTMX)
    assert (answer.status_code, 'id="reason-error"' in answer.text) == (422, True)
    assert len(await cards(house)) == 1


async def test_where_only_one_side_wrote_there_is_no_contact_to_register(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    number = await house.owed(exchanged=False)
    form = (await cora.get(f"/console/owed/{number}")).text
    assert "Bare den ene skrev." in form
    assert 'name="category"' not in form
    assert (await cora.post(f"/console/owed/{number}", data=contact)).status_code == 422
    assert await stored(house) == []


async def test_a_card_is_settled_once(house: House, cora: httpx.AsyncClient, contact: Card) -> None:
    number = await house.owed()
    assert (await cora.post(f"/console/owed/{number}", data=contact)).status_code == 303
    again = await cora.post(f"/console/owed/{number}", data=contact, headers=HTMX)
    assert (again.status_code, "allerede registrert" in again.text) == (404, True)
    assert len(await stored(house)) == 1


async def test_after_saving_the_next_visitor_can_be_taken(house: House, cora: httpx.AsyncClient, contact: Card) -> None:
    number, conversation = await house.owed(), await house.visitor()
    assert "disabled" in (await cora.get("/console/queue")).text
    await cora.post(f"/console/owed/{number}", data=contact)
    assert "disabled" not in (await cora.get("/console/queue")).text
    assert (await cora.post(f"/console/conversations/{conversation}/take")).status_code == 200


def id_in(form: str) -> str:
    found = re.search(r'name="contact_id" value="([0-9a-f]{8})"', form)
    assert found
    return found[1]


async def test_a_form_sent_twice_is_one_contact_and_answered_alike(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    contact["contact_id"] = id_in((await cora.get("/console/contacts/new")).text)
    first = await cora.post("/console/contacts/new", data=contact, headers=HTMX)
    again = await cora.post("/console/contacts/new", data=contact, headers=HTMX)
    assert (again.status_code, again.text) == (200, first.text)
    assert [one.id for one in await stored(house)] == [contact["contact_id"]]


@pytest.mark.parametrize("owed", [False, True])
async def test_a_form_sent_twice_in_one_moment_is_one_contact(
    house: House, cora: httpx.AsyncClient, contact: Card, owed: bool
) -> None:
    address = f"/console/owed/{await house.owed()}" if owed else "/console/contacts/new"
    contact["contact_id"] = id_in((await cora.get(address)).text)
    answers = await asyncio.gather(*(cora.post(address, data=contact) for _ in range(4)))
    assert {answer.status_code for answer in answers} <= ({303, 404} if owed else {303})
    assert len(await stored(house)) == 1


async def test_each_form_is_for_a_contact_of_its_own(house: House, cora: httpx.AsyncClient, contact: Card) -> None:
    forms = [(await cora.get("/console/contacts/new")).text for _ in range(2)]
    assert id_in(forms[0]) != id_in(forms[1])
    for brought in ("", "abc", "ABCDEF01", "0123456789"):
        await cora.post("/console/contacts/new", data=contact | {"contact_id": brought})
    assert len(await stored(house)) == 4
    assert {len(one.id) for one in await stored(house)} == {8}


async def test_a_form_with_errors_keeps_the_contact_that_it_is_for(cora: httpx.AsyncClient, contact: Card) -> None:
    contact |= {"contact_id": "0123abcd", "note": ""}
    answer = await cora.post("/console/contacts/new", data=contact)
    assert (answer.status_code, id_in(answer.text)) == (422, "0123abcd")


@pytest.mark.parametrize("number", ["9" * 19, "9" * 5000, "-1", "x", "1.5"])
async def test_a_number_that_no_card_has_is_an_unknown_card(cora: httpx.AsyncClient, number: str) -> None:
    assert (await cora.get(f"/console/owed/{number}")).status_code == 404
    assert (await cora.post(f"/console/owed/{number}", data={"about": "none"})).status_code == 404

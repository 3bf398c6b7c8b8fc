"""*No note about me* for staff: the form without a note, the refusal of one, and no comparing."""

import httpx
import pytest

from chat import calendar
from stats.contacts import ContactView, list_contacts
from stats.owed import list_owed, owe
from stats.vocabulary import Channel
from tests.console.conftest import HTMX, Card, House

pytestmark = pytest.mark.anyio


@pytest.fixture
async def number(house: House) -> int:
    """Cora's card for a conversation whose visitor wanted no note."""
    run, cora = house.app.state.app_db.run, house.id("Cora")
    card: int = await run(owe, cora, calendar.today(), Channel.WEB_CHAT, "nb", True, True)
    return card


@pytest.fixture
def quiet(contact: Card) -> Card:
    """All that the form asks for such a card."""
    return {name: value for name, value in contact.items() if name not in ("note", "talked_before", "day", "channel")}


async def stored(house: House) -> list[ContactView]:
    state = house.app.state
    found: list[ContactView] = await state.app_db.run(list_contacts, state.service_key)
    return found


async def test_the_form_says_why_there_is_no_note(cora: httpx.AsyncClient, number: int) -> None:
    form = (await cora.get(f"/console/owed/{number}")).text
    assert "Den andre ville ikke ha notat" in form
    assert 'name="note"' not in form
    assert 'name="talked_before"' not in form
    assert 'name="category"' in form


async def test_it_is_saved_without_note_and_nobody_is_asked_to_link(
    house: House, cora: httpx.AsyncClient, number: int, quiet: Card
) -> None:
    answer = await cora.post(f"/console/owed/{number}", data=quiet, headers=HTMX)
    assert (answer.status_code, "Lagret" in answer.text) == (200, True)
    assert "Koble til" not in answer.text
    (one,) = await stored(house)
    assert (one.no_note, one.note, one.category) == (True, "", "uncertain")


async def test_a_note_is_refused_with_the_reason_and_nothing_else_is_lost(
    house: House, cora: httpx.AsyncClient, number: int, quiet: Card
) -> None:
    answer = await cora.post(f"/console/owed/{number}", data=quiet | {"note": "Har hund og jobber natt."}, headers=HTMX)
    assert (answer.status_code, 'id="note-error"' in answer.text) == (422, True)
    assert "Den andre ville ikke ha notat, så notatet som var skrevet, er ikke lagret." in answer.text
    assert "Har hund" not in answer.text
    for kept in ('value="himself" checked', 'value="uncertain" checked', 'value="25-34" selected'):
        assert kept in answer.text
    assert await stored(house) == []
    again = await cora.post(f"/console/owed/{number}", data=quiet, headers=HTMX)
    assert (again.status_code, len(await stored(house))) == (200, 1)


async def test_it_can_still_be_no_contact(house: House, cora: httpx.AsyncClient, number: int) -> None:
    answer = await cora.post(f"/console/owed/{number}", data={"about": "none", "reason": "test"}, headers=HTMX)
    assert (answer.status_code, await stored(house)) == (200, [])


async def test_it_is_read_without_anything_to_compare_it_with(
    house: House, cora: httpx.AsyncClient, number: int, quiet: Card, contact: Card
) -> None:
    await cora.post("/console/contacts/new", data=contact)
    await cora.post(f"/console/owed/{number}", data=quiet)
    (without,) = [one.id for one in await stored(house) if one.no_note]
    page = (await cora.get(f"/console/contacts/{without}")).text
    assert "ingen sammenligner den med andre" in page
    assert "Kan det være en av disse?" not in page


async def test_linking_it_is_refused_with_the_reason(
    house: House, cora: httpx.AsyncClient, number: int, quiet: Card, contact: Card
) -> None:
    await cora.post("/console/contacts/new", data=contact)
    await cora.post(f"/console/owed/{number}", data=quiet)
    without, other = sorted(await stored(house), key=lambda one: not one.no_note)
    assert without.id not in (await cora.get(f"/console/contacts/{other.id}")).text
    for one, another in ((without.id, other.id), (other.id, without.id)):
        answer = await cora.post(f"/console/contacts/{one}/links", data={"other": another, "verdict": "same"})
        assert answer.status_code == 409
        assert "Personen ville ikke ha notat på en av disse" in answer.text
    assert [one.linked for one in await stored(house)] == [0, 0]


async def test_a_conversation_that_ends_leaves_such_a_card(house: House, cora: httpx.AsyncClient) -> None:
    opened = await house.conversations.open("nb")
    await cora.post(f"/console/conversations/{opened.conversation}/take")
    await house.conversations.choose_note(opened.token, True)
    await cora.post(f"/console/conversations/{opened.conversation}/close")
    (card,) = await house.app.state.app_db.run(list_owed, house.id("Cora"))
    assert card.no_note

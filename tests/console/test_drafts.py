"""What was written of a registration is kept while one writes, for whoever may save it, and gone when it is saved."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chat.protocol import Side
from stats.contacts import ContactView, list_contacts
from stats.owed import list_owed
from tests.console.conftest import HTMX, JSON, Card, House

pytestmark = pytest.mark.anyio

WORDS = "Bor på en båt ved brygga."
NEW = "/console/contacts/new"


def of(conversation: str) -> str:
    return f"/console/conversations/{conversation}/registration"


async def names(house: House) -> set[str]:
    """What has a draft in the database."""
    with house.conversations._reader._engine.connect() as sql:
        return set(sql.scalars(text("SELECT name FROM drafts")))


async def cards(house: House, name: str = "Cora") -> list[int]:
    return [card.id for card in await house.app.state.app_db.run(list_owed, house.id(name))]


async def stored(house: House) -> list[ContactView]:
    state = house.app.state
    found: list[ContactView] = await state.app_db.run(list_contacts, state.service_key)
    return found


async def keep(client: httpx.AsyncClient, address: str, **fields: Any) -> int:
    answer = await client.post(f"{address}/draft", data={"about": "himself", "note": WORDS} | fields, headers=HTMX)
    return answer.status_code


async def leave(house: House, conversation: str) -> None:
    """The visitor leaves."""
    running = house.conversations.get(conversation)
    await house.conversations.end(running, "leave", by=Side.VISITOR)  # type: ignore[arg-type]


async def test_the_form_of_a_running_conversation_has_what_was_written_so_far(
    house: House, cora: httpx.AsyncClient
) -> None:
    conversation = await house.conversation(cora)
    first = await cora.get(of(conversation), headers=HTMX)
    assert (first.status_code, "Samtalen er ikke slutt." in first.text) == (200, True)
    assert await keep(cora, of(conversation), category="confirmed", topics=["housing", "police"]) == 204
    again = (await cora.get(of(conversation), headers=HTMX)).text
    assert (WORDS in again, "Du begynte på denne tidligere." in again) == (True, True)
    for chosen in ('value="confirmed" checked', 'value="housing" checked', 'value="police" checked'):
        assert chosen in again
    assert await stored(house) == []


async def test_nothing_is_saved_while_the_conversation_runs_and_nothing_is_lost(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    conversation = await house.conversation(cora)
    answer = await cora.post(of(conversation), data=contact | {"note": WORDS}, headers=HTMX)
    assert (answer.status_code, WORDS in answer.text, "er tatt vare på" in answer.text) == (409, True, True)
    assert await stored(house) == []
    assert await names(house) == {f"talk.{conversation}"}


async def test_when_it_ends_the_draft_is_in_the_form_of_what_is_owed(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    conversation = await house.conversation(cora)
    await keep(cora, of(conversation))
    ended = await cora.post(f"/console/conversations/{conversation}/close", headers=HTMX)
    assert WORDS in ended.text
    (card,) = await cards(house)
    assert WORDS in (await cora.get(f"/console/owed/{card}")).text
    assert (await cora.post(f"/console/owed/{card}", data=contact)).status_code == 303
    assert await names(house) == set()


async def test_a_form_that_was_open_when_the_visitor_left_can_still_be_saved(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    conversation = await house.conversation(cora)
    alias = re.search(r'name="alias" value="([^"]+)"', (await cora.get(of(conversation), headers=HTMX)).text)
    assert alias
    await leave(house, conversation)
    late = await keep(cora, of(conversation), alias=alias[1])
    (card,) = await cards(house)
    assert (late, await names(house)) == (204, {f"card.{card}"})
    answer = await cora.post(of(conversation), data=contact | {"alias": alias[1]}, headers=HTMX)
    assert (answer.status_code, "Lagret" in answer.text) == (200, True)
    assert (len(await stored(house)), await cards(house), await names(house)) == (1, [], set())


async def test_a_colleague_reads_no_draft_of_mine(
    house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient
) -> None:
    conversation, card = await house.conversation(cora), await house.owed()
    for address in (of(conversation), f"/console/owed/{card}", NEW):
        assert await keep(cora, address) == 204
    for address in (of(conversation), f"/console/owed/{card}"):
        assert (await dan.get(address)).status_code == 404
        assert await keep(dan, address) == 404
    assert WORDS not in (await dan.get(NEW)).text
    assert WORDS in (await cora.get(NEW)).text


async def test_it_goes_with_the_conversation_to_the_colleague_who_takes_it(
    house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient
) -> None:
    conversation = await house.conversation(cora)
    await keep(cora, of(conversation))
    await cora.post(f"/console/conversations/{conversation}/hand-back")
    assert (await cora.get(of(conversation))).status_code == 404
    await dan.post(f"/console/conversations/{conversation}/take", headers=JSON)
    assert WORDS in (await dan.get(of(conversation))).text


async def test_a_contact_that_was_saved_has_no_draft_any_more_and_gets_none_from_a_late_one(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    contact["contact_id"] = "0badcafe"
    await keep(cora, NEW, contact_id="0badcafe")
    assert await names(house) == {f"new.{house.id('Cora')}"}
    assert (await cora.post(NEW, data=contact)).status_code == 303
    assert await names(house) == set()
    assert await keep(cora, NEW, contact_id="0badcafe") == 204
    assert await names(house) == set()
    assert WORDS not in (await cora.get(NEW)).text


async def test_what_was_begun_can_be_thrown_away(house: House, cora: httpx.AsyncClient) -> None:
    await keep(cora, NEW)
    answer = await cora.post(f"{NEW}/draft", data={"discard": "yes", "note": WORDS}, headers=HTMX)
    assert (answer.status_code, WORDS in answer.text, "Du begynte" in answer.text) == (200, False, False)
    assert await names(house) == set()


async def test_skipping_and_no_contact_take_the_draft_too(house: House, cora: httpx.AsyncClient) -> None:
    for settled in ({"skip": "technical_fault"}, {"about": "none", "reason": "test"}):
        card = await house.owed()
        await keep(cora, f"/console/owed/{card}")
        assert await names(house) == {f"card.{card}"}
        assert (await cora.post(f"/console/owed/{card}", data=settled)).status_code == 303
        assert await names(house) == set()


async def test_without_a_script_a_button_keeps_it(cora: httpx.AsyncClient) -> None:
    page = (await cora.get(NEW)).text
    assert f'formaction="{NEW}/draft">Behold som kladd</button>' in page
    answer = await cora.post(f"{NEW}/draft", data={"note": WORDS})
    assert (answer.status_code, answer.headers["location"]) == (303, NEW)
    assert WORDS in (await cora.get(NEW)).text


async def test_only_fields_of_the_form_are_kept(house: House, cora: httpx.AsyncClient) -> None:
    await keep(cora, NEW, secret="x", counselor_id="7")
    found = await house.conversations.drafts.find(f"new.{house.id('Cora')}")
    assert found
    assert set(found) == {"about", "note", "contact_id"}


async def test_a_draft_is_in_no_page_of_a_lead(house: House, cora: httpx.AsyncClient) -> None:
    await keep(cora, NEW)
    lea = await house.staff("Lea")
    assert (await lea.get(NEW)).status_code == 403
    assert (await lea.post(f"{NEW}/draft", data={"note": "x"})).status_code == 403
    assert WORDS in (await cora.get(NEW)).text


async def test_a_draft_that_comes_while_its_card_is_settled_is_gone(
    house: House, cora: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await house.owed()
    drafts = house.conversations.drafts
    keep_it = drafts.keep

    async def settled_meanwhile(name: str, fields: dict[str, list[str]]) -> None:
        await cora.post(f"/console/owed/{card}", data={"skip": "other"}, headers=HTMX)
        await keep_it(name, fields)

    monkeypatch.setattr(drafts, "keep", settled_meanwhile)
    assert await keep(cora, f"/console/owed/{card}") == 204
    assert await names(house) == set()


async def test_a_form_that_stayed_open_reaches_no_later_card(house: House, cora: httpx.AsyncClient) -> None:
    card = await house.owed()
    await cora.post(f"/console/owed/{card}", data={"skip": "other"}, headers=HTMX)
    later = await house.owed()
    assert await keep(cora, f"/console/owed/{card}") == 404
    stale = {"about": "himself", "category": "uncertain", "note": WORDS, "language": "nb"}
    assert (await cora.post(f"/console/owed/{card}", data=stale, headers=HTMX)).status_code == 404
    assert (await stored(house), await cards(house)) == ([], [later])

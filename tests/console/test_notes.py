"""The note field: what tells who somebody is is found before it is saved, and removed or kept for a reason."""

from dataclasses import replace
from html import unescape

import httpx
import pytest

from counselor_console.notes import Decision, Finding, check_note
from stats.contacts import list_contacts
from stats.forms import MAX_NOTE
from stats.identifying import Kind
from tests.console.conftest import HTMX, Card, House

pytestmark = pytest.mark.anyio

CHECK = "/console/notes/check"
NEW = "/console/contacts/new"
NUMBER = "400 00 123"
NAME = "Torgeir"
NOTE = f"{NAME} vil bli ringt på {NUMBER} i kveld."
PHONE = f"phone {NUMBER}"


@pytest.fixture
def telling(contact: Card) -> Card:
    """A contact whose note has a name and a number."""
    return contact | {"note": NOTE}


async def notes(house: House) -> list[str]:
    state = house.app.state
    found = await state.app_db.run(list_contacts, state.service_key)
    return [one.note for one in found]


def keep(detail: str, reason: str, why: str = "") -> dict[str, str]:
    return {"finding": detail, "keep": reason, "why": why}


def both(first: dict[str, str], second: dict[str, str]) -> Card:
    return {name: [first[name], second[name]] for name in first}


class TestCheckNote:
    name = Finding(Kind.NAME, NAME)
    phone = Finding(Kind.PHONE, NUMBER)

    def test_it_finds_each_detail_once_in_the_order_of_the_note(self) -> None:
        assert check_note(f"{NOTE} Altså {NUMBER}.", {}) == [self.name, self.phone]

    @pytest.mark.parametrize("reason", ["public", "no_name", "well_known"])
    def test_a_reason_from_the_list_settles_a_finding(self, reason: str) -> None:
        assert check_note(NOTE, {PHONE: Decision(reason)}) == [self.name]

    @pytest.mark.parametrize("decision", [Decision("because"), Decision("other"), Decision("other", "x" * 81)])
    def test_a_reason_that_is_none_settles_nothing(self, decision: Decision) -> None:
        assert check_note(NOTE, {PHONE: decision}) == [self.name, replace(self.phone, decision=decision)]

    def test_another_reason_needs_words(self) -> None:
        assert check_note(NOTE, {PHONE: Decision("other", "taxisentralen")}) == [self.name]

    def test_a_decision_is_about_its_own_words_and_kind(self) -> None:
        for detail in ("phone 400 00 124", f"name {NUMBER}", NUMBER):
            assert check_note(NOTE, {detail: Decision("public")}) == [self.name, self.phone]

    def test_what_lies_behind_the_longest_note_is_not_read(self) -> None:
        assert check_note("x" * MAX_NOTE + f" {NUMBER}", {}) == []


async def test_a_note_with_spaces_before_it_is_read_as_it_would_be_saved(cora: httpx.AsyncClient) -> None:
    text = (await cora.post(CHECK, data={"note": " " * MAX_NOTE + NOTE}, headers=HTMX)).text
    assert f"<mark>{NUMBER}</mark>" in text


async def test_a_note_that_is_too_long_is_not_saved(house: House, cora: httpx.AsyncClient, contact: Card) -> None:
    answer = await cora.post(NEW, data=contact | {"note": "x" * MAX_NOTE + f" {NUMBER}"})
    assert (answer.status_code, await notes(house)) == (422, [])


async def test_a_detail_over_two_lines_is_removed_and_kept_as_browsers_send_it(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    note = {"note": "Ring 400 00\r\n123 i kveld."}
    removed = await cora.post(CHECK, data=note | {"remove": "phone 400 00\r\n123"}, headers=HTMX)
    assert ">Ring i kveld.</textarea>" in removed.text
    kept = await cora.post(NEW, data=contact | note | keep("phone 400 00\r\n123", "public"))
    assert (kept.status_code, await notes(house)) == (303, ["Ring 400 00\n123 i kveld."])


async def test_a_clean_note_is_shown_as_it_is(cora: httpx.AsyncClient) -> None:
    answer = await cora.post(CHECK, data={"note": "Jobber natt. Vil teste seg."}, headers=HTMX)
    assert (answer.status_code, "<mark" in answer.text) == (200, False)
    assert ">Jobber natt. Vil teste seg.</textarea>" in answer.text


async def test_findings_are_marked_in_place_and_listed_with_their_kind(cora: httpx.AsyncClient) -> None:
    text = (await cora.post(CHECK, data={"note": NOTE}, headers=HTMX)).text
    assert f"<mark>{NAME}</mark> vil bli ringt på <mark>{NUMBER}</mark> i kveld." in text
    assert f"<b>{NUMBER}</b>, telefonnummer" in text
    assert f"<b>{NAME}</b>, navn" in text
    assert "2 ting kan røpe hvem det er" in text


async def test_what_is_written_in_a_note_is_never_markup(cora: httpx.AsyncClient) -> None:
    text = (await cora.post(CHECK, data={"note": f"<b>{NUMBER}</b> & <i>"}, headers=HTMX)).text
    assert "&lt;b&gt;<mark>" in text
    assert "<i>" not in text


async def test_the_focus_stays_with_who_is_writing_and_goes_on_after_a_decision(cora: httpx.AsyncClient) -> None:
    writing = await cora.post(CHECK, data={"note": NOTE, "writing": "yes"}, headers=HTMX)
    decided = await cora.post(CHECK, data={"note": NOTE, "remove": f"name {NAME}"}, headers=HTMX)
    assert ("autofocus" in writing.text, decided.text.count(" autofocus")) == (False, 1)


async def test_remove_takes_the_detail_out_wherever_it_stands(cora: httpx.AsyncClient) -> None:
    form = {"note": f"Nå på {NUMBER}, altså {NUMBER}. Ikke 400 00 999.", "remove": PHONE}
    text = unescape((await cora.post(CHECK, data=form, headers=HTMX)).text)
    assert ">Nå på, altså. Ikke 400 00 999.</textarea>" in text


async def test_a_note_that_tells_who_it_is_is_not_saved_and_nothing_typed_is_lost(
    house: House, cora: httpx.AsyncClient, telling: Card
) -> None:
    telling |= both(keep(PHONE, "other"), keep("name Per", "public"))
    for headers in ({}, HTMX):
        answer = await cora.post(NEW, data=telling, headers=headers)
        assert (answer.status_code, 'id="note-error"' in answer.text) == (422, True)
        assert f">{NOTE}</textarea>" in answer.text
        assert f'name="remove" value="{PHONE}"' in answer.text
        assert '<option value="other" selected>' in answer.text
        assert 'value="sti_testing" checked' in answer.text
    assert await notes(house) == []


async def test_an_owed_contact_is_checked_too(house: House, cora: httpx.AsyncClient, telling: Card) -> None:
    answer = await cora.post(f"/console/owed/{await house.owed()}", data=telling)
    assert (answer.status_code, await notes(house)) == (422, [])


async def test_what_is_kept_for_a_reason_is_saved(house: House, cora: httpx.AsyncClient, telling: Card) -> None:
    telling |= both(keep(PHONE, "public"), keep(f"name {NAME}", "other", "et fjell"))
    assert (await cora.post(NEW, data=telling)).status_code == 303
    assert await notes(house) == [NOTE]


async def test_a_decision_does_not_follow_to_other_words(house: House, cora: httpx.AsyncClient, telling: Card) -> None:
    telling |= keep(PHONE, "public") | {"note": "Ring 400 00 999."}
    assert (await cora.post(NEW, data=telling)).status_code == 422
    assert await notes(house) == []


async def test_remove_works_without_script_and_keeps_the_form(
    house: House, cora: httpx.AsyncClient, telling: Card
) -> None:
    answer = await cora.post(NEW, data=telling | {"remove": PHONE})
    assert (answer.status_code, "<!doctype html>" in answer.text) == (200, True)
    assert f">{NAME} vil bli ringt på i kveld.</textarea>" in answer.text
    assert 'value="sti_testing" checked' in answer.text
    assert await notes(house) == []
    cleaned = telling | {"note": f"{NAME} vil bli ringt."} | keep(f"name {NAME}", "well_known")
    assert (await cora.post(NEW, data=cleaned)).status_code == 303


async def test_a_note_of_several_lines_is_found_and_saved_alike(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    contact["note"] = f"Først.\r\nRing {NUMBER}.\r\n"
    assert (await cora.post(NEW, data=contact)).status_code == 422
    assert (await cora.post(NEW, data=contact | keep(PHONE, "public"))).status_code == 303
    assert await notes(house) == [f"Først.\nRing {NUMBER}."]


@pytest.mark.parametrize("field", ["title", "body"])
async def test_a_prepared_reply_is_checked_in_the_same_way(house: House, field: str) -> None:
    lead = await house.staff("Lea")
    clean = {"title": "Testing", "language": "nb", "body": "Vi kan hjelpe deg med å få time."}
    telling = clean | {field: f"Ring {NUMBER}"}
    refused = await lead.post("/console/phrases/new", data=telling)
    assert (refused.status_code, NUMBER in refused.text) == (422, True)
    assert NUMBER not in (await lead.get("/console/phrases")).text
    assert (await lead.post("/console/phrases/new", data=telling | {"public": PHONE})).status_code == 303

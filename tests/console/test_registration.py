"""Registering: what is owed, what was made elsewhere, what is no contact."""

import asyncio
import re
from datetime import time, timedelta

import httpx
import pytest
from sqlalchemy.orm import Session

from chat import calendar
from chat.conversation import Event
from chat.errors import NotFound
from chat.protocol import Side
from stats.contacts import ContactView, list_contacts
from stats.models import NotAContact, OwedRegistration, SkippedRegistration
from stats.models.shifts import Shift, Venue
from stats.owed import CHOSEN, list_owed
from stats.report import year_report
from stats.vocabulary import Channel, ShiftState, SkipReason
from tests.console.conftest import HTMX, JSON, Card, House

pytestmark = pytest.mark.anyio


async def stored(house: House) -> list[ContactView]:
    state = house.app.state
    found: list[ContactView] = await state.app_db.run(list_contacts, state.service_key)
    return found


async def cards(house: House) -> list[OwedRegistration]:
    found: list[OwedRegistration] = await house.app.state.app_db.run(list_owed, house.id("Cora"))
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
    assert (one.channel, one.day) == ("web_chat", calendar.today())


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
    assert f'value="{calendar.today().isoformat()}"' in form


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


# What is asked


FIELDS: dict[str, str | list[str]] = {
    "category": "none",
    "basis": "says_no",
    "considering": "yes",
    "gender": "nonbinary",
    "age_band": "18-24",
    "language": "ro",
    "nationality": "foreign",
    "topics": ["police", "housing"],
    "contacted_by": "we",
    "heard_from": "friend",
    "talked_before": "volunteered",
    "step": "visit",
}


async def test_every_field_of_the_form_is_stored_as_it_was_given(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    await cora.post("/console/contacts/new", data=contact | FIELDS)
    (one,) = await stored(house)
    told = {name: getattr(one, name) for name in FIELDS}
    assert told == FIELDS | {"considering": True, "topics": ("housing", "police")}


async def test_two_fields_are_needed_and_the_rest_may_stay_as_it_is(house: House, cora: httpx.AsyncClient) -> None:
    number = await house.owed()
    empty = await cora.post(f"/console/owed/{number}", data={"about": "himself", "language": "nb"}, headers=HTMX)
    assert sorted(re.findall(r'id="(\w+)-error"', empty.text)) == ["category", "note"]
    least = {"about": "himself", "language": "nb", "category": "uncertain", "note": "Har hund."}
    assert (await cora.post(f"/console/owed/{number}", data=least)).status_code == 303
    (one,) = await stored(house)
    assert (one.gender, one.age_band, one.nationality, one.heard_from) == ("unknown",) * 4
    assert (one.basis, one.talked_before, one.topics) == ("impression", "not_asked", ())


@pytest.mark.parametrize("channel", list(Channel))
async def test_one_form_is_for_every_channel(
    house: House, cora: httpx.AsyncClient, contact: Card, channel: Channel
) -> None:
    assert f'<option value="{channel}"' in (await cora.get("/console/contacts/new")).text
    assert (await cora.post("/console/contacts/new", data=contact | {"channel": channel})).status_code == 303
    assert [one.channel for one in await stored(house)] == [channel]


async def test_the_criteria_of_the_categories_stand_in_the_form(house: House, cora: httpx.AsyncClient) -> None:
    form = (await cora.get(f"/console/owed/{await house.owed()}")).text
    assert "Slik velger du" in form
    for words in ("Én gang er nok", "Er du i tvil mellom to, velg denne.", "tenker på å begynne, hører til her"):
        assert words in form


async def test_no_experience_rests_on_one_of_two_and_asks_which(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    answer = await cora.post("/console/contacts/new", data=contact | {"category": "none"}, headers=HTMX)
    assert (answer.status_code, 'id="basis-error"' in answer.text) == (422, True)
    for basis in ("says_no", "nothing_indicates"):
        await cora.post("/console/contacts/new", data=contact | {"category": "none", "basis": basis})
    assert {one.basis for one in await stored(house)} == {"says_no", "nothing_indicates"}


# Skipping, and the pause


async def skipped(house: House) -> list[SkippedRegistration]:
    found: list[SkippedRegistration] = await house.app.state.app_db.run(
        lambda session: session.query(SkippedRegistration).all()
    )
    return found


@pytest.mark.parametrize("reason", CHOSEN)
async def test_a_card_is_skipped_with_a_reason(house: House, cora: httpx.AsyncClient, reason: SkipReason) -> None:
    number = await house.owed()
    answer = await cora.post(f"/console/owed/{number}", data={"about": "himself", "skip": reason}, headers=HTMX)
    assert (answer.status_code, "Hoppet over" in answer.text) == (200, True)
    [row] = await skipped(house)
    assert (row.reason, row.day, row.channel) == (reason, calendar.today(), "web_chat")
    assert (await cards(house), await stored(house), await none_counted(house)) == ([], [], [])


@pytest.mark.parametrize("reason", ["", "busy", SkipReason.LAPSED])
async def test_a_card_is_not_skipped_without_one(house: House, cora: httpx.AsyncClient, reason: str) -> None:
    number = await house.owed()
    answer = await cora.post(f"/console/owed/{number}", data={"skip": reason}, headers=HTMX)
    assert (answer.status_code, 'id="skip-error"' in answer.text) == (422, True)
    assert (await skipped(house), len(await cards(house))) == ([], 1)


async def test_a_card_is_skipped_once_and_by_its_own_counsellor(
    house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient
) -> None:
    number = await house.owed()
    address, why = f"/console/owed/{number}", {"skip": "other"}
    assert (await dan.post(address, data=why)).status_code == 404
    answers = await asyncio.gather(*(cora.post(address, data=why) for _ in range(4)))
    assert sorted({answer.status_code for answer in answers}) in ([303], [303, 404])
    assert len(await skipped(house)) == 1


@pytest.mark.parametrize("settled", ["saved", "skipped"])
async def test_who_owes_gets_nobody_new_until_it_is_saved_or_skipped(
    house: House, cora: httpx.AsyncClient, contact: Card, settled: str
) -> None:
    conversation = await house.conversation(cora)
    await cora.post(f"/console/conversations/{conversation}/close", headers=JSON)
    waiting = await house.visitor()
    take = f"/console/conversations/{waiting}/take"
    refused = await cora.post(take, headers=JSON)
    assert (refused.status_code, refused.json()) == (409, {"error": "owed"})
    (card,) = await cards(house)
    await cora.post(f"/console/owed/{card.id}", data=contact if settled == "saved" else {"skip": "other"})
    assert (await cora.post(take, headers=JSON)).status_code == 200


async def test_a_visitor_leaves_at_once_whatever_the_counsellor_owes(house: House, cora: httpx.AsyncClient) -> None:
    one, other = await house.conversation(cora), await house.conversation(cora)
    for conversation in (one, other):
        running = house.conversations.get(conversation)
        await house.conversations.end(running, Event.LEAVE, by=Side.VISITOR)
    for conversation in (one, other):
        with pytest.raises(NotFound):
            house.conversations.get(conversation)
    assert len(await cards(house)) == 2


async def test_two_windows_that_save_one_card_at_once_make_one_contact(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    address = f"/console/owed/{await house.owed()}"
    sent = [contact | {"contact_id": f"aaaaaaa{n}"} for n in range(4)]
    answers = await asyncio.gather(*(cora.post(address, data=one, headers=HTMX) for one in sent))
    assert sorted(answer.status_code for answer in answers) == [200, 404, 404, 404]
    assert len(await stored(house)) == 1


async def test_a_form_that_was_changed_after_it_was_saved_is_saved_too(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    for note in ("Spør om prøver.", "Spør om prøver.", "En helt annen samtale."):
        sent = contact | {"contact_id": "aaaaaaa1", "note": note}
        assert (await cora.post("/console/contacts/new", data=sent, headers=HTMX)).status_code == 200
    assert sorted(one.note for one in await stored(house)) == ["En helt annen samtale.", "Spør om prøver."]


# One day, several channels


async def continued(cora: httpx.AsyncClient, contact: Card, before: str, **change: str) -> httpx.Response:
    sent = contact | {"channel": "web_chat", "continues": before} | change
    return await cora.post("/console/contacts/new", data=sent, headers=HTMX)


async def test_what_went_on_in_another_channel_is_offered_and_joined(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    await cora.post("/console/contacts/new", data=contact | {"channel": "chat_room", "note": "Har hund, jobber natt."})
    (before,) = await stored(house)
    form = await cora.get(f"/console/owed/{await house.owed()}")
    assert f'<option value="{before.id}">Chatterom: Har hund, jobber natt.</option>' in form.text
    assert (await continued(cora, contact, before.id)).status_code == 200
    report = await house.app.state.app_db.run(year_report, calendar.today().year)
    assert (report.figure("contacts").value, report.figure("persons").value) == (1, 1)
    page = (await cora.get(f"/console/contacts/{before.id}")).text
    assert "Samme kontakt: den fortsatte i en annen kanal." in page
    assert "Ta koblingen tilbake" not in page


async def test_only_ones_own_contact_of_that_day_in_another_channel_goes_on(
    house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient, contact: Card
) -> None:
    yesterday = (calendar.today() - timedelta(days=1)).isoformat()
    await dan.post("/console/contacts/new", data=contact | {"channel": "chat_room"})
    for change in ({"day": yesterday}, {"channel": "web_chat"}, {"about": "relative_or_helper"}):
        await cora.post("/console/contacts/new", data=contact | {"channel": "chat_room"} | change)
    for before in [*(one.id for one in await stored(house)), "0badcafe"]:
        answer = await continued(cora, contact, before)
        assert (answer.status_code, 'id="continues-error"' in answer.text) == (422, True)
    assert len(await stored(house)) == 4


@pytest.mark.parametrize("about", ["himself", "relative_or_helper"])
async def test_that_it_went_on_is_taken_back_on_the_page_of_the_contact(
    house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient, contact: Card, about: str
) -> None:
    contact["about"] = about
    await cora.post("/console/contacts/new", data=contact | {"channel": "chat_room"})
    (before,) = await stored(house)
    await continued(cora, contact, before.id)
    (after,) = [one for one in await stored(house) if one.continues]
    page = f"/console/contacts/{after.id}"
    assert "Likevel ikke samme kontakt" in (await dan.get(page)).text
    done = await dan.post(f"{page}/apart", data={"other": before.id}, headers=HTMX)
    assert (done.status_code, "Tatt tilbake. De to telles hver for seg." in done.text) == (200, True)
    assert "Likevel ikke samme kontakt" not in done.text
    assert [one.continues for one in await stored(house)] == [None, None]
    assert (await dan.post(f"{page}/apart", data={"other": before.id})).status_code == 409


# Shifts and venues


async def venue_shift(house: House, name: str = "Nattsiden", rules: str = "Ikke send lenker.") -> int:
    """A shift today on a venue with rules; its number."""

    def make(session: Session) -> int:
        where = Venue(
            name=name, kind="chat_room", channel=Channel.CHAT_ROOM, agreement=True, no_logging=True,
            rules=rules, languages="nb",
        )  # fmt: skip
        session.add(where)
        session.flush()
        shift = Shift(
            day=calendar.today(), venue_id=where.id, channel=Channel.CHAT_ROOM, starts=time(18), ends=time(21),
            state=ShiftState.HELD, team_size=2, languages="nb", attempts=0, by_hand=True,
        )  # fmt: skip
        session.add(shift)
        session.flush()
        return shift.id

    number: int = await house.app.state.app_db.run(make)
    return number


async def test_the_rules_of_a_venue_stand_in_the_form_when_its_channel_is_chosen(
    house: House, cora: httpx.AsyncClient
) -> None:
    number = await venue_shift(house)
    assert "Nattsiden" not in (await cora.get("/console/contacts/new")).text
    today = str(calendar.today())
    answer = await cora.post("/console/contacts/new/same-day", data={"day": today, "channel": "chat_room"})
    assert "Reglene på Nattsiden" in answer.text
    assert "Ikke send lenker." in answer.text
    assert f'<option value="{number}" selected>18:00–21:00, Nattsiden</option>' in answer.text
    other = await cora.post("/console/contacts/new/same-day", data={"day": today, "channel": "street"})
    assert "Nattsiden" not in other.text


async def test_the_next_one_keeps_channel_day_and_shift(house: House, cora: httpx.AsyncClient, contact: Card) -> None:
    number = str(await venue_shift(house))
    await venue_shift(house, name="En annen side")
    saved = await cora.post(
        "/console/contacts/new", data=contact | {"channel": "chat_room", "shift": number}, headers=HTMX
    )
    (one,) = await stored(house)
    assert one.shift_id == int(number)
    assert f'href="/console/contacts/new?after={one.id}"' in saved.text
    form = (await cora.get(f"/console/contacts/new?after={one.id}")).text
    assert 'value="chat_room" selected' in form
    assert f'<option value="{number}" selected>' in form
    assert "Ikke send lenker." in form
    assert str(contact["note"]) not in form


async def test_after_a_contact_without_a_shift_the_next_one_has_none_either(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    await venue_shift(house)
    await cora.post("/console/contacts/new", data=contact | {"channel": "chat_room", "shift": ""})
    (one,) = await stored(house)
    form = await cora.get(f"/console/contacts/new?after={one.id}")
    assert (form.status_code, 'value="chat_room" selected' in form.text) == (200, True)
    assert not re.search(r'<option value="\d+" selected>', form.text)


async def test_a_shift_of_another_day_or_channel_is_refused(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    number = str(await venue_shift(house))
    yesterday = (calendar.today() - timedelta(days=1)).isoformat()
    for change in ({"channel": "street"}, {"channel": "chat_room", "day": yesterday}, {"shift": "999"}):
        sent = contact | {"shift": number} | change
        answer = await cora.post("/console/contacts/new", data=sent, headers=HTMX)
        assert (answer.status_code, 'id="shift-error"' in answer.text) == (422, True), change
    assert await stored(house) == []


async def test_a_service_that_is_not_in_the_directory_is_refused(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    answer = await cora.post("/console/contacts/new", data=contact | {"referrals": ["999"]}, headers=HTMX)
    assert answer.status_code == 422
    assert await stored(house) == []


async def own_shifts(house: House, *begun: tuple[int, int, int]) -> list[int]:
    """Shifts of our own chat: how many days ago, from which hour until which; their numbers."""

    def make(session: Session) -> list[int]:
        today = calendar.today()
        made = [
            Shift(
                day=today - timedelta(days=ago), channel=Channel.WEB_CHAT, starts=time(starts), ends=time(ends),
                state=ShiftState.HELD, languages="nb",
            )
            for ago, starts, ends in begun
        ]  # fmt: skip
        session.add_all(made)
        session.flush()
        return [shift.id for shift in made]

    numbers: list[int] = await house.app.state.app_db.run(make)
    return numbers


@pytest.mark.parametrize(
    ("begun", "preset", "unfolded"),
    [
        ([(0, 10, 12)], 0, False),
        ([(0, 18, 22), (0, 10, 12)], 0, True),
        ([(0, 10, 12), (1, 22, 2)], 0, True),
        ([(1, 22, 2)], 0, False),
    ],
)
async def test_the_latest_shift_of_the_day_is_chosen_and_shown_where_there_are_more(
    house: House, cora: httpx.AsyncClient, begun: list[tuple[int, int, int]], preset: int, unfolded: bool
) -> None:
    numbers = await own_shifts(house, *begun)
    form = (await cora.get(f"/console/owed/{await house.owed()}", headers=HTMX)).text
    assert re.findall(r'<option value="(\d+)" selected>\d\d:', form) == [str(numbers[preset])]
    assert ('registration__more" open' in form) is unfolded


async def test_a_shift_of_another_day_gives_way_when_the_day_changes_and_none_stays_none(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    yesterday, today = await own_shifts(house, (1, 10, 12), (0, 10, 12))
    for sent, selected in ((str(yesterday), [str(today)]), ("", [])):
        there = await cora.post("/console/contacts/new/same-day", data=contact | {"channel": "web_chat", "shift": sent})
        assert re.findall(r'<option value="(\d+)" selected>', there.text) == selected

"""The pages of the service's other records: each lists, adds, changes and refuses, with htmx and without a script."""

import re
from dataclasses import dataclass
from html import unescape
from typing import TypeVar

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from chat import accounts, calendar
from chat.models import AppBase
from chat.roles import Role
from stats import age_concerns, incidents
from stats.models.records import Activity, AgeConcern, Campaign, Incident, ReferralService
from tests.console.conftest import HTMX, PASSWORD, House

pytestmark = pytest.mark.anyio

Form = dict[str, str]
Row = TypeVar("Row", bound=AppBase)
People = dict[str, httpx.AsyncClient]

DAY, MONTH = "2025-06-12", "2025-06"
NUMBER = "400 00 123"
PHONE = f"phone {NUMBER}"
SERVICE = {"name": "Testhjørnet", "category": "health", "city": "Bergen", "anonymous": "yes", "languages": "nb en"}
SERVICE |= {"telephone": "55 00 00 00", "web": "https://test.example", "note": "Uten time.", "valid_from": "2024-01-01"}
ACTIVITY = {"kind": "stand", "first_day": DAY, "place": "Biblioteket", "reached": "40", "text": "Med to andre."}
CAMPAIGN = {"name": "Kort på utesteder", "code": "kort25", "target": "/?lang=en", "first_day": DAY}
INCIDENT = {"kind": "robbery", "month": MONTH, "area": "Oslo øst", "reported": "no", "why_not": "no_trust"}
INCIDENT |= {"consent": "yes", "note": "To menn på inngangen."}
CONCERN = {
    "day": DAY,
    "signs": "situation",
    "outcomes": "child_welfare",
    "consulted": "yes",
    "note": "På skolen.",
}


@dataclass(frozen=True)
class Record:
    """A kind of record: who writes it, a complete form, what its list shows, and two of its fields."""

    who: str
    home: str
    model: type[AppBase]
    form: Form
    shown: tuple[str, ...]
    needed: str
    text: str = "note"

    def __str__(self) -> str:
        return self.home


RECORDS = [
    Record(
        "lea",
        "directory",
        ReferralService,
        SERVICE,
        ("Testhjørnet", "Helse og testing", "Bergen", "Anonymt", "English", "55 00 00 00", "Uten time."),
        "name",
    ),
    Record(
        "cora",
        "activities",
        Activity,
        ACTIVITY,
        ("Stand", "Biblioteket", "nådde 40 personer", "Med to andre."),
        "kind",
        "text",
    ),
    Record("lea", "campaigns", Campaign, CAMPAIGN, ("Kort på utesteder", "/c/kort25", "0 trykk"), "target", "name"),
    Record(
        "cora",
        "incidents",
        Incident,
        INCIDENT,
        ("Ran", "Oslo øst", "Meldt til politiet: Nei", "Tror ikke at det hjelper", "To menn på inngangen."),
        "kind",
    ),
    Record(
        "cora",
        "age-concerns",
        AgeConcern,
        CONCERN,
        ("Barnevernet ble ringt", "Situasjonen, som skole", "På skolen.", "Cora skrev dette ned"),
        "signs",
    ),
]
EACH = pytest.mark.parametrize("record", RECORDS, ids=str)
SEALED = pytest.mark.parametrize("record", RECORDS[3:], ids=str)
PLACES = {record.home: record.model for record in RECORDS}


@pytest.fixture
async def lea(house: House) -> httpx.AsyncClient:
    return await house.staff("Lea")


@pytest.fixture
async def people(cora: httpx.AsyncClient, lea: httpx.AsyncClient) -> People:
    return {"cora": cora, "lea": lea}


async def count(house: House, home: str) -> int:
    return len(await house.app.state.app_db.run(lambda session: session.scalars(select(PLACES[home])).all()))


async def first_row(house: House, model: type[Row]) -> Row:
    row: Row = await house.app.state.app_db.run(Session.get_one, model, 1)
    return row


@EACH
async def test_what_is_saved_stands_in_the_list(house: House, people: People, record: Record) -> None:
    client = people[record.who]
    saved = await client.post(f"/console/{record.home}/new", data=record.form)
    assert (saved.status_code, await count(house, record.home)) == (303, 1)
    for headers, whole in ((HTMX, False), ({}, True)):
        page = await client.get(saved.headers["location"], headers=headers)
        assert (page.status_code, "<!doctype html>" in page.text) == (200, whole)
        assert [words for words in record.shown if words not in unescape(page.text)] == []


@EACH
async def test_the_form_for_a_change_has_what_was_saved_and_the_change_takes_its_place(
    house: House, people: People, record: Record
) -> None:
    client = people[record.who]
    await client.post(f"/console/{record.home}/new", data=record.form)
    page = unescape((await client.get(f"/console/{record.home}/1")).text)
    for name, value in record.form.items():
        assert holds(page, name, value), f"{name} lost {value}"
    changed = await client.post(f"/console/{record.home}/1", data=record.form | {record.text: "Noe annet nå."})
    assert (changed.status_code, await count(house, record.home)) == (303, 1)
    assert "Noe annet nå." in (await client.get(changed.headers["location"])).text


def holds(page: str, name: str, value: str) -> bool:
    """Whether the page's form has `value` in the field `name`: typed, ticked or chosen."""
    field = rf'name="{name}"[^>]*value="{re.escape(value)}"'
    chosen = rf'<select[^>]*name="{name}"(?:(?!</select>).)*value="{re.escape(value)}" selected'
    written = rf'<textarea[^>]*name="{name}"[^>]*>{re.escape(value)}</textarea>'
    return any(re.search(pattern, page, re.S) for pattern in (field, chosen, written))


@EACH
@pytest.mark.parametrize("headers", [{}, HTMX])
async def test_what_is_refused_keeps_all_that_was_typed(
    house: House,
    people: People,
    record: Record,
    headers: dict[str, str],
) -> None:
    typed = {name: value for name, value in record.form.items() if name != record.needed}
    refused = await people[record.who].post(f"/console/{record.home}/new", data=typed, headers=headers)
    page = unescape(refused.text)
    assert (refused.status_code, await count(house, record.home)) == (422, 0)
    assert f'id="{record.needed}-error"' in page
    assert f'aria-describedby="{record.needed}-error"' in page
    assert page.count(" autofocus") == 1
    assert [name for name, value in typed.items() if not holds(page, name, value)] == []


@EACH
async def test_a_number_that_is_not_there_is_a_missing_page(people: People, record: Record) -> None:
    for number in ("1", "9" * 30):
        assert (await people[record.who].get(f"/console/{record.home}/{number}")).status_code == 404
        assert (await people[record.who].post(f"/console/{record.home}/{number}", data=record.form)).status_code == 404


@EACH
async def test_words_are_never_markup(people: People, record: Record) -> None:
    saved = await people[record.who].post(
        f"/console/{record.home}/new", data=record.form | {record.text: "<i>skrått</i>"}
    )
    page = (await people[record.who].get(saved.headers["location"])).text
    assert "&lt;i&gt;skrått" in page
    assert "<i>skrått" not in page


# Who may


@pytest.mark.parametrize("home", ["directory", "activities", "campaigns", "incidents", "age-concerns"])
async def test_who_is_only_asked_along_and_who_is_not_signed_in_see_none(house: House, home: str) -> None:
    max_, stranger = await house.staff("Max"), await house.stranger()
    assert (await max_.get(f"/console/{home}")).status_code == 403
    answer = await stranger.get(f"/console/{home}", headers={"Accept": "text/html"})
    assert answer.headers["location"].startswith("/console/login")


@pytest.mark.parametrize("home", ["incidents", "age-concerns"])
async def test_the_lead_and_students_see_no_incident_and_no_concern(
    house: House, lea: httpx.AsyncClient, home: str
) -> None:
    await house.app.state.app_db.run(accounts.add_account, "Sol", [Role.STUDENT], PASSWORD)
    for client in (lea, await house.staff("Sol")):
        for address in (home, f"{home}/new", f"{home}/1"):
            assert (await client.get(f"/console/{address}")).status_code == 403
        assert f"/console/{home}" not in (await client.get("/console/activities")).text
    assert await count(house, home) == 0


@pytest.mark.parametrize(("home", "form"), [("directory", SERVICE), ("campaigns", CAMPAIGN)])
async def test_only_the_lead_changes_the_directory_and_campaigns(
    house: House, cora: httpx.AsyncClient, home: str, form: Form
) -> None:
    assert (await cora.post(f"/console/{home}/new", data=form)).status_code == 403
    page = await cora.get(f"/console/{home}")
    assert (page.status_code, f"/console/{home}/new" in page.text, await count(house, home)) == (200, False, 0)


# The directory


async def test_the_search_finds_by_words_in_a_body_and_says_how_many(
    cora: httpx.AsyncClient, lea: httpx.AsyncClient
) -> None:
    await lea.post("/console/directory/new", data=SERVICE)
    await lea.post(
        "/console/directory/new", data=SERVICE | {"name": "Rettshjelpa", "category": "legal", "city": "Oslo"}
    )
    for headers, whole in ((HTMX, False), ({}, True)):
        found = await cora.post("/console/directory/search", data={"words": "juridisk oslo"}, headers=headers)
        assert ("<!doctype html>" in found.text, "Rettshjelpa" in found.text) == (whole, True)
        assert "Testhjørnet" not in found.text
        assert "Én tjeneste har «juridisk oslo»." in unescape(found.text)
    assert (await cora.get("/console/directory/search")).headers["location"] == "/console/directory"


async def test_two_services_cannot_have_one_name(house: House, lea: httpx.AsyncClient) -> None:
    await lea.post("/console/directory/new", data=SERVICE)
    refused = await lea.post("/console/directory/new", data=SERVICE | {"city": "Voss"})
    assert (refused.status_code, await count(house, "directory")) == (422, 1)
    assert 'id="name-error"' in refused.text
    assert 'value="Voss"' in refused.text


async def test_a_note_on_a_service_that_is_too_long_is_refused_as_any_field(lea: httpx.AsyncClient) -> None:
    refused = await lea.post("/console/directory/new", data=SERVICE | {"note": "x" * 1001})
    assert (refused.status_code, 'id="note-error"' in refused.text) == (422, True)


# Activities


async def test_an_activity_can_be_deleted(house: House, cora: httpx.AsyncClient) -> None:
    await cora.post("/console/activities/new", data=ACTIVITY)
    assert (await cora.post("/console/activities/1/remove")).status_code == 303
    assert await count(house, "activities") == 0
    assert (await cora.post("/console/activities/1/remove")).status_code == 404


async def test_each_year_has_its_own_list_with_counts(cora: httpx.AsyncClient) -> None:
    for kind, day in (("seminar", "2019-03-01"), ("media", str(calendar.today()))):
        await cora.post("/console/activities/new", data=ACTIVITY | {"kind": kind, "first_day": day})
    this, then = [(await cora.get(f"/console/activities{query}")).text for query in ("", "?year=2019")]
    assert ("<dt>I mediene</dt><dd>1</dd>" in this, "<dt>Seminar</dt><dd>1</dd>" in this) == (True, False)
    assert ("<dt>I mediene</dt><dd>1</dd>" in then, "<dt>Seminar</dt><dd>1</dd>" in then) == (False, True)


# Campaigns


async def test_a_code_that_another_campaign_has_is_refused(house: House, lea: httpx.AsyncClient) -> None:
    await lea.post("/console/campaigns/new", data=CAMPAIGN)
    refused = await lea.post("/console/campaigns/new", data=CAMPAIGN | {"name": "Plakat"})
    assert (refused.status_code, await count(house, "campaigns")) == (422, 1)
    assert 'id="code-error"' in refused.text
    assert 'value="Plakat"' in refused.text


@pytest.mark.parametrize("target", ["/console", "/stats", "/c/kort25", "/nowhere", "https://other.example/"])
async def test_a_campaign_leads_to_a_page_for_visitors_and_to_no_other(lea: httpx.AsyncClient, target: str) -> None:
    refused = await lea.post("/console/campaigns/new", data=CAMPAIGN | {"target": target})
    assert (refused.status_code, 'id="target-error"' in refused.text) == (422, True)
    assert f'value="{target}"' in refused.text


async def test_a_campaign_leads_where_it_should_from_the_moment_it_is_saved(
    house: House, lea: httpx.AsyncClient
) -> None:
    vera = await house.stranger()
    assert (await vera.get("/c/kort25")).headers["location"] == "/"
    await lea.post("/console/campaigns/new", data=CAMPAIGN)
    assert (await vera.get("/c/kort25")).headers["location"] == "/?lang=en"
    await lea.post("/console/campaigns/1", data=CAMPAIGN | {"retired": "yes"})
    assert (await vera.get("/c/kort25")).headers["location"] == "/"


async def test_a_period_that_is_none_is_said_and_stays_as_it_was_typed(lea: httpx.AsyncClient) -> None:
    page = await lea.get("/console/campaigns?first_day=2025-03-02&last_day=2025-03-01")
    assert 'id="last_day-error"' in page.text
    assert 'value="2025-03-02"' in page.text
    assert 'value="2025-03-01"' in page.text


# Incidents and concerns: what tells who somebody is


@SEALED
class TestTheirText:
    async def test_what_tells_who_it_is_is_shown_in_place_and_not_saved(
        self, house: House, cora: httpx.AsyncClient, record: Record
    ) -> None:
        refused = await cora.post(f"/console/{record.home}/new", data=record.form | {"note": f"Ring {NUMBER} i kveld."})
        assert (refused.status_code, await count(house, record.home)) == (422, 0)
        assert f"Ring <mark>{NUMBER}</mark> i kveld." in refused.text
        assert f"<b>{NUMBER}</b>, telefonnummer" in refused.text

    async def test_remove_works_without_a_script_and_loses_nothing(
        self, house: House, cora: httpx.AsyncClient, record: Record
    ) -> None:
        typed = record.form | {"note": f"Ring {NUMBER} i kveld.", "remove": PHONE}
        page = unescape((await cora.post(f"/console/{record.home}/new", data=typed)).text)
        assert ">Ring i kveld.</textarea>" in page
        kept = {name: value for name, value in record.form.items() if name != "note"}
        assert [name for name, value in kept.items() if not holds(page, name, value)] == []
        assert await count(house, record.home) == 0

    async def test_what_is_kept_for_a_reason_is_saved(
        self, house: House, cora: httpx.AsyncClient, record: Record
    ) -> None:
        kept = {"finding": PHONE, "keep": "public", "why": ""}
        saved = await cora.post(f"/console/{record.home}/new", data=record.form | kept | {"note": f"Ring {NUMBER}."})
        assert (saved.status_code, await count(house, record.home)) == (303, 1)

    async def test_the_check_while_one_writes_keeps_the_name_of_the_field(
        self, cora: httpx.AsyncClient, record: Record
    ) -> None:
        page = (await cora.get(f"/console/{record.home}/new")).text
        [of] = re.findall(r'name="note_of" value="([a-z_]+)"', page)
        [label] = re.findall(r'<label class="registration__title" for="note">([^<]+)</label>', page)
        data = {"note": f"Ring {NUMBER}.", "note_of": of, "remove": PHONE}
        checked = (await cora.post("/console/notes/check", data=data, headers=HTMX)).text
        assert f'for="note">{label}</label>' in checked
        assert f'name="note_of" value="{of}"' in checked


async def test_an_area_that_is_an_address_is_refused(house: House, cora: httpx.AsyncClient) -> None:
    refused = await cora.post("/console/incidents/new", data=INCIDENT | {"area": "Storgata 14"})
    assert (refused.status_code, 'id="area-error"' in refused.text) == (422, True)
    assert 'value="Storgata 14"' in refused.text
    assert await count(house, "incidents") == 0


async def test_a_warning_without_consent_is_refused_and_stays(house: House, cora: httpx.AsyncClient) -> None:
    refused = await cora.post("/console/incidents/new", data=INCIDENT | {"consent": ""})
    assert (refused.status_code, 'id="note-error"' in refused.text) == (422, True)
    assert f">{INCIDENT['note']}</textarea>" in unescape(refused.text)
    assert await count(house, "incidents") == 0


async def test_an_incident_can_be_deleted(house: House, cora: httpx.AsyncClient) -> None:
    await cora.post("/console/incidents/new", data=INCIDENT)
    assert (await cora.post("/console/incidents/1/remove")).status_code == 303
    assert await count(house, "incidents") == 0


async def test_a_colleague_who_changes_a_concern_does_not_take_its_name(
    house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient
) -> None:
    await cora.post("/console/age-concerns/new", data=CONCERN)
    await dan.post("/console/age-concerns/1", data=CONCERN | {"note": "Barnevernet ringte tilbake."})
    state = house.app.state
    [told] = await state.app_db.run(age_concerns.list_concerns, state.service_key)
    assert (told.counselor, told.text) == ("Cora", "Barnevernet ringte tilbake.")


async def test_what_is_stored_of_them_is_sealed(house: House, cora: httpx.AsyncClient) -> None:
    await cora.post("/console/incidents/new", data=INCIDENT)
    await cora.post("/console/age-concerns/new", data=CONCERN)
    incident, concern = await first_row(house, Incident), await first_row(house, AgeConcern)
    key = house.app.state.service_key
    assert INCIDENT["note"].encode() not in (incident.warning or b"")
    assert INCIDENT["area"].encode() not in (incident.area or b"")
    assert CONCERN["note"].encode() not in (concern.text or b"")
    assert incidents.read_texts(key, incident) == (INCIDENT["area"], INCIDENT["note"])
    assert age_concerns.read_text(key, concern) == CONCERN["note"]


async def test_act_now_leads_to_the_form_for_a_concern(house: House, cora: httpx.AsyncClient) -> None:
    conversation = await house.conversation(cora)
    panel = await cora.post(f"/console/conversations/{conversation}/act-now", headers=HTMX)
    assert 'href="/console/age-concerns/new"' in panel.text
    assert "/console/age-concerns" in (await cora.get("/console")).text
    assert conversation not in (await cora.get("/console/age-concerns/new")).text

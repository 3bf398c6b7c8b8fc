"""Handing over and asking along, as the console does it: who is offered, what is shown, and who may not."""

import httpx
import pytest

from chat import accounts
from chat.protocol import Capacity
from chat.roles import Role
from tests.console.conftest import HTMX, JSON, PASSWORD, House
from tests.widget.helpers import without_mark

pytestmark = pytest.mark.anyio


@pytest.fixture
async def max_(house: House) -> httpx.AsyncClient:
    """A mediator, who is here."""
    client = await house.staff("Max")
    await client.get("/console/queue")
    return client


@pytest.fixture
async def both_here(cora: httpx.AsyncClient, dan: httpx.AsyncClient) -> None:
    for client in (cora, dan):
        await client.get("/console/queue")


async def ask(house: House, client: httpx.AsyncClient, conversation: str, note: str = "") -> httpx.Response:
    form = {"to": str(house.id("Dan")), "note": note}
    return await client.post(f"/console/conversations/{conversation}/offer", data=form, headers=HTMX)


async def ask_along(house: House, client: httpx.AsyncClient, conversation: str, name: str) -> httpx.Response:
    form = {"guest": str(house.id(name))}
    return await client.post(f"/console/conversations/{conversation}/guests", data=form, headers=HTMX)


@pytest.mark.usefixtures("both_here")
class TestHandingOver:
    async def test_the_colleague_sees_who_asks_and_the_note_and_gets_the_lane(
        self, house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient
    ) -> None:
        conversation = await house.conversation(cora)
        panel = await ask(house, cora, conversation, "Spør om boligen.")
        assert "Dan er spurt" in panel.text
        rail = (await dan.get("/console/queue", headers=HTMX)).text
        assert "Cora ber deg ta over." in rail
        assert "Spør om boligen." in rail
        lane = await dan.post(f"/console/conversations/{conversation}/accept", headers=HTMX)
        assert "Spør om boligen." in lane.text
        assert f'data-conversation="{conversation}"' in lane.text
        assert (await cora.get(f"/console/conversations/{conversation}")).status_code == 404

    async def test_a_program_gets_a_ticket(self, house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient) -> None:
        conversation = await house.conversation(cora)
        form = {"to": str(house.id("Dan"))}
        offered = await cora.post(f"/console/conversations/{conversation}/offer", data=form, headers=JSON)
        assert offered.status_code == 204
        (asked,) = (await dan.get("/console/queue", headers=JSON)).json()["asked"]
        assert asked["name"] == "Cora"
        accepted = await dan.post(f"/console/conversations/{conversation}/accept", headers=JSON)
        assert accepted.json()["ticket"]

    async def test_who_is_not_here_is_not_offered_it(self, house: House, cora: httpx.AsyncClient) -> None:
        conversation = await house.conversation(cora)
        house.app.state.around.gone(house.id("Dan"))
        panel = (await cora.get(f"/console/conversations/{conversation}/colleagues", headers=HTMX)).text
        assert "Ingen kollega er her nå" in panel
        assert (await ask(house, cora, conversation)).status_code == 422

    async def test_a_mediator_is_never_offered_it(
        self, house: House, cora: httpx.AsyncClient, max_: httpx.AsyncClient
    ) -> None:
        await max_.get("/console/queue")
        conversation = await house.conversation(cora)
        form = {"to": str(house.id("Max"))}
        answer = await cora.post(f"/console/conversations/{conversation}/offer", data=form, headers=HTMX)
        assert answer.status_code == 422
        assert "Velg en kollega." in answer.text

    async def test_a_note_that_is_too_long_stays_in_its_field(self, house: House, cora: httpx.AsyncClient) -> None:
        conversation = await house.conversation(cora)
        answer = await ask(house, cora, conversation, "x" * 501)
        assert answer.status_code == 422
        assert "x" * 501 in answer.text
        assert "Skriv høyst 500 tegn." in answer.text

    async def test_no_is_an_answer(self, house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient) -> None:
        conversation = await house.conversation(cora)
        await ask(house, cora, conversation)
        rail = await dan.post(f"/console/conversations/{conversation}/offer/decline", headers=HTMX)
        assert "ber deg ta over" not in rail.text
        panel = await cora.get(f"/console/conversations/{conversation}/colleagues", headers=HTMX)
        assert "er spurt" not in panel.text

    async def test_who_owes_a_registration_is_told_so_and_the_visitor_is_not_moved(
        self, house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient
    ) -> None:
        conversation = await house.conversation(cora)
        await ask(house, cora, conversation)
        await house.owed("Dan")
        answer = await dan.post(f"/console/conversations/{conversation}/accept", headers=HTMX)
        assert answer.status_code == 409
        assert "Registrer" in answer.text
        assert (await cora.get(f"/console/conversations/{conversation}")).status_code == 200

    async def test_what_was_begun_of_the_registration_goes_along(
        self, house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient
    ) -> None:
        conversation = await house.conversation(cora)
        draft = f"/console/conversations/{conversation}/registration/draft"
        await cora.post(draft, data={"note": "Har hund."}, headers=HTMX)
        await ask(house, cora, conversation)
        await dan.post(f"/console/conversations/{conversation}/accept", headers=JSON)
        form = await dan.get(f"/console/conversations/{conversation}/registration", headers=HTMX)
        assert "Har hund." in form.text

    async def test_handing_back_takes_a_note_of_some_length(self, house: House, cora: httpx.AsyncClient) -> None:
        address = f"/console/conversations/{await house.conversation(cora)}/hand-back"
        assert (await cora.post(address, data={"note": "x" * 501}, headers=JSON)).status_code == 422
        assert (await cora.post(address, data={"note": "Vil ha en mann."}, headers=JSON)).status_code == 204
        (waiting,) = (await cora.get("/console/queue", headers=JSON)).json()["waiting"]
        lane = await cora.post(f"/console/conversations/{waiting['conversation']}/take", headers=HTMX)
        assert "Vil ha en mann." in lane.text


@pytest.mark.usefixtures("both_here")
class TestAskingAlong:
    async def test_a_mediator_who_is_not_asked_sees_nobody(self, house: House, max_: httpx.AsyncClient) -> None:
        await house.visitor()
        page = (await max_.get("/console")).text
        assert "Du blir invitert av en rådgiver" in page
        assert 'id="rail-queue"' not in page
        rows = (await max_.get("/console/queue", headers=JSON)).json()
        assert {name: len(told) for name, told in rows.items()} == dict.fromkeys(rows, 0)

    async def test_asked_along_the_mediator_has_the_lane_and_decides_nothing(
        self, house: House, cora: httpx.AsyncClient, max_: httpx.AsyncClient
    ) -> None:
        conversation = await house.conversation(cora)
        await ask_along(house, cora, conversation, "Max")
        lane = (await max_.get(f"/console/conversations/{conversation}", headers=HTMX)).text
        assert 'data-ask="part"' in lane
        assert 'data-ask="close"' not in lane
        assert "data-phrases" not in lane  # which are written for those who counsel
        assert (await max_.post(f"/console/conversations/{conversation}/ticket", headers=JSON)).status_code == 201
        for act in ("close", "hand-back", "colleagues", "offer", "guests", "registration"):
            method = "GET" if act in ("colleagues", "registration") else "POST"
            answer = await max_.request(method, f"/console/conversations/{conversation}/{act}", headers=JSON)
            assert answer.status_code == 403, act

    async def test_whoever_reads_a_threat_can_act_on_it(
        self, house: House, cora: httpx.AsyncClient, max_: httpx.AsyncClient
    ) -> None:
        conversation = await house.conversation(cora)
        address = f"/console/conversations/{conversation}/act-now"
        assert (await max_.post(address, headers=JSON)).status_code == 404
        await ask_along(house, cora, conversation, "Max")
        panel = await max_.post(address, headers=HTMX)
        assert "Handle nå" in panel.text
        assert "data-consult" not in panel.text
        assert "/console/age-concerns" not in panel.text
        assert house.conversations.get(conversation).facts.held

    @pytest.mark.usefixtures("max_")
    async def test_the_visitor_reads_the_role_and_no_name(self, house: House, cora: httpx.AsyncClient) -> None:
        opened = await house.conversations.open("nb")
        await cora.post(f"/console/conversations/{opened.conversation}/take", headers=JSON)
        await ask_along(house, cora, opened.conversation, "Max")
        visitor = await house.stranger()
        page = (await visitor.get("/", headers={"Cookie": f"__Host-visit={opened.token}"})).text
        assert "En kulturformidler kan nå lese og svare her" in page
        assert "Max" not in without_mark(page)

    async def test_no_longer_asked_the_mediator_is_out(
        self, house: House, cora: httpx.AsyncClient, max_: httpx.AsyncClient
    ) -> None:
        conversation = await house.conversation(cora)
        await ask_along(house, cora, conversation, "Max")
        panel = await cora.post(f"/console/conversations/{conversation}/guests/{house.id('Max')}/part", headers=HTMX)
        assert "Ikke lenger" not in panel.text
        assert (await max_.post(f"/console/conversations/{conversation}/ticket", headers=JSON)).status_code == 404

    async def test_going_out_oneself(self, house: House, cora: httpx.AsyncClient, max_: httpx.AsyncClient) -> None:
        conversation = await house.conversation(cora)
        await ask_along(house, cora, conversation, "Max")
        out = f"/console/conversations/{conversation}/guests/{house.id('Max')}/part"
        assert (await max_.post(out, headers=HTMX)).status_code == 200
        assert (await max_.post(out, headers=JSON)).status_code == 404

    async def test_leads_students_and_who_is_disabled_cannot_be_asked(
        self, house: House, cora: httpx.AsyncClient
    ) -> None:
        run = house.app.state.app_db.run
        await run(accounts.add_account, "Siri", [Role.STUDENT], PASSWORD)
        for name in ("Lea", "Siri", "Max"):
            await (await house.staff(name)).get("/console/kept")
        await run(accounts.disable_account, "Max")
        conversation = await house.conversation(cora)
        panel = (await cora.get(f"/console/conversations/{conversation}/colleagues", headers=HTMX)).text
        assert "Dan" in panel
        for name in ("Lea", "Max", "Siri"):
            assert name not in panel
        for number in ("3", "4", "5", "99", "x", ""):
            address = f"/console/conversations/{conversation}/guests"
            assert (await cora.post(address, data={"guest": number}, headers=JSON)).status_code == 422

    async def test_nobody_asks_into_a_colleagues_conversation(
        self, house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient
    ) -> None:
        conversation = await house.conversation(cora)
        assert (await ask_along(house, dan, conversation, "Dan")).status_code == 404
        assert (await dan.get(f"/console/conversations/{conversation}/colleagues")).status_code == 404
        assert (await dan.get(f"/console/conversations/{conversation}")).status_code == 404

    async def test_who_is_not_here_cannot_be_asked_and_the_visitor_is_told_nothing(
        self, house: House, cora: httpx.AsyncClient
    ) -> None:
        opened = await house.conversations.open("nb")
        await cora.post(f"/console/conversations/{opened.conversation}/take", headers=JSON)
        assert (await ask_along(house, cora, opened.conversation, "Max")).status_code == 422
        assert (await house.conversations.view(opened.token)).messages == []

    async def test_who_is_a_mediator_only_now_does_not_keep_what_the_other_role_had(
        self, house: House, cora: httpx.AsyncClient
    ) -> None:
        run, conversation = house.app.state.app_db.run, await house.conversation(cora)
        await run(accounts.set_roles, "Cora", [Role.COUNSELOR, Role.MEDIATOR])
        await cora.post("/console/role", data={"role": "mediator"})
        assert (await cora.get(f"/console/conversations/{conversation}")).status_code == 404
        assert (await cora.post(f"/console/conversations/{conversation}/ticket", headers=JSON)).status_code == 404
        await run(accounts.set_roles, "Cora", [Role.MEDIATOR])
        await house.conversations.expire()
        assert [one.conversation for one in house.conversations.waiting()] == [conversation]

    async def test_the_notice_is_marked_as_one(self, house: House, cora: httpx.AsyncClient) -> None:
        opened = await house.conversations.open("en")
        await cora.post(f"/console/conversations/{opened.conversation}/take", headers=JSON)
        await ask_along(house, cora, opened.conversation, "Dan")
        (notice,) = (await house.conversations.view(opened.token)).messages
        assert notice.capacity is Capacity.NOTICE
        assert notice.text.startswith("A colleague of the counsellor can read")


async def test_a_mediator_at_work_does_not_open_the_door(house: House) -> None:
    await (await house.staff("Max")).get("/console/queue")
    assert not house.app.state.presence.anyone()
    assert house.app.state.around.number() == 1

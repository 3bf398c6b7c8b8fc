"""The mailbox as staff meet it: what waits, who may open it, answering, and what is owed then."""

import httpx
import pytest
from sqlalchemy import select

from chat import accounts
from chat.errors import Closed
from chat.mailbox import keys
from chat.mailbox.keys import Cost
from chat.periods import Kind
from stats import links, retention
from stats.models import Contact, OwedRegistration
from tests.console.conftest import HTMX, PASSWORD, House
from tests.mailbox import (
    ANSWERED,
    ASKED,
    Visitor,
    answer,
    hidden,
    let_in,
    open_key,
    open_mailbox,
    reset,
    sign_in,
    threads,
    visitor,
)

pytestmark = pytest.mark.anyio

HOME = "/console/mailbox"
NEW = "rød båt i vik"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", Cost(passes=1, memory=8192))


@pytest.fixture
async def reader(house: House) -> httpx.AsyncClient:
    """Cora, who reads every day and has her key open."""
    return await open_mailbox(house)


@pytest.fixture
async def vera(house: House, reader: httpx.AsyncClient) -> Visitor:  # noqa: ARG001 - it is open because of her
    return await visitor(house)


async def owed(house: House) -> list[OwedRegistration]:
    found: list[OwedRegistration] = await house.app.state.app_db.run(
        lambda sql: list(sql.scalars(select(OwedRegistration)))
    )
    return found


class TestOpening:
    async def test_without_the_password_nothing_can_be_read(self, house: House, vera: Visitor) -> None:
        await vera.ask()
        dan = await house.staff("Dan")
        page = (await dan.get(HOME)).text
        assert "Venter siden" in page
        assert 'name="password"' in page
        assert await threads(dan) == []

    async def test_a_wrong_password_opens_nothing_and_is_not_shown_again(self, house: House) -> None:
        dan = await house.staff("Dan")
        answered = await dan.post(f"{HOME}/key", data={"password": "feil passord"})
        assert answered.status_code == 422
        assert "Dette er ikke passordet ditt" in answered.text
        assert "feil passord" not in answered.text

    async def test_many_wrong_ones_are_slowed(self, house: House) -> None:
        dan = await house.staff("Dan")
        tries = [await dan.post(f"{HOME}/key", data={"password": "feil"}) for _ in range(11)]
        assert [one.status_code for one in tries][-1] == 429

    async def test_who_has_a_key_has_it_open_after_signing_in(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        await vera.ask()
        assert (await reader.post("/console/logout")).status_code == 303
        cora = await sign_in(house, "Cora")
        (address,) = await threads(cora)
        assert ASKED in (await cora.get(address)).text

    async def test_signing_out_closes_it(self, house: House, reader: httpx.AsyncClient) -> None:
        token = reader.headers["Cookie"].partition("=")[2]
        assert house.app.state.open_keys.find(token, house.id("Cora"))
        await reader.post("/console/logout")
        assert house.app.state.open_keys.find(token, house.id("Cora")) is None

    async def test_a_restart_closes_it_and_an_answer_is_not_lost(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        await vera.ask()
        (address,) = await threads(reader)
        await reader.post(f"{address}/claim")
        house.app.state.open_keys.drop(reader.headers["Cookie"].partition("=")[2])
        answered = await reader.post(f"{address}/answer", data={"text": ANSWERED, "mark": "m" * 20})
        assert answered.status_code == 409
        assert ANSWERED in answered.text
        assert "Nøkkelen din er ikke åpen her" in answered.text
        await open_key(reader)
        assert ASKED in (await reader.get(address)).text


class TestAnswering:
    async def test_it_is_sent_and_a_registration_is_owed(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        code = await vera.ask()
        (address,) = await threads(reader)
        answered = await answer(reader, address)
        (card,) = await owed(house)
        assert answered.headers["location"] == f"/console/owed/{card.id}"
        assert card.counselor_id == house.id("Cora")
        assert (await reader.get(f"/console/owed/{card.id}")).status_code == 200
        assert ANSWERED in await (await visitor(house)).enter(code)

    async def test_sent_twice_it_stands_once_and_one_registration_is_owed(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        await vera.ask()
        (address,) = await threads(reader)
        await reader.post(f"{address}/claim")
        beside = hidden((await reader.get(address)).text)
        for _ in range(2):
            sent = await reader.post(f"{address}/answer", data={"text": ANSWERED, **beside})
            assert sent.status_code == 303
        assert (await reader.get(address)).text.count(ANSWERED) == 1
        assert len(await owed(house)) == 1

    async def test_what_may_tell_who_somebody_is_is_asked_about_first(
        self, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        await vera.ask()
        (address,) = await threads(reader)
        text = "Ring Kari Nordmann på 400 00 123."
        asked = await answer(reader, address, text)
        assert asked.status_code == 422
        assert "Kari Nordmann" in asked.text
        assert "400 00 123" in asked.text
        assert text not in (await vera.get("/later/read")).text
        assert (await answer(reader, address, text, anyway="yes")).status_code == 303
        assert text in (await vera.get("/later/read")).text

    @pytest.mark.parametrize("text", ["", "x" * 4001, "a\x00b"])
    async def test_a_text_that_will_not_do_is_said_and_not_sent(
        self, reader: httpx.AsyncClient, vera: Visitor, text: str
    ) -> None:
        await vera.ask()
        (address,) = await threads(reader)
        assert (await answer(reader, address, text)).status_code == 422
        assert "Ikke besvart ennå" in (await vera.get("/later/read")).text

    async def test_while_one_answers_nobody_else_does(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        dan = await let_in(house, reader, "Dan")
        await vera.ask()
        (address,) = await threads(reader)
        await reader.post(f"{address}/claim")
        assert "Cora svarer på det" in (await dan.get(HOME)).text
        await dan.post(f"{address}/claim")
        assert f"{address}/answer" not in (await dan.get(address)).text
        refused = await dan.post(f"{address}/answer", data={"text": ANSWERED, "mark": "m" * 20})
        assert refused.status_code == 422
        assert await owed(house) == []
        await reader.post(f"{address}/release")
        await dan.post(f"{address}/claim")
        assert f"{address}/answer" in (await dan.get(address)).text

    async def test_one_that_its_visitor_deleted_meanwhile_is_gone_and_the_answer_is_not_lost(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        await vera.ask()
        (address,) = await threads(reader)
        await reader.post(f"{address}/claim")
        await vera.post("/later/destroy")
        answered = await reader.post(f"{address}/answer", data={"text": ANSWERED, "mark": "m" * 20})
        assert answered.status_code == 404
        assert ANSWERED in answered.text
        assert await owed(house) == []

    async def test_who_wants_no_note_and_who_wants_no_counting_is_told_before_the_answer(
        self, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        await vera.ask(count="not_at_all")
        (address,) = await threads(reader)
        assert "Den besøkende vil ikke telles." in (await reader.get(address)).text
        await vera.post("/later/choices", count="no_note")
        assert "Den besøkende vil ikke ha noe notat." in (await reader.get(address)).text

    async def test_what_visitors_wrote_is_shown_as_typed(self, reader: httpx.AsyncClient, vera: Visitor) -> None:
        await vera.ask("<b>hei</b> \u202eabc")
        (address,) = await threads(reader)
        assert "&lt;b&gt;hei&lt;/b&gt; \u202eabc" in (await reader.get(address)).text

    async def test_what_the_visitor_writes_meanwhile_is_shown_before_the_answer_goes(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        await vera.ask()
        (address,) = await threads(reader)
        await reader.post(f"{address}/claim")
        beside = hidden((await reader.get(address)).text)
        await vera.write("Nei vent.")
        refused = await reader.post(f"{address}/answer", data={"text": ANSWERED, **beside})
        assert refused.status_code == 422
        for shown in ("Den besøkende har skrevet mer imens", "Nei vent.", ANSWERED):
            assert shown in refused.text, shown
        assert "Ikke besvart ennå" in (await vera.get("/later/read")).text
        assert await owed(house) == []
        again = await reader.post(f"{address}/answer", data={"text": ANSWERED, **hidden(refused.text)})
        assert again.status_code == 303
        assert ANSWERED in (await vera.get("/later/read")).text

    async def test_a_warning_about_the_text_does_not_hide_what_came_meanwhile(
        self, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        await vera.ask()
        (address,) = await threads(reader)
        await reader.post(f"{address}/claim")
        beside = hidden((await reader.get(address)).text)
        await vera.write("Nei vent.")
        text = "Ring Kari Nordmann på 400 00 123."
        warned = await reader.post(f"{address}/answer", data={"text": text, **beside})
        sent = await reader.post(f"{address}/answer", data={"text": text, "anyway": "yes", **hidden(warned.text)})
        assert sent.status_code == 422
        assert "Den besøkende har skrevet mer imens" in sent.text

    async def test_one_deleted_while_the_answer_is_on_its_way_is_gone_and_the_answer_is_not_lost(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await vera.ask()
        (address,) = await threads(reader)
        await reader.post(f"{address}/claim")
        beside = hidden((await reader.get(address)).text)
        view = house.app.state.mailbox.view

        async def view_and_lose(*told: object) -> object:
            seen = await view(*told)
            await vera.post("/later/destroy")
            return seen

        monkeypatch.setattr(house.app.state.mailbox, "view", view_and_lose)
        answered = await reader.post(f"{address}/answer", data={"text": ANSWERED, **beside})
        assert answered.status_code == 404
        assert ANSWERED in answered.text
        assert await owed(house) == []

    async def test_when_nobody_could_open_it_that_is_said_and_no_colleague_is_blamed(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await vera.ask()
        (address,) = await threads(reader)
        await reader.post(f"{address}/claim")
        beside = hidden((await reader.get(address)).text)

        async def nobody(_today: object) -> None:
            raise Closed

        monkeypatch.setattr(house.app.state.mailbox, "_seal", nobody)
        refused = await reader.post(f"{address}/answer", data={"text": ANSWERED, **beside})
        assert refused.status_code == 422
        assert "ingen har en nøkkel som kunne åpne det" in refused.text
        assert ANSWERED in refused.text


class TestTheSameCode:
    """What a visitor agreed to: notes of one code may be shown to be about one person, and people decide."""

    async def register(self, house: House, reader: httpx.AsyncClient, **form: str) -> tuple[str, str]:
        """Registers what is owed; the contact's id, and the pane that says that it is saved."""
        card = (await owed(house))[0]
        filled = {"about": "himself", "category": "uncertain", "note": "Spør om prøver.", "language": "nb"}
        saved = await reader.post(f"/console/owed/{card.id}", data=filled | form, headers=HTMX)
        assert saved.status_code == 200, saved.text
        newest = select(Contact.id).where(Contact.id.not_in(self.known))
        id_: str = await house.app.state.app_db.run(lambda sql: sql.scalars(newest).one())
        self.known.add(id_)
        return id_, saved.text

    @pytest.fixture(autouse=True)
    def known_contacts(self) -> None:
        self.known = set[str]()

    async def twice(self, house: House, reader: httpx.AsyncClient, vera: Visitor) -> tuple[str, str, str]:
        """Two contacts of one thread, and what was said of the second."""
        (address,) = await threads(reader)
        await answer(reader, address)
        one, _ = await self.register(house, reader)
        await vera.write("En ting til.")
        await answer(reader, address, "Enda et svar.")
        two, said = await self.register(house, reader, note="Vil vite mer.")
        return one, two, said

    async def test_who_agreed_is_shown_and_linked_with_one_press(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        await vera.ask(hint="yes")
        one, two, said = await self.twice(house, reader, vera)
        assert "Samme kode" in said
        assert f'name="other" value="{one}"' in said
        assert f'hx-post="/console/contacts/{two}/links"' in said
        assert (await house.app.state.app_db.run(links.decisions)).links == []  # nobody is linked without a person
        linked = await reader.post(
            f"/console/contacts/{two}/links", data={"other": one, "verdict": "same"}, headers=HTMX
        )
        assert "Samme kode" not in linked.text
        assert await house.app.state.app_db.run(links.linked_contacts, two) == [one]

    async def test_the_contacts_own_page_shows_it_too(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        await vera.ask(hint="yes")
        one, two, _ = await self.twice(house, reader, vera)
        for id_ in (one, two):
            assert "Samme kode" in (await reader.get(f"/console/contacts/{id_}")).text
        await vera.post("/later/choices", count="note")  # which takes it back
        assert "Samme kode" not in (await reader.get(f"/console/contacts/{two}")).text

    @pytest.mark.parametrize("form", [{}, {"count": "no_note", "hint": "yes"}])
    async def test_who_did_not_agree_or_wants_no_note_has_none(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor, form: dict[str, str]
    ) -> None:
        await vera.ask(**form)
        if form:
            (address,) = await threads(reader)
            await answer(reader, address)
            _, said = await self.register(house, reader, note="")
        else:
            *_, said = await self.twice(house, reader, vera)
        assert "Samme kode" not in said


class TestRemoving:
    async def test_it_is_deleted_and_counted_with_what_else_was_destroyed(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        code = await vera.ask("Kjøp her.")
        (address,) = await threads(reader)
        form = {"sure": "yes", "read": "1"}
        assert (await reader.post(f"{address}/remove", data=form)).status_code == 303
        assert await threads(reader) == []
        assert "Denne koden åpner ingenting." in await (await visitor(house)).enter(code)
        held = await house.app.state.app_db.run(retention.holdings)
        assert [one.destroyed for one in held if one.kind is Kind.MAILBOX] == [1]

    async def test_not_without_a_word_that_one_is_sure(self, reader: httpx.AsyncClient, vera: Visitor) -> None:
        await vera.ask()
        (address,) = await threads(reader)
        refused = await reader.post(f"{address}/remove", data={"read": "1"})
        assert refused.status_code == 422
        assert "Kryss av i boksen først" in refused.text
        assert await threads(reader) == [address]

    async def test_not_when_the_visitor_has_written_more(self, reader: httpx.AsyncClient, vera: Visitor) -> None:
        await vera.ask()
        (address,) = await threads(reader)
        await vera.write("Mer.")
        refused = await reader.post(f"{address}/remove", data={"read": "1", "sure": "yes"})
        assert refused.status_code == 409
        assert "den besøkende har skrevet mer" in refused.text
        assert "Mer." in refused.text
        assert await threads(reader) == [address]

    async def test_not_by_who_cannot_read_it(self, house: House, reader: httpx.AsyncClient, vera: Visitor) -> None:
        await vera.ask()
        (address,) = await threads(reader)
        dan = await house.staff("Dan")
        assert (await dan.post(f"{address}/remove", data={"read": "1", "sure": "yes"})).status_code == 409
        await open_key(dan)
        assert (await dan.post(f"{address}/remove", data={"read": "1", "sure": "yes"})).status_code == 404
        assert await threads(reader) == [address]


class TestWhatWaits:
    async def test_the_rail_says_how_many_wait(self, reader: httpx.AsyncClient, vera: Visitor) -> None:
        assert "Et spørsmål venter" not in (await reader.get("/console")).text
        await vera.ask()
        assert "Et spørsmål venter" in (await reader.get("/console")).text

    async def test_what_ends_unanswered_within_a_week_is_warned_of(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await vera.ask()
        assert "Slettes ubesvart" not in (await reader.get(HOME)).text
        monkeypatch.setattr("counselor_console.mailbox.SOON", keys.WEEK * 5)
        assert "Slettes ubesvart" in (await reader.get(HOME)).text
        assert house.app.state.reads_on is not None

    async def test_it_is_a_pane_beside_the_conversations_too(self, reader: httpx.AsyncClient) -> None:
        assert "<html" not in (await reader.get(HOME, headers=HTMX)).text
        assert "<html" in (await reader.get(HOME)).text


class TestKeys:
    async def test_a_changed_password_opens_what_the_old_one_did(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        await vera.ask()
        form = {"old": PASSWORD, "new": NEW, "again": NEW}
        assert "Passordet ditt er endret." in (await reader.post("/console/password", data=form)).text
        await reader.post("/console/logout")
        cora = await sign_in(house, "Cora", NEW)
        (address,) = await threads(cora)
        assert ASKED in (await cora.get(address)).text

    @pytest.mark.parametrize(
        ("old", "new", "again", "said"),
        [
            ("feil", NEW, NEW, "Dette er ikke passordet ditt"),
            (PASSWORD, "kort", "kort", "Et passord har minst 8 tegn"),
            (PASSWORD, NEW, "noe annet", "De to passordene er ikke like"),
        ],
    )
    async def test_a_password_that_will_not_do_changes_nothing(
        self, house: House, cora: httpx.AsyncClient, old: str, new: str, again: str, said: str
    ) -> None:
        answered = await cora.post("/console/password", data={"old": old, "new": new, "again": again})
        assert answered.status_code == 422
        assert said in answered.text
        await sign_in(house, "Cora", PASSWORD)

    async def test_after_a_reset_it_is_closed_until_a_colleague_lets_her_in(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        dan = await let_in(house, reader, "Dan")
        await vera.ask()
        await reader.post("/console/logout")
        await reset(house, "Cora", NEW)
        cora = await sign_in(house, "Cora", NEW)
        await open_key(cora, NEW, anew="yes")
        assert await threads(cora) == []
        assert "En kollega som har en nøkkel som gjør det, kan slippe deg inn." in (await cora.get(HOME)).text
        assert "Cora har en ny nøkkel" in (await dan.get(HOME)).text
        await dan.post(f"{HOME}/grant", data={"colleague": str(house.id("Cora"))})
        (address,) = await threads(cora)
        assert ASKED in (await cora.get(address)).text
        assert "Cora har en ny nøkkel" not in (await dan.get(HOME)).text

    async def test_what_nobody_can_open_any_more_is_said_plainly(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        code = await vera.ask()
        await reader.post("/console/logout")
        await reset(house, "Cora", NEW)
        cora = await sign_in(house, "Cora", NEW)
        await open_key(cora, NEW, anew="yes")
        assert "Ingen av oss kan åpne det lenger." in (await cora.get(HOME)).text
        assert ASKED in await (await visitor(house)).enter(code)

    async def test_who_has_no_open_key_lets_nobody_in(self, house: House, vera: Visitor) -> None:
        await vera.ask()
        dan = await house.staff("Dan")
        assert (await dan.post(f"{HOME}/grant", data={"colleague": "2"})).status_code == 303
        await open_key(dan)
        assert await threads(dan) == []


class TestWhoReads:
    async def test_the_lead_decides_and_sees_nothing_of_what_is_in_it(self, house: House, vera: Visitor) -> None:
        await vera.ask()
        page = (await (await house.staff("Lea")).get(HOME)).text
        assert 'name="reader-0"' in page
        assert "Venter siden" not in page
        assert "/console/mailbox/key" not in page

    async def test_with_nobody_it_is_closed_again_and_what_is_there_can_be_read(
        self, house: House, reader: httpx.AsyncClient, vera: Visitor
    ) -> None:
        code = await vera.ask()
        lea = await house.staff("Lea")
        await lea.post(f"{HOME}/readers", data={})
        assert 'name="text"' not in (await vera.get("/later")).text
        assert ASKED in await (await visitor(house)).enter(code)
        assert len(await threads(reader)) == 1

    @pytest.mark.parametrize("reader_", ["3", "99", "-1", "x", "9" * 30])
    async def test_only_who_may_read_is_named(self, house: House, reader_: str) -> None:
        lea = await house.staff("Lea")
        assert (await lea.post(f"{HOME}/readers", data={"reader-0": reader_})).status_code == 303
        assert "selected" not in (await lea.get(HOME)).text.partition("reader-0")[2].partition("reader-1")[0]

    async def test_a_reader_who_left_closes_it(self, house: House, reader: httpx.AsyncClient, vera: Visitor) -> None:  # noqa: ARG002
        await house.app.state.app_db.run(accounts.disable_account, "Cora")
        assert 'name="text"' not in (await vera.get("/later")).text

    async def test_who_may_not(self, house: House, vera: Visitor) -> None:
        await vera.ask()
        for name in ("Lea", "Max"):
            client = await house.staff(name)
            for address in ("key", "grant", "x/claim", "x/release", "x/answer", "x/remove"):
                assert (await client.post(f"{HOME}/{address}")).status_code == 403, (name, address)
            assert (await client.get(f"{HOME}/x")).status_code == 403
        assert (await (await house.staff("Dan")).post(f"{HOME}/readers")).status_code == 403

"""The page of shifts, its form, the door of our own chat, and check codes."""

import re
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

import app as composition
from chat import calendar
from chat.accounts import add_account
from chat.limits import Bucket
from chat.roles import Role
from public_widget import ours
from stats import profiles, register, rota, shifts, venues
from stats.models.shifts import MissedCount, Shift
from stats.vocabulary import ShiftState
from tests.console.conftest import HTMX, PASSWORD, House
from tests.stats.factories import a_contact
from tests.stats.test_rota import by_hand, weekly
from tests.stats.test_venues import a_venue

pytestmark = pytest.mark.anyio


def yesterday() -> date:
    return calendar.today() - timedelta(days=1)


def a_shift(**differing: str) -> dict[str, str]:
    """The form for a shift that was held yesterday."""
    form = {"day": yesterday().isoformat(), "venue": "own", "starts": "17:00", "ends": "21:00", "state": "held"}
    return form | {"team_size": "2", "languages": "nb en", "attempts": "3"} | differing


async def stored(house: House) -> list[Shift]:
    found: list[Shift] = await house.app.state.app_db.run(shifts.list_shifts, yesterday(), calendar.today())
    return found


class TestTheList:
    async def test_it_tells_what_comes_and_what_was(self, house: House, cora: httpx.AsyncClient) -> None:
        run = house.app.state.app_db.run
        await run(shifts.save_shift, by_hand(day=calendar.today(), state=ShiftState.PLANNED))
        await run(shifts.save_shift, by_hand(day=yesterday(), state=ShiftState.HELD, team_size=2, attempts=3))
        await run(shifts.save_shift, by_hand(day=yesterday(), state=ShiftState.PLANNED))
        page = (await cora.get("/console/shifts")).text
        assert "Egen chat" in page
        assert "2 av oss" in page
        assert "3 forsøk uten svar" in page
        assert "Ble den holdt?" in page

    async def test_a_shift_where_the_owner_was_not_asked_is_warned_about(
        self, house: House, cora: httpx.AsyncClient
    ) -> None:
        run = house.app.state.app_db.run
        number = await run(venues.save_venue, a_venue(agreement=False, no_logging=False))
        await run(shifts.save_shift, by_hand(day=calendar.today(), state=ShiftState.PLANNED, venue_id=number))
        for address in ("/console/shifts", "/console/shifts/1"):
            page = (await cora.get(address)).text
            assert "har ikke sagt ja til at vi er der" in page
            assert "har ikke lovet å la være å registrere" in page

    async def test_for_the_pane_it_is_a_fragment(self, cora: httpx.AsyncClient) -> None:
        assert "<html" in (await cora.get("/console/shifts")).text
        assert "<html" not in (await cora.get("/console/shifts", headers=HTMX)).text


class TestTheForm:
    async def test_a_shift_is_added_without_script(self, house: House, cora: httpx.AsyncClient) -> None:
        answer = await cora.post("/console/shifts/new", data=a_shift())
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/shifts")
        [shift] = await stored(house)
        assert (shift.state, shift.team_size, shift.attempts, shift.by_hand) == (ShiftState.HELD, 2, 3, True)

    async def test_with_htmx_the_list_comes_back(self, cora: httpx.AsyncClient) -> None:
        answer = await cora.post("/console/shifts/new", data=a_shift(), headers=HTMX)
        assert answer.status_code == 200
        assert "3 forsøk uten svar" in answer.text

    async def test_bad_input_keeps_what_was_typed_and_stores_nothing(
        self, house: House, cora: httpx.AsyncClient
    ) -> None:
        answer = await cora.post("/console/shifts/new", data=a_shift(ends="midnatt", team_size="", attempts="7"))
        assert answer.status_code == 422
        assert 'value="midnatt"' in answer.text
        assert 'value="7"' in answer.text
        assert re.search(r'id="ends"[^>]*aria-invalid="true" aria-describedby="ends-error"', answer.text)
        assert 'id="team_size-error"' in answer.text
        assert await stored(house) == []

    async def test_it_is_filled_with_the_shift_and_changes_it(self, house: House, cora: httpx.AsyncClient) -> None:
        await cora.post("/console/shifts/new", data=a_shift())
        assert 'value="17:00"' in (await cora.get("/console/shifts/1")).text
        await cora.post("/console/shifts/1", data=a_shift(state="cancelled", team_size=""))
        assert [shift.state for shift in await stored(house)] == [ShiftState.CANCELLED]

    async def test_one_of_the_rota_keeps_its_day_whatever_is_sent(self, house: House, cora: httpx.AsyncClient) -> None:
        today = calendar.today()
        days = {"weekday": today.weekday(), "from_day": today, "until_day": today}
        await house.app.state.app_db.run(rota.save_weekly, weekly(**days), today)
        assert 'name="day"' not in (await cora.get("/console/shifts/1")).text
        assert (await cora.post("/console/shifts/1", data=a_shift())).status_code == 303
        assert [shift.day for shift in await stored(house)] == [today]

    @pytest.mark.parametrize("address", ["/console/shifts/7", "/console/rota/7/end", "/console/venues/7"])
    async def test_what_is_not_there_is_not_found(self, house: House, address: str) -> None:
        lea = await house.staff("Lea")
        answer = await (lea.post(address) if address.endswith("end") else lea.get(address))
        assert answer.status_code == 404


class TestTheDoor:
    @pytest.fixture
    def opening(self) -> str:
        return "presence"

    async def test_one_button_closes_it_and_opens_it_again(self, house: House, cora: httpx.AsyncClient) -> None:
        await cora.get("/console/queue")
        assert "Steng nå" in (await cora.get("/console/shifts")).text
        assert (await cora.post("/console/close-now")).status_code == 303
        assert not house.conversations.is_open()
        assert "Åpne igjen" in (await cora.get("/console/shifts")).text
        await cora.post("/console/open-again")
        assert house.conversations.is_open()

    async def test_it_stands_beside_the_queue_and_answers_in_its_own_place(self, cora: httpx.AsyncClient) -> None:
        assert 'action="/console/close-now"' in (await cora.get("/console/queue", headers=HTMX)).text
        answer = await cora.post("/console/close-now", headers=HTMX)
        assert answer.text.count('class="doorway"') == 1
        assert "Åpne igjen" in answer.text

    async def test_the_page_the_status_and_the_tab_say_the_same(self, house: House, cora: httpx.AsyncClient) -> None:
        visitor = await house.stranger()
        await cora.get("/console/queue")
        for button, open_, state, lit in (
            ("open-again", True, "open", "const isOpen = true"),
            ("close-now", False, "closed", "const isOpen = false"),
        ):
            await cora.post(f"/console/{button}")
            assert (await visitor.get("/status")).json()["open"] is open_
            assert f'data-state="{state}"' in (await visitor.get("/")).text
            assert lit in (await visitor.get("/widget.js")).text

    async def test_what_runs_goes_on_when_it_is_closed(self, house: House, cora: httpx.AsyncClient) -> None:
        await cora.get("/console/queue")
        conversation = await house.conversation(cora)
        await cora.post("/console/close-now")
        assert (await cora.post(f"/console/conversations/{conversation}/ticket")).status_code == 201

    async def test_who_does_not_talk_sees_it_without_the_button(self, house: House) -> None:
        page = (await (await house.staff("Lea")).get("/console/shifts")).text
        assert 'class="doorway"' in page
        assert "close-now" not in page


class TestTheRotaOpens:
    @pytest.fixture
    def opening(self) -> str:
        return "rota"

    async def test_it_is_open_when_a_shift_is_on_and_somebody_is_present(
        self, house: House, cora: httpx.AsyncClient
    ) -> None:
        visitor, day = await house.stranger(), {"day": calendar.today().isoformat(), "starts": "00:00", "ends": "00:00"}
        await house.app.state.app_db.run(rota.set_rules, 0, 5)
        await cora.get("/console/queue")
        assert (await visitor.get("/status")).json()["open"]
        await cora.post("/console/shifts/new", data=a_shift(**day, state="cancelled", team_size=""))
        assert not (await visitor.get("/status")).json()["open"]
        await cora.post("/console/shifts/1", data=a_shift(**day, state="planned", team_size=""))
        told = (await visitor.get("/status")).json()
        assert told["open"]
        assert told["last_intake_at"] == told["closes_at"]
        house.app.state.presence.gone(house.id("Cora"))
        assert not (await visitor.get("/status")).json()["open"]

    async def test_the_page_tells_when_it_opens_as_the_status_does(self, house: House, cora: httpx.AsyncClient) -> None:
        visitor, tomorrow = await house.stranger(), calendar.today() + timedelta(days=1)
        day = {"day": tomorrow.isoformat(), "starts": "17:00", "ends": "21:00", "state": "planned"}
        await cora.post("/console/shifts/new", data=a_shift(**day))
        told = (await visitor.get("/status?lang=nb")).json()
        assert told["opens_at"].startswith(f"{tomorrow.isoformat()}T17:00:00")
        assert told["said"].endswith("kl. 17.00")
        assert f">{told['said']}</h1>" in (await visitor.get("/")).text
        refused = (await visitor.post("/conversations", json={"language": "nb"})).json()
        assert refused == {"error": "closed", "opens_at": told["opens_at"]}

    async def test_who_wanted_to_write_while_it_was_closed_is_a_number(self, house: House) -> None:
        visitor = await house.stranger()
        await visitor.post("/conversations", json={"language": "nb"})
        assert list(house.conversations.take_missed().values()) == [1]

    async def test_that_number_is_of_the_day_that_it_is_where_the_service_is(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Soon after midnight it is still yesterday elsewhere, and on one night in a year last year."""
        monkeypatch.setattr(calendar, "today", lambda: date(2031, 1, 1))
        visitor = await house.stranger()
        await visitor.post("/conversations", json={"language": "nb"})
        await composition._tend_door(house.app)
        counted = await house.app.state.app_db.run(lambda session: session.query(MissedCount).all())
        assert [(row.day, row.number) for row in counted] == [(date(2031, 1, 1), 1)]


class TestWhoWaitsForNobody:
    @pytest.fixture
    def opening(self) -> str:
        return "rota"

    async def test_without_script_the_page_says_that_it_is_closed_and_when_it_opens(
        self, house: House, cora: httpx.AsyncClient
    ) -> None:
        visitor = await self._given_up(house, cora)
        page = (await visitor.get("/")).text
        assert 'data-state="closed"' in page
        assert "Ingen er her akkurat nå. Neste gang er" in page
        assert "Den forrige samtalen er over." in page

    async def test_the_script_is_told_the_same(self, house: House, cora: httpx.AsyncClient) -> None:
        visitor = await self._given_up(house, cora)
        said = (await visitor.get("/status?lang=en")).json()["said"]
        assert said.startswith("Nobody is here just now. Next time is")

    async def test_he_is_a_number(self, house: House, cora: httpx.AsyncClient) -> None:
        await self._given_up(house, cora)
        assert [(str(why), number) for why, number in house.conversations.take_missed().items()] == [("unanswered", 1)]

    async def test_while_somebody_was_present_a_moment_ago_he_goes_on_waiting(
        self, house: House, cora: httpx.AsyncClient
    ) -> None:
        await cora.get("/console/queue")
        await house.visitor()
        await house.conversations.expire()
        assert len(house.conversations.waiting()) == 1

    async def _given_up(self, house: House, cora: httpx.AsyncClient) -> httpx.AsyncClient:
        """A visitor who waited too long in a shift to which nobody came; there is another one tomorrow."""
        await house.app.state.app_db.run(rota.set_rules, 0, 5)
        today = calendar.today()
        tomorrow = today + timedelta(days=1)
        for day, starts, ends in ((today, "00:00", "23:00"), (today, "23:00", "00:00"), (tomorrow, "17:00", "21:00")):
            planned = a_shift(day=f"{day}", starts=starts, ends=ends, state="planned", team_size="")
            await cora.post("/console/shifts/new", data=planned)
        await cora.get("/console/queue")
        visitor = await house.stranger()
        begun = await visitor.post("/conversations", json={"language": "nb"})
        assert begun.status_code == 201
        visitor.headers["Cookie"] = f"__Host-visit={begun.json()['token']}"
        house.app.state.presence.gone(house.id("Cora"))
        house.app.state.hours = replace(house.app.state.hours, patience=timedelta())
        await house.conversations.expire()
        return visitor


class TestCheckCodes:
    async def test_one_is_shown_once_and_checked_by_anybody(self, house: House, cora: httpx.AsyncClient) -> None:
        answer = await cora.post("/console/check-codes")
        assert answer.status_code == 201
        [code] = re.findall(r"\d{3}(?: \d{3}){4}", answer.text)
        assert code not in (await cora.get("/console/shifts")).text
        visitor = await house.stranger()
        assert "Ja." in (await visitor.post("/us", data={"code": code})).text

    async def test_each_is_another(self, cora: httpx.AsyncClient) -> None:
        pages = [(await cora.post("/console/check-codes")).text for _ in range(2)]
        assert len({code for page in pages for code in re.findall(r"\d{3}(?: \d{3}){4}", page)}) == 2

    async def test_guesses_are_slowed_for_everybody_together_and_no_code_is_lost_by_that(
        self, house: House, cora: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        passing = iter((0.0, 0.0, 0.0, 0.0, 10.0))
        monkeypatch.setattr(ours, "guesses", Bucket(rate=0.5, burst=2, clock=lambda: next(passing)))
        [code] = re.findall(r"\d{3}(?: \d{3}){4}", (await cora.post("/console/check-codes")).text)
        guessing, visitor = await house.stranger(), await house.stranger()
        assert [(await guessing.post("/us", data={"code": "1"})).status_code for _ in range(2)] == [200, 200]
        busy = await visitor.post("/us", data={"code": code})
        assert busy.status_code == 429
        assert "kan fortsatt brukes" in busy.text
        assert "Ja." in (await visitor.post("/us", data={"code": code})).text

    async def test_a_student_makes_none(self, house: House) -> None:
        await house.app.state.app_db.run(add_account, "Stine", [Role.STUDENT], PASSWORD)
        stine = await house.staff("Stine")
        assert (await stine.post("/console/check-codes")).status_code == 403
        page = await stine.get("/console/shifts")
        assert page.status_code == 200
        assert "check-codes" not in page.text


async def test_the_public_page_has_the_names_of_today(house: House) -> None:
    run = house.app.state.app_db.run
    number = await run(venues.save_venue, a_venue())
    await run(profiles.add_profile, number, "oss_i_gata", yesterday(), None)
    await run(profiles.add_profile, number, "gammelt", yesterday(), yesterday())
    page = (await (await house.stranger()).get("/us?lang=en")).text
    assert "oss_i_gata" in page
    assert "gammelt" not in page


async def test_a_shift_with_contacts_is_kept_and_why_is_said(house: House, cora: httpx.AsyncClient) -> None:
    state = house.app.state
    await state.app_db.run(shifts.save_shift, by_hand(day=yesterday(), state=ShiftState.HELD, team_size=2))
    sent = a_contact(day=yesterday(), shift_id=1)
    await state.app_db.run(register.register, state.service_key, sent, house.id("Cora"))
    answer = await cora.post("/console/shifts/1", data=a_shift(state="cancelled"))
    assert (answer.status_code, 'id="state-error"' in answer.text) == (422, True)
    assert "Det er registrert kontakter på denne vakten" in answer.text
    assert [shift.state for shift in await stored(house)] == [ShiftState.HELD]

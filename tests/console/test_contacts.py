"""Reading contacts, and deciding by hand which are the same person."""

import re
from datetime import date

import httpx
import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from chat import calendar
from chat.language import speech
from stats import links
from stats.contacts import get_contact, list_contacts
from stats.decisions import Decisions, in_order
from stats.models import Contact
from stats.vocabulary import Verdict
from tests.console.conftest import HTMX, Card, House

pytestmark = pytest.mark.anyio


async def add(client: httpx.AsyncClient, contact: Card, note: str, **change: str) -> str:
    """Registers a contact; its id."""
    answer = await client.post("/console/contacts/new", data=contact | {"note": note} | change)
    return answer.headers["location"].rpartition("/")[2]


async def test_contacts_are_listed_with_their_notes(cora: httpx.AsyncClient, contact: Card) -> None:
    await add(cora, contact, "Jobber natt på lager.", day="2026-01-02")
    await add(cora, contact, "Har to katter.", day="2026-02-03")
    page = (await cora.get("/console/contacts")).text
    assert page.index("Har to katter.") < page.index("Jobber natt på lager.")


async def test_a_note_is_text_and_never_markup(cora: httpx.AsyncClient, contact: Card) -> None:
    await add(cora, contact, "<img src=x onerror=alert(1)>")
    page = (await cora.get("/console/contacts")).text
    assert "<img" not in page
    assert "&lt;img" in page


async def test_words_find_the_notes_that_have_them_all(cora: httpx.AsyncClient, contact: Card) -> None:
    await add(cora, contact, "Jobber natt på lager.")
    await add(cora, contact, "Jobber dag i kiosk.")
    page = (await cora.post("/console/contacts/search", data={"words": "natt JOBBER"})).text
    assert "lager" in page
    assert "kiosk" not in page
    assert "Én kontakt har «natt JOBBER»" in page


async def test_words_never_stand_in_an_address(cora: httpx.AsyncClient, contact: Card) -> None:
    await add(cora, contact, "Jobber natt på lager.")
    assert 'method="post" action="/console/contacts/search"' in (await cora.get("/console/contacts")).text
    again = await cora.get("/console/contacts/search?words=natt")
    assert (again.status_code, again.headers["location"]) == (303, "/console/contacts")


async def test_two_contacts_are_linked_and_parted_again(house: House, cora: httpx.AsyncClient, contact: Card) -> None:
    first, second = [await add(cora, contact, note) for note in ("Har hund.", "Lufter hunden.")]
    answer = await cora.post(f"/console/contacts/{first}/links", data={"other": second, "verdict": "same"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/console/contacts/{first}#same-title")
    assert await linked(house) == {first: 1, second: 1}
    answer = await cora.post(f"/console/contacts/{second}/unlink", data={"other": first}, headers=HTMX)
    assert answer.status_code == 200
    assert "Ikke koblet til noen annen kontakt" in answer.text
    assert "Tatt tilbake." in answer.text
    assert await linked(house) == {first: 0, second: 0}


async def test_a_colleague_who_decides_in_the_same_moment_cannot_contradict_it(
    house: House, cora: httpx.AsyncClient, contact: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = [await add(cora, contact, note) for note in ("Har hund.", "Lufter hunden.")]
    refused: list[OperationalError] = []
    near = links.near

    def meanwhile(session: Session, contacts: list[str]) -> Decisions:
        """Another decides after it was read what stands, and before anything is written; he waits for nobody."""
        monkeypatch.setattr(links, "near", near)
        found = near(session, contacts)
        engine = house.app.state.app_db.engine
        impatient = create_engine(engine.url, connect_args={"timeout": 0})
        try:
            with Session(impatient) as other, other.begin():
                links.decide(other, Verdict.DIFFERENT, first, second, house.id("Dan"), date(2026, 1, 1))
        except OperationalError as locked:
            refused.append(locked)
        finally:
            impatient.dispose()
        return found

    monkeypatch.setattr(links, "near", meanwhile)
    await cora.post(f"/console/contacts/{first}/links", data={"other": second, "verdict": "same"})
    assert len(refused) == 1
    standing = await house.app.state.app_db.run(links.decisions)
    assert [event.verdict for event in standing.standing] == [Verdict.SAME]


async def test_what_stands_between_two_others_is_told_with_the_day_and_where_to_take_it_back(
    cora: httpx.AsyncClient, contact: Card
) -> None:
    a, b, c = [await add(cora, contact, f"Notat {name}.") for name in "abc"]
    await cora.post(f"/console/contacts/{a}/links", data={"other": b, "verdict": "different"})
    await cora.post(f"/console/contacts/{a}/links", data={"other": c, "verdict": "same"})
    answer = await cora.post(f"/console/contacts/{c}/links", data={"other": b, "verdict": "same"}, headers=HTMX)
    assert answer.status_code == 409
    told = answer.text.partition('role="alert"')[2].partition("</p>")[0]
    assert f"Bestemt {said_in_words(calendar.today())}:" in told
    assert [f'href="/console/contacts/{one}"' in told for one in (a, b, c)] == [True, True, False]
    answer = await cora.post(f"/console/contacts/{a}/links", data={"other": b, "verdict": "same"}, headers=HTMX)
    told = answer.text.partition('role="alert"')[2].partition("</p>")[0]
    assert "denne kontakten" in told
    assert [f'href="/console/contacts/{one}"' in told for one in (a, b)] == [False, True]


def said_in_words(day: date) -> str:
    return speech("nb").day(day)


class TestADamagedNote:
    UNREADABLE = "Notatet kan ikke leses"

    @pytest.fixture
    async def whole(self, cora: httpx.AsyncClient, contact: Card) -> str:
        return await add(cora, contact, "Lufter hunden om natten.")

    @pytest.fixture
    async def damaged(self, house: House, cora: httpx.AsyncClient, contact: Card, whole: str) -> str:
        """Linked to the whole one, as a contact of today that could be continued."""
        damaged = await add(cora, contact, "Har hund.", day=f"{calendar.today()}", channel="street")
        await cora.post(f"/console/contacts/{whole}/links", data={"other": damaged, "verdict": "same"})
        await house.app.state.app_db.run(damage, damaged)
        return damaged

    async def test_it_is_said_where_it_would_stand_and_all_others_are_read(
        self, cora: httpx.AsyncClient, whole: str, damaged: str
    ) -> None:
        for address in ("", f"/{whole}", f"/{damaged}"):
            answer = await cora.get(f"/console/contacts{address}")
            assert (answer.status_code, answer.text.count(self.UNREADABLE)) == (200, 1), address
            assert "Lufter hunden om natten." in answer.text

    @pytest.mark.usefixtures("damaged")
    async def test_a_search_passes_it_over(self, cora: httpx.AsyncClient) -> None:
        found = (await cora.post("/console/contacts/search", data={"words": "hund"})).text
        assert ("Lufter hunden" in found, self.UNREADABLE in found) == (True, False)

    async def test_it_stands_among_what_was_answered_and_what_can_be_continued(
        self, cora: httpx.AsyncClient, contact: Card, damaged: str
    ) -> None:
        sent = contact | {
            "day": f"{calendar.today()}",
            "shown": [damaged],
            f"answer-{damaged}": "unsure",
            "note": "Har hund og bil",
        }
        beside = await cora.post("/console/contacts/earlier", data=sent, headers=HTMX)
        assert (beside.status_code, self.UNREADABLE in beside.text) == (200, True)
        same_day = await cora.post("/console/contacts/new/same-day", data=sent, headers=HTMX)
        assert f"Oppsøkende på gata: {self.UNREADABLE}" in same_day.text


def damage(session: Session, contact_id: str) -> None:
    get_contact(session, contact_id).note = bytes(range(17))


async def linked(house: House) -> dict[str, int]:
    state = house.app.state
    found = await state.app_db.run(list_contacts, state.service_key)
    return {one.id: one.linked for one in found}


async def test_a_link_through_a_third_is_shown_and_not_offered_for_taking_back(
    cora: httpx.AsyncClient, contact: Card
) -> None:
    a, b, c = [await add(cora, contact, f"Notat {name}.") for name in "abc"]
    await cora.post(f"/console/contacts/{a}/links", data={"other": b, "verdict": "same"})
    await cora.post(f"/console/contacts/{b}/links", data={"other": c, "verdict": "same"})
    page = (await cora.get(f"/console/contacts/{a}")).text
    same = page.partition('id="same-title"')[2].partition('id="others-title"')[0]
    assert "Notat b." in same
    assert "Notat c." in same
    assert same.count("Ta koblingen tilbake") == 1
    assert "Koblet gjennom en av de andre." in same


async def test_why_a_link_was_not_made_is_said(cora: httpx.AsyncClient, contact: Card) -> None:
    a, b = [await add(cora, contact, f"Notat {name}.") for name in "ab"]
    mother = await add(cora, contact, "En mor.", about="relative_or_helper")
    await cora.post(f"/console/contacts/{a}/links", data={"other": b, "verdict": "same"})
    for other, sentence in [
        (b, "allerede samme person"),
        (a, "til seg selv"),
        ("00000000", "finnes ikke"),
        (mother, "Bare kontakter med den det gjelder"),
    ]:
        answer = await cora.post(f"/console/contacts/{a}/links", data={"other": other, "verdict": "same"})
        assert (answer.status_code, sentence in answer.text) == (409, True), other
    answer = await cora.post(f"/console/contacts/{a}/unlink", data={"other": mother})
    assert (answer.status_code, "ingen kobling" in answer.text) == (409, True)


@pytest.mark.parametrize("verdict", ["not_looked", "bogus", ""])
async def test_an_answer_that_is_none_of_the_three_links_nobody(
    house: House, cora: httpx.AsyncClient, contact: Card, verdict: str
) -> None:
    a, b = [await add(cora, contact, note) for note in ("Har hund.", "Lufter hunden.")]
    answer = await cora.post(f"/console/contacts/{a}/links", data={"other": b, "verdict": verdict}, headers=HTMX)
    assert (answer.status_code, "Ingenting er notert" in answer.text) == (422, True)
    assert await linked(house) == {a: 0, b: 0}


@pytest.mark.parametrize(
    ("verdict", "told"), [("different", "En annen person, bestemt"), ("unsure", "Usikkert, notert")]
)
async def test_another_answer_is_kept_shown_and_taken_back(
    house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient, contact: Card, verdict: str, told: str
) -> None:
    a, b = [await add(cora, contact, note) for note in ("Har hund og båt.", "Hund, men ingen båt.")]
    answer = await cora.post(f"/console/contacts/{a}/links", data={"other": b, "verdict": verdict}, headers=HTMX)
    decided = answer.text.partition('id="decided-title"')[2].partition('id="others-title"')[0]
    assert told in decided
    assert "Hund, men ingen båt." in decided
    linked_at_once = await dan.post(f"/console/contacts/{b}/links", data={"other": a, "verdict": "same"})
    assert linked_at_once.status_code == (409 if verdict == "different" else 303)
    assert ("ulike personer" in linked_at_once.text) == (verdict == "different")
    await dan.post(f"/console/contacts/{b}/unlink", data={"other": a})
    assert (await dan.post(f"/console/contacts/{b}/links", data={"other": a, "verdict": "same"})).status_code in (
        303,
        409,
    )
    assert await linked(house) == ({a: 1, b: 1})


async def test_who_is_most_alike_is_shown_first_and_who_is_another_no_more(
    cora: httpx.AsyncClient, contact: Card
) -> None:
    for number in range(6):
        await add(cora, contact, f"Lurer på regler om skatt, sak {number}.", gender="woman", age_band="50+")
    a = await add(cora, contact, "Fisker på Vesterålen, redd for skipperen sin.")
    b = await add(cora, contact, "Fiskeren igjen, skipperen har oppdaget det.")
    shown = (await cora.get(f"/console/contacts/{b}")).text.partition('id="others-title"')[2]
    assert "<mark>Fisker</mark>" in shown
    assert shown.count("<mark>skipperen</mark>") == 1
    assert (shown.count('class="contact__note'), shown.index("Vesterålen") < shown.index("skatt")) == (5, True)
    answer = await cora.post(f"/console/contacts/{b}/links", data={"other": a, "verdict": "different"}, headers=HTMX)
    assert "Vesterålen" not in answer.text.partition('id="others-title"')[2]


class TestTheOthersThatWereShownBesideAnAnswer:
    """Nobody is settled by one *another* while four more stand there that nobody looked at."""

    NOTES = (
        "Fisker, redd for skipperen.",
        "Fisker med to barn.",
        "Fisker i gjeld.",
        "Fiskeren igjen, skipperen vet det.",
    )

    async def test_are_kept_as_not_looked_until_each_is_answered(
        self, house: House, cora: httpx.AsyncClient, contact: Card
    ) -> None:
        *earlier, last = await self.fishers(cora, contact)
        for one, settled in zip(earlier, (False, False, True), strict=True):
            await self.say(cora, last, one, "different")
            assert (last in await self.settled(house)) is settled, one

    async def test_stay_on_the_page_whoever_is_most_alike_by_then(self, cora: httpx.AsyncClient, contact: Card) -> None:
        *earlier, last = await self.fishers(cora, contact)
        await self.say(cora, last, earlier[0], "unsure")
        for number in range(6):
            await add(cora, contact, f"Fiskeren igjen, skipperen vet det, {number}.")
        shown = (await cora.get(f"/console/contacts/{last}")).text.partition('id="others-title"')[2]
        assert [f'name="other" value="{one}"' in shown for one in earlier[1:]] == [True, True]

    async def test_are_kept_once_so_that_whoever_was_answered_is_not_asked_for_ever(
        self, house: House, cora: httpx.AsyncClient, contact: Card
    ) -> None:
        *earlier, last = await self.fishers(cora, contact)
        await self.say(cora, last, earlier[0], "different", shown=[])
        await self.say(cora, last, earlier[1], "different")
        assert last in await self.settled(house)

    async def test_only_earlier_ones_and_none_of_its_own_person(
        self, house: House, cora: httpx.AsyncClient, contact: Card
    ) -> None:
        first, second, third, last = await self.fishers(cora, contact)
        await self.say(cora, last, second, "same", shown=[])
        await self.say(cora, third, first, "different", shown=[first, second, last, "00000000", "x"])
        verdicts = {event.two: event.verdict for event in (await house.app.state.app_db.run(links.decisions)).standing}
        assert verdicts == {
            in_order(last, second): Verdict.SAME,
            in_order(first, third): Verdict.DIFFERENT,
            in_order(second, third): Verdict.NOT_LOOKED,
        }

    async def test_are_not_those_of_later_contacts_that_passed_on_this_one(
        self, house: House, cora: httpx.AsyncClient, contact: Card
    ) -> None:
        *earlier, last = await self.fishers(cora, contact)
        for number in range(25):
            await add(cora, contact | {"shown": [last]}, f"Spør om skatt og depositum, {number}.")
        page = (await cora.get(f"/console/contacts/{last}")).text
        assert page.count('name="other"') < 10
        await self.say(cora, last, earlier[0], "different")
        assert last not in await self.settled(house)

    async def test_are_told_beside_who_has_the_same_code_too(
        self, house: House, cora: httpx.AsyncClient, contact: Card
    ) -> None:
        *earlier, last = await self.fishers(cora, contact)

        def join(session: Session) -> None:
            for one in (earlier[0], last):
                session.get_one(Contact, one).return_hint = b"the same code"

        await house.app.state.app_db.run(join)
        await self.say(cora, last, earlier[0], "different")
        assert last not in await self.settled(house)

    async def test_stay_where_another_contact_of_the_person_is_told_apart_from_them(
        self, house: House, cora: httpx.AsyncClient, contact: Card
    ) -> None:
        first, second, third, last = await self.fishers(cora, contact)
        await self.say(cora, third, first, "different", shown=[second])
        await self.say(cora, last, third, "same", shown=[])
        await self.say(cora, last, second, "different", shown=[])
        assert third not in await self.settled(house)
        await self.say(cora, third, second, "different")
        assert third in await self.settled(house)

    async def test_are_not_kept_where_the_answer_is_refused(
        self, house: House, cora: httpx.AsyncClient, contact: Card
    ) -> None:
        *earlier, last = await self.fishers(cora, contact)
        answer = await self.say(cora, last, last, "same", shown=earlier)
        assert answer.status_code == 409
        assert (await house.app.state.app_db.run(links.decisions)).standing == []

    async def fishers(self, client: httpx.AsyncClient, contact: Card) -> list[str]:
        days = (f"2026-0{month}-01" for month in range(1, 5))
        return [await add(client, contact, note, day=day) for note, day in zip(self.NOTES, days, strict=True)]

    async def say(
        self, client: httpx.AsyncClient, here: str, other: str, verdict: str, shown: list[str] | None = None
    ) -> httpx.Response:
        """As the page sends it, or with others `shown`."""
        address = f"/console/contacts/{here}"
        form = (await client.get(address)).text.partition(f'name="other" value="{other}"')[2].partition("</form>")[0]
        assert form or shown is not None
        beside = re.findall(r'name="shown" value="(\w+)"', form) if shown is None else shown
        return await client.post(f"{address}/links", data={"other": other, "verdict": verdict, "shown": beside})

    async def settled(self, house: House) -> set[str]:
        def read(session: Session) -> set[str]:
            return links.decisions(session).settled(links.linkable(session))

        return set(await house.app.state.app_db.run(read))


async def test_what_a_later_contact_calls_a_mistake_says_so_also_where_it_is_linked_afterwards(
    cora: httpx.AsyncClient, contact: Card
) -> None:
    """Its category is no evidence any more, and nobody shall wonder why the person counts as another."""
    sure, less = {"category": "confirmed", "basis": "says_so"}, {"category": "none", "basis": "says_no"}
    earlier = await add(cora, contact, "Sier at han selger.", **sure, day="2026-01-01")
    answers = {"shown": earlier, f"answer-{earlier}": "same", "weaker_because": "earlier_mistaken"}
    later = await add(cora, contact, "Det var en annen.", **less, **answers, day="2026-02-01")
    found = await add(cora, contact, "Selger på nett.", **sure, day="2026-01-15")
    newest = await add(cora, contact, "Selger nå.", **sure, day="2026-03-01")
    for other in (found, newest):
        await cora.post(f"/console/contacts/{later}/links", data={"other": other, "verdict": "same"})
    said = "En senere kontakt sier at det som ble skrevet her, var en feil."
    own = {one: (await cora.get(f"/console/contacts/{one}")).text.partition("same-title")[0] for one in (found, newest)}
    assert {one: said in page for one, page in own.items()} == {found: True, newest: False}
    assert (await cora.get(f"/console/contacts/{later}")).text.count(said) == 2


async def test_relatives_are_not_offered_for_linking(cora: httpx.AsyncClient, contact: Card) -> None:
    a = await add(cora, contact, "Notat a.")
    mother = await add(cora, contact, "En mor er bekymret.", about="relative_or_helper")
    assert "En mor er bekymret." not in (await cora.get(f"/console/contacts/{a}")).text
    assert "kobles ikke" in (await cora.get(f"/console/contacts/{mother}")).text


async def test_others_can_be_searched(cora: httpx.AsyncClient, contact: Card) -> None:
    a, b = await add(cora, contact, "Har hund."), await add(cora, contact, "Lufter hunden om natten.")
    await add(cora, contact, "Spør om loven.")
    page = (await cora.post("/console/contacts/search", data={"words": "hunden", "contact": a})).text
    assert f'value="{b}"' in page
    assert "Spør om loven." not in page


async def test_an_unknown_contact_is_not_found(cora: httpx.AsyncClient) -> None:
    assert (await cora.get("/console/contacts/00000000")).status_code == 404

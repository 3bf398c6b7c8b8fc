"""The earlier persons beside a registration: who is shown and why, what is answered, and who registers at once."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from chat import calendar
from chat.periods import Kind
from counselor_console.at_once import MINUTES, AtOnce
from counselor_console.earlier import sought_in
from stats import links, retention
from stats.decisions import Decided, Decisions
from stats.vocabulary import Verdict
from tests.console.conftest import HTMX, Card, House
from tests.console.test_contacts import add, said_in_words

pytestmark = pytest.mark.anyio

FISHER = "Fisker på Vesterålen, redd for skipperen sin."
AGAIN = "Fiskeren ringte, og skipperen har oppdaget det."
EARLIER = "/console/contacts/earlier"
ID = "0000abcd"


async def look(client: httpx.AsyncClient, contact: Card, **change: Any) -> str:
    return (await client.post(EARLIER, data=contact | change, headers=HTMX)).text


async def decided(house: House) -> Decisions:
    found: Decisions = await house.app.state.app_db.run(links.decisions)
    return found


@pytest.fixture
async def fisher(cora: httpx.AsyncClient, contact: Card) -> str:
    """A contact that is found again, among five others."""
    for number in range(5):
        await add(cora, contact, f"Lurer på regler om skatt, sak {number}.", gender="woman", age_band="50+")
    return await add(cora, contact, FISHER, day="2026-01-02", channel="chat_room")


class TestLooking:
    async def test_five_are_shown_the_likeliest_first_with_the_reason(
        self, dan: httpx.AsyncClient, contact: Card, fisher: str
    ) -> None:
        shown = await look(dan, contact, note=AGAIN)
        assert shown.count("<fieldset") == 5
        first = shown.partition("</fieldset>")[0]
        assert f'name="answer-{fisher}"' in first
        assert "<mark>Fisker</mark>" in first
        assert "januar 2026" in first
        assert "Mann · 25–34 · Usikker" in " ".join(first.split())

    @pytest.mark.usefixtures("fisher")
    async def test_nothing_is_chosen_beforehand(self, dan: httpx.AsyncClient, contact: Card) -> None:
        shown = await look(dan, contact, note=AGAIN)
        assert shown.count('value="not_looked" autocomplete="off" checked') == 5
        assert shown.count(" checked") == 5

    async def test_what_was_answered_stays_while_the_note_grows(
        self, dan: httpx.AsyncClient, contact: Card, fisher: str
    ) -> None:
        chosen = {"note": "Spør om helt andre ting nå", "shown": [fisher], f"answer-{fisher}": "unsure"}
        shown = await look(dan, contact, **chosen)
        assert f'name="answer-{fisher}" value="unsure" autocomplete="off" checked' in shown

    @pytest.mark.usefixtures("fisher")
    async def test_before_the_note_tells_anything_nobody_is(self, dan: httpx.AsyncClient, contact: Card) -> None:
        assert "<fieldset" not in await look(dan, contact, note="Fisker, redd")

    @pytest.mark.usefixtures("fisher")
    @pytest.mark.parametrize("about", ["relative_or_helper", "none", ""])
    async def test_nor_for_who_is_no_counted_person(self, dan: httpx.AsyncClient, contact: Card, about: str) -> None:
        assert "Vesterålen" not in await look(dan, contact, note=AGAIN, about=about)

    async def test_one_person_is_shown_once_by_the_contact_most_alike(
        self, cora: httpx.AsyncClient, contact: Card, fisher: str
    ) -> None:
        other = await add(cora, contact, "Ville bare vite om åpningstidene våre i jula.")
        await cora.post(f"/console/contacts/{fisher}/links", data={"other": other, "verdict": "same"})
        shown = await look(cora, contact, note=AGAIN)
        assert f'name="answer-{fisher}"' in shown.partition("</fieldset>")[0]
        assert f'name="answer-{other}"' not in shown
        assert "én kontakt til" in shown

    async def test_what_a_colleague_decides_between_two_looks_is_seen_by_the_second(
        self, cora: httpx.AsyncClient, dan: httpx.AsyncClient, contact: Card, fisher: str
    ) -> None:
        other = await add(cora, contact, "Skipperen er fiskeren sin bror.")
        shown = await look(dan, contact, note=AGAIN)
        assert (f"answer-{fisher}" in shown, f"answer-{other}" in shown) == (True, True)
        await cora.post(f"/console/contacts/{fisher}/links", data={"other": other, "verdict": "same"})
        shown = await look(dan, contact, note=AGAIN)
        assert (f'name="answer-{fisher}"' in shown) != (f'name="answer-{other}"' in shown)
        await cora.post(f"/console/contacts/{fisher}/unlink", data={"other": other})
        shown = await look(dan, contact, note=AGAIN)
        assert (f"answer-{fisher}" in shown, f"answer-{other}" in shown) == (True, True)

    async def test_a_person_that_was_answered_is_shown_once_when_another_contact_of_it_is_more_alike(
        self, cora: httpx.AsyncClient, contact: Card, fisher: str
    ) -> None:
        other = await add(cora, contact, "Ville bare vite om åpningstidene våre i jula.")
        await cora.post(f"/console/contacts/{fisher}/links", data={"other": other, "verdict": "same"})
        shown = await look(cora, contact, note=AGAIN, shown=[other], **{f"answer-{other}": "different"})
        assert f'name="answer-{other}" value="different" autocomplete="off" checked' in shown
        assert f'name="answer-{fisher}"' not in shown

    async def test_a_note_is_text_and_never_markup(self, cora: httpx.AsyncClient, contact: Card) -> None:
        await add(cora, contact, "Fisker <img src=x onerror=alert(1)> skipper")
        assert "<img" not in await look(cora, contact, note=AGAIN)

    async def test_who_came_after_the_last_look_is_found_and_whose_note_is_over_is_not(
        self, house: House, dan: httpx.AsyncClient, contact: Card, fisher: str
    ) -> None:
        assert f"answer-{fisher}" in await look(dan, contact, note=AGAIN)
        later = await add(dan, contact, "Skipperen er fiskeren sin bror.")
        assert f"answer-{later}" in await look(dan, contact, note=AGAIN)
        year = datetime.now() + timedelta(days=400)  # noqa: DTZ005 - any hour of that day
        await house.app.state.app_db.run(retention.destroy, Kind.NOTE, year)
        assert "<fieldset" not in await look(dan, contact, note=AGAIN)

    async def test_decisions_are_not_read_again_for_it(
        self, dan: httpx.AsyncClient, contact: Card, fisher: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """There are a hundred thousand of them after a century, and one is read for each answer that was ever given."""
        for _ in range(3):
            wordless = [await add(dan, contact, "…") for _ in range(2)]
            await dan.post(f"/console/contacts/{wordless[0]}/links", data={"other": wordless[1], "verdict": "same"})
        read: list[Decided] = []

        def note(*event: Any) -> Decided:
            read.append(Decided(*event))
            return read[-1]

        await look(dan, contact, note=AGAIN)
        monkeypatch.setattr(links, "Decided", note)
        assert f"answer-{fisher}" in await look(dan, contact, note=AGAIN)
        assert read == []


class TestAnswering:
    async def save(self, client: httpx.AsyncClient, contact: Card, **answers: str) -> httpx.Response:
        said = {f"answer-{one}": verdict for one, verdict in answers.items()}
        form = contact | {"note": AGAIN, "contact_id": ID, "shown": list(answers)} | said
        return await client.post("/console/contacts/new", data=form, headers=HTMX)

    @pytest.mark.parametrize("verdict", list(Verdict))
    async def test_each_answer_is_kept_with_the_contact(
        self, house: House, dan: httpx.AsyncClient, contact: Card, fisher: str, verdict: Verdict
    ) -> None:
        assert "Lagret" in (await self.save(dan, contact, **{fisher: verdict})).text
        assert (await decided(house)).last[tuple(sorted((fisher, ID)))].verdict is verdict  # type: ignore[index]

    async def test_who_says_nothing_has_not_looked(
        self, house: House, dan: httpx.AsyncClient, contact: Card, fisher: str
    ) -> None:
        await self.save(dan, contact, **{fisher: "something"})
        assert [one.verdict for one in (await decided(house)).standing] == [Verdict.NOT_LOOKED]

    async def test_a_form_sent_twice_decides_once(
        self, house: House, dan: httpx.AsyncClient, contact: Card, fisher: str
    ) -> None:
        for _ in range(2):
            assert "Lagret" in (await self.save(dan, contact, **{fisher: "same"})).text
        assert len((await decided(house)).standing) == 1

    @pytest.mark.parametrize("headers", [HTMX, {}])
    @pytest.mark.parametrize(("first", "now"), [("same", "different"), ("not_looked", "same"), ("same", "not_looked")])
    async def test_a_form_sent_again_with_other_answers_is_told_what_was_saved(
        self,
        house: House,
        dan: httpx.AsyncClient,
        contact: Card,
        fisher: str,
        first: str,
        now: str,
        headers: dict[str, str],
    ) -> None:
        await self.save(dan, contact, **{fisher: first})
        before = (await decided(house)).standing
        form = contact | {"note": AGAIN, "contact_id": ID, "shown": [fisher], f"answer-{fisher}": now}
        again = await dan.post("/console/contacts/new", data=form, headers=headers)
        assert (again.status_code, "Den ble lagret før" in again.text) == (409, True)
        assert f'href="/console/contacts/{ID}"' in again.text
        assert (await decided(house)).standing == before

    async def test_of_who_is_the_same_through_another_the_same_answers_may_come_twice(
        self, cora: httpx.AsyncClient, dan: httpx.AsyncClient, contact: Card, fisher: str
    ) -> None:
        other = await add(cora, contact, "Ville bare vite om åpningstidene våre i jula.")
        await cora.post(f"/console/contacts/{fisher}/links", data={"other": other, "verdict": "same"})
        for _ in range(2):
            assert "Lagret" in (await self.save(dan, contact, **{fisher: "same", other: "unsure"})).text

    async def test_answers_that_contradict_are_said_and_nothing_is_saved(
        self, house: House, cora: httpx.AsyncClient, contact: Card, fisher: str
    ) -> None:
        other = await add(cora, contact, "En annen fisker.")
        await cora.post(f"/console/contacts/{fisher}/links", data={"other": other, "verdict": "different"})
        answer = await self.save(cora, contact, **{fisher: "same", other: "same"})
        assert (answer.status_code, "to av disse kontaktene er ulike personer" in answer.text) == (422, True)
        assert f"Bestemt {said_in_words(calendar.today())}:" in answer.text
        for one in (fisher, other):
            assert f'href="/console/contacts/{one}" target="_blank"' in answer.text
        assert len((await decided(house)).standing) == 1
        assert f'name="answer-{other}" value="same" autocomplete="off" checked' in answer.text

    async def test_that_one_of_two_who_are_the_same_is_another_is_said_and_nothing_is_saved(
        self, house: House, cora: httpx.AsyncClient, contact: Card, fisher: str
    ) -> None:
        other = await add(cora, contact, "En annen fisker.")
        await cora.post(f"/console/contacts/{fisher}/links", data={"other": other, "verdict": "same"})
        answer = await self.save(cora, contact, **{fisher: "same", other: "different"})
        assert (answer.status_code, "sier imot hverandre" in answer.text) == (422, True)
        assert len((await decided(house)).standing) == 1

    @pytest.mark.parametrize("other", ["ffffffff", ID])
    async def test_about_what_cannot_be_compared_is_said_and_can_be_saved_then(
        self, dan: httpx.AsyncClient, contact: Card, other: str
    ) -> None:
        answer = await self.save(dan, contact, **{other: "same"})
        assert (answer.status_code, "ikke lenger sammenlignes" in answer.text) == (422, True)
        assert f"answer-{other}" not in answer.text
        assert "Lagret" in (await self.save(dan, contact)).text

    async def test_they_are_kept_in_the_draft(self, dan: httpx.AsyncClient, contact: Card, fisher: str) -> None:
        form = contact | {"note": AGAIN, "shown": [fisher], f"answer-{fisher}": "unsure"}
        await dan.post("/console/contacts/new/draft", data=form, headers=HTMX)
        begun = (await dan.get("/console/contacts/new")).text
        assert f'name="answer-{fisher}" value="unsure" autocomplete="off" checked' in begun

    async def test_relatives_get_no_answers(
        self, house: House, dan: httpx.AsyncClient, contact: Card, fisher: str
    ) -> None:
        await self.save(dan, contact | {"about": "relative_or_helper"}, **{fisher: "same"})
        assert (await decided(house)).standing == []


class TestAtOnce:
    WARNING = "En kollega registrerer noe som ligner mye"

    async def test_two_who_register_the_same_are_told(
        self, cora: httpx.AsyncClient, dan: httpx.AsyncClient, contact: Card
    ) -> None:
        assert self.WARNING not in await look(cora, contact, note=FISHER, contact_id="00000001")
        assert self.WARNING in await look(dan, contact, note=f"{FISHER} Har båt.", contact_id="00000002")
        assert self.WARNING in await look(cora, contact, note=FISHER, contact_id="00000001")

    async def test_who_writes_the_same_again_is_not(self, cora: httpx.AsyncClient, contact: Card) -> None:
        for number in range(2):
            assert self.WARNING not in await look(cora, contact, note=FISHER, contact_id=f"0000000{number}")

    @pytest.mark.parametrize("change", [{"note": "Spør om husleie og depositum"}, {"day": "2026-01-02"}])
    async def test_nor_about_another_story_or_day(
        self, cora: httpx.AsyncClient, dan: httpx.AsyncClient, contact: Card, change: Card
    ) -> None:
        await look(cora, contact, note=FISHER, contact_id="00000001")
        assert self.WARNING not in await look(dan, contact | {"note": FISHER} | change, contact_id="00000002")

    @pytest.mark.parametrize(
        "again",
        [
            "Chef from Bergen who is afraid his boss will find out, has two children",
            "Bergensk kokk. Bekymret: sjefen kan finne ut. To unger",
        ],
    )
    async def test_the_same_in_other_words_language_and_channel_is_told(
        self, cora: httpx.AsyncClient, dan: httpx.AsyncClient, contact: Card, again: str
    ) -> None:
        cook = "Kokk fra Bergen som er redd for at sjefen skal oppdage det, har to barn"
        await look(cora, contact, note=cook, contact_id="00000001")
        assert self.WARNING in await look(dan, contact | {"channel": "street"}, note=again, contact_id="00000002")

    async def test_two_who_only_work_as_the_same_are_not(
        self, cora: httpx.AsyncClient, dan: httpx.AsyncClient, contact: Card
    ) -> None:
        await look(cora, contact, note="Kokk fra Bergen, redd for at sjefen skal oppdage det.", contact_id="00000001")
        other = "Kokk på Røros, vil ta hivtest og spør om prep og kondomer."
        assert self.WARNING not in await look(dan, contact, note=other, contact_id="00000002")

    async def test_after_a_quarter_of_an_hour_nobody_is(self, contact: Card) -> None:
        now = 0.0
        begun = AtOnce(lambda: now)
        form = {name: value if isinstance(value, list) else [value] for name, value in contact.items()}
        sought = sought_in(form | {"note": [FISHER]})
        assert not begun.tell(1, sought)
        now = MINUTES * 60.0
        assert not begun.tell(2, sought)
        assert begun.tell(1, sought)


async def test_who_says_less_than_the_same_person_did_is_asked_why(
    house: House, cora: httpx.AsyncClient, contact: Card
) -> None:
    before = await add(cora, contact, FISHER, category="confirmed")
    form = contact | {"note": AGAIN, "contact_id": ID, "shown": [before], f"answer-{before}": "same"}
    asked = await cora.post("/console/contacts/new", data=form, headers=HTMX)
    assert asked.status_code == 422
    assert 'name="weaker_because" value="earlier_mistaken"' in asked.text
    assert "En tidligere kontakt med samme person sier mer." in asked.text
    assert (await decided(house)).standing == []
    saved = await cora.post("/console/contacts/new", data=form | {"weaker_because": "not_raised"}, headers=HTMX)
    assert "Lagret" in saved.text
    assert "Det kom ikke opp denne gangen" in (await cora.get(f"/console/contacts/{ID}")).text

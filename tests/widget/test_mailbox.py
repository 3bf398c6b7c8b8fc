"""The mailbox as visitors meet it, over HTTP: off until somebody reads it, opened by a code, and gone when left."""

from datetime import date, timedelta
from pathlib import Path
from secrets import token_urlsafe

import pytest
from sqlalchemy import select

from chat.errors import Busy
from chat.language import speech
from chat.limits import Bucket
from chat.mailbox import keys
from chat.mailbox.codes import DIGITS
from chat.mailbox.keys import Cost
from chat.mailbox.models import Thread
from chat.periods import Kind
from public_widget.once import Once
from public_widget.unsent import REMEMBERED
from stats import retention
from stats.models import Contact, OwedRegistration, Uncounted
from tests.console.conftest import House, house
from tests.mailbox import (
    ANSWERED,
    ASKED,
    READ,
    Visitor,
    answer,
    code_in,
    hidden_mark,
    open_mailbox,
    threads,
    visitor,
)
from tests.privacy.canaries import files, search

pytestmark = pytest.mark.anyio
__all__ = ["house"]  # a fixture

MISTYPED = "Det er en skrivefeil i den"
UNKNOWN = "Denne koden åpner ingenting."


@pytest.fixture
def opening() -> str:  # nobody is here: these are the closed hours
    return "presence"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", Cost(passes=1, memory=8192))


@pytest.fixture
async def vera(house: House) -> Visitor:
    await open_mailbox(house)
    house.app.state.presence.gone(house.id("Cora"))
    return await visitor(house)


async def count(house: House) -> int:
    return len(await house.app.state.mailbox.list_all(date.today()))  # noqa: DTZ011


class TestOffAndOn:
    async def test_it_is_off_until_the_rota_names_a_reader(self, house: House) -> None:
        vera = await visitor(house)
        page = (await vera.get("/later")).text
        assert "for ingen er satt opp til å lese det" in page
        assert 'name="text"' not in page
        refused = await vera.follow(await vera.post("/later", text=ASKED, mark=token_urlsafe(16)))
        assert "Akkurat nå kan ingenting legges igjen her" in refused
        assert ASKED in refused  # he still has what he wrote
        assert await count(house) == 0
        assert "/later" not in (await vera.get("/")).text

    async def test_a_reader_without_a_key_does_not_open_it(self, house: House) -> None:
        lea = await house.staff("Lea")
        await lea.post("/console/mailbox/readers", data={"reader-1": str(house.id("Dan"))})
        assert 'name="text"' not in (await (await visitor(house)).get("/later")).text

    async def test_the_form_says_when_it_is_read_and_shows_help_above_the_box(self, vera: Visitor) -> None:
        page = (await vera.get("/later")).text
        tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011
        assert f"Vi leser neste gang {speech('nb').day(tomorrow, 'EEEE d. MMMM')}." in page
        assert 0 < page.index('href="tel:116117"') < page.index('name="text"')
        for promise in (
            "beskytter deg dårligere",
            "Ikke skriv navn, numre",
            "1 måned etter den siste",
            "Ikke hvis du er i fare",
            "Er et barn i fare",
        ):
            assert promise in page, promise

    async def test_the_closed_page_leads_there(self, vera: Visitor) -> None:
        assert 'href="/later?lang=nb"' in (await vera.get("/")).text

    async def test_its_addresses_and_titles_say_nothing_and_nothing_is_kept(self, vera: Visitor) -> None:
        await vera.ask()
        for address in ("/later", READ):
            answer_ = await vera.get(address)
            assert "<title>Spørsmål og svar</title>" in answer_.text
            assert answer_.headers["cache-control"] == "no-store"
            assert "Forlat siden" in answer_.text


class TestTheJourney:
    async def test_he_asks_comes_back_from_another_device_reads_and_writes_again(
        self, house: House, vera: Visitor
    ) -> None:
        code = await vera.ask()
        other = await visitor(house)
        assert "Ikke besvart ennå" in await other.enter(code)
        cora = await open_mailbox(house)
        (address,) = await threads(cora)
        assert ASKED in (await cora.get(address)).text
        await answer(cora, address)
        again = await visitor(house)
        page = await again.enter(code.replace(" ", "-"))
        assert "Det er kommet svar" in page
        assert ASKED in page
        assert ANSWERED in page
        assert "Tusen takk." in await again.write("Tusen takk.")
        assert "Tusen takk." in (await cora.get(address)).text

    async def test_the_code_is_shown_until_it_is_written_down(self, vera: Visitor) -> None:
        code = await vera.ask()
        assert code in (await vera.get(READ)).text  # a reload loses nothing yet
        assert code not in await vera.follow(await vera.post("/later/noted"))
        assert code not in (await vera.get(READ)).text

    async def test_after_leaving_nothing_is_shown(self, vera: Visitor) -> None:
        await vera.ask()
        kept = dict(vera.cookies)
        left = await vera.post("/leave")
        assert any(line.startswith("__Host-later=;") for line in left.headers.get_list("set-cookie"))
        assert "__Host-later" not in vera.cookies
        vera.cookies = kept  # what a browser that restores its session would bring
        assert ASKED not in await vera.follow(await vera.get(READ))

    async def test_the_code_is_in_no_address_no_cookie_and_no_other_page(self, vera: Visitor) -> None:
        answer_ = await vera.post("/later", text=ASKED, mark=token_urlsafe(16))
        digits = code_in(await vera.follow(answer_)).replace(" ", "")
        seen = [str(answer_.headers), str(vera.cookies), (await vera.get("/later")).text, (await vera.get("/")).text]
        entered = await vera.post("/later/code", code=digits)
        assert not [text for text in (*seen, str(entered.headers)) if digits in text or digits[:8] in text]

    async def test_the_same_form_twice_is_one_question_with_one_code(self, house: House, vera: Visitor) -> None:
        mark = hidden_mark((await vera.get("/later")).text)
        codes = {code_in(await vera.follow(await vera.post("/later", text=ASKED, mark=mark))) for _ in range(2)}
        assert len(codes) == 1
        assert await count(house) == 1

    async def test_the_same_letter_twice_stands_once(self, vera: Visitor) -> None:
        await vera.ask()
        mark = hidden_mark((await vera.get(READ)).text)
        for _ in range(2):
            page = await vera.follow(await vera.post(READ, text="En ting til.", mark=mark))
        assert page.count("En ting til.") == 1

    async def test_what_could_not_be_taken_is_shown_again_once(self, vera: Visitor) -> None:
        page = await vera.follow(await vera.post("/later", text="x" * 4001, mark=token_urlsafe(16)))
        assert "x" * 4001 in page
        assert "x" * 4001 not in (await vera.get("/later")).text

    async def test_markup_is_shown_as_typed_and_runs_nowhere(self, vera: Visitor) -> None:
        await vera.ask("<script>alert(1)</script> \u202e🙂")
        page = (await vera.get(READ)).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; \u202e🙂" in page
        assert "<script>alert" not in page


class TestTheCode:
    async def test_a_typing_error_is_told_as_such_without_a_look_up(self, house: House, vera: Visitor) -> None:
        code = await vera.ask()
        other, guesses = await visitor(house), house.app.state.mailbox.guesses
        left = guesses._left
        wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
        page = await other.enter(wrong)
        assert MISTYPED in page
        assert f'value="{wrong}"' in page  # so that it can be mended
        assert f"har 27 sifre, og en kode har {DIGITS}" in await other.enter(code[:-1])
        assert guesses._left >= left

    async def test_unknown_and_destroyed_look_the_same(self, house: House, vera: Visitor) -> None:
        code = await vera.ask()
        await vera.post("/later/destroy")
        other = await visitor(house)
        pages = [await other.enter(typed) for typed in (code, "0" * 27 + "1")]
        assert all(UNKNOWN in page for page in pages)
        assert ASKED not in "".join(pages)

    async def test_many_guesses_are_slowed_and_then_nothing_is_looked_up(self, house: House, vera: Visitor) -> None:
        code = await vera.ask()
        other = await visitor(house)
        house.app.state.mailbox.guesses = Bucket(rate=50, burst=2, clock=lambda: 0.0)
        for _ in range(2):
            await other.post("/later/code", code="0" * 27 + "1")
        assert "Mange koder prøves akkurat nå" in await other.enter(code)

    async def test_a_hundred_guesses_keep_nobody_out(self, house: House, vera: Visitor) -> None:
        code = await vera.ask()
        stranger = await visitor(house)
        for _ in range(100):
            await stranger.post("/later/code", code="0" * 27 + "1")
        assert ASKED in await (await visitor(house)).enter(code)

    async def test_typed_codes_push_no_text_out_that_is_to_be_shown_again(self, house: House, vera: Visitor) -> None:
        sent = await vera.post("/later", text="x" * 4001, mark=token_urlsafe(16))
        stranger = await visitor(house)
        for _ in range(REMEMBERED):
            await stranger.client.post("/later/code", data={"code": "1"})
        assert "x" * 4001 in await vera.follow(sent)

    async def test_on_another_device_it_goes_on_in_its_own_language(self, house: House, vera: Visitor) -> None:
        code = await vera.ask(language="en")
        other = await visitor(house)
        assert '<html lang="en"' in await other.enter(code)
        assert '<html lang="nn"' in await other.enter(code, language="nn")  # which he has chosen

    @pytest.mark.parametrize("met", ["noted", "code"])
    async def test_a_form_sent_again_after_a_restart_destroys_nothing_whose_code_somebody_has(
        self, house: House, vera: Visitor, met: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mark = hidden_mark((await vera.get("/later")).text)
        code = code_in(await vera.follow(await vera.post("/later", text=ASKED, mark=mark)))
        await vera.post(f"/later/{met}", code=code)
        monkeypatch.setattr("public_widget.mailbox._starts", Once())  # as a restart leaves it
        assert "Dette er sendt allerede." in await vera.follow(await vera.post("/later", text=ASKED, mark=mark))
        assert ASKED in await (await visitor(house)).enter(code)

    async def test_another_visitors_code_shows_nothing_of_his(self, house: House, vera: Visitor) -> None:
        await vera.ask("ene " + ASKED)
        otto = await visitor(house)
        code = await otto.ask("andre " + ASKED)
        page = await otto.enter(code)
        assert "andre " + ASKED in page
        assert "ene " + ASKED not in page
        assert "ene " + ASKED in (await vera.get(READ)).text

    @pytest.mark.parametrize("address", [READ, "/later/noted", "/later/choices", "/later/destroy"])
    async def test_without_a_code_nothing_can_be_done(self, house: House, vera: Visitor, address: str) -> None:
        await vera.ask()
        otto = await visitor(house)
        answer_ = await otto.post(address, text="hei", mark=token_urlsafe(16))
        assert answer_.status_code == 303
        assert ASKED not in (await otto.get(READ)).text
        assert await count(house) == 1


class TestWhoIsLetIn:
    async def test_a_paused_browser_leaves_no_question_and_keeps_its_text(
        self, house: House, vera: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(house.conversations, "paused_for", lambda _token: timedelta(minutes=12))
        page = await vera.follow(await vera.post("/later", text=ASKED, mark=token_urlsafe(16)))
        assert "kan du skrive til oss igjen om 12 minutter" in page
        assert ASKED in page
        assert await count(house) == 0

    async def test_a_question_passes_the_same_door_as_a_conversation(
        self, house: House, vera: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def shut(_network: str | None) -> None:
            raise Busy(1000)

        monkeypatch.setattr(house.conversations, "pass_door", shut)
        page = await vera.follow(await vera.post("/later", text=ASKED, mark=token_urlsafe(16)))
        assert "Mange skriver akkurat nå" in page
        assert ASKED in page
        assert await count(house) == 0


class TestTheEnd:
    async def test_what_is_kept_says_how_old_the_oldest_is(self, house: House, vera: Visitor) -> None:
        dan = await house.staff("Dan")
        today = f"Eldste som er igjen: {speech('nb').day(date.today())}"  # noqa: DTZ011
        for there in (False, True):
            page = (await dan.get("/console/kept")).text.partition("Et spørsmål i postkassen")[2].partition("</li>")[0]
            assert (today in page) == there
            await vera.ask()

    async def test_he_destroys_it_himself(self, house: House, vera: Visitor) -> None:
        await vera.ask()
        page = await vera.follow(await vera.post("/later/destroy"))
        assert "Det er slettet fra maskinen vår" in page
        assert await count(house) == 0
        assert ASKED not in (await vera.get(READ)).text

    async def test_what_expires_is_counted_where_everything_destroyed_is(self, house: House, vera: Visitor) -> None:
        await vera.ask()
        expired = await house.app.state.mailbox.tend(date.today() + timedelta(days=31))  # noqa: DTZ011
        assert expired == 1
        await house.app.state.app_db.run(retention.record, date.today(), {Kind.MAILBOX: expired})  # noqa: DTZ011
        held = await house.app.state.app_db.run(retention.holdings)
        assert [one.destroyed for one in held if one.kind is Kind.MAILBOX] == [1]

    async def test_a_code_that_is_used_after_the_end_opens_nothing(self, house: House, vera: Visitor) -> None:
        code = await vera.ask()
        ended = select(Thread)

        def age(session) -> None:  # type: ignore[no-untyped-def]
            for row in session.scalars(ended):
                row.until = date.today() - timedelta(days=2)  # noqa: DTZ011

        await house.app.state.mailbox._live.run(age)
        assert UNKNOWN in await (await visitor(house)).enter(code)


class TestHowHeIsCounted:
    async def test_as_after_a_conversation_where_he_says_nothing(self, house: House, vera: Visitor) -> None:
        await vera.ask()
        (card,) = await owed_after_answer(house)
        assert (card.exchanged, card.no_note, card.return_hint, card.language) == (True, False, None, "nb")

    async def test_without_a_note_where_he_wants_none(self, house: House, vera: Visitor) -> None:
        await vera.ask(count="no_note", hint="yes")
        (card,) = await owed_after_answer(house)
        assert (card.no_note, card.return_hint) == (True, None)

    async def test_nowhere_where_he_wants_that_and_the_lead_sees_how_many(self, house: House, vera: Visitor) -> None:
        await vera.ask(count="not_at_all", hint="yes")
        assert await owed_after_answer(house) == []
        stored = await house.app.state.app_db.run(lambda sql: sql.scalars(select(Uncounted)).all())
        assert [(row.day, row.number) for row in stored] == [(date.today(), 1)]  # noqa: DTZ011
        assert await house.app.state.app_db.run(lambda sql: sql.scalars(select(Contact)).all()) == []
        report = (await (await house.staff("Lea")).get("/stats/report.json")).json()
        assert report["figures"]["exchanges_not_counted"]["value"] == 1

    async def test_his_code_joins_his_contacts_only_when_he_says_so_and_until_he_takes_it_back(
        self,
        house: House,
        vera: Visitor,
    ) -> None:
        await vera.ask(hint="yes")
        (card,) = await owed_after_answer(house)
        assert card.return_hint
        cora = await house.staff("Cora")
        form = {"about": "himself", "category": "uncertain", "note": "Spør om prøver. Har hund.", "language": "nb"}
        saved = await cora.post(f"/console/owed/{card.id}", data=form)
        assert saved.status_code == 303, saved.text
        (contact,) = await house.app.state.app_db.run(lambda sql: sql.scalars(select(Contact)).all())
        assert contact.return_hint == card.return_hint
        await vera.post("/later/choices", count="note")
        (contact,) = await house.app.state.app_db.run(lambda sql: sql.scalars(select(Contact)).all())
        assert contact.return_hint is None

    @pytest.mark.parametrize("there", [True, False])
    async def test_his_code_leaves_the_notes_also_when_it_opens_nothing_any_more(
        self, house: House, vera: Visitor, there: bool
    ) -> None:
        code = await vera.ask(hint="yes")
        (card,) = await owed_after_answer(house)
        assert card.return_hint
        if not there:
            await house.app.state.mailbox.tend(date.today() + timedelta(days=31))  # noqa: DTZ011
        other = await visitor(house)
        house.app.state.unclean = False
        page = await other.follow(await other.post("/later/apart", code=code))
        assert house.app.state.unclean  # so that the log is emptied of it too
        assert "Koden din står ikke i noen av notatene våre nå." in page
        cards = await house.app.state.app_db.run(lambda sql: list(sql.scalars(select(OwedRegistration))))
        assert [one.return_hint for one in cards] == [None]
        if there:
            assert 'name="hint" value="yes" checked' not in await other.enter(code)  # nor is it in what comes

    async def test_a_code_that_never_was_is_answered_alike_and_a_typing_error_is_told(
        self, house: House, vera: Visitor
    ) -> None:
        assert "Koden din står ikke i noen av" in await vera.follow(
            await vera.post("/later/apart", code="0" * 27 + "1")
        )
        code = await vera.ask()
        wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
        other = await visitor(house)
        assert MISTYPED in await other.follow(await other.post("/later/apart", code=wrong))

    async def test_after_an_answer_he_reads_that_a_choice_holds_from_then_on(self, house: House, vera: Visitor) -> None:
        await vera.ask()
        said = "Dette gjelder for svarene våre fra nå av."
        assert said not in (await vera.get(READ)).text
        await owed_after_answer(house)
        assert said in (await vera.get(READ)).text

    async def test_what_he_chose_is_shown_to_him_again(self, vera: Visitor) -> None:
        await vera.ask(hint="yes")
        assert 'name="hint" value="yes" checked' in (await vera.get(READ)).text
        await vera.post("/later/choices", count="not_at_all", hint="yes")
        page = (await vera.get(READ)).text
        assert 'value="not_at_all" checked' in page
        assert 'name="hint" value="yes" checked' not in page


class TestNothingInTheOpen:
    async def test_neither_text_nor_code_is_in_any_file(self, house: House, vera: Visitor, tmp_path: Path) -> None:
        code = await vera.ask(hint="yes")
        await owed_after_answer(house)
        secrets = [ASKED, ANSWERED, code, code.replace(" ", ""), *vera.cookies.values()]
        assert search(files(tmp_path), secrets) == []


async def owed_after_answer(house: House) -> list[OwedRegistration]:
    cora = await open_mailbox(house)
    (address,) = await threads(cora)
    answered = await answer(cora, address)
    assert answered.status_code == 303, answered.text
    cards: list[OwedRegistration] = await house.app.state.app_db.run(
        lambda sql: list(sql.scalars(select(OwedRegistration)))
    )
    return cards

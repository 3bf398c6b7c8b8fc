"""The mailbox without its pages: who can open what, and what is left of it. On real databases, with cheap passwords."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from sqlalchemy import select
from sqlalchemy.orm import Session

from chat import accounts
from chat.db import Database, make_engine
from chat.errors import Busy, Closed, MoreWritten, NotFound, Taken, TextRefused, TooMany
from chat.limits import Bucket
from chat.mailbox import keys, threads
from chat.mailbox.keys import Cost, Opened
from chat.mailbox.models import Letter, PersonalKey, TeamKey, TeamShare, Thread, ThreadState
from chat.mailbox.service import Mailbox
from chat.mailbox.threads import Facts, Key, Said
from chat.password import WrongPassword, change_password, open_key
from chat.protocol import Side
from chat.roles import Role
from chat.sealing import Unreadable, new_key, open_sealed, unseal
from tests.databases import lay_app_db, lay_live_db
from tests.privacy.canaries import files, search

pytestmark = pytest.mark.anyio

MONDAY = date(2026, 11, 2)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
CORA, DAN, LEA = 1, 2, 3
PASSWORD, NEW = "hvit bro i vind", "rød båt i vik"
ASKED, ANSWERED = "spurt på kråkeslottet", "svart på mørkerommet"


@dataclass
class House:
    folder: Path
    app: Database
    live: Database
    mailbox: Mailbox

    @cached_property
    def cora(self) -> Opened:
        return self.open(CORA)

    def open(self, account_id: int, password: str = PASSWORD) -> Opened:
        return self.app.run_now(open_key, account_id, password, True)

    def let_in(self, account_id: int) -> Opened:
        """A colleague whom Cora knows."""
        opened = self.open(account_id)
        self.app.run_now(keys.grant, self.cora, account_id)
        return opened

    def reset(self, account_id: int, password: str = NEW) -> None:
        """As somebody does it who knows no password of hers."""
        code = self.app.run_now(accounts.invite, account_id)
        self.app.run_now(accounts.accept_invitation, code, "", password)

    async def ask(self, mark: str = "m" * 16, text: str = ASKED, today: date = MONDAY) -> tuple[Key, str]:
        return await self.mailbox.start(mark, text, Facts("nb"), today)

    async def read(self, opened: Opened, thread: str, today: date = MONDAY) -> list[str]:
        key = await self.mailbox.key_for(opened, thread, today)
        return [said.text for said in (await self.mailbox.view(key, today)).letters]

    async def answer(self, key: Key, read: int = 1, today: date = MONDAY) -> None:
        await self.mailbox.claim(key.thread, CORA, today)
        assert await self.mailbox.answer(key, CORA, read, "a" * 16, ANSWERED, today)

    def count(self, database: Database, table: type) -> int:
        return len(database.run_now(lambda session: session.scalars(select(table)).all()))


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher.from_parameters(CHEAPEST))
    monkeypatch.setattr(keys, "COST", Cost(passes=1, memory=8192))
    app, live = make_engine(lay_app_db(tmp_path)), make_engine(lay_live_db(tmp_path), autocheckpoint=0)
    house = House(tmp_path, Database(app), Database(live), Mailbox(Database(live), Database(app), new_key()))
    for name, role in (("cora", Role.COUNSELOR), ("dan", Role.PEER_WORKER), ("lea", Role.LEAD)):
        house.app.run_now(accounts.add_account, name, [role], PASSWORD)
    assert house.cora
    yield house
    app.dispose()
    live.dispose()


def _ciphertext(session: Session) -> list[bytes]:
    return [*session.scalars(select(Letter.body)), *session.scalars(select(Thread.sealed_key))]


class TestAskingAndAnswering:
    async def test_both_sides_read_what_was_written(self, house: House) -> None:
        key, code = await house.ask()
        await house.mailbox.claim(key.thread, CORA, MONDAY)
        assert await house.mailbox.answer(
            await house.mailbox.key_for(house.cora, key.thread, MONDAY), CORA, 1, "a" * 16, ANSWERED, MONDAY
        )
        returned = await house.mailbox.enter(code, MONDAY + DAY)
        seen = await house.mailbox.view(returned, MONDAY + DAY)
        assert seen.letters == [Said(Side.VISITOR, ASKED, MONDAY), Said(Side.COUNSELOR, ANSWERED, MONDAY)]
        assert (seen.state, seen.counselor_id) == (ThreadState.ANSWERED, None)
        await house.mailbox.write(returned, "b" * 16, "Takk.", MONDAY + DAY)
        assert await house.read(house.cora, key.thread) == [ASKED, ANSWERED, "Takk."]

    async def test_without_a_reader_nothing_is_taken(self, house: House) -> None:
        house.app.run_now(accounts.disable_account, "cora")
        with pytest.raises(Closed):
            await house.ask()
        house.open(LEA)  # a key of somebody who may not read opens nothing
        with pytest.raises(Closed):
            await house.ask()
        assert house.count(house.live, Thread) == 0

    @pytest.mark.parametrize("text", ["", "  ", "x" * 4001, "\x00", "a\x1bb"])
    async def test_a_text_that_no_message_may_be_is_refused(self, house: House, text: str) -> None:
        with pytest.raises(TextRefused):
            await house.ask(text=text)

    async def test_the_same_form_twice_is_one_letter(self, house: House) -> None:
        key, _ = await house.ask()
        for _ in range(2):
            await house.mailbox.write(key, "again" * 4, "Mer.", MONDAY)
        assert await house.read(house.cora, key.thread) == [ASKED, "Mer."]

    async def test_a_question_sent_again_after_its_answer_was_lost_is_one_thread(self, house: House) -> None:
        """As after a crash between the commit and the answer: nobody saw the first code, so the second one holds."""
        _, lost = await house.ask()
        key, code = await house.ask()
        assert house.count(house.live, Thread) == 1
        assert (await house.mailbox.enter(code, MONDAY)).thread == key.thread
        with pytest.raises(NotFound):
            await house.mailbox.enter(lost, MONDAY)

    async def test_one_that_staff_have_met_does_not_give_way(self, house: House) -> None:
        key, _ = await house.ask()
        await house.mailbox.claim(key.thread, CORA, MONDAY)
        with pytest.raises(Taken):
            await house.ask()
        assert await house.read(house.cora, key.thread) == [ASKED]

    async def test_an_answer_sent_twice_stands_once_and_is_told_once(self, house: House) -> None:
        key, _ = await house.ask()
        await house.mailbox.claim(key.thread, CORA, MONDAY)
        told = [await house.mailbox.answer(key, CORA, 1, "a" * 16, ANSWERED, MONDAY) for _ in range(2)]
        assert told == [True, False]
        assert await house.read(house.cora, key.thread) == [ASKED, ANSWERED]

    async def test_two_do_not_answer_at_once(self, house: House) -> None:
        house.open(DAN)
        key, _ = await house.ask()
        await house.mailbox.claim(key.thread, CORA, MONDAY)
        with pytest.raises(Taken):
            await house.mailbox.claim(key.thread, DAN, MONDAY)
        with pytest.raises(Taken):
            await house.mailbox.answer(key, DAN, 1, "a" * 16, ANSWERED, MONDAY)
        await house.mailbox.release(key.thread, DAN)  # which changes nothing: it is not his
        with pytest.raises(Taken):
            await house.mailbox.claim(key.thread, DAN, MONDAY)
        await house.mailbox.release(key.thread, CORA)
        await house.mailbox.claim(key.thread, DAN, MONDAY)

    async def test_a_claim_that_was_forgotten_is_free_the_next_day(self, house: House) -> None:
        key, _ = await house.ask()
        await house.mailbox.claim(key.thread, CORA, MONDAY)
        await house.mailbox.tend(MONDAY)
        assert (await house.mailbox.list_all(MONDAY))[0].counselor_id == CORA
        await house.mailbox.tend(MONDAY + DAY)
        assert (await house.mailbox.list_all(MONDAY))[0].counselor_id is None

    async def test_the_longest_waiting_comes_first_and_what_is_answered_last(self, house: House) -> None:
        asked = [(await house.ask(f"mark {n} of many", today=MONDAY + n * DAY))[0] for n in (2, 0, 1)]
        await house.mailbox.claim(asked[1].thread, CORA, MONDAY)
        await house.mailbox.answer(asked[1], CORA, 1, "a" * 16, ANSWERED, MONDAY + DAY)
        found = [row.id for row in await house.mailbox.list_all(MONDAY)]
        assert found == [asked[n].thread for n in (2, 0, 1)]
        assert await house.mailbox.count_waiting(MONDAY) == 2

    async def test_a_thread_and_the_box_can_be_full(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(threads, "MOST_THREADS", 1)
        monkeypatch.setattr(threads, "MOST_LETTERS", 2)
        key, _ = await house.ask()
        await house.mailbox.write(key, "b" * 16, "Mer.", MONDAY)
        with pytest.raises(TooMany):
            await house.mailbox.write(key, "c" * 16, "Enda mer.", MONDAY)
        with pytest.raises(TooMany):
            await house.ask("another mark of mine")

    async def test_an_answered_one_takes_no_place(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(threads, "MOST_THREADS", 1)
        key, code = await house.ask()
        await house.answer(key)
        await house.ask("another mark of mine")
        with pytest.raises(TooMany):
            await house.ask("a third mark of mine")
        assert await house.mailbox.enter(code, MONDAY)  # nor does it give way

    async def test_in_a_full_thread_staff_can_still_answer(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(threads, "MOST_LETTERS", 1)
        key, _ = await house.ask()
        await house.answer(key)
        assert await house.read(house.cora, key.thread) == [ASKED, ANSWERED]

    async def test_an_answer_to_what_was_not_read_is_refused_and_it_waits_on(self, house: House) -> None:
        key, _ = await house.ask()
        await house.mailbox.claim(key.thread, CORA, MONDAY)
        await house.mailbox.write(key, "b" * 16, "Mer.", MONDAY)
        with pytest.raises(MoreWritten):
            await house.mailbox.answer(key, CORA, 1, "a" * 16, ANSWERED, MONDAY)
        assert await house.mailbox.count_waiting(MONDAY) == 1
        assert await house.read(house.cora, key.thread) == [ASKED, "Mer."]
        assert await house.mailbox.answer(key, CORA, 2, "a" * 16, ANSWERED, MONDAY)

    async def test_a_code_that_was_written_down_is_not_replaced_by_the_form_sent_again(self, house: House) -> None:
        key, code = await house.ask()
        await house.mailbox.mark_met(key)
        with pytest.raises(Taken):
            await house.ask()
        assert await house.mailbox.enter(code, MONDAY) == key

    async def test_a_code_that_was_used_is_not_replaced_by_the_form_sent_again(self, house: House) -> None:
        key, code = await house.ask()
        await house.mailbox.enter(code, MONDAY)
        with pytest.raises(Taken):
            await house.ask()
        assert await house.mailbox.enter(code, MONDAY) == key


class TestRemoving:
    async def test_staff_remove_what_they_have_read(self, house: House) -> None:
        key, code = await house.ask()
        await house.mailbox.remove(key.thread, CORA, 1)
        with pytest.raises(NotFound):
            await house.mailbox.enter(code, MONDAY)
        assert house.count(house.live, Letter) == 0

    async def test_nothing_of_it_is_left_in_the_files(self, house: House) -> None:
        key, _ = await house.ask()
        rows = house.live.run_now(_ciphertext)
        await house.mailbox.remove(key.thread, CORA, 1)
        assert not [row for row in rows if any(row in content for content in files(house.folder).values())]

    async def test_not_what_has_more_in_it_than_was_read_nor_what_a_colleague_answers(self, house: House) -> None:
        key, _ = await house.ask()
        await house.mailbox.write(key, "b" * 16, "Mer.", MONDAY)
        with pytest.raises(Taken):
            await house.mailbox.remove(key.thread, CORA, 1)
        await house.mailbox.claim(key.thread, DAN, MONDAY)
        with pytest.raises(Taken):
            await house.mailbox.remove(key.thread, CORA, 2)
        assert await house.read(house.cora, key.thread) == [ASKED, "Mer."]


class TestTheCode:
    async def test_unknown_over_and_destroyed_look_the_same(self, house: House) -> None:
        _, over = await house.ask("mark of the first one")
        key, destroyed = await house.ask("mark of the second one")
        await house.mailbox.destroy(key)
        for code, day in ((over, MONDAY + 31 * DAY), (destroyed, MONDAY), ("0" * 27 + "1", MONDAY)):
            with pytest.raises(NotFound) as refused:
                await house.mailbox.enter(code, day)
            assert refused.value.args == ()

    async def test_guessing_is_slowed_for_everybody_together(self, house: House) -> None:
        house.mailbox.guesses = Bucket(rate=50, burst=200, clock=lambda: 0.0)
        for _ in range(200):
            with pytest.raises(NotFound):
                await house.mailbox.enter("0" * 28, MONDAY)
        with pytest.raises(Busy):
            await house.mailbox.enter("0" * 28, MONDAY)

    async def test_one_code_opens_nothing_of_another(self, house: House) -> None:
        one, code = await house.ask("mark of the first one", "ene")
        two, _ = await house.ask("mark of the second one", "andre")
        entered = await house.mailbox.enter(code, MONDAY)
        assert entered == one
        with pytest.raises(Unreadable):
            await house.mailbox.view(Key(two.thread, entered.dek), MONDAY)


class TestTheEnd:
    async def test_more_letters_do_not_keep_longer_what_nobody_has_answered(self, house: House) -> None:
        key, _ = await house.ask()
        await house.mailbox.write(key, "b" * 16, "Mer.", MONDAY + 29 * DAY)
        assert await house.mailbox.tend(MONDAY + 31 * DAY) == 1

    async def test_it_is_gone_thirty_days_after_what_came_after_an_answer_and_counted(self, house: House) -> None:
        key, code = await house.ask()
        await house.answer(key)
        await house.mailbox.write(key, "b" * 16, "Mer.", MONDAY + 10 * DAY)
        assert await house.mailbox.tend(MONDAY + 40 * DAY) == 0
        assert await house.mailbox.enter(code, MONDAY + 40 * DAY)
        assert await house.mailbox.tend(MONDAY + 41 * DAY) == 1
        assert house.count(house.live, Letter) == 0

    async def test_nothing_of_a_destroyed_thread_is_left_in_the_files(self, house: House) -> None:
        key, _ = await house.ask()
        rows = house.live.run_now(_ciphertext)
        kept = files(house.folder)
        assert all(any(row in content for content in kept.values()) for row in rows)  # the control
        await house.mailbox.destroy(key)
        kept = files(house.folder)
        assert not [row for row in rows if any(row in content for content in kept.values())]
        with pytest.raises(NotFound):
            await house.mailbox.view(key, MONDAY)
        await house.mailbox.destroy(key)  # again, which is nothing

    async def test_nothing_is_written_in_the_open(self, house: House) -> None:
        key, code = await house.ask()
        await house.mailbox.claim(key.thread, CORA, MONDAY)
        await house.mailbox.answer(key, CORA, 1, "a" * 16, ANSWERED, MONDAY)
        secrets: list[str | bytes] = [ASKED, ANSWERED, code, "m" * 16, PASSWORD, key.dek, house.cora.private]
        assert search(files(house.folder), secrets) == []
        assert search({"a": b"- " + ASKED.encode()}, secrets)  # the control


class TestKeys:
    async def test_who_has_both_files_and_the_service_key_opens_nothing_without_a_password(self, house: House) -> None:
        key, _ = await house.ask()
        row = house.live.run_now(threads.get, key.thread, MONDAY)

        def stolen(session: Session) -> Iterator[bytes]:
            yield house.mailbox._service_key
            for one in session.scalars(select(PersonalKey)):
                yield from (one.public, one.wrapped[:32], one.wrapped[-32:])
            yield from session.scalars(select(TeamKey.public))
            yield from (sealed[:32] for sealed in session.scalars(select(TeamShare.sealed)))

        found = house.app.run_now(lambda session: list(stolen(session)))
        for private in found:
            with pytest.raises(Unreadable):
                open_sealed(private, row.sealed_key)
        (body,) = house.live.run_now(lambda sql: sql.scalars(select(Letter.body)).all())
        for guess in found:
            with pytest.raises(Unreadable):
                unseal(guess, body, f"letters|{key.thread}|1")
        assert await house.read(house.open(CORA), key.thread) == [ASKED]  # the control: with the password it opens

    async def test_a_wrong_password_opens_nothing_and_makes_no_key(self, house: House) -> None:
        for account_id in (CORA, DAN):
            with pytest.raises(WrongPassword):
                house.open(account_id, "et annet passord")
        assert house.open(CORA) == house.cora
        assert house.count(house.app, PersonalKey) == 1

    async def test_it_is_changed_by_who_knows_the_old_one(self, house: House) -> None:
        with pytest.raises(WrongPassword):
            house.app.run_now(change_password, CORA, "noe annet", NEW)
        with pytest.raises(accounts.AccountRefused):
            house.app.run_now(change_password, CORA, PASSWORD, "kort")
        assert house.open(CORA) == house.cora

    async def test_after_a_reset_a_colleague_opens_it_again(self, house: House) -> None:
        dan = house.let_in(DAN)
        key, _ = await house.ask()
        house.reset(CORA)
        new = house.open(CORA, NEW)
        with pytest.raises(Unreadable):
            await house.read(new, key.thread)
        assert [one.name for one in house.app.run_now(keys.list_lacking, dan)] == ["cora"]
        house.app.run_now(keys.grant, dan, CORA)
        assert await house.read(new, key.thread) == [ASKED]
        assert house.app.run_now(keys.list_lacking, dan) == []

    async def test_when_all_have_lost_theirs_it_is_lost(self, house: House) -> None:
        key, code = await house.ask()
        house.reset(CORA)
        new = house.open(CORA, NEW)
        with pytest.raises(Unreadable):
            await house.read(new, key.thread)
        assert house.app.run_now(keys.list_lacking, new) == []
        assert (await house.mailbox.enter(code, MONDAY)).dek == key.dek  # the visitor alone still reads it

    async def test_when_the_visitor_writes_again_the_new_key_opens_it(self, house: House) -> None:
        key, _ = await house.ask()
        house.reset(CORA)
        new = house.open(CORA, NEW)
        await house.mailbox.write(key, "b" * 16, "Mer.", MONDAY)
        assert await house.read(new, key.thread) == [ASKED, "Mer."]

    async def test_who_may_not_read_is_granted_nothing(self, house: House) -> None:
        await house.ask()
        house.open(LEA)
        house.app.run_now(keys.grant, house.cora, LEA)
        assert house.app.run_now(keys.list_lacking, house.cora) == []
        assert house.app.run_now(lambda sql: set(sql.scalars(select(TeamShare.account_id)))) == {CORA}

    async def test_a_week_has_one_pair_and_the_next_has_another(self, house: House) -> None:
        for number, day in enumerate((MONDAY, MONDAY + 6 * DAY, MONDAY + WEEK)):
            await house.ask(f"mark {number} of three", today=day)
        assert house.count(house.app, TeamKey) == 2

    async def test_who_has_left_opens_nothing_more(self, house: House) -> None:
        dan = house.let_in(DAN)
        before, _ = await house.ask("mark of the first one")
        house.app.run_now(accounts.disable_account, "dan")
        after, _ = await house.ask("mark of the second one")
        with pytest.raises(Unreadable):
            await house.read(dan, after.thread)
        await house.mailbox.tend(MONDAY)
        assert house.app.run_now(lambda sql: set(sql.scalars(select(TeamShare.account_id)))) == {CORA}
        assert await house.read(house.cora, before.thread) == [ASKED]

    async def test_a_pair_that_no_thread_needs_is_destroyed(self, house: House) -> None:
        key, _ = await house.ask("mark of the first one")
        await house.mailbox.tend(MONDAY + 3 * WEEK)
        assert house.count(house.app, TeamKey) == 1
        await house.mailbox.write(key, "b" * 16, "Mer.", MONDAY + 3 * WEEK)  # which seals it anew
        await house.mailbox.tend(MONDAY + 3 * WEEK)
        assert house.count(house.app, TeamKey) == 1
        assert house.app.run_now(lambda sql: set(sql.scalars(select(TeamKey.week)))) == {MONDAY + 3 * WEEK}
        await house.mailbox.destroy(key)
        await house.mailbox.tend(MONDAY + 6 * WEEK)
        assert (house.count(house.app, TeamKey), house.count(house.app, TeamShare)) == (0, 0)

    async def test_hints_are_alike_for_one_code_only_and_find_nothing(self, house: House) -> None:
        _, one = await house.ask("mark of the first one")
        _, two = await house.ask("mark of the second one")
        assert house.mailbox.hint(one) == house.mailbox.hint(one) != house.mailbox.hint(two)
        digests = house.live.run_now(lambda sql: set(sql.scalars(select(Thread.code_digest))))
        assert not [digest for digest in digests if house.mailbox.hint(one) in digest]

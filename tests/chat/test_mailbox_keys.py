"""Who is let in to the mailbox, and what opens nothing: a reset password, an old copy, a sign-in out of turn."""

import shutil
from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from sqlalchemy import select
from sqlalchemy.orm import Session

from chat import accounts
from chat.db import Database, make_engine
from chat.errors import Closed
from chat.mailbox import keys, threads
from chat.mailbox.keys import Opened, OpenKeys
from chat.mailbox.models import PersonalKey, TeamKey, TeamShare
from chat.password import WrongPassword, change_password, come_in, open_key
from chat.roles import Role
from chat.sealing import Unreadable, open_sealed
from chat.upkeep import checkpoint
from stats import readings
from tests.chat import test_mailbox
from tests.chat.test_mailbox import ASKED, CORA, DAN, DAY, LEA, MONDAY, NEW, PASSWORD, WEEK, House
from tests.privacy.canaries import files

pytestmark = pytest.mark.anyio
house = test_mailbox.house


def insiders(house: House) -> list[str]:
    return [one.name for one in house.app.run_now(keys.list_insiders)]


def lacking(house: House, opened: Opened) -> list[str]:
    return [one.name for one in house.app.run_now(keys.list_lacking, opened)]


def row_of(house: House, account_id: int) -> PersonalKey:
    return house.app.run_now(lambda session: session.get_one(PersonalKey, account_id))


def shares(session: Session, account_id: int) -> list[bytes]:
    return list(session.scalars(select(TeamShare.sealed).where(TeamShare.account_id == account_id)))


def at_this_moment(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, happens: Callable[[], object]) -> None:
    """Lets something happen as soon as the function has done its work, once."""
    works, left = getattr(owner, name), [happens]

    def then(*told: Any) -> Any:
        done = works(*told)
        if left:
            left.pop()()
        return done

    monkeypatch.setattr(owner, name, then)


class TestBeingLetIn:
    async def test_the_first_is_in_by_herself_and_the_next_is_not(self, house: House) -> None:
        house.open(DAN)
        assert insiders(house) == ["cora"]

    async def test_a_new_key_opens_nothing_however_much_is_written(self, house: House) -> None:
        key, _ = await house.ask()
        dan = house.open(DAN)
        await house.mailbox.write(key, "b" * 16, "Mer.", MONDAY)
        await house.mailbox.write(key, "c" * 16, "Enda mer.", MONDAY + WEEK)
        later, _ = await house.ask("mark of the second one", today=MONDAY + WEEK)
        for thread in (key.thread, later.thread):
            with pytest.raises(Unreadable):
                await house.read(dan, thread, MONDAY + WEEK)

    async def test_nor_does_one_of_a_reset_password(self, house: House) -> None:
        house.let_in(DAN)
        key, _ = await house.ask()
        house.reset(DAN)
        thief = house.open(DAN, NEW)
        await house.mailbox.write(key, "b" * 16, "Mer.", MONDAY)
        await house.mailbox.tend(MONDAY + DAY)
        await house.mailbox.write(key, "c" * 16, "Enda mer.", MONDAY + WEEK)
        with pytest.raises(Unreadable):
            await house.read(thief, key.thread, MONDAY + WEEK)
        assert lacking(house, house.cora) == ["dan"]

    async def test_who_is_let_in_opens_what_was_there_and_what_comes(self, house: House) -> None:
        before, _ = await house.ask("mark of the first one")
        dan = house.let_in(DAN)
        after, _ = await house.ask("mark of the second one")
        assert await house.read(dan, before.thread) == await house.read(dan, after.thread) == [ASKED]
        assert lacking(house, house.cora) == []

    async def test_who_waits_is_listed_before_anything_was_written(self, house: House) -> None:
        house.open(DAN)
        assert lacking(house, house.cora) == ["dan"]

    async def test_who_is_not_in_lets_nobody_in_not_even_herself(self, house: House) -> None:
        await house.ask()
        dan = house.open(DAN)
        house.app.run_now(accounts.add_account, "eva", [Role.COUNSELOR], PASSWORD)
        house.open(4)
        for account_id in (DAN, 4, 99):
            house.app.run_now(keys.grant, dan, account_id)
        assert insiders(house) == ["cora"]
        assert lacking(house, dan) == []
        assert house.app.run_now(shares, DAN) == house.app.run_now(shares, 4) == []

    async def test_a_pair_that_was_exchanged_lets_nobody_in(self, house: House) -> None:
        await house.ask()
        house.reset(CORA)
        house.open(CORA, NEW)  # the only one, so it is in
        await house.ask("mark of the second one")
        house.open(DAN)
        with pytest.raises(Unreadable):
            house.app.run_now(keys.grant, house.cora, DAN)
        assert insiders(house) == ["cora"]

    async def test_who_may_not_read_is_never_in(self, house: House) -> None:
        house.app.run_now(accounts.disable_account, "cora")
        house.open(LEA)
        assert insiders(house) == []
        house.app.run_now(accounts.set_roles, "lea", [Role.COUNSELOR])
        house.open(DAN)
        assert insiders(house) == ["dan"]

    async def test_when_nobody_is_left_who_waits_is_in_with_the_next_sign_in(self, house: House) -> None:
        house.open(DAN)
        house.app.run_now(accounts.disable_account, "cora")
        with pytest.raises(Closed):
            await house.ask()
        assert house.app.run_now(come_in, "dan", PASSWORD, True)
        assert insiders(house) == ["dan"]
        await house.ask()

    async def test_a_day_of_somebody_who_is_not_in_is_no_day_to_read(self, house: House) -> None:
        house.open(DAN)
        house.app.run_now(readings.set_reader, 2, DAN)
        assert house.app.run_now(readings.next_reading, MONDAY) is None
        house.let_in(DAN)
        assert house.app.run_now(readings.next_reading, MONDAY) == MONDAY + 2 * DAY


class TestChangingThePassword:
    async def test_the_new_one_opens_what_the_old_one_did_and_what_comes(self, house: House) -> None:
        key, _ = await house.ask()
        opened = house.app.run_now(change_password, CORA, PASSWORD, NEW)
        assert opened is not None
        assert opened == house.open(CORA, NEW) != house.cora
        after, _ = await house.ask("mark of the second one")
        assert await house.read(opened, key.thread) == await house.read(opened, after.thread) == [ASKED]
        assert insiders(house) == ["cora"]

    async def test_an_old_copy_with_the_old_password_opens_nothing_newer(self, house: House) -> None:
        before, _ = await house.ask("mark of the first one")
        checkpoint(house.app.engine, empty=True)
        shutil.copy(house.folder / "app.db", house.folder / "copy.db")
        house.app.run_now(change_password, CORA, PASSWORD, NEW)
        after, _ = await house.ask("mark of the second one")
        copy = Database(make_engine(house.folder / "copy.db"))
        _, old = copy.run_now(come_in, "cora", PASSWORD, True) or (None, None)
        assert old is not None
        privates = [copy.run_now(keys.team_private, old, n) for n in copy.run_now(_numbers)]
        copy.engine.dispose()
        sealed = [house.live.run_now(threads.get, one.thread, MONDAY).sealed_key for one in (before, after)]
        assert [_opens(privates, one) for one in sealed] == [True, False]  # the first is the control

    async def test_nor_does_one_of_somebody_who_has_left(self, house: House) -> None:
        dan = house.let_in(DAN)
        await house.ask("mark of the first one")
        held = [house.app.run_now(keys.team_private, dan, number) for number in house.app.run_now(_numbers)]
        house.app.run_now(accounts.disable_account, "dan")
        await house.mailbox.tend(MONDAY)
        after, _ = await house.ask("mark of the second one")
        assert not _opens(held, house.live.run_now(threads.get, after.thread, MONDAY).sealed_key)

    async def test_nothing_of_the_old_wrapping_is_left_in_the_files(self, house: House) -> None:
        await house.ask()
        old = [row_of(house, CORA).wrapped, *house.app.run_now(shares, CORA)]
        assert all(any(one in content for content in files(house.folder).values()) for one in old)  # the control
        house.app.run_now(change_password, CORA, PASSWORD, NEW)
        assert checkpoint(house.app.engine, empty=True)
        assert not [one for one in old if any(one in content for content in files(house.folder).values())]

    async def test_one_who_waits_waits_on(self, house: House) -> None:
        house.open(DAN)
        assert house.app.run_now(change_password, DAN, PASSWORD, NEW) == house.open(DAN, NEW)
        assert insiders(house) == ["cora"]

    async def test_a_key_that_the_old_one_does_not_open_stays(self, house: House) -> None:
        house.reset(CORA)
        before = row_of(house, CORA).wrapped
        assert house.app.run_now(change_password, CORA, NEW, "tredje passord") is None
        assert row_of(house, CORA).wrapped == before

    async def test_who_has_no_key_gets_none(self, house: House) -> None:
        assert house.app.run_now(change_password, DAN, PASSWORD, NEW) is None
        assert house.count(house.app, PersonalKey) == 1


class TestAtTheWrongMoment:
    async def test_a_sign_in_that_overlaps_a_change_loses_nothing(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        key, _ = await house.ask()
        changed = lambda: house.app.run_now(change_password, CORA, PASSWORD, NEW)  # noqa: E731
        at_this_moment(monkeypatch, accounts, "check_password", changed)
        assert house.app.run_now(come_in, "cora", PASSWORD, True) == (CORA, None)
        assert await house.read(house.open(CORA, NEW), key.thread) == [ASKED]

    async def test_a_sign_in_after_a_reset_exchanges_nothing(self, house: House) -> None:
        house.reset(CORA)
        before = row_of(house, CORA).wrapped
        assert house.app.run_now(come_in, "cora", NEW, True) == (CORA, None)
        assert row_of(house, CORA).wrapped == before

    async def test_a_new_key_is_made_only_where_it_is_wanted(self, house: House) -> None:
        house.reset(CORA)
        with pytest.raises(Unreadable):
            house.app.run_now(open_key, CORA, NEW, False)
        assert house.app.run_now(open_key, CORA, NEW, True).account_id == CORA

    async def test_one_that_the_password_opens_is_never_exchanged(self, house: House) -> None:
        assert house.app.run_now(open_key, CORA, PASSWORD, True) == house.cora

    async def test_nobody_changes_the_password_while_a_key_is_made(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The other one waits its turn: here it finds the database held, because it may not wait for itself."""
        found = list[bool]()
        at_this_moment(monkeypatch, accounts, "check_password", lambda: found.append(_is_held(house)))
        house.open(DAN)
        house.app.run_now(change_password, DAN, PASSWORD, NEW)
        assert found == [True]

    async def test_a_hash_that_is_renewed_at_sign_in_undoes_no_change(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        left = [lambda: house.app.run_now(change_password, CORA, PASSWORD, NEW)]

        class Renewing(PasswordHasher):
            def check_needs_rehash(self, hash: str | bytes) -> bool:  # noqa: A002, ARG002 - as it is there
                if left:
                    left.pop()()
                return True

        monkeypatch.setattr(accounts, "HASHER", Renewing.from_parameters(CHEAPEST))
        house.app.run_now(come_in, "cora", PASSWORD, True)
        assert house.app.run_now(accounts.check_password, "cora", PASSWORD) is None
        assert house.app.run_now(accounts.check_password, "cora", NEW) == CORA

    async def test_a_form_sent_twice_changes_it_once(self, house: House) -> None:
        key, _ = await house.ask()
        house.app.run_now(change_password, CORA, PASSWORD, NEW)
        with pytest.raises(WrongPassword):
            house.app.run_now(change_password, CORA, PASSWORD, NEW)
        assert await house.read(house.open(CORA, NEW), key.thread) == [ASKED]


class TestWhatIsOpen:
    async def test_a_pair_that_was_exchanged_is_open_nowhere(self, house: House) -> None:
        open_keys = OpenKeys()
        open_keys.put("one", house.cora)
        open_keys.put("two", house.cora)
        open_keys.put("dan", house.open(DAN))
        new = house.app.run_now(change_password, CORA, PASSWORD, NEW)
        assert new is not None
        open_keys.put("two", new)
        assert (open_keys.find("one", CORA), open_keys.find("two", CORA)) == (None, new)
        assert open_keys.find("dan", DAN)


def _numbers(session: Session) -> list[int]:
    return list(session.scalars(select(TeamKey.id)))


def _opens(privates: list[bytes], sealed: bytes) -> bool:
    for private in privates:
        try:
            open_sealed(private, sealed)
        except Unreadable:
            continue
        return True
    return False


def _is_held(house: House) -> bool:
    """Whether somebody is writing in the database just now."""
    with house.app.engine.connect() as other:
        other.exec_driver_sql("PRAGMA busy_timeout=0")
        try:
            other.exec_driver_sql("BEGIN IMMEDIATE")
        except Exception:
            return True
        finally:
            other.exec_driver_sql("PRAGMA busy_timeout=10000")
    return False

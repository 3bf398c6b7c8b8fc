"""Six digits from a phone, after the password. pyotp is the phone."""

import re
import sqlite3
import time
from base64 import b32decode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import httpx
import pyotp
import pytest

from chat import second_factor
from chat.access import PENDING_COOKIE, SESSION_COOKIE
from chat.sealing import new_key
from chat.second_factor import MOST, SECONDS, TRIES, CodeRefused, Pending, PendingSignIns, SignInOver
from tests.console.conftest import JSON, PASSWORD, House
from tests.server import LiveServer, live_server

WRONG = "000000"
NOT_RIGHT, OVER, MANY = "Sifrene stemmer ikke", "Begynn på nytt.", "mange forsøk"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Phone:
    """The app that has read the key on a page."""

    def __init__(self, page: str) -> None:
        found = re.search(r'<code class="key__text">([A-Z2-7 ]+)</code>', page)
        assert found, page
        self.secret = found[1].replace(" ", "")

    def code(self, later: int = 0) -> str:
        """The digits now, or some steps later. A step that ends meanwhile spoils neither this one nor the next."""
        return pyotp.TOTP(self.secret).at(time.time(), counter_offset=later)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("factor") / "data", SECOND_FACTOR="on") as server:
        yield server


def browser(server: LiveServer) -> httpx.Client:
    """One that sends cookies back over http, as browsers do on loopback."""
    client = server.client()

    def keep(_answer: httpx.Response) -> None:
        for cookie in client.cookies.jar:
            cookie.secure = False

    client.event_hooks = {"response": [keep]}
    return client


def give_password(client: httpx.Client, name: str) -> httpx.Response:
    return client.post("/console/login", data={"name": name, "password": f"{name} kjenner veien"})


def give(client: httpx.Client, code: str) -> httpx.Response:
    return client.post("/console/code", data={"code": code})


def enroll(client: httpx.Client, name: str, later: int = 0) -> Phone:
    """Signs in for the first time; the phone."""
    give_password(client, name)
    phone = Phone(client.get("/console/code").text)
    assert give(client, phone.code(later)).status_code == 303
    return phone


def ask(server: LiveServer, column: str, name: str) -> object:
    with closing(sqlite3.connect(server.data_dir / "app.db")) as database:
        return database.execute(f"SELECT {column} FROM accounts WHERE name = ?", (name,)).fetchone()[0]  # noqa: S608


class TestTheJourney:
    def test_the_password_alone_opens_nothing(self, server: LiveServer) -> None:
        server.add_account("anna", ["counselor"])
        with browser(server) as anna:
            answer = give_password(anna, "anna")
            assert (answer.status_code, answer.headers["location"]) == (303, "/console/code?lang=nb")
            assert [cookie.name for cookie in anna.cookies.jar] == [PENDING_COOKIE]
            said = answer.headers["set-cookie"]
            assert all(part in said for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/", "Max-Age=300"))
            assert anna.get("/console").headers["location"] == "/console/login"
            anna.cookies.set(SESSION_COOKIE, anna.cookies[PENDING_COOKIE])
            assert anna.get("/console/queue", headers=JSON).status_code == 401

    def test_the_first_code_sets_the_phone_up_and_lets_in(self, server: LiveServer) -> None:
        server.add_account("berit", ["counselor"])
        with browser(server) as berit:
            give_password(berit, "berit")
            page = berit.get("/console/code?lang=en")
            assert "Set up your phone" in page.text
            assert '<svg viewBox="' in page.text
            assert page.headers["cache-control"] == "no-store"
            answer = give(berit, Phone(page.text).code())
            assert (answer.status_code, answer.headers["location"]) == (303, "/console")
            assert [cookie.name for cookie in berit.cookies.jar] == [SESSION_COOKIE]
            assert berit.get("/console").status_code == 200

    def test_later_sign_ins_ask_for_the_digits_and_show_no_key(self, server: LiveServer) -> None:
        server.add_account("camilla", ["counselor"])
        with browser(server) as at_work, browser(server) as at_home:
            phone = enroll(at_work, "camilla")
            give_password(at_home, "camilla")
            page = at_home.get("/console/code").text
            assert "Seks sifre" in page
            assert "key__text" not in page
            code = phone.code(1)
            assert give(at_home, f" {code[:3]} {code[3:]} ").status_code == 303
            assert at_home.get("/console").status_code == 200

    def test_a_program_is_told_what_is_wanted(self, server: LiveServer) -> None:
        server.add_account("dina", ["counselor"])
        with browser(server) as dina:
            phone = enroll(dina, "dina")
            dina.headers.update(JSON)
            asked = give_password(dina, "dina")
            assert (asked.status_code, asked.json()) == (401, {"error": "code"})
            wrong = give(dina, WRONG)
            assert (wrong.status_code, wrong.json()) == (401, {"error": "code"})
            assert give(dina, phone.code(1)).status_code == 204
            nothing = give(dina, WRONG)
            assert (nothing.status_code, nothing.json()) == (401, {"error": "over"})

    def test_an_invitation_leads_through_the_phone_too(self, server: LiveServer) -> None:
        added = server.run("account", "add", "eva", "--role", "counselor").stdout
        code = re.findall(r"[0-9a-f]{4}(?:-[0-9a-f]{4}){4}", added)[0]
        password = "eva kjenner veien"
        with browser(server) as eva:
            form = {"code": code, "password": password, "again": password, "language": "en"}
            answer = eva.post("/console/invitation", data=form)
            assert (answer.status_code, answer.headers["location"]) == (303, "/console/code?lang=en")
            assert eva.get("/console").status_code == 303
            assert give(eva, Phone(eva.get("/console/code").text).code()).status_code == 303
            assert eva.get("/console").status_code == 200

    def test_the_service_no_longer_says_that_it_is_missing(self, server: LiveServer) -> None:
        assert "second factor" not in server.run("doctor").stdout


class TestWhatIsRefused:
    def test_digits_work_once(self, server: LiveServer) -> None:
        server.add_account("frida", ["counselor"])
        with browser(server) as frida, browser(server) as thief:
            phone = enroll(frida, "frida")
            give_password(frida, "frida")
            give_password(thief, "frida")
            code = phone.code(1)
            assert give(frida, code).status_code == 303
            again = give(thief, code)
            assert (again.status_code, NOT_RIGHT in again.text) == (401, True)
            assert SESSION_COOKIE not in thief.cookies

    def test_earlier_digits_do_not_work_after_later_ones(self, server: LiveServer) -> None:
        server.add_account("gro", ["counselor"])
        with browser(server) as gro:
            phone = enroll(gro, "gro", later=1)
            give_password(gro, "gro")
            assert give(gro, phone.code()).status_code == 401

    def test_five_wrong_ones_end_the_sign_in(self, server: LiveServer) -> None:
        server.add_account("hanne", ["counselor"])
        with browser(server) as hanne:
            phone = enroll(hanne, "hanne")
            give_password(hanne, "hanne")
            answers = [give(hanne, WRONG) for _ in range(TRIES)]
            assert [answer.status_code for answer in answers] == [401] * TRIES
            assert ['role="alert"' in answer.text for answer in answers] == [True] * TRIES
            assert [OVER in answer.text for answer in answers] == [False] * (TRIES - 1) + [True]
            assert 'name="password"' in answers[-1].text
            late = give(hanne, phone.code(1))
            assert (late.status_code, OVER in late.text) == (401, True)
            assert hanne.get("/console/code").headers["location"] == "/console/login"

    def test_starting_over_does_not_help_to_guess(self, server: LiveServer) -> None:
        server.add_account("ida", ["counselor"])
        with browser(server) as ida, browser(server) as thief:
            phone = enroll(ida, "ida")
            for _ in range(2):
                give_password(thief, "ida")
                assert [give(thief, WRONG).status_code for _ in range(TRIES)] == [401] * TRIES
            give_password(thief, "ida")
            even_right = give(thief, phone.code(1))
            assert (even_right.status_code, MANY in even_right.text) == (429, True)
            assert SESSION_COOKIE not in thief.cookies

    def test_a_key_is_kept_only_when_its_first_digits_have_come(self, server: LiveServer) -> None:
        server.add_account("jorunn", ["counselor"])
        with browser(server) as jorunn:
            give_password(jorunn, "jorunn")
            first = Phone(jorunn.get("/console/code").text)
            assert Phone(give(jorunn, WRONG).text).secret == first.secret
            assert (ask(server, "totp_secret", "jorunn"), ask(server, "totp_step", "jorunn")) == (None, None)
            give_password(jorunn, "jorunn")
            second = Phone(jorunn.get("/console/code").text)
            assert second.secret != first.secret
            assert give(jorunn, first.code()).status_code == 401
            assert give(jorunn, second.code()).status_code == 303

    def test_of_two_phones_at_once_the_first_is_kept(self, server: LiveServer) -> None:
        server.add_account("kari", ["counselor"])
        with browser(server) as kari, browser(server) as thief:
            for one in (kari, thief):
                give_password(one, "kari")
            other = Phone(thief.get("/console/code").text)
            enrolled = Phone(kari.get("/console/code").text)
            assert give(kari, enrolled.code()).status_code == 303
            assert give(thief, other.code()).status_code == 401
            give_password(kari, "kari")
            assert give(kari, enrolled.code(1)).status_code == 303

    def test_a_disabled_account_gets_no_further(self, server: LiveServer) -> None:
        server.add_account("liv", ["counselor"])
        with browser(server) as liv:
            phone = enroll(liv, "liv")
            give_password(liv, "liv")
            server.run("account", "disable", "liv")
            assert give(liv, phone.code(1)).status_code == 401


class TestResetting:
    def test_it_signs_out_and_lets_another_phone_in(self, server: LiveServer) -> None:
        server.add_account("mona", ["counselor"])
        with browser(server) as mona:
            lost = enroll(mona, "mona")
            done = server.run("account", "reset-factor", "mona")
            assert (done.returncode, "mona is signed out" in done.stdout) == (0, True)
            assert mona.get("/console/queue", headers=JSON).status_code == 401
            give_password(mona, "mona")
            found = Phone(mona.get("/console/code").text)
            assert give(mona, lost.code(1)).status_code == 401
            assert give(mona, found.code()).status_code == 303

    def test_it_ends_a_sign_in_that_waits(self, server: LiveServer) -> None:
        server.add_account("nora", ["counselor"])
        with browser(server) as nora:
            lost = enroll(nora, "nora")
            give_password(nora, "nora")
            server.run("account", "reset-factor", "nora")
            assert give(nora, lost.code(1)).status_code == 401

    def test_a_name_that_nobody_has_is_said(self, server: LiveServer) -> None:
        done = server.run("account", "reset-factor", "ingen")
        assert (done.returncode, "there is no account 'ingen'" in done.stderr) == (1, True)


def test_neither_the_key_nor_digits_are_on_the_disk(server: LiveServer) -> None:
    server.add_account("oda", ["counselor"])
    with browser(server) as oda:
        phone = enroll(oda, "oda")
        give_password(oda, "oda")
        code = phone.code(1)
        give(oda, code)
    files = [server.log, *(path for path in server.data_dir.rglob("*") if path.is_file())]
    held = {path.name: path.read_bytes() for path in files}
    assert b"oda" in held["app.db"] + held["app.db-wal"]
    spellings = [phone.secret, second_factor.grouped(phone.secret), phone.secret.lower()]
    secret = [b32decode(phone.secret), *(spelling.encode() for spelling in spellings)]
    assert [name for name, content in held.items() for form in secret if form in content] == []
    assert code not in server.log.read_text()


class TestWithAnotherClockAndKey:
    """The service in this process, where they can be changed."""

    pytestmark = pytest.mark.anyio

    async def test_the_cookie_of_a_sign_in_is_worthless_after_five_minutes(self, strict: House, clock: Clock) -> None:
        cora = await self.after_the_password(strict)
        phone = Phone((await cora.get("/console/code")).text)
        clock.now += SECONDS
        assert (await cora.get("/console/code")).headers["location"] == "/console/login"
        answer = await cora.post("/console/code", data={"code": phone.code()})
        assert (answer.status_code, OVER in answer.text) == (401, True)
        assert "set-cookie" not in answer.headers

    async def test_the_cookie_of_a_sign_in_is_worthless_after_it(self, strict: House) -> None:
        cora = await self.after_the_password(strict)
        phone = Phone((await cora.get("/console/code")).text)
        assert (await cora.post("/console/code", data={"code": phone.code()})).status_code == 303
        assert (await cora.get("/console/code")).headers["location"] == "/console/login"
        assert (await cora.post("/console/code", data={"code": phone.code(1)})).status_code == 401

    async def test_another_service_key_is_an_error_and_not_a_way_in(self, strict: House) -> None:
        cora = await self.after_the_password(strict)
        phone = Phone((await cora.get("/console/code")).text)
        await cora.post("/console/code", data={"code": phone.code()})
        strict.app.state.service_key = new_key()
        cora = await self.after_the_password(strict)
        assert "key__text" not in (await cora.get("/console/code")).text
        answer = await cora.post("/console/code", data={"code": phone.code(1)})
        assert (answer.status_code, "kan ikke leses" in answer.text) == (503, True)
        assert "set-cookie" not in answer.headers

    async def test_switched_off_nobody_is_asked(self, strict: House) -> None:
        cora = await self.after_the_password(strict)
        await cora.post("/console/code", data={"code": Phone((await cora.get("/console/code")).text).code()})
        strict.app.state.settings = replace(strict.app.state.settings, second_factor="off")
        answer = await (await strict.stranger()).post("/console/login", data={"name": "Cora", "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/console")
        assert PENDING_COOKIE not in answer.headers["set-cookie"]

    async def after_the_password(self, house: House) -> httpx.AsyncClient:
        """Cora, about to give her digits."""
        cora = await house.stranger()
        answer = await cora.post("/console/login", data={"name": "Cora", "password": PASSWORD})
        cora.headers["Cookie"] = answer.headers["set-cookie"].partition(";")[0]
        return cora

    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    @pytest.fixture
    def strict(self, house: House, clock: Clock) -> House:
        house.app.state.settings = replace(house.app.state.settings, second_factor="on")
        house.app.state.signing_in = PendingSignIns(clock)
        return house


RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the key of RFC 6238, appendix B


@pytest.mark.parametrize(("now", "code"), [(1234567890, "005924"), (1111111109, "081804"), (20000000000, "353130")])
def test_the_digits_are_those_of_the_standard(now: int, code: str) -> None:
    assert second_factor._step(RFC_SECRET, code, now) == now // 30
    assert second_factor._step(RFC_SECRET, code, now - 30) == now // 30
    assert second_factor._step(RFC_SECRET, code, now + 30) == now // 30
    for too_far in (now + 60, now + 90):
        with pytest.raises(CodeRefused):
            second_factor._step(RFC_SECRET, code, too_far)


def test_sign_ins_wait_in_bounded_memory() -> None:
    waiting = PendingSignIns(Clock())
    tokens = [waiting.add(Pending(1, "Cora", None)) for _ in range(MOST + 1)]
    assert waiting.find(tokens[0]) is None
    assert waiting.find(tokens[-1])
    with pytest.raises(SignInOver):
        waiting.take(tokens[0])


def test_a_key_is_not_in_what_a_failure_would_print() -> None:
    assert RFC_SECRET not in repr(Pending(1, "Cora", RFC_SECRET))


def test_the_picture_holds_the_key_and_no_text() -> None:
    drawn = second_factor.picture(RFC_SECRET, "<b>Cora</b>")
    assert drawn.startswith("<svg ")
    assert "Cora" not in drawn

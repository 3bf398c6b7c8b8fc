"""Coming in and going out."""

import pytest

from chat import accounts
from chat.access import SESSION_COOKIE
from chat.limits import Attempts
from chat.roles import Role
from tests.console.conftest import JSON, PASSWORD, House

pytestmark = pytest.mark.anyio


async def test_the_right_words_let_a_counsellor_in(house: House) -> None:
    answer = await (await house.stranger()).post("/console/login", data={"name": "Cora", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{SESSION_COOKIE}=")
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"))


async def test_a_lead_comes_to_the_figures(house: House) -> None:
    answer = await (await house.stranger()).post("/console/login", data={"name": "Lea", "password": PASSWORD})
    assert answer.headers["location"] == "/stats"


async def test_a_program_signs_in_without_a_page(house: House) -> None:
    stranger = await house.stranger()
    right, wrong = {"name": "Cora", "password": PASSWORD}, {"name": "Cora", "password": "gjettet"}
    answer = await stranger.post("/console/login", data=right, headers=JSON)
    assert (answer.status_code, SESSION_COOKIE in answer.headers["set-cookie"]) == (204, True)
    answer = await stranger.post("/console/login", data=wrong, headers=JSON)
    assert (answer.status_code, answer.json()) == (401, {"error": "credentials"})


async def test_a_wrong_name_and_a_wrong_password_read_the_same(house: House) -> None:
    stranger = await house.stranger()
    answers = [
        await stranger.post("/console/login", data={"name": name, "password": "gjettet"}) for name in ("Cora", "Caro")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].text == answers[1].text.replace("Caro", "Cora")
    assert "hører ikke sammen" in answers[0].text
    assert "set-cookie" not in answers[0].headers


async def test_after_many_failures_even_the_right_words_wait(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Attempts, "take", lambda *_: 180_000)
    stranger, right = await house.stranger(), {"name": "Cora", "password": PASSWORD}
    page = await stranger.post("/console/login", data=right)
    assert (page.status_code, "mange forsøk" in page.text) == (429, True)
    said = await stranger.post("/console/login", data=right, headers=JSON)
    assert (said.status_code, said.json()["error"]) == (429, "busy")


async def test_the_page_is_in_the_language_that_was_asked_for(house: House) -> None:
    stranger = await house.stranger()
    assert "Logg inn" in (await stranger.get("/console/login")).text
    assert "Sign in" in (await stranger.get("/console/login?lang=en")).text


async def test_the_language_of_ones_own_pages_can_be_changed(house: House) -> None:
    cora = await house.staff("Cora")
    answer = await cora.post("/console/language", data={"language": "en", "back": "/console/contacts"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/contacts")
    assert "Take the next" not in (await cora.get("/console/contacts")).text
    assert "Nobody is waiting." in (await cora.get("/console")).text


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "/console/logout", ""])
async def test_changing_the_language_leads_nowhere_else(house: House, back: str) -> None:
    cora = await house.staff("Cora")
    answer = await cora.post("/console/language", data={"language": "en", "back": back})
    assert answer.headers["location"] == "/console"


async def test_signing_out_ends_the_session_and_the_presence(house: House) -> None:
    cora = await house.staff("Cora")
    await cora.get("/console")
    assert house.app.state.presence.anyone()
    answer = await cora.post("/console/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/login")
    assert not house.app.state.presence.anyone()
    assert (await cora.get("/console/queue", headers=JSON)).status_code == 401


async def test_an_invitation_sets_the_password_and_lets_in_once(house: House) -> None:
    code = await house.app.state.app_db.run(accounts.add_account, "Nina", [Role.COUNSELOR], None)
    stranger = await house.stranger()
    form = {"code": code, "password": "et nytt passord", "again": "et nytt passord", "language": "en"}
    answer = await stranger.post("/console/invitation", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    again = await stranger.post("/console/invitation", data=form)
    assert (again.status_code, "This code is not valid" in again.text) == (400, True)
    signed_in = await stranger.post("/console/login", data={"name": "Nina", "password": "et nytt passord"})
    assert signed_in.status_code == 303


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"again": "noe annet her"}, "ikke like"),
        ({"password": "kort", "again": "kort"}, "minst 8 tegn"),
        ({"code": "0000-0000-0000-0000-0000"}, "gjelder ikke"),
    ],
)
async def test_an_invitation_that_cannot_be_used_keeps_the_code(
    house: House, change: dict[str, str], sentence: str
) -> None:
    code = await house.app.state.app_db.run(accounts.add_account, "Nina", [Role.COUNSELOR], None)
    form = {"code": code, "password": "et nytt passord", "again": "et nytt passord"} | change
    answer = await (await house.stranger()).post("/console/invitation", data=form)
    assert (answer.status_code, sentence in answer.text) == (400, True)
    assert f'value="{form["code"]}"' in answer.text
    assert "et nytt passord" not in answer.text


async def test_only_while_a_role_with_figures_is_active_the_way_to_them_is_shown(house: House) -> None:
    await house.app.state.app_db.run(accounts.add_account, "Both", [Role.COUNSELOR, Role.LEAD], PASSWORD)
    both = await house.staff("Both")
    assert 'href="/stats"' not in (await both.get("/console")).text
    await both.post("/console/role", data={"role": "lead"})
    assert 'href="/stats"' in (await both.get("/console/kept")).text


async def test_the_pages_of_staff_say_that_the_service_is_not_ready(house: House) -> None:
    cora, lea = await house.staff("Cora"), await house.staff("Lea")
    warning = "Ikke for virkelige besøkende"
    assert warning in (await (await house.stranger()).get("/console/login")).text
    assert warning in (await cora.get("/console")).text
    assert warning in (await lea.get("/stats")).text

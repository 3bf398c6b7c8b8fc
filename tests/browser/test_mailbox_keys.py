"""Being let in to the mailbox, in real browsers: what is said, who presses, and what a reset password asks for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from chat import accounts
from chat.db import Database, make_engine
from tests.browser.staff import sign_in
from tests.browser.test_pages import too_wide, violations
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser

NEW = "rød båt i vik"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("keys") / "data") as server:
        yield server


def opened(page: Page, server: LiveServer, name: str, password: str) -> Page:
    """Her mailbox, with the password given on its page."""
    sign_in(page, server, name, password)
    page.goto(f"{server.url}/console/mailbox")
    page.locator("#key-password").fill(password)
    page.get_by_role("button", name="Åpne", exact=True).click()
    return page


def test_a_new_key_waits_for_a_colleague_and_so_does_one_after_a_reset(
    server: LiveServer, new_context: NewContext
) -> None:
    passwords = {name: server.add_account(name, ["counselor"]) for name in ("cora", "dan")}
    cora = opened(new_context().new_page(), server, "cora", passwords["cora"])
    expect(cora.get_by_text("Ingenting venter.")).to_be_visible()
    dan = opened(new_context(viewport={"width": 360, "height": 640}).new_page(), server, "dan", passwords["dan"])
    expect(dan.get_by_text("Spør cora.")).to_be_visible()
    assert not violations(dan)
    assert not too_wide(dan)
    cora.reload()
    cora.get_by_role("button", name="La dan lese det").click()
    expect(cora.get_by_text("dan har en ny nøkkel")).to_have_count(0)
    dan.reload()
    expect(dan.get_by_text("Spør cora.")).to_have_count(0)

    _reset(server, "cora", NEW)
    again = opened(new_context(viewport={"width": 360, "height": 640}).new_page(), server, "cora", NEW)
    expect(again.get_by_text("Nøkkelen din har et annet passord")).to_be_visible()
    assert not violations(again)
    assert not too_wide(again)
    again.locator("#key-password").fill(NEW)
    again.get_by_role("button", name="Lag en ny nøkkel").click()
    expect(again.get_by_text("Spør dan.")).to_be_visible()


def _reset(server: LiveServer, name: str, password: str) -> None:
    """By somebody who does not know hers."""
    database = Database(make_engine(server.data_dir / "app.db"))
    account = database.run_now(accounts.get_account, name)
    code = database.run_now(accounts.invite, account.id)
    database.run_now(accounts.accept_invitation, code, "", password)
    database.engine.dispose()

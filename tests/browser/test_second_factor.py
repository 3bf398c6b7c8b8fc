"""The second factor in a real browser: its pages can be used by everybody, in four looks, and without script."""

from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import SIZES, in_all_colours
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("factor") / "data", SECOND_FACTOR="on") as server:
        yield server


def give_password(page: Page, server: LiveServer, name: str, password: str) -> None:
    page.goto(f"{server.url}/console/login")
    page.get_by_label("Navn").fill(name)
    page.get_by_label("Passord").fill(password)
    page.get_by_role("button", name="Fortsett").click()
    page.wait_for_url("**/console/code?lang=nb")


def give_code(page: Page, code: str) -> None:
    page.get_by_label("Seks sifre").fill(code)
    page.get_by_role("button", name="Fortsett").click()


def findings(page: Page, width: int, name: str) -> list[str]:
    return [f"{name}, {finding}" for finding in in_all_colours(page, page, name, width)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_pages_of_the_phone_are_accessible_and_fit(
    server: LiveServer, new_context: NewContext, width: int, height: int
) -> None:
    name = f"kaja-{width}"
    password = server.add_account(name, ["counselor"])
    size, still = {"width": width, "height": height}, {"reduced_motion": "reduce", "bypass_csp": True}
    page = new_context(viewport=size, **still).new_page()
    give_password(page, server, name, password)
    found = findings(page, width, "console-enroll")
    phone = pyotp.TOTP(page.locator(".key__text").inner_text().replace(" ", ""))
    give_code(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text("Sifrene stemmer ikke")
    found += findings(page, width, "console-enroll-refused")
    give_code(page, phone.now())
    page.wait_for_url("**/console")
    give_password(page, server, name, password)
    expect(page.get_by_label("Seks sifre")).to_be_focused()
    found += findings(page, width, "console-code")
    give_code(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text("Sifrene stemmer ikke")
    found += findings(page, width, "console-code-refused")
    assert found == []


def test_a_phone_is_set_up_and_used_without_script(server: LiveServer, new_context: NewContext) -> None:
    password = server.add_account("jonas", ["counselor"])
    page = new_context(java_script_enabled=False).new_page()
    give_password(page, server, "jonas", password)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Set up your phone")).to_be_visible()
    phone = pyotp.TOTP(page.locator(".key__text").inner_text().replace(" ", ""))
    page.get_by_label("Six digits").fill(phone.now())
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/console")
    expect(page.get_by_role("button", name="Receiving")).to_be_visible()

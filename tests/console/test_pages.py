"""What holds for every page of the console: nothing inline, all of it in Norwegian, htmx kept on a short lead."""

import re
from pathlib import Path

import httpx
import pytest

from chat.pages import environment
from tests.console.conftest import House

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "counselor_console" / "static"
OWN_SCRIPTS = [path for path in STATIC.glob("*.js") if not path.name.startswith("htmx-4")]


@pytest.mark.parametrize("path", sorted((ROOT / "templates/console").glob("*.html")), ids=lambda path: path.name)
def test_a_template_compiles_and_has_nothing_inline(path: Path) -> None:
    environment().get_template(f"console/{path.name}")
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", OWN_SCRIPTS, ids=lambda path: path.name)
def test_our_scripts_make_no_markup_from_strings(path: Path) -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", path.read_text()
    )


@pytest.mark.parametrize("path", OWN_SCRIPTS, ids=lambda path: path.name)
def test_nothing_is_kept_in_the_browser(path: Path) -> None:
    assert not re.search(r"localStorage|sessionStorage|indexedDB|caches\.|document\.cookie", path.read_text())


@pytest.mark.anyio
async def test_every_page_forbids_what_is_inline_and_foreign(house: House, cora: httpx.AsyncClient) -> None:
    number = await house.owed()
    for address in (
        "/console",
        "/console/login",
        "/console/invitation",
        "/console/contacts",
        f"/console/owed/{number}",
    ):
        answer = await cora.get(address)
        assert answer.status_code == 200, address
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "trusted-types lavterskel" in policy
        assert not re.search(r'(src|href|action)="(https?:)?//', answer.text), address


def test_the_vendored_library_is_named_with_its_version_and_licence() -> None:
    assert "this.version = '4.0.1'" in (STATIC / "htmx-4.0.1.js").read_text()
    assert "Permission to use" in (STATIC / "htmx-4.0.1.LICENSE").read_text()


@pytest.mark.anyio
async def test_people_are_spoken_of_as_people_and_only_what_is_known_is_said(
    house: House, cora: httpx.AsyncClient
) -> None:
    await house.conversation(cora)
    page = (await cora.get("/console")).text
    assert "Når noen skriver, står vedkommende i køen." in page
    assert 'data-asleep="Har ikke siden framme nå."' in page
    assert "Personen selv" in (await cora.get("/console/contacts/new")).text

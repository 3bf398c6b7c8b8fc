"""Two invented contacts in a spreadsheet come in, in a real browser: chosen, understood, corrected, stored."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.staff import sign_in
from tests.conftest import NewContext
from tests.server import LiveServer, live_server
from tests.stats.sheet_files import as_csv, as_xlsx

pytestmark = pytest.mark.browser

PASSWORD = "kaja kjenner veien"
TABLE = [
    ["Dato", "Hvor", "Kategori", "Brukernavn", "Notat"],
    ["02.03.2024", "SMS", "Ja", "havkatt_77", "Har hund."],
    ["05.03.2024", "fax", "Kanskje", "havkatt_78", ""],
]
CSV = FilePayload(name="kontakter.csv", mimeType="text/csv", buffer=as_csv(TABLE))
XLSX = FilePayload(name="kontakter.xlsx", mimeType="application/zip", buffer=as_xlsx(TABLE))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    with live_server(tmp_path / "data", OPEN="always") as server:
        server.add_account("kaja", ["counselor"])
        yield server


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(request: pytest.FixtureRequest, server: LiveServer, new_context: NewContext) -> Page:
    page = new_context(viewport={"width": 390, "height": 800}, java_script_enabled=request.param).new_page()
    sign_in(page, server, "kaja", PASSWORD)
    page.goto(f"{server.url}/console/import")
    return page


def test_a_sheet_is_corrected_in_the_preview_and_stored(server: LiveServer, page: Page) -> None:
    page.get_by_label("Fil, .xlsx eller .csv").set_input_files(XLSX)
    page.get_by_role("button", name="Les filen").click()
    expect(page.get_by_role("heading", name="Hva importen vil gjøre")).to_be_visible()
    expect(page.get_by_text("havkatt_77")).to_have_count(0)
    page.locator("#column-1").select_option("channel")
    page.get_by_role("button", name="Se på nytt").click()
    page.locator("#channel-0").select_option("email")
    page.get_by_role("button", name="Se på nytt").click()
    store = page.get_by_role("button", name="Importer 2 kontakter")
    expect(store).to_be_visible()
    assert listed(server) == 0
    store.click()
    expect(page.get_by_role("status")).to_contain_text("2 kontakter er importert")
    assert listed(server) == 2


def test_a_file_that_is_no_sheet_is_told_beside_the_field(page: Page) -> None:
    field = page.get_by_label("Fil, .xlsx eller .csv")
    field.set_input_files(FilePayload(name="kontakter.xlsx", mimeType="application/zip", buffer=b"PK no more"))
    page.get_by_role("button", name="Les filen").click()
    expect(page.locator("#file-error")).to_be_visible()
    expect(page.get_by_label("Fil, .xlsx eller .csv")).to_have_attribute("aria-describedby", "file-error")
    expect(page.get_by_label("Fil, .xlsx eller .csv")).to_be_focused()


def test_a_file_is_thrown_away(server: LiveServer, page: Page) -> None:
    page.get_by_label("Fil, .xlsx eller .csv").set_input_files(CSV)
    page.get_by_role("button", name="Les filen").click()
    expect(page.get_by_role("button", name="Kast filen")).to_be_visible()
    page.goto(f"{server.url}/console/import")
    page.get_by_role("link", name="Gå videre med den").click()
    page.get_by_role("button", name="Kast filen").click()
    expect(page.get_by_role("button", name="Les filen")).to_be_visible()
    expect(page.get_by_text("venter her")).to_have_count(0)


def listed(server: LiveServer) -> int:
    with closing(server.staff("kaja", password=PASSWORD)) as kaja:
        return len(re.findall(r'href="/console/contacts/[0-9a-f]{16}"', kaja.get("/console/contacts").text))

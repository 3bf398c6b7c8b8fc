"""The statistics as the lead meets them, on a real server with a small imported register."""

import csv
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import httpx
import pytest
from sqlalchemy.orm import Session

from chat.db import make_engine
from chat.models import AppBase
from stats.models import Contact, NotAContact, SkippedRegistration
from stats.rules import EARLIER
from stats.vocabulary import About, AgeBand, Channel, Gender, NotContactReason, SkipReason, TalkedBefore
from tests.server import LiveServer, live_server

ADDRESSES = ("/stats", "/stats/report.csv", "/stats/report.json")


def remember(server: LiveServer, row: AppBase) -> None:
    """Puts a row in the register of a running server."""
    engine = make_engine(server.data_dir / "app.db")
    with Session(engine) as session, session.begin():
        session.add(row)
    engine.dispose()


def words(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_without_a_year_the_newest_with_contacts_is_shown(lead: httpx.Client) -> None:
    page = lead.get("/stats")
    assert page.status_code == 200
    assert "Året 2024" in words(page)
    assert " 8 personer " in words(page)
    assert " 12 kontakter " in words(page)
    assert " 1,5 kontakter per person " in words(page)


def test_every_figure_and_table_has_its_rule_printed(lead: httpx.Client) -> None:
    page = lead.get("/stats?year=2024")
    shown = lead.get("/stats/report.json?year=2024").json()
    del shown["figures"]["persons_linked"]  # the same figure as persons until there is an estimate
    for about in (*shown["figures"].values(), *shown["tables"]):
        assert about["rule"] in words(page)
    assert "<details" not in page.text.partition("<main")[2]


def test_earlier_counting_rules_are_told_with_the_day_of_their_end(lead: httpx.Client) -> None:
    told = words(lead.get("/stats?year=2024")).partition("Tidligere telleregler")[2]
    assert (
        [version for version in "1234" if f"Versjon {version}, til" in told]
        == [v for v, _, _ in EARLIER]
        == ["1", "2", "3"]
    )
    assert "til 28. november 2026" in told
    assert "Registreringer kunne ikke hoppes over." in told


def test_pages_and_files_are_marked_internal(lead: httpx.Client) -> None:
    assert "Internt, ikke for publisering" in words(lead.get("/stats"))
    assert next(iter(lead.get("/stats/report.json").json().items())) == ("marking", "Internt, ikke for publisering")
    rows = list(csv.reader(lead.get("/stats/report.csv").content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[0] == ["Internt, ikke for publisering"]
    assert rows[1] == ["År", "2024"]


def test_files_have_names_that_say_what_they_are(lead: httpx.Client) -> None:
    for kind in ("csv", "json"):
        disposition = lead.get(f"/stats/report.{kind}").headers["Content-Disposition"]
        assert disposition == f'attachment; filename="report-2024-internal.{kind}"'


def test_a_year_without_contacts_says_so_in_words(empty: httpx.Client) -> None:
    page = empty.get("/stats")
    assert page.status_code == 200
    assert "Ingenting er registrert" in words(page)
    assert "<table" not in page.text


def test_a_year_with_nothing_but_what_was_no_contact_is_a_year_we_have(own_server: LiveServer) -> None:
    remember(own_server, NotAContact(day=date(2021, 5, 4), channel=Channel.WEB_CHAT, reason=NotContactReason.PRESS))
    with closing(own_server.staff("ingrid", ["lead"])) as client:
        page = client.get("/stats?year=2021")
        assert page.status_code == 200
        assert "Ikke en kontakt: presse 1 " in words(page)
        assert f"Året {date.today().year}" in words(client.get("/stats"))  # noqa: DTZ011 - the service's calendar


def test_a_year_in_which_all_was_skipped_is_a_year_we_have(own_server: LiveServer) -> None:
    remember(own_server, SkippedRegistration(day=date(2021, 5, 4), channel=Channel.WEB_CHAT, reason=SkipReason.FAULT))
    with closing(own_server.staff("ingrid", ["lead"])) as client:
        page = client.get("/stats?year=2021")
    assert page.status_code == 200
    assert "Hoppet over, ikke registrert: en teknisk feil 1 " in words(page)
    assert "Hoppet over, ikke registrert: 1." in words(page)


def test_a_change_of_language_comes_back_to_the_same_year(lead: httpx.Client) -> None:
    assert 'name="back" value="/stats?year=2024"' in lead.get("/stats?year=2024").text
    assert 'name="back" value="/stats"' in lead.get("/stats?year=1999").text


def test_a_demo_is_marked_and_opens_on_its_example_year(tmp_path: Path) -> None:
    with live_server(tmp_path / "data", command="demo") as server:
        today = date.today()  # noqa: DTZ011 - the service's calendar
        remember(
            server,
            Contact(
                id="0badcafe", day=today, channel=Channel.EMAIL, about=About.RELATIVE_OR_HELPER, category=None,
                gender=Gender.UNKNOWN, age_band=AgeBand.UNKNOWN, language="nb", talked_before=TalkedBefore.NOT_ASKED,
            ),
        )  # fmt: skip
        with closing(server.staff("berit", ["lead"])) as client:
            assert "Året 2025" in words(client.get("/stats"))
            marked = list(client.get("/stats/report.json").json().items())
            assert marked[:2] == [("marking", "Internt, ikke for publisering"), ("demo", True)]
            lines = client.get("/stats/report.csv").content.decode("utf-8-sig").splitlines()
            assert lines[:3] == ['"Internt, ikke for publisering"', '"Demo, oppdiktede tall"', '"År";"2025"']


@pytest.mark.parametrize("year", ["1999", "nonsense", "2024x", "٢٠٢٤", "99999999999999999999"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_year_we_do_not_have_is_a_clear_404(lead: httpx.Client, address: str, year: str) -> None:
    page = lead.get(address, params={"year": year})
    assert page.status_code == 404
    assert "Ingen tall for det året" in words(page)
    machine = lead.get(address, params={"year": year}, headers={"Accept": "application/json"})
    assert (machine.status_code, machine.json()["error"]) == (404, "unknown_year")


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_the_lead_reads_statistics(server: LiveServer, cora: httpx.Client, address: str) -> None:
    json_wanted = {"Accept": "application/json"}
    with server.client() as otto:
        assert otto.get(address, headers=json_wanted).status_code == 401
        assert otto.get(address).headers["Location"] == "/console/login"
    assert cora.get(address).status_code == 403
    assert cora.get(address, headers=json_wanted).status_code == 403


def test_the_page_needs_no_script_and_no_inline_style(lead: httpx.Client) -> None:
    page = lead.get("/stats").text
    assert "<script" not in page
    assert " style=" not in page


@pytest.fixture
def empty(own_server: LiveServer) -> Iterator[httpx.Client]:
    """A lead's browser before anything is registered."""
    with closing(own_server.staff("ingrid", ["lead"])) as client:
        yield client

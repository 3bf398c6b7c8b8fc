"""Exploring as a lead meets it, on a real server with a small imported register."""

import csv
import re
from contextlib import closing
from datetime import date

import httpx
import pytest

from chat import calendar
from chat.web import content_security_policy
from stats.comparing import Compared
from stats.dimensions import DIMENSIONS
from stats.explored_file import _cells
from stats.exploring import Question
from stats.models import Contact
from stats.vocabulary import About, AgeBand, Category, Channel, Gender, TalkedBefore
from tests.server import LiveServer
from tests.stats.conftest import SAMPLE
from tests.stats.test_pages import remember, words

PART = {"HX-Request": "true"}


def table(answer: httpx.Response) -> list[list[str]]:
    """The rows of the table, in words."""
    found = answer.text.partition('<table class="figures">')[2].partition("</table>")[0]
    rows = re.findall(r"<tr.*?</tr>", found, re.S)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]


def test_without_a_question_the_newest_year_is_counted_by_channel(lead: httpx.Client) -> None:
    page = lead.get("/stats/explore")
    assert page.status_code == 200
    assert "Kontakter, kanal" in words(page)
    assert table(page)[-1][:2] == ["Alle", "12"]


def test_it_is_marked_internal_and_says_that_small_groups_are_not_protected(lead: httpx.Client) -> None:
    for headers in ({}, PART):
        assert "Små grupper er ikke vernet her." in words(lead.get("/stats/explore", headers=headers))
    assert "Internt, ikke for publisering" in words(lead.get("/stats/explore"))


@pytest.mark.parametrize("by", DIMENSIONS)
def test_every_dimension_has_a_table_with_its_rule_and_version(lead: httpx.Client, by: str) -> None:
    page = lead.get("/stats/explore", params={"year": "2024", "by": by, "count": "persons"})
    told = words(page).partition("Slik er dette talt")[2]
    assert f'<option value="{by}" selected>' in page.text
    assert "Telleregel, versjon 4." in told
    assert "%(" not in page.text
    assert "Rader" in told


def test_two_dimensions_make_a_table_of_cells(lead: httpx.Client) -> None:
    asked = {"year": "2024", "by": "gender", "across": "category", "count": "persons", "against": "none"}
    rows = table(lead.get("/stats/explore", params=asked))
    assert rows[0] == ["Kjønn", "Bekreftet", "Usikker", "Ingen erfaring"]
    assert sum(int(cell) for row in rows[1:-1] for cell in row[1:]) == 8  # all persons of the year
    assert rows[-1][0] == "Alle"


def test_htmx_gets_the_answer_alone_and_caches_are_told(lead: httpx.Client) -> None:
    asked = {"year": "2024", "by": "month"}
    part, page = (lead.get("/stats/explore", params=asked, headers=headers) for headers in (PART, {}))
    assert "<html" not in part.text
    assert table(part) == table(page) != []
    assert part.headers["Vary"] == page.headers["Vary"] == "HX-Request"


def test_what_is_chosen_is_said_and_can_be_taken_away(lead: httpx.Client) -> None:
    page = lead.get("/stats/explore", params={"year": "2024", "only_channel": "web_chat", "only_gender": "man"})
    assert "Bare det som er valgt, er talt: Kjønn: Mann; Kanal: Chat på egen nettside." in words(page)
    again = re.search(r'<a href="([^"]+)">Tell alle igjen', page.text)
    assert again
    assert "only_" not in again[1]


def test_what_nobody_offers_is_as_if_it_were_not_chosen(lead: httpx.Client) -> None:
    asked = {"year": "2024", "by": "names", "across": "<b>", "count": "money", "against": "1066"}
    assert table(lead.get("/stats/explore", params=asked)) == table(lead.get("/stats/explore?year=2024"))
    strange = lead.get("/stats/explore", params={"year": "2024", "only_channel": "<b>fax</b>"})
    assert strange.status_code == 200
    assert "<b>fax" not in strange.text
    assert "0 kontakter" in words(strange)


def test_a_year_we_do_not_have_is_a_clear_404(lead: httpx.Client) -> None:
    page = lead.get("/stats/explore?year=1999")
    assert page.status_code == 404
    assert "Ingen tall for det året" in words(page)


def test_the_year_stands_beside_an_earlier_one_with_the_change(own_server: LiveServer) -> None:
    own_server.run("contacts", "import", str(SAMPLE), "--with-links")
    remember(
        own_server,
        Contact(
            id="0badcafe", day=date(2025, 3, 4), channel=Channel.EMAIL, about=About.HIMSELF, category=Category.NONE,
            gender=Gender.UNKNOWN, age_band=AgeBand.UNKNOWN, language="nb", talked_before=TalkedBefore.NOT_ASKED,
        ),
    )  # fmt: skip
    with closing(own_server.staff("ingrid", ["lead"])) as client:
        assert "−92 %, 2024: 12" in words(client.get("/stats?year=2025&against=2024"))
        assert "2024: 12" not in words(client.get("/stats?year=2025"))
        assert "Telleregelen ble endret" not in words(client.get("/stats?year=2025&against=2024"))
        assert "ny i 2024" not in words(client.get("/stats?year=2024&against=2025"))
        assert table(client.get("/stats/explore?year=2025&against=2024"))[-1][:4] == ["Alle", "1", "12", "−92\xa0%"]
        assert table(client.get("/stats/explore?year=2024&against=2025"))[0][:2] == ["Kanal", "2024"]


def test_a_change_of_the_counting_rule_between_the_years_is_told(lead: httpx.Client) -> None:
    told = words(lead.get(f"/stats/explore?year={calendar.today().year}&against=2024", headers=PART))
    assert "24. november 2026: Telleregelen ble endret: versjon 1 ble erstattet av versjon 2." in told
    assert "Telleregelen ble endret" not in words(lead.get("/stats/explore?year=2024&against=none", headers=PART))


def test_only_the_lead_explores(server: LiveServer, cora: httpx.Client) -> None:
    with server.client() as otto:
        assert otto.get("/stats/explore").headers["Location"] == "/console/login"
    assert cora.get("/stats/explore").status_code == 403


def test_nothing_stands_inline_and_only_this_page_of_the_statistics_has_scripts(lead: httpx.Client) -> None:
    page = lead.get("/stats/explore").text
    assert " style=" not in page
    assert re.findall(r"<script(?![^>]* src=)", page) == []
    assert "trusted-types lavterskel" in content_security_policy("/stats/explore", "'none'")
    assert "trusted-types 'none'" in content_security_policy("/stats", "'none'")


class TestTheFile:
    """The answer as CSV."""

    def test_its_name_and_first_line_say_that_it_is_not_for_publication(self, lead: httpx.Client) -> None:
        found = lead.get("/stats/explore.csv", params={"year": "2024"})
        assert found.headers["content-disposition"] == ('attachment; filename="explored-2024-not-for-publication.csv"')
        assert found.headers["cache-control"] == lead.get("/stats/report.csv").headers["cache-control"] == "no-store"
        assert rows_of(found)[0][0].startswith("Ikke for publisering")

    @pytest.mark.parametrize("across", ["", "category"])
    def test_it_has_the_numbers_of_the_page_and_how_they_were_counted(self, lead: httpx.Client, across: str) -> None:
        asked = {"year": "2024", "by": "gender", "across": across, "count": "persons", "against": "none"}
        shown, file = (
            table(lead.get("/stats/explore", params=asked)),
            rows_of(lead.get("/stats/explore.csv", params=asked)),
        )
        begins = next(number for number, row in enumerate(file) if row[:1] == ["Kjønn"])
        assert [row[1:] for row in file[begins + 1 : begins + len(shown)]] == [row[1:] for row in shown[1:]]
        assert ["Metode", "Telleregel, versjon 4."] in file
        assert any(row[:1] == ["Personer"] and "Telleregel" not in row and len(row[-1]) > 40 for row in file)

    def test_it_says_what_was_chosen_and_the_year_beside(self, lead: httpx.Client) -> None:
        file = rows_of(lead.get("/stats/explore.csv", params={"year": "2024", "only_category": "confirmed"}))
        assert ["Bare: Kategori", "Bekreftet"] in file

    def test_a_change_is_a_number_to_compute_with(self) -> None:
        asked = Question(2025, 2024)
        compared = [Compared(6, 8), Compared(9, 6), Compared(1, 0), Compared(4, None)]
        assert [_cells(asked, one) for one in compared] == [[6, 8, -25], [9, 6, 50], [1, 0, ""], [4, "", ""]]
        assert _cells(Question(2025, None), Compared(6)) == [6]

    def test_a_page_leads_to_its_own_answer(self, lead: httpx.Client) -> None:
        page = lead.get("/stats/explore", params={"year": "2024", "by": "month"}, headers=PART)
        (address,) = re.findall(r'href="(/stats/explore\.csv[^"]*)"', page.text)
        assert "by=month" in address
        assert lead.get(address.replace("&amp;", "&")).status_code == 200

    def test_only_leads_get_it(self, cora: httpx.Client) -> None:
        assert cora.get("/stats/explore.csv").status_code == 403


def rows_of(answer: httpx.Response) -> list[list[str]]:
    return list(csv.reader(answer.text.removeprefix("\ufeff").splitlines(), delimiter=";"))

"""Editions as leads meet them, on a real server with a small imported register."""

import json
import re
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from chat import calendar
from stats.releases.plan import USUAL
from stats.releases.verifying import verify
from tests.releases.conftest import drafted
from tests.server import LiveServer
from tests.stats.conftest import SAMPLE, bring_in
from tests.stats.test_pages import words

YEAR = "/stats/releases/2024"


class TestBeforeClosing:
    def test_what_is_open_and_what_will_be_published_stands_there(self, lead: httpx.Client) -> None:
        page = words(lead.get(YEAR))
        assert "Bør avklares først" in page
        assert "Personer etter erfaring med å selge sex" in page
        assert "Lag utkastet for 2024" in page
        assert "Til nå: 0 av 2." in page

    def test_a_table_of_two_years_that_will_be_left_out_says_so(self, lead: httpx.Client) -> None:
        assert "Den blir utelatt: 2023 er ikke lukket, ikke med disse gruppene, eller" in words(lead.get(YEAR))

    @pytest.mark.parametrize(("kind", "begins"), [("html", b"<!doctype"), ("csv", b""), ("json", b"{")])
    def test_a_draft_can_be_had_as_a_file(self, lead: httpx.Client, kind: str, begins: bytes) -> None:
        answer = lead.get(f"{YEAR}/0/{kind}")
        assert answer.status_code == 200
        assert answer.content.lower().startswith(begins)
        assert f'filename="report-2024-draft.{kind}"' in answer.headers["content-disposition"]
        assert "Internt utkast" in answer.text or kind == "json"

    def test_a_plan_of_nothing_is_refused_with_the_reason(self, lead: httpx.Client) -> None:
        answer = lead.post(f"{YEAR}/plan", data={})
        assert answer.status_code == 422
        assert "Velg minst én tabell." in words(answer)

    def test_the_counting_rule_is_chosen_with_the_plan(self, lead: httpx.Client) -> None:
        for rule, status in (("4b", 303), ("3", 422), ("4", 303)):
            answer = lead.post(f"{YEAR}/plan", data={"table": list(USUAL), "rule": rule})
            assert answer.status_code == status
        assert 'value="4" selected' in lead.get(YEAR).text

    def test_this_year_is_not_closed(self, lead: httpx.Client) -> None:
        year = calendar.today().year
        page = words(lead.get(f"/stats/releases/{year}"))
        assert "Et år lukkes når det er over." in page
        assert f"Lukk {year}" not in page
        answer = lead.post(f"/stats/releases/{year}/close", data={})
        assert answer.status_code == 422
        assert f"Året {year} er ikke over." in words(answer)

    def test_a_year_that_can_have_no_contacts_is_not_there(self, lead: httpx.Client) -> None:
        for year in (0, 1066, calendar.today().year + 1, 9999):
            assert lead.get(f"/stats/releases/{year:04}").status_code == 404
            for what in ("plan", "close", "tables"):
                assert lead.post(f"/stats/releases/{year:04}/{what}", data={"table": list(USUAL)}).status_code == 404


@pytest.fixture(scope="module")
def closed(lead: httpx.Client) -> None:
    refused = lead.post(f"{YEAR}/close", data={})
    assert refused.status_code == 422
    assert "Skriv hvorfor ikke" in words(refused)
    telling = lead.post(f"{YEAR}/close", data={"why_not_two": "Bare 1 av 2 kom."})
    assert "Skriv begrunnelsen uten tall" in words(telling)
    assert 'value="Bare 1 av 2 kom."' in telling.text
    given = drafted(lead.get(f"{YEAR}/0")) | {"why_not_two": "Vi har én rådgiver."}
    assert lead.post(f"{YEAR}/close", data=given).status_code == 303


@pytest.mark.usefixtures("closed")
class TestClosed:
    def test_it_stands_among_the_editions_with_its_tables(self, lead: httpx.Client) -> None:
        assert "2024, utgave 1" in words(lead.get("/stats/releases"))
        edition = words(lead.get(f"{YEAR}/1"))
        assert "Slik er det talt" in edition
        assert "kontrollsum" in edition.lower()
        assert "fordi: Vi har én rådgiver." in edition

    def test_its_documents_can_be_had_in_the_other_language_too(self, lead: httpx.Client) -> None:
        place = f"{YEAR}/1/csv?language=en"
        assert f'href="{place}"' in lead.get(f"{YEAR}/1").text
        answer = lead.get(place)
        assert "Annual report 2024" in answer.text
        assert 'filename="report-2024-1-en.csv"' in answer.headers["content-disposition"]
        assert "Årsmelding 2024" in lead.get(f"{YEAR}/1/csv").text
        assert "Årsmelding 2024" in lead.get(f"{YEAR}/1/csv?language=xx").text

    def test_the_file_holds_against_itself(self, lead: httpx.Client) -> None:
        assert verify(json.loads(lead.get(f"{YEAR}/1/json").content)) == []

    def test_a_correction_asks_for_a_reason_and_for_something_new(self, lead: httpx.Client) -> None:
        assert "Skriv hvorfor" in words(lead.post(f"{YEAR}/close", data={"reason": ""}))
        for nothing in (lead.post(f"{YEAR}/close", data={"reason": "Etterregistrert."}), lead.get(f"{YEAR}/0")):
            assert (nothing.status_code, "Ingenting er endret" in words(nothing)) == (422, True)

    def test_true_counts_are_refused_with_what_they_would_tell(self, lead: httpx.Client) -> None:
        asked = {"table": "persons_by_category", "for_whom": "En avis spurte.", "exact": "yes"}
        answer = lead.post(f"{YEAR}/tables", data=asked)
        assert answer.status_code == 422
        assert "røpe noen få personer" in words(answer)
        assert "Røpes av Personer etter" in words(answer)
        assert 'value="En avis spurte."' in answer.text  # what was written is there again
        assert '<option value="persons_by_category" selected>' in answer.text
        assert "mellom" in words(answer)

    def test_what_was_published_stands_in_the_proof(self, lead: httpx.Client) -> None:
        page = words(lead.get("/stats/proof"))
        assert "Hver utgave er som da den ble publisert" in page
        assert "ingen egen loggfil" in page

    @pytest.mark.parametrize("path", ["2024/7", "2024/x", "20x4", "2024/1/exe", "2024/0/json", "0000"])
    def test_what_is_not_there_is_said_so(self, lead: httpx.Client, path: str) -> None:
        assert lead.get(f"/stats/releases/{path}").status_code == 404

    def test_the_register_makes_it_again(self, server: LiveServer) -> None:
        assert "comes out the same" in server.run("release", "rebuild", "2024").stdout


@pytest.fixture
def last_year(own_server: LiveServer, tmp_path: Path) -> int:
    """It is over, not closed, and has three contacts that nobody has compared."""
    year = calendar.today().year - 1
    bring_in(own_server, tmp_path, year, 3)
    return year


@pytest.mark.usefixtures("last_year")
def test_counsellors_find_what_is_undecided(own_server: LiveServer) -> None:
    with closing(own_server.staff("cora", ["counselor"])) as client:
        page = words(client.get("/console/undecided"))
    assert "Ingen har sett på: 2. Usikre: 0." in page  # the first of all can be nobody who was here before
    assert page.count("Bolig") == 2


def test_each_counsellor_says_for_herself_that_she_went_through_the_list(own_server: LiveServer) -> None:
    assert own_server.run("contacts", "import", str(SAMPLE)).returncode == 0
    for number, name in enumerate(("cora", "dan"), 1):
        with closing(own_server.staff(name, ["counselor"])) as client:
            assert go_through(client, 2024).headers["location"] == "/console/undecided/2024"
        with closing(own_server.staff(f"lea{number}", ["lead"])) as client:
            assert f"Til nå: {number} av 2." in words(client.get(YEAR))
    with closing(own_server.staff("otto", ["lead"])) as client:
        assert client.post("/console/undecided/2024").status_code == 403
        assert client.post(f"{YEAR}/close", data=drafted(client.get(f"{YEAR}/0"))).status_code == 303
        assert "To rådgivere gikk gjennom listen" in words(client.get(f"{YEAR}/1"))


def test_only_counsellors_are_asked_to_clear_the_list(own_server: LiveServer, last_year: int) -> None:
    asked = f"Jeg har gått gjennom listen for {last_year}"
    with closing(own_server.staff("pia", ["peer_worker"])) as client:
        page = words(client.get("/console/undecided"))
        assert "Ingen har sett på: 2." in page
        assert asked not in page
        assert client.post(f"/console/undecided/{last_year}", data={"is_so": "yes"}).status_code == 403
    with closing(own_server.staff("cora", ["counselor"])) as client:
        for is_so, said in (("no", asked), ("yes", "Du har sagt at du har"), ("no", asked)):
            go_through(client, last_year, is_so)
            assert said in words(client.get("/console/undecided"))


class TestSeveralOpenYears:
    def test_the_earliest_comes_first_and_each_is_cleared_by_itself(
        self, own_server: LiveServer, tmp_path: Path, last_year: int
    ) -> None:
        for year, number in ((last_year - 1, 4), (last_year + 1, 5)):
            bring_in(own_server, tmp_path, year, number)
        with closing(own_server.staff("cora", ["counselor"])) as client:
            first = words(client.get("/console/undecided"))
            assert f"Kontakter fra {last_year - 1} som" in first
            for year, not_looked in ((last_year - 1, 3), (last_year, 3), (last_year + 1, 5)):
                page = client.get(f"/console/undecided/{year}")
                assert f'href="/console/undecided/{year}"' in client.get("/console/undecided").text
                assert f"Ingen har sett på: {not_looked}." in words(page)
                assert (f"Jeg har gått gjennom listen for {year}" in words(page)) is (year <= last_year)
            go_through(client, last_year)
            assert f"Jeg har gått gjennom listen for {last_year - 1}" in words(client.get("/console/undecided"))
            assert "Du har sagt at du har" in words(client.get(f"/console/undecided/{last_year}"))

    def test_a_year_that_cannot_be_closed_any_more_is_not_among_them(
        self, own_server: LiveServer, tmp_path: Path, last_year: int
    ) -> None:
        bring_in(own_server, tmp_path, last_year - 1, 4)
        given = ("--why-not-two", "There is one counsellor.", "--leave-earlier")
        closed = own_server.run("release", "close", str(last_year), *given)
        assert closed.returncode == 0, closed.stderr
        with closing(own_server.staff("cora", ["counselor"])) as client:
            page = words(client.get("/console/undecided"))
            assert f"Kontakter fra {last_year + 1} som" in page
            assert "Det tidligste året" not in page
            assert "Jeg har gått gjennom" not in page
            assert client.get(f"/console/undecided/{last_year}").status_code == 404


class TestTheWholeList:
    def test_whoever_nobody_looked_at_comes_first_and_the_rest_is_on_other_pages(
        self, own_server: LiveServer, tmp_path: Path
    ) -> None:
        year = calendar.today().year - 1
        bring_in(own_server, tmp_path, year, 122)
        with closing(own_server.staff("cora", ["counselor"])) as client:
            unsure = [f"cc{year}{one:02x}" for one in range(61)]
            for one in unsure[1:]:
                decided = client.post(f"/console/contacts/{one}/links", data={"other": unsure[0], "verdict": "unsure"})
                assert decided.status_code == 303
            pages = [client.get(f"/console/undecided/{year}?page={page}") for page in (1, 2, 3, 99)]
            first, second, third, beyond = map(words, pages)
        assert "Ingen har sett på: 61. Usikre: 61." in first
        assert "Side 1 av 3" in first
        assert f'href="/console/undecided/{year}?page=2">Til de usikre' in without_htmx(pages[0])
        assert [page.text.count(">usikker<") for page in pages[:3]] == [0, 39, 22]
        assert [page.count("Bolig") for page in (first, second, third)] == [50, 50, 22]
        assert "Neste side" in first
        assert "Neste side" not in third
        assert "Side 3 av 3" in beyond

    def test_a_statement_holds_until_something_is_added_and_is_of_the_list_that_was_shown(
        self, own_server: LiveServer, tmp_path: Path, last_year: int
    ) -> None:
        with closing(own_server.staff("cora", ["counselor"])) as client:
            shown = mark(client, last_year)
            go_through(client, last_year)
            bring_in(own_server, tmp_path, last_year, 1, after=3)
            assert "så det teller ikke lenger" in words(client.get(f"/console/undecided/{last_year}"))
            late = client.post(f"/console/undecided/{last_year}", data={"is_so": "yes", "list": shown})
            assert late.status_code == 409
            assert "Listen er endret" in words(late)
            go_through(client, last_year)
            assert "Du har sagt at du har" in words(client.get(f"/console/undecided/{last_year}"))

    @pytest.mark.parametrize("year", ["0001", "1800", "2199", "x", "20x4"])
    def test_a_year_that_is_not_open_is_not_there(self, own_server: LiveServer, last_year: int, year: str) -> None:
        with closing(own_server.staff("cora", ["counselor"])) as client:
            data = {"is_so": "yes", "list": mark(client, last_year)}
            assert client.get(f"/console/undecided/{year}").status_code == 404
            assert client.post(f"/console/undecided/{year}", data=data).status_code == 404


def mark(client: httpx.Client, year: int) -> str:
    """Of the list as the page shows it now."""
    found = re.search(r'name="list" value="(\w+)"', client.get(f"/console/undecided/{year}").text)
    assert found
    return found[1]


def go_through(client: httpx.Client, year: int, is_so: str = "yes") -> httpx.Response:
    answer = client.post(f"/console/undecided/{year}", data={"is_so": is_so, "list": mark(client, year)})
    assert answer.status_code == 303
    return answer


def without_htmx(page: httpx.Response) -> str:
    return re.sub(r' hx-\w+="[^"]*"', "", page.text)


def test_a_later_year_is_closed_before_an_earlier_one_only_where_that_is_meant(
    own_server: LiveServer, tmp_path: Path, last_year: int
) -> None:
    earlier, given = last_year - 1, {"why_not_two": "Vi er alene."}
    bring_in(own_server, tmp_path, earlier, 1)
    with closing(own_server.staff("lena", ["lead"])) as client:
        place = f"/stats/releases/{last_year}"
        page = client.get(f"{place}/0")
        assert f'<a href="/stats/releases/{earlier}">{earlier}</a>' in page.text
        assert f"Ikke lukket ennå, og kan ikke lukkes når {last_year} er det" in words(page)
        assert "Ikke lukket ennå" not in words(client.get(f"/stats/releases/{earlier}/0"))
        refused = client.post(f"{place}/close", data=given)
        assert refused.status_code == 422
        assert f"{earlier} er ikke lukket, og kan ikke lukkes når {last_year} er det" in words(refused)
        given |= drafted(refused) | {"leaving": "yes"}
        assert client.post(f"{place}/close", data=given).status_code == 303


def test_leads_see_the_years_to_close_in_their_order(own_server: LiveServer, tmp_path: Path, last_year: int) -> None:
    bring_in(own_server, tmp_path, last_year - 1, 1)
    with closing(own_server.staff("lena", ["lead"])) as client:
        page = words(client.get("/stats/releases"))
    assert f"{last_year - 1} {last_year} Det tidligste året kommer først" in page

"""The pages of earlier reports as the lead meets them, on a real server."""

import html
import re
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from stats.series.files import MAX_BYTES
from tests.series.tables import ALL, DATA
from tests.server import LiveServer, live_server

LIST, PREVIEW = "/stats/series", "/stats/series/preview"
PORTFOLIO, PER_PERSON, COUNTRIES = (
    DATA / name for name in ("t1_portfolio.csv", "t2_contacts_per_person.csv", "t3_countries.csv")
)
BREAK = (
    "tittel;Besøk\nkilde;Rapport\nenhet;besøk\ntall;anslag\nmetode;Talt for hånd\nversjon;7\n"
    "brudd;2021;Nå også på gata\nrad;alle;sum;inne;ute\ntabell;2020;2021;2022\n"
    "inne;10;20;30\nute;1;2;om lag 3\nalle;11;23;\n"
)


def words(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def upload(client: httpx.Client, content: bytes) -> httpx.Response:
    return client.post(PREVIEW, files={"file": ("tabell.csv", content)})


def waiting(page: httpx.Response) -> str:
    """The file as the form of the preview holds it."""
    (content,) = re.findall(r'<textarea name="content" hidden>(.*?)</textarea>', page.text, re.S)
    return html.unescape(content)


def keep(client: httpx.Client, content: bytes) -> str:
    """Imports as people do; the address of the edition."""
    kept = client.post(LIST, files={"content": (None, waiting(upload(client, content)))})
    assert kept.status_code == 303
    return kept.headers["Location"]


def edit(content: str) -> bytes:
    return content.replace("10;20", "10;21").encode()


def test_what_differs_is_shown_before_anything_is_stored(lead: httpx.Client) -> None:
    page = upload(lead, PER_PERSON.read_bytes())
    assert page.status_code == 200
    assert "Ikke importert ennå" in words(page)
    assert "13 ≠ regnet ut 14" in words(page)
    assert "Contacts per person" not in words(lead.get(LIST))


def test_every_differing_cell_says_what_is_printed_and_what_follows(whole: httpx.Client) -> None:
    told = words(whole.get(address_of(whole, "Persons by country")))
    assert (
        "Romania, +/- i % fra 2010: trykt +66, regnet ut 67 (nøyaktig 66,67, som om det er kuttet, ikke rundet av)"
        in told
    )
    assert "+66 ≠ regnet ut 67" in told
    assert "1270 ≠ regnet ut 1 258" in told.replace("\u00a0", " ")
    assert "[0] ikke trykt" in told


def test_words_are_shown_as_they_were_printed(whole: httpx.Client) -> None:
    told = words(whole.get(address_of(whole, "Persons met in an evening")))
    assert "about 70" in told
    assert "just under 30" in told
    assert "ingenting er sammenlignet" in told


def test_the_list_says_how_much_of_each_table_differs(whole: httpx.Client) -> None:
    told = words(whole.get(LIST))
    assert re.search(r"Persons by country .*? ≠ 4 celler avviker · Én celle er ikke trykt", told)
    assert re.search(r"Persons and contacts .*? Ingen celler avviker", told)
    assert re.search(r"Persons met in an evening .*? Ingenting å sammenligne", told)


def test_the_list_says_how_much_cannot_be_compared(lead: httpx.Client) -> None:
    keep(lead, BREAK.replace("Besøk", "Mangler").replace("rad;alle;sum;inne;ute", "rad;alle;lik;Ukjent / x").encode())
    assert re.search(r"Mangler .*? Ingen celler avviker · 3 celler kan ikke sammenlignes", words(lead.get(LIST)))


def test_a_break_of_method_is_a_dashed_line_with_words(lead: httpx.Client) -> None:
    page = lead.get(keep(lead, BREAK.encode()))
    assert "Ny metode fra 2021 Nå også på gata" in words(page)
    assert page.text.count('class="break"') == page.text.count(">ny metode<") == 3  # in each of its charts
    assert page.text.count("series__after") == 4  # the name of the column, and its three cells
    assert "Metode, versjon 7" in words(page)
    assert "Anslag" in words(page)


def test_bars_begin_at_nought_and_have_their_printed_values(lead: httpx.Client) -> None:
    page = lead.get(keep(lead, BREAK.encode())).text
    first = page.partition('<svg class="months"')[2].partition("</svg>")[0]
    assert re.findall(r'height="([\d.]+)"/>', first) == ["44.0", "88.0", "132.0"]
    assert re.findall(r'<text class="value"[^>]*>([^<]+)', first) == ["10", "20", "30"]
    assert "* 2022: om lag 3" in words(lead.get(keep(lead, BREAK.encode())))


def test_a_table_that_is_imported_again_is_a_new_edition_and_the_old_one_stays(own_server: LiveServer) -> None:
    with closing(own_server.staff("ingrid", ["lead"])) as client:
        old, new = keep(client, BREAK.encode()), keep(client, edit(BREAK))
        assert old != new
        assert words(client.get(LIST)).count("Besøk") == 1
        told = words(client.get(old))
        assert "Dette er en eldre utgave." in told
        assert "Utgave 2, importert" in told
        assert "av ingrid" in told
        assert "eldre utgave" not in words(client.get(new))
        assert "sier nøyaktig dette allerede" in words(upload(client, edit(BREAK)))


def test_a_wrong_file_is_told_by_row_and_not_stored(lead: httpx.Client) -> None:
    page = upload(lead, BREAK.replace("rad;alle", "farge;blå\nrad;alle").encode() + b"ute;1\n")
    assert page.status_code == 422
    assert "Rad 8: farge er ikke et ord en rad kan begynne med før tabellen." in words(page)
    assert "Rad 14: ute står her for andre gang." in words(page)
    stored = lead.post(LIST, files={"content": (None, "title,T\n")})
    assert stored.status_code == 422


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"x" * (MAX_BYTES + 1)])
def test_what_is_no_table_is_refused_in_words(lead: httpx.Client, content: bytes) -> None:
    assert upload(lead, content).status_code == 422


def test_a_form_without_a_file_is_refused_in_words(lead: httpx.Client) -> None:
    assert "Velg en fil først." in words(lead.post(PREVIEW, data={"file": "tabell"}))


@pytest.mark.parametrize("number", ["999", "0", "-1", "x", "٣", "9" * 30])
def test_an_edition_that_is_not_there_is_a_404(lead: httpx.Client, number: str) -> None:
    assert lead.get(f"{LIST}/{number}").status_code == 404


@pytest.mark.parametrize("method_and_address", [("GET", LIST), ("POST", LIST), ("POST", PREVIEW), ("GET", f"{LIST}/1")])
def test_only_the_lead_sees_them(server: LiveServer, cora: httpx.Client, method_and_address: tuple[str, str]) -> None:
    assert cora.request(*method_and_address).status_code == 403
    with server.client() as otto:
        assert otto.request(*method_and_address, headers={"Accept": "application/json"}).status_code == 401


def test_what_a_file_says_is_never_markup(lead: httpx.Client) -> None:
    page = lead.get(keep(lead, BREAK.replace("Besøk", "<b>Fare</b>").replace("ute", "<i>ute</i>").encode()))
    assert "<b>Fare</b>" not in page.text
    assert "<i>ute</i>" not in page.text


def test_the_page_needs_no_script_and_no_inline_style(whole: httpx.Client) -> None:
    for address in (LIST, address_of(whole, "Persons and contacts")):
        page = whole.get(address).text
        assert "<script" not in page
        assert " style=" not in page


def test_the_figures_of_the_year_lead_there(lead: httpx.Client) -> None:
    assert f'href="{LIST}"' in lead.get("/stats").text


def address_of(client: httpx.Client, title: str) -> str:
    (address,) = re.findall(rf'href="({LIST}/\d+)">{title}<', client.get(LIST).text)
    return str(address)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("series") / "data") as server:
        yield server


@pytest.fixture(scope="module")
def lead(server: LiveServer) -> Iterator[httpx.Client]:
    with closing(server.staff("lena", ["lead"])) as client:
        yield client


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A lead's browser where a whole report is imported."""
    with (
        live_server(tmp_path_factory.mktemp("whole") / "data") as server,
        closing(server.staff("lea", ["lead"])) as client,
    ):
        for path in ALL:
            keep(client, path.read_bytes())
        yield client


@pytest.fixture(scope="module")
def cora(server: LiveServer) -> Iterator[httpx.Client]:
    with closing(server.staff("cora", ["counselor"])) as client:
        yield client

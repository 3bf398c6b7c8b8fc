"""The page on which anybody can check whether it is us."""

import re
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from tests.server import LiveServer

NO = "Nei. Denne koden gjelder ikke."
YES = "Ja. Vi har laget denne koden."


def a_code(staff: httpx.Client) -> str:
    found = re.search(r"\d{3}(?: \d{3}){4}", staff.post("/console/check-codes").text)
    assert found is not None
    return found[0]


@pytest.fixture(scope="module")
def cora(open_server: LiveServer) -> Iterator[httpx.Client]:
    with closing(open_server.staff("Cora of the codes")) as client:
        yield client


class TestThePage:
    def test_its_address_and_title_say_nothing(self, vera: httpx.Client) -> None:
        page = vera.get("/us").text
        assert "<title>Spørsmål og svar</title>" in page
        assert vera.get("/us").headers["cache-control"] == "no-store"

    def test_it_is_led_to_from_the_first_page_open_or_closed(self, vera: httpx.Client, late: httpx.Client) -> None:
        for client, language in ((vera, "nb"), (late, "en")):
            assert f'href="/us?lang={language}"' in client.get(f"/?lang={language}").text

    def test_from_a_frame_it_opens_beside_because_no_frame_may_show_it(self, vera: httpx.Client) -> None:
        link = re.search(r'<a [^>]*href="/us\?lang=nb"[^>]*>', vera.get("/embed").text)
        assert link is not None
        assert 'target="_blank" rel="noreferrer noopener"' in link[0]
        assert "frame-ancestors 'none'" in vera.get("/us").headers["content-security-policy"]

    def test_it_has_the_way_out_and_speaks_both_languages(self, vera: httpx.Client) -> None:
        assert "Forlat siden" in vera.get("/us").text
        english = vera.get("/us?lang=en").text
        assert "Leave this page" in english
        assert "Is it really us?" in english

    def test_without_names_it_says_so(self, vera: httpx.Client) -> None:
        assert "Akkurat nå skriver vi ingen andre steder under vårt navn." in vera.get("/us").text


class TestACode:
    def test_it_answers_yes_once_in_the_language_of_the_page(self, vera: httpx.Client, cora: httpx.Client) -> None:
        code = a_code(cora)
        assert "Yes. We made this code." in vera.post("/us", data={"code": code, "language": "en"}).text
        assert NO in vera.post("/us", data={"code": code, "language": "nb"}).text

    @pytest.mark.parametrize("guess", ["000 000 000 000 000", "abc", "<script>", "1" * 5000, "\x00", "%"])
    def test_anything_else_answers_no(self, vera: httpx.Client, guess: str) -> None:
        answer = vera.post("/us", data={"code": guess})
        assert answer.status_code == 200
        assert NO in answer.text

    def test_an_empty_one_is_no_question(self, vera: httpx.Client) -> None:
        answer = vera.post("/us", data={"code": "  "})
        assert answer.status_code == 200
        assert NO not in answer.text
        assert YES not in answer.text

    def test_it_is_in_no_address_no_page_and_no_log(
        self, vera: httpx.Client, cora: httpx.Client, open_server: LiveServer
    ) -> None:
        code = a_code(cora)
        assert vera.get("/us", params={"code": code}).text.count(YES) == 0
        answer = vera.post("/us", data={"code": code})
        assert YES in answer.text
        assert "location" not in answer.headers
        assert code not in answer.text
        assert code not in open_server.log.read_text()
        assert code.replace(" ", "") not in open_server.log.read_text()

    def test_nothing_is_kept_in_the_browser(self, vera: httpx.Client) -> None:
        assert "set-cookie" not in vera.get("/us").headers
        assert "set-cookie" not in vera.post("/us", data={"code": "1"}).headers

    def test_a_page_of_another_site_asks_nothing(self, vera: httpx.Client, cora: httpx.Client) -> None:
        code = a_code(cora)
        answer = vera.post("/us", data={"code": code}, headers={"Origin": "https://example.org"})
        assert answer.status_code == 403
        assert YES in vera.post("/us", data={"code": code}).text

"""The page of answers without script, and what a search leaves behind: nothing."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.privacy.canaries import files, search
from tests.server import LiveServer, live_server
from tests.widget.helpers import begin, keep_visit, without_script

TEXT = {"topic": "housing", "title": "Kan jeg få bot?", "body": "Det kommer an på.", "also": "gebyr", "publish": "yes"}
OTHER = {"topic": "sti_testing", "title": "Hvor tester jeg meg?", "body": "Hos legen.", "also": "", "publish": "yes"}
CANARY = "zxqvcanary"
LINK = 'href="/read?lang='


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """An open service that has published two answers."""
    with live_server(tmp_path_factory.mktemp("written") / "data", OPEN="always") as server:
        with closing(server.staff("Lea who writes", ["lead"])) as lea:
            for text in (TEXT, OTHER):
                assert lea.post("/console/answers/new/nb", data=text).status_code == 303
        yield server


@pytest.fixture
def reader(written: LiveServer) -> Iterator[httpx.Client]:
    with written.client() as client:
        yield client


def found(client: httpx.Client, words: str) -> list[str]:
    page = client.post("/read", data={"words": words, "language": "nb"}).text
    return re.findall(r"<summary[^>]*>(.*?)</summary>", page)


def test_its_address_and_title_say_nothing_and_nothing_is_kept(reader: httpx.Client) -> None:
    page = reader.get("/read")
    assert "<title>Spørsmål og svar</title>" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "set-cookie" not in page.headers
    assert "Forlat siden" in page.text


def test_every_answer_stands_on_it_so_that_no_address_tells_which_was_read(reader: httpx.Client) -> None:
    page = reader.get("/read").text
    assert re.findall(r"<summary[^>]*>(.*?)</summary>", page) == [TEXT["title"], OTHER["title"]]
    assert all(text["body"] in page for text in (TEXT, OTHER))
    assert not re.search(r'href="[^"]*(?:read|#)[^"]*\d', page.split("<main", 1)[1])


def test_a_form_searches_without_script(reader: httpx.Client) -> None:
    assert found(reader, "gebyret") == [TEXT["title"]]
    assert found(reader, "teste") == [OTHER["title"]]


def test_where_nothing_is_found_it_says_so_and_where_to_ask(reader: httpx.Client) -> None:
    page = reader.post("/read", data={"words": "<b>xyz", "language": "nb"}).text
    assert "Vi fant ikke noe om det her." in page
    assert 'value="&lt;b&gt;xyz"' in page
    assert "Skriv til en rådgiver" in page
    assert "Vis alle svar" in page


@pytest.mark.parametrize("words", ["", " ", "\x00", "%", "a" * 50_000, "🙂", "\u202e", "' OR 1=1"])
def test_whatever_is_searched_for_it_answers(reader: httpx.Client, words: str) -> None:
    assert reader.post("/read", data={"words": words, "language": "nb"}).status_code == 200


def test_other_sites_cannot_search_for_him(reader: httpx.Client) -> None:
    answer = reader.post("/read", data={"words": "bot"}, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403


def test_a_search_leaves_no_trace(written: LiveServer, reader: httpx.Client) -> None:
    assert CANARY in reader.post("/read", data={"words": CANARY, "language": "nb"}).text
    places = files(written.data_dir) | {"log": Path(written.log).read_bytes()}
    assert search(places, [CANARY]) == []


class TestTheWayToIt:
    def test_it_is_offered_to_who_waits_with_script_and_without_beside_his_page(self, reader: httpx.Client) -> None:
        keep_visit(reader, begin(reader))
        page = reader.get("/").text
        assert LINK in without_script(page)
        for link in re.findall(r'<a [^>]*href="/read[^>]*>', page):
            assert 'target="_blank" rel="noreferrer noopener"' in link

    def test_coming_back_keeps_the_conversation(self, reader: httpx.Client) -> None:
        keep_visit(reader, begin(reader))
        before = without_script(reader.get("/").text)
        reader.get("/read")
        assert without_script(reader.get("/").text).partition("<form")[0] == before.partition("<form")[0]

    def test_where_nothing_is_published_nothing_is_offered(self, late: httpx.Client, reader: httpx.Client) -> None:
        assert LINK not in late.get("/").text
        assert LINK in reader.get("/").text
        assert LINK not in reader.get("/?lang=en").text
        assert "Her er det ikke skrevet noe på dette språket ennå." in late.get("/read").text

    def test_it_is_a_page_for_no_frame(self, reader: httpx.Client) -> None:
        assert "frame-ancestors 'none'" in reader.get("/read").headers["content-security-policy"]

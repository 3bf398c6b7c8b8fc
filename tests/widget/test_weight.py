"""What is sent is compressed where nobody's words are in it, and put together without losing anything."""

import gzip
import re

import httpx
import pytest

from chat.static_files import STATIC, made, one_script
from tests.widget.helpers import begin, follow, keep_visit

LOADER = 2 * 1024  # bytes


def static_addresses(page: str) -> list[str]:
    return re.findall(r'(?:href|src)="(/static/[^"]+)"', page)


@pytest.mark.parametrize("path", ["/", "/embed", "/?lang=en", "/widget.js"])
def test_a_page_without_anybodys_words_is_compressed(vera: httpx.Client, path: str) -> None:
    assert vera.get(path).headers["content-encoding"] == "gzip"


def test_so_is_what_the_page_needs(vera: httpx.Client) -> None:
    for address in static_addresses(vera.get("/").text):
        answer = vera.get(address)
        assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "Accept-Encoding")


def test_who_does_not_take_it_compressed_gets_it_plain(vera: httpx.Client) -> None:
    for path in ("/", "/widget.js", *static_addresses(vera.get("/").text)):
        plain = vera.get(path, headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert len(plain.content) == int(plain.headers["content-length"])


def test_a_page_with_his_words_is_never_compressed(vera: httpx.Client) -> None:
    """Beside words of his own, the length of a compressed page could tell what else stands there."""
    token = keep_visit(vera, begin(vera))
    assert "content-encoding" not in vera.get("/").headers
    vera.post("/leave", json={"token": token})


def test_nor_one_that_shows_him_a_text_that_could_not_be_sent(vera: httpx.Client) -> None:
    refused = vera.post("/conversations", data={"text": "a\x07", "mark": "a" * 22})
    assert "content-encoding" not in follow(vera, refused).headers


def test_the_loader_for_other_sites_is_at_most_two_kilobytes(vera: httpx.Client, late: httpx.Client) -> None:
    for client in (vera, late):
        assert int(client.get("/widget.js").headers["content-length"]) <= LOADER


def test_the_script_holds_each_module_once_and_names_no_other_file() -> None:
    script = one_script(STATIC["widget"] / "visitor.js")
    assert not re.search(r"^\s*(import|export)\b", script, re.M)
    for only_here in ("class Outbox", "class Conversation", "class Log", "function tellHost", "function forgetForGood"):
        assert script.count(only_here) == 1


def test_a_module_comes_before_those_that_import_it() -> None:
    script = one_script(STATIC["widget"] / "visitor.js")
    places = [script.index(part) for part in ("class Outbox", "class Conversation", "function forgetForGood")]
    assert places == sorted(places)


def test_what_is_compressed_is_what_is_sent_plain() -> None:
    for name in ("page.js", "page.css", "visitor.css"):
        file = made(STATIC["widget"] / name)
        assert gzip.decompress(file.compressed) == file.content

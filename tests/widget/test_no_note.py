"""The promise beside the first box, and *no note about me* for a browser without script."""

import re
from contextlib import closing

import httpx
import pytest

from tests.protocol.client import Server
from tests.server import LiveServer
from tests.widget.helpers import begin, follow, keep_visit, state_of, too_often, without_script

CHOSEN = 'data-no-note="true">Det skrives ikke noe notat.'


def pressed(page: str) -> str:
    """Whether the button is pressed, in the words of the page."""
    found = re.search(r'<button class="no-note" type="submit"[^>]* aria-pressed="(true|false)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("language", "promise"),
    [
        ("nb", "Rådgiverens korte notat, uten navn, beholdes i 1 år og sammenlignes med andre, så hver person telles"),
        ("en", "short note, without a name, is kept for 1 year and compared with others, so that each person is"),
    ],
)
def test_the_promise_stands_beside_the_first_box_with_its_time(vera: httpx.Client, language: str, promise: str) -> None:
    page = vera.get(f"/?lang={language}").text
    assert state_of(page) == "open"
    assert promise in page.partition('class="columns__side"')[2].partition("</aside>")[0]


def test_the_button_chooses_and_takes_back(vera: httpx.Client) -> None:
    keep_visit(vera, begin(vera))
    page = without_script(vera.get("/").text)
    assert (pressed(page), 'name="no_note" value="yes"' in page) == ("false", True)
    answer = vera.post("/note", data={"no_note": "yes"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    page = without_script(vera.get("/").text)
    assert (pressed(page), 'name="no_note" value="no"' in page) == ("true", True)
    vera.post("/note", data={"no_note": "no"})
    assert pressed(without_script(vera.get("/").text)) == "false"


def test_it_is_not_there_while_he_writes(vera: httpx.Client) -> None:
    keep_visit(vera, begin(vera))
    assert 'action="/note"' not in without_script(vera.get("/?write=1").text)


def test_choosing_after_the_end_says_that_it_is_over(vera: httpx.Client) -> None:
    token = keep_visit(vera, begin(vera))
    vera.post("/leave", json={"token": token})
    answer = vera.post("/note", data={"no_note": "yes"})
    assert (answer.status_code, answer.headers["location"], answer.text) == (303, "/", "")
    page = vera.get("/").text
    assert state_of(page) == "open"
    assert "Den forrige samtalen er over." in page


def test_pressing_too_often_shows_why_and_the_choice_that_holds(vera: httpx.Client) -> None:
    keep_visit(vera, begin(vera))
    refused = too_often(lambda _: vera.post("/note", data={"no_note": "yes"}))
    page = without_script(follow(vera, refused).text)
    assert "Valget ditt om notatet nådde oss ikke. Prøv igjen." in page
    assert pressed(page) == "true"
    assert CHOSEN in page
    assert "Valget ditt" not in without_script(vera.get("/").text)


@pytest.mark.parametrize(("before", "wish", "held"), [(False, True, True), (True, False, False), (True, None, True)])
def test_a_wish_that_comes_with_leaving_holds(
    open_server: LiveServer, before: bool, wish: bool | None, held: bool
) -> None:
    name = f"Dan {before} {wish}"
    with closing(Server(open_server.url)) as server:
        dan, visitor = server.sign_in(name, open_server.add_account(name, ["counselor"])), server.open()
        line = dan.take(visitor)
        server.post("/note", visitor.bearer, json={"no_note": before})
        assert server.post("/leave", json={"token": visitor.token, "no_note": wish}).status_code == 204
        assert ("no_note" in line.expect("state", state="ended", by="visitor")) is held

"""The whole way without script: forms, redirects, and a page that fetches itself again."""

import html
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.server import LiveServer
from tests.widget.helpers import (
    COOKIE,
    begin,
    cookies_set,
    follow,
    keep_visit,
    mark_in,
    state_of,
    too_often,
    without_script,
)


def send_first(client: httpx.Client, text: str, mark: str, language: str = "nb") -> httpx.Response:
    return client.post("/conversations", data={"text": text, "mark": mark, "language": language})


def lines_of(client: httpx.Client) -> list[str]:
    """The visitor's own messages, as his page shows them."""
    parts = without_script(client.get("/").text).split('<p class="message__text" dir="auto">')[1:]
    return [html.unescape(part.partition("</p>")[0]) for part in parts]


def test_the_first_form_begins_a_conversation_with_its_text(vera: httpx.Client) -> None:
    answer = send_first(vera, "Er dette\r\nanonymt? <b>", mark_in(vera.get("/").text))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    keep_visit(vera, answer)
    page = vera.get("/").text
    assert state_of(page) == "waiting"
    assert '<noscript><meta http-equiv="refresh" content="15"></noscript>' in page
    assert lines_of(vera) == ["Er dette\nanonymt? <b>"]


def test_the_conversation_keeps_the_language_it_began_in(vera: httpx.Client) -> None:
    keep_visit(vera, send_first(vera, "hello", mark_in(vera.get("/?lang=en").text), "en"))
    assert '<html lang="en">' in vera.get("/").text


def test_the_first_form_pressed_twice_is_one_conversation_with_one_message(
    open_server: LiveServer, vera: httpx.Client
) -> None:
    mark = mark_in(vera.get("/").text)

    def press(_: int) -> httpx.Response:
        with open_server.client() as client:
            return send_first(client, "hei", mark)

    with ThreadPoolExecutor(2) as presses:
        tokens = {keep_visit(vera, answer) for answer in presses.map(press, range(2))}
    assert len(tokens) == 1
    assert lines_of(vera) == ["hei"]


def test_a_form_sent_by_who_has_a_conversation_goes_into_it(vera: httpx.Client) -> None:
    token = keep_visit(vera, begin(vera))
    assert keep_visit(vera, send_first(vera, "hei", "a" * 22)) == token
    assert lines_of(vera) == ["hei"]


def test_he_writes_on_a_page_that_does_not_fetch_itself(vera: httpx.Client) -> None:
    keep_visit(vera, begin(vera))
    page = vera.get("/?write=1").text
    assert 'http-equiv="refresh"' not in page
    assert 'action="/messages"' in without_script(page)
    assert 'action="/messages"' not in without_script(vera.get("/").text)


def test_a_message_sent_twice_is_one_message(vera: httpx.Client) -> None:
    keep_visit(vera, begin(vera))
    form = {"text": "er det noen der", "mark": mark_in(vera.get("/?write=1").text)}
    answers = [vera.post("/messages", data=form) for _ in range(2)]
    assert [(a.status_code, a.headers["location"]) for a in answers] == [(303, "/")] * 2
    assert lines_of(vera) == ["er det noen der"]


def test_a_hundred_presses_of_each_form_and_a_reload_after_each_are_one_message(
    open_server: LiveServer, vera: httpx.Client
) -> None:
    first = mark_in(vera.get("/").text)

    def begin_again(_: int) -> httpx.Response:
        with open_server.client() as client:
            return send_first(client, "hei", first)

    with ThreadPoolExecutor(8) as presses:
        (token,) = {keep_visit(vera, answer) for answer in presses.map(begin_again, range(100))}
    more = {"text": "er det noen der", "mark": mark_in(vera.get("/?write=1").text)}

    def write_again(number: int) -> int:
        with open_server.client() as client:
            client.headers["Cookie"] = f"{COOKIE}={token}"
            written = client.post("/messages", data=more)
            return written.status_code if number % 2 else client.get(written.headers["location"]).status_code

    with ThreadPoolExecutor(8) as presses:
        assert set(presses.map(write_again, range(100))) <= {200, 303}
    assert lines_of(vera) == ["hei", "er det noen der"]


def test_two_forms_are_two_messages(vera: httpx.Client) -> None:
    keep_visit(vera, begin(vera))
    for text in ("en", "to"):
        vera.post("/messages", data={"text": text, "mark": mark_in(vera.get("/?write=1").text)})
    assert lines_of(vera) == ["en", "to"]


@pytest.mark.parametrize("mark", ["", "<", "x" * 65])
def test_a_broken_mark_costs_nobody_his_message(vera: httpx.Client, mark: str) -> None:
    keep_visit(vera, begin(vera))
    vera.post("/messages", data={"text": "hei", "mark": mark})
    assert lines_of(vera) == ["hei"]


def test_writing_after_the_end_says_so_and_keeps_the_text(vera: httpx.Client) -> None:
    token = keep_visit(vera, begin(vera))
    vera.post("/leave", json={"token": token})
    answer = follow(vera, vera.post("/messages", data={"text": "en ting til", "mark": "a" * 22}))
    assert state_of(answer.text) == "open"
    assert "Den forrige samtalen er over." in answer.text
    assert ">en ting til</textarea>" in answer.text


def test_a_first_text_that_is_too_long_stays_in_the_box(vera: httpx.Client) -> None:
    text = "å" * 4001
    refused = send_first(vera, text, "a" * 22)
    answer = follow(vera, refused)
    assert f">{text}</textarea>" in answer.text
    assert "Denne teksten kunne ikke sendes." in answer.text
    assert [line for line in cookies_set(refused) if COOKIE in line] == []


def test_a_later_text_that_is_refused_stays_in_the_box(vera: httpx.Client) -> None:
    keep_visit(vera, begin(vera))
    answer = follow(vera, vera.post("/messages", data={"text": "a\x07", "mark": "a" * 22}))
    assert "a\x07</textarea>" in without_script(answer.text)
    assert "Denne teksten kunne ikke sendes." in without_script(answer.text)


def test_when_nobody_is_here_his_text_is_kept_on_the_page(late: httpx.Client) -> None:
    answer = follow(late, send_first(late, "har du tid", "a" * 22, "en"))
    assert state_of(answer.text) == "closed"
    assert ">har du tid</textarea>" in answer.text
    assert "so your text was not sent" in answer.text
    assert cookies_set(answer) == ["__Host-unsent=; Path=/; Secure; SameSite=Lax; Max-Age=0"]


def test_a_text_that_was_refused_is_shown_once(late: httpx.Client) -> None:
    refused = send_first(late, "har du tid", "a" * 22)
    assert "har du tid" in follow(late, refused).text
    assert "har du tid" not in follow(late, refused).text


def test_too_many_messages_at_once_are_asked_to_wait(vera: httpx.Client) -> None:
    keep_visit(vera, begin(vera))
    refused = too_often(lambda n: vera.post("/messages", data={"text": "hei", "mark": f"{n:022}"}))
    assert "Prøv igjen om et minutt." in without_script(follow(vera, refused).text)

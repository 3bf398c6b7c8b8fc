"""A browser whose conversation was ended with a pause: told kindly, with help, and nobody else is met."""

from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from tests.server import LiveServer
from tests.widget.helpers import begin, cookies_set, keep_visit


@pytest.fixture
def paused(vera: httpx.Client, cora: httpx.Client) -> httpx.Client:
    """Vera's browser, after Cora ended her conversation with a pause."""
    opened = begin(vera)
    keep_visit(vera, opened)
    address = f"/console/conversations/{opened.json()['conversation']}"
    assert cora.post(f"{address}/take").status_code == 200
    assert cora.post(f"{address}/pause").status_code == 204
    return vera


@pytest.fixture
def cora(open_server: LiveServer) -> Iterator[httpx.Client]:
    with closing(open_server.staff("cora", password=account(open_server))) as cora:
        yield cora
        for card in cora.get("/console/queue", headers={"Accept": "application/json"}).json()["owed"]:
            cora.post(f"/console/owed/{card['id']}", data={"skip": "other"})


def account(server: LiveServer) -> str:
    password = "cora kjenner veien"
    server.run("account", "add", "cora", "--role", "counselor", "--password-stdin", text=password + "\n")
    return password


@pytest.mark.parametrize("path", ["/", "/embed", "/?lang=en"])
def test_the_page_says_for_how_long_and_shows_where_help_is(paused: httpx.Client, path: str) -> None:
    answer = paused.get(path)
    assert 'data-state="paused"' in answer.text
    assert ("30 minutes" if "en" in path else "30 minutter") in answer.text
    assert 'href="tel:113"' in answer.text
    assert "<form" in answer.text
    assert "<textarea" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_it_keeps_the_cookie_that_it_has_and_gets_no_other(paused: httpx.Client) -> None:
    assert cookies_set(paused.get("/")) == []


def test_no_conversation_begins_by_script_or_by_form(paused: httpx.Client) -> None:
    by_script = begin(paused)
    assert by_script.status_code == 423
    assert by_script.json()["error"] == "paused"
    assert 0 < by_script.json()["retry_ms"] <= 30 * 60 * 1000
    by_form = paused.post("/conversations", data={"text": "hei igjen", "mark": "b" * 22})
    assert (by_form.status_code, by_form.headers["location"], cookies_set(by_form)) == (303, "/", [])


def test_a_page_that_was_away_is_told_when_it_asks_for_a_ticket(paused: httpx.Client) -> None:
    answer = paused.post("/tickets")
    assert (answer.status_code, answer.json()["error"]) == (423, "paused")


@pytest.mark.usefixtures("paused")
def test_a_neighbour_with_the_same_address_is_not_met(open_server: LiveServer) -> None:
    with open_server.client() as neighbour:
        opened = begin(neighbour)
        assert opened.status_code == 201
        neighbour.post("/leave", json={"token": opened.json()["token"]})


def test_leaving_takes_the_cookie_also_now(paused: httpx.Client) -> None:
    left = paused.post("/leave", data={}, headers={"Accept": "text/html"})
    assert "__Host-visit=; Path=/; Secure; SameSite=Lax; Max-Age=0" in cookies_set(left)

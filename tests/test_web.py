"""What holds for every answer, whoever made it: origin, headers, errors, and silence in the log."""

import re
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.server import LiveServer, live_server

FOREIGN = [
    None,
    "null",
    "https://evil.example",
    "http://localhost",
    "http://localhost:1",
    "http://localhost.evil.example:{port}",
]
STATE_CHANGES = [
    "/conversations",
    "/tickets",
    "/leave",
    "/messages",
    "/console/login",
    "/console/logout",
    "/console/invitation",
    "/console/conversations/x/take",
    "/console/conversations/x/ticket",
    "/console/conversations/x/close",
    "/console/contacts/new",
]
PAGES = ["/", "/embed", "/widget.js", "/status", "/healthz", "/console/login", "/nowhere", "/static/chat/base.css"]


@pytest.fixture
def client(live_server: LiveServer) -> Iterator[httpx.Client]:
    with live_server.client() as client:
        yield client


@pytest.mark.parametrize("path", STATE_CHANGES)
@pytest.mark.parametrize("origin", FOREIGN)
def test_no_other_origin_changes_anything(live_server: LiveServer, path: str, origin: str | None) -> None:
    headers = {"Origin": origin.format(port=live_server.port)} if origin else {}
    answer = httpx.post(live_server.url + path, headers=headers)
    assert (answer.status_code, answer.json()) == (403, {"error": "origin"})


def test_a_cross_site_request_is_refused_even_with_our_origin(client: httpx.Client) -> None:
    assert client.post("/leave", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers
    if not path.startswith(("/static", "/widget.js")):
        assert headers["cache-control"] == "no-store"


def test_a_host_that_is_not_ours_is_refused(live_server: LiveServer) -> None:
    assert httpx.get(live_server.url, headers={"Host": "evil.example"}).status_code == 400


def test_a_missing_page_says_so_in_the_language_of_the_page(client: httpx.Client) -> None:
    missing = client.get("/nowhere", headers={"Accept": "text/html"})
    assert missing.status_code == 404
    assert "Denne siden finnes ikke" in missing.text
    assert client.get("/nowhere", headers={"Accept": "application/json"}).json() == {"error": "not_found"}


def test_a_body_that_is_too_large_is_refused(client: httpx.Client) -> None:
    assert client.post("/leave", content=b"x" * 200_000).status_code in (204, 413)
    assert client.post("/conversations", content=b"x" * 200_000).status_code in (400, 413)


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_what_the_frameworks_answer_themselves_carries_the_headers_too(client: httpx.Client, accept: str) -> None:
    refused = client.post("/conversations", content=b"x" * 200_000, headers={"Accept": accept})
    assert refused.status_code in (400, 413)
    assert "default-src 'none'" in refused.headers["content-security-policy"]
    assert refused.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("body", [b'{"token":"\xff"}', b"{", b"\x00", b'{"token":7}'])
def test_leaving_is_never_refused(client: httpx.Client, body: bytes) -> None:
    assert client.post("/leave", content=body).status_code == 204
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/leave", content=body, headers=form).status_code == 204


def test_a_body_that_is_no_text_is_bad_json(client: httpx.Client) -> None:
    answer = client.post("/conversations", content=b'{"language":"\xff"}')
    assert (answer.status_code, answer.json()) == (400, {"error": "json"})


def test_static_files_are_kept_only_under_their_own_content(client: httpx.Client) -> None:
    page = client.get("/").text
    address = re.search(r'href="(/static/widget/page\.css\?v=\w+)"', page)
    assert address
    assert "immutable" in client.get(address[1]).headers["cache-control"]
    assert client.get("/static/chat/base.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/chat/../models.py").status_code == 404


def test_the_process_logs_no_address_token_or_text(tmp_path: Path) -> None:
    canary = "kanarifugl-4711"
    with live_server(tmp_path / "data", OPEN="always") as server, server.client() as client:
        headers = {"X-Forwarded-For": "203.0.113.77", "User-Agent": canary, "Referer": f"https://{canary}.example/"}
        for path in PAGES:
            client.get(f"{path}?q={canary}", headers=headers)
        client.post("/conversations", json={"language": canary}, headers=headers)
        opened = client.post("/conversations", json={"language": "nb"}).json()
        client.post("/conversations", content=canary.encode(), headers=headers)
        client.post("/console/login", data={"name": canary, "password": canary}, headers=headers)
        client.post("/tickets", headers={"Authorization": f"Bearer {canary}"})
        client.post("/leave", json={"token": opened["token"]}, headers=headers)
    log = server.log.read_text()
    for secret in (canary, "203.0.113.77", "127.0.0.1", opened["token"], opened["ticket"], opened["conversation"]):
        assert secret not in log


def test_it_stops_cleanly_when_told_to_and_ends_the_streams_of_open_consoles(tmp_path: Path) -> None:
    with live_server(tmp_path / "data") as server, closing(server.staff("cora")) as cora:
        with cora.stream("GET", "/console/events", timeout=4) as stream:
            said = stream.iter_lines()
            assert next(said).startswith("retry")
            server.process.send_signal(signal.SIGTERM)
            assert [line for line in said if "error" in line] == []
        assert server.stop() in (0, -signal.SIGTERM)
    assert "error" not in server.log.read_text().lower()

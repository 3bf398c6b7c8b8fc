"""Following a campaign's short address on a real server: one more in a number, and nothing else."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from chat import calendar
from tests.privacy.canaries import search
from tests.privacy.watched import traces, watched_server
from tests.server import LiveServer

WORDS = "kraakebolle77"
LOUD = {
    "User-Agent": f"agent {WORDS}",
    "Referer": f"https://{WORDS}-side.example/annonse",
    "X-Forwarded-For": "203.0.113.77",
    "Cookie": f"other={WORDS}",
}
CAMPAIGN = {"name": "Annonse i juni", "code": "annonse", "target": "/?lang=en", "first_day": "2025-06-01"}
OVER = {"name": "Plakat", "code": "plakat", "first_day": "2024-01-01", "last_day": "2024-02-01"}
RETIRED = {"name": "Brosjyre", "code": "brosjyre", "retired": "yes"}
FETCHED_AHEAD = [
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Purpose": "prefetch"},
    {"X-Moz": "prefetch"},
    {"X-Purpose": "preview"},
]
PRESSED = 3


@dataclass
class Followed:
    """What was answered, and what the server left behind after it had stopped."""

    answers: dict[str, httpx.Response]
    clicks: list[tuple[str, str, int]]
    tables: dict[str, int]
    left: dict[str, bytes]
    day: str


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    base = tmp_path_factory.mktemp("follow")
    with watched_server(base) as server:
        add_campaigns(server)
        before = sizes(server.data_dir)
        answers = dict(follow(server))
        server.stop()
        with closing(sqlite3.connect(server.data_dir / "app.db")) as sql:
            clicks = sql.execute("SELECT code, day, clicks FROM campaign_clicks JOIN campaigns ON id = campaign_id")
            found = clicks.fetchall()
        grown = {name: size for name, size in sizes(server.data_dir).items() if size != before[name]}
        return Followed(answers, found, grown, traces(server), str(calendar.today()))


def add_campaigns(server: LiveServer) -> None:
    with closing(server.staff("Lea", ["lead"])) as lea:
        for more in ({}, OVER, RETIRED):
            assert lea.post("/console/campaigns/new", data=CAMPAIGN | more).status_code == 303


def follow(server: LiveServer) -> Iterator[tuple[str, httpx.Response]]:
    with server.client() as vera:
        for number in range(PRESSED):
            yield f"press {number}", vera.get("/c/annonse", headers=LOUD)
        for number, ahead in enumerate(FETCHED_AHEAD):
            yield f"ahead {number}", vera.get("/c/annonse", headers=LOUD | ahead)
        yield "head", vera.head("/c/annonse", headers=LOUD)
        for code in ("plakat", "brosjyre", WORDS, "Annonse", "..%2f..%2fconsole", f"x?{WORDS}"):
            yield f"nowhere {code}", vera.get(f"/c/{code}", headers=LOUD)


def sizes(data: Path) -> dict[str, int]:
    """How many rows each table of the register and of the conversations has."""
    found = {}
    for file in ("app.db", "live.db"):
        with closing(sqlite3.connect(data / file)) as sql:
            for (table,) in sql.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                found[table] = sql.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - its own names
    return found


def test_it_leads_where_the_campaign_says(followed: Followed) -> None:
    for name, answer in followed.answers.items():
        if not name.startswith("nowhere"):
            assert (answer.status_code, answer.headers["location"]) == (302, "/?lang=en")


def test_a_code_that_leads_nowhere_leads_to_the_front_page(followed: Followed) -> None:
    nowhere = [answer for name, answer in followed.answers.items() if name.startswith("nowhere")]
    assert len(nowhere) == 6
    assert {(answer.status_code, answer.headers.get("location")) for answer in nowhere} <= {(302, "/"), (404, None)}
    assert followed.answers[f"nowhere {WORDS}"].headers["location"] == "/"


def test_the_days_number_has_the_presses_and_neither_what_was_fetched_ahead_nor_what_led_nowhere(
    followed: Followed,
) -> None:
    assert followed.clicks == [("annonse", followed.day, PRESSED)]


def test_no_answer_sets_a_cookie_or_tells_the_next_page_where_one_came_from(followed: Followed) -> None:
    for answer in followed.answers.values():
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
        if answer.is_redirect:
            assert answer.headers["referrer-policy"] == "no-referrer"


def test_following_leaves_one_number_and_nothing_of_who_followed_in_any_file_or_log(followed: Followed) -> None:
    assert followed.tables == {"campaign_clicks": 1}
    assert search(followed.left, [WORDS, "203.0.113.77", "127.0.0.1"]) == []
    log = next(content for place, content in followed.left.items() if place.endswith(".log"))
    assert b"/c/" not in log
    assert b"annonse" not in log.partition(b"\n")[2]

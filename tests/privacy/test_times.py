"""No stored time tells when within a day a visitor wrote: rows about contacts have days and an order, and no more."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.privacy.watched import watched_server
from tests.protocol import client as protocol
from tests.server import LiveServer

NOTE = {"about": "himself", "category": "uncertain", "language": "nb", "note": "Spør om prøver. Har hund."}
CLOCK = re.compile(r"\d[ T_]?\d\d[:.]\d\d")  # a day, or a word, and then a time of day
# Columns with a time that is not a visitor's: of staff's own sign-ins and codes, and the hour of the last destruction.
OF_STAFF = {
    "staff_sessions.expires_at",
    "invitations.expires_at",
    "statements.value",
    "accounts.totp_step",
    "rota_rules.closed_at",  # when a counselor shut the door
}
# Of the machine: the hour of a start that found a conversation without its key. It is gone within two hours.
OF_THE_MACHINE = {"conversations.keyless_since"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a service in which two visitors talked, were registered and linked, and a third still talks."""
    base = tmp_path_factory.mktemp("times")
    with watched_server(base) as server, closing(protocol.Server(server.url)) as chat:
        cora = chat.sign_in("cora", server.add_account("cora", ["counselor"]))
        contacts = [talk_and_register(chat, cora) for _ in range(2)]
        linked = chat.post(
            f"/console/contacts/{contacts[0]}/links", cora.cookie, data={"other": contacts[1], "verdict": "same"}
        )
        assert linked.status_code == 303, linked.text
        visitor = talk(chat, cora)
        hand_over(chat, server, cora, visitor)
        keep_records(chat, cora)
        assert server.run("backup", str(base / "copies")).returncode == 0
        return server.data_dir


def talk(chat: protocol.Server, cora: protocol.Counselor) -> protocol.Visitor:
    visitor = chat.open()
    mine, hers = visitor.join(), cora.take(visitor)
    assert [mine.say("hei"), hers.say("hei du")] == [1, 2]
    return visitor


def talk_and_register(chat: protocol.Server, cora: protocol.Counselor) -> str:
    """The contact that was made of it."""
    talk(chat, cora).leave()
    (card,) = cora.queue()["owed"]
    saved = chat.post(f"/console/owed/{card['id']}", cora.cookie, data=NOTE)
    assert saved.status_code == 303, saved.text
    return saved.headers["location"].rpartition("/")[2]


def hand_over(chat: protocol.Server, server: LiveServer, cora: protocol.Counselor, visitor: protocol.Visitor) -> None:
    """To Dan, who has a mediator along and begins to register."""
    dan = chat.sign_in("dan", server.add_account("dan", ["counselor"]))
    amina = chat.sign_in("amina", server.add_account("amina", ["mediator"]))
    for one in (dan, amina):
        one.queue()
    offered = cora.post(visitor.conversation, "offer", to=cora.find(visitor.conversation, dan), note="Har hund.")
    assert (offered.status_code, dan.post(visitor.conversation, "accept").status_code) == (204, 200)
    guest = dan.find(visitor.conversation, amina)
    assert dan.post(visitor.conversation, "guests", guest=guest).status_code == 204
    assert dan.post(visitor.conversation, "act-now").status_code in (200, 204)
    assert dan.post(visitor.conversation, "registration/draft", note="Har hund.").status_code in (204, 303)


def keep_records(chat: protocol.Server, cora: protocol.Counselor) -> None:
    """One of each, and what is counted of visitors who are not met."""
    today = date.today().isoformat()  # noqa: DTZ011 - the calendar of the service
    forms = {
        "/console/contacts/new": NOTE | {"channel": "phone_sms", "day": today},
        "/console/incidents/new": {"kind": "robbery", "month": today[:7], "area": "Sentrum", "reported": "unknown"},
        "/console/age-concerns/new": {"day": today, "signs": "said_age", "outcomes": "no_reason"},
        "/console/activities/new": {"kind": "meeting", "first_day": today, "place": "Rådhuset", "text": "Fagmøte."},
        "/console/check-codes": {"for": "noen"},
        "/console/close-now": {},
    }
    for address, form in forms.items():
        answer = chat.post(address, cora.cookie, data=form)
        assert answer.status_code in (201, 303), f"{address}: {answer.status_code}"
    assert chat.post("/conversations", json={"language": "nb"}).status_code == 503


def cells(file: Path) -> Iterator[tuple[str, object]]:
    """Every value of every table, as `table.column` and what stands there."""
    with closing(sqlite3.connect(file)) as sql:
        tables = [name for (name,) in sql.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            rows = sql.execute(f"SELECT * FROM {table}")  # noqa: S608 - the database's own names
            names = [column[0] for column in rows.description]
            for row in rows:
                yield from ((f"{table}.{name}", value) for name, value in zip(names, row, strict=True))


def tells_a_time(value: object) -> bool:
    """A clock time in words, or a number of (milli-, micro-, nano-) seconds, minutes or hours of these days."""
    if isinstance(value, str):
        return bool(CLOCK.search(value))
    if not isinstance(value, int | float):
        return False
    now = datetime.now(UTC)
    ages = [(now + timedelta(days=away)).timestamp() for away in (-400, 400)]
    return any(ages[0] * scale <= value <= ages[1] * scale for scale in (1e9, 1e6, 1e3, 1, 1 / 60, 1 / 3600))


@pytest.mark.parametrize("file", ["app.db", "live.db"])
def test_no_column_has_a_time_of_day(data: Path, file: str) -> None:
    found = {place for place, value in cells(data / file) if tells_a_time(value)}
    assert found <= OF_STAFF | OF_THE_MACHINE


def test_decisions_about_contacts_have_a_day_and_an_order(data: Path) -> None:
    with closing(sqlite3.connect(data / "app.db")) as sql:
        ((day, number),) = sql.execute("SELECT day, id FROM link_decisions").fetchall()
        days = {found for (found,) in sql.execute("SELECT day FROM contacts")}
    assert (len(day), number) == (len("2026-01-01"), 1)
    assert {len(found) for found in days} == {len("2026-01-01")}


def test_the_search_would_have_found_one(data: Path) -> None:
    """The control: times as programs write them, and that staff's own are found."""
    now = datetime.now(UTC)
    seconds = now.timestamp()
    for told in (now.isoformat(), f"{now:%Y-%m-%d %H:%M}", f"{now:%d.%m.%y %H.%M}", seconds, int(seconds * 1000)):
        assert tells_a_time(told)
    assert not tells_a_time(f"{now:%Y-%m-%d}")
    assert "staff_sessions.expires_at" in {place for place, value in cells(data / "app.db") if tells_a_time(value)}

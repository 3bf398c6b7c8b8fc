"""How long answers take while exploring, beside plain SQL for the same figures over the same rows in the same run.

    python -m tests.bench.exploring [--contacts 2000 20000 200000] [--rounds 5]

Ours is a whole answer over HTTP: signed in, counted, drawn as a page or as the part that htmx asks for. The SQL draws
nothing, and has the person of each contact and what a person is like in a year in indexed tables that were made before,
which the register does not have. Reading the register anew, once after each change, stands beside making those tables,
with a recursive query over the links.
"""

import argparse
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, time, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import httpx
from sqlalchemy import insert
from sqlalchemy.orm import Session

from chat.db import make_engine
from stats.models import Contact, ContactTopic, LinkDecision
from stats.models.shifts import Shift, Venue
from stats.vocabulary import (
    BASES,
    About,
    AgeBand,
    Category,
    Channel,
    Gender,
    HeardFrom,
    Nationality,
    ShiftState,
    Step,
    TalkedBefore,
    Topic,
    VenueKind,
    Verdict,
)
from tests.bench.figures import percentile
from tests.server import live_server

SIZES = (2_000, 20_000, 200_000)
YEARS = 5
LAST_YEAR = 2025
PERSONS = 0.6  # for each contact
SHIFTS_A_YEAR = 150

# What is asked, and the expression by which SQL groups for it.
SINGLE = {
    "channel": "c.channel",
    "month": "strftime('%m', c.day)",
    "weekday": "strftime('%w', c.day)",
    "language": "c.language",
    "heard_from": "c.heard_from",
    "basis": "c.basis",
    "venue": "s.venue_id",
    "topic": "t.topic",
    "category": "of_year.category",
    "gender": "of_year.gender",
    "age_band": "of_year.age_band",
}
CROSSED = (("channel", "month"), ("topic", "category"), ("language", "gender"), ("weekday", "venue"))
OF_YEAR = """CREATE TEMP TABLE of_year AS SELECT DISTINCT p.person, substr(c.day, 1, 4) AS year,
  first_value(c.category) OVER (PARTITION BY p.person, substr(c.day, 1, 4)
    ORDER BY CASE c.category WHEN 'confirmed' THEN 0 WHEN 'uncertain' THEN 1 ELSE 2 END) AS category,
  first_value(c.gender) OVER (PARTITION BY p.person, substr(c.day, 1, 4)
    ORDER BY c.gender = 'unknown', c.day DESC, c.id DESC) AS gender,
  first_value(c.age_band) OVER (PARTITION BY p.person, substr(c.day, 1, 4)
    ORDER BY c.age_band = 'unknown', c.day DESC, c.id DESC) AS age_band
  FROM contacts c JOIN bench_persons p ON p.contact = c.id"""
PERSONS_BY_LINKS = """WITH RECURSIVE near (a, b) AS (
  SELECT contact_a, contact_b FROM link_decisions UNION ALL SELECT contact_b, contact_a FROM link_decisions),
reached (start, one) AS (SELECT id, id FROM contacts UNION SELECT reached.start, near.b FROM reached JOIN near
  ON near.a = reached.one)
SELECT start, min(one) AS person FROM reached GROUP BY start"""

Seconds = tuple[float, float, float]  # the part, the page, SQL
Asked = tuple[str, str, str]  # by, across, the one channel that counts, if only one does


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--contacts", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for size in options.contacts:
        with TemporaryDirectory() as folder:
            print(json.dumps(measure(Path(folder) / "data", size, options.rounds)), flush=True)


def measure(folder: Path, size: int, rounds: int) -> dict[str, Any]:
    """p95 in milliseconds of ours and of SQL, their ratio, and seconds for reading the register anew.

    `worst_page`: of all questions asked one by one, the highest ratio of our p95 to that of SQL for the same question.
    `changed_s`: the longest of the first answers after one contact more, linked to an earlier one.
    """
    with live_server(folder) as server, closing(server.staff("lena", ["lead"])) as lead:
        fill(server.data_dir / "app.db", size)
        start = perf_counter()
        lead.get(address(("channel", "", "")), timeout=600).raise_for_status()
        anew = perf_counter() - start
        changed = [after_a_contact(lead, server.data_dir / "app.db", number) for number in range(rounds)]
        with closing(sqlite3.connect(server.data_dir / "app.db")) as sql:
            start = perf_counter()
            prepare(sql)
            recursive = perf_counter() - start
            asked = list(questions())
            found = [one for _ in range(rounds) for one in in_turn(lead, sql, asked)]
    part, page, plain = p95(found)
    worst_part, worst_page = (worst(asked, found, place) for place in range(2))
    return {
        "contacts": size,
        "questions": len(asked),
        "part_ms": round(part, 1),
        "page_ms": round(page, 1),
        "sql_ms": round(plain, 1),
        "ratio_part": round(part / plain, 2),
        "ratio_page": round(page / plain, 2),
        "worst_part": worst_part,
        "worst_page": worst_page,
        "anew_s": round(anew, 2),
        "changed_s": round(max(changed), 2),
        "recursive_sql_s": round(recursive, 2),
    }


def p95(found: list[Seconds]) -> tuple[float, float, float]:
    """Milliseconds of the part, the page and SQL."""
    part, page, plain = (1000 * percentile(list(one), 0.95) for one in zip(*found, strict=True))
    return part, page, plain


def worst(asked: list[Asked], found: list[Seconds], place: int) -> dict[str, Any]:
    """The question whose part (`place` 0) or page (1) is longest beside SQL, by p95; `found` has each once a round."""
    each = {one: p95(found[number :: len(asked)]) for number, one in enumerate(asked)}
    one = max(each, key=lambda one: each[one][place] / each[one][2])
    ours, plain = each[one][place], each[one][2]
    return {
        "asked": " ".join(filter(None, one)),
        "ms": round(ours, 1),
        "sql_ms": round(plain, 1),
        "ratio": round(ours / plain, 2),
        "above_3": sum(times[place] > 3 * times[2] for times in each.values()),
    }


def after_a_contact(lead: httpx.Client, path: Path, number: int) -> float:
    """Seconds of the first answer after one contact was registered, and linked to an earlier one."""
    contact = a_contact(0, 1, Random(number)) | {"id": f"ffff{number:04x}", "day": date(LAST_YEAR, 12, 1)}
    two = {"contact_a": f"{number:08x}", "contact_b": contact["id"]}
    engine = make_engine(path)
    with Session(engine) as session, session.begin():
        session.execute(insert(Contact), [contact])
        session.execute(insert(LinkDecision), [{**two, "verdict": Verdict.SAME, "day": contact["day"]}])
    engine.dispose()
    start = perf_counter()
    lead.get(address(("channel", "", "")), timeout=600).raise_for_status()
    return perf_counter() - start


def questions() -> Iterator[Asked]:
    for by in SINGLE:
        yield by, "", ""
        yield by, "", "chat_room"
    for by, across in CROSSED:
        yield by, across, ""


def address(asked: Asked) -> str:
    by, across, channel = asked
    query = httpx.QueryParams({"year": LAST_YEAR, "against": LAST_YEAR - 1, "count": "persons", "by": by})
    return f"/stats/explore?{query.merge({'across': across, 'only_channel': channel})}"


def in_turn(lead: httpx.Client, sql: sqlite3.Connection, asked: list[Asked]) -> Iterator[Seconds]:
    """Seconds of each question: the part, the page, SQL."""
    for one in asked:
        moments = [perf_counter()]
        lead.get(address(one), headers={"HX-Request": "true"}).raise_for_status()
        moments.append(perf_counter())
        lead.get(address(one)).raise_for_status()
        moments.append(perf_counter())
        for year in (LAST_YEAR, LAST_YEAR - 1):
            ask_sql(sql, one, year)
        moments.append(perf_counter())
        yield moments[1] - moments[0], moments[2] - moments[1], moments[3] - moments[2]


def ask_sql(sql: sqlite3.Connection, asked: Asked, year: int) -> tuple[list[Any], list[Any]]:
    """All figures and the table of one year, from what was prepared."""
    by, across, channel = asked
    grouped = ", ".join(SINGLE[name] for name in (by, across) if name)
    joined = " JOIN bench_persons p ON p.contact = c.id"
    joined += " JOIN of_year ON of_year.person = p.person AND of_year.year = :year" if "of_year" in grouped else ""
    joined += " LEFT JOIN shifts s ON s.id = c.shift_id" if "s.venue_id" in grouped else ""
    joined += " JOIN contact_topics t ON t.contact_id = c.id" if "t.topic" in grouped else ""
    where = "c.about = 'himself' AND c.day BETWEEN :first AND :last" + (" AND c.channel = :channel" if channel else "")
    counted = "count(*), count(DISTINCT p.person), sum(p.is_first)"
    values = {"first": f"{year}-01-01", "last": f"{year}-12-31", "channel": channel, "year": str(year)}
    plain = " JOIN bench_persons p ON p.contact = c.id"
    whole = f"SELECT {counted} FROM contacts c{plain} WHERE {where}"  # noqa: S608 - our own words
    table = f"SELECT {grouped}, {counted} FROM contacts c{joined} WHERE {where} GROUP BY {grouped}"  # noqa: S608
    return sql.execute(whole, values).fetchall(), sql.execute(table, values).fetchall()


def prepare(sql: sqlite3.Connection) -> None:
    """Who each contact is of, from the links, and whether it is the person's first ever. In this connection only."""
    sql.execute(f"CREATE TEMP TABLE found AS {PERSONS_BY_LINKS}")
    first = "row_number() OVER (PARTITION BY found.person ORDER BY c.day, c.id) = 1"
    made = f"SELECT c.id AS contact, found.person, {first} AS is_first FROM contacts c JOIN found ON found.start = c.id"  # noqa: S608
    sql.execute(f"CREATE TEMP TABLE bench_persons AS {made}")
    sql.execute("CREATE UNIQUE INDEX temp.by_contact ON bench_persons (contact, person, is_first)")
    sql.execute(OF_YEAR)
    sql.execute("CREATE UNIQUE INDEX temp.by_person ON of_year (person, year)")
    sql.execute("ANALYZE")


def fill(path: Path, size: int) -> None:
    """Contacts of five years, as many in each; of persons who come once or several times."""
    chance = Random(size)
    contacts = [a_contact(number, size, chance) for number in range(size)]
    seen: dict[int, str] = {}
    links = list[dict[str, Any]]()
    for contact in contacts:
        person = chance.randrange(int(size * PERSONS))
        if person in seen:
            two = sorted((seen[person], contact["id"]))
            links.append({"contact_a": two[0], "contact_b": two[1], "verdict": Verdict.SAME, "day": contact["day"]})
        seen[person] = contact["id"]
    topics = [
        {"contact_id": contact["id"], "topic": topic}
        for contact in contacts
        for topic in chance.sample([one.value for one in Topic], chance.choice((0, 1, 1, 2, 3)))
    ]
    engine = make_engine(path)
    with Session(engine) as session, session.begin():
        room = {"kind": VenueKind.CHAT_ROOM, "channel": Channel.CHAT_ROOM}
        session.add_all(Venue(id=one, name=f"Venue {one}", **room) for one in range(1, 9))
        session.flush()
        session.execute(insert(Shift), list(shifts(chance)))
        for rows, table in ((contacts, Contact), (topics, ContactTopic), (links, LinkDecision)):
            session.execute(insert(table), rows)
    engine.dispose()


def shifts(chance: Random) -> Iterator[dict[str, Any]]:
    for number in range(YEARS * SHIFTS_A_YEAR):
        yield {
            "id": number + 1,
            "day": date(LAST_YEAR - YEARS + 1, 1, 1) + timedelta(number * 365 // SHIFTS_A_YEAR),
            "venue_id": chance.randint(1, 8),
            "channel": Channel.CHAT_ROOM,
            "starts": time(chance.choice((10, 14, 18, 21))),
            "ends": time(23),
            "state": ShiftState.HELD,
            "languages": "nb",
        }


def a_contact(number: int, size: int, chance: Random) -> dict[str, Any]:
    channel = chance.choice(list(Channel))
    category = chance.choice(list(Category))
    return {
        "id": f"{number:08x}",
        "day": date(LAST_YEAR - YEARS + 1, 1, 1) + timedelta(number * 365 * YEARS // size),
        "channel": channel,
        "about": About.HIMSELF,
        "category": category,
        "basis": chance.choice(BASES[category]),
        "gender": chance.choice(list(Gender)),
        "age_band": chance.choice(list(AgeBand)),
        "nationality": chance.choice(list(Nationality)),
        "language": chance.choice(("nb", "nb", "nb", "en", "en", "ro", "th", "es", "pl", "ar")),
        "heard_from": chance.choice(list(HeardFrom)),
        "step": chance.choice(list(Step)),
        "talked_before": TalkedBefore.NOT_ASKED,
        "shift_id": chance.randint(1, YEARS * SHIFTS_A_YEAR) if channel is Channel.CHAT_ROOM else None,
    }


if __name__ == "__main__":
    main()

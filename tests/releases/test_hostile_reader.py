"""A small service publishes three years through its own pages, and somebody who collects every document learns nothing.

Then one thing in one document is wrong on purpose, and the same reader finds it.
"""

import json
import random
from collections.abc import Callable, Mapping
from contextlib import closing
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.orm import Session

from chat.db import make_engine
from stats.disclosure.cells import Cell, value
from stats.disclosure.rounding import is_small
from stats.releases.cells import rows
from stats.releases.content import Content, digest
from stats.releases.documents import make
from stats.releases.frozen import read_frozen
from stats.releases.plan import DESIGNS, Unit
from tests.releases.conftest import drafted
from tests.releases.hostile import Edition, leaks
from tests.server import LiveServer, live_server

YEARS = (2022, 2023, 2024)
TABLES = (
    "persons_by_category",
    "persons_by_age",
    "persons_by_category_and_age",
    "new_persons_by_category",
    "persons_of_years_by_category",
    "contacts_by_channel",
    "contacts_by_quarter",
)
KINDS = {"html": ("nb", "en"), "xlsx": ("nb", "en"), "csv": ("nb", "en"), "docx": ("en",)}
CHANNELS = ("web_chat", "chat_room", "dating_site", "phone_sms", "email", "in_person")
Line = dict[str, Any]
True_ = Mapping[Unit, Mapping[Cell, int]]
Change = Callable[[Content], object]


class Service:
    """An invented service: persons who come back, tell more or less of themselves, and are met late."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._number = 0

    def years(self) -> list[Line]:
        """The contacts of all years; few persons are in each group of a year."""
        lines: list[Line] = []
        for year in YEARS:
            for _ in range(self._chance.randint(16, 22)):
                lines += self.person(
                    [year, *(later for later in YEARS if later > year and self._chance.random() < 0.4)]
                )
        return lines

    def person(self, years: list[int]) -> list[Line]:
        self._number += 1
        person, age = f"P{self._number}", self._chance.choice(("18-24", "25-34", "35-49", "unknown"))
        lines = []
        for year in years:
            category = self._chance.choices(("confirmed", "uncertain", "none"), (3, 2, 4))[0]
            for _ in range(self._chance.choice((1, 1, 1, 2, 3))):
                lines.append(self.contact(year, person, category, age))
        return lines

    def contact(self, year: int, person: str, category: str, age: str) -> Line:
        day = date(year, 1, 3) + timedelta(self._chance.randrange(355))
        return {
            "id": f"{self._chance.getrandbits(32):08x}",
            "person": person,
            "date": day.isoformat(),
            "channel": self._chance.choice(CHANNELS),
            "category": category,
            "gender": "man",
            "age_band": age,
            "language": "no",
            "topics": [],
            "said_before": "unknown",
            "comment": "",
        }


class Office:
    """The lead at the pages, who publishes, and whoever collects what comes out."""

    def __init__(self, server: LiveServer, lead: httpx.Client, folder: Path) -> None:
        self._server, self._lead, self._folder = server, lead, folder
        self.editions: list[Edition] = []

    def register(self, lines: list[Line]) -> None:
        file = self._folder / "contacts.jsonl"
        file.write_text("\n".join(map(json.dumps, lines)))
        done = self._server.run("contacts", "import", str(file), "--with-links")
        assert done.returncode == 0, done.stderr

    def plan(self, year: int, rule: str = "") -> None:
        self._post(year, "plan", {"table": list(TABLES), "rule": rule})

    def close(self, year: int, reason: str = "") -> None:
        of_draft = drafted(self._lead.get(f"/stats/releases/{year}/0", timeout=120))
        self._post(year, "close", of_draft | {"reason": reason, "why_not_two": "Tjenesten har én rådgiver."})
        self._collect(year)

    def hand_out(self, year: int, table: str) -> None:
        self._post(year, "tables", {"table": table, "for_whom": "En avis spurte."})
        self._collect(year)

    def _post(self, year: int, what: str, data: dict[str, Any]) -> None:
        answer = self._lead.post(f"/stats/releases/{year}/{what}", data=data, timeout=120)
        assert answer.status_code == 303, answer.text

    def _collect(self, year: int) -> None:
        """Every document of the edition that has just come out."""
        number = 1 + sum(one.content["year"] == year for one in self.editions)
        place = f"/stats/releases/{year}/{number}"
        files: dict[tuple[str, str], bytes] = {}
        content = json.loads(self._get(f"{place}/json"))["content"]
        for language in ("nb", "en"):
            self._lead.post("/console/language", data={"language": language})
            files |= {(kind, language): self._get(f"{place}/{kind}") for kind in KINDS if language in KINDS[kind]}
        self.editions.append(Edition(content, files))

    def _get(self, path: str) -> bytes:
        answer = self._lead.get(path, timeout=120)
        assert answer.status_code == 200
        return answer.content


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Edition], True_]:
    """Everything that came out in three years, and the true counts behind it."""
    service, folder = Service(4), tmp_path_factory.mktemp("hostile")
    with live_server(folder / "data") as server, closing(server.staff("lena", ["lead"])) as lead:
        office = Office(server, lead, folder)
        office.register(service.years())
        office.plan(2022)
        office.close(2022)
        office.plan(2023)
        office.close(2023)
        office.register([line for _ in range(3) for line in service.person([2023])])
        office.close(2023, "Registrert for sent.")
        office.hand_out(2023, "persons_by_category_and_age")
        office.plan(2024, "4b")
        office.close(2024)
        office.register([line for _ in range(2) for line in service.person([2022, 2024])])
        office.close(2024, "Registrert for sent.")
        engine = make_engine(server.data_dir / "app.db")
        with Session(engine) as session:
            true = read_frozen(session).true
        engine.dispose()
    return office.editions, true


def test_nothing_is_given_away_by_all_that_was_published(published: tuple[list[Edition], True_]) -> None:
    editions, true = published
    small = [cell for counts in true.values() for cell, count in counts.items() if is_small(count)]
    assert len(small) > 40
    assert len(editions) == 6
    assert "overlap" in editions[4].content
    assert leaks(editions, true) == []


def add(part: dict[str, Any], **more: float) -> None:
    for name, number in more.items():
        part[name] += number


class TestWhatIsWrongOnPurpose:
    """Each changes one thing in the documents of one edition, and is found."""

    def test_true_counts_in_one_column(self, published: tuple[list[Edition], True_]) -> None:
        editions, true = published

        def with_true_counts(content: Content) -> None:
            name = "persons_by_category_and_age"  # each row of a single cell: a small count is never what is shown
            table = next(one for one in content["tables"] if one["name"] == name)
            counted = rows(DESIGNS[name], editions[0].cells[Unit.PERSONS], content["year"])
            for row, (_, of) in zip(table["rows"], counted, strict=False):
                row["value"] = value(of, true[Unit.PERSONS])

        assert self.found(editions, true, with_true_counts)

    def test_the_lower_end_of_a_range_as_it_was_counted(self, published: tuple[list[Edition], True_]) -> None:
        assert "lowest" in self.found(*published, lambda content: add(content["headline"][1], low=1))

    def test_the_upper_end_too(self, published: tuple[list[Edition], True_]) -> None:
        assert "highest" in self.found(*published, lambda content: add(content["headline"][2], high=101))

    def test_how_many_were_open_as_it_was_counted(self, published: tuple[list[Edition], True_]) -> None:
        assert "open" in self.found(*published, lambda content: add(content["open"], not_looked=1))

    def test_how_many_were_linked_as_it_was_counted(self, published: tuple[list[Edition], True_]) -> None:
        assert "nobody knows" in self.found(*published, lambda content: add(content["linked"], contacts_linked=211))

    def test_an_estimate_with_decimals(self, published: tuple[list[Edition], True_]) -> None:
        found = self.found(*published, lambda content: add(content["estimate"]["persons"], middle=0.377))
        assert "377]" in found  # nothing is so many

    def test_a_year_before_as_it_was_counted(self, published: tuple[list[Edition], True_]) -> None:
        editions, true = published
        found = self.found(editions, true, lambda content: add(content["headline"][1], before=1), place=1)
        assert "not the sum" in found

    def test_a_second_count_that_was_rounded_for_itself(self, published: tuple[list[Edition], True_]) -> None:
        def by_itself(content: Content) -> None:
            content["overlap"]["tables"][0]["rows"][0]["values"][1] += 2

        assert "not the sum" in self.found(*published, by_itself, place=4)

    def test_a_cell_that_was_rounded_again(self, published: tuple[list[Edition], True_]) -> None:
        def again(content: Content) -> None:
            cell = next(one for one in content["cells"] if one["unit"] == "persons" and one["value"] == 5)
            cell["value"] = 0

        assert "rounded again" in self.found(*published, again, place=2)

    def test_a_time_of_day_in_a_file(self, published: tuple[list[Edition], True_]) -> None:
        editions, true = published
        csv = editions[0].files["csv", "en"].replace(b"released on", b"released on 2025-01-20T10:31:07Z, on")
        assert "a time of day" in "\n".join(leaks(self.one(editions, 0, {("csv", "en"): csv}), true))

    def test_a_number_in_a_description_of_a_picture(self, published: tuple[list[Edition], True_]) -> None:
        editions, true = published
        page = editions[0].files["html", "nb"].replace(b'aria-label="', b'aria-label="211 ', 1)
        assert "[211]" in "\n".join(leaks(self.one(editions, 0, {("html", "nb"): page}), true))

    def found(self, editions: list[Edition], true: True_, wrong: Change, place: int = 0) -> str:
        """What is found where the content of one edition was changed before its documents were made."""
        content = deepcopy(editions[place].content)
        wrong(content)
        changed = self.one(editions, place, {("csv", "en"): make(content, digest(content), "en", "csv")})
        changed[place] = replace(changed[place], content={**editions[place].content, "cells": content["cells"]})
        return "\n".join(leaks(changed, true))

    def one(self, editions: list[Edition], place: int, files: dict[tuple[str, str], bytes]) -> list[Edition]:
        """All editions, and of one of them these documents only."""
        return [Edition(one.content, files if number == place else {}) for number, one in enumerate(editions)]

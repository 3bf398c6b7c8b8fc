"""A published file is held against itself: what was changed in it is found."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from stats.releases.closing import draft
from stats.releases.content import Content, digest
from stats.releases.verifying import verify
from tests.releases.closed import close_both, content
from tests.releases.conftest import AFTER, FIRST


class TestVerifying:
    def given_out(self, session: Session) -> dict[str, object]:
        release = close_both(session)[1]
        return {"content": content(release), "digest": release.digest}

    def test_what_was_given_out_holds(self, register: Session) -> None:
        assert verify(self.given_out(register)) == []

    def test_a_draft_is_said_to_be_one(self, register: Session) -> None:
        told = draft(register, FIRST, AFTER).content
        assert verify({"content": told, "digest": digest(told)}) == ["this is a draft, which was never published"]

    def test_a_changed_number_is_found_twice(self, register: Session) -> None:
        release = self.given_out(register)
        release["content"]["tables"][0]["rows"][0]["value"] += 5  # type: ignore[index]
        problems = verify(release)
        assert len(problems) == 2
        assert "digest" in problems[0]
        assert "persons_by_category" in problems[1]

    @pytest.mark.parametrize(
        ("where", "by"),
        [
            (("headline", 1, "low"), 500),
            (("headline", 1, "low"), 1),
            (("headline", 1, "low"), -100),
            (("headline", 2, "high"), 5),
            (("headline", 1, "before"), 5),
            (("linked", "contacts_linked"), 5),
            (("open", "owed"), 1),
            (("open", "unsure"), 500),
            (("open", "not_looked"), -5000),
            (("tables", 0, "total", "value"), 1),
            (("tables", 0, "total", "before"), 5),
            (("tables", 0, "years", 0), 1),
        ],
    )
    def test_whatever_else_is_changed_is_found(self, register: Session, where: tuple[Any, ...], by: int) -> None:
        release = self.given_out(register)
        *path, last = where
        part_: Any = release["content"]
        for step in path:
            part_ = part_[step]
        part_[last] += by
        release["digest"] = digest(release["content"])  # type: ignore[arg-type]
        assert verify(release)

    def cut_a_cell(self, content: Content) -> None:
        next(cell for cell in content["cells"] if cell["value"])["value"] += 0.7

    def name_no_number(self, content: Content) -> None:
        content["cells"][0]["value"] = float("inf")

    def repeat_a_cell(self, content: Content) -> None:
        content["cells"].append({**content["cells"][0]})

    def repeat_a_figure(self, content: Content) -> None:
        content["headline"].insert(0, {**content["headline"][0], "value": 1000})

    def repeat_a_table(self, content: Content) -> None:
        content["tables"].append(content["tables"][0])

    def call_a_table_exact(self, content: Content) -> None:
        table = content["tables"][0]
        table["exact"] = True
        table["rows"][0]["value"] += 5
        table["total"]["value"] += 5

    def count_by_no_rule(self, content: Content) -> None:
        content["rule"] = "77"

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (cut_a_cell, "is no whole number"),
            (name_no_number, "inf is no whole number"),
            (repeat_a_cell, "a cell stands there twice"),
            (repeat_a_figure, "the main figures are not contacts, persons, new_persons"),
            (repeat_a_table, "persons_by_category stands there twice"),
            (call_a_table_exact, "only a table on request can be exact"),
            (count_by_no_rule, "version 77 of the rule, which this program does not know"),
        ],
    )
    def test_what_could_be_read_in_two_ways_or_was_never_published_is_found(
        self, register: Session, change: Callable[["TestVerifying", Content], None], said: str
    ) -> None:
        release = self.given_out(register)
        told: Any = release["content"]
        change(self, told)
        (problem,) = verify({"content": told, "digest": digest(told)})
        assert said in problem

    def test_a_row_that_is_missing_or_marked_wrongly_is_found(self, register: Session) -> None:
        release = self.given_out(register)
        rows: Any = release["content"]["tables"][0]["rows"]  # type: ignore[index]
        rows[0]["approximate"] = not rows[0]["approximate"]
        assert len(verify(release)) == 2
        del rows[0]
        assert any("its rows are others" in problem for problem in verify(release))

    @pytest.mark.parametrize("nonsense", [None, [], {}, {"content": {}, "digest": ""}, {"content": {"format": "x"}}])
    def test_what_is_no_release_is_said_so(self, nonsense: object) -> None:
        assert len(verify(nonsense)) == 1

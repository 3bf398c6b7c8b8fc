"""What stands beside the tables tells no more of small groups than the tables do."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from stats.counting import RULE
from stats.disclosure.audit import Finding, audit
from stats.disclosure.cells import NEVER, Cell, Kind
from stats.disclosure.ledger import Ledger
from stats.disclosure.rounding import is_small
from stats.estimating import Estimate, Likely
from stats.linking.decided import Checks
from stats.releases.content import About, Content, make_content
from stats.releases.frozen import together
from stats.releases.lower_ends import lower_ends
from stats.releases.plan import Unit
from tests.stats.test_validating import found

YEAR = 2024
OPEN = {"owed": 0, "unsure": 0, "not_looked": 0}


def about(settled: int = 0, new_settled: int = 0, **changes: object) -> About:
    day = date(YEAR + 1, 1, 20)
    given: dict[str, object] = {
        "open_": OPEN,
        "gone_through": None,
        "estimate": None,
        "before": None,
        "rule": RULE,
        "overlap": None,
    }
    given |= changes
    return About(YEAR, 1, "", day, day, False, False, settled, new_settled, **given)  # type: ignore[arg-type]


def made(of: About, new: int, back: int = 0, contacts: int = 200) -> Content:
    """A release in which so many new persons, others who came back, and contacts are shown."""
    persons = {Cell(Kind.PERSONS, YEAR, NEVER, ()): new, Cell(Kind.PERSONS, YEAR, YEAR - 1, ()): back}
    return make_content(of, (), {Unit.PERSONS: persons, Unit.CONTACTS: {Cell(Kind.PERSONS, YEAR, NEVER, ()): contacts}})


def low(content: Content, name: str) -> int:
    return int(next(one["low"] for one in content["headline"] if one["name"] == name))


class TestRange:
    @pytest.mark.parametrize("settled", [43, 44, 45, 46, 47])
    def test_small_groups_that_are_shown_as_nought_are_not_told_by_who_is_settled(self, settled: int) -> None:
        assert low(made(about(settled, settled), new=43), "persons") == 40

    def test_there_are_no_more_persons_than_may_be_said_of_contacts(self) -> None:
        content = made(about(60, 40), new=50, back=30, contacts=44)
        assert low(content, "new_persons") == low(content, "persons") == 40

    def test_one_who_came_back_is_not_told_by_two_lower_ends(self) -> None:
        without, with_one = (made(about(settled, 9), new=20) for settled in (9, 10))
        assert low(without, "persons") == low(with_one, "persons") == 5


class TestOpen:
    @pytest.mark.parametrize("not_looked", [45, 46, 48, 49])
    def test_it_is_no_second_count_of_persons(self, not_looked: int) -> None:
        open_ = {**OPEN, "not_looked": not_looked}
        assert made(about(open_=open_), new=45)["open"]["not_looked"] == 45

    def test_with_those_who_are_settled_it_is_none_either(self) -> None:
        content = made(about(20, 20, open_={"owed": 4, "unsure": 6, "not_looked": 27}), new=45)
        assert content["open"] == {"owed": 0, "unsure": 5, "not_looked": 20}

    def test_no_more_contacts_are_open_than_are_shown(self) -> None:
        content = made(about(open_={**OPEN, "not_looked": 50}), new=50, contacts=46)
        assert content["open"]["not_looked"] == 45


class TestEstimate:
    @pytest.mark.parametrize("true", [45, 46, 47, 48, 49])
    def test_where_nothing_was_compared_the_true_number_is_not_in_it(self, true: int) -> None:
        told = made(about(estimate=estimate(Likely(true, true, true, true), settled=true)), new=45)["estimate"]
        assert told["persons"] == told["new_persons"] == {"middle": 45, "low": 45, "high": 45}
        assert told["settled"] == 45

    def test_it_is_as_far_from_the_number_as_it_was_estimated(self) -> None:
        told = made(about(estimate=estimate(Likely(48, 44.4, 40.5, 47.2), settled=3)), new=50)["estimate"]
        assert told["persons"] == {"middle": 46, "low": 42, "high": 50}
        assert told["settled"] == 0

    def test_it_is_told_by_how_many_persons_it_may_be_believed_without_giving_their_number_away(self) -> None:
        given = estimate(Likely(48, 44.4, 40.5, 47.2), settled=43)
        assert "validated" not in made(about(estimate=given), new=50)["estimate"]
        told = made(about(estimate=replace(given, validated=found())), new=50)["estimate"]["validated"]
        assert told["day"] == found().day.isoformat()
        assert told["persons"] % 5 == 0
        assert told["persons"] <= min(found().persons, 50)


def estimate(figure: Likely, settled: int) -> Estimate:
    figures: Mapping[str, Likely] = {"persons": figure, "new_persons": figure}
    return Estimate(YEAR, 1, settled, Checks(0, 0), dict(figures), ())


class TestLowerEnds:
    """Everybody is settled, and so a lower end could be the true number."""

    COUNTS = (4, 7, 9)  # the first is shown as five, and would be known to be four or five beside a lower end of 20

    def cells(self) -> dict[Cell, int]:
        groups = [(f"category={word}",) for word in ("confirmed", "uncertain", "none")]
        return {Cell(Kind.PERSONS, YEAR, NEVER, group): count for group, count in zip(groups, self.COUNTS, strict=True)}

    def audited(self, low: int | None = None) -> list[Finding]:
        """What all that is said of these persons gives away; `low`: instead of the lower end that is said."""
        true = self.cells()
        shown = {cell: 5 if is_small(count) else count for cell, count in true.items()}
        settled = sum(self.COUNTS)
        contacts = {Cell(Kind.PERSONS, YEAR, NEVER, ()): 200}
        content = make_content(about(settled, settled), (), {Unit.PERSONS: shown, Unit.CONTACTS: contacts})
        if low is not None:
            content["headline"][1]["low"] = content["headline"][2]["low"] = low
        return audit(
            Ledger(shown),
            together({Unit.PERSONS: Ledger(shown)}) + Ledger(rows=tuple(lower_ends([content], true))),
            true,
        )

    def test_one_that_leaves_fewer_than_five_values_is_found(self) -> None:
        (found,) = self.audited(low=20)
        assert found.range == (4, 5)

    def test_none_is_said_that_does(self) -> None:
        assert self.audited() == []

    def test_it_is_said_where_no_group_is_small(self) -> None:
        assert low(made(about(45, 45), new=45), "new_persons") == 45

    def test_one_that_is_not_true_tells_nobody_anything(self) -> None:
        assert self.audited(low=25) == []

    def test_an_estimate_does_not_tell_that_so_many_were_counted_either(self) -> None:
        told = made(about(estimate=estimate(Likely(4, 0, 0, 0), settled=0)), new=5)["estimate"]
        assert told["new_persons"]["low"] == 5 - 1  # that there is one is known: the five is no nought

"""After a change of method two years stand counted by both, and the difference of the two tells of nobody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from stats.counted import counted_contacts
from stats.counting import RULE, count_years
from stats.disclosure.audit import Problem, audit
from stats.disclosure.cells import NEVER, Cell, Kind, by_way, otherwise, value, way
from stats.disclosure.ledger import How, Ledger, Row
from stats.methods import METHODS, choices
from stats.models import Contact
from stats.models.releases import FrozenCell, PublishedRow, Release
from stats.releases import closing, editions
from stats.releases.closing import draft
from stats.releases.content import Content, canonical
from stats.releases.frozen import read_frozen, together
from stats.releases.overlapping import never_negative
from stats.releases.plan import USUAL, Refused, Unit
from stats.releases.rebuilding import rebuild
from stats.releases.requesting import give_out
from stats.releases.verifying import verify
from stats.vocabulary import Category, WeakerBecause
from tests.releases.closed import FAR, close, content
from tests.releases.conftest import AFTER, ALONE, FIRST, SECOND, contacts_of
from tests.stats.factories import CORA, add_person

BEFORE, OTHER = FIRST - 1, "4b"
YEARS = (FIRST, SECOND)


def come_back(session: Session, number: int, *told: tuple[int, Category]) -> None:
    """A person of whom each year's contact told something else."""
    add_person(session, *({**next(contacts_of(number, year, 1)), "category": category} for year, category in told))


@pytest.fixture
def silent(register: Session) -> Session:
    """Some who had said so in an earlier year say nothing of it in the later ones."""
    for number in range(9):
        come_back(register, number, (BEFORE, Category.CONFIRMED), (FIRST, Category.NONE))
    for number in range(7):
        come_back(register, number + 10, (FIRST, Category.CONFIRMED), (SECOND, Category.NONE))
    for number in range(3):
        come_back(register, number + 20, (FIRST, Category.CONFIRMED), (SECOND, Category.UNCERTAIN))
    register.commit()
    return register


def choose(session: Session, year: int, rule: str) -> None:
    session.commit()
    editions.plan(session, year, USUAL, CORA, AFTER, rule)
    session.commit()


def change_method(session: Session) -> tuple[Release, Release]:
    """The first year by the usual method, the second by the other."""
    first = close(session, FIRST)
    choose(session, SECOND, OTHER)
    return first, close(session, SECOND)


def by_category(release: Release, name: str = "persons_by_category") -> dict[str, list[int]]:
    (table,) = (one for one in content(release)["overlap"]["tables"] if one["name"] == name)
    return {row["head"][0]: row["values"] for row in table["rows"]} | {"all": table["total"]["values"]}


def true(session: Session, year: int, rule: str) -> dict[str, int]:
    persons = count_years(counted_contacts(session), METHODS[rule].categorise)[year].persons
    return {word: sum(one.category == word for one in persons) for word in Category} | {"all": len(persons)}


class TestTwoYears:
    def test_they_stand_by_the_old_method_and_by_the_new(self, silent: Session) -> None:
        both = content(change_method(silent)[1])["overlap"]
        assert both["columns"] == [[FIRST, RULE], [FIRST, OTHER], [SECOND, RULE], [SECOND, OTHER]]
        assert [table["name"] for table in both["tables"]] == ["persons_by_category", "new_persons_by_category"]

    def test_each_column_is_near_what_is_counted_by_its_method(self, silent: Session) -> None:
        _, second = change_method(silent)
        columns = [(year, rule) for year in YEARS for rule in (RULE, OTHER)]
        counts = [true(silent, year, rule) for year, rule in columns]
        assert counts[0]["confirmed"] < counts[1]["confirmed"]  # or this would prove nothing
        assert counts[2]["confirmed"] < counts[3]["confirmed"]
        for word, values in by_category(second).items():
            for number, count in zip(values, counts, strict=True):
                assert abs(number - count[word]) <= 3 * FAR

    def test_what_was_frozen_of_each_is_not_counted_again(self, silent: Session) -> None:
        first, second = change_method(silent)
        for release, place in ((first, 0), (second, 3)):
            (table,) = (one for one in content(release)["tables"] if one["name"] == "persons_by_category")
            printed = {row["head"][0]: row["value"] for row in table["rows"]} | {"all": table["total"]["value"]}
            assert {word: values[place] for word, values in by_category(second).items()} == printed

    def test_two_counts_of_a_year_differ_by_fives_so_that_nobody_is_told_from_it(self, silent: Session) -> None:
        _, second = change_method(silent)
        assert any(values[0] != values[1] for values in by_category(second).values())
        for one, other, third, last in by_category(second).values():
            assert (other - one) % 5 == (last - third) % 5 == 0

    def test_without_a_change_there_is_no_overlap(self, silent: Session) -> None:
        close(silent, FIRST)
        assert "overlap" not in content(close(silent, SECOND))

    def test_a_plan_that_the_methods_count_alike_has_none(self, silent: Session) -> None:
        close(silent, FIRST)
        editions.plan(silent, SECOND, ["persons_by_age"], CORA, AFTER, OTHER)
        found = content(close(silent, SECOND))
        assert (found["before_rule"], found["rule"]) == (RULE, OTHER)
        assert "overlap" not in found

    def test_two_years_together_are_not_printed_across_the_break(self, silent: Session) -> None:
        _, second = change_method(silent)
        assert "persons_of_years_by_category" not in [table["name"] for table in content(second)["tables"]]
        with pytest.raises(Refused, match="not closed with these groups"):
            give_out(silent, SECOND, "persons_of_years_by_category", "A newspaper asked.", CORA, AFTER)

    def test_a_draft_has_them_too(self, silent: Session) -> None:
        close(silent, FIRST)
        choose(silent, SECOND, OTHER)
        before = draft(silent, SECOND, AFTER).content["overlap"]
        silent.commit()
        assert content(close(silent, SECOND))["overlap"] == before

    def test_a_corrected_edition_says_them_again(self, silent: Session) -> None:
        _, second = change_method(silent)
        for number in range(12):
            add_person(silent, *contacts_of(number, SECOND, 1))
        third = close(silent, SECOND, "Registered late.")
        assert content(third)["overlap"] == content(second)["overlap"]
        assert verify({"content": content(third), "digest": third.digest}) == []

    def test_a_table_on_request_has_none(self, silent: Session) -> None:
        change_method(silent)
        asked = give_out(silent, SECOND, "persons_by_category", "A newspaper asked.", CORA, AFTER)
        assert "overlap" not in content(asked)
        assert verify({"content": content(asked), "digest": asked.digest}) == []


class TestHolding:
    def test_it_comes_out_the_same_bit_for_bit(self, silent: Session) -> None:
        releases = change_method(silent)
        for release in releases:
            again = rebuild(silent, release)
            assert canonical(again.content) == release.content
            assert (again.digest, again.changed) == (release.digest, 0)

    def test_also_after_the_year_before_was_corrected_first(self, silent: Session) -> None:
        close(silent, FIRST)
        for number in range(12):
            add_person(silent, *contacts_of(number, FIRST, 1))
        close(silent, FIRST, "Registered late.")
        choose(silent, SECOND, OTHER)
        second = close(silent, SECOND)
        assert rebuild(silent, second).digest == second.digest
        assert verify({"content": content(second), "digest": second.digest}) == []

    def test_a_number_of_the_overlap_that_was_changed_is_found(self, silent: Session) -> None:
        _, second = change_method(silent)
        given: Content = {"content": content(second), "digest": second.digest}
        assert verify(given) == []
        given["content"]["overlap"]["tables"][0]["rows"][0]["values"][1] += 5
        assert [problem for problem in verify(given) if "by both rules" in problem]

    def test_the_other_counts_are_frozen_and_stand_in_the_ledger(self, silent: Session) -> None:
        _, second = change_method(silent)
        cells = [cell for cell in read_frozen(silent).shown[Unit.PERSONS] if way(cell)]
        assert {(cell.year, way(cell)) for cell in cells} == {(FIRST, OTHER), (SECOND, RULE)}
        assert {cell.kind for cell in cells} == {Kind.ADDED, Kind.TAKEN}
        rows = silent.query(PublishedRow).filter_by(release_id=second.id)
        assert len([row for row in rows if row.name.endswith((f"by {OTHER}", f"by {RULE}"))]) == 2 * 2 * 4

    def test_no_small_count_is_shown(self, silent: Session) -> None:
        change_method(silent)
        small = [cell for cell in silent.query(FrozenCell) if 0 < cell.count < 5 and "way=" in cell.group]
        assert small
        assert {cell.shown for cell in small} <= {0, 5}

    def test_a_year_between_two_changes_is_counted_otherwise_once(self, silent: Session) -> None:
        _, second = change_method(silent)
        for number in range(25):
            come_back(silent, number, (SECOND, Category.CONFIRMED), (SECOND + 1, Category.UNCERTAIN))
        choose(silent, SECOND + 1, RULE)
        third = closing.close(silent, SECOND + 1, "", CORA, date(SECOND + 2, 1, 20), why_not_two=ALONE)
        assert content(third)["overlap"]["columns"][:2] == [[SECOND, OTHER], [SECOND, RULE]]
        for word, (own, other, *_) in by_category(third).items():
            assert [other, own] == by_category(second)[word][2:]
        assert verify({"content": content(third), "digest": third.digest}) == []
        assert rebuild(silent, third).digest == third.digest

    def test_it_holds_for_the_years_after(self, silent: Session) -> None:
        change_method(silent)
        for number in range(25):
            come_back(silent, number, (SECOND, Category.CONFIRMED), (SECOND + 1, Category.UNCERTAIN))
        silent.commit()
        third = closing.close(silent, SECOND + 1, "", CORA, date(SECOND + 2, 1, 20), why_not_two=ALONE)
        assert content(third)["rule"] == OTHER  # until somebody chooses another
        assert "overlap" not in content(third)
        assert rebuild(silent, third).digest == third.digest


class TestAttacked:
    """Twelve are confirmed and ten not; by another method three of the ten are confirmed, too."""

    def true(self) -> dict[Cell, int]:
        confirmed, none = (Cell(Kind.PERSONS, FIRST, NEVER, (f"category={word}",)) for word in ("confirmed", "none"))
        added, taken = confirmed._replace(kind=Kind.ADDED, correction=1), none._replace(kind=Kind.TAKEN, correction=1)
        return {confirmed: 12, none: 10, by_way(added, OTHER): 3, by_way(taken, OTHER): 3}

    def shown(self, moved: int) -> dict[Cell, int]:
        return {cell: moved if way(cell) else count for cell, count in self.true().items()}

    @pytest.mark.parametrize("moved", [0, 5])
    def test_what_the_other_method_changes_is_not_told_where_it_is_rounded(self, moved: int) -> None:
        known = tuple(never_negative(self.true(), {FIRST: RULE}))
        assert len(known) == 4
        draft = together({Unit.PERSONS: Ledger(self.shown(moved))}) + Ledger(never_negative=known)
        assert audit(Ledger(), draft, self.true()) == []

    def test_a_second_count_that_is_rounded_for_itself_tells_who_is_counted_otherwise(self) -> None:
        counts = [otherwise(self.true(), cell) for cell in self.true() if way(cell)]
        for_itself = tuple(Row("", "", repr(of), of, value(of, self.true()), How.AGAIN) for of in counts)
        ledger = together({Unit.PERSONS: Ledger(self.shown(5))})
        found = audit(ledger, Ledger(rows=for_itself), self.true())
        assert {(one.problem, one.range) for one in found} >= {(Problem.PINNED, (3, 3))}


class TestWhatEverybodyKnows:
    def known(self, session: Session) -> Iterator[int]:
        frozen, methods = read_frozen(session).true[Unit.PERSONS], {FIRST: RULE, SECOND: OTHER}
        yield from (sum(sign * frozen[cell] for cell, sign in of.items()) for of in never_negative(frozen, methods))

    def test_the_methods_count_the_same_persons(self, silent: Session) -> None:
        change_method(silent)
        known = list(self.known(silent))
        assert min(known) == 0 < max(known)

    def test_what_came_late_makes_it_untrue_and_stops_nothing(self, silent: Session) -> None:
        close(silent, FIRST)
        add_person(silent, *contacts_of(5, FIRST, 2))
        choose(silent, SECOND, OTHER)
        assert "overlap" in content(close(silent, SECOND))


class TestChoosing:
    def test_only_methods_of_today_can_be_chosen(self, register: Session) -> None:
        assert [method.version for method in choices()] == [RULE, OTHER]
        for version in ("3", "0"):
            with pytest.raises(Refused, match="cannot be counted by version"):
                choose(register, FIRST, version)

    def test_it_is_fixed_when_the_year_is_closed(self, register: Session) -> None:
        close(register, FIRST)
        with pytest.raises(Refused, match="plan is fixed"):
            choose(register, FIRST, OTHER)

    def test_a_version_that_is_over_is_still_counted_beside(
        self, silent: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As when the program itself brings a new version of the rule."""
        for number in range(11):
            first, later = contacts_of(number, SECOND, 2)
            told = add_person(silent, first | {"category": Category.CONFIRMED}, later | {"category": Category.NONE})
            silent.get_one(Contact, told[1]).weaker_because = WeakerBecause.EARLIER_MISTAKEN
        with monkeypatch.context() as then:
            then.setattr(editions, "RULE", "3")
            then.setattr(editions, "METHODS", METHODS | {"3": replace(METHODS["3"], choice=True)})
            close(silent, FIRST)
        choose(silent, SECOND, RULE)
        second = close(silent, SECOND)
        _, _, old, new = by_category(second)["confirmed"]
        assert old > new
        assert rebuild(silent, second).digest == second.digest
        assert content(second)["before_rule"] == "3"

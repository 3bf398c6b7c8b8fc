"""Everything a service prints over years, attacked together; and what is wrong on purpose is found by that attack."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stats.disclosure.attack import Attacker
from stats.disclosure.audit import Finding, Problem, audit
from stats.disclosure.cells import NEVER, Cell, Kind, Sum, apart, corrected, overlap, seen, value
from stats.disclosure.ledger import How, Ledger, Relations, Row, relations
from stats.disclosure.moves import Moves
from stats.disclosure.storing import close_contacts, close_year, correct, fewest, over, under
from tests.disclosure.figures import attack
from tests.disclosure.worlds import AT_LEAST, BY_BOTH, FIRST, releases

GROUPS = [(category, gender) for category in ("confirmed", "uncertain", "none") for gender in ("man", "other")]
Counts = dict[Cell, int]


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_learned_from_all_releases_of_a_service_together(seed: int) -> None:
    attacked = attack(seed, years=4, persons=50)
    assert attacked.findings == []
    assert attacked.rows > 100


def test_what_is_not_attacked_because_it_can_move_would_not_give_way_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Moves, "free", lambda *_: False)
    attacked = attack(3, years=2, persons=20)
    assert attacked.findings == []
    assert attacked.rows > 30


CHANGED = (1, 2)  # worlds in which the counting rule changes, to the one and to the other


@pytest.mark.parametrize("seed", CHANGED)
def test_a_second_count_by_another_rule_that_is_rounded_for_itself_is_found(seed: int) -> None:
    problem, mended = set(), set()
    ledger = Ledger()
    for release in releases(seed, 3, 60):
        by_both = [row for row in release.draft.rows if row.table in BY_BOTH]
        for_itself = tuple(
            replace(row, how=How.ALONE, value=5 if 0 < (count := value(row.of, release.truth)) < 5 else count)
            for row in by_both
        )
        rest = tuple(row for row in release.draft.rows if row.table not in BY_BOTH)
        draft = replace(release.draft, rows=rest + for_itself)
        if by_both:
            problem |= problems(audit(ledger, draft, release.truth, 1))
            mended |= problems(audit(ledger, release.draft, release.truth, 1))
        ledger += release.draft
    assert problem & {Problem.PINNED, Problem.NARROW}
    assert not mended


def test_worlds_say_lower_ends_too() -> None:
    said = [row for release in releases(1, 2, 40) for row in release.draft.rows if row.table == AT_LEAST]
    assert {row.how for row in said} == {How.LEAST}
    assert any(row.value for row in said)


@pytest.mark.parametrize(("year", "found"), [(2027, True), (2028, False)])
def test_an_exact_total_is_too_much_where_few_cells_are_small(
    year: int, found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, truth = published()
    total = Ledger(rows=rows("exact", {"all": seen(truth, year, year)}, truth, How.EXACT))
    findings = audit(ledger, total, truth)
    assert bool(findings) == found
    monkeypatch.setattr(Moves, "free", lambda *_: False)
    assert audit(ledger, total, truth) == findings


def cells(kind: Kind, year: int, last: int, counts: list[int], correction: int = 0) -> Counts:
    return {Cell(kind, year, last, group, correction): count for group, count in zip(GROUPS, counts, strict=True)}


FIRST_YEAR = cells(Kind.PERSONS, 2027, NEVER, [12, 2, 9, 4, 30, 7])
SECOND_YEAR = {
    **cells(Kind.PERSONS, 2028, NEVER, [8, 4, 11, 3, 25, 6]),
    **cells(Kind.PERSONS, 2028, 2027, [6, 2, 3, 0, 9, 1]),
}


def rows(
    release: str, of: Mapping[str, Sum], counts: Mapping[Cell, int], how: How = How.STORED, table: str = "persons"
) -> tuple[Row, ...]:
    return tuple(Row(release, table, name, one, value(one, counts), how) for name, one in of.items())


def by_group(counts: Mapping[Cell, int], first: int, last: int, correction: int = 0) -> dict[str, Sum]:
    """The table of all groups and their total."""
    found = {" ".join(one): seen(counts, first, last, one.__eq__, correction) for one in GROUPS}
    return found | {"all": seen(counts, first, last, correction=correction)}


def published(seed: int = 1) -> tuple[Ledger, Counts]:
    """Two years, each with its table, and the true counts."""
    ledger = Ledger()
    truth: Counts = {}
    for year, counts in ((2027, FIRST_YEAR), (2028, SECOND_YEAR)):
        table = by_group(counts, year, year)
        stored = close_year(counts, table.values(), seed, ledger.stored, truth)
        truth |= counts
        ledger += Ledger(stored, rows(f"report {year}", table, stored, table=f"persons {year}"))
    return ledger, truth


def problems(findings: list[Finding]) -> set[Problem]:
    return {finding.problem for finding in findings}


class TestLeakedBefore:
    """The two years were published, and then by mistake an exact number, which leaves a group of one few values."""

    def leaked(self, count: int = 1) -> tuple[Ledger, Ledger, Counts]:
        """What was leaked, the whole ledger with it, and the true counts. `count`: how many numbers of small groups."""
        ledger, truth = published()
        small = [cell for cell, count in SECOND_YEAR.items() if 0 < count < 5]
        leak = Ledger(rows=rows("leak", {repr(cell): {cell: 1} for cell in small[:count]}, truth, How.EXACT))
        assert Problem.PINNED in problems(audit(ledger, leak, truth))
        return leak, ledger + leak, truth

    def test_what_adds_nothing_to_it_may_come_out(self) -> None:
        leak, ledger, truth = self.leaked()
        union = rows("union", by_group(truth, 2027, 2028), ledger.stored)
        assert audit(ledger, Ledger(rows=union), truth) == []
        assert audit(ledger, leak, truth) == []

    def test_what_gives_another_away_may_not(self) -> None:
        _, ledger, truth = self.leaked()
        more, *_ = self.leaked(2)
        found = audit(ledger, more, truth)
        assert problems(found) == {Problem.PINNED}
        known = {row.name for row in ledger.rows if row.release == "leak"}
        assert {row.name for row in more.rows} - known <= {finding.what for finding in found}
        assert not known & {finding.what for finding in found}

    def test_what_narrows_it_further_may_not(self) -> None:
        ledger, truth = published()
        (two, *_) = (cell for cell, count in FIRST_YEAR.items() if count == 2)
        at_least = Ledger(rows=rows("leak", {"two": {two: 1}}, truth, How.LEAST))
        assert problems(audit(ledger, at_least, truth)) == {Problem.NARROW}
        exact = Ledger(rows=rows("later", {"two": {two: 1}}, truth, How.EXACT))
        assert problems(audit(ledger + at_least, exact, truth)) == {Problem.PINNED}

    def test_a_row_that_was_never_its_sum_does_not_keep_others_back(self) -> None:
        ledger, truth = published()
        wrong = replace(ledger.rows[-1], release="wrong", value=ledger.rows[-1].value + 5)
        both = ledger + Ledger(rows=(wrong,))
        union = rows("union", by_group(truth, 2027, 2028), ledger.stored)
        assert Problem.NOT_STORED not in problems(audit(both, Ledger(rows=union), truth))


def test_two_years_and_their_union_may_be_published() -> None:
    ledger, truth = published()
    union = rows("union", by_group(truth, 2027, 2028), ledger.stored)
    assert audit(ledger, Ledger(rows=union), truth) == []


def test_a_hidden_cell_whose_complement_is_printed_is_pinned() -> None:
    table = by_group(FIRST_YEAR, 2027, 2027)
    (hidden,) = table.pop("confirmed other")
    ledger = Ledger(close_year(FIRST_YEAR, table.values(), 1, {}, {}))
    draft = Ledger(rows=rows("exact", table, FIRST_YEAR, How.EXACT))
    found = {finding.what: finding for finding in audit(ledger, draft, FIRST_YEAR)}[repr(hidden)]
    assert (found.problem, found.range, found.of) == (Problem.PINNED, (2, 2), {hidden: 1})
    assert found.rows == ("exact: persons, all",)


def test_an_exact_table_with_two_small_cells_hidden_in_each_line_may_still_be_too_narrow() -> None:
    table = {
        "all": seen(FIRST_YEAR, 2027, 2027),
        "large": seen(FIRST_YEAR, 2027, 2027, lambda group: group[1] == "man"),
    }
    ledger = Ledger(close_year(FIRST_YEAR, table.values(), 1, {}, {}))
    shown = next(cell for cell in FIRST_YEAR if FIRST_YEAR[cell] == 7)
    draft = Ledger(rows=rows("exact", {**table, "seven": {shown: 1}}, FIRST_YEAR, How.EXACT))
    assert audit(ledger, draft, FIRST_YEAR) == []  # 2 and 4 are hidden together: six persons, 0 to 6 of each
    small = next(cell for cell in FIRST_YEAR if FIRST_YEAR[cell] == 4)
    shown_too = Ledger(rows=rows("later", {"four": {small: 1}}, FIRST_YEAR, How.EXACT))
    assert problems(audit(ledger + draft, shown_too, FIRST_YEAR)) == {Problem.PINNED}


@pytest.mark.parametrize("how", [How.STORED, How.AGAIN])
def test_a_closed_year_that_is_rounded_again_is_found(how: How) -> None:
    ledger, truth = published()
    table = by_group(FIRST_YEAR, 2027, 2027)
    found = set()
    for seed in range(2, 6):
        again = close_year(FIRST_YEAR, table.values(), seed, {}, {})
        found |= problems(audit(ledger, Ledger(rows=rows("again", table, again, how)), truth))
    assert found == ({Problem.NARROW} if how is How.AGAIN else {Problem.NARROW, Problem.NOT_STORED})


def test_another_value_for_a_stored_cell_is_refused() -> None:
    ledger, truth = published()
    cell = next(iter(FIRST_YEAR))
    with pytest.raises(ValueError, match="rounded again"):
        audit(ledger, Ledger({cell: ledger.stored[cell] + 5}), truth)


def test_a_union_that_is_rounded_by_itself_is_found() -> None:
    ledger, truth = published()
    union = by_group(truth, 2027, 2028)
    alone = tuple(
        replace(row, value=row.value if row.value >= 5 else 5) for row in rows("union", union, truth, How.ALONE)
    )
    findings = audit(ledger, Ledger(rows=alone), truth)
    assert Problem.NARROW in problems(findings)
    assert any("union: persons" in row for finding in findings for row in finding.rows)


def test_overlaps_that_nobody_printed_are_found_from_exact_unions() -> None:
    ledger, truth = published()
    tables = {**by_group(truth, 2027, 2027), **{f"{name} 2028": of for name, of in by_group(truth, 2028, 2028).items()}}
    union = {f"{name} both": of for name, of in by_group(truth, 2027, 2028).items()}
    findings = audit(ledger, Ledger(rows=rows("exact", {**tables, **union}, truth, How.EXACT)), truth)
    (returned,) = overlap(truth, 2027, 2028, ("confirmed", "other").__eq__)
    assert {finding.what: finding.range for finding in findings}[repr(returned)] == (2, 2)


MOVED = {
    **cells(Kind.ADDED, 2027, NEVER, [1, 0, 0, 2, 0, 0], 1),
    **cells(Kind.TAKEN, 2027, NEVER, [0, 1, 6, 0, 1, 2], 1),
}
CHANGES = {cell: count for cell, count in MOVED.items() if count}


def corrected_once(seed: int = 3) -> tuple[Ledger, Ledger, Counts]:
    """Two published years, the corrected edition of the first as a draft, and the true counts."""
    ledger, truth = published()
    truth = truth | CHANGES
    table = by_group(truth, 2027, 2027, correction=1)
    stored = correct(CHANGES, table.values(), ledger.stored, seed)
    draft = Ledger(stored, rows("correction", table, {**ledger.stored, **stored}, table="persons 2027"))
    return ledger, draft, truth


def test_a_corrected_edition_may_be_published() -> None:
    for seed in range(4):
        assert audit(*corrected_once(seed)) == []


def test_a_corrected_edition_that_is_rounded_anew_is_found() -> None:
    ledger, draft, truth = corrected_once()
    now = {cell: value(corrected(truth, cell, 1), truth) for cell in FIRST_YEAR}
    found = set()
    for seed in range(4):
        again = close_year(now, [], seed, {}, {})
        anew = tuple(
            replace(row, how=How.AGAIN, value=sum(again[cell] for cell in row.of if cell in again))
            for row in draft.rows
        )
        found |= problems(audit(ledger, replace(draft, rows=anew), truth))
    assert found & {Problem.NARROW, Problem.PINNED}


def test_printing_a_correction_of_more_than_four_as_it_is_gives_the_rest_away() -> None:
    ledger, draft, truth = corrected_once()
    (taken,) = (cell for cell, count in CHANGES.items() if count == 6)
    draft = replace(draft, rows=(*draft.rows, *rows("list", {"six": {taken: 1}}, truth, How.EXACT)))
    rest = f"{taken._replace(kind=Kind.PERSONS, correction=0)!r} after correction 1"
    (found,) = audit(ledger, draft, truth)
    assert (found.what, found.problem, found.range) == (rest, Problem.PINNED, (3, 3))


CONTACTS = cells(Kind.CONTACTS, 2027, NEVER, [20, 3, 12, 9, 60, 8])
BOTH = {**FIRST_YEAR, **CONTACTS}


def beside() -> tuple[Ledger, dict[str, Sum]]:
    """A published year with contacts, and the contacts by group."""
    table = by_group(FIRST_YEAR, 2027, 2027)
    of_contacts: dict[str, Sum] = {" ".join(cell.group): {cell: 1} for cell in CONTACTS}
    stored = close_year(BOTH, [*table.values(), *of_contacts.values()], 1, {}, {})
    return Ledger(stored, rows("report", table, stored)), of_contacts


def test_contacts_as_they_are_stored_may_stand_beside_persons() -> None:
    ledger, of_contacts = beside()
    draft = Ledger(rows=rows("report", of_contacts, ledger.stored, table="contacts"))
    assert audit(ledger, draft, BOTH) == []


def test_contacts_as_they_are_narrow_the_persons_beside_them() -> None:
    ledger, of_contacts = beside()
    draft = Ledger(rows=rows("report", of_contacts, BOTH, How.EXACT, table="contacts"))
    findings = {finding.what: finding.range for finding in audit(ledger, draft, BOTH)}
    (two,) = (cell for cell, count in FIRST_YEAR.items() if count == 2)
    assert findings[repr(two)] in {(1, 3), (1, 4)}


def test_contacts_that_are_rounded_for_themselves_narrow_the_persons_beside_them() -> None:
    ledger, of_contacts = beside()
    found = set()
    for turned in (0, 5):
        shown = {cell: turned if count < 5 else count for cell, count in CONTACTS.items()}
        found |= problems(audit(ledger, Ledger(rows=rows("report", of_contacts, shown, How.AGAIN, "contacts")), BOTH))
    assert Problem.NARROW in found


def test_counts_that_cannot_be_true_are_refused() -> None:
    ledger, _ = beside()
    with pytest.raises(ValueError, match="cannot be true"):
        audit(Ledger(), ledger, BOTH | dict.fromkeys(CONTACTS, 0))


def test_a_row_that_is_not_its_sum_is_found_without_any_attack() -> None:
    ledger, truth = published()
    (row,) = (row for row in ledger.rows if row.name == "all" and row.release == "report 2027")
    wrong = audit(ledger, Ledger(rows=(replace(row, release="later", value=row.value + 300),)), truth)
    assert Problem.NOT_STORED in problems(wrong)


def test_worlds_differ_by_seed_and_are_the_same_for_the_same() -> None:
    def printed(seed: int) -> list[int]:
        return [row.value for release in releases(seed, 3, 40) for row in release.draft.rows]

    assert printed(1) == printed(1) != printed(2)
    assert any(
        cell.kind is Kind.TAKEN for seed in range(4) for release in releases(seed, 3, 40) for cell in release.truth
    )
    assert {cell.year for release in releases(1, 3, 40) for cell in release.truth} == {FIRST, FIRST + 1, FIRST + 2}


A, B, C = (Cell(Kind.PERSONS, 2027, NEVER, (name,)) for name in "abc")
SUMS: list[Sum] = [{A: 1, B: 1}, {A: 1, B: 1, C: 1}, {B: 1, C: 1}, {A: 1}]


def rounded(count: int) -> set[int]:
    return {0, 5} if 0 < count < 5 else {count}


def possible(counts: tuple[int, ...], printed: list[Row]) -> bool:
    """Whether these true counts, rounded in some way, give the printed rows; tried out one by one."""
    truth = dict(zip((A, B, C), counts, strict=True))
    exact = [row for row in printed if row.how is How.EXACT]
    alone = [row for row in printed if row.how is How.ALONE]
    stored = [row for row in printed if row.how is How.STORED]
    return (
        all(value(row.of, truth) == row.value for row in exact)
        and all(row.value in rounded(value(row.of, truth)) for row in alone)
        and any(
            all(value(row.of, dict(zip((A, B, C), shown, strict=True))) == row.value for row in stored)
            for shown in product(*(rounded(count) for count in counts))
        )
    )


def printings() -> st.SearchStrategy[tuple[dict[Cell, int], list[Row]]]:
    """Three true counts, and rows printed of them, in each way that there is."""
    count = st.integers(0, 7)
    hows = st.lists(st.sampled_from([How.STORED, How.EXACT, How.ALONE, None]), min_size=4, max_size=4)
    return st.builds(printing, st.tuples(count, count, count), hows, st.booleans(), st.integers(0, 9))


def printing(
    counts: tuple[int, int, int], hows: list[How | None], up: bool, seed: int
) -> tuple[dict[Cell, int], list[Row]]:
    truth = dict(zip((A, B, C), counts, strict=True))
    stored = close_year(truth, [], seed, {}, {})

    def shown(of: Sum, how: How) -> int:
        if how is How.ALONE:
            return max(rounded(value(of, truth))) if up else min(rounded(value(of, truth)))
        return value(of, stored if how is How.STORED else truth)

    return truth, [
        Row("r", "t", str(number), of, shown(of, how), how)
        for number, (of, how) in enumerate(zip(SUMS, hows, strict=True))
        if how
    ]


@settings(max_examples=25, deadline=None)
@given(printings())
def test_the_attacker_finds_exactly_what_can_be_found(given_: tuple[dict[Cell, int], list[Row]]) -> None:
    truth, printed = given_
    highest = 9
    attacker = Attacker(truth, printed, Relations((), ()), (), highest)
    worlds = [counts for counts in product(range(highest + 1), repeat=3) if possible(counts, printed)]
    for place, cell in enumerate((A, B, C)):
        values = [counts[place] for counts in worlds]
        assert attacker.range({cell: 1}) == (min(values), max(values))


def test_what_everybody_knows_of_counts() -> None:
    taken, contacts = A._replace(kind=Kind.TAKEN, correction=1), A._replace(kind=Kind.CONTACTS)
    known = relations([A, taken, contacts])
    assert known.untrue({A: 2, taken: 2, contacts: 2}) == []
    assert known.untrue({A: 2, taken: 3, contacts: 2})
    assert known.untrue({A: 2, taken: 0, contacts: 0})
    assert known.untrue({A: 2, taken: 0, contacts: 1})
    back = A._replace(year=2028, last=2027)
    assert relations([A, back]).untrue({A: 2, back: 3})


FEW_CHANNELS = [apart(Cell(Kind.WHOLE, 2027, NEVER, (name,))) for name in ("chat", "street")]
ONCE = {A: 1, B: 20, C: 30}  # nobody came twice: as many contacts as persons


def test_contacts_as_they_are_tell_of_the_persons_who_came_once() -> None:
    stored = close_year(ONCE, [], 1, {}, {})
    ledger = Ledger(stored, rows("report", {repr(cell): {cell: 1} for cell in ONCE}, stored))
    came = dict(zip(FEW_CHANNELS, (33, 18), strict=True))
    draft = Ledger(came, rows("report", {"contacts": dict.fromkeys(came, 1)}, came, How.EXACT, "contacts"))
    (found,) = {finding.what: finding.range for finding in audit(ledger, draft, ONCE | came)}.items()
    assert found in {(repr(A), (0, 1)), (repr(A), (1, 1))}


@pytest.mark.parametrize("counts", [(1, 20, 30), (2, 0, 0), (4, 3, 0), (1, 1, 1), (0, 0, 0), (5, 6, 4), (3, 2, 9)])
def test_rounded_together_they_tell_of_nobody_and_are_never_fewer_than_persons(counts: tuple[int, ...]) -> None:
    persons = dict(zip((A, B, C), counts, strict=True))
    for first, seed in product(range(sum(counts) + 1), range(3)):
        came = dict(zip(FEW_CHANNELS, (first, sum(counts) - first), strict=True))
        shown = close_contacts(came, [came], seed, over(fewest(persons, {}), came))
        stored = close_year(persons, [persons], seed, {}, {}, under(sum(shown.values()), persons)) | shown
        assert sum(stored[cell] for cell in persons) <= sum(shown.values())
        cells = tuple(Row("report", "cells", repr(cell), {cell: 1}, count) for cell, count in stored.items())
        assert audit(Ledger(), Ledger(stored, cells), persons | came) == []


def test_what_everybody_knows_of_contacts_and_the_persons_of_a_year() -> None:
    came, gone = FEW_CHANNELS[0], A._replace(kind=Kind.TAKEN, correction=1)
    known = relations([A, came, gone])
    assert known.untrue({A: 3, came: 3, gone: 0}) == []
    assert known.untrue({A: 3, came: 2, gone: 0})
    assert known.untrue({A: 0, came: 2, gone: 0})
    assert known.untrue({A: 2, came: 2, gone: 2})  # nobody is left, and two contacts are
    assert relations([A._replace(year=2028), came]).both_or_none == ()

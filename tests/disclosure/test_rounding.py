"""Rounding: small counts become 0 or 5, nothing else moves, and what comes out depends on nothing but what went in."""

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stats.disclosure import rounding
from stats.disclosure.programs import Program, Unsolved
from stats.disclosure.rounding import round_beside, round_changes, round_small

Key = tuple[str, str]
ROWS, COLUMNS = "abc", "uvw"
KEYS = list(product(ROWS, COLUMNS))
MARGINS = [
    KEYS,
    *([key for key in KEYS if key[0] == row] for row in ROWS),
    *([key for key in KEYS if key[1] == column] for column in COLUMNS),
]
KNOWN = [0, 5, 0, 5, 0, 5, 0, 0, 5]
tables = st.fixed_dictionaries({key: st.integers(0, 9) for key in KEYS})
seeds = st.integers(0, 2**128 - 1)


@settings(max_examples=60, deadline=None)
@given(tables, seeds)
def test_small_counts_become_0_or_5_and_all_others_stay(table: dict[Key, int], seed: int) -> None:
    rounded = round_small(table, MARGINS, seed)
    assert rounded.keys() == table.keys()
    for key, count in table.items():
        assert rounded[key] in ({0, 5} if 0 < count < 5 else {count})


@settings(max_examples=30, deadline=None)
@given(tables, seeds, st.randoms(use_true_random=False))
def test_the_order_of_cells_and_margins_changes_nothing(
    table: dict[Key, int], seed: int, chance: random.Random
) -> None:
    def shuffled(what: list[Key]) -> list[Key]:
        return chance.sample(what, len(what))

    margins = [shuffled(margin) for margin in chance.sample(MARGINS, len(MARGINS))]
    turned = {key: table[key] for key in shuffled(KEYS)}
    assert round_small(turned, margins, seed) == round_small(table, MARGINS, seed)


@settings(max_examples=30, deadline=None)
@given(tables, seeds)
def test_sums_stay_near_what_they_are(table: dict[Key, int], seed: int) -> None:
    rounded = round_small(table, [KEYS], seed)
    assert abs(sum(rounded.values()) - sum(table.values())) <= 4


@settings(max_examples=30, deadline=None)
@given(st.fixed_dictionaries({key: st.integers(0, 5) for key in KEYS[:7]}), seeds)
def test_no_other_rounding_is_nearer_to_what_was_aimed_at(table: dict[Key, int], seed: int) -> None:
    margins = [[key for key in margin if key in table] for margin in MARGINS]
    small = [key for key, count in table.items() if 0 < count < 5]

    def far(rounded: dict[Key, int]) -> int:
        return sum(abs(sum(rounded[key] - table[key] for key in margin)) for margin in margins)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rounding, "_noise", lambda *_: 0)
        found = round_small(table, margins, seed)
    every = (table | dict(zip(small, values, strict=True)) for values in product((0, 5), repeat=len(small)))
    assert far(found) == min(far(one) for one in every)


def test_the_answer_is_the_same_on_every_machine() -> None:
    table = {key: number % 6 for number, key in enumerate(KEYS)}
    assert list(round_small(table, MARGINS, 2027).values()) == KNOWN


def test_a_lone_cell_goes_up_as_often_as_its_count_says() -> None:
    for count in range(1, 5):
        up = sum(round_small({"a": count}, [["a"], ["a"]], seed)["a"] == 5 for seed in range(80))
        assert abs(up / 80 - count / 5) < 0.12


def outcomes(seeds: range) -> dict[tuple[int, int], list[set[int]]]:
    """For each rounded pair of cells with their sum, the true counts of each cell that some seed makes it from."""
    found: dict[tuple[int, int], list[set[int]]] = {}
    for pair in product(range(6), repeat=2):
        for seed in seeds:
            rounded = round_small(dict(zip("ab", pair, strict=True)), ["a", "b", "ab"], seed)
            possible = found.setdefault((rounded["a"], rounded["b"]), [set(), set()])
            possible[0].add(pair[0])
            possible[1].add(pair[1])
    return found


def test_who_knows_the_program_but_not_the_seed_still_sees_five_possible_values() -> None:
    for rounded, possible in outcomes(range(12)).items():
        for shown, counts in zip(rounded, possible, strict=True):
            assert counts == (set(range(5)) if shown == 0 else {1, 2, 3, 4, 5})


def test_without_the_secret_steps_a_lone_zero_would_be_one_or_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounding, "_noise", lambda *_: 0)
    zeros = {count for count in range(5) for seed in range(20) if round_small({"a": count}, [["a"]], seed)["a"] == 0}
    assert zeros == {0, 1, 2}


def test_what_a_sum_lacks_already_is_made_up_for() -> None:
    table = {f"c{number}": 2 for number in range(10)}
    sums = [sum(round_small(table, [list(table)], 5, [missing]).values()) for missing in (-10, 0, 10)]
    assert sums[0] + 20 == sums[1] + 10 == sums[2]


def test_counts_below_zero_are_refused_and_nothing_is_rounded_to_nothing() -> None:
    with pytest.raises(ValueError, match="below zero"):
        round_small({"a": -1}, [], 1)
    assert round_small({}, [[]], 1) == {}
    assert round_small({"a": 7, "b": 0}, [["a", "b"]], 1) == {"a": 7, "b": 0}


@settings(max_examples=60, deadline=None)
@given(tables, st.fixed_dictionaries({key: st.integers(0, 20) for key in KEYS}), seeds)
def test_changes_become_multiples_of_five_less_than_five_away(
    changes: dict[Key, int], shown: dict[Key, int], seed: int
) -> None:
    rounded = round_changes(changes, [dict.fromkeys(KEYS, 1)], seed, shown)
    for key, count in changes.items():
        assert rounded[key] % 5 == 0
        assert 0 <= rounded[key] <= max(shown[key], 0)
        assert abs(rounded[key] - count) < 5 or (rounded[key] < count and rounded[key] + 5 > shown[key])
        assert count % 5 or shown[key] < count or rounded[key] == count


def test_whoever_moves_from_one_cell_to_another_leaves_the_sum_as_it_is() -> None:
    for seed in range(20):
        rounded = round_changes({"in": 3, "out": 3}, [{"in": 1, "out": -1}], seed, {"out": 20})
        assert rounded["in"] == rounded["out"]


@settings(max_examples=25, deadline=None)
@given(tables, st.fixed_dictionaries({key: st.integers(0, 6) for key in KEYS}), seeds)
def test_contacts_are_shown_where_persons_are_and_are_no_fewer(
    table: dict[Key, int], more: dict[Key, int], seed: int
) -> None:
    contacts = {key: count + more[key] if count else 0 for key, count in table.items()}
    persons = round_small(table, MARGINS, seed)
    shown = round_beside(contacts, persons, MARGINS, seed)
    for key in KEYS:
        assert (shown[key] > 0) == (persons[key] > 0)
        assert shown[key] >= persons[key]
        assert persons[key] <= 5 or shown[key] == contacts[key]
    assert shown == round_beside(dict(reversed(contacts.items())), persons, MARGINS[::-1], seed)


def test_contacts_of_a_group_that_is_not_shown_are_shown_with_another() -> None:
    contacts, persons = {"a": 7, "b": 9, "c": 20}, {"a": 0, "b": 5, "c": 6}
    assert round_beside(contacts, persons, ["abc"], 1) == {"a": 0, "b": 16, "c": 20}


def test_a_program_without_a_solution_says_so_and_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    program = Program()
    one = program.variable(most=3)
    program.require({one: 2}, 3, 3)
    with pytest.raises(Unsolved):
        program.least({one: 1})
    assert capfd.readouterr() == ("", "")

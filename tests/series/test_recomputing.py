"""What follows from printed numbers, on small invented tables."""

from decimal import Decimal

import pytest

from stats.series.recomputing import Kind, compare
from tests.series.tables import found, of


def test_a_change_is_in_whole_per_cent_unless_more_is_printed() -> None:
    table = of("column;pct;change;a;b", "table;a;b;pct", "x;632;724;+14,6", "y;632;724;+15", "z;632;724;+14.5")
    assert found(table, Kind.DIFFERS) == [("z", "pct", "+14.5", "14.6")]


def test_the_derivation_can_say_how_many_decimals() -> None:
    table = of("row;r;ratio;x;y;1", "table;a;b", "x;7;7", "y;2;2", "r;3,5;4")
    assert found(table, Kind.DIFFERS) == [("r", "b", "4", "3.5")]


def test_an_empty_year_before_gives_no_comparison_and_neither_does_nought() -> None:
    table = of("column;pct;change;a;b", "table;a;b;pct", "x;;5;", "y;0;5;+500", "z;5;5;0")
    assert found(table, Kind.NO_COMPARISON) == [("x", "pct", "", ""), ("y", "pct", "+500", "")]
    assert len(compare(table)) == 2


def test_nothing_can_be_divided_by_nought() -> None:
    table = of("row;r;ratio;x;y", "row;s;share;x;y", "table;a", "x;5", "y;0", "r;1", "s;1")
    assert [one.kind for one in compare(table)] == [Kind.NO_COMPARISON] * 2


def test_no_change_is_nought_whether_it_is_printed_or_not() -> None:
    table = of("column;pct;change;a;b", "table;a;b;pct", "x;5;5;0", "y;5;5;")
    assert [one.recomputed for one in compare(table)] == [0]
    assert found(table, Kind.NOT_PRINTED) == [("y", "pct", "", "0")]


def test_a_fall_is_rounded_away_from_nought() -> None:
    table = of("column;pct;change;a;b", "table;a;b;pct", "x;200;195;-3", "y;200;195;-2")
    assert found(table, Kind.DIFFERS) == [("y", "pct", "-2", "-3")]


def test_a_sum_is_right_to_the_last_decimal() -> None:
    table = of("row;all;sum;x;y", "table;a;b", "x;1,25;1", "y;2;2", "all;3,2;3")
    assert found(table, Kind.DIFFERS) == [("all", "a", "3.2".replace(".", ","), "3.25")]


def test_a_remainder_is_the_first_without_the_others() -> None:
    table = of("row;rest;remainder;all;x;y", "table;a", "all;10", "x;3", "y;4", "rest;4")
    assert found(table, Kind.DIFFERS) == [("rest", "a", "4", "3")]


def test_a_share_is_of_another_row_another_column_or_the_row_of_the_total() -> None:
    by_row = of("row;pct;share;x;all", "table;a", "x;1", "all;3", "pct;34")
    assert found(by_row, Kind.DIFFERS) == [("pct", "a", "34", "33")]
    by_column = of("column;pct;share;part;whole;1", "table;part;whole;pct", "x;1;3;33,0")
    assert found(by_column, Kind.DIFFERS) == [("x", "pct", "33,0", "33.3")]
    by_total = of("column;pct;share;n;all;1", "table;n;pct", "all;3;100", "x;1;33,4")
    assert found(by_total, Kind.DIFFERS) == [("x", "pct", "33,4", "33.3")]


def test_a_cell_of_another_table_is_found_by_its_title() -> None:
    other = of("table;2020;2021", "x;5;6")
    table = of("row;y;same;T / x", "table;2020;2021;2022", "y;5;7;8")
    assert found(table, Kind.DIFFERS, T=other) == [("y", "2021", "7", "6")]
    assert found(table, Kind.NO_COMPARISON, T=other) == [("y", "2022", "8", "")]
    assert [one.kind for one in compare(table)] == [Kind.NOT_HERE] * 3


def test_words_are_neither_compared_nor_computed_with() -> None:
    table = of("row;all;sum;x;y", "table;a;b", "x;about 5;5", "y;2;2", "all;7;about 7")
    assert [(one.kind, one.cell.column) for one in compare(table)] == [(Kind.NO_COMPARISON, "a")]


def test_what_is_not_printed_is_recomputed_where_another_number_needs_it() -> None:
    table = of("row;rest;remainder;all;x", "column;pct;share;n;all", "table;n;pct", "all;4;100", "x;1;25", "rest;;74")
    assert found(table, Kind.NOT_PRINTED) == [("rest", "n", "", "3")]
    assert found(table, Kind.DIFFERS) == [("rest", "pct", "74", "75")]


def test_a_cell_that_follows_from_itself_has_no_number() -> None:
    table = of("row;x;same;y", "row;y;same;x", "table;a", "x;", "y;")
    assert [one.kind for one in compare(table)] == [Kind.NO_COMPARISON] * 2


def test_a_row_does_not_reach_into_a_column_with_a_rule_of_its_own() -> None:
    table = of("row;all;sum;x;y", "column;pct;change;a;b", "table;a;b;pct", "x;1;2;100", "y;1;1;0", "all;2;3;50")
    assert compare(table) == []


def test_a_row_with_two_rules_is_compared_with_both() -> None:
    table = of("row;z;same;x", "row;z;same;y", "table;a", "x;1", "y;2", "z;3")
    assert found(table, Kind.DIFFERS) == [("z", "a", "3", "1"), ("z", "a", "3", "2")]


@pytest.mark.parametrize(("print_", "cut"), [("13", True), ("12", False)])
def test_it_tells_what_was_cut_off(print_: str, cut: bool) -> None:
    table = of("row;r;ratio;x;y;0", "table;a", "x;136", "y;10", f"r;{print_}")
    (only,) = compare(table)
    assert (only.recomputed, only.was_cut_off) == (Decimal(14), cut)

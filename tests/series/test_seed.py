"""Tables of a printed annual report (Pro Sentret, Oslo, 2011): every cell is kept, and the slips in print are found.

What is expected was worked out by hand from the printed pages before there was a program. Where the report prints a
number in its text and not in a table, a file of its own holds what the text says.
"""

import csv
from fractions import Fraction

import pytest

from stats.series.recomputing import Difference, Kind, compare
from stats.series.table import Table
from tests.series.tables import ALL, Said, from_file, printed, said

TABLES = {path.stem: from_file(path) for path in ALL}
BY_TITLE = {table.title: table for table in TABLES.values()}
YEARS = ("2007", "2008", "2009", "2010", "2011")
T1, T3 = TABLES["t1_portfolio"], TABLES["t3_countries"]

# Every cell whose print is not what follows from the other cells.
WRONG_IN_PRINT: dict[str, list[Said]] = {
    # 17194 / 1270 = 13.539. Cutting the decimals off fits all five years, rounding fits four.
    "t2_contacts_per_person": [("contacts per person", "2007", "13", "14")],
    "t3_countries": [
        # 26 of 39 are 66.67 per cent. The other sixteen are rounded, so this is a slip.
        ("Romania", "+/- i % fra 2010", "+66", "67"),
        # Norway and those of foreign origin are not everybody: 12, 23 and 12 persons are missing.
        ("Totalt 45 nasjoner", "2007", "1270", "1258"),
        ("Totalt 45 nasjoner", "2010", "1077", "1054"),
        ("Totalt 45 nasjoner", "2011", "1218", "1206"),
    ],
    # The text has one more of each country than the table.
    "t3_text_2010": [("Romania", "2010", "40", "39"), ("Bulgaria", "2010", "45", "44")],
    # 297 to 181 are 39.1 per cent less. The other two changes that the text names are right.
    "t3_text_five_years": [("Eastern Europe", "change in five years", "-41", "-39")],
    # One page says that an evening had up to 150, another that 156 were met in one.
    "t7_range": [("most", "2011", "150", "156")],
    # 7430 in the text, 7431 in the table; 4900 is 4901 in round numbers, and does not say so.
    "t5_advertisements": [("in the text", "2009", "4900", "4901"), ("in the text", "2011", "7430", "7431")],
}

# Every cell that is empty though its number follows from others.
NOT_PRINTED: dict[str, list[Said]] = {
    # The text says that the share rose evenly from 74 to 81: the years between show that it did not.
    "t1_shares": [
        ("foreign origin", "2008", "", "80"),
        ("foreign origin", "2009", "", "76"),
        ("foreign origin", "2010", "", "79"),
        ("new", "2007", "", "47"),
        ("new", "2008", "", "49"),
        ("new", "2009", "", "32"),
        ("new", "2010", "", "41"),
    ],
    # 5 and 5: nothing is printed where nothing changed.
    "t3_countries": [("Colombia", "+/- i % fra 2010", "", "0")],
    # The text prints the changes, and not what they are changes of.
    "t3_text_five_years": [
        ("Nigeria", "2007", "", "380"),
        ("Nigeria", "2011", "", "503"),
        ("Baltic states", "2007", "", "83"),
        ("Baltic states", "2011", "", "47"),
        ("Eastern Europe", "2007", "", "297"),
        ("Eastern Europe", "2011", "", "181"),
    ],
    # Nobody added up whom "about 60 %" are.
    "t3_text_share": [("Nigeria and Eastern Europe", "2011", "", "684")],
    # The text passes over one year.
    "t5_advertisements": [("in the text", "2010", "", "6414")],
    # Neither the third category nor any share is printed.
    "t10_online": [
        ("persons", "% of persons", "", "100"),
        ("men", "% of persons", "", "99.1"),
        ("women", "% of persons", "", "0.9"),
        ("with experience", "% of persons", "", "18.6"),
        ("uncertain", "% of persons", "", "31"),
        ("without experience", "2011", "", "57"),
        ("without experience", "% of persons", "", "50.4"),
    ],
    "t10_follow_up": [("neither", "2011", "", "15")],
    # Persons and contacts are printed, and nobody divided them.
    "t24_indoor": [
        ("contacts per person", "2007", "", "2.79"),
        ("contacts per person", "2008", "", "3.35"),
        ("contacts per person", "2009", "", "2.75"),
        ("contacts per person", "2010", "", "2.18"),
        ("contacts per person", "2011", "", "2.03"),
    ],
}


def differences(name: str) -> list[Difference]:
    return compare(TABLES[name], BY_TITLE)


def kinds(name: str, kind: Kind) -> list[Said]:
    return [said(one) for one in differences(name) if one.kind is kind]


@pytest.mark.parametrize("name", TABLES)
class TestEveryTable:
    def test_it_keeps_each_cell_as_it_is_printed(self, name: str) -> None:
        path = next(path for path in ALL if path.stem == name)
        lines = list(csv.reader(path.read_text().splitlines()))
        head = next(place for place, cells in enumerate(lines) if cells[0] == "table")
        assert list(TABLES[name].columns) == lines[head][1:]
        kept = [[row, *(cell.text for cell in cells)] for row, cells in TABLES[name].rows.items()]
        assert kept == lines[head + 1 :]

    def test_it_differs_where_the_print_is_wrong_and_nowhere_else(self, name: str) -> None:
        assert kinds(name, Kind.DIFFERS) == WRONG_IN_PRINT.get(name, [])

    def test_it_lacks_what_the_report_leaves_out_and_nothing_else(self, name: str) -> None:
        assert kinds(name, Kind.NOT_PRINTED) == NOT_PRINTED.get(name, [])

    def test_all_else_can_be_compared(self, name: str) -> None:
        assert kinds(name, Kind.NO_COMPARISON) == kinds(name, Kind.NOT_HERE) == []


def row(table: Table, name: str) -> list[str]:
    return [cell.text for cell in table.rows[name]]


class TestTheHeadlines:
    """The results that anybody who recomputes the report has to reach."""

    def test_the_six_changes_of_the_portfolio_are_right(self) -> None:
        assert [cells[-1].text for cells in T1.rows.values()] == ["+13", "+15", "+15", "+14", "+21", "+18"]
        assert compare(T1) == []

    def test_contacts_per_person_are_cut_off_in_print_and_round_to_one_more_in_2007(self) -> None:
        table = TABLES["t2_contacts_per_person"]
        assert row(table, "contacts per person") == ["13", "12", "14", "15", "15"]
        (only,) = differences("t2_contacts_per_person")
        assert only.recomputed == 14
        assert only.was_cut_off
        assert only.exact == Fraction(17194, 1270)

    def test_the_shares_of_foreign_origin_and_of_new_persons_are_right(self) -> None:
        table = TABLES["t1_shares"]
        assert (printed(table, "foreign origin", "2007"), printed(table, "foreign origin", "2011")) == ("74", "81 %")
        assert printed(table, "new", "2011") == "44"
        assert kinds("t1_shares", Kind.DIFFERS) == []

    def test_sixteen_of_seventeen_changes_by_country_are_right(self) -> None:
        column = "+/- i % fra 2010"
        countries = [name for name in T3.rows if not name.startswith("Totalt")]
        assert len([name for name in countries if printed(T3, name, column)]) == 17
        wrong = [one for one in compare(T3, BY_TITLE) if one.cell.column == column]
        assert [(one.cell.row, one.kind) for one in wrong] == [
            ("Romania", Kind.DIFFERS),
            ("Colombia", Kind.NOT_PRINTED),
        ]

    def test_persons_of_unknown_nationality_are_what_the_total_has_more(self) -> None:
        unknown = {
            one.cell.column: one.printed.number - one.recomputed
            for one in compare(T3, BY_TITLE)
            if one.cell.row.startswith("Totalt") and one.printed.number is not None and one.recomputed is not None
        }
        assert unknown == {"2007": 12, "2010": 23, "2011": 12}

    def test_indoor_outreach_is_kept(self) -> None:
        table = TABLES["t24_indoor"]
        assert row(table, "persons") == ["121", "130", "133", "126", "143"]
        assert row(table, "contacts") == ["337", "436", "366", "275", "290"]

    def test_averages_in_words_are_kept_and_never_compared(self) -> None:
        table = TABLES["t7_per_evening"]
        assert row(table, "on average") == ["about 70", "just under 30", "47", "44"]
        numbers = [None if cell.number is None else int(cell.number) for cell in table.rows["on average"]]
        assert numbers == [None, None, 47, 44]
        assert differences("t7_per_evening") == []

    def test_a_change_in_words_is_not_compared_though_it_could_be_computed(self) -> None:
        table = TABLES["t6_street"]
        assert printed(table, "Oslo", "+/- % from 2008") == "ca. -30"
        assert printed(table, "Oslo", "+/- % from 2010") == "+27"
        assert differences("t6_street") == []


def test_the_years_are_the_columns_of_the_long_tables() -> None:
    for name in ("t1_portfolio", "t2_contacts_per_person", "t3_countries", "t24_indoor"):
        assert TABLES[name].columns[:5] == YEARS

"""What a file may look like, and what is said of one that is wrong."""

import pytest

from stats.series.files import MAX_BYTES, SeriesRefused, read_content
from stats.series.reading import read_table
from stats.series.table import Break, Derivation, Figures, How

HEAD = "title;T\nsource;S, p. 3\nunit;persons\nmethod;M\n"
BODY = "table;2020;2021\nx;1;2\n"
NO_ROW = "row 5: There is no %s in the table."
NO_HOW = "row 5: %s is not a way to recompute. Say change, ratio, share, sum, remainder or same."
NO_NAME = "row %s: The name of a row or of a column is missing."
TWO_NUMBERS = "may be thousands or have three decimals. Add a row: decimal, and then the comma or the point."
NEEDED_TOO = ("source (kilde)", "unit (enhet)", "method (metode)")
LARGE = "The file is too large. One table has at most 200 rows, 40 columns and 24 kB."


def refusal(text: str | bytes) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(SeriesRefused) as refused:
        read_table(read_content(content))
    return [str(wrong) for wrong in refused.value.wrongs]


def test_everything_that_a_file_says_is_kept() -> None:
    told = "version;2\nfigures;estimate\nbreak;2021;Otherwise\nchart;x\ncolumn;c;change;2020;2021;1\n"
    table = read_table(read_content(f"{HEAD}{told}\ntable;2020;2021;c\nx;1;about 2;\n".encode()))
    assert (table.title, table.source, table.unit, table.method) == ("T", "S, p. 3", "persons", "M")
    assert (table.version, table.figures) == ("2", Figures.ESTIMATE)
    assert (table.breaks, table.charts) == ((Break("2021", "Otherwise"),), ("x",))
    assert table.derivations == (Derivation("c", False, How.CHANGE, ("2020", "2021"), 1),)
    assert [cell.text for cell in table.rows["x"]] == ["1", "about 2", ""]


def test_the_words_may_be_norwegian() -> None:
    text = "Tittel;Æ\nKilde;S\nEnhet;personer\nTall;anslag\nMetode;M\nVersjon;1\nDesimaltegn;,\nBrudd;b;Nytt\nFigur;x\n"
    table = read_table(
        read_content(
            f"{text}Rad;y;andel;x;z;1\nKolonne;c;endring;a;b\nTabell;a;b;c\nx;1.270;2\ny\nz;3\n".encode("cp1252")
        )
    )
    assert (table.title, table.figures) == ("Æ", Figures.ESTIMATE)
    assert [one.how for one in table.derivations] == [How.SHARE, How.CHANGE]
    assert table.rows["x"][0].number == 1270


@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_any_sign_may_stand_between_the_cells_whatever_the_title_holds(sign: str) -> None:
    title = 'Persons, contacts; "new"'
    quoted = '"Persons, contacts; ""new"""'
    text = (HEAD.replace("S, p. 3", "S") + BODY).replace(";", sign).replace(f"title{sign}T", f"title{sign}{quoted}")
    assert read_table(read_content(text.encode())).title == title


def test_a_title_with_commas_needs_no_quotation_marks_between_semicolons() -> None:
    assert read_table(read_content(f"{HEAD}{BODY}".replace(";T", ";T, U, V").encode())).title == "T, U, V"


def test_empty_rows_and_cells_at_the_end_do_not_matter() -> None:
    plain, padded = read_content(f"{HEAD}{BODY}".encode()), read_content(f"{HEAD};;;\n\n{BODY};;\n".encode())
    assert read_table(plain) == read_table(padded)


def test_it_reads_again_what_it_has_made_plain() -> None:
    text = read_content(f"{HEAD}{BODY}".encode())
    assert read_content(text.encode()) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["The file does not begin with a row title."]),
        ("name;T\n", ["row 1: The file does not begin with a row title."]),
        (HEAD, ["There is no row that begins with table, with the names of the columns."]),
        (f"{HEAD}table\nx;1\n", ["There is no row that begins with table, with the names of the columns."]),
        (f"{HEAD}table;a\n", ["row 5: There are no rows below the names of the columns."]),
        (f"title;T\n{BODY}", [f"There is no row that begins with {word}." for word in NEEDED_TOO]),
        (f"{HEAD}colour;red\n{BODY}", ["row 5: colour is not a word that a row can begin with before the table."]),
        (f"{HEAD};red\n{BODY}", [NO_NAME % 5]),
        (f"{HEAD}version\n{BODY}", ["row 5: Nothing is said after version."]),
        (f"{HEAD}unit;x\n{BODY}", ["row 5: unit stands here a second time."]),
        (f"{HEAD}figures;guess\n{BODY}", ["row 5: Say exact or estimate, not guess."]),
        (f"{HEAD}decimal;x\n{BODY}", ["row 5: Give a comma or a point, not x."]),
        (f"{HEAD}break;2021\n{BODY}", ["row 5: Nothing is said after 2021."]),
        (f"{HEAD}break;1999;Otherwise\n{BODY}", [NO_ROW % "1999"]),
        (f"{HEAD}chart;y\n{BODY}", [NO_ROW % "y"]),
        (f"{HEAD}row;x;guess;y\n{BODY}", [NO_HOW % "guess"]),
        (f"{HEAD}row;x\n{BODY}", [NO_HOW % "x"]),
        (f"{HEAD}row;x;same\n{BODY}", ["row 5: same needs another number of names after it."]),
        (f"{HEAD}row;x;change;x\n{BODY}", ["row 5: change needs another number of names after it."]),
        (f"{HEAD}row;x;ratio;x;x;12\n{BODY}", ["row 5: ratio needs another number of names after it."]),
        (f"{HEAD}row;x;sum;x\n{BODY}", ["row 5: sum needs another number of names after it."]),
        (f"{HEAD}row;w;sum;x;2020\n{BODY}", [NO_ROW % "w", NO_ROW % "2020"]),
        (f"{HEAD}table;a;a\nx;1\n", ["row 5: a stands here a second time."]),
        (f"{HEAD}table;a;;b\nx;1\n", [NO_NAME % 5]),
        (f"{HEAD}{BODY}x;3\n;4\n", ["row 7: x stands here a second time.", NO_NAME % 8]),
        (f"{HEAD}{BODY}y;1;2;3\n", ["row 7: There are more cells than columns."]),
        (f"{HEAD}{BODY}y;1.270\n", [f"row 7: 1.270 {TWO_NUMBERS}"]),
        (f'{HEAD}{BODY}y;"1\n', ["row 7: This row cannot be read. A quotation mark may be missing there."]),
        (f'{HEAD}{BODY}y;"1\n2"\n', ["row 7: A cell has characters that cannot be saved."]),
        (f"{HEAD}{BODY}y;1\x07\n", ["row 7: A cell has characters that cannot be saved."]),
        (f"{HEAD}{BODY}y;{'1' * 301}\n", ["row 7: A cell has more than 300 characters."]),
        (b"\x00\x01\x02", ["The file cannot be read as CSV. A spreadsheet program can save it so."]),
        (b"x" * (MAX_BYTES + 1), [LARGE]),
        (HEAD + BODY + ";".join("x" * 42), [LARGE]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_row(text: str | bytes, said: list[str]) -> None:
    assert refusal(text) == said


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(refusal(f"{HEAD}colour;red\nunit;x\nrow;y;same;z\n{BODY}x;1;2;3\n")) == 6

"""The example of the document is read, and says what the document says of it."""

from pathlib import Path

from chat.language import speech
from stats.series.files import read_content
from stats.series.reading import NEEDED, NORWEGIAN, REPEATED, TOLD, read_table
from stats.series.recomputing import compare
from stats.series.table import How
from stats.series.wording import say

DOCUMENT = (Path(__file__).parents[2] / "docs" / "series.md").read_text()


def between(mark: str) -> list[str]:
    return DOCUMENT.partition(f"<!-- {mark} -->")[2].partition(f"<!-- /{mark} -->")[0].strip().splitlines()


def test_the_example_says_what_is_told_of_it() -> None:
    table = read_table(read_content("\n".join(between("example")[1:-1]).encode()))
    said = speech("en")
    rows = [f"| {one.cell.row}, {one.cell.column} | {say(one, said)} |" for one in compare(table)]
    assert between("found")[2:] == rows


def test_every_word_of_the_form_is_explained_in_both_languages() -> None:
    for word in (*NEEDED, *TOLD, *REPEATED, "table", *How):
        assert f"`{word}`" in DOCUMENT
    for word in NORWEGIAN:
        assert f"`{word}`" in DOCUMENT

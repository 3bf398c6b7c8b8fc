"""A release as CSV: the marks, what the release is, every table with its rule, and the definitions."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from chat.language import N_, Speech
from stats.releases import wording as words
from stats.releases.documents.parts import Cell, Chapter, Number, Table
from stats.rows import guarded

Row = Iterable[str | int]


def lay_out(chapter: Chapter) -> bytes:
    """The chapter as UTF-8 with the mark that Excel looks for; semicolons where the language has a decimal comma.

    A number stands as digits alone. Before it, in a column of its own, stands ≈ where it is approximate.
    """
    out = StringIO()
    writer = csv.writer(out, delimiter=_between(chapter.said), quoting=csv.QUOTE_ALL)
    for row in _rows(chapter):
        writer.writerow(guarded(cell) if isinstance(cell, str) else cell for cell in row)
    return out.getvalue().encode("utf-8-sig")


def _between(said: Speech) -> str:
    return ";" if said.number(0.5, "0.0") == "0,5" else ","


def _rows(chapter: Chapter) -> Iterator[Row]:
    yield from ([mark] for mark in chapter.marks)
    yield [f"{chapter.report}: {chapter.title}"]
    yield from ([sentence] for sentence in (*chapter.opening, chapter.dates))
    yield []
    yield from ([name, *_cells(fact)] for name, fact in chapter.facts)
    for table in chapter.tables:
        yield []
        yield from ([mark] for mark in chapter.marks)  # a table is soon copied out by itself
        yield from _table(chapter.said, table)
    for title, sentences in ((words.CHANGED, chapter.changed), (words.HOW_SURE, chapter.sure)):
        yield []
        yield [chapter.said.text(title)]
        yield from ([sentence] for sentence in sentences)
    yield []
    yield [chapter.said.text(words.DEFINITIONS)]
    yield from chapter.definitions
    yield [chapter.checksum]


def _table(said: Speech, table: Table) -> Iterator[Row]:
    yield [f"{table.number}. {table.title}"]
    yield [*table.columns[: table.heads], *_spread(table.columns[table.heads :])]
    for row in (*table.rows, *([table.total] if table.total else [])):
        heads, numbers = row[: table.heads], row[table.heads :]
        yield [*map(str, heads), *(part for cell in numbers for part in _cells(cell))]
    yield [said.text(N_("Counting rule")), " ".join(table.rule)]


def _spread(columns: Iterable[str]) -> Iterator[str]:
    """Every column of numbers behind one that is for ≈ alone."""
    for column in columns:
        yield from ("", column)


def _cells(cell: Cell) -> tuple[str, str | int]:
    if isinstance(cell, Number):
        return (words.SIGN if cell.approximate else ""), cell.value
    return "", cell

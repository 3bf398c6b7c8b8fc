"""An answer of exploring as a CSV text: the table, what all of it comes to, and how it was counted."""

from collections.abc import Iterator, Mapping
from typing import Any

from chat.language import N_, Speech
from stats.comparing import Compared, change
from stats.dimension_rules import MEASURE_RULES
from stats.dimensions import DIMENSIONS
from stats.exploring import Answer, Line, Question
from stats.layout import MEASURE_NAMES, Measure
from stats.report import say_head, write_rows

NOT_FOR_PUBLICATION = N_("Not for publication: for internal use, and small groups are not protected.")
CHANGE = N_("Changed by, per cent")
Row = list[Any]


def as_csv(said: Speech, answer: Answer, told: Mapping[str, Any], demo: bool = False) -> str:
    """The answer as one text, in the same hand as the figures of a year. Its first row says what it is not for.

    `told`: what the page says beside the table: the filters in words, and the rules.
    """
    return write_rows(said, _rows(said, answer, told), NOT_FOR_PUBLICATION, demo)


def _rows(said: Speech, answer: Answer, told: Mapping[str, Any]) -> Iterator[Row]:
    yield from _asked(said, answer.question, told["chosen"])
    yield []
    yield from _figures(said, answer)
    yield []
    yield from _table(said, answer)
    if told["left_out"]:
        yield [said.text(N_("Left out, since nothing counts there")), *told["left_out"]]
    yield []
    yield [said.text(N_("How this is counted"))]
    yield from ([name, text] for name, text in told["rules"])
    for one in answer.breaks:
        yield [one.day.isoformat(), said.text(one.words, **one.values)]


def _asked(said: Speech, asked: Question, chosen: Mapping[str, str]) -> Iterator[Row]:
    yield [said.text(N_("Year")), asked.year]
    if asked.against:
        yield [said.text(N_("Against")), asked.against]
    yield [said.text(N_("What is counted")), said.text(MEASURE_NAMES[asked.measure])]
    yield [said.text(N_("By")), said.text(DIMENSIONS[asked.by].head)]
    if asked.across:
        yield [said.text(N_("Crossed with")), said.text(DIMENSIONS[asked.across].head)]
    yield from ([f"{said.text(N_('Only'))}: {name}", value] for name, value in chosen.items())


def _figures(said: Speech, answer: Answer) -> Iterator[Row]:
    asked = answer.question
    least, rule = said.text(N_("At least")), said.text(N_("Counting rule"))
    yield [said.text(N_("All that fits")), *_years(said, asked, ""), least, rule]
    for measure, (one, at_least) in answer.figures.items():
        low = "" if at_least is None else at_least
        yield [said.text(MEASURE_NAMES[measure]), *_cells(asked, one), low, said.text(MEASURE_RULES[measure])]


def _table(said: Speech, answer: Answer) -> Iterator[Row]:
    asked = answer.question
    columns = [say_head(said, column) for column in answer.columns] or [""]
    beside = [] if asked.across else [said.text(MEASURE_NAMES[one]) for one in Measure if one is not asked.measure]
    heads = [head for column in columns for head in _years(said, asked, column)]
    yield [said.text(DIMENSIONS[asked.by].head), *heads, *beside]
    yield from (_line(said, asked, line) for line in answer.lines)
    if any(answer.totals):
        cells = [cell for one in answer.totals for cell in _cells(asked, one)]
        yield [said.text(N_("All")), *cells, *([""] * len(beside))]


def _line(said: Speech, asked: Question, line: Line) -> Row:
    return [say_head(said, line.head), *(cell for one in line.cells for cell in _cells(asked, one)), *line.beside]


def _years(said: Speech, asked: Question, column: str) -> Row:
    """The heads of what `_cells` makes of a number."""
    heads = [str(asked.year), *([str(asked.against), said.text(CHANGE)] if asked.against else [])]
    return [f"{column} {head}".strip() for head in heads]


def _cells(asked: Question, one: Compared | None) -> Row:
    """The number, and with a year beside that of the other year and the change in per cent. Empty: none."""
    if one is None:
        return [""] * (3 if asked.against else 1)
    beside = (one.before, change(one.now, one.before)) if asked.against else ()
    return [one.now, *("" if number is None else number for number in beside)]

"""The tables of a release: its main figures, the estimate, every table that is in it, and what was not decided."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chat.language import Speech
from stats.releases import wording as words
from stats.releases.coarse import COARSE
from stats.releases.documents.comparing import (
    FEWEST,
    is_broken,
    is_too_few,
    number,
    percent,
    say_both,
    say_broken,
    say_heads,
    years,
)
from stats.releases.documents.parts import NOTHING, Content, Number, Row, Table
from stats.releases.documents.pictures import bars_of, persons_chart


def tables_of(said: Speech, content: Content) -> tuple[Table, ...]:
    made = [_figures(said, content)]
    if content["estimate"]:
        made.append(_estimate(said, content))
    made += [_table(said, content, table) for table in content["tables"]]
    made += [_both(said, content, table) for table in content.get("overlap", {}).get("tables", ())]
    made.append(_open(said, content))
    return tuple(_numbered(table, number) for number, table in enumerate(made, 1))


def _numbered(table: Table, number: int) -> Table:
    return replace(table, number=number)


def _figures(said: Speech, content: Content) -> Table:
    """The main figures with their ranges."""
    compared = any(figure["before"] is not None for figure in content["headline"])
    rows = tuple(_figure_row(said, content, figure, compared) for figure in content["headline"])
    ends = said.text(words.LOWEST), said.text(words.ABOUT_HIGHEST)
    columns = (said.text(words.FIGURE), str(content["year"]), *ends, *_compared_columns(said, content, compared))
    rule = *_sentences(said, words.FIGURES_RULE, words.APPROXIMATE), *_uncompared(said, content, content["headline"])
    return Table("figures", said.text(words.FIGURES), 1, columns, rows, None, rule, persons_chart(said, content))


def _figure_row(said: Speech, content: Content, figure: Mapping[str, Any], compared: bool) -> Row:
    ends = [Number(figure[end]) if end in figure else NOTHING for end in ("low", "high")]
    name = said.text(words.NAMES[figure["name"]])
    return (name, Number(figure["value"], approximate=True), *ends, *_compared(said, content, figure, compared))


def _compared_columns(said: Speech, content: Content, compared: bool) -> tuple[str, ...]:
    if not compared:
        return ()
    earlier = said.text(words.BROKEN_BEFORE, before=content["before_rule"], **years(content))
    return earlier if is_broken(content) else str(content["year"] - 1), said.text(words.CHANGE)


def _compared(said: Speech, content: Content, row: Mapping[str, Any], compared: bool) -> Row:
    """The year before and the change, where the table has these columns."""
    if not compared:
        return ()
    if row["before"] is None:
        return NOTHING, said.text(words.NEW_IN, year=content["year"])
    before = Number(row["before"], approximate=True)  # what was rounded of it is in its own edition
    if is_broken(content):
        return before, said.text(words.NOT_COMPARABLE)
    moved = percent(row)
    return before, NOTHING if moved is None else Number(moved, change=True)


def _uncompared(said: Speech, content: Content, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Why there is no change where numbers are too small for one."""
    if not is_broken(content) and any(row["before"] is not None and is_too_few(row) for row in rows):
        yield said.text(words.TOO_FEW, fewest=FEWEST)


def _sentences(said: Speech, *texts: str) -> tuple[str, ...]:
    return tuple(map(said.text, texts))


def _estimate(said: Speech, content: Content) -> Table:
    columns = _sentences(said, words.FIGURE, words.MIDDLE, words.LOWEST, words.HIGHEST)
    rows = tuple(_estimate_row(said, content, name) for name in ("persons", "new_persons"))
    rule = _sentences(said, words.ESTIMATE_RULE)
    title = words.ESTIMATE_VALIDATED if "validated" in content["estimate"] else words.ESTIMATE
    return Table("estimate", said.text(title), 1, columns, rows, None, rule)


def _estimate_row(said: Speech, content: Content, name: str) -> Row:
    likely = content["estimate"][name]
    middle = Number(likely["middle"], approximate=True)
    return said.text(words.NAMES[name]), middle, Number(likely["low"]), Number(likely["high"])


def _open(said: Speech, content: Content) -> Table:
    rows = tuple((said.text(text), Number(content["open"][name])) for name, text in words.OPEN_ROWS.items())
    columns = _sentences(said, words.WHAT, words.LOWEST)
    title = said.text(words.OPEN_YET if content["draft"] else words.OPEN)
    rule = (*_sentences(said, words.OPEN_RULE), *_gone_through(said, content.get("gone_through")))
    return Table("open", title, 1, columns, rows, None, rule)


def _gone_through(said: Speech, told: Mapping[str, Any] | None) -> Iterable[str]:
    """Nothing where it was not asked, as in earlier releases."""
    if told and told["by_two"]:
        yield said.text(words.BY_TWO_COUNSELLORS)
    elif told:
        text = words.NOT_BY_TWO if told["why_not"] else words.NOT_BY_TWO_YET
        yield said.text(text, reason=told["why_not"])


def _table(said: Speech, content: Content, table: Mapping[str, Any]) -> Table:
    """A table of the release. One that is grouped one way has a chart."""
    compared = any(row["before"] is not None for row in [*table["rows"], table["total"]])
    heads = tuple(said.text(COARSE[name].head) for name in table["by"])
    title = _title(said, table, heads)
    columns = (*heads, _said_years(said, table["years"]), *_compared_columns(said, content, compared))
    rows = tuple(_row(said, content, row, say_heads(said, table, row), compared) for row in table["rows"])
    total = _row(said, content, table["total"], (said.text(words.TOTAL), *[""] * (len(heads) - 1)), compared)
    chart = bars_of(said, content, table, title, compared) if len(heads) == 1 else None
    rule = tuple(_rule(said, content, table, compared))
    return Table(table["name"], title, len(heads), columns, rows, total, rule, chart)


def _both(said: Speech, content: Content, table: Mapping[str, Any]) -> Table:
    """A table of two years by two methods, a column for each."""
    heads = tuple(said.text(COARSE[name].head) for name in table["by"])
    columns = [said.text(words.YEAR_AND_RULE, year=year, rule=rule) for year, rule in content["overlap"]["columns"]]
    rows: tuple[Row, ...] = tuple((*say_heads(said, table, row), *_numbers(row)) for row in table["rows"])
    total: Row = (said.text(words.TOTAL), *[""] * (len(heads) - 1), *_numbers(table["total"]))
    title = said.text(words.BY_BOTH, title=_title(said, {**table, "years": [content["year"]]}, heads))
    name, rule = f"{table['name']}_by_both", tuple(say_both(said, content))
    return Table(name, title, len(heads), (*heads, *columns), rows, total, (*rule, said.text(words.APPROXIMATE)))


def _numbers(row: Mapping[str, Any]) -> tuple[Number, ...]:
    return tuple(Number(value, approximate=True) for value in row["values"])


def _row(said: Speech, content: Content, row: Mapping[str, Any], heads: tuple[str, ...], compared: bool) -> Row:
    return (*heads, number(row), *_compared(said, content, row, compared))


def _unit(table: Mapping[str, Any]) -> str:
    return "years" if len(table["years"]) > 1 else str(table["unit"])


def _title(said: Speech, table: Mapping[str, Any], heads: Sequence[str]) -> str:
    texts = words.BY_ONE if len(heads) == 1 else words.BY_TWO
    named = dict(zip(("first", "second"), map(str.lower, heads), strict=False))
    return said.text(texts[_unit(table)], years=_said_years(said, table["years"]), **named)


def _said_years(said: Speech, years: Sequence[int]) -> str:
    *first, last = map(str, years)
    return said.text(words.AND, first=", ".join(first), second=last) if first else last


def _rule(said: Speech, content: Content, table: Mapping[str, Any], compared: bool) -> Iterable[str]:
    """What is counted, by what, how it is protected, and why a comparison is missing."""
    yield said.text(words.COUNTED[_unit(table)])
    yield from (said.text(words.GROUPS[name]) for name in table["by"])
    rows = [*table["rows"], table["total"]]
    if table.get("exact"):
        yield said.text(words.EXACT)
    if any(row["approximate"] for row in rows):
        yield said.text(words.APPROXIMATE)
    yield from _uncompared(said, content, rows)
    if compared and is_broken(content):
        yield say_broken(said, content)
    if not compared and content["before_rule"] is not None and _unit(table) != "years":
        yield said.text(words.NEW_TABLE, **years(content))

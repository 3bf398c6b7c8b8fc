"""What the charts of a release draw, and the words that tell it. `charts` draws them."""

from collections.abc import Iterable, Mapping
from typing import Any

from chat.language import Speech
from stats.releases import wording as words
from stats.releases.documents.comparing import is_broken, main_figure, number, plain, say_heads, years
from stats.releases.documents.parts import Chart, Content, Mark, Number


def bars_of(said: Speech, content: Content, table: Mapping[str, Any], title: str, compared: bool) -> Chart:
    """Bars of this year, each with a tick for last year, by the same rule. Where there is no such number, no tick."""
    by_category = table["by"] == ["category"]
    ticks = _by_this_rule(content, table) if is_broken(content) else [row["before"] for row in table["rows"]]
    marks = tuple(
        Mark(
            label=say_heads(said, table, row)[0],
            value=number(row),
            before=None if tick is None else Number(tick, approximate=True),
            level=place if by_category else 1,
        )
        for place, (row, tick) in enumerate(zip(table["rows"], ticks, strict=True), 1)
    )
    text = said.text(words.BARS, title=title, values="; ".join(_say_bar(said, mark) for mark in marks))
    return Chart(table["name"], "bars", marks, text, _note(said, content, ticks) if compared else "")


def _by_this_rule(content: Content, table: Mapping[str, Any]) -> list[int | None]:
    """Last year by the rule of this one, row by row, where it was counted so."""
    both = content.get("overlap", {}).get("tables", ())
    found = (one["rows"] for one in both if one["name"] == table["name"])
    return next(([row["values"][1] for row in rows] for rows in found), [None] * len(table["rows"]))


def _note(said: Speech, content: Content, ticks: list[int | None]) -> str:
    if not is_broken(content):
        return said.text(words.TICKS, **years(content))
    return said.text(words.NO_TICKS if ticks == [None] * len(ticks) else words.TICKS_BY_RULE, **years(content))


def _say_bar(said: Speech, mark: Mark) -> str:
    known = {"label": mark.label, "value": mark.value.say(said)}
    if mark.before is None:
        return said.text(words.BAR, **known)
    return said.text(words.BAR_BEFORE, before=mark.before.say(said), **known)


def persons_chart(said: Speech, content: Content) -> Chart:
    """This year's persons with their range, the estimate if there is one, and last year's persons."""
    marks = tuple(_persons_marks(said, content))
    values = "; ".join(_say_dot(said, mark) for mark in marks)
    text = said.text(words.DOTS, title=said.text(words.NAMES["persons"]), values=values)
    last_year = any(mark.shape == "hollow" for mark in marks)
    notes = [said.text(words.HOLLOW if last_year else words.DOT_ONLY, **years(content))]
    if content["estimate"]:
        notes.append(said.text(words.INTERVAL_DRAWN))
    gap = said.text(words.COUNTED_OTHERWISE) if last_year and is_broken(content) else ""
    return Chart("persons", "dots", marks, text, " ".join(notes), gap)


def _persons_marks(said: Speech, content: Content) -> Iterable[Mark]:
    persons, year = main_figure(content, "persons"), content["year"]
    yield Mark(str(year), Number(persons["value"], approximate=True), low=persons["low"], high=persons["high"])
    if content["estimate"]:
        likely = content["estimate"]["persons"]
        label = said.text(words.YEAR_ESTIMATE, year=year)
        middle = Number(likely["middle"], approximate=True)
        yield Mark(label, middle, low=likely["low"], high=likely["high"], shape="square")
    if persons["before"] is not None:
        yield Mark(str(year - 1), Number(persons["before"], approximate=True), shape="hollow")


def _say_dot(said: Speech, mark: Mark) -> str:
    known = {"label": mark.label, "value": mark.value.say(said)}
    if mark.low is None or mark.high is None:
        return said.text(words.BAR, **known)
    return said.text(words.DOT, **known, **plain(said, low=mark.low, high=mark.high))

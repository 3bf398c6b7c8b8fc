"""The years beside each other, from what was printed of them and nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chat.language import N_, Speech
from stats.releases.content import Content
from stats.releases.documents.parts import Number
from stats.series.showing import Bar, Chart

SHOWN = {"contacts": N_("Contacts"), "persons": N_("Persons"), "new_persons": N_("New persons")}


@dataclass(frozen=True)
class PrintedYear:
    """The newest edition of a year. `after_break`: it was counted by another rule than the year before it here."""

    year: int
    edition: int
    rule: str
    numbers: dict[str, int]
    after_break: bool

    def say(self, said: Speech, name: str) -> str:
        return Number(self.numbers[name], approximate=True).say(said)


def printed_years(contents: Iterable[Content]) -> list[PrintedYear]:
    """The earliest first. `contents`: of any editions; those on request are no year."""
    newest: dict[int, Content] = {}
    for one in sorted(contents, key=lambda one: int(one["edition"])):
        if not one["on_request"]:
            newest[one["year"]] = one
    found = list[PrintedYear]()
    for year, content in sorted(newest.items()):
        numbers = {one["name"]: int(one["value"]) for one in content["headline"]}
        broken = bool(found) and found[-1].rule != content["rule"]
        found.append(PrintedYear(year, content["edition"], content["rule"], numbers, broken))
    return found


def draw(years: Sequence[PrintedYear], said: Speech) -> list[Chart]:
    """A chart for each of the main figures; nothing for a single year."""
    return [_chart(name, years, said) for name in SHOWN] if len(years) > 1 else []


def _chart(name: str, years: Sequence[PrintedYear], said: Speech) -> Chart:
    most = max(one.numbers[name] for one in years) or 1
    bars = [
        Bar(str(one.year), one.say(said, name), round(1000 * one.numbers[name] / most), one.after_break)
        for one in years
    ]
    return Chart(said.text(SHOWN[name]), bars, [])

"""Somebody who collects every document that was ever published of a service, and works out what they give away.

He reads the documents as they are, in both languages, and knows what each number is: a sum of frozen cells, something
computed from such sums, or a lower end. What he reads goes to the attacker of `stats.disclosure`, single cells too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from math import ceil, sqrt
from typing import Any
from zipfile import ZipFile

from stats.comparing import change
from stats.disclosure.audit import audit
from stats.disclosure.cells import Cell, Kind, Sum, value
from stats.disclosure.ledger import How, Ledger, Row
from stats.releases.cells import rows, totals
from stats.releases.content import Content, read_cells
from stats.releases.overlapping import columns_of, never_negative
from stats.releases.plan import DESIGNS, Unit
from tests.releases.reading import csv_rows, sheets, tables_of, text_of

Counts = dict[Unit, dict[Cell, int]]
Grid = list[list[Any]]  # rows of cells as they stand, the first with the heads of the columns
SENTENCES = {90, 25}  # numbers that stand in rules and definitions
HEX = re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{4}(?: [0-9a-f]{4}){2}\b")
MIDNIGHT = re.compile(r"\d{4}-\d\d-\d\dT(?!00:00:00Z)[\d:]+")


@dataclass
class Edition:
    """What was published at one time. `files`: by kind and language."""

    content: Content
    files: dict[tuple[str, str], bytes]

    @property
    def name(self) -> str:
        return f"{self.content['year']}-{self.content['edition']}"

    @property
    def cells(self) -> Counts:
        return read_cells(self.content)


@dataclass
class Read:
    """What was read: `rows` for the attacker, and `odd` where a number is none that could be followed."""

    rows: dict[Unit, list[Row]] = field(default_factory=lambda: {unit: [] for unit in Unit})
    stored: Counts = field(default_factory=lambda: {unit: {} for unit in Unit})
    odd: list[str] = field(default_factory=list)


def leaks(editions: list[Edition], true: Mapping[Unit, Mapping[Cell, int]]) -> list[str]:
    """What is given away by all of `editions`, in the order in which they came out. Nothing: all is well."""
    read, methods = Read(), {edition.content["year"]: edition.content["rule"] for edition in editions}
    for number, edition in enumerate(editions):
        _read_cells(read, edition)
        for (kind, language), file in edition.files.items():
            where = f"{edition.name} {kind} {language}"
            _read_document(read, edition, _before(editions[:number], edition), kind, language, file, where)
    found = list(dict.fromkeys(read.odd))
    for unit in Unit:
        known = tuple(never_negative(true[unit], methods))
        ledger = Ledger(read.stored[unit], tuple(_once(read.rows[unit], true[unit])), known)
        found += [f"{one.problem}: {one.what} {one.range}" for one in audit(Ledger(), ledger, true[unit], 3)]
    return found


def _once(read: Iterable[Row], true: Mapping[Cell, int]) -> Iterator[Row]:
    """Each row that tells something else once. Lower ends that are not true would only mislead him."""
    seen = set()
    for row in read:
        key = (row.how, frozenset(row.of.items()), row.value)
        if key not in seen and not (row.how is How.LEAST and value(row.of, true) < row.value):
            seen.add(key)
            yield row


def _before(earlier: list[Edition], edition: Edition) -> Edition | None:
    """The newest edition of the year before, as it was then."""
    of_year = [one for one in earlier if one.content["year"] == edition.content["year"] - 1]
    return next((one for one in reversed(of_year) if not one.content["on_request"]), None)


def _read_cells(read: Read, edition: Edition) -> None:
    for unit, cells in edition.cells.items():
        for cell, shown in cells.items():
            if read.stored[unit].setdefault(cell, shown) != shown:
                read.odd.append(f"{edition.name}: {cell} was rounded again")
            read.rows[unit].append(Row(edition.name, "cells", repr(cell), {cell: 1}, shown))


def _read_document(
    read: Read, edition: Edition, before: Edition | None, kind: str, language: str, file: bytes, where: str
) -> None:
    names = _names(edition.content)
    grids = list(grids_of(kind, file, language))
    if len(grids) != len(names):
        read.odd.append(f"{where}: {len(grids)} tables instead of {len(names)}")
        return
    numbers = {0, edition.content["edition"], edition.content["year"], edition.content["year"] - 1}
    for name, grid in zip(names, grids, strict=True):
        table = [_numbers(row, len(grid[0]), heads_of(name), kind) for row in grid[1:]]
        numbers |= {abs(number) for row in table for number in row if number is not None}
        _read_table(read, edition, before, name, table, where)
    numbers |= _told_beside(edition.content) | set(range(1, len(names) + 1))
    found = {number for text in texts_of(kind, file) for number in _numbers_in(text)}
    if odd := found - numbers:
        read.odd.append(f"{where}: nobody knows where these come from: {sorted(odd)}")
    read.odd += [f"{where}: a time of day, {told}" for text in parts_of(kind, file) for told in MIDNIGHT.findall(text)]


def _names(content: Content) -> list[str]:
    """The tables of a document, in their order."""
    both = [f"{table['name']} by both" for table in content.get("overlap", {}).get("tables", ())]
    estimate = ["estimate"] if content["estimate"] else []
    return ["figures", *estimate, *(table["name"] for table in content["tables"]), *both, "open"]


def heads_of(name: str) -> int:
    """How many of a table's columns are words."""
    design = DESIGNS.get(name.removesuffix(" by both"))
    return len(design.by) if design else 1


def grids_of(kind: str, file: bytes, language: str) -> Iterator[Grid]:
    """Every table of a document."""
    if kind in ("html", "docx"):
        yield from tables_of(kind, file)
    elif kind == "xlsx":
        for sheet in list(sheets(file).values())[1:-1]:
            wide = [row for row in sheet if len([cell for cell in row if cell != ""]) > 1]
            yield wide
    else:
        yield from _of_csv(csv_rows(file, ";" if language == "nb" else ","))


def _of_csv(lines: Grid) -> Iterator[Grid]:
    titles = [place for place, line in enumerate(lines) if line and re.match(r"\d+\. ", str(line[0]))]
    for place in titles:
        end = next(end for end in range(place, len(lines)) if lines[end] == [])
        yield lines[place + 1 : end - 1]


def _numbers(row: list[Any], width: int, heads: int, kind: str) -> list[int | None]:
    """The numbers of a row, from the right; words and dashes are none."""
    told = row[heads:][1::2] if kind == "csv" else row[len(row) - (width - heads) :]
    return [_number(cell) for cell in told]


def _number(cell: Any) -> int | None:
    """A number as a reader sees it. Raises ValueError where it is not whole."""
    if isinstance(cell, float):
        if not cell.is_integer():
            raise ValueError(cell)
        return int(cell)
    plain = re.sub(r"[\s\u00a0,≈+%]", "", str(cell)).replace("−", "-")
    return int(plain) if re.fullmatch(r"-?\d+", plain) else None


def _read_table(
    read: Read, edition: Edition, before: Edition | None, name: str, table: list[list[int | None]], where: str
) -> None:
    content, year = edition.content, edition.content["year"]
    if name == "figures":
        _read_figures(read, edition, before, table, where)
    elif name == "open":
        odd = [number for (number,) in table if number is None or number % 5]
        read.odd += [f"{where}: open {number}" for number in odd]
        new = dict(totals(edition.cells[Unit.PERSONS], year))["new"]
        _least(read, edition, new, _low(content, "new_persons") + (table[2][0] or 0))
    elif name == "estimate":
        _read_estimate(read, edition, table, where)
    elif name.endswith("by both"):
        design, cells = DESIGNS[name.removesuffix(" by both")], list(edition.cells[Unit.PERSONS])
        both = columns_of(design, cells, year, content["before_rule"], content["rule"])
        for (head, four), numbers in zip(both, table, strict=True):
            for of, number in zip(four, numbers, strict=True):
                _stored(read, Unit.PERSONS, edition, f"{name} {head}", of, number)
    else:
        _read_planned(read, edition, before, name, table, where)


def _read_estimate(read: Read, edition: Edition, table: list[list[int | None]], where: str) -> None:
    """Its interval is that of the file, and wider by what anybody can work out."""
    content, cells = edition.content, edition.cells[Unit.PERSONS]
    sums = dict(totals(cells, content["year"]))
    for told, whom, figure in zip(table, ("all", "new"), ("persons", "new_persons"), strict=True):
        likely, (below, above) = content["estimate"][figure], _margin(sums[whom], cells)
        if told != [likely["middle"], max(likely["low"] - below, 0), likely["high"] + above]:
            read.odd.append(f"{where}: estimate {told}")
        _least(read, edition, sums[whom], _figure(content, figure)["value"] - likely["low"])


def _read_planned(
    read: Read, edition: Edition, before: Edition | None, name: str, table: list[list[int | None]], where: str
) -> None:
    design, year = DESIGNS[name], edition.content["year"]
    own = rows(design, edition.cells[design.unit], year)
    earlier = rows(design, before.cells[design.unit], year - 1) if before else []
    exact = next(one for one in edition.content["tables"] if one["name"] == name).get("exact")
    for place, numbers in enumerate(table):
        head, of = own[place]
        how = How.EXACT if exact else How.STORED
        _stored(read, design.unit, edition, f"{name} {head}", of, numbers[0], how)
        if len(numbers) > 1 and numbers[1] is not None:
            _stored(read, design.unit, edition, f"{name} {head} before", earlier[place][1], numbers[1])
            _check_change(read, numbers[0], numbers[1], numbers[2], where)


def _read_figures(
    read: Read, edition: Edition, before: Edition | None, table: list[list[int | None]], where: str
) -> None:
    year, figures = edition.content["year"], ("contacts", "persons", "new_persons")
    of, earlier = _figure_sums(edition, year), _figure_sums(before, year - 1) if before else {}
    for name, (number, low, high, *compared) in zip(figures, table, strict=True):
        unit = Unit.CONTACTS if name == "contacts" else Unit.PERSONS
        _stored(read, unit, edition, f"figure {name}", of[name], number)
        above = _margin(of[name], edition.cells[unit])[1]
        if high is not None and (high % 5 or not 0 <= high - (number or 0) - above < 5):
            read.odd.append(f"{where}: highest {high}")
        if low is not None and low % 5:
            read.odd.append(f"{where}: lowest {low}")
        if compared and compared[0] is not None:
            _stored(read, unit, edition, f"figure {name} before", earlier[name], compared[0])
            _check_change(read, number, compared[0], compared[1], where)
    low_new, low_all = table[2][1] or 0, table[1][1] or 0
    known = {cell: sign for cell, sign in of["persons"].items() if cell not in of["new_persons"]}
    _least(read, edition, of["new_persons"], low_new)
    _least(read, edition, known, low_all - low_new)
    _least(read, edition, of["persons"], low_all)


def _margin(of: Sum, cells: Mapping[Cell, int]) -> tuple[int, int]:
    """How far below and above a sum its true number may be, as he works it out of the frozen cells."""
    ends = [sorted(sign * end for end in _off(cell, cells[cell])) for cell, sign in of.items()]
    below, above = (sqrt(sum(end * end for end in side)) for side in zip(*ends, strict=True))
    return ceil(below), ceil(above)


def _off(cell: Cell, shown: int) -> tuple[int, int]:
    if cell.kind is Kind.PERSONS:
        return {0: (0, 4), 5: (-4, 0)}.get(shown, (0, 0))
    return max(-4, -shown), 4


def _figure_sums(edition: Edition, year: int) -> dict[str, Sum]:
    persons = dict(totals(edition.cells[Unit.PERSONS], year))
    contacts = dict(totals(edition.cells[Unit.CONTACTS], year))["all"]
    return {"contacts": contacts, "persons": persons["all"], "new_persons": persons["new"]}


def _check_change(read: Read, now: int | None, before: int, told: int | None, where: str) -> None:
    if told is not None and told != change(now, before):
        read.odd.append(f"{where}: {told} % is not what follows from {now} and {before}")


def _stored(
    read: Read, unit: Unit, edition: Edition, name: str, of: Sum, number: int | None, how: How = How.STORED
) -> None:
    if number is None:
        read.odd.append(f"{edition.name}: no number, {name}")
    else:
        read.rows[unit].append(Row(edition.name, name.partition(" ")[0], name, of, number, how))


def _least(read: Read, edition: Edition, of: Sum, number: int) -> None:
    read.rows[Unit.PERSONS].append(Row(edition.name, "least", f"least {number}", of, number, How.LEAST))


def _figure(content: Content, name: str) -> dict[str, Any]:
    return next(one for one in content["headline"] if one["name"] == name)


def _low(content: Content, name: str) -> int:
    return int(_figure(content, name)["low"])


def _told_beside(content: Content) -> set[int]:
    """What may stand in sentences and facts: what follows from printed numbers, days, versions and fixed words."""
    linked = max(_figure(content, "contacts")["value"] - _figure(content, "new_persons")["value"], 0)
    days = {int(part) for name in ("closed_on", "released_on") for part in content[name].split("-")}
    versions = f"{content['rule']} {content['before_rule']}"
    found = {linked} | days | SENTENCES | {int(digit) for digit in re.findall(r"\d+", versions)}
    if content["estimate"]:
        settled = content["estimate"]["settled"]
        found |= {content["estimate"]["needed"], *([] if settled % 5 else [settled])}
    return found


def texts_of(kind: str, file: bytes) -> Iterator[str]:
    """What a document says, without its checksum."""
    yield HEX.sub("", text_of(kind, file))


def _numbers_in(text: str) -> Iterator[int]:
    joined = re.sub(r"(?<=\d)[\u00a0,](?=\d{3}\b)", "", text)
    yield from (int(number) for number in re.findall(r"\d+", joined))


def parts_of(kind: str, file: bytes) -> Iterator[str]:
    """Every text that a file is made of, also those that no reader is shown."""
    if kind in ("html", "csv", "json"):
        yield file.decode()
        return
    with ZipFile(BytesIO(file)) as packed:
        for name in packed.namelist():
            if not name.endswith(".png"):
                yield packed.read(name).decode()

"""What a sheet means: what each column becomes, and each value that is not understood by itself.

The names of columns suggest it (`stats.fields`), and a person corrects the rest. A column that becomes nothing is never
stored. What is still not understood goes on as it stands, and is refused as any row is that says something else than
the form can.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from chat.language import N_
from stats.fields import FIELDS, is_closed, names_a_person, plain, topic_words, understand
from stats.rows import OUR_ID, Record, RowError, Wrong, unguarded
from stats.sheets import Sheet
from stats.vocabulary import LANGUAGE_CODES

BETWEEN_TOPICS = re.compile(r"[;,/\n]")
NORWEGIAN_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d\d)")
HOUR = re.compile(r"[T, ]+(?:kl\.? ?)?\d{1,2}[:.]\d{2}.*")  # a time of day beside a day
DAYS = ("date", "note_until")
NEEDED = ("date", "category")
OTHERWISE = {"channel": "", "language": "nb"}  # what may be said once for all rows that say nothing themselves
NOT_SAID = {"gender": "unknown", "age_band": "unknown", "said_before": "unknown"}

NO_COLUMN = N_("no column has it")
TWO_COLUMNS = N_("more than one column")
MORE_CELLS = N_("more cells than columns")


@dataclass(frozen=True)
class Meaning:
    """What a sheet means. `columns`: of each column the field it becomes, empty where it is dropped.

    `values`: by field, what values mean that are not understood by themselves; an empty word leaves the value out.
    `otherwise`: the word for all rows that say nothing themselves. `topics`: the codes of the service's own list, by
    every name that a topic goes by, in `plain` text.
    """

    columns: tuple[str, ...]
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    otherwise: dict[str, str] = field(default_factory=lambda: dict(OTHERWISE))
    topics: dict[str, str] = field(default_factory=dict)


class Told(msgspec.Struct, forbid_unknown_fields=True):
    """What a person wrote about a sheet: null, or no word, drops a column and leaves a value out."""

    columns: dict[str, str | None] = {}
    values: dict[str, dict[str, str | None]] = {}
    otherwise: dict[str, str] = {}


class MeaningRefused(ValueError):
    """What was written about a sheet does not fit it; the message says where."""


def propose(sheet: Sheet, topics: Mapping[str, str]) -> Meaning:
    """What the names of the columns suggest. Of two columns for one field the better name has it.

    `topics`: the codes of the service's list of topics, by their names.
    """
    headers = [plain(column) for column in sheet.columns]
    columns = [""] * len(headers)
    for name, known in FIELDS.items():
        found = next((header for header in map(plain, known.headers) if header in headers), None)
        if found is not None:
            columns[headers.index(found)] = name
    return Meaning(tuple(columns), topics=topic_words(topics))


def corrected(sheet: Sheet, proposed: Meaning, written: bytes) -> Meaning:
    """The proposal with what a file of JSON says otherwise, by the names of columns. Raises MeaningRefused."""
    try:
        told = msgspec.json.decode(written, type=Told)
    except msgspec.DecodeError as wrong:
        raise MeaningRefused(str(wrong)) from None
    for column, name in told.columns.items():
        _check(column in sheet.columns, f"the sheet has no column {column}")
        _check(not name or name in FIELDS, f"there is no field {name}")
        _check(not name or not names_a_person(column), f"{column} names a person, and is never stored")
    words = [(name, word) for name, values in told.values.items() for word in values.values()]
    for name, word in [*words, *told.otherwise.items()]:
        known = words_of(name, proposed) if name in FIELDS else []
        _check(not word or word in known, f"{name} cannot be {word}")
    columns = (told.columns.get(*named) for named in zip(sheet.columns, proposed.columns, strict=True))
    values = {name: {value: word or "" for value, word in told.values[name].items()} for name in told.values}
    otherwise = proposed.otherwise | told.otherwise
    return replace(proposed, columns=tuple(name or "" for name in columns), values=values, otherwise=otherwise)


def _check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise MeaningRefused(otherwise)


def words_of(name: str, meaning: Meaning) -> list[str]:
    """All that can be stored in a field with a closed list."""
    if name == "language":
        return sorted(LANGUAGE_CODES)
    if name == "topics":
        return list(dict.fromkeys(meaning.topics.values()))
    return [word.value for word in FIELDS[name].words or ()]


def without_names(sheet: Sheet) -> Sheet:
    """The sheet with nothing in the columns that name a person."""
    keep = [not names_a_person(column) for column in sheet.columns]

    def emptied(row: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(cell if keep[place : place + 1] != [False] else "" for place, cell in enumerate(row))

    return replace(sheet, rows={number: emptied(row) for number, row in sheet.rows.items()})


def dropped_columns(sheet: Sheet, meaning: Meaning) -> list[str]:
    """The names of the columns that become nothing; of one without a name, its letter."""
    named = zip(range(len(sheet.columns)), sheet.columns, meaning.columns, strict=True)
    return [column or letter(place) for place, column, becomes in named if not becomes]


def letter(place: int) -> str:
    """What a spreadsheet calls its column number `place`, from 0."""
    return (letter(place // 26 - 1) if place > 25 else "") + chr(65 + place % 26)


def missing_columns(meaning: Meaning) -> list[Wrong]:
    """What is wrong with the columns as a whole, empty where nothing is."""
    missing = [name for name in NEEDED if name not in meaning.columns]
    missing += [name for name, word in meaning.otherwise.items() if not word and name not in meaning.columns]
    twice = [name for name, number in Counter(meaning.columns).items() if name and number > 1]
    return [Wrong(name, NO_COLUMN) for name in missing] + [Wrong(name, TWO_COLUMNS) for name in twice]


def not_understood(sheet: Sheet, meaning: Meaning) -> dict[str, list[tuple[str, int]]]:
    """By field, the values that are not understood by themselves and in how many rows they stand, the most frequent
    first. Only of fields with a closed list of words."""
    found = {}
    for place, name in enumerate(meaning.columns):
        if name and is_closed(name):
            cells = (_cell(row, place) for row in sheet.rows.values())
            values = Counter(value for cell in cells for value in _values(name, cell, meaning))
            found[name] = [one for one in values.most_common() if understand(name, one[0], meaning.topics) is None]
    return {name: strange for name, strange in found.items() if strange}


def read_rows(sheet: Sheet, meaning: Meaning) -> Iterator[tuple[int, Record | RowError]]:
    """The rows as records that `stats.rows` knows, each with its number."""
    places = {name: place for place, name in enumerate(meaning.columns) if name}
    seen: Counter[str] = Counter()
    for number, cells in sheet.rows.items():
        if any(cells[len(sheet.columns) :]):
            yield number, RowError(Wrong("", MORE_CELLS))
            continue
        record = _record({name: _cell(cells, place) for name, place in places.items()}, meaning)
        yield number, record | {"id": _mark(record, seen)}


def _record(cells: dict[str, str], meaning: Meaning) -> dict[str, Any]:
    said: dict[str, Any] = {name: _word(name, cell, meaning) for name, cell in cells.items() if cell}
    topics = (_word("topics", value, meaning) for value in _values("topics", cells.get("topics", ""), meaning))
    said["topics"] = sorted({topic for topic in topics if topic})
    otherwise = {name: word for name, word in (NOT_SAID | meaning.otherwise).items() if not said.get(name)}
    return said | otherwise


def _mark(record: Record, seen: Counter[str]) -> str:
    """What tells this row from all others, in this file and when it comes again: the register stores a keyed digest.

    A row without an id of its own is known by everything that is stored of it, and is the first, second ... such row.
    Ids like 17 begin anew in every file, so that the day belongs to them.
    """
    given = record.get("id", "")
    if OUR_ID.fullmatch(given):
        return str(given)
    if given:
        return f"{record.get('date')} {given}"
    said = repr(sorted((name, value) for name, value in record.items() if name != "person"))
    seen[said] += 1
    return f"{seen[said]} {said}"


def _cell(row: tuple[str, ...], place: int) -> str:
    return row[place] if place < len(row) else ""


def _values(name: str, cell: str, meaning: Meaning) -> list[str]:
    """The values in a cell: several of topics, unless the whole cell is one."""
    if name != "topics" or understand(name, cell, meaning.topics) is not None:
        return [cell] if cell else []
    return [part.strip() for part in BETWEEN_TOPICS.split(cell) if part.strip()]


def _word(name: str, value: str, meaning: Meaning) -> str:
    """What the value means; where nobody knows, the value itself."""
    if name in DAYS:
        return _day(value)
    if name == "comment":
        return unguarded(value)
    if not is_closed(name):
        return value
    understood = understand(name, value, meaning.topics)
    return meaning.values.get(name, {}).get(value, value) if understood is None else understood


def _day(text: str) -> str:
    """A day as the register writes it, without the time of day."""
    text = HOUR.sub("", text)
    if found := NORWEGIAN_DAY.fullmatch(text):
        year = found[3] if len(found[3]) == 4 else f"20{found[3]}"
        return f"{year}-{found[2]:0>2}-{found[1]:0>2}"
    return text

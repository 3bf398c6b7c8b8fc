"""Rows of text become a table: head lines first, then the table. `docs/series.md` has the form.

Every word may be English or Norwegian. What is wrong is collected, so that one look at the file mends all of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from chat.language import N_
from stats.series.files import Line, SeriesRefused, Wrong, read_lines
from stats.series.numbers import Ambiguous, read_number
from stats.series.table import ELSEWHERE, Break, Cell, Derivation, Figures, How, Table

T = TypeVar("T")

NORWEGIAN = {
    "tittel": "title",
    "kilde": "source",
    "enhet": "unit",
    "tall": "figures",
    "metode": "method",
    "versjon": "version",
    "desimaltegn": "decimal",
    "brudd": "break",
    "figur": "chart",
    "kolonne": "column",
    "rad": "row",
    "tabell": "table",
    "eksakt": "exact",
    "anslag": "estimate",
    "endring": "change",
    "forhold": "ratio",
    "andel": "share",
    "rest": "remainder",
    "lik": "same",
}
NEEDED = ("title", "source", "unit", "method")
TOLD = (*NEEDED, "figures", "version", "decimal")
REPEATED = ("break", "chart", "column", "row")
DECIMALS = tuple("0123456")
PAIRS = (How.CHANGE, How.RATIO, How.SHARE)  # of two terms, and perhaps a number of decimals

NO_TITLE = N_("The file does not begin with a row title.")
NO_TABLE = N_("There is no row that begins with table, with the names of the columns.")
NO_ROWS = N_("There are no rows below the names of the columns.")
MISSING = N_("There is no row that begins with %(word)s.")
UNKNOWN_WORD = N_("%(word)s is not a word that a row can begin with before the table.")
NO_WORDS = N_("Nothing is said after %(word)s.")
TWICE = N_("%(word)s stands here a second time.")
NO_NAME = N_("The name of a row or of a column is missing.")
TOO_WIDE = N_("There are more cells than columns.")
AMBIGUOUS = N_("%(word)s may be thousands or have three decimals. Add a row: decimal, and then the comma or the point.")
NOT_FIGURES = N_("Say exact or estimate, not %(word)s.")
NOT_A_SIGN = N_("Give a comma or a point, not %(word)s.")
NO_SUCH_NAME = N_("There is no %(word)s in the table.")
NOT_HOW = N_("%(word)s is not a way to recompute. Say change, ratio, share, sum, remainder or same.")
WRONG_TERMS = N_("%(word)s needs another number of names after it.")


@dataclass
class _Read:
    """What was read so far, and what is wrong with it."""

    columns: tuple[str, ...]
    names: tuple[str, ...]
    told: dict[str, Line] = field(default_factory=dict)
    repeated: list[Line] = field(default_factory=list)
    wrongs: list[Wrong] = field(default_factory=list)

    def said(self, word: str) -> str:
        return self.told[word].cells[1] if word in self.told else ""

    def wrong(self, line: Line, text: str, word: str = "") -> None:
        self.wrongs.append(Wrong(line.number, text, word))


def read_table(text: str) -> Table:
    """The table that `text` holds, as `stats.series.files.read_content` gives it. Raises SeriesRefused."""
    head, names, body = _parted(read_lines(text))
    read = _Read(names.cells[1:], tuple(line.cells[0] for line in body))
    _check_unique(read, [(names, name) for name in read.columns])
    _check_unique(read, list(zip(body, read.names, strict=True)))
    for line in head:
        _read_head(read, line)
    table = _made(read, body)
    if read.wrongs:
        raise SeriesRefused(*read.wrongs)
    return table


def _parted(lines: list[Line]) -> tuple[list[Line], Line, list[Line]]:
    """The head lines, the names of the columns, and the rows of the table."""
    if not lines or _first(lines[0]) != "title":
        raise SeriesRefused(Wrong(lines[0].number if lines else 0, NO_TITLE))
    start = next((place for place, line in enumerate(lines) if _first(line) == "table"), None)
    if start is None or len(lines[start].cells) < 2:
        raise SeriesRefused(Wrong(0, NO_TABLE))
    if not lines[start + 1 :]:
        raise SeriesRefused(Wrong(lines[start].number, NO_ROWS))
    return lines[:start], lines[start], lines[start + 1 :]


def _first(line: Line) -> str:
    return _english(line.cells[0])


def _english(word: str) -> str:
    plain = word.casefold().removesuffix(":")
    return NORWEGIAN.get(plain, plain)


def _in_both(word: str) -> str:
    """The word as either language has it: "source (kilde)"."""
    return f"{word} ({next(own for own, english in NORWEGIAN.items() if english == word)})"


def _check_unique(read: _Read, named: list[tuple[Line, str]]) -> None:
    seen: set[str] = set()
    for line, name in named:
        if not name:
            read.wrong(line, NO_NAME)
        elif name in seen:
            read.wrong(line, TWICE, name)
        seen.add(name)


def _read_head(read: _Read, line: Line) -> None:
    word = _first(line)
    if word not in (*TOLD, *REPEATED):
        read.wrong(line, UNKNOWN_WORD if word else NO_NAME, line.cells[0])
    elif len(line.cells) < 2:
        read.wrong(line, NO_WORDS, line.cells[0])
    elif word in REPEATED:
        read.repeated.append(line)
    elif word in read.told:
        read.wrong(line, TWICE, line.cells[0])
    else:
        read.told[word] = line


def _made(read: _Read, body: list[Line]) -> Table:
    read.wrongs += [Wrong(0, MISSING, _in_both(word)) for word in NEEDED if word not in read.told]
    sign = _decimal_sign(read)
    return Table(
        title=read.said("title"),
        source=read.said("source"),
        unit=read.said("unit"),
        figures=_figures(read),
        method=read.said("method"),
        version=read.said("version"),
        columns=read.columns,
        rows={line.cells[0]: _cells(read, line, sign) for line in body},
        derivations=_each(read, ("column", "row"), _derivation),
        breaks=_each(read, ("break",), _break),
        charts=_each(read, ("chart",), _chart),
    )


def _decimal_sign(read: _Read) -> str:
    sign = read.said("decimal")
    if sign in ("", ",", "."):
        return sign
    read.wrong(read.told["decimal"], NOT_A_SIGN, sign)
    return ""


def _figures(read: _Read) -> Figures:
    word = read.said("figures")
    if not word or _english(word) in list(Figures):
        return Figures(_english(word) or Figures.EXACT)
    read.wrong(read.told["figures"], NOT_FIGURES, word)
    return Figures.EXACT


def _cells(read: _Read, line: Line, sign: str) -> tuple[Cell, ...]:
    width = len(read.columns)
    if len(line.cells) > width + 1:
        read.wrong(line, TOO_WIDE)
    texts = [*line.cells[1:], *[""] * width][:width]
    return tuple(_cell(read, line, text, sign) for text in texts)


def _cell(read: _Read, line: Line, text: str, sign: str) -> Cell:
    try:
        return Cell(text, read_number(text, sign))
    except Ambiguous:
        read.wrong(line, AMBIGUOUS, text)
        return Cell(text)


def _each(read: _Read, words: tuple[str, ...], make: Callable[[_Read, Line], T | None]) -> tuple[T, ...]:
    made = (make(read, line) for line in read.repeated if _first(line) in words)
    return tuple(one for one in made if one is not None)


def _break(read: _Read, line: Line) -> Break | None:
    if len(line.cells) < 3:
        read.wrong(line, NO_WORDS, line.cells[1])
        return None
    return Break(line.cells[1], line.cells[2]) if _knows(read, line, read.columns, line.cells[1]) else None


def _chart(read: _Read, line: Line) -> str | None:
    return line.cells[1] if _knows(read, line, read.names, line.cells[1]) else None


def _derivation(read: _Read, line: Line) -> Derivation | None:
    """From the cells: row or column, its name, how, and the names of what it follows from."""
    of, word, terms = line.cells[1], "".join(line.cells[2:3]), list(line.cells[3:])
    if _english(word) not in list(How):
        read.wrong(line, NOT_HOW, word or of)
        return None
    how = How(_english(word))
    decimals = int(terms.pop()) if how in PAIRS and len(terms) == 3 and terms[2] in DECIMALS else None
    derivation = Derivation(of, _first(line) == "row", how, tuple(terms), decimals)
    return derivation if _is_whole(read, line, derivation) else None


def _is_whole(read: _Read, line: Line, derivation: Derivation) -> bool:
    """Whether it has as many names as it needs, and each of them is there."""
    if not _enough(derivation):
        read.wrong(line, WRONG_TERMS, derivation.how)
        return False
    own = read.names if derivation.is_row else read.columns
    second = (*own, *read.names) if derivation.how is How.SHARE else own
    known = [_knows(read, line, own, derivation.of)]
    for number, term in enumerate(derivation.terms):
        known.append(_knows(read, line, second if number else own, term, or_elsewhere=True))
    return all(known)


def _enough(derivation: Derivation) -> bool:
    number = len(derivation.terms)
    if derivation.how in PAIRS:
        return number == 2
    return number == 1 if derivation.how is How.SAME else number >= 2


def _knows(read: _Read, line: Line, names: tuple[str, ...], name: str, or_elsewhere: bool = False) -> bool:
    if name in names or (or_elsewhere and ELSEWHERE in name):
        return True
    read.wrong(line, NO_SUCH_NAME, name)
    return False

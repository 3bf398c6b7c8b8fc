"""Holding a release against itself: whoever has the file can, with this program and without any database.

Everything that can be made from the frozen cells is made again. The lower ends, what was open, the estimate, the year
before and exact tables cannot: of those it is tried whether they are possible beside the rest.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stats.disclosure.cells import Cell, value
from stats.disclosure.rounding import BASE
from stats.methods import METHODS
from stats.releases.cells import totals
from stats.releases.content import FORMAT, Content, canonical, digest, make_table, read_cells
from stats.releases.overlapping import columns_of
from stats.releases.plan import DESIGNS, Unit

SHAPES = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)
MAIN_FIGURES = ["contacts", "persons", "new_persons"]
MADE_AGAIN = "the main figures, their upper ends, what is linked, and every table that is not exact"
TRIED = "the lower ends, what was open, the estimate, the year before and exact tables"

Cells = Mapping[Unit, Mapping[Cell, int]]
Figures = Mapping[str, Content]


def verify(release: Any) -> list[str]:
    """What is wrong with a release as it was given out (`content` and `digest`), in English; nothing: all is well."""
    try:
        content, told = release["content"], release["digest"]
        if content["format"] != FORMAT:
            return [f"this is no {FORMAT}"]
        return list(_problems(content, told))
    except SHAPES:
        return ["this is no release"]


def _problems(content: Content, told: str) -> Iterator[str]:
    found = digest(content)
    if found != told:
        yield f"the digest is {found}, and not {told} as the file says"
    if content["draft"] or content["edition"] < 1:
        yield "this is a draft, which was never published"
    if odd := list(_odd(content)):
        yield from odd  # nothing can be added up
        return
    cells, figures = read_cells(content), {one["name"]: one for one in content["headline"]}
    yield from _headline(content, figures, cells)
    yield from _lower_ends(figures)
    yield from _open(content["open"], figures)
    yield from _estimate(content["estimate"])
    yield from _before(content, figures)
    for table in content["tables"]:
        yield from _exact(table) if table.get("exact") else _table(table, cells, content["year"])
    if "overlap" in content:
        yield from _overlap(content, cells[Unit.PERSONS])


def _odd(content: Content) -> Iterator[str]:
    """Where it could be read in two ways, or as something that is never published."""
    yield from (f"{number} is no whole number" for number in _numbers(content) if type(number) is not int)
    cells = [canonical({name: part for name, part in one.items() if name != "value"}) for one in content["cells"]]
    yield from (f"a cell stands there twice: {cell}" for cell in _repeated(cells))
    if [one["name"] for one in content["headline"]] != MAIN_FIGURES:
        yield f"the main figures are not {', '.join(MAIN_FIGURES)}, each once"
    yield from (f"{name} stands there twice" for name in _repeated([table["name"] for table in content["tables"]]))
    if not content["on_request"]:
        yield from (
            f"{one['name']}: only a table on request can be exact" for one in content["tables"] if "exact" in one
        )
    for rule in _rules(content) - METHODS.keys():
        yield f"it is counted by version {rule} of the rule, which this program does not know"


def _numbers(part: Any) -> Iterator[float]:
    """Every number of it, however deep."""
    if isinstance(part, dict | list):
        for one in part.values() if isinstance(part, dict) else part:
            yield from _numbers(one)
    elif isinstance(part, int | float) and not isinstance(part, bool):
        yield part


def _repeated(names: Sequence[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _rules(content: Content) -> set[str]:
    """The versions of the counting rule that it names."""
    both = content.get("overlap", {})
    named = content["rule"], content["before_rule"], *(both[of] for of in ("before", "now") if both)
    return {rule for rule in named if rule is not None}


def _headline(content: Content, figures: Figures, cells: Cells) -> Iterator[str]:
    of = {unit: dict(totals(cells[unit], content["year"])) for unit in Unit}
    added = {
        "contacts": value(of[Unit.CONTACTS]["all"], cells[Unit.CONTACTS]),
        "persons": value(of[Unit.PERSONS]["all"], cells[Unit.PERSONS]),
        "new_persons": value(of[Unit.PERSONS]["new"], cells[Unit.PERSONS]),
    }
    for name, number in added.items():
        yield from _differ(name, figures[name]["value"], number)
    for name in ("persons", "new_persons"):
        yield from _differ(f"the upper end of {name}", figures[name]["high"], -(-added[name] // BASE) * BASE)
    linked = max(added["contacts"] - added["new_persons"], 0)
    yield from _differ("contacts_linked", content["linked"]["contacts_linked"], linked)


def _differ(name: str, told: object, number: int) -> Iterator[str]:
    if told != number:
        yield f"{name} is printed as {told}, and its parts are {number}"


def _lower_ends(figures: Figures) -> Iterator[str]:
    """Each is of persons who are settled, rounded down, and no more than are printed; of those who are not new, too."""
    persons, new = figures["persons"], figures["new_persons"]
    back = new | {"value": persons["value"] - new["value"], "low": persons["low"] - new["low"]}
    for name, one in (("persons", persons), ("new_persons", new), ("persons who are not new", back)):
        if not _is_part(one["low"], one["value"]):
            yield f"the lower end of {name} cannot be {one['low']}"


def _is_part(number: int, whole: int) -> bool:
    return number % BASE == 0 and 0 <= number <= max(whole, 0)


def _open(told: Mapping[str, int], figures: Figures) -> Iterator[str]:
    """Contacts that are open are those of new persons who are not settled."""
    new = figures["new_persons"]
    room = min(new["value"] - new["low"], figures["contacts"]["value"] - figures["persons"]["low"])
    whole = {"owed": told["owed"], "unsure": room, "not_looked": room - told["unsure"]}
    for name, most in whole.items():
        if not _is_part(told[name], most):
            yield f"what was open ({name}) cannot be {told[name]}"


def _estimate(told: Content | None) -> Iterator[str]:
    if told is None:
        return
    for name in ("persons", "new_persons"):
        one = told[name]
        if not 0 <= one["low"] <= one["middle"] <= one["high"]:
            yield f"the estimate of {name} is not within its interval"
    if not _is_part(told["settled"], told["settled"]):
        yield f"the settled persons of the estimate cannot be {told['settled']}"


def _before(content: Content, figures: Figures) -> Iterator[str]:
    """A total of the year before is the main figure of that year, where both stand."""
    for table in content["tables"]:
        told, main = table["total"]["before"], figures[table["unit"]]["before"]
        if len(table["years"]) == 1 and None not in (told, main) and told != main:
            yield f"{table['name']}, all: the year before is printed as {told}, and as {main} in the main figures"
    if content["before_rule"] is None and any(one["before"] is not None for one in figures.values()):
        yield "a year before is printed, and no rule that it was counted by"


def _table(table: Content, cells: Cells, year: int) -> Iterator[str]:
    """Every row, in its order, whether it is marked as rounded, and what the table says of itself."""
    made = make_table(table["name"], cells, year, None)
    for name in ("unit", "years", "by"):
        if table[name] != made[name]:
            yield f"{table['name']}: its {name} are {made[name]}, and not {table[name]}"
    told, wanted = ([*one["rows"], one["total"]] for one in (table, made))
    if [row.get("head") for row in told] != [row.get("head") for row in wanted]:
        yield f"{table['name']}: its rows are others than its groups"
        return
    for row, one in zip(told, wanted, strict=True):
        name = f"{table['name']}, {' '.join(row.get('head', ())) or 'all'}"
        yield from _differ(name, row["value"], one["value"])
        if row["approximate"] != one["approximate"]:
            yield f"{name}: whether it was rounded is said wrongly"


def _exact(table: Content) -> Iterator[str]:
    """Counted, and not summed from rounded cells: its rows add up at least."""
    yield from _differ(f"{table['name']}, all", table["total"]["value"], sum(row["value"] for row in table["rows"]))


def _overlap(content: Content, cells: Mapping[Cell, int]) -> Iterator[str]:
    """What is printed of two years by two methods."""
    both = content["overlap"]
    for table in both["tables"]:
        told = {tuple(row.get("head", ())): row["values"] for row in (*table["rows"], table["total"])}
        design = DESIGNS[table["name"]]
        for head, sums in columns_of(design, list(cells), content["year"], both["before"], both["now"]):
            numbers = [value(of, cells) for of in sums]
            if told.get(head) != numbers:
                where = f"{table['name']}, {' '.join(head) or 'all'}, by both rules"
                yield f"{where}: printed {told.get(head)}, and the parts are {numbers}"

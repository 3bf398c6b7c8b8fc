"""What a release says besides sums of frozen cells: that there are at least so many. Whoever reads it can use that.

So these numbers go to the audit, as all others do. They are read from what was published, and are stored nowhere else.
"""

from collections.abc import Iterable, Iterator, Mapping

from stats.disclosure.cells import Cell, Sum, value
from stats.disclosure.ledger import How, Row
from stats.releases.cells import totals
from stats.releases.content import Content, read_cells
from stats.releases.plan import Unit

TABLE = "at least"


def lower_ends(contents: Iterable[Content], true: Mapping[Cell, int]) -> Iterator[Row]:
    """What releases say of persons in this way, as far as it is true of the `true` counts: else it would mislead."""
    for content in contents:
        if not content["on_request"]:
            yield from (row for row in _of_release(content) if value(row.of, true) >= row.value)


def _of_release(content: Content) -> Iterator[Row]:
    """New persons are at least those who are settled, and those for whom nobody has looked. Both are told from others.

    And nobody can be taken for somebody else who was not counted first.
    """
    of = dict(totals(read_cells(content)[Unit.PERSONS], content["year"]))
    figure = {one["name"]: one for one in content["headline"]}
    known = {cell: sign for cell, sign in of["all"].items() if cell not in of["new"]}
    new_low = figure["new_persons"]["low"]
    yield _row(content, "new persons", of["new"], new_low + content["open"]["not_looked"])
    yield _row(content, "persons who were here before", known, figure["persons"]["low"] - new_low)
    if content["estimate"]:
        for name, sum_ in (("persons", of["all"]), ("new_persons", of["new"])):
            number = figure[name]["value"] - content["estimate"][name]["low"]
            yield _row(content, f"{name} who may be somebody else", sum_, number)


def _row(content: Content, name: str, of: Sum, number: int) -> Row:
    return Row(f"{content['year']}-{content['edition']}", TABLE, name, of, number, How.LEAST)

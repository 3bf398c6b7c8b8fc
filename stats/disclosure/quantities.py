"""What must not become known where it is a small number: inner cells, and whatever can be put together from cells."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from stats.disclosure.cells import Cell, Kind, Sum, corrected, otherwise, overlap, place, plain, way
from stats.disclosure.ledger import Ledger, Row


def quantities(ledger: Ledger) -> Iterator[tuple[str, Sum]]:
    """Each sum with words for it. Some come more than once, in other words."""
    cells = sorted(ledger.stored)
    for cell in cells:
        yield repr(cell), {cell: 1}
    yield from _corrections(cells)
    yield from _overlaps(cells)
    yield from _differences(ledger.rows)


def _corrections(cells: list[Cell]) -> Iterator[tuple[str, Sum]]:
    """What corrected cells are, and by how much each correction changed them."""
    together: dict[object, list[Cell]] = {}
    for cell in cells:
        together.setdefault(place(cell), []).append(cell)
    for of_place in together.values():
        name = repr(plain(of_place[0])._replace(kind=Kind.PERSONS, correction=0))
        for number in {cell.correction for cell in of_place} - {0}:
            after, before = (corrected(of_place, of_place[0], one) for one in (number, number - 1))
            yield f"{name} after correction {number}", after
            yield f"{name} by correction {number}", _less(after, before)
        for cell in of_place:
            if way(cell):
                by_way = otherwise(of_place, cell)
                yield f"{name}, {way(cell)}", by_way
                yield f"{name}, changed by {way(cell)}", _less(by_way, corrected(of_place, cell, cell.correction - 1))


def _overlaps(cells: list[Cell]) -> Iterator[tuple[str, Sum]]:
    """Who was seen in one year and then in another, all of them and by group."""
    pairs = {(cell.last, cell.year) for cell in cells if cell.last}
    for earlier, later in sorted(pairs):
        both = overlap(cells, earlier, later)
        yield f"in {earlier} and next in {later}", both
        for group in sorted({cell.group for cell in both}):
            yield (
                f"in {earlier} and next in {later}, {' '.join(group)}",
                {cell: sign for cell, sign in both.items() if cell.group == group},
            )


def _differences(rows: Iterable[Row]) -> Iterator[tuple[str, Sum]]:
    """Each row, each row less one that is a part of it, and each row less its other editions."""
    tables: dict[str, list[Row]] = {}
    for row in rows:
        tables.setdefault(row.table, []).append(row)
        yield str(row), row.of
    for table in tables.values():
        for one, other in combinations(table, 2):
            small, large = sorted((one, other), key=lambda row: len(row.of))
            if small.of != large.of and small.of.keys() <= large.of.keys():
                yield f"{large} less {small.name} ({small.release})", _less(large.of, small.of)


def _less(one: Sum, other: Sum) -> Sum:
    both = {cell: one.get(cell, 0) - other.get(cell, 0) for cell in {**one, **other}}
    return {cell: factor for cell, factor in both.items() if factor}

"""An edition before it is stored: the cells it freezes, what it says, and the rows it adds to the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from stats.disclosure.cells import value
from stats.disclosure.ledger import How, Ledger, Row
from stats.releases.auditing import hold
from stats.releases.cells import printed
from stats.releases.content import About, Content, digest, make_content
from stats.releases.freezing import Fresh, Recipe
from stats.releases.frozen import Frozen, joined
from stats.releases.overlapping import overlap_rows
from stats.releases.plan import Unit

OWN = {"draft", "corrects", "edition", "refused", "gone_through", "reason", "closed_on", "released_on"}


@dataclass(frozen=True)
class Made:
    """`fresh`: the cells to freeze. `rows`: what is printed of each unit."""

    fresh: Fresh
    content: Content
    rows: Mapping[Unit, Sequence[Row]]


def make(recipe: Recipe, frozen: Frozen, fresh: Fresh, about: About) -> Made:
    """Nothing is stored."""
    content = make_content(about, recipe.tables, joined(frozen.shown, fresh.shown), fresh.overlap)
    rows = {unit: list(_rows(recipe, frozen, fresh, unit, about.edition)) for unit in Unit}
    return Made(fresh, content, rows)


def likeness(content: Content) -> str:
    """The digest of what a draft and its edition have in common; another as soon as something changed between them."""
    return digest({name: value for name, value in content.items() if name not in OWN})


def hold_edition(session: Session, frozen: Frozen, made: Made) -> None:
    """Raises Refused where it may not be published beside everything that was."""
    ledgers = {unit: Ledger(made.fresh.shown[unit], tuple(made.rows[unit])) for unit in Unit}
    hold(session, frozen, joined(frozen.true, made.fresh.counts), ledgers, made.content)


def _rows(recipe: Recipe, frozen: Frozen, fresh: Fresh, unit: Unit, edition: int) -> Iterable[Row]:
    """What an edition prints of a unit, for the ledger."""
    cells, name = {**frozen.shown[unit], **fresh.shown[unit]}, f"{recipe.year}-{edition}"
    for table, row, of in printed(recipe.tables, unit, cells, recipe.year):
        yield Row(name, table, row, of, value(of, cells), How.STORED)
    if fresh.overlap and unit is Unit.PERSONS:
        yield from overlap_rows(fresh.overlap, cells, name)

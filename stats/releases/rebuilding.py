"""Making a release once more, from what is in the register: whether it comes out the same, bit for bit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from stats.counted import counted_contacts
from stats.disclosure.cells import Cell
from stats.models.releases import Release
from stats.releases.closing import describe
from stats.releases.content import Content, digest, make_content
from stats.releases.freezing import Recipe, count, freeze
from stats.releases.frozen import Cells, Frozen, joined, kind_of_contacts, moment, read_frozen
from stats.releases.plan import Unit

TAKEN_OVER = ("open", "estimate", "gone_through", "work")


@dataclass(frozen=True)
class Rebuilt:
    """`changed`: cells whose true count is another in the register today, since contacts or decisions came or went."""

    content: Content
    changed: int

    @property
    def digest(self) -> str:
        return digest(self.content)


def rebuild(session: Session, release: Release) -> Rebuilt:
    """Counts again what `release` counted, by the decisions there were then, and protects it with the same secret.

    What cannot be counted again is taken from the release: the words around the numbers, how much was open that day,
    what else the service did, which staff may still correct, and the estimate, since the notes it compared are
    destroyed by and by.
    """
    old: Content = json.loads(release.content)
    tables = tuple(table["name"] for table in old["tables"])
    before, then = read_frozen(session, release), read_frozen(session)
    contacts = counted_contacts(session, moment(session, release))
    recipe = Recipe(release.year, old["rule"], tables, kind_of_contacts(then, release.year), int(release.seed))
    fresh = freeze(session, recipe, contacts, before, count(recipe, contacts, before), again=release)
    of_release = release.year, release.edition, release.reason, release.day
    about = describe(session, contacts, *of_release, again=release)
    made = make_content(replace(about, demo=old["demo"]), tables, joined(before.shown, fresh.shown), fresh.overlap)
    taken = {name: old[name] for name in TAKEN_OVER if name in old}
    made = {name: part for name, part in made.items() if name not in TAKEN_OVER}
    return Rebuilt({**made, **taken}, _changed(fresh.counts, then, before))


def _changed(counts: Cells, then: Frozen, before: Frozen) -> int:
    """Cells that are counted otherwise than they were frozen in that edition."""
    return sum(_differ(counts[unit], then.true[unit], before.true[unit]) for unit in Unit)


def _differ(counts: Mapping[Cell, int], then: Mapping[Cell, int], before: Mapping[Cell, int]) -> int:
    return sum(then.get(cell, 0) != count for cell, count in counts.items() if cell not in before)

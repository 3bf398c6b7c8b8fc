"""Whether something may be published: it is held against everything that was, as somebody who has all of it would."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from chat.language import N_
from stats.disclosure.audit import Untrue, audit
from stats.disclosure.ledger import Ledger
from stats.progress import step
from stats.releases.content import Content
from stats.releases.editions import contents
from stats.releases.frozen import Cells, Frozen, all_units, read_ledger, together
from stats.releases.lower_ends import lower_ends
from stats.releases.overlapping import never_negative
from stats.releases.plan import Refused, Unit

GIVES_AWAY = N_("This cannot be published: with what was published before it would give a few persons away.")
EARLIER_CHANGED = N_(
    "Fewer persons were in %(earlier)s than came back from it. Make a new edition of %(earlier)s, first."
)
FINDINGS = 3  # that are told of what is refused


def hold(
    session: Session, frozen: Frozen, true: Cells, fresh: Mapping[Unit, Ledger], edition: Content | None = None
) -> None:
    """Raises Refused, with what it would tell of whom. `fresh`: what would be added to the ledger of each unit.

    `true`: the true number of every frozen cell, the fresh ones too. `edition`: what else is said, besides sums.
    """
    step("holding it against everything that was published")
    published, news = contents(session), [edition] if edition else []
    before = together({unit: read_ledger(session, frozen, unit) for unit in Unit})
    before += _said(published, published, frozen.true)
    draft = together(fresh) + _said(news, [*published, *news], true)
    try:
        findings = audit(before, draft, all_units(true), FINDINGS)
    except Untrue as untrue:
        raise Refused(EARLIER_CHANGED, earlier=min(cell.year for cell in untrue.of)) from None
    if findings:
        raise Refused(GIVES_AWAY, findings)


def _said(contents: Sequence[Content], known: Sequence[Content], true: Cells) -> Ledger:
    """What these say besides sums, and what somebody knows who has `known`. `true`: the cells they are about."""
    persons = true[Unit.PERSONS]
    frozen_by = {one["year"]: one["rule"] for one in known}
    return Ledger(rows=tuple(lower_ends(contents, persons)), never_negative=tuple(never_negative(persons, frozen_by)))

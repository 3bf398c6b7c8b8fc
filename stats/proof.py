"""What a lead can show to whoever asks: what is held, what was destroyed, and that what was published still stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.datastructures import State

from chat.periods import Kind
from chat.silence import kept_logs
from stats import retention
from stats.models import Destruction
from stats.models.releases import PublishedRow
from stats.releases.editions import list_releases
from stats.releases.unaltered import list_altered
from stats.retention import Holding


@dataclass(frozen=True)
class Ledger:
    """`editions` and `rows` that were published, and the editions that are not what they were, as `2026-1`.

    Nor are those whose frozen cells or rows are other than they say.
    """

    editions: int
    rows: int
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """`destroyed`: on the newest day with anything, how much of each kind. `logs`: where the program writes logs to."""

    holdings: Sequence[Holding]
    ran: datetime | None
    destroyed_on: date | None
    destroyed: Sequence[Destruction]
    ledger: Ledger
    logs: Sequence[str]


async def list_held(state: State) -> list[Holding]:
    """Every kind of content there is with the oldest of it, in both databases."""
    held = await state.app_db.run(retention.holdings)
    oldest = await state.mailbox.find_oldest()
    return [replace(one, oldest=oldest) if one.kind is Kind.MAILBOX else one for one in held]


def read_proof(session: Session, held: Sequence[Holding]) -> Proof:
    """Everything is looked at again each time; nothing is believed from before. `held`: of `list_held`."""
    newest = session.scalar(select(func.max(Destruction.day)))
    destroyed = session.scalars(select(Destruction).where(Destruction.day == newest, Destruction.number > 0))
    return Proof(
        held,
        retention.last_run(session),
        newest,
        destroyed.all() if newest else (),
        _ledger(session),
        kept_logs(),
    )


def _ledger(session: Session) -> Ledger:
    rows = session.scalar(select(func.count(PublishedRow.id))) or 0
    wrong = tuple(f"{one.year}-{one.edition}" for one in list_altered(session))
    return Ledger(len(list_releases(session)), rows, wrong)

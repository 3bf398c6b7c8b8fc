"""What was published: the plan of a year, its inner cells as they were frozen, the releases and their rows.

Everything here is added and never changed; triggers refuse it.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from chat.models import AppBase, stored_by_value
from stats.disclosure.cells import Kind
from stats.disclosure.ledger import How
from stats.releases.plan import Unit


class PublicationPlan(AppBase):
    """Which tables of a year will be published. The newest holds, until the year is closed. `tables`: names, JSON.

    `rule`: the version of the counting rule that was chosen, if one was.
    """

    __tablename__ = "publication_plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    tables: Mapped[str]
    rule: Mapped[str | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    day: Mapped[date]


class Release(AppBase):
    """An edition of a year's figures. `content`: canonical JSON, and `digest` of it (SHA-256).

    `seed`: the secret of its rounding. `last_decision`: the newest decision about links that it counted.
    `last_taken_back`: the newest move that was taken back before it; not known of the first editions there were.
    `on_request`: it is one table that somebody asked for, and no new edition of the year's figures.
    """

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("year", "edition"), CheckConstraint("edition >= 1", "edition"))

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    edition: Mapped[int]
    reason: Mapped[str]
    day: Mapped[date]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    seed: Mapped[str]
    last_decision: Mapped[int]
    last_taken_back: Mapped[int | None]
    on_request: Mapped[bool] = mapped_column(default=False)
    content: Mapped[str]
    digest: Mapped[str]


class GoneThrough(AppBase):
    """An event: a counsellor stated that she went through a year's list of what is open, or that it is not so any more.

    The newest of each counsellor holds, while nothing is open that was not among `open`: what was open then, JSON. It
    is not known of the first statements there were.
    """

    __tablename__ = "gone_through"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    actor_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    is_so: Mapped[bool]
    day: Mapped[date]
    open: Mapped[str | None]


class FrozenCell(AppBase):
    """An inner cell as it was frozen: its true count, which is never printed, and what it is rounded to for good."""

    __tablename__ = "frozen_cells"
    __table_args__ = (UniqueConstraint("unit", "kind", "year", "last", "group", "correction"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"))
    unit: Mapped[Unit] = mapped_column(stored_by_value(Unit))
    kind: Mapped[Kind] = mapped_column(stored_by_value(Kind))
    year: Mapped[int]
    last: Mapped[int]
    group: Mapped[str]
    correction: Mapped[int]
    count: Mapped[int]
    shown: Mapped[int]


class PublishedRow(AppBase):
    """A printed number. `of`: the frozen cells it is summed from, ids and signs as JSON."""

    __tablename__ = "published_rows"

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"))
    unit: Mapped[Unit] = mapped_column(stored_by_value(Unit))
    table: Mapped[str]
    name: Mapped[str]
    of: Mapped[str]
    value: Mapped[int]
    how: Mapped[How] = mapped_column(stored_by_value(How))

"""The table of series: figures that were printed before this register existed. Its rows are only ever added."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from chat.models import AppBase


class SeriesEdition(AppBase):
    """A printed table as it was imported. `content` is the file's text; the database refuses to change or delete it.

    `account_id`: who imported it, or nobody where it came by a command.
    """

    __tablename__ = "series_editions"
    __table_args__ = (
        UniqueConstraint("title", "edition"),
        CheckConstraint("edition >= 1", "edition"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    edition: Mapped[int]
    day: Mapped[date]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    content: Mapped[str]

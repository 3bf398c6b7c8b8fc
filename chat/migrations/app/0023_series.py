"""Figures that were printed before this register existed, as they were imported."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "series_editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.String(), nullable=False),
        sa.CheckConstraint("edition >= 1", name=op.f("ck__series_editions__edition")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk__series_editions__account_id__accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__series_editions")),
        sa.UniqueConstraint("title", "edition", name=op.f("uq__series_editions__title_edition")),
    )
    for what in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER series_editions_{what.lower()} BEFORE {what} ON series_editions "
            "BEGIN SELECT RAISE(ABORT, 'what was printed is never altered'); END"
        )


def downgrade() -> None:
    op.drop_table("series_editions")

"""Known pairs that were shown blind are counted by year: by day they told who was at work that day, and so who missed."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _again("year", sa.Integer(), "CAST(strftime('%Y', day) AS INTEGER)")


def downgrade() -> None:
    _again("day", sa.Date(), "year || '-01-01'")


def _again(key: str, of: sa.types.TypeEngine[object], told: str) -> None:
    """The table with another key, of which the rows that are then the same are added up."""
    op.rename_table("link_checks", "before")
    op.create_table(
        "link_checks",
        sa.Column(key, of, nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.CheckConstraint("0 <= missed AND missed <= shown", name=op.f("ck__link_checks__missed")),
        sa.PrimaryKeyConstraint(key, name=op.f("pk__link_checks")),
    )
    op.execute(f"INSERT INTO link_checks SELECT {told}, sum(shown), sum(missed) FROM before GROUP BY 1")  # noqa: S608
    op.drop_table("before")

"""How many known pairs that were shown blind the team found, by day."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link_checks",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.CheckConstraint("0 <= missed AND missed <= shown", name=op.f("ck__link_checks__missed")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk__link_checks")),
    )


def downgrade() -> None:
    op.drop_table("link_checks")

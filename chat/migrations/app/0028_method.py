"""The counting rule that a lead chose for a year, beside the tables that will be published of it."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("publication_plans", sa.Column("rule", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("publication_plans", "rule")

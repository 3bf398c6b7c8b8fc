"""What was open when somebody stated that she went through it. Of earlier statements it is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("gone_through", sa.Column("open", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("gone_through", "open")

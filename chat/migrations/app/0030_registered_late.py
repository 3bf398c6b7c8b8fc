"""After which release a contact of a closed year was registered. Of those that are there it is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contacts", sa.Column("after_release", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("contacts", "after_release")

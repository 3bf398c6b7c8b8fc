"""Since when nobody but its visitor can open a conversation."""

from alembic import op

revision = "live_0002"
down_revision = "live_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE conversations ADD COLUMN keyless_since INTEGER")


def downgrade() -> None:
    op.execute("ALTER TABLE conversations DROP COLUMN keyless_since")

"""What a card knows its ending by, so that an ending that is told again after a crash makes no second card."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE owed_registrations ADD COLUMN ending VARCHAR")
    op.create_index("uq__owed_registrations__ending", "owed_registrations", ["ending"], unique=True)


def downgrade() -> None:
    op.drop_index("uq__owed_registrations__ending", "owed_registrations")
    op.execute("ALTER TABLE owed_registrations DROP COLUMN ending")

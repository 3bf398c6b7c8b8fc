"""What the note's period ends on, what was destroyed, and what the service states about itself."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = (
    "conversation",
    "old_conversation",
    "owed",
    "note",
    "session",
    "invitation",
    "mailbox",
    "incident",
    "audit",
    "backup",
)


def upgrade() -> None:
    op.add_column("contacts", sa.Column("note_until", sa.Date(), nullable=True))
    op.execute("UPDATE contacts SET note_until = date(day, '+365 days') WHERE note IS NOT NULL")
    op.create_table(
        "destructions",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", name="pk__destructions"),
    )
    op.create_table(
        "statements",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk__statements"),
    )


def downgrade() -> None:
    op.drop_table("statements")
    op.drop_table("destructions")
    op.drop_column("contacts", "note_until")

"""Conversations, their messages, and the identity of this database."""

import sqlalchemy as sa
from alembic import op

revision = "live_0001"
down_revision = None
branch_labels = None
depends_on = None

STATES = ("waiting", "active", "ended", "purged")


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="state", native_enum=False, create_constraint=True), nullable=False),
        sa.Column("counselor_id", sa.Integer(), nullable=True),
        sa.Column("top", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk__conversations"),
        sa.UniqueConstraint("token_hash", name="uq__conversations__token_hash"),
    )
    op.create_table(
        "messages",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("dedup", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk__messages__conversation_id__conversations",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name="pk__messages"),
        sa.UniqueConstraint("dedup", "conversation_id", name="uq__messages__dedup_conversation_id"),
    )
    op.create_table(
        "incarnation",
        sa.Column("id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk__incarnation"),
    )


def downgrade() -> None:
    op.drop_table("incarnation")
    op.drop_table("messages")
    op.drop_table("conversations")

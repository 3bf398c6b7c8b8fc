"""The mailbox: threads and their letters, ciphertext only, by days."""

import sqlalchemy as sa
from alembic import op

revision = "live_0004"
down_revision = "live_0003"
branch_labels = None
depends_on = None

STATES = ("waiting", "answered")


def upgrade() -> None:
    op.create_table(
        "mailbox_threads",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("team_key_id", sa.Integer(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state", sa.Enum(*STATES, name="threadstate", native_enum=False, create_constraint=True), nullable=False
        ),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("top", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("counselor_id", sa.Integer(), nullable=True),
        sa.Column("claimed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk__mailbox_threads"),
        sa.UniqueConstraint("code_digest", name="uq__mailbox_threads__code_digest"),
    )
    op.create_table(
        "mailbox_letters",
        sa.Column("thread_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("dedup", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["mailbox_threads.id"],
            name="fk__mailbox_letters__thread_id__mailbox_threads",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("thread_id", "seq", name="pk__mailbox_letters"),
        sa.UniqueConstraint("dedup", name="uq__mailbox_letters__dedup"),
    )


def downgrade() -> None:
    op.drop_table("mailbox_letters")
    op.drop_table("mailbox_threads")

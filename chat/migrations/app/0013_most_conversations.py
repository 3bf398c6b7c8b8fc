"""How many conversations each of the staff wants to hold at once. Added in place: much refers to accounts."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COLUMN = "most_conversations"


def upgrade() -> None:
    op.execute(
        f"ALTER TABLE accounts ADD COLUMN {COLUMN} INTEGER DEFAULT 4 NOT NULL"
        f" CONSTRAINT ck__accounts__{COLUMN} CHECK ({COLUMN} BETWEEN 1 AND 4)"
    )


def downgrade() -> None:
    op.execute(f"ALTER TABLE accounts DROP COLUMN {COLUMN}")

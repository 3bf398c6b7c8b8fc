"""*No note about me*: on the card of a conversation that ended, and on the contact it becomes."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added where they are: making the tables anew, as SQLite needs for most changes, would delete what refers to them.
    op.execute("ALTER TABLE owed_registrations ADD COLUMN no_note BOOLEAN DEFAULT 0 NOT NULL")
    op.execute(
        "ALTER TABLE contacts ADD COLUMN no_note BOOLEAN DEFAULT 0 NOT NULL"
        " CONSTRAINT ck__contacts__no_note CHECK (NOT no_note OR note IS NULL)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE contacts DROP COLUMN no_note")
    op.execute("ALTER TABLE owed_registrations DROP COLUMN no_note")

"""What outlives the note of a contact, and until when. Contacts that are there already get none: no migration has the key.

`destructions` is made anew because its check changes; going back forgets how many traces were destroyed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BEFORE = (
    "conversation",
    "old_conversation",
    "owed",
    "draft",
    "note",
    "session",
    "invitation",
    "mailbox",
    "incident",
    "age_concern",
    "audit",
    "note_export",
    "backup",
    "check_code",
)


def upgrade() -> None:
    op.execute(
        "ALTER TABLE contacts ADD COLUMN trace BLOB"
        " CONSTRAINT ck__contacts__no_trace CHECK (NOT no_note OR trace IS NULL)"
    )
    op.execute("ALTER TABLE contacts ADD COLUMN trace_until DATE")
    _remake_destructions((*BEFORE, "trace"))


def downgrade() -> None:
    _remake_destructions(BEFORE)
    op.execute("ALTER TABLE contacts DROP COLUMN trace_until")
    op.execute("ALTER TABLE contacts DROP COLUMN trace")


def _remake_destructions(kinds: tuple[str, ...]) -> None:
    op.rename_table("destructions", "other_destructions")
    op.create_table(
        "destructions",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Enum(*kinds, name="kind", native_enum=False, create_constraint=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", name=op.f("pk__destructions")),
    )
    op.execute(f"INSERT INTO destructions SELECT * FROM other_destructions WHERE kind IN {kinds}")
    op.drop_table("other_destructions")

"""The area of an incident is sealed, and more than one thing may come of a concern about age.

Areas in the open are destroyed: no migration has the key. The concerns' table is copied, because SQLite cannot drop a
column that a CHECK names; going back keeps the first word.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INCIDENTS, TABLE, OTHER = "incidents", "age_concerns", "other_age_concerns"
WORDS = ("no_reason", "talked", "child_welfare", "police", "not_traced")
KEPT = "id, day, signs, counselor_id, consulted, text"


def upgrade() -> None:
    op.execute(f"ALTER TABLE {INCIDENTS} DROP COLUMN area")
    op.execute(f"ALTER TABLE {INCIDENTS} ADD COLUMN area BLOB")
    _remake(sa.Column("outcomes", sa.String(), nullable=False), "outcome")


def downgrade() -> None:
    op.execute(f"ALTER TABLE {INCIDENTS} DROP COLUMN area")
    op.execute(f"ALTER TABLE {INCIDENTS} ADD COLUMN area VARCHAR DEFAULT '' NOT NULL")
    words = sa.Enum(*WORDS, name="ageoutcome", native_enum=False, create_constraint=True)
    _remake(sa.Column("outcome", words, nullable=False), "substr(outcomes, 1, instr(outcomes || ' ', ' ') - 1)")


def _remake(column: sa.Column[str], filled: str) -> None:
    name = column.name
    op.drop_index(op.f("ix__age_concerns_day"), TABLE)
    op.rename_table(TABLE, OTHER)
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("signs", sa.String(), nullable=False),
        sa.Column("counselor_id", sa.Integer(), nullable=False),
        sa.Column("consulted", sa.Boolean(), nullable=False),
        column,
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["counselor_id"], ["accounts.id"], name=op.f("fk__age_concerns__counselor_id__accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__age_concerns")),
    )
    op.create_index(op.f("ix__age_concerns_day"), TABLE, ["day"], unique=False)
    op.execute(f"INSERT INTO {TABLE} ({KEPT}, {name}) SELECT {KEPT}, {filled} FROM {OTHER}")
    op.drop_table(OTHER)

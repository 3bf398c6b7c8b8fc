"""What is asked for while staff write, without reading whole tables: links, moves, and until when notes are there."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

INDEXES = (
    ("link_decisions", ("contact_a", "contact_b"), "verdict = 'same'"),
    ("contacts", ("continues",), "continues IS NOT NULL"),
    ("contacts", ("note_until", "trace_until"), None),
)


def _name(table: str, columns: tuple[str, ...]) -> str:
    return op.f("ix__" + "_".join(f"{table}_{column}" for column in columns))


def upgrade() -> None:
    for table, columns, which in INDEXES:
        op.create_index(_name(table, columns), table, list(columns), sqlite_where=sa.text(which) if which else None)


def downgrade() -> None:
    for table, columns, _ in reversed(INDEXES):
        op.drop_index(_name(table, columns), table)

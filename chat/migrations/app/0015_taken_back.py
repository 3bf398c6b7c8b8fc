"""That one contact went on as another may be taken back. Who did so, and on which day, stays."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE = "taken_back"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        _refers("before", "contacts"),
        _refers("after", "contacts"),
        _refers("actor_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk__{TABLE}")),
    )


def downgrade() -> None:
    op.drop_table(TABLE)


def _refers(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk__{TABLE}__{column}__{table}"))

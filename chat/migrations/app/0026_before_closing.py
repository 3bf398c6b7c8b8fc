"""Frozen cells of contacts that were rounded whole, the newest move that an edition knew to be taken back, and who said
that the list of what is open was gone through.

SQLite keeps the words of a column in the table's text, so the table of cells is made anew from that, with its triggers.
Going back calls such cells what those of contacts were called before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLE, OTHER = "frozen_cells", "other_cells"
COLUMNS = 'id, release_id, unit, kind, year, last, "group", correction, count, shown'
GONE, LAST = "gone_through", "last_taken_back"
BEFORE, AFTER = "'added', 'taken')", "'added', 'taken', 'whole')"


def upgrade() -> None:
    _remake(BEFORE, AFTER, COLUMNS)
    op.add_column("releases", sa.Column(LAST, sa.Integer(), nullable=True))
    op.create_table(
        GONE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("is_so", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["accounts.id"], name=op.f(f"fk__{GONE}__actor_id__accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk__{GONE}")),
    )
    for what in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {GONE}_{what.lower()} BEFORE {what} ON {GONE} "
            "BEGIN SELECT RAISE(ABORT, 'what was stated is never altered'); END"
        )


def downgrade() -> None:
    op.drop_table(GONE)
    op.drop_column("releases", LAST)
    _remake(AFTER, BEFORE, COLUMNS.replace("kind", "replace(kind, 'whole', 'persons')"))


def _remake(were: str, are: str, columns: str) -> None:
    (made,), triggers = _texts("table"), _texts("trigger")
    op.rename_table(TABLE, OTHER)
    op.get_bind().exec_driver_sql(made.replace(were, are))
    op.execute(f"INSERT INTO {TABLE} ({COLUMNS}) SELECT {columns} FROM {OTHER} ORDER BY id")  # noqa: S608 - our names
    op.drop_table(OTHER)
    for text in triggers:
        op.get_bind().exec_driver_sql(text)


def _texts(kind: str) -> list[str]:
    """What made the table, or its triggers."""
    found = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :table AND type = :kind AND sql IS NOT NULL")
    return list(op.get_bind().scalars(found, {"table": TABLE, "kind": kind}))

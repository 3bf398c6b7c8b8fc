"""Beside *same*, staff may decide that two contacts are of different persons, that they are unsure, or not look.

SQLite keeps the words of a column in the table's text, so the table is made anew from that. Going back forgets what
was decided beside *same*.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLE, OTHER = "link_decisions", "other_decisions"
BEFORE = ("VARCHAR(4)", "verdict IN ('same')")
AFTER = ("VARCHAR(10)", "verdict IN ('same', 'different', 'unsure', 'not_looked')")


def upgrade() -> None:
    _remake(BEFORE, AFTER)


def downgrade() -> None:
    for undoing in ("undoes IS NOT NULL AND ", ""):
        op.execute(f"DELETE FROM {TABLE} WHERE {undoing}verdict <> 'same'")  # noqa: S608 - our names
    _remake(AFTER, BEFORE)


def _remake(were: tuple[str, str], are: tuple[str, str]) -> None:
    made, indexes = _texts("table")[0], _texts("index")
    for old, new in zip(were, are, strict=True):
        made = made.replace(old, new)
    op.rename_table(TABLE, OTHER)
    for name in [index.split(" ON ")[0].split()[-1] for index in indexes]:
        op.drop_index(name, OTHER)
    for text in (made, *indexes):
        op.get_bind().exec_driver_sql(text)
    op.execute(f"INSERT INTO {TABLE} SELECT * FROM {OTHER} ORDER BY id")  # noqa: S608 - our names
    op.drop_table(OTHER)


def _texts(kind: str) -> list[str]:
    """What made the table, or its indexes."""
    found = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :table AND type = :kind AND sql IS NOT NULL")
    return list(op.get_bind().scalars(found, {"table": TABLE, "kind": kind}))
